import { count, sentence, timeOf, typeName } from '../core/format.js';
import { html } from '../core/html.js';

/** From so many misses or false alarms on, a training is worth its time. */
const MISSES = 50;
const FALSE_ALARMS = 20;

/** What people have corrected, and the button that trains from it. */
export function Corrections({ datasets, trainings, may, onTrain }) {
  const { reviewed, untaught } = datasets;
  const enough = untaught.misses >= MISSES || untaught.false_alarms >= FALSE_ALARMS;
  const last = trainings[0];
  return html`
    <section class="card" aria-labelledby="train">
      <h2 id="train">Train from corrections</h2>
      <p>${count(reviewed.images, 'reviewed image')}, of them ${reviewed.clean} clean.
        Since the last training: <b>${count(untaught.misses, 'miss', 'misses')}</b> and <b>${count(untaught.false_alarms, 'false alarm')}</b>.</p>
      <p class="counts">${Object.entries(reviewed.by_type).map(([type, number]) => html`<span class="tally">${typeName(type)} <b>${number}</b></span> `)}</p>
      ${!enough && html`<p class="note">A training is worth its time from ${MISSES} misses or ${FALSE_ALARMS} false alarms on. You can train before; expect little.</p>`}
      ${last && html`<p class="quiet">${lastWords(last)}</p>`}
      ${may && html`<p class="buttons"><button type="button" class=${enough ? 'primary' : ''} disabled=${reviewed.images === 0} onClick=${onTrain}>Train from corrections</button>
        <span class="quiet">${estimate(trainings)}</span></p>`}
    </section>`;
}

function lastWords(training) {
  const when = timeOf(training.ended_at ?? training.created_at);
  return training.state === 'failed'
    ? `The last training failed at ${when}: ${sentence(training.message ?? 'no reason is known')}`
    : `The last training: ${training.state} at ${when}.`;
}

/** The time that the last complete training took. */
function estimate(trainings) {
  const done = trainings.find((one) => one.state === 'evaluated' && one.started_at);
  return done
    ? `The last one took ${duration((Date.parse(done.ended_at) - Date.parse(done.started_at)) / 1000)} for ${count(done.step, 'step')}.`
    : 'How long it takes is not known yet.';
}

function duration(seconds) {
  return seconds < 90 ? count(Math.round(seconds), 'second') : count(Math.round(seconds / 60), 'minute');
}

/** A training that runs. */
export function Progress({ training, may, onCancel }) {
  const { step, steps, seconds, losses } = training;
  const trained = steps > 0 && step >= steps;
  const loss = losses.at(-1)?.[1];
  const rate = [
    step > 0 && !trained ? `${(seconds / step).toFixed(1)} s a step` : null,
    loss === undefined ? null : `loss ${loss.toFixed(3)}`,
  ].filter(Boolean);
  return html`
    <section class="card" aria-labelledby="running">
      <h2 id="running">A training is running</h2>
      <progress max=${steps || 1} value=${step} aria-label="Steps of the training"></progress>
      <p role="status">${trained
        ? 'All steps are made. The new model is being measured on the gold set.'
        : steps > 0 ? `Step ${step} of ${steps}${training.seconds_left ? `, ${duration(training.seconds_left)} left` : ''}` : 'It is beginning.'}
        <span class="quiet"> ${rate.join(', ')}</span></p>
      ${trained && said(training)}
      <p class="quiet">Begun by ${training.by} at ${timeOf(training.created_at)}. The service goes on answering.</p>
      ${may && html`<p class="buttons"><button type="button" onClick=${onCancel}>Cancel the training</button></p>`}
    </section>`;
}

/** A model that is being measured. */
export function Measuring({ adapter, may, onCancel }) {
  const { measurement } = adapter;
  return html`
    <section class="card" aria-labelledby="measuring">
      <h2 id="measuring">A model is being measured</h2>
      <p role="status">${adapter.name} answers the images of the gold set.</p>
      ${said(measurement)}
      <p class="quiet">Begun by ${measurement.by} at ${timeOf(measurement.created_at)}. The service goes on answering.</p>
      ${may && html`<p class="buttons"><button type="button" onClick=${onCancel}>Cancel the measurement</button></p>`}
    </section>`;
}

/** How far the process says that it is. */
function said({ progress }) {
  return progress && html`<p class="quiet small said">${progress}</p>`;
}
