import { imageAddress } from '../core/api.js';
import { Dialog } from '../core/dialog.js';
import { html } from '../core/html.js';
import { count, timeOf, typeName } from '../core/format.js';
import { typeClass } from '../core/types.js';

const ACTIONS = { accept: 'accepted', correct: 'corrected', clean: 'clean', reject: 'rejected' };

/** Lists the reviews that have not arrived yet, and lets the reviewer settle those that cannot. */
export function Saves({ outbox, status, onClose }) {
  const entries = outbox.entries.value;
  return html`
    <${Dialog} title="Reviews that are not saved yet" onClose=${onClose} wide>
      ${entries.length === 0 && html`<p>All reviews are saved.</p>`}
      <ul class="entries">
        ${entries.map((entry) => html`
          <li key=${entry.key} class=${entry.state}>
            ${entry.state === 'conflict'
              ? html`<${Conflict} entry=${entry} outbox=${outbox} types=${status.types()} />`
              : html`<${Waiting} entry=${entry} outbox=${outbox} />`}
          </li>`)}
      </ul>
      ${outbox.late.value.length > 0 && html`
        <p class="buttons"><button type="button" class="primary" onClick=${outbox.run}>Try now</button></p>`}
    <//>`;
}

function Waiting({ entry, outbox }) {
  const giveUp = () => outbox.drop(entry.key);
  return html`
    <h3>${entry.place}</h3>
    <p>Review by ${entry.by}: <b>${ACTIONS[entry.review.action]}</b>, ${timeOf(new Date(entry.at).toISOString())}.
      ${entry.detail && ` Not saved: ${entry.detail}.`}</p>
    <p class="buttons">
      ${entry.state === 'refused' && html`
        <a class="button" href="#/review?id=${entry.inspection}" onClick=${giveUp}>Give it up and review the picture again</a>`}
      <button type="button" onClick=${giveUp}>Give it up</button>
    </p>`;
}

/** Two people reviewed one picture: both results side by side, and a choice. Neither is chosen for the reviewer. */
function Conflict({ entry, outbox, types }) {
  const { theirs } = entry;
  const their = theirs.review;
  const mine = entry.review.defects ?? (entry.review.action === 'accept' ? theirs.defects : []);
  return html`
    <h3>${entry.place}</h3>
    <p>${their?.by ?? 'Somebody'} reviewed this picture${their ? ` at ${timeOf(their.at)}` : ''}, before your review arrived.</p>
    <div class="sides">
      <${Side} title="Theirs" action=${their?.action} inspection=${theirs} defects=${their?.defects ?? []} types=${types} />
      <${Side} title="Yours" action=${entry.review.action} inspection=${theirs} defects=${mine} types=${types} />
    </div>
    <p class="buttons">
      <button type="button" onClick=${() => outbox.drop(entry.key)}>Keep theirs</button>
      <button type="button" onClick=${() => outbox.overwrite(entry.key)}>Save yours as the newer review</button>
    </p>
    <p class="quiet small">Both stay in the history of the picture; the newer one counts.</p>`;
}

function Side({ title, action, inspection, defects, types }) {
  const { width, height } = inspection.image;
  return html`
    <figure>
      <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${`${title}: ${defects.map((defect) => typeName(defect.type)).join(', ') || 'no boxes'}`}>
        <image href=${imageAddress(inspection)} width=${width} height=${height} />
        ${defects.map(({ type, box: [left, top, right, bottom] }) => html`
          <g class="mark defect ${typeClass(types, type)}">
            <rect class="under" x=${left} y=${top} width=${right - left} height=${bottom - top} />
            <rect class="line" x=${left} y=${top} width=${right - left} height=${bottom - top} />
          </g>`)}
      </svg>
      <figcaption><b>${title}</b>: ${ACTIONS[action] ?? 'no review'}, ${count(defects.length, 'box', 'boxes')}</figcaption>
    </figure>`;
}
