import { html } from '../core/html.js';
import { go } from '../core/route.js';
import { placeOf, typeName } from '../core/format.js';
import { typeClass } from '../core/types.js';
import { boxesOf, countTypes, isUndetermined, matches, stateOf } from './coils.js';

/** A picture's cell in the units of the drawing. */
const CELL = { width: 12, height: 24 };

const HATCH = html`<g class="hatch"><path d="M0 8 4 0M0 16 8 0M0 24 12 0M4 24 12 8M8 24 12 16" /></g>`;

/** A picture that is of no use. */
const CROSS = html`<path class="cross" d="M0 0 12 22M12 0 0 22" />`;

/** Boxes smaller than this would not be seen. */
const LEAST = 1.4;

/** The widest that a cell is drawn, in pixels: a coil of few pictures does not fill the row. */
const WIDEST_PX = 44;

/**
 * The strip from above: one cell a picture, in the order along the coil, with its boxes at their places.
 * A click opens the picture; people without a mouse open it from the list of the coil, which has links.
 */
export function Strip({ coil, types, filter, line }) {
  const { images } = coil;
  const width = images.length * CELL.width;
  const words = countTypes(images).map(([type, number]) => `${typeName(type)} ${number}`).join(', ') || 'no defects';
  return html`
    <svg class="strip" viewBox="0 0 ${width} ${CELL.height}" preserveAspectRatio="none" role="img"
         aria-label="Strip of ${images.length} pictures: ${words}" onClick=${(event) => open(event, line)} style=${{ maxWidth: `${images.length * WIDEST_PX}px` }}>
      ${images.map((image, index) => html`
        <g key=${image.id} data-id=${image.id} transform="translate(${index * CELL.width} 0)"
           class=${namesOf(image, filter)}>
          <title>${placeOf(image)}: ${image.verdict}, ${image.review ? image.review_state : stateOf(image)}</title>
          <rect class="steel" width=${CELL.width} height=${CELL.height} />
          ${isUndetermined(image) && HATCH}
          ${image.review_state === 'rejected' && CROSS}
          ${boxesOf(image).map((box) => boxIn(box, image.image, types))}
          <rect class="mark-line" y=${CELL.height - 2} width=${CELL.width} height="2" />
        </g>`)}
    </svg>`;
}

function open(event, line) {
  const cell = event.target.closest('[data-id]');
  if (cell) {
    go('review', { line, id: cell.dataset.id });
  }
}

function namesOf(image, filter) {
  return ['cell', stateOf(image), isUndetermined(image) && 'undetermined', !matches(image, filter) && 'faint'].filter(Boolean).join(' ');
}

function boxIn({ type, box: [left, top, right, bottom] }, size, types) {
  const [x, width] = span(left, right, size.width, CELL.width);
  const [y, height] = span(top, bottom, size.height, CELL.height - 2);
  return html`<rect class="spot ${typeClass(types, type)}" x=${x} y=${y} width=${width} height=${height} />`;
}

function span(from, to, whole, length) {
  const extent = Math.max(LEAST, ((to - from) / whole) * length);
  return [Math.min((from / whole) * length, length - extent), extent];
}
