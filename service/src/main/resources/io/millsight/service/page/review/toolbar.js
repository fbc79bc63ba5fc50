import { html } from '../core/html.js';
import { placeOf, timeOf } from '../core/format.js';

/** Why a picture is in the queue, in words. */
const REASONS = {
  undetermined: 'No verdict',
  candidates: 'Candidates below the threshold',
  near_threshold: 'Score near the threshold',
  sample: 'Random sample',
  held: 'Held',
};

/** The line above the picture: where it comes from, why it is here, and how it is looked at. */
export function Toolbar({ inspection, desk, look, editor, readOnly, onCommand }) {
  const { queue, context } = inspection;
  const tool = (name, key, words, pressed, disabled = false) => html`
    <button type="button" class="tool" aria-pressed=${pressed} disabled=${disabled} title="${words} (${key})" onClick=${() => onCommand(name)}>
      <span>${words}</span><kbd>${key}</kbd>
    </button>`;
  return html`
    <header class="toolbar">
      <div class="turn">
        <button type="button" class="tool" aria-label="Previous picture" title="Previous picture (←)"
                disabled=${!desk.hasPrevious()} onClick=${() => onCommand('previousItem')}><kbd>←</kbd></button>
        <button type="button" class="tool" aria-label="Next picture, decide later" title="Next picture, decide later (→)"
                onClick=${() => onCommand('nextItem')}><kbd>→</kbd></button>
      </div>
      <div class="where">
        <h2>${placeOf(inspection)}</h2>
        <p>
          ${context?.line && html`<span>${context.line}</span>`}
          <span><time datetime=${inspection.created_at}>${timeOf(inspection.created_at)}</time></span>
          ${queue && html`<span class="reason ${queue.why}">${REASONS[queue.why] ?? queue.why}</span>`}
          ${queue?.sample && queue.why !== 'sample' && html`<span class="reason sample">${REASONS.sample}</span>`}
          ${inspection.review && html`<span>${inspection.review_state} by ${inspection.review.by}</span>`}
        </p>
      </div>
      <div class="tools">
        ${tool('undo', 'Ctrl Z', 'Undo', null, readOnly || !editor.past.length)}
        ${tool('overlay', 'Space', 'Boxes', look.overlay)}
        ${tool('stretch', 'E', 'Contrast', look.stretched)}
        <span class="zoom">
          <button type="button" class="tool" aria-label="Zoom out" title="Zoom out ([)" onClick=${() => onCommand('zoomOut')}><kbd>[</kbd></button>
          <output aria-label="Zoom">${look.zoom === 1 ? 'Fit' : `${look.zoom}×`}</output>
          <button type="button" class="tool" aria-label="Zoom in" title="Zoom in (])" onClick=${() => onCommand('zoomIn')}><kbd>]</kbd></button>
        </span>
        <button type="button" class="tool" aria-label="Keys" title="Keys (?)" onClick=${() => onCommand('help')}><kbd>?</kbd></button>
      </div>
    </header>`;
}
