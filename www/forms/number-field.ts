// One number in a form. A wrong value stays as typed, with its sentence below; the rest goes on with the last
// good one.
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import { parseNumber } from '../format/parse-number.js';
import { isPercent, typed, type Unit, unitWord } from './unit.js';

export class NumberField extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-block;
      }
      .row {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      input {
        width: var(--field-width, 88px);
        text-align: right;
        font-variant-numeric: tabular-nums;
        /* A form of amounts is hidden with them. */
        -webkit-text-security: var(--amounts-shown-as, none);
      }
      input[type='range'] {
        display: block;
        width: 100%;
        margin: 4px 0 0;
        accent-color: var(--accent);
      }
      p {
        max-width: 260px;
        margin-top: 4px;
        white-space: normal;
        text-align: start;
      }
      /* Within a table it takes no more room than the field needs. */
      :host([bare]) p {
        max-width: max(104px, var(--field-width, 88px));
        margin-inline-start: auto;
      }
      :host([bare]) .row {
        justify-content: end;
      }
    `,
  ];

  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };

  /** What is said of the field; the visible label may stand elsewhere. */
  @property() label = '';
  @property() help = '';
  @property() unit: Unit = 'none';
  @property({ attribute: false }) min: number | null = null;
  @property({ attribute: false }) max: number | null = null;
  @property({ type: Boolean }) whole = false;
  @property({ type: Boolean }) required = false;
  /** Whether it can be moved from its least to its greatest value. */
  @property({ type: Boolean }) dial = false;
  /** As it is kept; null when nothing is set. */
  @property({ attribute: false }) value: number | null = null;
  /** What is wrong with the value as others see it, in one sentence. */
  @property() refused = '';
  /** What stands in the empty field: what holds when nothing is set. */
  @property({ attribute: false }) otherwise: number | null = null;
  @property({ attribute: false }) numbers!: Numbers;

  @state() private text = '';
  @state() private wrong = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('value') && !changed.has('numbers') && !changed.has('unit')) return;
    // What is wrong stays as typed however others are written.
    if (this.wrong !== '' && !changed.has('value')) return;
    const shown = this.value === null ? '' : typed(this.value, this.unit, this.numbers);
    // What is being typed is not written over by its own value ("0.50" stays).
    if (this.wrong === '' && this.#read(this.text) === this.value && this.text !== '') return;
    this.text = shown;
    this.wrong = '';
  }

  #read(text: string): number | null {
    return parseNumber(text, this.numbers.locale, isPercent(this.unit) ? 'percent' : 'number');
  }

  /** What is wrong with a text, as a sentence; empty when nothing is. */
  #complaint(text: string, value: number | null): string {
    if (text.trim() === '') return '';
    if (value === null) return `“${text.trim()}” is no number.`;
    if (this.whole && !Number.isInteger(value)) return 'This takes whole numbers only.';
    const bound = (limit: number) =>
      `${typed(limit, this.unit, this.numbers)} ${unitWord(this.unit, limit)}`.trimEnd();
    if (this.min !== null && value < this.min) return `The least is ${bound(this.min)}.`;
    if (this.max !== null && value > this.max) return `The most is ${bound(this.max)}.`;
    return '';
  }

  /** Whether what is typed is not what is kept. */
  get faulty(): boolean {
    return this.wrong !== '';
  }

  #typed(text: string): void {
    this.text = text;
    const value = this.#read(text);
    this.wrong = this.#complaint(text, value);
    if (this.wrong === '') this.#set(value);
  }

  #set(value: number | null): void {
    if (value === this.value) return;
    this.value = value;
    this.dispatchEvent(new CustomEvent<number | null>('value', { detail: value }));
  }

  /** The same number by hand or mouse; what follows from it is seen while it moves. */
  #slider(min: number, max: number) {
    const step = isPercent(this.unit) ? 0.001 : (max - min) / 1000;
    const moved = (event: Event) => this.#set((event.target as HTMLInputElement).valueAsNumber);
    return html`<input
      type="range"
      aria-label=${`${this.label}, slider`}
      aria-valuetext=${`${typed(this.value ?? this.otherwise ?? min, this.unit, this.numbers)} ${unitWord(this.unit)}`}
      min=${min}
      max=${max}
      step=${step}
      .value=${live(String(this.value ?? this.otherwise ?? min))}
      @input=${moved}
    />`;
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.wrong === '') return;
    event.stopPropagation();
    this.text = this.value === null ? '' : typed(this.value, this.unit, this.numbers);
    this.wrong = '';
  }

  override render() {
    const { help } = this;
    const wrong = this.wrong || this.refused;
    const placeholder = this.otherwise === null ? '' : typed(this.otherwise, this.unit, this.numbers);
    const unit = unitWord(this.unit);
    return html`<div class="row">
        <input
          type="text"
          inputmode="decimal"
          autocomplete="off"
          spellcheck="false"
          aria-label=${unit ? `${this.label}, ${unit}` : this.label}
          aria-required=${this.required ? 'true' : 'false'}
          aria-invalid=${wrong ? 'true' : 'false'}
          aria-describedby=${wrong ? 'wrong' : help ? 'help' : nothing}
          title=${help || nothing}
          placeholder=${placeholder}
          .value=${this.text}
          @input=${(event: Event) => this.#typed((event.target as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => this.#key(event)}
        />
        ${unit && !this.hasAttribute('bare') ? html`<span class="quiet small" aria-hidden="true">${unit}</span>` : nothing}
      </div>
      ${this.dial && this.min !== null && this.max !== null ? this.#slider(this.min, this.max) : nothing}
      ${wrong ? html`<p id="wrong" class="negative small" role="alert">${wrong}</p>` : nothing}
      ${help && !wrong ? html`<span id="help" class="visually-hidden">${help}</span>` : nothing}`;
  }
}

customElements.define('allotrope-number-field', NumberField);
