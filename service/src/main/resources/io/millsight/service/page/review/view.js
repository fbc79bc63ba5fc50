import { effect, signal, untracked } from '../vendor/signals-core.js';
import { imageAddress } from '../core/api.js';
import { sentence } from '../core/format.js';
import { html } from '../core/html.js';
import { fragmentOf, route, setParams } from '../core/route.js';
import { createDesk } from './desk.js';
import { createDrafts } from './drafts.js';
import * as editing from './editor.js';
import { Finished } from './finished.js';
import { Help } from './help.js';
import { commandOf, edgeOf } from './keys.js';
import { createLeases } from './leases.js';
import { Panel } from './panel.js';
import { Sentence } from './sentence.js';
import { spoken, Stage } from './stage.js';
import { Toolbar } from './toolbar.js';

const ZOOMS = [1, 1.5, 2, 3, 4, 6, 8];

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
      new Image().src = imageAddress(inspection);
    },
    onItem: (id) => route.peek().view === 'review' && setParams({ id: id ?? '' }),
  });
  const look = signal({ zoom: 1, overlay: true, stretched: false });
  const lit = signal(null);
  const edges = signal({});
  const helping = signal(false);
  const hint = signal('');

  const setLook = (changes) => {
    look.value = { ...look.peek(), ...changes };
  };
  const zoomBy = (steps) => {
    const index = ZOOMS.indexOf(look.peek().zoom) + steps;
    setLook({ zoom: ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, index))] });
  };

  const decide = (review) => {
    hint.value = '';
    if (desk.phase.peek() === 'item' && !desk.held.peek().blocked) {
      setLook({ zoom: 1, overlay: true });
      desk.decide(review);
    }
  };
  const accept = () => {
    const review = editing.acceptance(desk.editor.peek());
    if (review) {
      decide(review);
    } else {
      hint.value = 'The model gave no verdict, so there is nothing to accept. Draw the defects (N), or decide with C or R.';
    }
  };
  const turn = (forward) => {
    hint.value = '';
    setLook({ zoom: 1, overlay: true });
    return forward ? desk.next() : desk.previous();
  };

  const typed = (key) => {
    const type = parts.status.types()[key - 1];
    if (type) {
      desk.edit((editor) => editing.setType(editor, type));
    }
  };
  const movedEdge = (command) => {
    const { held, edge, by } = edgeOf(edges.peek(), command);
    edges.value = held;
    desk.edit((editor) => editing.moveEdge(editor, edge, by));
  };
  const left = () => {
    if (desk.editor.peek().chosen === null) {
      /** @type {HTMLElement|null} */ (document.querySelector('[data-actions] button'))?.focus();
    } else {
      desk.choose(null);
    }
  };

  /** What the keys do while a picture is shown. */
  const commands = {
    accept,
    clean: () => decide({ action: 'clean' }),
    reject: () => decide({ action: 'reject' }),
    new: () => desk.edit((editor) => editing.add(editor)),
    promote: () => desk.edit(editing.promote),
    remove: () => desk.edit(editing.remove),
    undo: () => desk.edit(editing.undo),
    redo: () => desk.edit(editing.redo),
    next: ({ direction }) => desk.choose(editing.chooseNext(desk.editor.peek(), direction).chosen),
    type: ({ key }) => typed(key),
    move: ({ dx, dy }) => desk.edit((editor) => editing.moveBy(editor, dx, dy)),
    edge: movedEdge,
    overlay: () => setLook({ overlay: !look.peek().overlay }),
    stretch: () => setLook({ stretched: !look.peek().stretched }),
    zoomIn: () => zoomBy(1),
    zoomOut: () => zoomBy(-1),
    nextItem: () => turn(true),
    previousItem: () => turn(false),
    leave: left,
  };

  /** Tab and Escape belong to the picture only while it has the focus: elsewhere they are the browser's. */
  function onKeyDown(event) {
    if (document.querySelector('dialog[open]') || event.target.closest('input, select, textarea') || event.isComposing) {
      return;
    }
    if (!event.altKey) {
      edges.value = {};
    }
    const command = commandOf(event, (desk.editor.peek()?.chosen ?? null) !== null);
    const onStage = Boolean(event.target.closest('[data-stage]')) || event.target === document.body;
    if (!command || (['next', 'leave'].includes(command.name) && !onStage) || isButtonsOwn(event)) {
      return;
    }
    if (command.name === 'help') {
      event.preventDefault();
      helping.value = true;
    } else if (desk.phase.peek() === 'item') {
      event.preventDefault();
      commands[command.name](command);
    } else if (command.name === 'previousItem') {
      turn(false);
    }
  }

  function onKeyUp(event) {
    if (event.key === 'Alt') {
      edges.value = {};
    }
  }

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
                    onCommand=${(name) => (name === 'help' ? (helping.value = true) : commands[name]({}))} />
        <${Stage} address=${imageAddress(inspection)} editor=${editor} types=${types} readOnly=${readOnly}
                  overlay=${look.value.overlay} stretched=${look.value.stretched} zoom=${look.value.zoom}
                  lit=${lit.value} edges=${edges.value} onChoose=${desk.choose} onEdit=${desk.edit} />
        <${Sentence} inspection=${inspection} editor=${editor} types=${types} lit=${lit.value} onLight=${onLight} onChoose=${desk.choose} />
        <${Panel} inspection=${inspection} editor=${editor} types=${types} blocked=${blocked} notice=${desk.notice.value}
                  hint=${editing.acceptance(editor) ? '' : hint.value} lit=${lit.value} onLight=${onLight} desk=${desk}
                  onType=${(type) => desk.edit((state) => editing.setType(state, type))} onCommand=${(name) => commands[name]({})} />
        <p class="unseen" role="status">${chosen ? spoken(editor, chosen) : ''}</p>
      </div>`;
  }
}

/** Space and Enter press the button that has the focus. */
function isButtonsOwn(event) {
  return event.key === ' ' && event.target.closest('button, a, summary');
}
