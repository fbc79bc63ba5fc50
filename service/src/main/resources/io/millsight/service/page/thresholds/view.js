import { effect, signal, untracked } from '../vendor/signals-core.js';
import { count, sentence, timeOf, typeName } from '../core/format.js';
import { html } from '../core/html.js';
import { route, setParams } from '../core/route.js';
import { changedTypes, draftOf, rulesOf, withRule } from './draft.js';
import { createLive } from './live.js';
import { NewRecipe } from './product.js';
import { DISPOSITIONS, Effect, figuresOf, TypeRow } from './rows.js';

const DEFAULT = 'default';

/**
 * The view of thresholds: a slider for each type over the scores of reviewed pictures. The figures follow the slider,
 * because scores are stored and nothing is inspected again. Saving makes a new revision of the recipe.
 *
 * @param {{api: any, session: any, status: any}} parts
 */
export function createThresholdsView({ api, session, status }) {
  /** The newest revision of each recipe, null until they have been read. */
  const recipes = signal(null);
  const revisions = signal([]);
  const draft = signal({});
  /** What the draft does, and what the saved recipe does. */
  const now = signal(null);
  const before = signal(null);
  const problem = signal('');
  const note = signal('');
  const reason = signal('');
  const isSaving = signal(false);
  const isNaming = signal(false);
  let watching = () => {};

  const ask = ({ recipe, rules }) => api.post('/v1/recipes/preview', { product: recipe.product, rules });
  const failed = (error) => {
    problem.value = sentence(error.message);
  };
  const follow = createLive(ask, (answer) => {
    now.value = answer;
    problem.value = '';
  }, failed);

  function chosen() {
    const wanted = route.value.params.recipe ?? DEFAULT;
    return recipes.value?.find((one) => one.id === wanted) ?? recipes.value?.find((one) => one.id === DEFAULT);
  }

  /** Reads the recipes; a draft of the same recipe is kept if it says something of its own. */
  async function load(keepsDraft) {
    try {
      recipes.value = (await api.get('/v1/recipes')).items;
      const recipe = chosen();
      if (!keepsDraft) {
        draft.value = draftOf(recipe, status.types());
      }
      revisions.value = (await api.get('/v1/recipes', { id: recipe.id })).items;
      before.value = await ask({ recipe, rules: rulesOf(draftOf(recipe, status.types())) });
      follow({ recipe, rules: rulesOf(draft.value) });
    } catch (error) {
      failed(error);
    }
  }

  function change(type, rule) {
    draft.value = withRule(draft.value, type, rule);
    note.value = '';
    follow({ recipe: chosen(), rules: rulesOf(draft.value) });
  }

  async function save(event) {
    event.preventDefault();
    const recipe = chosen();
    isSaving.value = true;
    try {
      await post({ id: recipe.id, based_on: recipe.revision, product: recipe.product, reason: reason.value });
    } catch (error) {
      await saveFailed(error);
    } finally {
      isSaving.value = false;
    }
  }

  async function post(which) {
    const saved = await api.post('/v1/recipes', { ...which, rules: rulesOf(draft.value) });
    reason.value = '';
    await load(false);
    status.askRecipe();
    note.value = `Saved as ${saved.id}@${saved.revision}. New pictures are decided by it.`;
  }

  /** Somebody was faster: their revision becomes what is compared with, and the draft stays. */
  async function saveFailed(error) {
    if (error.kind !== 'changed') {
      failed(error);
      return;
    }
    await load(true);
    const recipe = chosen();
    note.value = `${recipe.by} has saved ${recipe.id}@${recipe.revision} meanwhile (${recipe.reason}). Your thresholds are kept; save again if they are still right.`;
  }

  return {
    path: 'thresholds',
    title: 'Thresholds',
    badge: () => null,
    enter() {
      let seen = null;
      watching = effect(() => {
        const { view, params } = route.value;
        const wanted = params.recipe ?? DEFAULT;
        if (view === 'thresholds' && wanted !== seen) {
          const isBack = seen === null && recipes.peek() && changedTypes(draft.peek(), untracked(chosen)).length > 0;
          seen = wanted;
          untracked(() => load(isBack));
        }
      });
    },
    leave: () => watching(),
    render,
  };

  function render() {
    const recipe = chosen();
    return html`
      <main class="thresholds" id="main">
        <header class="heading">
          <h1>Thresholds</h1>
          ${recipe && html`<${Choice} recipes=${recipes.value} recipe=${recipe} mayMake=${session.may('engineer')}
                                      onMake=${() => { isNaming.value = true; }} />`}
        </header>
        ${problem.value && html`<p class="note strong" role="alert">${problem.value}
          <button type="button" onClick=${() => load(true)}>Try again</button></p>`}
        ${now.value && before.value && recipe ? content(recipe) : !problem.value && html`<p class="centre quiet" role="status">Reading the scores …</p>`}
        ${isNaming.value && html`<${NewRecipe} onMake=${make} onClose=${() => { isNaming.value = false; }} />`}
      </main>`;
  }

  /** Makes the draft the first revision of a recipe for a product. */
  async function make(which) {
    await post(which);
    isNaming.value = false;
    setParams({ recipe: which.id });
  }

  function content(recipe) {
    const types = status.types();
    const changed = changedTypes(draft.value, recipe);
    return html`
      <${Summary} now=${now.value} before=${before.value} product=${recipe.product} />
      ${now.value.images.all === 0 && html`
        <p class="note">No picture of this model has been reviewed yet${recipe.product ? ` for ${recipe.product}` : ''}, so there is nothing to count. Thresholds can be saved all the same.</p>`}
      <ul class="limits">
        ${types.map((type) => html`
          <${TypeRow} key=${type} type=${type} types=${types} rule=${draft.value[type] ?? {}} ofModel=${now.value.model_threshold}
                      now=${figuresOf(now.value, type)} before=${figuresOf(before.value, type)}
                      isChanged=${changed.includes(type)} onChange=${(rule) => change(type, rule)} />`)}
      </ul>
      <p class="quiet small legend"><span class="key"><i class="hit"></i>right boxes, upwards</span>
        <span class="key"><i class="alarm"></i>false alarms, downwards</span><span>Heights are square roots of counts. Pale bars do not count. The dotted line is the model's own threshold.</span></p>
      ${note.value && html`<p class="note" role="status">${note.value}</p>`}
      ${session.may('engineer') ? form(recipe, changed) : html`<p class="quiet">Saving needs the role engineer.</p>`}
      <${Revisions} revisions=${revisions.value} />`;
  }

  function form(recipe, changed) {
    const ready = changed.length > 0 && reason.value.trim() !== '';
    return html`
      <form class="save" onSubmit=${save}>
        <label>Reason
          <input name="reason" maxlength="500" autocomplete="off" placeholder="Why the thresholds change" value=${reason.value}
                 onInput=${(event) => { reason.value = event.target.value; }} />
        </label>
        <button class="primary" disabled=${!ready || isSaving.value}>Save as ${recipe.id}@${recipe.revision + 1}</button>
        <button type="button" disabled=${!changed.length} onClick=${() => load(false)}>Undo all</button>
        <span class="quiet small">${changed.length ? `Changed: ${changed.map(typeName).join(', ')}` : 'Nothing is changed.'}</span>
      </form>`;
  }
}

function Choice({ recipes, recipe, mayMake, onMake }) {
  return html`
    <div class="filters">
      <label>Recipe
        <select onChange=${(event) => setParams({ recipe: event.target.value === DEFAULT ? '' : event.target.value })}>
          ${recipes.map(({ id, product }) => html`
            <option value=${id} selected=${id === recipe.id}>${product ? `${id} (${product})` : id}</option>`)}
        </select>
      </label>
      ${mayMake && html`<button type="button" onClick=${onMake}>New for a product</button>`}
    </div>`;
}

/** What the thresholds do together. */
function Summary({ now, before, product }) {
  const { images, coils } = now;
  return html`
    <section class="summary" aria-label="All types together">
      <dl class="effects">
        <${Effect} name="Held coils, all types" now=${coils.held} before=${before.coils.held} of=${coils.all} />
        <${Effect} name="Rejected coils" now=${coils.rejected} before=${before.coils.rejected} />
        <${Effect} name="Pass with defects" now=${images.passed_with_defects} before=${before.images.passed_with_defects} better="less" of=${images.all} />
        <${Effect} name="Held without defects" now=${images.held_without_defects} before=${before.images.held_without_defects} better="less" of=${images.all} />
      </dl>
      <p class="quiet small">From the stored scores of ${count(images.all, 'reviewed picture')}${product ? ` of ${product}` : ''},
        ${' '}${images.undetermined} of them undetermined, which are always held. Doubtful pictures are reviewed first: compare thresholds here, but take no rates of the production from it.</p>
    </section>`;
}

function Revisions({ revisions }) {
  const words = (rule) => `${rule.threshold === null ? "model's" : rule.threshold.toFixed(2)} ${DISPOSITIONS.find(([id]) => id === rule.disposition)[1]}`;
  return html`
    <details class="revisions">
      <summary>${count(revisions.length, 'revision')}</summary>
      <table class="frames">
        <thead><tr><th scope="col">Revision</th><th scope="col">Time</th><th scope="col">By</th><th scope="col">Reason</th><th scope="col">Rules</th></tr></thead>
        <tbody>
          ${revisions.map((one) => html`
            <tr key=${one.revision}>
              <th scope="row">${one.id}@${one.revision}</th><td>${timeOf(one.at)}</td><td>${one.by}</td><td>${one.reason}</td>
              <td>${Object.entries(one.rules).map(([type, rule]) => `${typeName(type)} ${words(rule)}`).join(', ') || 'none'}</td>
            </tr>`)}
        </tbody>
      </table>
    </details>`;
}
