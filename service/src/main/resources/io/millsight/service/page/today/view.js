import { effect, signal, untracked } from '../vendor/signals-core.js';
import { html } from '../core/html.js';
import { fragmentOf, route, setParams } from '../core/route.js';
import { listen } from '../core/events.js';
import { count, placeOf, timeOf, typeName } from '../core/format.js';
import { typeClass, typeKey } from '../core/types.js';
import { boxesOf, coilsOf, countTypes, isUndetermined, matches, stateOf } from './coils.js';
import { PERIODS, spanOf } from './period.js';
import { Strip } from './strip.js';

/** So often the pictures are read again if there are new ones. */
const NEWS_MS = 2_000;

/** So often they are read in any case: while nobody tells of new ones, and because the period goes on. */
const EVERY_MS = 20_000;
const EVERY_WITH_EVENTS_MS = 300_000;

const PAGE_SIZE = 200;
const PAGES = 5;

const VERDICTS = [['UNDETERMINED', 'undetermined'], ['DEFECTS', 'with defects'], ['CLEAN', 'clean']];
const STATES = [['waiting', 'to review'], ['reviewed', 'reviewed'], ['passed', 'passed']];
const STATE_WORDS = Object.fromEntries(STATES);

/**
 * The view of a shift: its coils as rows, undetermined ones first. All filters are parameters of the address.
 *
 * @param {{api: any, status: any, line: () => string}} parts
 */
export function createTodayView({ api, status, line }) {
  /** The pictures of the period, null until they have been read. */
  const pictures = signal(null);
  const more = signal(false);
  /** So many pages are read; more when the reader asks for them. */
  const pages = signal(PAGES);
  const problem = signal('');
  let timer = 0;
  let events = null;
  let news = false;
  let readAt = 0;
  let watching = () => {};
  let loading = 0;

  async function load() {
    const mine = ++loading;
    news = false;
    readAt = Date.now();
    const { from, to } = spanOf(route.peek().params.period, new Date());
    try {
      const found = await read({ from: from.toISOString(), to: to?.toISOString(), line: line(), limit: PAGE_SIZE });
      if (mine === loading) {
        problem.value = '';
        pictures.value = found.items;
        more.value = found.more;
        status.offer(found.items.map((one) => one.context?.line));
      }
    } catch (error) {
      if (mine === loading) {
        problem.value = error.message;
      }
    }
  }

  function isDue() {
    return news || Date.now() - readAt >= (events.isOpen() && !problem.peek() ? EVERY_WITH_EVENTS_MS : EVERY_MS);
  }

  function readMore() {
    pages.value = pages.peek() + PAGES;
    return load();
  }

  async function read(query) {
    const items = [];
    let cursor = null;
    for (let page = 0; page < pages.peek(); page++) {
      const answer = await api.get('/v1/inspections', { ...query, cursor });
      items.push(...answer.items);
      cursor = answer.next;
      if (!cursor) {
        break;
      }
    }
    return { items, more: Boolean(cursor) };
  }

  return {
    path: 'today',
    title: 'Today',
    badge: () => null,
    enter() {
      let seen = null;
      watching = effect(() => {
        const { view, params } = route.value;
        const wanted = `${params.line ?? ''}/${params.period ?? ''}`;
        if (view === 'today' && wanted !== seen) {
          if (seen !== null) {
            pictures.value = null;
          }
          pages.value = PAGES;
          seen = wanted;
          untracked(load);
        }
      });
      events = listen(['inspection', 'review'], () => { news = true; });
      timer = setInterval(() => document.hidden || !isDue() || load(), NEWS_MS);
    },
    leave() {
      watching();
      events.close();
      clearInterval(timer);
    },
    render,
  };

  function render() {
    const { params } = route.value;
    const types = status.types();
    return html`
      <main class="today" id="main">
        <header class="heading">
          <h1>Today</h1>
          <div class="filters" role="search" aria-label="Filters">
            ${choice('Period', 'period', PERIODS.map(({ id, words }) => [id === 'shift' ? '' : id, words]), params)}
            ${choice('Verdict', 'verdict', [['', 'all'], ...VERDICTS], params)}
            ${choice('Type', 'type', [['', 'all'], ...types.map((type) => [type, typeName(type)])], params)}
            ${choice('Review', 'state', [['', 'all'], ...STATES], params)}
          </div>
        </header>
        ${problem.value && html`
          <p class="note strong" role="alert">The pictures of this period could not be read: ${problem.value}.
            <button type="button" onClick=${load}>Try again</button></p>`}
        ${pictures.value === null ? !problem.value && html`<p class="centre quiet" role="status">Reading the pictures …</p>` : content(params, types)}
      </main>`;
  }

  function content(params, types) {
    const coils = coilsOf(pictures.value, params);
    return html`
      <${Figures} pictures=${pictures.value} params=${params} />
      ${more.value && html`<p class="note">Only the newest ${pictures.value.length} pictures of the period are shown.
        <button type="button" onClick=${readMore}>Show ${PAGES * PAGE_SIZE} more</button></p>`}
      ${coils.length === 0 ? nothing() : html`
        <ul class="coils">${coils.map((coil) => html`<${Row} key=${coil.key} coil=${coil} types=${types} params=${params} />`)}</ul>
        <${Legend} types=${types} coils=${coils} />`}`;
  }

  function nothing() {
    return pictures.value.length === 0
      ? html`
        <section class="centre">
          <h2>No pictures in this period</h2>
          <p>Send one to the server, and it appears here within ${EVERY_MS / 1000} seconds:</p>
          <pre>curl -H "Authorization: Bearer ms_…" -H "Content-Type: image/png" --data-binary @strip.png \\
  "${location.origin}/v1/inspections?line=L1&coil=C42&frame=1"</pre>
        </section>`
      : html`
        <section class="centre">
          <h2>No picture passes the filters</h2>
          <p class="buttons"><button type="button" onClick=${() => setParams({ verdict: '', type: '', state: '' })}>Show all</button></p>
        </section>`;
  }
}

function choice(words, name, options, params) {
  const value = params[name] ?? '';
  return html`
    <label>${words}
      <select class=${value ? 'active' : ''} onChange=${(event) => setParams({ [name]: event.target.value })}>
        ${options.map(([id, text]) => html`<option value=${id} selected=${id === value}>${text}</option>`)}
      </select>
    </label>`;
}

/** The period in numbers. Each number but the first is also a filter. */
function Figures({ pictures, params }) {
  const number = (test) => pictures.filter(test).length;
  const figure = (value, words, name, id, tone = '') => html`
    <button type="button" class="figure ${tone}" aria-pressed=${params[name] === id}
            onClick=${() => setParams({ [name]: params[name] === id ? '' : id })}>
      <b>${value}</b><span>${words}</span>
    </button>`;
  return html`
    <div class="figures">
      <p class="figure"><b>${pictures.length}</b><span>${pictures.length === 1 ? 'picture' : 'pictures'}</span></p>
      ${figure(number((one) => one.verdict === 'UNDETERMINED'), 'undetermined', 'verdict', 'UNDETERMINED',
        pictures.some(isUndetermined) ? 'warn' : '')}
      ${figure(number((one) => one.verdict === 'DEFECTS'), 'with defects', 'verdict', 'DEFECTS')}
      ${figure(number((one) => one.verdict === 'CLEAN'), 'clean', 'verdict', 'CLEAN')}
      ${figure(number((one) => stateOf(one) === 'waiting'), 'to review', 'state', 'waiting')}
      ${figure(number((one) => stateOf(one) === 'reviewed'), 'reviewed', 'state', 'reviewed')}
    </div>`;
}

function Row({ coil, types, params }) {
  const open = params.coil === coil.key;
  const first = coil.images.find((image) => stateOf(image) === 'waiting' && matches(image, params));
  return html`
    <li class="coil ${coil.undetermined ? 'urgent' : ''}">
      <button type="button" class="name" aria-expanded=${open} onClick=${() => setParams({ coil: open ? '' : coil.key })}>
        <b>${coil.coil ?? 'No coil named'}</b>
        <span class="quiet">${[coil.line, timeOf(coil.last)].filter(Boolean).join(' · ')}</span>
      </button>
      <${Strip} coil=${coil} types=${types} filter=${params} line=${params.line} />
      <p class="counts">
        ${coil.types.length === 0 && !coil.rejected && html`<span class="quiet">no defects</span>`}
        ${coil.types.map(([type, number]) => html`
          <span class="tally ${typeClass(types, type)}"><i class="swatch">${typeKey(types, type) ?? ''}</i>${typeName(type)} <b>${number}</b></span>`)}
        ${coil.rejected > 0 && html`<span class="quiet">${count(coil.rejected, 'picture')} rejected</span>`}
      </p>
      <p class="state">
        <span class="pill ${coil.disposition.toLowerCase()}">${coil.disposition}</span>
        <span class="numbers">${coil.undetermined > 0 && html`<b class="warn">${coil.undetermined} undetermined</b> `}
          <span class="quiet">${count(coil.images.length, 'picture')}</span></span>
        ${first && html`<a class="button" href=${fragmentOf('review', { line: params.line, id: first.id })}>Review ${coil.open}</a>`}
      </p>
      ${open && html`<${Frames} coil=${coil} types=${types} params=${params} />`}
    </li>`;
}

/** The pictures of a coil as a list: what the strip shows, for the keyboard and for reading. */
function Frames({ coil, types, params }) {
  return html`
    <table class="frames">
      <thead><tr><th scope="col">Picture</th><th scope="col">Time</th><th scope="col">Verdict</th><th scope="col">Boxes</th><th scope="col">Review</th></tr></thead>
      <tbody>
        ${coil.images.filter((image) => matches(image, params)).map((image) => html`
          <tr key=${image.id} class=${isUndetermined(image) ? 'urgent' : ''}>
            <th scope="row"><a href=${fragmentOf('review', { line: params.line, id: image.id })}>${placeOf(image)}</a></th>
            <td>${timeOf(image.created_at)}</td>
            <td>${image.verdict.toLowerCase()}</td>
            <td>${countTypes([image]).map(([type, number]) => html`
              <span class="tally ${typeClass(types, type)}"><i class="swatch">${typeKey(types, type) ?? ''}</i>${typeName(type)} <b>${number}</b></span>`)}
              ${boxesOf(image).length === 0 && html`<span class="quiet">none</span>`}</td>
            <td>${image.review ? `${image.review_state} by ${image.review.by}` : STATE_WORDS[stateOf(image)]}</td>
          </tr>`)}
      </tbody>
    </table>`;
}

function Legend({ types, coils }) {
  const shown = new Set(coils.flatMap((coil) => coil.types.map(([type]) => type)));
  return html`
    <p class="legend quiet small">
      <span>One cell is one picture, in the order along the coil.</span>
      ${types.filter((type) => shown.has(type)).map((type) => html`<span class="tally ${typeClass(types, type)}"><i class="swatch">${typeKey(types, type) ?? ''}</i>${typeName(type)}</span>`)}
      <span class="key"><i class="undetermined"></i>undetermined</span>
      ${coils.some((coil) => coil.rejected) && html`<span class="key"><i class="rejected"></i>rejected</span>`}
      <span class="key"><i class="waiting"></i>to review</span>
      <span class="key"><i class="reviewed"></i>reviewed</span>
    </p>`;
}
