import { html } from '../core/html.js';

/** Size of the drawing; it keeps its proportions. */
const WIDTH = 560;
const HEIGHT = 170;
const LEFT = 44;
const BOTTOM = 24;
const TOP = 10;

/**
 * Rates over time as lines, above the number of pictures as pale bars.
 *
 * @param {{points: any[], lines: {name: string, tone: string, of: (point: any) => number|null}[], label: string,
 *          when: (date: Date) => string}} props
 */
export function RateChart({ points, lines, label, when }) {
  const most = Math.max(0.02, ...points.flatMap((point) => lines.map((line) => line.of(point) ?? 0)));
  const top = niceTop(most);
  const images = Math.max(1, ...points.map((point) => point.images));
  const step = (WIDTH - LEFT) / points.length;
  const x = (index) => LEFT + (index + 0.5) * step;
  const y = (rate) => HEIGHT - BOTTOM - (rate / top) * (HEIGHT - BOTTOM - TOP);
  const every = Math.ceil(points.length / 7);
  return html`
    <svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
      ${[0, 0.5, 1].map((part) => html`
        <path class="grid" d="M${LEFT} ${y(part * top)}H${WIDTH}" />
        <text class="mark" x=${LEFT - 6} y=${y(part * top) + 4} text-anchor="end">${percent(part * top)}</text>`)}
      ${points.map((point, index) => html`
        <rect class="volume" x=${LEFT + index * step + 1} width=${Math.max(1, step - 2)}
              y=${HEIGHT - BOTTOM - (point.images / images) * (HEIGHT - BOTTOM - TOP)} height=${(point.images / images) * (HEIGHT - BOTTOM - TOP)}>
          <title>${when(point.start)}: ${point.images} pictures${lines.map((line) => `, ${line.name} ${line.of(point) === null ? '–' : percent(line.of(point))}`).join('')}</title>
        </rect>`)}
      ${points.map((point, index) => index % every === 0 && html`
        <text class="mark" x=${x(index)} y=${HEIGHT - 6} text-anchor=${x(index) > WIDTH - 24 ? 'end' : 'middle'}>${when(point.start)}</text>`)}
      ${lines.map((line) => html`
        <path class="line ${line.tone}" d=${pathOf(points.map((point, index) => [x(index), line.of(point)]), y)} />
        ${points.map((point, index) => line.of(point) !== null && html`<circle class="dot ${line.tone}" cx=${x(index)} cy=${y(line.of(point))} r="2.5" />`)}`)}
    </svg>`;
}

/** Lines do not cross times about which nothing is known. */
function pathOf(points, y) {
  let pen = 'M';
  return points.map(([x, rate]) => {
    const part = rate === null ? '' : `${pen}${x.toFixed(1)} ${y(rate).toFixed(1)}`;
    pen = rate === null ? 'M' : 'L';
    return part;
  }).join('');
}

/** The next of 2 %, 5 %, 10 %, 20 %, 50 %, 100 %. */
function niceTop(rate) {
  return [0.02, 0.05, 0.1, 0.2, 0.5].find((top) => rate <= top) ?? 1;
}

export function percent(share) {
  return `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)}\u00a0%`;
}

/** Groups as bars, the largest first, with the running share of all. */
export function Pareto({ items, all, nameOf, classOf }) {
  const most = Math.max(1, ...items.map((item) => item.defects));
  let sum = 0;
  return html`
    <table class="pareto">
      <thead><tr><th scope="col">Group</th><th scope="col" class="unseen">Bar</th><th scope="col">Boxes</th><th scope="col">Pictures</th><th scope="col">Together</th></tr></thead>
      <tbody>
        ${items.map((item) => {
          sum += item.defects;
          return html`
            <tr key=${item.key}>
              <th scope="row">${nameOf(item.key)}</th>
              <td class="bar-cell"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class="amount ${classOf(item.key)}" width=${(item.defects / most) * 100} height="10" /></svg></td>
              <td>${item.defects}</td><td>${item.images}</td><td class="quiet">${percent(sum / all)}</td>
            </tr>`;
        })}
      </tbody>
    </table>`;
}
