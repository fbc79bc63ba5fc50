import { effect, signal, untracked } from '../vendor/signals-core.js';
import { imageAddress } from '../core/api.js';
import { sentence } from '../core/format.js';
import { html } from '../core/html.js';
import { fragmentOf, route, setParams } from '../core/route.js';
import { createCommands } from './commands.js';
import { createDesk } from './desk.js';
import { createDrafts } from './drafts.js';
import * as editing from './editor.js';
import { Finished } from './finished.js';
import { Help } from './help.js';
import { commandOf } from './keys.js';
import { createLeases } from './leases.js';
import { Panel } from './panel.js';
import { Sentence } from './sentence.js';
import { spoken, Stage } from './stage.js';
import { Toolbar } from './toolbar.js';

/**
 * The view that clears the review queue: one picture at a time, decided with one key.
 *
 * @param {{api: any, session: any, status: any, store: any, outbox: any, line: () => string}} parts
 */
export function createReviewView(parts) {
  const desk = createDesk({
    leases: createLeases(parts),
    outbox: parts.outbox,
    drafts: createDrafts(parts.store, () => parts.session.who.peek()?.name),
    session: parts.session,
    types: parts.status.types,
    preload: (inspection) => {
      new Image().src = imageAddress(inspection) ?? '';
    },
    onItem: (id) => route.peek().view === 'review' && setParams({ id: id ?? '' }),
  });
  const commands = createCommands(desk, parts.status.types);
  const { look, hint, helping, edges } = commands;
  const lit = signal(null);
  const onKeyDown = (event) => pressed(event, commands, desk);
  const onKeyUp = (event) => {
    if (event.key === 'Alt') {
      commands.releaseEdges();
    }
  };
  let watching = () => {};
  const unload = () => desk.unload();

  /** Follows the address: a link to a picture, or another line in the filter. */
  function follow({ id, line = '' }, seenLine) {
    if (seenLine !== null && line !== seenLine) {
      desk.refill();
    } else if (seenLine === null || (id && id !== desk.held.peek()?.inspection.id)) {
      desk.enter(id);
    }
  }

  return {
    path: 'review',
    title: 'Review',
    badge: () => parts.status.queue.value?.backlog ?? null,
    enter() {
      document.addEventListener('keydown', onKeyDown);
      document.addEventListener('keyup', onKeyUp);
      addEventListener('pagehide', unload);
      let seenLine = null;
      watching = effect(() => {
        const { view, params } = route.value;
        if (view === 'review') {
          untracked(() => follow(params, seenLine));
          seenLine = params.line ?? '';
        }
      });
    },
    leave() {
      watching();
      document.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('keyup', onKeyUp);
      removeEventListener('pagehide', unload);
      desk.leave();
    },
    render: () => html`
      <main class="review" id="main">
        <h1 class="unseen">Review</h1>
        ${desk.phase.value === 'loading' && !desk.held.value && html`<p class="centre quiet" role="status">Fetching the next picture …</p>`}
        ${desk.phase.value === 'failed' && failed()}
        ${desk.phase.value === 'forbidden' && forbidden()}
        ${desk.phase.value === 'empty' && html`<${Finished} api=${parts.api} session=${parts.session} desk=${desk} line=${parts.line()} />`}
        ${desk.editor.value && ['item', 'loading'].includes(desk.phase.value) && item()}
        ${helping.value && html`<${Help} onClose=${() => { helping.value = false; }} />`}
      </main>`,
  };

  function failed() {
    return html`
      <section class="centre" role="alert">
        <h2>No picture could be fetched</h2>
        <p>${sentence(desk.problem.value)}${parts.status.ready.value === 'offline' ? ' The page tries again by itself.' : ''}</p>
        <p class="buttons">
          <button type="button" class="primary" onClick=${() => desk.retry()}>Try again</button>
          <button type="button" onClick=${() => desk.next()}>Next picture</button>
        </p>
      </section>`;
  }

  function forbidden() {
    return html`
      <section class="centre" role="status">
        <h2>Reviewing needs the role operator</h2>
        <p>Your role is ${parts.session.who.value.role}: you can look at every picture, but not decide about it.</p>
        <p class="buttons"><a class="button" href=${fragmentOf('today', { line: parts.line() })}>Look at today's coils</a></p>
      </section>`;
  }

  function item() {
    const { inspection, blocked } = desk.held.value;
    const editor = desk.editor.value;
    const chosen = editing.chosenMark(editor);
    const types = parts.status.types();
    const readOnly = Boolean(blocked);
    const onLight = (id) => {
      lit.value = id;
    };
    return html`
      <div class="work ${desk.phase.value === 'loading' ? 'waits' : ''}">
        <${Toolbar} inspection=${inspection} desk=${desk} look=${look.value} editor=${editor} readOnly=${readOnly}
                    onCommand=${(name) => commands.run({ name })} />
        <${Stage} address=${imageAddress(inspection)} editor=${editor} types=${types} readOnly=${readOnly}
                  overlay=${look.value.overlay} stretched=${look.value.stretched} zoom=${look.value.zoom}
                  lit=${lit.value} edges=${edges.value} onChoose=${desk.choose} onEdit=${desk.edit} />
        <${Sentence} inspection=${inspection} editor=${editor} types=${types} lit=${lit.value} onLight=${onLight} onChoose=${desk.choose} />
        <${Panel} inspection=${inspection} editor=${editor} types=${types} blocked=${blocked} notice=${desk.notice.value}
                  hint=${editing.acceptance(editor) ? '' : hint.value} lit=${lit.value} onLight=${onLight} desk=${desk}
                  onType=${(type) => desk.edit((state) => editing.setType(state, type))} onCommand=${(name) => commands.run({ name })} />
        <p class="unseen" role="status">${chosen ? spoken(editor, chosen) : ''}</p>
      </div>`;
  }
}

/**
 * Gives a key to the review. Keys in fields and dialogs are not the review's, and Tab and Escape are only while the
 * picture has the focus.
 */
function pressed(event, commands, desk) {
  if (document.querySelector('dialog[open]') || event.target.closest('input, select, textarea') || event.isComposing) {
    return;
  }
  if (!event.altKey) {
    commands.releaseEdges();
  }
  const command = commandOf(event, (desk.editor.peek()?.chosen ?? null) !== null);
  const onPicture = Boolean(event.target.closest('[data-stage]')) || event.target === document.body;
  const others = !command
    || (['next', 'leave'].includes(command.name) && !onPicture)
    || (event.key === ' ' && event.target.closest('button, a, summary'));
  if (others) {
    return;
  }
  // A key that is held down moves boxes on and on, but decides about one picture only.
  const comesTooOften = event.repeat && !['move', 'edge', 'next'].includes(command.name);
  if (comesTooOften || commands.run(command)) {
    event.preventDefault();
  }
}
