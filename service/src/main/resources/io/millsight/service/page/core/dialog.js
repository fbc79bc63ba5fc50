import { Component, createRef } from '../vendor/preact.js';
import { html } from './html.js';

/** A modal dialog of the browser: it keeps the focus inside, gives it back at the end, and Escape closes it. */
export class Dialog extends Component {
  element = createRef();

  componentDidMount() {
    this.element.current.showModal();
  }

  render({ title, onClose, children, wide = false }) {
    return html`
      <dialog ref=${this.element} class=${wide ? 'wide' : ''} aria-labelledby="dialog-title"
              onCancel=${(event) => { event.preventDefault(); onClose(); }}>
        <header>
          <h2 id="dialog-title">${title}</h2>
          <button type="button" class="plain" onClick=${onClose}>Close <kbd>Esc</kbd></button>
        </header>
        ${children}
      </dialog>`;
  }
}
