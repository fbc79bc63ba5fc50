/**
 * A box `[left, top, right, bottom]` in pixels of the picture, with continuous coordinates: from 10 to 20 is 10 wide.
 * @typedef {[number, number, number, number]} Box
 */

/** @typedef {{width: number, height: number}} Size */

/** Sides of a box no longer than this are not drawn on purpose. */
export const LEAST_SIDE = 2;

const EDGES = { left: 0, top: 1, right: 2, bottom: 3 };

/** Moves a box. At the border of the picture it stops, and keeps its size. */
export function moved(box, dx, dy, size) {
  const x = clamp(dx, -box[0], size.width - box[2]);
  const y = clamp(dy, -box[1], size.height - box[3]);
  return [box[0] + x, box[1] + y, box[2] + x, box[3] + y];
}

/**
 * Moves one edge (`left`, `top`, `right`, `bottom`) by some pixels to the right or down. It stops at the border of the
 * picture and before the opposite edge.
 */
export function withEdgeMoved(box, edge, by, size) {
  const index = EDGES[edge];
  const opposite = box[(index + 2) % 4];
  const end = index % 2 === 0 ? size.width : size.height;
  const [least, most] = index < 2 ? [0, opposite - LEAST_SIDE] : [opposite + LEAST_SIDE, end];
  const next = [...box];
  next[index] = clamp(box[index] + by, least, most);
  return next;
}

/** Moves the edges that a handle names, such as `n` or `se`, to a point. */
export function withHandleAt(box, handle, x, y, size) {
  let next = box;
  for (const [letter, edge, to] of [['w', 'left', x], ['n', 'top', y], ['e', 'right', x], ['s', 'bottom', y]]) {
    if (handle.includes(letter)) {
      next = withEdgeMoved(next, edge, to - next[EDGES[edge]], size);
    }
  }
  return next;
}

/** The box between two corners, in whole pixels and inside the picture. Null when it is too small to be meant. */
export function between(x1, y1, x2, y2, size) {
  const box = [
    clamp(Math.round(Math.min(x1, x2)), 0, size.width),
    clamp(Math.round(Math.min(y1, y2)), 0, size.height),
    clamp(Math.round(Math.max(x1, x2)), 0, size.width),
    clamp(Math.round(Math.max(y1, y2)), 0, size.height),
  ];
  return box[2] - box[0] < LEAST_SIDE || box[3] - box[1] < LEAST_SIDE ? null : box;
}

/** A box around a point, a quarter of the picture's shorter side wide and high. */
export function around(x, y, size) {
  const half = Math.max(LEAST_SIDE, Math.min(size.width, size.height) / 8);
  const left = clamp(Math.round(x - half), 0, Math.max(0, size.width - 2 * half));
  const top = clamp(Math.round(y - half), 0, Math.max(0, size.height - 2 * half));
  return [left, top, Math.min(size.width, Math.round(left + 2 * half)), Math.min(size.height, Math.round(top + 2 * half))];
}

/** Whether two boxes are the same to the hundredth of a pixel. */
export function same(one, other) {
  return one.every((value, index) => Math.abs(value - other[index]) < 0.01);
}

export function area(box) {
  return (box[2] - box[0]) * (box[3] - box[1]);
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}
