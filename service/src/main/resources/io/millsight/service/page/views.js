import { createModelsView } from './models/view.js';
import { createReviewView } from './review/view.js';
import { createThresholdsView } from './thresholds/view.js';
import { createTodayView } from './today/view.js';
import { createTrendsView } from './trends/view.js';

/**
 * A view of the page. The bar links to every view of the list below; another one is another module and one more line.
 *
 * `path`: its name in the address. `badge`: a number beside its title, or null. `enter` and `leave` are called when
 * it is shown and hidden, `render` makes its elements from signals.
 *
 * @typedef {{path: string, title: string, badge: () => number|null, enter: () => void, leave: () => void,
 *            render: () => any}} View
 */

/** @returns {View[]} in the order of the bar; the first one is shown at the start */
export function createViews(parts) {
  return [
    createTodayView(parts), createReviewView(parts), createThresholdsView(parts), createTrendsView(parts), createModelsView(parts),
  ];
}
