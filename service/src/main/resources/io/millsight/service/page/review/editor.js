/**
 * The boxes of one picture while a reviewer corrects them. All functions are pure: they take an editor and return the
 * next one, so that undo is a list of earlier states and a draft is the state itself.
 */
import { around, moved, same, withEdgeMoved } from './geometry.js';

/**
 * A box on the picture. A `defect` counts, a `candidate` is below the threshold or was outvoted and is drawn dashed.
 * `source` is the number that the server gave the box, null for a box that the reviewer drew.
 * @typedef {{id: number, type: string, box: number[], score: number|null, source: number|null, kind: 'defect'|'candidate'}} Mark
 */

/**
 * @typedef {{verdict: string, size: {width: number, height: number}, original: Mark[], marks: Mark[], chosen: number|null,
 *            past: Mark[][], future: Mark[][], step: string, newType: string|null, hidden: number}} Editor
 */

/** Candidates with a lower score are not drawn: they would only cover the picture. */
export const LEAST_CANDIDATE_SCORE = 0.1;

const LONGEST_HISTORY = 200;

/**
 * Opens an inspection as the server tells it.
 * @param {string[]} types of the active model, in the order of their keys
 * @returns {Editor}
 */
export function open(inspection, types) {
  const all = [...inspection.defects, ...inspection.candidates];
  const shown = all.filter((one) => one.counts || one.score === null || one.score >= LEAST_CANDIDATE_SCORE);
  const original = shown.map((one) => ({
    id: one.n,
    type: one.type,
    box: one.box,
    score: one.score,
    source: one.n,
    kind: one.counts ? 'defect' : 'candidate',
  }));
  return {
    verdict: inspection.verdict,
    size: inspection.image,
    original,
    marks: inspection.review ? reviewed(inspection.review, original) : original,
    chosen: null,
    past: [],
    future: [],
    step: '',
    newType: original[0]?.type ?? types[0] ?? null,
    hidden: all.length - shown.length,
  };
}

/** The boxes of an earlier review, with the candidates that it did not take over. */
function reviewed(review, original) {
  const scores = new Map(original.map((mark) => [mark.source, mark.score]));
  const taken = new Set(review.defects.map((defect) => defect.source).filter((source) => source !== null));
  const defects = review.defects.map((defect, index) => ({
    id: defect.source ?? 100_000 + index,
    type: defect.type,
    box: defect.box,
    score: defect.origin === 'added' ? null : scores.get(defect.source) ?? null,
    source: defect.source,
    kind: 'defect',
  }));
  return [...defects, ...original.filter((mark) => mark.kind === 'candidate' && !taken.has(mark.source))];
}

export function chosenMark(editor) {
  return editor.marks.find((mark) => mark.id === editor.chosen) ?? null;
}

/** Chooses a box by its id, or none with null. A chosen box sets the type of the next new box. */
export function choose(editor, id) {
  const mark = editor.marks.find((one) => one.id === id);
  return { ...editor, chosen: mark ? mark.id : null, newType: mark?.type ?? editor.newType, step: '' };
}

/** Chooses the next box (or, with -1, the one before). After the last comes the first again. */
export function chooseNext(editor, direction = 1) {
  const { marks } = editor;
  if (!marks.length) {
    return editor;
  }
  const at = marks.findIndex((mark) => mark.id === editor.chosen);
  const start = at < 0 && direction < 0 ? 0 : at;
  return choose(editor, marks[(start + direction + marks.length) % marks.length].id);
}

/** Moves the chosen box. */
export function moveBy(editor, dx, dy) {
  return changeChosen(editor, `move ${editor.chosen}`, (mark) => ({ ...mark, box: moved(mark.box, dx, dy, editor.size) }));
}

/** Moves one edge of the chosen box. */
export function moveEdge(editor, edge, by) {
  return changeChosen(editor, `${edge} ${editor.chosen}`, (mark) => ({
    ...mark,
    box: withEdgeMoved(mark.box, edge, by, editor.size),
  }));
}

/**
 * Gives the chosen box other edges, as the pointer does.
 * @param {string} step names the movement; one movement is undone as one
 */
export function reshape(editor, box, step) {
  return changeChosen(editor, step, (mark) => ({ ...mark, box }));
}

/** Gives the chosen box another type. With no box chosen, it is the type of the next new box. */
export function setType(editor, type) {
  return { ...changeChosen(editor, 'type', (mark) => ({ ...mark, type })), newType: type, step: '' };
}

/** Adds a box and chooses it; without a box, one in the middle of the picture. */
export function add(editor, box = around(editor.size.width / 2, editor.size.height / 2, editor.size)) {
  const id = 1 + Math.max(200_000, ...editor.marks.map((mark) => mark.id), ...editor.past.flat().map((mark) => mark.id));
  const mark = { id, type: editor.newType, box, score: null, source: null, kind: 'defect' };
  const last = editor.marks.findLastIndex((one) => one.kind === 'defect');
  return { ...changed(editor, editor.marks.toSpliced(last + 1, 0, mark), 'add'), chosen: id };
}

/** Removes the chosen box. */
export function remove(editor) {
  return editor.chosen === null
    ? editor
    : { ...changed(editor, editor.marks.filter((mark) => mark.id !== editor.chosen), 'remove'), chosen: null };
}

/** Makes the chosen candidate a defect; without a chosen box, the first candidate. */
export function promote(editor) {
  const mark = chosenMark(editor) ?? editor.marks.find((one) => one.kind === 'candidate');
  return mark?.kind === 'candidate' ? changeChosen({ ...editor, chosen: mark.id }, 'promote', (one) => one) : editor;
}

/** Puts other boxes in the place of all. */
export function replaceAll(editor, marks) {
  return kept(changed(editor, marks, 'replace'));
}

export function undo(editor) {
  const { past, marks, future } = editor;
  return past.length ? kept({ ...editor, marks: past.at(-1), past: past.slice(0, -1), future: [marks, ...future] }) : editor;
}

export function redo(editor) {
  const { past, marks, future } = editor;
  return future.length ? kept({ ...editor, marks: future[0], past: [...past, marks], future: future.slice(1) }) : editor;
}

/** Whether the boxes that count differ from those of the model. */
export function isChanged(editor) {
  const before = editor.original.filter((mark) => mark.kind === 'defect');
  const now = editor.marks.filter((mark) => mark.kind === 'defect');
  return now.length !== before.length || now.some((mark) => stateOf(editor, mark) !== 'kept');
}

/** What became of a box: `kept`, `moved`, `retyped`, `promoted` or `added`. */
export function stateOf(editor, mark) {
  const before = editor.original.find((one) => one.id === mark.id && one.source === mark.source);
  if (!before) {
    return 'added';
  }
  if (before.type !== mark.type) {
    return 'retyped';
  }
  if (!same(before.box, mark.box)) {
    return 'moved';
  }
  return before.kind === mark.kind ? 'kept' : 'promoted';
}

/**
 * The review that "accept" stands for: the model was right, these boxes are right, or nothing is there. Null when the
 * model gave no verdict and nothing was drawn, because then there is nothing to accept.
 * @returns {{action: string, defects?: {type: string, box: number[], source: number|null}[]} | null}
 */
export function acceptance(editor) {
  const defects = editor.marks.filter((mark) => mark.kind === 'defect');
  if (!isChanged(editor)) {
    return editor.verdict === 'UNDETERMINED' && !defects.length ? null : unchanged(editor, defects);
  }
  return defects.length ? correction(defects) : { action: 'clean' };
}

function unchanged(editor, defects) {
  return editor.verdict === 'UNDETERMINED' ? correction(defects) : { action: 'accept' };
}

function correction(defects) {
  return { action: 'correct', defects: defects.map(({ type, box, source }) => ({ type, box, source })) };
}

/** Whoever changes a candidate means it: the candidate becomes a defect. */
function changeChosen(editor, step, change) {
  if (!chosenMark(editor)) {
    return editor;
  }
  const marks = editor.marks.map((mark) => (mark.id === editor.chosen ? { ...change(mark), kind: 'defect' } : mark));
  return changed(editor, marks, step);
}

/** Steps of the same name that follow each other, such as ten presses of an arrow, are undone as one. */
function changed(editor, marks, step) {
  const joins = step === editor.step && editor.past.length > 0;
  const past = joins ? editor.past : [...editor.past, editor.marks].slice(-LONGEST_HISTORY);
  return { ...editor, marks, past, future: [], step };
}

function kept(editor) {
  return { ...editor, step: '', chosen: editor.marks.some((mark) => mark.id === editor.chosen) ? editor.chosen : null };
}
