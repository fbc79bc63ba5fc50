import { html } from '../core/html.js';
import { Scroller } from '../core/scroller.js';
import { typeClass } from '../core/types.js';
import { stateOf } from './editor.js';
import { segments } from './phrases.js';

/** The model's own words. Each phrase that describes a box lights up with the box, and shows what became of it. */
export function Sentence({ inspection, editor, types, lit, onLight, onChoose }) {
  const parts = segments(inspection.answer ?? '', editor.original);
  return html`
    <${Scroller} class="sentence" label="What the model says" selector=".bright" mark=${editor.chosen}>
      ${parts.length === 0 && html`<p class="quiet">The model said nothing about this picture.</p>`}
      <p>${parts.map((part) => (part.source === null ? part.text : phrase(part)))}</p>
    <//>`;

  function phrase({ text, source }) {
    const mark = editor.marks.find((one) => one.source === source);
    const before = editor.original.find((one) => one.source === source);
    const state = mark ? stateOf(editor, mark) : 'removed';
    const bright = mark && (mark.id === lit || mark.id === editor.chosen);
    return html`
      <button type="button" class="phrase ${state} ${typeClass(types, before.type)} ${bright ? 'bright' : ''}" disabled=${!mark}
              title=${state === 'kept' ? null : `The box was ${state}.`}
              onMouseEnter=${() => mark && onLight(mark.id)} onMouseLeave=${() => onLight(null)}
              onClick=${() => onChoose(mark.id)}>${text}</button>`;
  }
}
