import { Component } from '../vendor/preact.js';
import { html } from '../core/html.js';
import { count } from '../core/format.js';

const FORMATS = [['voc', 'Pascal VOC'], ['coco', 'COCO'], ['yolo', 'YOLO'], ['jsonl', 'JSONL']];

/** Nothing is left to review: what was reached so far, and the dataset that the reviews make. */
export class Finished extends Component {
  state = { reviewed: null };

  componentDidMount() {
    this.load();
    this.timer = setInterval(() => document.hidden || this.props.desk.next({ quiet: true }), 10_000);
  }

  componentWillUnmount() {
    clearInterval(this.timer);
  }

  async load() {
    const reviewed = await this.props.api.get('/v1/datasets/reviewed').catch(() => null);
    this.setState({ reviewed });
  }

  render({ desk, session, line }, { reviewed }) {
    const done = desk.decided.value;
    return html`
      <section class="centre" role="status">
        <h2>Nothing is left to review${line ? ` on line ${line}` : ''}</h2>
        <p>${done ? `You have decided about ${count(done, 'picture')}. ` : ''}New pictures appear here by themselves.</p>
        ${reviewed && html`<p class="quiet">Reviewed so far: ${count(reviewed.images, 'image')}, of them ${reviewed.clean} clean,
          with ${count(reviewed.boxes, 'box', 'boxes')}.</p>`}
        ${desk.hasPrevious() && html`<p class="buttons"><button type="button" onClick=${() => desk.previous()}><kbd>←</kbd> Back to the last picture</button></p>`}
        ${reviewed?.images > 0 && session.may('engineer') && html`
          <p class="buttons">Download the dataset:
            ${FORMATS.map(([format, name]) => html`<a class="button" href="/v1/datasets/reviewed/archive?format=${format}" download>${name}</a>`)}</p>`}
      </section>`;
  }
}
