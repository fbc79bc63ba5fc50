// Shows what a running service learns from corrections: rounds of simulated reviews, a training after each, figures on a frozen gold set.
//
//   ./millsight serve --model models/nano --adapter none --data-dir DIR --port 8080
//   TOKEN=ms_... node bench/learning-curve.mjs http://127.0.0.1:8080 VOC_FOLDER OUT.csv [--rounds 3] [--images 48] [--gold 60] [--steps 0]
//
// The folder is a dataset in VOC with ANNOTATIONS or Annotations, IMAGES or JPEGImages, ImageSets/Main/train.txt and val.txt, and groups.csv. The
// gold set comes from val.txt, the corrected images from train.txt; no group of images is in both. Both are spread evenly over the types. The
// reviewer is a program that knows the annotations: it sends them as corrections, and says which of the model's boxes each one came from. Needs an
// empty data folder and Node 20 or later.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SAME_BOX = 0.5; // intersection over union from which a reviewer takes a box of the model over
const POLL = 2000; // milliseconds

const [url, folder, out, ...rest] = process.argv.slice(2);
if (!url || !folder || !out || !process.env.TOKEN) {
  console.error('usage: TOKEN=... node bench/learning-curve.mjs URL VOC_FOLDER OUT.csv [--rounds N] [--images N] [--gold N] [--steps N]');
  process.exit(2);
}
const options = { rounds: 3, images: 48, gold: 60, steps: 0 };
for (let i = 0; i < rest.length; i += 2) {
  options[rest[i].replace('--', '')] = Number(rest[i + 1]);
}

/** Asks the service. A question that changes nothing is asked again if the connection breaks, which a busy machine may do. */
async function ask(method, path, body, headers = {}, tries = method === 'GET' ? 5 : 1) {
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
  const query = new URLSearchParams({ line: 'bench', coil: `group ${groupOf(name)}` });
  const inspection = await ask('POST', `/v1/inspections?${query}`, readFileSync(files.get(name)), {
    'Content-Type': 'image/jpeg', 'Idempotency-Key': `${name}-${Date.now()}`, 'Millsight-Deadline-Ms': '600000',
  });
  await ask('POST', `/v1/inspections/${inspection.id}/reviews`, { action: 'correct', defects: correction(name, inspection) },
    { 'If-Match': `"${inspection.revision}"` });
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

const rows = [['round', 'corrected_images', 'train_images', 'misses', 'false_alarms', 'steps', 'training_seconds', 'f1', 'f1_low', 'f1_high', 'ap50', 'ap50_low', 'ap50_high',
  'type_accuracy', 'activated']];
const figures = (adapter) => {
  const { f1, ap50, type_accuracy: accuracy } = adapter.metrics;
  return [f1.value, f1.low, f1.high, ap50.value, ap50.low, ap50.high, accuracy.value].map((number) => number?.toFixed(3) ?? '');
};

function report() {
  writeFileSync(out, `${rows.map((row) => row.join(',')).join('\n')}\n`);
}

console.error(`gold set: ${gold.length} images`);
await reviewAll(gold);
await ask('POST', '/v1/datasets', { gold: gold.length });
for (let round = 1; round <= options.rounds; round++) {
  console.error(`round ${round}: ${options.images} corrections`);
  await reviewAll(toCorrect.slice((round - 1) * options.images, round * options.images));
  const { untaught } = await ask('GET', '/v1/datasets');
  const dataset = await ask('POST', '/v1/datasets', {});
  const settings = options.steps > 0 ? { max_steps: String(options.steps) } : {};
  const began = Date.now();
  const { id } = await ask('POST', '/v1/trainings', { dataset: dataset.id, settings });
  const training = await finished(id);
  if (training.state !== 'evaluated') {
    throw new Error(`round ${round}: the training ${training.state}: ${training.message}`);
  }
  const { items } = await ask('GET', '/v1/adapters');
  if (round === 1) {
    rows.push([0, 0, 0, '', '', 0, 0, ...figures(items.find((one) => one.deployed === 'active')), 'yes']);
  }
  const adapter = items.find((one) => one.training === id);
  let activated = 'yes';
  try {
    await ask('POST', `/v1/adapters/${adapter.id}/activate`, { reason: `round ${round} of the learning curve` });
  } catch (refused) {
    console.error(refused.message);
    activated = 'no';
  }
  rows.push([round, round * options.images, dataset.images.train, untaught.misses, untaught.false_alarms, training.steps,
    Math.round((Date.now() - began) / 1000), ...figures(adapter), activated]);
  report();
}
report();
const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
rows.forEach((row) => console.log(row.map((cell, column) => String(cell).padStart(widths[column])).join('  ')));
