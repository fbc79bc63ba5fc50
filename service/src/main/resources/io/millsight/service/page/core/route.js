import { signal } from '../vendor/signals-core.js';

/** @typedef {{view: string, params: Record<string, string>}} Route */

/** Reads the fragment of an address: `#/review?line=L1` is the view `review` with one parameter. */
export function parseFragment(fragment) {
  const [path, query = ''] = fragment.replace(/^#\/?/, '').split('?');
  return { view: path, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** Writes a route as a fragment. Parameters without a value are left out. */
export function fragmentOf(view, params = {}) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value)).toString();
  return `#/${view}${query ? `?${query}` : ''}`;
}

/** The view that is shown. Filters are parameters of the address, so that it can be sent to a colleague. */
export const route = signal(parseFragment(location.hash));

addEventListener('hashchange', () => {
  route.value = parseFragment(location.hash);
});

/** Shows a view, as a new entry of the browser's history. */
export function go(view, params) {
  location.hash = fragmentOf(view, params);
}

/** Changes parameters of the view that is shown, without a new entry of the browser's history. */
export function setParams(changes) {
  const { view, params } = route.peek();
  const next = { ...params, ...changes };
  history.replaceState(null, '', fragmentOf(view, next));
  route.value = parseFragment(location.hash);
}

/** Takes the one-time code of `#login=CODE` out of the address, so that it does not stay in the history. */
export function takeLoginCode() {
  const match = location.hash.match(/^#login=(.+)$/);
  if (!match) {
    return null;
  }
  history.replaceState(null, '', location.pathname);
  route.value = parseFragment(location.hash);
  return decodeURIComponent(match[1]);
}
