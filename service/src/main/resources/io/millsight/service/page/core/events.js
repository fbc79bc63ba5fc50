/**
 * Listens to what happens on the server. The browser opens a broken stream again by itself; where it gives up, `isOpen`
 * says so.
 *
 * @param {string[]} names of the events that are heard
 * @param {() => void} heard
 * @param {typeof EventSource} [Source]
 */
export function listen(names, heard, Source = EventSource) {
  const source = new Source('/v1/events');
  names.forEach((name) => source.addEventListener(name, heard));
  return {
    isOpen: () => source.readyState === Source.OPEN,
    close: () => source.close(),
  };
}
