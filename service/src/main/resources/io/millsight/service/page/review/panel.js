import { html } from '../core/html.js';
import { count, scoreOf, typeName } from '../core/format.js';
import { Scroller } from '../core/scroller.js';
import { typeClass, typeKey } from '../core/types.js';
import { acceptance, chosenMark, isChanged, stateOf } from './editor.js';

/** Beside the picture: the verdict, the boxes, their types, and the three decisions. */
export function Panel(props) {
  const { inspection, editor, blocked, notice, hint, desk, onCommand } = props;
  const defects = editor.marks.filter((mark) => mark.kind === 'defect');
  const candidates = editor.marks.filter((mark) => mark.kind === 'candidate');
  return html`
    <aside class="panel" aria-label="Verdict and boxes">
      <div class="verdict">
        <span class="pill ${inspection.verdict.toLowerCase()}">${inspection.verdict}</span>
        <span class="pill ${inspection.disposition.toLowerCase()}">${inspection.disposition}</span>
        ${isChanged(editor) && html`<span class="pill changed">corrected by you</span>`}
      </div>
      ${inspection.notes.map((note) => html`<p class="note">${note}</p>`)}
      ${blocked && html`<p class="note strong" role="alert">${blocked}</p>`}
      ${notice && html`
        <p class="note strong" role="status">${notice}
          ${desk.oldMarks.value && html`<button type="button" class="plain" onClick=${desk.takeOldMarks}>Take my boxes</button>`}
          <button type="button" class="plain" onClick=${desk.dismissNotice}>All right</button></p>`}
      <${Scroller} class="boxes" label="Boxes" selector="[aria-pressed=true]" mark=${editor.chosen}>
        <${Boxes} title=${count(defects.length, 'defect')} marks=${defects} ...${props} />
        ${candidates.length > 0 && html`<${Boxes} title=${count(candidates.length, 'candidate')} marks=${candidates} ...${props} />`}
        ${editor.hidden > 0 && html`<p class="quiet small">${count(editor.hidden, 'weaker candidate')} not shown (score below 0.10)</p>`}
      <//>
      ${!blocked && html`<${Types} ...${props} />`}
      ${hint && html`<p class="note strong" role="alert">${hint}</p>`}
      ${!blocked && html`<${Actions} editor=${editor} onCommand=${onCommand} />`}
    </aside>`;
}

function Boxes({ title, marks, editor, types, lit, onLight, desk }) {
  return html`
    <section>
      <h3>${title}</h3>
      <ul>
        ${marks.map((mark) => {
          const state = stateOf(editor, mark);
          const [left, top, right, bottom] = mark.box.map(Math.round);
          return html`
            <li key=${mark.id}>
              <button type="button" class="row ${typeClass(types, mark.type)} ${mark.kind} ${mark.id === lit ? 'lit' : ''}"
                      aria-pressed=${mark.id === editor.chosen} onClick=${() => desk.choose(mark.id)}
                      onMouseEnter=${() => onLight(mark.id)} onMouseLeave=${() => onLight(null)}>
                <span class="swatch">${typeKey(types, mark.type) ?? ''}</span>
                <span class="what">${typeName(mark.type)}${state !== 'kept' && html` <em>${state}</em>`}</span>
                <span class="score">${scoreOf(mark.score)}</span>
                <span class="place">x ${left}–${right}, y ${top}–${bottom}</span>
              </button>
            </li>`;
        })}
      </ul>
    </section>`;
}

/** The types with their keys: the legend of the colours, and how a touch screen changes a type. */
function Types({ editor, types, onType, onCommand }) {
  const chosen = chosenMark(editor);
  return html`
    <section class="types" aria-label=${chosen ? 'Type of the chosen box' : 'Type of the next new box'}>
      <h3>${chosen ? 'Type of the chosen box' : 'Type of the next box'}</h3>
      <div>
        ${types.map((type) => html`
          <button type="button" class="type ${typeClass(types, type)}" aria-pressed=${type === (chosen?.type ?? editor.newType)}
                  onClick=${() => onType(type)}>
            <span class="swatch">${typeKey(types, type) ?? ''}</span>${typeName(type)}
          </button>`)}
      </div>
      <div class="edits">
        <button type="button" onClick=${() => onCommand('new')}>New box <kbd>N</kbd></button>
        <button type="button" disabled=${!chosen} onClick=${() => onCommand('remove')}>Remove <kbd>Del</kbd></button>
        <button type="button" disabled=${!editor.marks.some((mark) => mark.kind === 'candidate')}
                onClick=${() => onCommand('promote')}>Take over <kbd>U</kbd></button>
      </div>
    </section>`;
}

const ACCEPT_WORDS = { accept: 'Accept', correct: 'Save corrections', clean: 'Save as clean' };

function Actions({ editor, onCommand }) {
  const review = acceptance(editor);
  return html`
    <section class="actions" data-actions aria-label="Decide">
      <button type="button" class="primary" aria-disabled=${!review} onClick=${() => onCommand('accept')}>
        ${ACCEPT_WORDS[review?.action] ?? 'Accept'} <kbd>A</kbd></button>
      <button type="button" onClick=${() => onCommand('clean')}>Clean <kbd>C</kbd></button>
      <button type="button" title="The picture is of no use: no dataset gets it" onClick=${() => onCommand('reject')}>Reject picture <kbd>R</kbd></button>
    </section>`;
}
