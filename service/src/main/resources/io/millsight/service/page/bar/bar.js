import { html } from '../core/html.js';
import { fragmentOf, route, setParams } from '../core/route.js';

const READY_WORDS = { unknown: 'Asking', ready: 'Ready', 'not-ready': 'Not ready', offline: 'No connection' };

/** The top bar: views, line filter, what is on its way to the server, active adapter and recipe, ready light, who is logged in. */
export function Bar({ views, current, session, status, outbox, onSaves }) {
  const line = route.value.params.line ?? '';
  return html`
    <header class="bar">
      <span class="brand" aria-hidden="true"><i></i>Millsight</span>
      ${status.demo.value && html`<b class="demo" title="The surfaces are drawn; the model inspects them like any others.">Demo</b>`}
      <nav aria-label="Views">
        ${views.map((view) => html`
          <a href=${fragmentOf(view.path, { line })} aria-current=${view === current ? 'page' : null}>
            ${view.title}${badge(view.badge())}</a>`)}
      </nav>
      <label class="filter">Line
        <select value=${line} onChange=${(event) => setParams({ line: event.target.value })}>
          <option value="" selected=${!line}>All lines</option>
          ${[...new Set([...status.lines.value, line])].filter(Boolean).map((name) => html`
            <option value=${name} selected=${name === line}>${name}</option>`)}
        </select>
      </label>
      <${SavesButton} outbox=${outbox} onSaves=${onSaves} />
      <span class="state">
        <${Model} deployment=${status.deployment.value} recipe=${status.recipe.value} shadow=${status.shadow.value} />
        <span class="light ${status.ready.value}" role="status" title=${status.reason.value ?? 'The server is asked every five seconds'}>
          <i></i>${READY_WORDS[status.ready.value]}</span>
        <span class="user"><span>${session.who.value.name}</span>
          <button type="button" class="plain" onClick=${session.logOut}>Log out</button></span>
      </span>
    </header>`;
}

function badge(number) {
  return number === null ? null : html` <span class="badge" aria-label="${number} waiting">${number}</span>`;
}

function Model({ deployment, recipe, shadow }) {
  if (!deployment) {
    return null;
  }
  const { adapter, model, adapter_sha256: hash, threshold, device } = deployment;
  const title = [
    adapter && `on ${model}`, hash && `adapter ${hash.slice(0, 12)}`, `threshold ${threshold ?? 'none'}`, device,
  ].filter(Boolean).join(' · ');
  return html`<span class="model" title=${title}><span class="quiet word">Model</span> <b>${adapter ?? model}</b>
    ${recipe && html`<span class="quiet"> · ${recipe.id}@${recipe.revision}</span>`}${shadow && html`<span class="quiet"> · shadow ${shadow.adapter ?? shadow.model}</span>`}</span>`;
}

/** Says what of the reviewer's work is not saved. Nothing is shown while reviews arrive at once. */
function SavesButton({ outbox, onSaves }) {
  const late = outbox.late.value.length;
  const stuck = outbox.stuck.value.length;
  const words = stuck ? `${stuck} to settle` : late ? `${late} not saved yet` : '';
  return html`
    <span role="status">${words && html`
      <button type="button" class="saves ${stuck ? 'stuck' : ''}" onClick=${onSaves}>${words}</button>`}</span>`;
}
