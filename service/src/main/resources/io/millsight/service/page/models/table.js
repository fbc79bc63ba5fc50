import { html } from '../core/html.js';
import { timeOf } from '../core/format.js';

const FIGURES = [['f1', 'F1'], ['ap50', 'AP50'], ['type_accuracy', 'Type accuracy']];

/**
 * All models with their figures, the newest first.
 *
 * @param busy whether a training or a measurement runs
 */
export function AdapterTable({ adapters, datasets, session, changes, busy, onCompare, onMeasure }) {
  const made = Object.fromEntries(datasets.map((one) => [one.id, one]));
  const gold = datasets.find((one) => one.images.gold > 0)?.gold_sha256;
  return html`
    <div class="scrolls">
      <table class="adapters">
        <thead><tr><th scope="col">Model</th><th scope="col">Learned from</th>
          ${FIGURES.map(([, words]) => html`<th scope="col">${words}</th>`)}<th scope="col"><span class="unseen">What to do</span></th></tr></thead>
        <tbody>${adapters.map((adapter) => html`
          <tr key=${adapter.id} class=${adapter.deployed ?? ''}>
            <th scope="row">${adapter.name} ${adapter.deployed && html`<span class="pill ${adapter.deployed}">${adapter.deployed}</span>`}</th>
            <td>${learned(made[adapter.dataset])}</td>
            ${FIGURES.map(([key]) => html`<td>${figure(adapter.metrics?.[key])}</td>`)}
            <td class="buttons">
              ${session.may('engineer') && isUnmeasured(adapter, gold) && html`
                <button type="button" disabled=${busy} onClick=${() => onMeasure(adapter)}>Measure</button>`}
              ${actions(adapter, session, changes, onCompare)}</td>
          </tr>`)}</tbody>
      </table>
    </div>`;
}

/** Whether a measurement would tell something new. Of a model of an earlier command line, nobody knows where it lies. */
function isUnmeasured(adapter, gold) {
  return gold && adapter.metrics?.gold_sha256 !== gold && (adapter.folder !== null || adapter.deployed === 'active');
}

function learned(dataset) {
  return dataset
    ? html`${dataset.images.train} images <span class="quiet">of ${timeOf(dataset.created_at)}</span>`
    : html`<span class="quiet">not known here</span>`;
}

function figure(measured) {
  if (!measured || measured.value === null) {
    return html`<span class="quiet">–</span>`;
  }
  return html`<b>${measured.value.toFixed(3)}</b>
    ${measured.low !== null && html` <span class="quiet">${measured.low.toFixed(3)}–${measured.high.toFixed(3)}</span>`}`;
}

function actions(adapter, session, changes, onCompare) {
  const active = adapter.deployed === 'active';
  return html`
    ${adapter.metrics && !active && html`<button type="button" onClick=${() => onCompare(adapter)}>Compare</button>`}
    ${session.may('engineer') && !active && html`
      ${adapter.deployed !== 'shadow' && html`<button type="button" onClick=${() => changes.shadow(adapter)}>Shadow</button>`}
      <button type="button" class=${adapter.refusal ? '' : 'primary'} onClick=${() => changes.activate(adapter)}>Activate</button>`}`;
}
