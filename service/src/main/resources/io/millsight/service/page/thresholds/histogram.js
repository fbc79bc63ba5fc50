import { html } from '../core/html.js';

/** Size of the drawing; it is stretched to its place. */
const WIDTH = 500;
const HALF = 34;

/**
 * The scores of a type: right boxes upwards, false alarms downwards, pale where they do not count. Heights are square
 * roots, so that a single box is seen beside many.
 */
export function Histogram({ figures, threshold, ofModel, label }) {
  const { hits, false_alarms: alarms } = figures;
  const most = Math.max(1, ...hits, ...alarms);
  const width = WIDTH / hits.length;
  const bar = (count, index, up) => {
    const height = Math.sqrt(count / most) * (HALF - 3);
    const score = (index + 0.5) / hits.length;
    return count > 0 && html`
      <rect class="${up ? 'hit' : 'alarm'} ${score < threshold ? 'pale' : ''}" x=${index * width + 0.5} width=${width - 1}
            y=${up ? HALF - height : HALF} height=${height} />`;
  };
  return html`
    <svg class="histogram" viewBox="0 0 ${WIDTH} ${2 * HALF}" preserveAspectRatio="none" role="img" aria-label=${label}>
      ${hits.map((count, index) => bar(count, index, true))}
      ${alarms.map((count, index) => bar(count, index, false))}
      <path class="axis" d="M0 ${HALF}H${WIDTH}" />
      <path class="model" d="M${ofModel * WIDTH} 0V${2 * HALF}" />
      <path class="threshold" d="M${threshold * WIDTH} 0V${2 * HALF}" />
    </svg>`;
}
