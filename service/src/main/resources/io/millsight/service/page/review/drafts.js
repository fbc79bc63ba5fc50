/** Corrections that are not decided yet, kept on this device until the review is saved. */

const KEPT_MS = 14 * 24 * 3_600_000;

/**
 * @param {ReturnType<import('../core/store.js').createStore>} store
 * @param {() => string|undefined} who is logged in: people who share a device do not get each other's drafts
 */
export function createDrafts(store, who, now = Date.now) {
  const name = (id) => `draft/${who()}/${id}`;

  for (const one of store.names()) {
    if (one.startsWith('draft/') && now() - (store.read(one)?.at ?? 0) > KEPT_MS) {
      store.remove(one);
    }
  }

  return {
    /** Keeps the boxes of an image together with the revision that they start from. */
    keep(id, revision, marks) {
      store.write(name(id), { revision, marks, at: now() });
    },
    /** @returns {{revision: number, marks: import('./editor.js').Mark[], at: number} | null} */
    of: (id) => store.read(name(id)),
    drop: (id) => store.remove(name(id)),
  };
}
