import { changedTypes, draftOf, idFor, rulesOf, withRule } from '/page/thresholds/draft.js';
import { createLive } from '/page/thresholds/live.js';
import { equal, test } from './harness.js';

const recipe = { rules: { patches: { threshold: 0.4, disposition: 'REJECT' } } };

test('a draft has a rule for every type, and only those that say something are sent', () => {
  const draft = draftOf(recipe, ['patches', 'scratches']);
  equal(draft.scratches, { threshold: null, disposition: 'HOLD' });
  equal(rulesOf(draft), recipe.rules);
});

test('a type is changed until its rule is that of the recipe again', () => {
  const draft = draftOf(recipe, ['patches', 'scratches']);
  const moved = withRule(draft, 'scratches', { threshold: 0.7 });
  equal(changedTypes(moved, recipe), ['scratches']);
  equal(rulesOf(moved).scratches, { threshold: 0.7, disposition: 'HOLD' });
  equal(changedTypes(withRule(moved, 'scratches', { threshold: null }), recipe), []);
  equal(draft.scratches.threshold, null);
});

test('a product becomes the name of a recipe', () => {
  equal(['Thin sheet 0,5 mm', '  Blech ', '###'].map(idFor), ['thin-sheet-0-5-mm', 'blech', '']);
  equal(idFor('a'.repeat(60)).length, 40);
});

test('while a question is on its way only the last one of the others is asked after it', async () => {
  const asked = [];
  const answers = [];
  const waiting = [];
  const live = createLive((question) => {
    asked.push(question);
    return new Promise((resolve) => waiting.push(() => resolve(question)));
  }, (answer) => answers.push(answer), () => {});
  const all = live(1);
  live(2);
  live(3);
  waiting.shift()();
  await Promise.resolve();
  await Promise.resolve();
  waiting.shift()();
  await all;
  equal([asked, answers], [[1, 3], [1, 3]]);
});

test('a question that fails is told, and the next one is asked', async () => {
  const seen = [];
  const live = createLive((question) => (question === 1 ? Promise.reject(new Error('no')) : Promise.resolve(question)),
    (answer) => seen.push(answer), (error) => seen.push(error.message));
  await live(1);
  await live(2);
  equal(seen, ['no', 2]);
});
