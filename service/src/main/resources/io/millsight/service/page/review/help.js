import { Dialog } from '../core/dialog.js';
import { html } from '../core/html.js';
import { HELP } from './keys.js';

/** All keys of the review. */
export function Help({ onClose }) {
  return html`
    <${Dialog} title="Keys" onClose=${onClose} wide>
      <div class="help">
        ${HELP.map((part) => html`
          <section>
            <h3>${part.title}</h3>
            <dl>
              ${part.rows.map(([keys, words]) => html`
                <div><dt>${keys.map((key) => (key === '…' ? '…' : html`<kbd>${key}</kbd>`))}</dt><dd>${words}</dd></div>`)}
            </dl>
          </section>`)}
      </div>
    <//>`;
}
