import { Component } from '../vendor/preact.js';
import { Dialog } from '../core/dialog.js';
import { sentence } from '../core/format.js';
import { html } from '../core/html.js';
import { idFor } from './draft.js';

/** Asks for the product of a new recipe. The recipe begins with the thresholds that are shown. */
export class NewRecipe extends Component {
  state = { product: '', problem: '' };

  async make(event) {
    event.preventDefault();
    const product = this.state.product.trim();
    try {
      await this.props.onMake({ id: idFor(product), product, reason: `for ${product}` });
    } catch (error) {
      this.setState({ problem: sentence(error.message) });
    }
  }

  render({ onClose }, { product, problem }) {
    const id = idFor(product);
    return html`
      <${Dialog} title="New recipe for a product" onClose=${onClose}>
        <form class="naming" onSubmit=${(event) => this.make(event)}>
          <p>Pictures whose context names this product are decided by the new recipe. It begins with the thresholds that you see now.</p>
          <label>Product <input name="product" maxlength="100" autocomplete="off" value=${product}
                                onInput=${(event) => this.setState({ product: event.target.value })} /></label>
          <p class="quiet small">Name of the recipe: ${id || '–'}</p>
          ${problem && html`<p class="note strong" role="alert">${problem}</p>`}
          <p class="buttons"><button class="primary" disabled=${!id}>Make the recipe</button></p>
        </form>
      <//>`;
  }
}
