/** The keys of the review: what they do, and what the help says of them. */

/** @typedef {{name: string, dx?: number, dy?: number, key?: number, direction?: number}} Command */

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const LETTERS = {
  a: 'accept', r: 'reject', c: 'clean', n: 'new', u: 'promote', e: 'stretch',
  ' ': 'overlay', '[': 'zoomOut', ']': 'zoomIn', '?': 'help', Delete: 'remove', Backspace: 'remove', Escape: 'leave',
};

/**
 * Translates a key. Null when it is none of the review's keys.
 *
 * @param {{key: string, shiftKey: boolean, altKey: boolean, ctrlKey: boolean, metaKey: boolean}} event
 * @param {boolean} boxChosen whether a box is chosen: arrows then move the box, otherwise they change the picture
 * @returns {Command | null}
 */
export function commandOf(event, boxChosen) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey) {
    return withControl(key.toLowerCase(), event.shiftKey);
  }
  if (ARROWS[key]) {
    return arrow(ARROWS[key], event, boxChosen);
  }
  if (event.altKey) {
    return null;
  }
  if (key === 'Tab') {
    return { name: 'next', direction: event.shiftKey ? -1 : 1 };
  }
  if (/^[1-9]$/.test(key)) {
    return { name: 'type', key: Number(key) };
  }
  const name = LETTERS[key.length === 1 ? key.toLowerCase() : key];
  return name ? { name } : null;
}

function withControl(letter, shift) {
  if (letter === 'z') {
    return { name: shift ? 'redo' : 'undo' };
  }
  return letter === 'y' ? { name: 'redo' } : null;
}

function arrow([dx, dy], { shiftKey, altKey }, boxChosen) {
  const pixels = shiftKey ? 10 : 1;
  if (boxChosen) {
    return { name: altKey ? 'edge' : 'move', dx: dx * pixels, dy: dy * pixels };
  }
  return dy || altKey ? null : { name: dx > 0 ? 'nextItem' : 'previousItem' };
}

/**
 * Which edge Alt and an arrow mean. While Alt is held, the first arrow of an axis picks the edge on its side, and the
 * arrows then move that edge, outwards or inwards.
 *
 * @param {{x?: string, y?: string}} held the edges picked since Alt went down
 * @returns {{held: {x?: string, y?: string}, edge: string, by: number}}
 */
export function edgeOf(held, { dx, dy }) {
  const axis = dx ? 'x' : 'y';
  const by = dx || dy;
  const sides = axis === 'x' ? ['left', 'right'] : ['top', 'bottom'];
  const edge = held[axis] ?? sides[by < 0 ? 0 : 1];
  return { held: { ...held, [axis]: edge }, edge, by };
}

/** The rows of the help: keys, then what they do. */
export const HELP = [
  { title: 'Decide', rows: [
    [['A'], 'Accept: the boxes are right as they stand, corrected or not'],
    [['C'], 'Clean: there is no defect'],
    [['R'], 'Reject: the picture is of no use, and no dataset gets it'],
    [['←', '→'], 'Previous and next picture, when no box is chosen; nothing is decided'],
  ] },
  { title: 'Look', rows: [
    [['Space'], 'Hide and show the boxes'],
    [['E'], 'Stretch the contrast'],
    [['['], 'Zoom out'],
    [[']'], 'Zoom in'],
    [['?'], 'This help'],
  ] },
  { title: 'Boxes', rows: [
    [['Tab'], 'Next box; with Shift the one before'],
    [['1', '…', '9'], 'Type of the chosen box'],
    [['N'], 'New box; or draw one with the mouse'],
    [['U'], 'Take over a candidate (dashed) as a defect'],
    [['Del'], 'Remove the chosen box'],
    [['←', '↑', '→', '↓'], 'Move the chosen box by 1 pixel; with Shift by 10'],
    [['Alt', '←', '↑', '→', '↓'], 'Move an edge: the first arrow picks it, for as long as Alt is held'],
    [['Ctrl', 'Z'], 'Undo; with Shift redo'],
    [['Esc'], 'No box chosen; again: leave the picture for the buttons'],
  ] },
];
