/** A recipe that a person is changing. Pure functions. */

/** @typedef {{threshold: number|null, disposition: string}} Rule a threshold of null is that of the model */
/** @typedef {Record<string, Rule>} Draft a rule for each type */

const NO_RULE = { threshold: null, disposition: 'HOLD' };

/** @returns {Draft} */
export function draftOf(recipe, types) {
  return Object.fromEntries(types.map((type) => [type, { ...NO_RULE, ...recipe.rules[type] }]));
}

/** The draft with one rule changed. */
export function withRule(draft, type, change) {
  return { ...draft, [type]: { ...draft[type], ...change } };
}

/** The rules to send: those that say something else than no rule does. */
export function rulesOf(draft) {
  return Object.fromEntries(Object.entries(draft).filter(([, rule]) => !isSame(rule, NO_RULE)));
}

/** Which types have another rule than in the recipe. */
export function changedTypes(draft, recipe) {
  return Object.keys(draft).filter((type) => !isSame(draft[type], { ...NO_RULE, ...recipe.rules[type] }));
}

function isSame(one, other) {
  return one.threshold === other.threshold && one.disposition === other.disposition;
}

/** The identifier of a recipe for a product: "Thin sheet 0,5 mm" is thin-sheet-0-5-mm. */
export function idFor(product) {
  return product.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40).replace(/-$/, '');
}
