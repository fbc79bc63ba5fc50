import { batch, effect, signal } from '../vendor/signals-core.js';
import { Offline } from '../core/api.js';
import { placeOf } from '../core/format.js';
import * as editing from './editor.js';

/** A lease that ends sooner is not worth to be begun with. */
const LEAST_REST_MS = 30_000;
const RENEW_MS = 240_000;

/**
 * One place of work: the picture that the reviewer has, those before it, and the one that is fetched ahead.
 *
 * @param {{leases: any, outbox: any, drafts: any, session: any, types: () => string[],
 *          preload: (inspection: any) => void, onItem: (id: string|null) => void}} parts
 * `preload` loads a picture into the browser's cache; `onItem` hears which picture is shown.
 */
export function createDesk({ leases, outbox, drafts, session, types, preload, onItem }) {
  /** What is shown: `loading`, `item`, `empty`, `failed`, or `forbidden` for people who may only look. */
  const phase = signal('loading');
  const problem = signal('');
  /** @type {import('../vendor/signals-core.js').Signal<import('./leases.js').Held|null>} */
  const held = signal(null);
  /** @type {import('../vendor/signals-core.js').Signal<editing.Editor|null>} */
  const editor = signal(null);
  const notice = signal('');
  /** Boxes of an earlier revision that the reviewer can take up again. */
  const oldMarks = signal(null);
  const decided = signal(0);

  /** The pictures of this sitting in their order, and where the reviewer is among them. */
  let trail = [];
  let at = -1;
  const over = new Set();
  let ahead = null;
  let visit = 0;
  let renewal = 0;
  let wanted = () => {};

  effect(() => {
    const [current, state] = [held.value, editor.value];
    if (current && state && !current.blocked && !current.over && state.past.length + state.future.length > 0) {
      drafts.keep(current.inspection.id, current.inspection.revision, state.marks);
    }
  });

  /** Opens the review: the named picture, else the one that was left undecided, else the next of the queue. */
  async function enter(id) {
    clearInterval(renewal);
    renewal = setInterval(renew, RENEW_MS);
    document.addEventListener('visibilitychange', renew);
    const left = trail[at] && !over.has(trail[at]) ? trail[at] : null;
    await (id || left ? openNamed(id || left) : next());
  }

  function leave() {
    clearInterval(renewal);
    document.removeEventListener('visibilitychange', renew);
    leases.giveBack(held.peek());
    giveBackAhead();
    visit++;
    batch(() => {
      held.value = null;
      editor.value = null;
      phase.value = 'loading';
    });
  }

  async function openNamed(id) {
    leases.giveBack(held.peek());
    const mine = ++visit;
    wanted = () => openNamed(id);
    phase.value = 'loading';
    const found = await attempt(mine, () => leases.named(id));
    if (found) {
      if (!trail.includes(id)) {
        trail = [...trail, id];
      }
      at = trail.indexOf(id);
      show(found);
    }
  }

  /** Shows the next picture: one that was looked at before, if the reviewer went back, else the next of the queue. */
  async function next({ quiet = false } = {}) {
    if (at < trail.length - 1) {
      await openNamed(trail[at + 1]);
      return;
    }
    leases.giveBack(held.peek());
    const mine = ++visit;
    wanted = next;
    if (!quiet) {
      phase.value = 'loading';
    }
    if (!session.may('operator')) {
      phase.value = 'forbidden';
      return;
    }
    const found = await attempt(mine, () => taken() ?? lease());
    if (found === undefined) {
      return;
    }
    if (!found) {
      at = trail.length;
      batch(() => {
        held.value = null;
        editor.value = null;
        phase.value = 'empty';
      });
      onItem(null);
      return;
    }
    trail = [...trail.filter((id) => id !== found.inspection.id), found.inspection.id];
    at = trail.length - 1;
    show(found);
  }

  async function previous() {
    if (at > 0) {
      await openNamed(trail[at - 1]);
    }
  }

  /** Runs a request for a picture. Undefined when it failed, or when the reviewer has moved on meanwhile. */
  async function attempt(mine, work) {
    try {
      const result = await work();
      if (mine === visit) {
        return result;
      }
      leases.giveBack(result);
    } catch (error) {
      if (mine === visit) {
        batch(() => {
          problem.value = error.message;
          phase.value = 'failed';
        });
        if (error instanceof Offline) {
          setTimeout(() => mine === visit && wanted(), 3000);
        }
      }
    }
    return undefined;
  }

  /** The next picture of the queue; null when nothing is left. Those that were put off come when there are no others. */
  async function lease() {
    const sent = outbox.entries.peek().map((entry) => entry.inspection);
    return await leases.next([...sent, ...trail]) ?? leases.next([...sent, ...over]);
  }

  function show(found) {
    const pending = outbox.of(found.inspection.id);
    const inspection = pending ? asDecided(found.inspection, pending.review) : found.inspection;
    const state = editing.open(inspection, types());
    const draft = drafts.of(found.inspection.id);
    const fits = draft && draft.revision === found.inspection.revision;
    batch(() => {
      held.value = { ...found, since: Date.now() };
      editor.value = fits ? { ...state, marks: draft.marks, past: [state.marks], step: 'draft' } : state;
      notice.value = pending ? 'Your review of this picture is not saved yet. Deciding again replaces it.' : noticeOf(draft, fits);
      oldMarks.value = draft && !fits ? draft.marks : null;
      phase.value = 'item';
    });
    onItem(found.inspection.id);
    fetchAhead();
  }

  /** The inspection as it will be once the reviewer's own review has arrived. */
  function asDecided(inspection, { action, defects }) {
    const kept = action === 'accept' ? inspection.defects.map((one) => ({ ...one, source: one.n })) : [];
    return { ...inspection, review: { action, defects: defects ?? kept } };
  }

  function noticeOf(draft, fits) {
    if (!draft) {
      return '';
    }
    return fits
      ? 'Your corrections of this picture were not saved yet, and are here again.'
      : 'This picture was reviewed since you corrected it. Your boxes are still on this device.';
  }

  /** Leases and loads the next picture while this one is looked at, so that the next one stands there at once. */
  async function fetchAhead() {
    if (ahead || at < trail.length - 1 || !session.may('operator')) {
      return;
    }
    ahead = lease().catch(() => null);
    const promised = ahead;
    const found = await promised;
    if (ahead !== promised) {
      return;
    }
    if (found) {
      preload(found.inspection);
    } else {
      ahead = null;
    }
  }

  function taken() {
    const promised = ahead;
    ahead = null;
    return promised ? promised.then((found) => (found && !endsSoon(found) ? found : lease())) : null;
  }

  const endsSoon = ({ until }) => Date.parse(until) - Date.now() < LEAST_REST_MS;

  async function renew() {
    const current = held.peek();
    if (current?.lease && !document.hidden) {
      const renewed = await leases.renewed(current);
      if (held.peek() === current) {
        held.value = renewed;
      }
    }
  }

  async function giveBackAhead(options) {
    const promised = ahead;
    ahead = null;
    leases.giveBack(await promised, options);
  }

  /** Decides about the picture and shows the next one. The review goes to the outbox, and from there to the server. */
  function decide(review) {
    const { inspection, since } = held.peek();
    outbox.put({
      inspection: inspection.id,
      revision: inspection.revision,
      place: placeOf(inspection),
      review: { ...review, seconds: Math.round((Date.now() - since) / 100) / 10 },
    });
    over.add(inspection.id);
    batch(() => {
      decided.value += 1;
      held.value = { ...held.peek(), lease: null, over: true };
    });
    drafts.drop(inspection.id);
    onItem(null);
    return next();
  }

  return {
    phase, problem, held, editor, notice, oldMarks, decided,
    enter, leave, next, previous, decide,
    hasPrevious: () => at > 0,
    retry: () => wanted(),
    edit(change) {
      if (editor.peek() && !held.peek().blocked) {
        editor.value = change(editor.peek());
      }
    },
    choose: (id) => {
      editor.value = editing.choose(editor.peek(), id);
    },
    dismissNotice: () => {
      notice.value = '';
      oldMarks.value = null;
    },
    takeOldMarks() {
      editor.value = editing.replaceAll(editor.peek(), oldMarks.peek());
      notice.value = '';
      oldMarks.value = null;
    },
    /** The line filter changed: what was fetched ahead may be of another line. */
    refill() {
      giveBackAhead();
      at = trail.length - 1;
      return next();
    },
    /** Frees what nobody looks at when the page goes away; the picture in work stays held for a reload. */
    unload: () => giveBackAhead({ keepalive: true }),
  };
}
