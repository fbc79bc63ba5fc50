import { signal } from '../vendor/signals-core.js';
import { count, sentence, timeOf } from '../core/format.js';
import { html } from '../core/html.js';
import { createChanges } from './changes.js';
import { Compared } from './compared.js';
import { Corrections, Measuring, Progress } from './training.js';
import { AdapterTable } from './table.js';

const EVERY_MS = 10_000;
const WHILE_TRAINING_MS = 2000;

const isOpen = (one) => one?.state === 'running' || one?.state === 'queued';

/**
 * The view of models: which ones there are, which one answers, a training from corrections, and a comparison of two
 * models on the gold set.
 *
 * @param {{api: any, session: any, status: any}} parts
 */
export function createModelsView({ api, session, status }) {
  /** What the server says of models, trainings and datasets; null until it has been read. */
  const known = signal(null);
  const problem = signal('');
  const note = signal('');
  const comparison = signal(null);
  let timer = 0;

  async function load() {
    clearTimeout(timer);
    try {
      const [adapters, trainings, datasets] = await Promise.all(
        ['adapters', 'trainings', 'datasets'].map((name) => api.get(`/v1/${name}`)));
      known.value = { adapters, trainings: trainings.items, datasets };
    } catch (error) {
      problem.value = sentence(error.message);
    }
    const running = known.value?.trainings.some(isOpen) || known.value?.adapters.items.some((one) => isOpen(one.measurement));
    timer = setTimeout(load, running ? WHILE_TRAINING_MS : EVERY_MS);
  }

  /** Does something on the server, says so, and reads everything again. */
  async function attempt(work, words) {
    problem.value = '';
    note.value = '';
    try {
      await work();
      note.value = words;
    } catch (error) {
      problem.value = sentence(error.message);
    }
    await Promise.all([load(), status.askDeployment()]);
  }

  const changes = createChanges({ api, session, attempt });

  const train = () => attempt(async () => {
    const dataset = await api.post('/v1/datasets', {});
    await api.post('/v1/trainings', { dataset: dataset.id });
  }, 'The training has begun. The service goes on answering.');

  const cancel = (training) => attempt(() => api.delete(`/v1/trainings/${training.id}`), 'The training is cancelled.');

  const measure = (adapter) => attempt(
    () => api.post(`/v1/adapters/${adapter.id}/measurement`, {}),
    `${adapter.name} is being measured. The service goes on answering.`,
  );

  const cancelMeasurement = (adapter) => attempt(
    () => api.delete(`/v1/adapters/${adapter.id}/measurement`), 'The measurement is cancelled.');

  async function compare(adapter) {
    problem.value = '';
    try {
      comparison.value = await api.get(`/v1/adapters/${adapter.id}/comparison`);
    } catch (error) {
      problem.value = sentence(error.message);
    }
  }

  return {
    path: 'models',
    title: 'Models',
    badge: () => null,
    enter: load,
    leave: () => clearTimeout(timer),
    render,
  };

  function render() {
    return html`
      <main class="models" id="main">
        <header class="heading"><h1>Models</h1></header>
        ${problem.value && html`<p class="note strong" role="alert">${problem.value}</p>`}
        ${note.value && html`<p class="note" role="status">${note.value}</p>`}
        ${known.value === null ? html`<p class="centre quiet" role="status">Reading the models …</p>` : content(known.value)}
        ${changes.dialog()}
      </main>`;
  }

  function content({ adapters, trainings, datasets }) {
    const running = trainings.find(isOpen);
    const measured = adapters.items.find((one) => isOpen(one.measurement));
    const failed = adapters.items.filter((one) => one.measurement?.state === 'failed');
    const former = adapters.items.find((one) => one.id === adapters.former);
    return html`
      <section aria-labelledby="known-models">
        <header class="row"><h2 id="known-models">Which model answers</h2>
          ${former && session.may('engineer') && html`
            <button type="button" onClick=${() => changes.rollBack(former)}>Roll back to ${former.name}</button>`}
        </header>
        <${AdapterTable} adapters=${adapters.items} datasets=${datasets.items} session=${session} changes=${changes}
          busy=${Boolean(running || measured)} onCompare=${compare} onMeasure=${measure} />
        <p class="quiet small">Figures on the gold set of ${count(datasets.gold, 'image')}, with 95 % intervals. No training of this service learns these images.</p>
        ${failed.map((one) => html`
          <p class="note">The measurement of ${one.name} failed at ${timeOf(one.measurement.ended_at)}: ${sentence(one.measurement.message ?? 'no reason is known')}</p>`)}
        ${adapters.shadow && html`<p class="note">${shadowWords(adapters)}
          ${session.may('engineer') && html` <button type="button" onClick=${() => changes.endShadow()}>End the shadow</button>`}</p>`}
      </section>
      ${measured && html`<${Measuring} adapter=${measured} may=${session.may('engineer')} onCancel=${() => cancelMeasurement(measured)} />`}
      ${running
        ? html`<${Progress} training=${running} may=${session.may('engineer')} onCancel=${() => cancel(running)} />`
        : html`<${Corrections} datasets=${datasets} trainings=${trainings} may=${session.may('engineer') && !measured} onTrain=${train} />`}
      ${comparison.value && html`<${Compared} comparison=${comparison.value} types=${status.types()} onClose=${() => { comparison.value = null; }} />`}`;
  }
}

function shadowWords({ items, shadow }) {
  const name = items.find((one) => one.id === shadow.adapter)?.name ?? 'A model';
  return shadow.images === 0
    ? `${name} answers one image in ten beside the active model. It has answered none yet.`
    : `${name} has answered ${count(shadow.images, 'image')} beside the active model, ${shadow.same_verdict} with the same verdict.`;
}
