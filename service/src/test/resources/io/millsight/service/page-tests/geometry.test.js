import { around, between, moved, withEdgeMoved, withHandleAt } from '/page/review/geometry.js';
import { equal, test } from './harness.js';

const size = { width: 200, height: 100 };

test('a box that is moved beyond the border stops there and keeps its size', () => {
  equal(moved([10, 10, 30, 40], -50, 5, size), [0, 15, 20, 45]);
  equal(moved([150, 50, 190, 90], 50, 50, size), [160, 60, 200, 100]);
});

test('an edge stops at the border and before the opposite edge', () => {
  equal(withEdgeMoved([10, 10, 30, 40], 'left', -20, size), [0, 10, 30, 40]);
  equal(withEdgeMoved([10, 10, 30, 40], 'left', 100, size), [28, 10, 30, 40]);
  equal(withEdgeMoved([10, 10, 30, 40], 'bottom', 100, size), [10, 10, 30, 100]);
  equal(withEdgeMoved([10, 10, 30, 40], 'top', -3, size), [10, 7, 30, 40]);
});

test('a handle moves the edges that it names', () => {
  equal(withHandleAt([10, 10, 30, 40], 'se', 50, 60, size), [10, 10, 50, 60]);
  equal(withHandleAt([10, 10, 30, 40], 'n', 50, 5, size), [10, 5, 30, 40]);
});

test('a drawn box has whole pixels, lies inside the picture, and is none when it is too small', () => {
  equal(between(50.4, 60.6, -5, 10, size), [0, 10, 50, 61]);
  equal(between(50, 60, 51, 90, size), null);
});

test('a new box fits into every picture', () => {
  equal(around(100, 50, size), [88, 38, 113, 63]);
  for (const tiny of [{ width: 3, height: 300 }, { width: 4, height: 4 }]) {
    const [left, top, right, bottom] = around(tiny.width / 2, tiny.height / 2, tiny);
    equal([left >= 0, top >= 0, right <= tiny.width, bottom <= tiny.height, right > left, bottom > top],
      [true, true, true, true, true, true]);
  }
});
