// Shows what a running service learns from corrections: rounds of simulated reviews, a training after each, figures on a frozen gold set.
//
//   ./millsight serve --model models/nano --adapter none --data-dir DIR --port 8080
//   TOKEN=ms_... node bench/learning-curve.mjs http://127.0.0.1:8080 VOC_FOLDER OUT.csv [--rounds 3] [--images 48] [--gold 60] [--steps 0]
//
// The folder is a dataset in VOC with ANNOTATIONS or Annotations, IMAGES or JPEGImages, ImageSets/Main/train.txt and val.txt, and groups.csv. The
// gold set comes from val.txt, the corrected images from train.txt; no group of images is in both. Both are spread evenly over the types. The
// reviewer is a program that knows the annotations: it sends them as corrections, and says which of the model's boxes each one came from. Needs an
// empty data folder and Node 20 or later. --steps 0 leaves the number of steps to the service.
//
// If it breaks off, the same command goes on: OUT.csv.state holds what is done. More rounds may be asked for later, too.
// training_seconds is the time of the steps alone; total_seconds has the loading and the measuring, too.

import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SAME_BOX = 0.5; // intersection over union from which a reviewer takes a box of the model over
const POLL = 2000; // milliseconds
const HEADER = ['round', 'corrected_images', 'train_images', 'misses', 'false_alarms', 'steps', 'training_seconds', 'total_seconds', 'f1', 'f1_low', 'f1_high',
  'ap50', 'ap50_low', 'ap50_high', 'type_accuracy', 'activated'];

const [url, folder, out, ...rest] = process.argv.slice(2);
if (!url || !folder || !out || !process.env.TOKEN) {
  console.error('usage: TOKEN=... node bench/learning-curve.mjs URL VOC_FOLDER OUT.csv [--rounds N] [--images N] [--gold N] [--steps N]');
  process.exit(2);
}
const options = { rounds: 3, images: 48, gold: 60, steps: 0 };
for (let i = 0; i < rest.length; i += 2) {
  const name = rest[i].replace('--', '');
  const value = Number(rest[i + 1]);
  if (!(name in options) || !Number.isInteger(value) || value < 0) {
    console.error(`${rest[i]} ${rest[i + 1] ?? ''}: expected ${Object.keys(options).map((key) => `--${key} N`).join(', ')}`);
    process.exit(2);
  }
  options[name] = value;
}

/** What is done: the images that are reviewed, and the rounds with their dataset, training and row. */
const stateFile = `${out}.state`;
const state = existsSync(stateFile)
  ? JSON.parse(readFileSync(stateFile, 'utf8'))
  : { options, begun: Date.now(), reviewed: [], frozen: false, rounds: [], rows: [] };
if (['images', 'gold', 'steps'].some((name) => state.options[name] !== options[name])) {
  console.error(`${stateFile}: was begun with ${JSON.stringify(state.options)}; give the same, or another OUT.csv`);
  process.exit(2);
}

function save() {
  writeFileSync(`${stateFile}.new`, JSON.stringify(state));
  renameSync(`${stateFile}.new`, stateFile);
  writeFileSync(out, `${[HEADER, ...state.rows].map((row) => row.join(',')).join('\n')}\n`);
}

/** Asks the service. If the connection breaks, which a busy machine may do, it is asked again what has its effect only once. */
async function ask(method, path, body, headers = {}, tries = method === 'GET' || 'Idempotency-Key' in headers ? 5 : 1) {
  try {
    return await askOnce(method, path, body, headers);
  } catch (error) {
    if (error.type || tries === 1) {
      throw error;
    }
    await pause(POLL);
    return ask(method, path, body, headers, tries - 1);
  }
}

async function askOnce(method, path, body, headers) {
  const isJson = body !== undefined && !(body instanceof Uint8Array);
  const response = await fetch(url + path, {
    method,
    headers: { Authorization: `Bearer ${process.env.TOKEN}`, ...(isJson && { 'Content-Type': 'application/json' }), ...headers },
    body: isJson ? JSON.stringify(body) : body,
  });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) {
    throw Object.assign(new Error(`${method} ${path}: ${response.status} ${answer?.detail ?? text}`), { type: answer?.type ?? 'failed' });
  }
  return answer;
}

const pause = (millis) => new Promise((done) => setTimeout(done, millis));
const either = (...names) => names.map((name) => join(folder, name)).find(existsSync);

function truth(name) {
  const xml = readFileSync(join(either('ANNOTATIONS', 'Annotations'), `${name}.xml`), 'utf8');
  return [...xml.matchAll(/<object>[\s\S]*?<\/object>/g)].map(([object]) => ({
    type: object.match(/<name>(.*?)<\/name>/)[1],
    box: ['xmin', 'ymin', 'xmax', 'ymax'].map((edge) => Number(object.match(new RegExp(`<${edge}>(.*?)</${edge}>`))[1])),
  }));
}

function overlap(a, b) {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const area = (box) => (box[2] - box[0]) * (box[3] - box[1]);
  const common = Math.max(0, width) * Math.max(0, height);
  return common / (area(a) + area(b) - common);
}

/** Each true box comes from the model's box of its type that covers it best, if there is one. */
function correction(name, inspection) {
  const left = [...inspection.defects];
  return truth(name).map(({ type, box }) => {
    const best = left.filter((one) => one.type === type && overlap(one.box, box) >= SAME_BOX)
      .sort((one, other) => overlap(other.box, box) - overlap(one.box, box))[0];
    if (best) {
      left.splice(left.indexOf(best), 1);
    }
    return { type, box, source: best?.n ?? null };
  });
}

const groups = new Map(readFileSync(join(folder, 'groups.csv'), 'utf8').trim().split('\n').slice(1)
  .map((line) => [line.slice(0, line.lastIndexOf(',')), line.slice(line.lastIndexOf(',') + 1).trim()]));
const groupOf = (name) => groups.get(name) ?? name;
const list = (split) => readFileSync(join(folder, 'ImageSets', 'Main', `${split}.txt`), 'utf8').trim().split('\n').map((name) => name.trim());
const pictures = either('IMAGES', 'JPEGImages');
const files = new Map(readdirSync(pictures).map((file) => [file.replace(/\.\w+$/, ''), join(pictures, file)]));

/** The images in an order that takes one of each type by turns, always the same. */
function byTurns(names) {
  const queues = new Map();
  const hash = (text) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
  [...names].sort((one, other) => hash(one) - hash(other))
    .forEach((name) => queues.set(truth(name)[0].type, [...(queues.get(truth(name)[0].type) ?? []), name]));
  const turns = [];
  for (let i = 0; [...queues.values()].some((queue) => i < queue.length); i++) {
    queues.forEach((queue) => i < queue.length && turns.push(queue[i]));
  }
  return turns;
}

async function review(name) {
  if (state.reviewed.includes(name)) {
    return;
  }
  const query = new URLSearchParams({ line: 'bench', coil: `group ${groupOf(name)}` });
  const { id } = await ask('POST', `/v1/inspections?${query}`, readFileSync(files.get(name)), {
    'Content-Type': 'image/jpeg', 'Idempotency-Key': `${name}-${state.begun}`, 'Millsight-Deadline-Ms': '600000',
  });
  const inspection = await ask('GET', `/v1/inspections/${id}`);
  if (!inspection.review) {
    await ask('POST', `/v1/inspections/${id}/reviews`, { action: 'correct', defects: correction(name, inspection) },
      { 'If-Match': `"${inspection.revision}"` });
  }
  state.reviewed.push(name);
  save();
}

async function reviewAll(names) {
  const left = [...names];
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (left.length) {
      await review(left.shift());
    }
  }));
}

async function finished(id) {
  for (;;) {
    const training = await ask('GET', `/v1/trainings/${id}`);
    process.stderr.write(`\r${training.state} ${training.step}/${training.steps}   `);
    if (!['queued', 'running'].includes(training.state)) {
      process.stderr.write('\n');
      return training;
    }
    await pause(POLL);
  }
}

const gold = byTurns(list('val')).slice(0, options.gold);
const goldGroups = new Set(gold.map(groupOf));
const toCorrect = byTurns(list('train').filter((name) => !goldGroups.has(groupOf(name)))).slice(0, options.rounds * options.images);

const figures = (adapter) => {
  const { f1, ap50, type_accuracy: accuracy } = adapter.metrics;
  return [f1.value, f1.low, f1.high, ap50.value, ap50.low, ap50.high, accuracy.value].map((number) => number?.toFixed(3) ?? '');
};

/** Begins the training of a round, unless it has begun already. */
async function begin(round) {
  const { items } = await ask('GET', '/v1/trainings');
  const known = items.find((one) => one.dataset === round.dataset && !['failed', 'cancelled'].includes(one.state));
  const settings = options.steps > 0 ? { max_steps: String(options.steps) } : {};
  return known ?? ask('POST', '/v1/trainings', { dataset: round.dataset, settings });
}

/** Lets an adapter answer if the gate lets it pass. */
async function activate(adapter, number) {
  if (adapter.deployed === 'active') {
    return 'yes';
  }
  try {
    await ask('POST', `/v1/adapters/${adapter.id}/activate`, { reason: `round ${number} of the learning curve` });
    return 'yes';
  } catch (refused) {
    console.error(refused.message);
    return 'no';
  }
}

console.error(`gold set: ${gold.length} images`);
await reviewAll(gold);
if (!state.frozen) {
  const { gold: frozen } = await ask('GET', '/v1/datasets');
  if (frozen === 0) {
    await ask('POST', '/v1/datasets', { gold: gold.length });
  }
  state.frozen = true;
  save();
}
for (let number = 1; number <= options.rounds; number++) {
  const round = state.rounds[number - 1] ?? {};
  state.rounds[number - 1] = round;
  if (round.done) {
    continue;
  }
  console.error(`round ${number}: ${options.images} corrections`);
  await reviewAll(toCorrect.slice((number - 1) * options.images, number * options.images));
  if (!round.dataset) {
    round.untaught = (await ask('GET', '/v1/datasets')).untaught;
    const dataset = await ask('POST', '/v1/datasets', {});
    Object.assign(round, { dataset: dataset.id, images: dataset.images.train });
    save();
  }
  const training = await finished((await begin(round)).id);
  if (training.state !== 'evaluated') {
    throw new Error(`round ${number}: the training ${training.state}: ${training.message}`);
  }
  const { items } = await ask('GET', '/v1/adapters');
  if (state.rows.length === 0) { // before the first activation
    state.rows.push([0, 0, 0, '', '', 0, 0, 0, ...figures(items.find((one) => one.deployed === 'active')), 'yes']);
    save();
  }
  const adapter = items.find((one) => one.training === training.id);
  const total = Math.round((Date.parse(training.ended_at) - Date.parse(training.started_at)) / 1000);
  state.rows[number] = [number, number * options.images, round.images, round.untaught.misses, round.untaught.false_alarms, training.steps,
    training.seconds, total, ...figures(adapter), await activate(adapter, number)];
  round.done = true;
  save();
}
const table = [HEADER, ...state.rows];
const widths = HEADER.map((_, column) => Math.max(...table.map((row) => String(row[column]).length)));
table.forEach((row) => console.log(row.map((cell, column) => String(cell).padStart(widths[column])).join('  ')));
