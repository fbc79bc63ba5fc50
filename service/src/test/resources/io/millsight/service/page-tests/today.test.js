import { coilsOf, matches, stateOf } from '/page/today/coils.js';
import { spanOf } from '/page/today/period.js';
import { equal, test } from './harness.js';

let number = 0;
const picture = (coil, changes = {}) => ({
  id: String(++number), created_at: `2026-11-28T10:00:${String(number).padStart(2, '0')}Z`, verdict: 'CLEAN', disposition: 'PASS',
  context: { line: 'L1', coil, frame: number }, defects: [], review: null, review_state: 'open', queue: null, ...changes,
});

test('coils with undetermined pictures come first, then the newest', () => {
  const pictures = [picture('A', { verdict: 'UNDETERMINED', disposition: 'HOLD', queue: {} }), picture('B'), picture('C')];
  equal(coilsOf(pictures, {}).map((coil) => [coil.coil, coil.undetermined, coil.disposition]), [['A', 1, 'HOLD'], ['C', 0, 'PASS'], ['B', 0, 'PASS']]);
});

test('the strictest picture decides about the coil', () => {
  const pictures = [picture('A', { disposition: 'HOLD' }), picture('A', { disposition: 'REJECT' }), picture('A')];
  equal(coilsOf(pictures, {})[0].disposition, 'REJECT');
});

test('the pictures of a coil lie in the order along the coil', () => {
  const pictures = [3, 1, 2].map((frame) => picture('A', { context: { line: 'L1', coil: 'A', frame, x_mm: null } }));
  equal(coilsOf(pictures, {})[0].images.map((image) => image.context.frame), [1, 2, 3]);
});

test('coils of the same name on two lines stay apart, and pictures without a context have a row', () => {
  const pictures = [picture('A'), picture('A', { context: { line: 'L2', coil: 'A' } }), picture('A', { context: null })];
  equal(coilsOf(pictures, {}).length, 3);
});

test('after a review the boxes of the review count', () => {
  const defect = { type: 'scratches', box: [0, 0, 5, 5] };
  const reviewed = picture('A', { defects: [defect], review: { defects: [] }, review_state: 'clean', queue: null });
  equal([matches(reviewed, { type: 'scratches' }), stateOf(reviewed)], [false, 'reviewed']);
  equal(matches(picture('A', { defects: [defect] }), { type: 'scratches' }), true);
});

test('a shift begins at 6, 14 or 22 o\'clock', () => {
  const hours = (time) => spanOf('shift', new Date(2026, 10, 28, time)).from.getHours();
  equal([6, 13, 14, 21, 22, 23, 0, 5].map(hours), [6, 6, 14, 14, 22, 22, 22, 22]);
  equal(spanOf('shift', new Date(2026, 10, 28, 3)).from.getDate(), 27);
});

test('the shift before ends where this one begins', () => {
  const now = new Date(2026, 10, 28, 15, 30);
  equal(spanOf('previous', now).to.getTime(), spanOf('shift', now).from.getTime());
  equal(spanOf('previous', now).from.getHours(), 6);
});
