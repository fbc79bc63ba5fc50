import { effect, signal, untracked } from '../vendor/signals-core.js';
import { count, sentence, timeOf, typeName } from '../core/format.js';
import { html } from '../core/html.js';
import { route, setParams } from '../core/route.js';
import { typeClass } from '../core/types.js';
import { Pareto, percent, RateChart } from './charts.js';
import { Repeats } from './repeats.js';
import { DEFAULT_PERIOD, driftWords, PERIODS, pointsOf, shareOf, spanOf } from './series.js';

const GROUPS = [['type', 'type'], ['coil', 'coil'], ['line', 'line'], ['hour', 'hour']];
const SHOWN_GROUPS = 12;
const day = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/**
 * The view of what changes: which defects are frequent, how often the model is unsure or corrected, whether the mix
 * of types drifts, and which defects repeat at equal distances.
 *
 * @param {{api: any, status: any, line: () => string}} parts
 */
export function createTrendsView({ api, status, line }) {
  /** All four answers with their span, null until they have been read. */
  const found = signal(null);
  const problem = signal('');
  let watching = () => {};
  let loading = 0;

  async function load() {
    const mine = ++loading;
    const { period, by } = route.peek().params;
    const span = spanOf(period, new Date());
    const query = { from: span.from.toISOString(), to: span.to.toISOString(), line: line() };
    try {
      const [pareto, trend, drift, repeats] = await Promise.all([
        api.get('/v1/stats/pareto', { ...query, by: by ?? 'type' }), api.get('/v1/stats/trend', query),
        api.get('/v1/stats/drift', query), api.get('/v1/stats/repeats', query)]);
      if (mine === loading) {
        problem.value = '';
        found.value = { span, pareto, points: pointsOf(trend.items, span), drift, repeats };
      }
    } catch (error) {
      if (mine === loading) {
        problem.value = sentence(error.message);
      }
    }
  }

  return {
    path: 'trends',
    title: 'Trends',
    badge: () => null,
    enter() {
      watching = effect(() => {
        if (route.value.view === 'trends') {
          untracked(load);
        }
      });
    },
    leave: () => watching(),
    render,
  };

  function render() {
    const { params } = route.value;
    return html`
      <main class="trends" id="main">
        <header class="heading">
          <h1>Trends</h1>
          <div class="filters" role="search" aria-label="Filters">
            <label>Period
              <select onChange=${(event) => setParams({ period: event.target.value })}>
                ${PERIODS.map(({ id, words }) => html`<option value=${id} selected=${id === (params.period ?? DEFAULT_PERIOD)}>${words}</option>`)}
              </select>
            </label>
          </div>
        </header>
        ${problem.value && html`<p class="note strong" role="alert">${problem.value} <button type="button" onClick=${load}>Try again</button></p>`}
        ${found.value ? content(found.value, params) : !problem.value && html`<p class="centre quiet" role="status">Counting …</p>`}
      </main>`;
  }

  function content({ span, pareto, points, drift, repeats }, params) {
    const types = status.types();
    const when = (date) => (span.isHourly ? clock : day).format(date);
    return html`
      <div class="panels">
        <section class="card" aria-labelledby="pareto-title">
          <header><h2 id="pareto-title">Defects by</h2>
            <select aria-label="Count defects by" onChange=${(event) => setParams({ by: event.target.value })}>
              ${GROUPS.map(([id, words]) => html`<option value=${id} selected=${id === (params.by ?? 'type')}>${words}</option>`)}
            </select></header>
          ${pareto.items.length === 0 ? html`<p class="quiet">No defects in this period.</p>` : html`
            <${Pareto} items=${pareto.items.slice(0, SHOWN_GROUPS)} all=${pareto.defects}
                       nameOf=${(key) => nameOf(key, pareto.by)} classOf=${(key) => (pareto.by === 'type' ? typeClass(types, key) : 'plain-bar')} />
            ${pareto.groups > SHOWN_GROUPS && html`<p class="quiet small">${count(pareto.groups - SHOWN_GROUPS, 'smaller group')} not shown.</p>`}`}
        </section>
        <section class="card" aria-labelledby="rates-title">
          <h2 id="rates-title">Undetermined and held</h2>
          <${RateChart} points=${points} when=${when} label=${`Undetermined: ${total(points, 'undetermined', 'images')}; held: ${total(points, 'held', 'images')}`}
                        lines=${[
                          { name: 'undetermined', tone: 'warn', of: (point) => shareOf(point.undetermined, point.images) },
                          { name: 'held', tone: 'accent', of: (point) => shareOf(point.held, point.images) }]} />
          <p class="quiet small keys"><i class="warn"></i>undetermined ${total(points, 'undetermined', 'images')} <i class="accent"></i>held ${total(points, 'held', 'images')} <i class="volume"></i>pictures</p>
        </section>
        <section class="card" aria-labelledby="corrected-title">
          <h2 id="corrected-title">Corrected by people</h2>
          <${RateChart} points=${points} when=${when} label=${`Corrected: ${total(points, 'corrected', 'reviewed')}`}
                        lines=${[{ name: 'corrected', tone: 'bad', of: (point) => shareOf(point.corrected, point.reviewed) }]} />
          <p class="quiet small keys"><i class="bad"></i>of all reviewed answers ${total(points, 'corrected', 'reviewed')}.
            Of those drawn at random, which alone estimate the true rate: <b>${total(points, 'sample_corrected', 'sample_reviewed')}</b></p>
        </section>
        <section class="card" aria-labelledby="drift-title">
          <h2 id="drift-title">Mix of types: ${driftWords(drift.index)}</h2>
          <p class="quiet small">Compared with the equally long period before${drift.index === null ? '' : `; index ${drift.index.toFixed(2)}`} (${count(drift.boxes, 'box', 'boxes')}, before ${drift.boxes_before}).
            Below 0.10 the mix is stable, above 0.25 it is another one.</p>
          <${Mix} drift=${drift} types=${types} />
        </section>
      </div>
      <section class="card" aria-labelledby="repeats-title">
        <h2 id="repeats-title">Repeats along the strip</h2>
        <${Repeats} items=${repeats.items} types=${types} />
      </section>`;
  }
}

function nameOf(key, by) {
  if (key === null) {
    return 'unknown';
  }
  return by === 'hour' ? timeOf(key) : by === 'type' ? typeName(key) : key;
}

function total(points, part, whole) {
  const sum = (name) => points.reduce((all, point) => all + point[name], 0);
  const share = shareOf(sum(part), sum(whole));
  return share === null ? 'unknown' : `${percent(share)} (${sum(part)} of ${sum(whole)})`;
}

/** The share of each type, before above now. */
function Mix({ drift, types }) {
  const bar = (number, all, name) => html`
    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class=${name} width=${(shareOf(number, all) ?? 0) * 100} height="8" /></svg>`;
  return html`
    <table class="mix">
      <thead><tr><th scope="col">Type</th><th scope="col" class="unseen">Bars</th><th scope="col">Before</th><th scope="col">Now</th></tr></thead>
      <tbody>
        ${drift.items.map((item) => html`
          <tr key=${item.type}>
            <th scope="row">${typeName(item.type)}</th>
            <td class="bar-cell">${bar(item.boxes_before, drift.boxes_before, 'before')}${bar(item.boxes, drift.boxes, `amount ${typeClass(types, item.type)}`)}</td>
            <td class="quiet">${drift.boxes_before ? percent(item.boxes_before / drift.boxes_before) : '–'}</td>
            <td>${drift.boxes ? percent(item.boxes / drift.boxes) : '–'}</td>
          </tr>`)}
      </tbody>
    </table>`;
}
