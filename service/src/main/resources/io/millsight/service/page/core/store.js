const PREFIX = 'millsight/';

/**
 * JSON values under names in the browser's storage. They survive a reload and a restart of the browser. When the
 * storage is full or forbidden, values live until the page is closed, and `durable` says so.
 *
 * @param {Storage} [storage]
 */
export function createStore(storage = globalThis.localStorage) {
  const memory = new Map();
  let durable = true;

  return {
    durable: () => durable,

    read(name) {
      if (memory.has(name)) {
        return memory.get(name);
      }
      try {
        return JSON.parse(storage.getItem(PREFIX + name) ?? 'null');
      } catch {
        return null;
      }
    },

    write(name, value) {
      try {
        storage.setItem(PREFIX + name, JSON.stringify(value));
        memory.delete(name);
      } catch {
        memory.set(name, value);
        durable = false;
      }
    },

    remove(name) {
      memory.delete(name);
      try {
        storage.removeItem(PREFIX + name);
      } catch {
        durable = false;
      }
    },

    names() {
      try {
        return Object.keys(storage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
      } catch {
        return [...memory.keys()];
      }
    },
  };
}
