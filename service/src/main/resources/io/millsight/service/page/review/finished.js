import { Component } from '../vendor/preact.js';
import { html } from '../core/html.js';
import { count } from '../core/format.js';
import { fragmentOf } from '../core/route.js';

/** Nothing is left to review: what was reached so far, and where it can be used. */
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
    const datasets = await this.props.api.get('/v1/datasets').catch(() => null);
    this.setState({ reviewed: datasets?.reviewed ?? null });
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
          <p class="buttons"><a class="button" href=${fragmentOf('models', { line })}>Make a dataset of it, or train</a></p>`}
      </section>`;
  }
}
