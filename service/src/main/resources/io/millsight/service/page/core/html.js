import htm from '../vendor/htm.js';
import { h } from '../vendor/preact.js';

/** Template tag that makes Preact's elements: html`<p class="note">${text}</p>`. Text is always escaped. */
export const html = htm.bind(h);
