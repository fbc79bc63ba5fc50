import { computed, signal } from '../vendor/signals-core.js';
import { ApiError, Offline } from '../core/api.js';

/**
 * A review on its way to the server. It stays in the browser's storage until the server has confirmed it.
 *
 * `waiting`: is sent as soon as possible. `conflict`: the image was reviewed by somebody else meanwhile, `theirs` is the
 * inspection as it stands now. `refused`: the server does not take it, `detail` says why. Only a person ends the last two.
 *
 * `by` is the person who decided: nobody else's login sends it.
 *
 * @typedef {{key: string, by: string, inspection: string, revision: number, place: string, review: Record<string, any>,
 *            at: number, state: 'waiting'|'conflict'|'refused', detail: string, theirs: any}} Entry
 */

const WAITS_S = [1, 2, 4, 8, 15, 30];
/** A reviewer hears of a review that is still on its way after this time. */
const SLOW_MS = 3000;
const STORED = 'outbox';

/**
 * Sends reviews one after the other, in the order of the decisions, and repeats until the server answers. A repeated
 * request bears the same idempotency key, so an answer that was lost on the way does no harm.
 *
 * @param {{get: Function, post: Function}} api
 * @param {ReturnType<import('../core/store.js').createStore>} store
 * @param {{who: () => string|undefined, onSaved: () => void}} parts `who` is logged in
 */
export function createOutbox(api, store, { who, onSaved }) {
  /** @type {import('../vendor/signals-core.js').Signal<Entry[]>} */
  const entries = signal(store.read(STORED) ?? []);
  const sending = signal(null);
  const nextTry = signal(0);
  let failures = 0;
  let timer = 0;

  /** Changes what is stored: another tab may have stored something since this one looked. */
  function update(change) {
    const next = change(store.read(STORED) ?? []);
    store.write(STORED, next);
    entries.value = next;
  }

  function change(key, changes) {
    update((all) => all.map((entry) => (entry.key === key ? { ...entry, ...changes } : entry)));
  }

  function drop(key) {
    update((all) => all.filter((entry) => entry.key !== key));
  }

  /** Adds a review. One of the same image that was not sent yet is replaced: only the last decision counts. */
  function put({ inspection, revision, place, review }) {
    const entry = {
      key: newKey(), by: who(), inspection, revision, place, review, at: Date.now(), state: 'waiting', detail: '', theirs: null,
    };
    update((all) => [...all.filter((one) => one.inspection !== inspection || one.key === sending.peek()), entry]);
    run();
  }

  /** Sends what waits, unless something is being sent already. */
  async function run() {
    clearTimeout(timer);
    nextTry.value = 0;
    const entry = entries.peek().find((one) => one.state === 'waiting' && one.by === who());
    if (!entry || sending.peek()) {
      return;
    }
    sending.value = entry.key;
    const goOn = await exclusively(entry.key, () => send(entry));
    sending.value = null;
    if (goOn) {
      run();
    }
  }

  /** Another tab of the same browser may have sent the entry meanwhile; the storage tells. */
  function exclusively(key, work) {
    const stored = () => (store.read(STORED) ?? []).some((one) => one.key === key);
    const once = async () => {
      if (!stored()) {
        drop(key);
        return true;
      }
      return work();
    };
    return globalThis.navigator?.locks ? navigator.locks.request('millsight/outbox', once) : once();
  }

  async function send(entry) {
    const slow = setTimeout(() => change(entry.key, { detail: 'the server has not answered yet' }), SLOW_MS);
    try {
      const review = await api.post(`/v1/inspections/${entry.inspection}/reviews`, entry.review, {
        'If-Match': `"${entry.revision}"`,
        'Idempotency-Key': entry.key,
      });
      failures = 0;
      drop(entry.key);
      update((all) => all.map((one) => (one.inspection === entry.inspection ? { ...one, revision: review.revision } : one)));
      onSaved();
      return true;
    } catch (error) {
      return failed(entry, error);
    } finally {
      clearTimeout(slow);
    }
  }

  /** @returns {Promise<boolean>} whether the next entry may be sent at once */
  async function failed(entry, error) {
    if (error instanceof ApiError && error.status === 412) {
      const theirs = await api.get(`/v1/inspections/${entry.inspection}`).catch(() => null);
      if (theirs) {
        change(entry.key, { state: 'conflict', detail: error.message, theirs });
        return true;
      }
    }
    if (error instanceof ApiError && isFinal(error)) {
      change(entry.key, { state: 'refused', detail: error.message });
      return true;
    }
    if (!(error instanceof ApiError || error instanceof Offline)) {
      throw error;
    }
    change(entry.key, { detail: error.message });
    again(Math.max(error.retryAfter, WAITS_S[Math.min(failures++, WAITS_S.length - 1)]));
    return false;
  }

  function again(seconds) {
    nextTry.value = Date.now() + seconds * 1000;
    timer = setTimeout(run, seconds * 1000);
  }

  globalThis.addEventListener?.('online', () => run());
  globalThis.addEventListener?.('storage', (event) => {
    if (event.key?.endsWith(STORED)) {
      entries.value = store.read(STORED) ?? [];
    }
  });

  return {
    entries,
    nextTry,
    /** Entries that are not saved yet though they were sent, or wait behind such a one, or for another person. */
    late: computed(() => {
      const waiting = entries.value
        .filter((entry) => entry.state === 'waiting')
        .map((entry) => (entry.by === who() ? entry : { ...entry, detail: `${entry.by} has to log in` }));
      return waiting.some((entry) => entry.detail) ? waiting : [];
    }),
    /** Entries that need a person. */
    stuck: computed(() => entries.value.filter((entry) => entry.state !== 'waiting')),
    put,
    run,
    /** The review that is on its way for an image, if any. */
    of: (inspection) => entries.value.find((entry) => entry.inspection === inspection && entry.by === who()) ?? null,
    /** Gives up one's own review. */
    drop,
    /** Sends one's own review once more, on top of what stands there now. */
    async overwrite(key) {
      const entry = entries.peek().find((one) => one.key === key);
      change(key, { state: 'waiting', revision: entry.theirs.revision, key: newKey(), theirs: null, detail: '' });
      run();
    },
  };
}

/** Whether repeating the request can never help. Without a login it helps, as soon as there is one. */
function isFinal({ status, kind }) {
  return status >= 400 && status < 500 && ![401, 408, 412, 429].includes(status) && !['leased', 'running'].includes(kind);
}

/** A key that no other browser makes. randomUUID exists only where the page came by TLS or from this machine. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
