/** Groups the inspections of a period by coil. Pure functions. */

/**
 * @typedef {{key: string, line: string|null, coil: string|null, images: any[], last: string, undetermined: number,
 *            open: number, rejected: number, disposition: string, types: [string, number][], matching: number}} Coil
 */

/** @typedef {{verdict?: string, type?: string, state?: string}} Filter */

/** The strictest picture of a coil decides about the coil. */
const STRICTEST_FIRST = ['REJECT', 'HOLD', 'PASS'];

/** Whether an inspection passes the filter. A filter without a value passes all. */
export function matches(inspection, { verdict, type, state }) {
  return (!verdict || inspection.verdict === verdict)
    && (!type || boxesOf(inspection).some((box) => box.type === type))
    && (!state || stateOf(inspection) === state);
}

/** `waiting` for a picture that is up for review, `reviewed`, or `passed` for one that nobody has to look at. */
export function stateOf(inspection) {
  if (inspection.review_state !== 'open') {
    return 'reviewed';
  }
  return inspection.queue ? 'waiting' : 'passed';
}

/** The boxes that count: those of the review, where there is one. */
export function boxesOf(inspection) {
  return inspection.review ? inspection.review.defects : inspection.defects;
}

/**
 * Coils with at least one picture that passes the filter: those with undetermined pictures first, then the newest.
 * @returns {Coil[]}
 */
export function coilsOf(inspections, filter) {
  const groups = new Map();
  for (const inspection of inspections) {
    const { line = null, coil = null } = inspection.context ?? {};
    const key = `${line ?? ''}/${coil ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), inspection]);
  }
  return [...groups]
    .map(([key, images]) => summary(key, images, filter))
    .filter((coil) => coil.matching > 0)
    .sort((one, other) => Math.sign(other.undetermined) - Math.sign(one.undetermined) || other.last.localeCompare(one.last));
}

function summary(key, images, filter) {
  const { line = null, coil = null } = images[0].context ?? {};
  const sorted = [...images].sort(alongTheCoil);
  return {
    key,
    line,
    coil,
    images: sorted,
    last: images.reduce((last, image) => (image.created_at > last ? image.created_at : last), ''),
    undetermined: images.filter(isUndetermined).length,
    open: images.filter((image) => stateOf(image) === 'waiting').length,
    rejected: images.filter((image) => image.review_state === 'rejected').length,
    disposition: STRICTEST_FIRST.find((one) => images.some((image) => image.disposition === one)),
    types: countTypes(images),
    matching: images.filter((image) => matches(image, filter)).length,
  };
}

/** Pictures without a verdict that nobody has decided about. */
export function isUndetermined(inspection) {
  return inspection.verdict === 'UNDETERMINED' && inspection.review_state === 'open';
}

/** By position, else by frame, else by time. */
function alongTheCoil(one, other) {
  const [a, b] = [one.context ?? {}, other.context ?? {}];
  return (a.x_mm ?? 0) - (b.x_mm ?? 0) || (a.frame ?? 0) - (b.frame ?? 0) || one.created_at.localeCompare(other.created_at);
}

/** How many boxes there are of each type, the most frequent first. */
export function countTypes(inspections) {
  const counts = new Map();
  for (const box of inspections.flatMap(boxesOf)) {
    counts.set(box.type, (counts.get(box.type) ?? 0) + 1);
  }
  return [...counts].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
}
