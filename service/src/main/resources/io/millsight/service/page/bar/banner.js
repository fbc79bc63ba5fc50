import { html } from '../core/html.js';
import { count } from '../core/format.js';

/** Below the bar, for as long as it is true: what keeps the reviewer's work from being saved, and what to do. */
export function Banner({ status, outbox, store, onSaves }) {
  const messages = [stuck(outbox, onSaves), late(outbox, onSaves), notReady(status), notDurable(store, outbox)].filter(Boolean);
  return html`<div class="banners" aria-live="polite">${messages}</div>`;
}

function stuck(outbox, onSaves) {
  const number = outbox.stuck.value.length;
  return number > 0 && html`
    <p class="banner bad"><span>${count(number, 'review')} could not be saved and ${number === 1 ? 'needs' : 'need'} your choice.</span>
      <button type="button" onClick=${onSaves}>Choose</button></p>`;
}

function late(outbox, onSaves) {
  const waiting = outbox.late.value;
  return waiting.length > 0 && html`
    <p class="banner warn"><span>${count(waiting.length, 'review')} not saved yet: ${waiting.find((entry) => entry.detail).detail}.
      Your work is kept on this device and sent again by itself. You can go on.</span>
      <button type="button" onClick=${outbox.run}>Try now</button>
      <button type="button" class="plain" onClick=${onSaves}>Show</button></p>`;
}

function notReady(status) {
  const reason = status.reason.value;
  return status.ready.value === 'not-ready' && html`
    <p class="banner warn"><span>The server does not inspect at the moment${reason ? `: ${reason}` : ''}. Reviewing works.</span></p>`;
}

function notDurable(store, outbox) {
  return outbox.entries.value.length > 0 && !store.durable() && html`
    <p class="banner bad"><span>The browser's storage is full or switched off: what is not saved yet is lost when this page is closed.</span></p>`;
}
