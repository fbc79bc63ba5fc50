import { segments } from '/page/review/phrases.js';
import { equal, test } from './harness.js';

const marks = [
  { source: 0, box: [8, 99, 53, 149], kind: 'defect' },
  { source: 1, box: [102.4, 148, 138, 192], kind: 'defect' },
];
const found = (answer, boxes = marks) => segments(answer, boxes).filter((part) => part.source !== null);

test('each sentence of the paper belongs to its box', () => {
  const first = 'The steel surface has a patches in the region from X coordinates 8 to 53 and Y coordinates 99 to 149 Defects.';
  const second = 'The steel surface has a patches in the region from X coordinates 102 to 138 and Y coordinates 148 to 192 Defects.';
  equal(found(`${first}\n${second}`), [{ text: first, source: 0 }, { text: second, source: 1 }]);
});

test('phrases of one line are told apart', () => {
  const answer = 'patches from x 8 to 53, y 99 to 149; patches from x 102 to 138, y 148 to 192';
  equal(found(answer), [
    { text: 'patches from x 8 to 53, y 99 to 149', source: 0 },
    { text: 'patches from x 102 to 138, y 148 to 192', source: 1 },
  ]);
});

test('boxes as JSON lists the corners', () => {
  const answer = '[{"bbox_2d": [8, 99, 53, 149], "label": "patches"}]';
  equal(found(answer, marks.slice(0, 1)).map((part) => part.source), [0]);
});

test('numbers of another frame belong to the boxes in their order', () => {
  equal(found('patches x 80 to 530, y 990 to 1490\npatches x 1 to 2, y 3 to 4').map((part) => part.source), [0, 1]);
});

test('nothing of the sentence is lost, whatever it says', () => {
  for (const answer of ['', 'The steel surface has no defects.', 'a 1 2 3', 'x 8 to 53, y 99 to 149 and more 1', '1 2 3 4 5 6 7 8']) {
    equal(segments(answer, marks).map((part) => part.text).join(''), answer);
  }
});
