import { html } from '../core/html.js';
import { count, typeName } from '../core/format.js';
import { typeClass } from '../core/types.js';

const SHOWN = 24;

/** Two models image by image on the gold set: the images first on which they differ most. */
export function Compared({ comparison, types, onClose }) {
  const { before, after, items } = comparison;
  return html`
    <section aria-labelledby="compared">
      <header class="row"><h2 id="compared">${before.name} and ${after.name} on the gold set</h2>
        <button type="button" onClick=${onClose}>Close</button></header>
      <p class="quiet">${count(items.length, 'image')}, disagreements first. Dashed boxes are what people reviewed.</p>
      <ul class="compared">${items.slice(0, SHOWN).map((item) => html`
        <li key=${item.inspection}>
          <${Side} item=${item} name=${before.name} found=${item.before} types=${types} />
          <${Side} item=${item} name=${after.name} found=${item.after} types=${types} />
        </li>`)}</ul>
    </section>`;
}

function Side({ item, name, found, types }) {
  const words = `${count(found.hits, 'hit')}, ${count(found.misses, 'miss', 'misses')}, ${count(found.false_alarms, 'false alarm')}`;
  const size = item.image;
  return html`
    <figure>
      <svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${name}: ${words}">
        <image href="/v1/inspections/${item.inspection}/image?as=png" width=${size.width} height=${size.height} />
        ${item.truth.map((one) => rect(one, 'truth', types))}
        ${found.boxes.map((one) => rect(one, 'found', types))}
      </svg>
      <figcaption><b>${name}</b> <span class="quiet">${words}</span></figcaption>
    </figure>`;
}

function rect({ type, box: [x1, y1, x2, y2] }, kind, types) {
  return html`<rect class="${kind} ${typeClass(types, type)}" x=${x1} y=${y1} width=${x2 - x1} height=${y2 - y1}><title>${typeName(type)}</title></rect>`;
}
