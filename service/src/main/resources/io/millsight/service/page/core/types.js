/** How many types have a key and a colour of their own. */
export const KEYED_TYPES = 9;

/** The key of a type, 1 to 9, by its place among the types of the active model; null beyond. */
export function typeKey(types, type) {
  const index = types.indexOf(type);
  return index >= 0 && index < KEYED_TYPES ? index + 1 : null;
}

/** The CSS class that carries a type's colour. */
export function typeClass(types, type) {
  return `type-${typeKey(types, type) ?? 'other'}`;
}
