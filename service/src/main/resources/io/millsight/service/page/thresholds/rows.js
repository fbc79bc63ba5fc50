import { html } from '../core/html.js';
import { count, typeName } from '../core/format.js';
import { typeClass, typeKey } from '../core/types.js';
import { Histogram } from './histogram.js';

export const DISPOSITIONS = [['PASS', 'passes'], ['HOLD', 'is held'], ['REJECT', 'is rejected']];

const BINS = 50;
const NOTHING = { boxes: 0, escapes: 0, overkill: 0, f1: 0, held_coils: 0, hits: Array(BINS).fill(0), false_alarms: Array(BINS).fill(0) };

/** What a preview says of a type. */
export function figuresOf(preview, type) {
  return preview.types.find((one) => one.type === type) ?? NOTHING;
}

/** One type: its scores, the slider of its threshold, what the threshold does, and what happens with the steel. */
export function TypeRow({ type, types, rule, now, before, ofModel, isChanged, onChange }) {
  const threshold = rule.threshold ?? ofModel;
  const name = typeName(type);
  const stated = [...now.hits, ...now.false_alarms].reduce((sum, number) => sum + number, 0);
  return html`
    <li class="limit ${typeClass(types, type)} ${isChanged ? 'changed' : ''}">
      <h2><span class="swatch">${typeKey(types, type) ?? ''}</span>${name}</h2>
      <div class="slide">
        <${Histogram} figures=${now} threshold=${threshold} ofModel=${ofModel}
                      label="Scores of ${name}: ${stated - sumOf(now.false_alarms)} right, ${count(sumOf(now.false_alarms), 'false alarm')}" />
        <input type="range" min="0" max="1" step="0.01" value=${threshold} aria-label="Threshold of ${name}"
               aria-valuetext=${threshold.toFixed(2)} data-type=${type}
               onInput=${(event) => onChange({ threshold: Number(event.target.value) })} />
        <p class="scale quiet small"><span>0</span>
          <span><b>${threshold.toFixed(2)}</b>${rule.threshold === null ? ' from the model' : html`
            <button type="button" class="plain" onClick=${() => onChange({ threshold: null })}>Model's ${ofModel.toFixed(2)}</button>`}</span>
          <span>1</span></p>
      </div>
      <dl class="effects">
        <${Effect} name="Escapes" now=${now.escapes} before=${before.escapes} better="less" of=${now.boxes} />
        <${Effect} name="Overkill" now=${now.overkill} before=${before.overkill} better="less" />
        <${Effect} name="F1" now=${now.f1} before=${before.f1} better="more" digits=${2} />
        <${Effect} name="Held coils" now=${now.held_coils} before=${before.held_coils} />
      </dl>
      <label class="then">Steel with it
        <select onChange=${(event) => onChange({ disposition: event.target.value })}>
          ${DISPOSITIONS.map(([id, words]) => html`<option value=${id} selected=${id === rule.disposition}>${words}</option>`)}
        </select>
      </label>
    </li>`;
}

function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** A number, and the number of the saved recipe where it differs. `better`: whether less or more is good. */
export function Effect({ name, now, before, better = '', of = null, digits = 0 }) {
  const text = (number) => number.toFixed(digits);
  const differs = text(now) !== text(before);
  const isBetter = better === 'less' ? now < before : now > before;
  const tone = differs && better ? (isBetter ? 'good' : 'bad') : '';
  return html`
    <div>
      <dt>${name}</dt>
      <dd data-figure=${name}><b>${text(now)}</b>${of !== null && html`<span class="quiet"> of ${of}</span>`}
        ${differs && html`<span class="was ${tone}">was ${text(before)}</span>`}</dd>
    </div>`;
}
