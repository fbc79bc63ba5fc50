import { commandOf, edgeOf, HELP } from '/page/review/keys.js';
import { equal, test } from './harness.js';

const press = (key, held = {}) => ({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...held });

test('letters decide, whether shift or the caps lock is on or not', () => {
  equal(['a', 'A', 'c', 'r', 'n', 'u', 'e', ' ', '[', ']', '?'].map((key) => commandOf(press(key), false).name),
    ['accept', 'accept', 'clean', 'reject', 'new', 'promote', 'stretch', 'overlay', 'zoomOut', 'zoomIn', 'help']);
});

test('arrows move a chosen box, and change the picture when no box is chosen', () => {
  equal(commandOf(press('ArrowLeft'), true), { name: 'move', dx: -1, dy: 0 });
  equal(commandOf(press('ArrowDown', { shiftKey: true }), true), { name: 'move', dx: 0, dy: 10 });
  equal(commandOf(press('ArrowRight'), false), { name: 'nextItem' });
  equal(commandOf(press('ArrowLeft'), false), { name: 'previousItem' });
  equal(commandOf(press('ArrowUp'), false), null);
});

test('with Alt and no box chosen arrows stay the browser\'s', () => {
  equal(commandOf(press('ArrowLeft', { altKey: true }), false), null);
});

test('digits are types, and nought is not', () => {
  equal(commandOf(press('7'), true), { name: 'type', key: 7 });
  equal(commandOf(press('0'), true), null);
});

test('keys with Ctrl stay the browser\'s, except undo and redo', () => {
  equal(commandOf(press('a', { ctrlKey: true }), true), null);
  equal(commandOf(press('r', { metaKey: true }), true), null);
  equal(commandOf(press('z', { ctrlKey: true }), true), { name: 'undo' });
  equal(commandOf(press('Z', { ctrlKey: true, shiftKey: true }), true), { name: 'redo' });
});

test('while Alt is held the first arrow picks the edge and the opposite arrow moves it back', () => {
  const first = edgeOf({}, { dx: -1, dy: 0 });
  equal([first.edge, first.by], ['left', -1]);
  const second = edgeOf(first.held, { dx: 1, dy: 0 });
  equal([second.edge, second.by], ['left', 1]);
  const other = edgeOf(second.held, { dx: 0, dy: 10 });
  equal([other.edge, other.by], ['bottom', 10]);
});

test('the help names every letter that does something', () => {
  const named = HELP.flatMap((part) => part.rows).flatMap(([keys]) => keys).map((key) => key.toLowerCase());
  const working = [...'abcdefghijklmnopqrstuvwxyz[]?'].filter((key) => commandOf(press(key), true));
  equal(working.filter((key) => !named.includes(key)), []);
});
