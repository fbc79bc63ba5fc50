import { Component, createRef } from '../vendor/preact.js';
import { html } from './html.js';

/** A box that scrolls, and keeps the element that `selector` names in sight whenever `mark` changes. */
export class Scroller extends Component {
  element = createRef();

  componentDidUpdate(before) {
    if (before.mark !== this.props.mark) {
      this.element.current.querySelector(this.props.selector)?.scrollIntoView({ block: 'nearest' });
    }
  }

  render({ class: names, label, children }) {
    return html`<section ref=${this.element} class=${names} aria-label=${label}>${children}</section>`;
  }
}
