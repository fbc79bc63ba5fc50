import { effect, untracked } from './vendor/signals-core.js';
import { render } from './vendor/preact.js';
import { Bar } from './bar/bar.js';
import { Banner } from './bar/banner.js';
import { Saves } from './bar/saves.js';
import { createApi } from './core/api.js';
import { html } from './core/html.js';
import { go, route, takeLoginCode } from './core/route.js';
import { createSession } from './core/session.js';
import { createStatus } from './core/status.js';
import { createStore } from './core/store.js';
import { signal } from './vendor/signals-core.js';
import { Login } from './login/login.js';
import { createOutbox } from './review/outbox.js';
import { createViews } from './views.js';

/*
 * The page is a function of its signals: whatever a component reads while the page is drawn, a change of it draws the
 * page again. Preact then changes only what differs.
 */
const line = () => route.value.params.line ?? '';
const api = createApi(() => session.lost());
const session = createSession(api);
const status = createStatus(api, line);
const store = createStore();
const outbox = createOutbox(api, store, { who: () => session.who.value?.name, onSaved: () => status.ask() });
const showsSaves = signal(false);
const views = createViews({ api, session, status, store, outbox, line });

function shownView() {
  return views.find((view) => view.path === route.value.view);
}

let entered = null;
let known = null;

/** Enters and leaves views as the address and the login change. */
effect(() => {
  const who = session.who.value;
  const view = who && status.deployment.value ? shownView() : null;
  untracked(() => follow(who, view));
});

function follow(who, view) {
  if (who !== known) {
    known = who;
    if (who) {
      status.start();
      outbox.run();
    } else {
      status.stop();
    }
  }
  if (who && !views.some((one) => one.path === route.peek().view)) {
    go(views[0].path, route.peek().params);
  }
  if (view !== entered) {
    entered?.leave();
    entered = view;
    entered?.enter();
    document.title = view ? `${view.title} – Millsight` : 'Millsight';
  }
}

function Page() {
  const who = session.who.value;
  if (who === undefined) {
    return html`<p class="boot" role="status">${session.problem.value || 'Millsight is loading …'}</p>`;
  }
  if (!who) {
    return html`<${Login} session=${session} waiting=${outbox.entries.value.length} />`;
  }
  const view = shownView();
  return html`
    <a class="skip" href="#main" onClick=${toMain}>Skip to the content</a>
    <${Bar} views=${views} current=${view} session=${session} status=${status} outbox=${outbox} onSaves=${() => { showsSaves.value = true; }} />
    <${Banner} status=${status} outbox=${outbox} store=${store} onSaves=${() => { showsSaves.value = true; }} />
    ${view && status.deployment.value ? view.render() : html`<p class="centre quiet" role="status">${waitingWords()}</p>`}
    ${showsSaves.value && html`<${Saves} outbox=${outbox} status=${status} onClose=${() => { showsSaves.value = false; }} />`}`;
}

function waitingWords() {
  return status.ready.value === 'not-ready' ? 'The server is loading its model. The page opens by itself.' : 'Asking the server …';
}

/** The fragment holds the view, so the link moves the focus by itself. */
function toMain(event) {
  event.preventDefault();
  const main = document.getElementById('main');
  main?.setAttribute('tabindex', '-1');
  main?.focus();
}

const root = document.getElementById('page');
root.replaceChildren();
effect(() => render(html`<${Page} />`, root));
session.start(takeLoginCode());
