import { html } from '../core/html.js';
import { count, typeName } from '../core/format.js';
import { fragmentOf } from '../core/route.js';
import { typeClass, typeKey } from '../core/types.js';

/** Series of defects at equal distances: on each strip the marks at their places, and the pictures behind them. */
export function Repeats({ items, types }) {
  if (!items.length) {
    return html`<p class="quiet">No defects at equal distances. Only pictures whose context has <code>x_mm</code> and <code>length_mm</code> take part.</p>`;
  }
  return html`
    <ul class="repeats">
      ${items.map((item) => html`
        <li>
          <p><span class="tally ${typeClass(types, item.type)}"><i class="swatch">${typeKey(types, item.type) ?? ''}</i>${typeName(item.type)}</span>
            <b> every ${metres(item.period_mm)}</b>, ${count(item.marks.length, 'mark')} in ${count(item.turns, 'turn')} on <b>${item.coil}</b>${item.line ? ` (${item.line})` : ''},
            ${' '}${Math.round(item.across_mm)} mm across${item.side ? `, ${item.side}` : ''}</p>
          <p class="quiet small">A roll of ${Math.round(item.period_mm / Math.PI)} mm diameter would do this, if the strip was not rolled thinner after it. Expected by chance: ${item.chance.toExponential(0)}.</p>
          <${Marks} marks=${item.marks} name=${typeClass(types, item.type)} />
          <p class="small">${item.marks.slice(0, 12).map((mark) => html`<a href=${fragmentOf('review', { id: mark.inspection })}>${metres(mark.x_mm)}</a> `)}</p>
        </li>`)}
    </ul>`;
}

function Marks({ marks, name }) {
  const first = marks[0].x_mm;
  const length = marks[marks.length - 1].x_mm - first;
  return html`
    <svg class="marks" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
      <rect class="steel" width="1000" height="20" />
      ${marks.map((mark) => html`<rect class="spot ${name}" x=${4 + ((mark.x_mm - first) / length) * 984} y="4" width="8" height="12" />`)}
    </svg>`;
}

function metres(millimetres) {
  return `${(millimetres / 1000).toFixed(3)} m`;
}
