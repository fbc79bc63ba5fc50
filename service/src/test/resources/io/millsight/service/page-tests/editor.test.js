import * as editing from '/page/review/editor.js';
import { equal, test } from './harness.js';

const types = ['crazing', 'inclusion', 'scratches'];
const inspection = (changes = {}) => ({
  verdict: 'DEFECTS',
  image: { width: 200, height: 200 },
  defects: [
    { n: 0, type: 'scratches', box: [10, 10, 20, 190], score: 0.9, counts: true },
    { n: 1, type: 'inclusion', box: [100, 50, 140, 90], score: 0.6, counts: true },
  ],
  candidates: [
    { n: 2, type: 'crazing', box: [0, 0, 50, 50], score: 0.2, counts: false },
    { n: 3, type: 'crazing', box: [0, 0, 60, 60], score: 0.05, counts: false },
  ],
  review: null,
  ...changes,
});
const opened = (changes) => editing.open(inspection(changes), types);
const boxes = (editor) => editor.marks.filter((mark) => mark.kind === 'defect').map((mark) => mark.box);

test('boxes that nobody changed are accepted', () => {
  equal(editing.acceptance(opened()), { action: 'accept' });
});

test('weak candidates are counted, but not drawn', () => {
  equal([opened().marks.length, opened().hidden], [3, 1]);
});

test('a moved box makes the review a correction that names the box it came from', () => {
  const editor = editing.moveBy(editing.choose(opened(), 1), 5, -5);
  equal(editing.acceptance(editor), {
    action: 'correct',
    defects: [
      { type: 'scratches', box: [10, 10, 20, 190], source: 0 },
      { type: 'inclusion', box: [105, 45, 145, 85], source: 1 },
    ],
  });
});

test('a box that is moved there and back again is accepted as it was', () => {
  const there = editing.moveBy(editing.choose(opened(), 1), 5, 0);
  equal(editing.acceptance(editing.moveBy(there, -5, 0)), { action: 'accept' });
});

test('a picture without boxes is saved as clean, not as a correction', () => {
  let editor = editing.remove(editing.choose(opened(), 0));
  editor = editing.remove(editing.choose(editor, 1));
  equal(editing.acceptance(editor), { action: 'clean' });
});

test('where the model gave no verdict there is nothing to accept until a box is drawn', () => {
  const empty = opened({ verdict: 'UNDETERMINED', defects: [], candidates: [] });
  equal(editing.acceptance(empty), null);
  equal(editing.acceptance(editing.add(empty, [1, 2, 30, 40])), {
    action: 'correct',
    defects: [{ type: 'crazing', box: [1, 2, 30, 40], source: null }],
  });
});

test('a clean verdict can be accepted', () => {
  equal(editing.acceptance(opened({ verdict: 'CLEAN', defects: [], candidates: [] })), { action: 'accept' });
});

test('a candidate that is taken over counts, and so does one that is moved', () => {
  equal(boxes(editing.promote(opened())).length, 3);
  equal(boxes(editing.moveBy(editing.choose(opened(), 2), 1, 0)).length, 3);
});

test('with no box chosen the first candidate is taken over, and a chosen defect is left alone', () => {
  equal(editing.promote(opened()).chosen, 2);
  equal(editing.acceptance(editing.promote(editing.choose(opened(), 0))), { action: 'accept' });
});

test('ten presses of an arrow are undone as one step', () => {
  let editor = editing.choose(opened(), 0);
  for (let press = 0; press < 10; press++) {
    editor = editing.moveBy(editor, 1, 0);
  }
  equal(boxes(editor)[0], [20, 10, 30, 190]);
  equal(boxes(editing.undo(editor))[0], [10, 10, 20, 190]);
  equal(boxes(editing.redo(editing.undo(editor)))[0], [20, 10, 30, 190]);
});

test('choosing another box begins a new step', () => {
  let editor = editing.moveBy(editing.choose(opened(), 0), 1, 0);
  editor = editing.moveBy(editing.choose(editor, 0), 1, 0);
  equal(boxes(editing.undo(editor))[0], [11, 10, 21, 190]);
});

test('undo brings a removed box back', () => {
  const editor = editing.undo(editing.remove(editing.choose(opened(), 0)));
  equal(editing.acceptance(editor), { action: 'accept' });
});

test('Tab goes through all boxes and begins again', () => {
  const order = [];
  let editor = opened();
  for (let press = 0; press < 4; press++) {
    editor = editing.chooseNext(editor);
    order.push(editor.chosen);
  }
  equal(order, [0, 1, 2, 0]);
  equal(editing.chooseNext(opened(), -1).chosen, 2);
});

test('a new box has the type of the box that was chosen last, or the type that was picked', () => {
  equal(editing.add(editing.choose(opened(), 1)).marks.find((mark) => mark.source === null).type, 'inclusion');
  equal(editing.add(editing.setType(opened(), 'crazing')).marks.find((mark) => mark.source === null).type, 'crazing');
});

test('new boxes have different ids, also after undo', () => {
  const one = editing.add(opened());
  const two = editing.add(editing.undo(one));
  equal(new Set(editing.add(two).marks.map((mark) => mark.id)).size, 5);
});

test('a reviewed picture opens with the boxes of the review', () => {
  const review = {
    defects: [
      { n: 0, type: 'inclusion', box: [1, 1, 9, 9], origin: 'moved', source: 1 },
      { n: 1, type: 'crazing', box: [5, 5, 50, 50], origin: 'added', source: null },
    ],
  };
  const editor = opened({ review });
  equal(boxes(editor), [[1, 1, 9, 9], [5, 5, 50, 50]]);
  equal(editor.marks.map((mark) => editing.stateOf(editor, mark)), ['moved', 'added', 'kept']);
});
