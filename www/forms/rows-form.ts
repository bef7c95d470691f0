// A list of things with the same few fields, row by row. A row counts once all its fields are filled.
import { css, html, LitElement } from 'lit';
import { property, state } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import type { Parameter, Settings } from './settings.js';

export class RowsForm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      fieldset {
        display: grid;
        gap: 8px;
        margin: 0 0 8px;
        padding: 0 0 8px;
        border: 0;
        border-bottom: 1px solid var(--line);
        min-width: 0;
      }
      .head {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 8px;
      }
    `,
  ];

  @property() label = '';
  /** What one row is called. */
  @property() row = '';
  @property({ attribute: false }) columns: readonly Parameter[] = [];
  @property({ attribute: false }) rows: readonly Settings[] = [];
  @property({ attribute: false }) numbers!: Numbers;

  /** Rows as they stand, those that lack a field among them. */
  @state() private drafts: readonly Settings[] = [];

  #whole(rows: readonly Settings[]): readonly Settings[] {
    return rows.filter((row) => this.columns.every(({ name }) => row[name] !== undefined));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const same = JSON.stringify(this.rows) === JSON.stringify(this.#whole(this.drafts));
    if (changed.has('rows') && !same) this.drafts = this.rows;
  }

  #become(rows: readonly Settings[]): void {
    const before = JSON.stringify(this.#whole(this.drafts));
    this.drafts = rows;
    const whole = this.#whole(rows);
    if (JSON.stringify(whole) !== before) this.dispatchEvent(new CustomEvent('rows', { detail: whole }));
  }

  /** What had the focus is gone, so it goes on to the button below. */
  #remove(index: number): void {
    this.#become(this.drafts.filter((_, at) => at !== index));
    this.renderRoot.querySelector<HTMLElement>('.add')?.focus();
  }

  override render() {
    return html`${this.drafts.map((settings, index) => {
      const name = `${this.row} ${index + 1}`;
      return html`<fieldset aria-label=${name}>
        <div class="head">
          <span class="small quiet" aria-hidden="true">${name}</span>
          <button type="button" class="plain" aria-label=${`Remove ${name}`} @click=${() => this.#remove(index)}>
            Remove
          </button>
        </div>
        <allotrope-parameter-form
          .parameters=${this.columns}
          .settings=${settings}
          .numbers=${this.numbers}
          @settings=${(event: CustomEvent<Settings>) =>
            this.#become(this.drafts.map((old, at) => (at === index ? event.detail : old)))}
        ></allotrope-parameter-form>
      </fieldset>`;
    })}
      <button type="button" class="plain add" @click=${() => this.#become([...this.drafts, {}])}>
        Add: ${this.row.toLowerCase()}
      </button>`;
  }
}

customElements.define('allotrope-rows-form', RowsForm);
