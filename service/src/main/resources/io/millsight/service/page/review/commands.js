import { signal } from '../vendor/signals-core.js';
import * as editing from './editor.js';
import { around } from './geometry.js';
import { edgeOf } from './keys.js';
import { middleOfView } from './stage.js';

const ZOOMS = [1, 1.5, 2, 3, 4, 6, 8];
const UNTOUCHED = { zoom: 1, overlay: true };

/**
 * What the keys and the buttons of the review do.
 *
 * `look`: how the picture is shown; `hint`: why a key did nothing; `helping`: whether the help is open; `edges`: those
 * that are picked while Alt is held.
 *
 * @param {ReturnType<import('./desk.js').createDesk>} desk
 * @param {() => string[]} types
 */
export function createCommands(desk, types) {
  const look = signal({ ...UNTOUCHED, stretched: false });
  const hint = signal('');
  const helping = signal(false);
  const edges = signal({});

  const setLook = (changes) => {
    look.value = { ...look.peek(), ...changes };
  };

  function zoomBy(steps) {
    const index = ZOOMS.indexOf(look.peek().zoom) + steps;
    setLook({ zoom: ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, index))] });
  }

  function decide(review) {
    hint.value = '';
    if (!desk.held.peek().blocked) {
      setLook(UNTOUCHED);
      desk.decide(review);
    }
  }

  function accept() {
    const review = editing.acceptance(desk.editor.peek());
    if (review) {
      decide(review);
    } else {
      hint.value = 'The model gave no verdict, so there is nothing to accept. Draw the defects (N), or decide with C or R.';
    }
  }

  function turn(forward) {
    hint.value = '';
    setLook(UNTOUCHED);
    return forward ? desk.next() : desk.previous();
  }

  function addBox() {
    setLook({ overlay: true });
    desk.edit((editor) => {
      const [x, y] = middleOfView();
      return editing.add(editor, around(x * editor.size.width, y * editor.size.height, editor.size));
    });
  }

  function chooseNext({ direction }) {
    setLook({ overlay: true });
    desk.choose(editing.chooseNext(desk.editor.peek(), direction).chosen);
  }

  function setType({ key }) {
    const type = types()[key - 1];
    if (type) {
      desk.edit((editor) => editing.setType(editor, type));
    }
  }

  function moveEdge(command) {
    const { held, edge, by } = edgeOf(edges.peek(), command);
    edges.value = held;
    desk.edit((editor) => editing.moveEdge(editor, edge, by));
  }

  function leave() {
    if (desk.editor.peek().chosen === null) {
      document.querySelector('[data-actions] button')?.focus();
    } else {
      desk.choose(null);
    }
  }

  const whilePictureIsShown = {
    accept,
    clean: () => decide({ action: 'clean' }),
    reject: () => decide({ action: 'reject' }),
    new: addBox,
    promote: () => desk.edit(editing.promote),
    remove: () => desk.edit(editing.remove),
    undo: () => desk.edit(editing.undo),
    redo: () => desk.edit(editing.redo),
    next: chooseNext,
    type: setType,
    move: ({ dx, dy }) => desk.edit((editor) => editing.moveBy(editor, dx, dy)),
    edge: moveEdge,
    overlay: () => setLook({ overlay: !look.peek().overlay }),
    stretch: () => setLook({ stretched: !look.peek().stretched }),
    zoomIn: () => zoomBy(1),
    zoomOut: () => zoomBy(-1),
    nextItem: () => turn(true),
    leave,
  };
  const help = () => {
    helping.value = true;
  };
  const always = { help, previousItem: () => turn(false) };
  const commandsOf = (phase) => (phase === 'item' ? { ...always, ...whilePictureIsShown } : always);

  return {
    look, hint, helping, edges,
    /**
     * @param {import('./keys.js').Command} command
     * @returns {boolean} whether the command means anything at the moment
     */
    run(command) {
      const work = commandsOf(desk.phase.peek())[command.name];
      work?.(command);
      return Boolean(work);
    },
    /** Alt is up: the next arrow with Alt picks an edge anew. */
    releaseEdges() {
      edges.value = {};
    },
  };
}
