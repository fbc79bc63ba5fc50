import { Component, createRef } from '../vendor/preact.js';
import { html } from '../core/html.js';
import { scoreOf, typeName } from '../core/format.js';
import { typeClass } from '../core/types.js';
import { add, choose, reshape, stateOf } from './editor.js';
import { area, between, moved, withHandleAt } from './geometry.js';
import { levelsOf, stretchOf } from './stretch.js';

const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'];

/** The picture is never shown larger than this at zoom 1: a pixel of steel stays a small square. */
const LARGEST_FIT = 6;

/** Room around the picture, in pixels of the screen, for the handles of boxes at its border. */
const MARGIN = 10;

/** How far from a box, in pixels of the screen, the pointer still takes it. */
const REACH = 5;

/**
 * The picture with its boxes, as SVG in pixels of the picture. It draws an editor and turns what the pointer does into
 * changes of the editor; keys are not its business.
 */
export class Stage extends Component {
  frame = createRef();
  svg = createRef();
  state = { width: 0, height: 0, levels: null, broken: false };
  drag = null;
  movements = 0;

  componentDidMount() {
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(this.frame.current);
    this.measure();
    this.readLevels();
    this.frame.current.focus({ preventScroll: true });
  }

  componentWillUnmount() {
    this.observer.disconnect();
  }

  componentDidUpdate(before) {
    if (before.address !== this.props.address) {
      this.setState({ levels: null, broken: false });
      this.frame.current.focus({ preventScroll: true });
    }
    if (before.address !== this.props.address || before.stretched !== this.props.stretched) {
      this.readLevels();
    }
    if (before.zoom !== this.props.zoom) {
      this.centre();
    } else if (before.editor.chosen !== this.props.editor.chosen && this.props.zoom > 1) {
      this.svg.current.querySelector('.chosen .line')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  measure() {
    const { offsetWidth, offsetHeight } = this.frame.current;
    this.setState({ width: offsetWidth - 2 * MARGIN, height: offsetHeight - 2 * MARGIN });
  }

  async readLevels() {
    const { address, stretched } = this.props;
    if (address && stretched && !this.state.levels) {
      const levels = await levelsOf(address);
      if (address === this.props.address) {
        this.setState({ levels });
      }
    }
  }

  /** Keeps the chosen box, or else the middle, in view after a change of zoom. */
  centre() {
    const { editor } = this.props;
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = this.frame.current;
    const mark = editor.marks.find((one) => one.id === editor.chosen);
    const [x, y] = mark
      ? [(mark.box[0] + mark.box[2]) / 2 / editor.size.width, (mark.box[1] + mark.box[3]) / 2 / editor.size.height]
      : [0.5, 0.5];
    this.frame.current.scrollTo(x * scrollWidth - clientWidth / 2, y * scrollHeight - clientHeight / 2);
  }

  scale() {
    const { size } = this.props.editor;
    const fit = Math.min(this.state.width / size.width, this.state.height / size.height, LARGEST_FIT);
    return Math.max(fit, 0.01) * this.props.zoom;
  }

  pointAt(event) {
    const { size } = this.props.editor;
    const { left, top, width } = this.svg.current.getBoundingClientRect();
    const factor = size.width / width;
    return [(event.clientX - left) * factor, (event.clientY - top) * factor];
  }

  /** The smallest box under a point: a small box inside a large one can be reached. */
  markAt(x, y) {
    const reach = REACH / this.scale();
    return this.props.editor.marks
      .filter(({ box }) => x > box[0] - reach && x < box[2] + reach && y > box[1] - reach && y < box[3] + reach)
      .sort((one, other) => area(one.box) - area(other.box))[0];
  }

  press = (event) => {
    const { editor, onEdit, onChoose, readOnly, overlay } = this.props;
    if (event.button !== 0) {
      return;
    }
    const [x, y] = this.pointAt(event);
    const handle = event.target.dataset.handle;
    const mark = handle ? editor.marks.find((one) => one.id === editor.chosen) : overlay && this.markAt(x, y);
    const step = `pointer ${++this.movements}`;
    if (mark) {
      onChoose(mark.id);
      this.drag = { x, y, handle, box: mark.box, step };
    } else {
      onChoose(null);
      this.drag = event.pointerType === 'touch' ? null : { x, y, step, drawn: false };
    }
    if (readOnly || !this.drag) {
      this.drag = null;
      return;
    }
    this.svg.current.setPointerCapture(event.pointerId);
    this.onEdit = onEdit;
  };

  pull = (event) => {
    const { drag } = this;
    if (!drag) {
      return;
    }
    const [x, y] = this.pointAt(event);
    const far = Math.hypot(x - drag.x, y - drag.y) * this.scale() > 3;
    if (!drag.pulled && !far) {
      return;
    }
    drag.pulled = true;
    this.onEdit((editor) => this.pulled(editor, drag, x, y));
  };

  pulled(editor, drag, x, y) {
    if (drag.handle) {
      return reshape(editor, withHandleAt(drag.box, drag.handle, Math.round(x), Math.round(y), editor.size), drag.step);
    }
    if (drag.box) {
      const by = [Math.round(x - drag.x), Math.round(y - drag.y)];
      return reshape(editor, moved(drag.box, ...by, editor.size), drag.step);
    }
    const box = between(drag.x, drag.y, x, y, editor.size);
    if (!box) {
      return editor;
    }
    if (drag.drawn) {
      return reshape(editor, box, 'add');
    }
    drag.drawn = true;
    return add(editor, box);
  }

  /** A finger on a box moves the box; elsewhere it scrolls. Browsers heed touch-action on the svg as a whole only. */
  keepFromScrolling = (event) => {
    if (!this.props.readOnly && event.touches.length === 1 && event.target.closest('.line, .grip')) {
      event.preventDefault();
    }
  };

  release = () => {
    this.drag = null;
  };

  render(props, { levels, broken }) {
    const { address, editor, overlay, stretched, readOnly } = props;
    const { size } = editor;
    const scale = this.scale();
    const chosen = editor.marks.find((mark) => mark.id === editor.chosen);
    const { slope, intercept } = stretchOf(levels);
    return html`
      <div class="stage" ref=${this.frame} tabindex="0" role="application" data-stage
           aria-label="Picture with ${editor.marks.length} boxes" aria-describedby="stage-keys"
           aria-activedescendant=${chosen ? `mark-${chosen.id}` : null}>
        <p id="stage-keys" class="unseen">Tab goes through the boxes, Escape leaves the picture, question mark lists all keys.</p>
        ${(broken || !address) && html`<p class="stage-broken" role="alert">The picture ${address ? 'cannot be shown' : 'is not kept any longer'}. Its boxes are drawn at their places.</p>`}
        <svg ref=${this.svg} class=${readOnly ? 'read-only' : ''} viewBox="0 0 ${size.width} ${size.height}"
             width=${size.width * scale} height=${size.height * scale}
             onPointerDown=${this.press} onPointerMove=${this.pull} onPointerUp=${this.release}
             onPointerCancel=${this.release} onTouchStart=${this.keepFromScrolling}>
          <filter id="stretch" color-interpolation-filters="sRGB" x="0" y="0" width="100%" height="100%">
            <feComponentTransfer>
              <feFuncR type="linear" slope=${slope} intercept=${intercept} />
              <feFuncG type="linear" slope=${slope} intercept=${intercept} />
              <feFuncB type="linear" slope=${slope} intercept=${intercept} />
            </feComponentTransfer>
          </filter>
          ${address && html`<image key=${address} href=${address} width=${size.width} height=${size.height} preserveAspectRatio="none"
                 filter=${stretched ? 'url(#stretch)' : null} onError=${() => this.setState({ broken: true })} />`}
          ${overlay && inDrawingOrder(editor).map((mark) => this.mark(mark))}
          ${overlay && inDrawingOrder(editor).map((mark) => this.label(mark, scale))}
          ${overlay && chosen && !readOnly && handlesOf(chosen.box, scale)}
        </svg>
      </div>`;
  }

  mark(mark) {
    const { editor, edges } = this.props;
    const [left, top, right, bottom] = mark.box;
    const rect = { x: left, y: top, width: right - left, height: bottom - top };
    return html`
      <g key=${mark.id} id=${`mark-${mark.id}`} class=${this.namesOf(mark)} role="img" aria-label=${spoken(editor, mark)}>
        <rect class="under" ...${rect} />
        <rect class="line" ...${rect} />
        ${mark.id === editor.chosen && Object.values(edges).map((edge) => edgeLine(edge, mark.box))}
      </g>`;
  }

  /** Labels lie above all boxes. A box too narrow for its label has one only while it is chosen or lit. */
  label(mark, scale) {
    const { editor, lit } = this.props;
    const wide = (mark.box[2] - mark.box[0]) * scale > 40;
    return (wide || mark.id === editor.chosen || mark.id === lit) && html`
      <g key=${`label ${mark.id}`} class=${this.namesOf(mark)} aria-hidden="true">
        ${label(`${typeName(mark.type)}${mark.score === null ? '' : ` ${scoreOf(mark.score)}`}`, mark.box, editor.size, scale)}
      </g>`;
  }

  namesOf(mark) {
    const { editor, types, lit } = this.props;
    const names = ['mark', mark.kind, typeClass(types, mark.type), mark.id === editor.chosen && 'chosen', lit === mark.id && 'lit'];
    return names.filter(Boolean).join(' ');
  }
}

/** The middle of the part of the picture that is seen, as shares of its width and height. */
export function middleOfView() {
  const frame = document.querySelector('[data-stage]').getBoundingClientRect();
  const picture = document.querySelector('[data-stage] svg').getBoundingClientRect();
  return [
    (frame.left + frame.width / 2 - picture.left) / picture.width,
    (frame.top + frame.height / 2 - picture.top) / picture.height,
  ];
}

/** What a screen reader says of a box. */
export function spoken(editor, mark) {
  const [left, top, right, bottom] = mark.box.map(Math.round);
  const number = editor.marks.indexOf(mark) + 1;
  const what = stateOf(editor, mark);
  return [
    `Box ${number} of ${editor.marks.length}: ${mark.kind === 'candidate' ? 'candidate ' : ''}${typeName(mark.type)}`,
    mark.score === null ? null : `score ${scoreOf(mark.score)}`,
    `x ${left} to ${right}, y ${top} to ${bottom}`,
    what === 'kept' ? null : what,
  ].filter(Boolean).join(', ');
}

/** Candidates below defects, large boxes below small ones, the chosen one on top. */
function inDrawingOrder(editor) {
  const rank = (mark) => (mark.id === editor.chosen ? 2 : mark.kind === 'defect' ? 1 : 0);
  return [...editor.marks].sort((one, other) => rank(one) - rank(other) || area(other.box) - area(one.box));
}

function handlesOf([left, top, right, bottom], scale) {
  const side = 9 / scale;
  return HANDLES.map((handle) => {
    const x = handle.includes('w') ? left : handle.includes('e') ? right : (left + right) / 2;
    const y = handle.includes('n') ? top : handle.includes('s') ? bottom : (top + bottom) / 2;
    const place = (reach) => ({ x: x - reach / 2, y: y - reach / 2, width: reach, height: reach });
    return html`
      <g key=${handle}>
        <rect class="handle" ...${place(side)} />
        <rect class="grip grip-${handle}" data-handle=${handle} ...${place(side * 2.2)} />
      </g>`;
  });
}

function edgeLine(edge, [left, top, right, bottom]) {
  const [x1, y1, x2, y2] = {
    left: [left, top, left, bottom],
    right: [right, top, right, bottom],
    top: [left, top, right, top],
    bottom: [left, bottom, right, bottom],
  }[edge];
  return html`<line class="edge" x1=${x1} y1=${y1} x2=${x2} y2=${y2} />`;
}

/** The name of a box stands above it; where there is no room, inside, and of a narrow box below. */
function label(words, [left, top, right, bottom], size, scale) {
  const height = 12 / scale;
  const length = words.length * 7.5 / scale;
  const above = top > height * 1.5;
  const below = !above && right - left < length && size.height - bottom > height * 1.5;
  const indent = above || below ? 0 : height / 3;
  const atEnd = size.width - left < length;
  return html`
    <text class="label" font-size=${height} text-anchor=${atEnd ? 'end' : 'start'} x=${atEnd ? right - indent : left + indent}
          y=${above ? top - height * 0.6 : below ? bottom + height * 1.3 : top + height * 1.25}>${words}</text>`;
}
