// A list of things with the same few fields, row by row. A row counts once all its fields but those that may be left
// empty are filled. Where the rows are given (one for each holding), none is added or removed, and each unfolds.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import type { ConstraintsContext } from './constraints.js';
import type { Family, Parameter, Settings } from './settings.js';
import { isPercent, type Unit, unitWord } from './unit.js';

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
      summary {
        padding: 6px 0;
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      details {
        border-bottom: 1px solid var(--line);
      }
      details fieldset {
        border: 0;
        padding-inline-start: 16px;
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
  @property({ attribute: false }) families: readonly Family[] = [];
  /** Whether there has to be one. */
  @property({ type: Boolean }) required = false;
  @property({ attribute: false }) numbers!: Numbers;
  /** The names of columns that a row may leave empty. */
  @property({ attribute: false }) optional: readonly string[] = [];
  /** What the rows are called where they are given. */
  @property({ attribute: false }) titles: readonly string[] | null = null;
  @property({ attribute: false }) context: ConstraintsContext = { assets: [] };

  /** Rows as they stand, those that lack a field among them. */
  @state() private drafts: readonly Settings[] = [];

  #whole(rows: readonly Settings[]): readonly Settings[] {
    return rows.filter((row) => this.#lacking(row).length === 0);
  }

  /** What has to be given and is not yet: where the columns do not say, all but those that may be left empty. */
  #lacking(row: Settings): readonly Parameter[] {
    const stated = this.columns.filter(({ value }) => value.type === 'required');
    const needed =
      stated.length > 0 ? stated : this.columns.filter(({ name }) => !this.optional.includes(name));
    return needed.filter(({ name }) => row[name] === undefined);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const same = JSON.stringify(this.rows) === JSON.stringify(this.#whole(this.drafts));
    if (changed.has('rows') && !same) this.drafts = this.rows;
    if (this.required && this.drafts.length === 0) this.drafts = [{}];
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

  #form(settings: Settings, index: number) {
    return html`<allotrope-parameter-form
      .parameters=${this.columns}
      .settings=${settings}
      .families=${this.families}
      .numbers=${this.numbers}
      .context=${this.context}
      @settings=${(event: CustomEvent<Settings>) =>
        this.#become(this.drafts.map((old, at) => (at === index ? event.detail : old)))}
    ></allotrope-parameter-form>`;
  }

  #figure(value: number, unit: Unit): string {
    if (isPercent(unit)) return this.numbers.percentage(value);
    return `${this.numbers.format(value, {})} ${unitWord(unit, value)}`.trimEnd();
  }

  /** What a row says, in a line. */
  #said(row: Settings): string {
    const words = ({ value, name }: Parameter) => {
      const choices = value.type === 'choice' ? value.choices : [];
      const said = row[name];
      if (value.type === 'number' && typeof said === 'number') return this.#figure(said, value.unit);
      return choices.find((one) => one.value === said)?.label ?? String(said);
    };
    const said = this.columns.filter(({ name }) => row[name] !== undefined);
    return said.map((column) => `${column.label.toLowerCase()} ${words(column)}`).join(', ');
  }

  override render() {
    if (this.titles)
      return this.titles.map(
        (title, index) => html`<details>
          <summary>${title} <span class="small quiet">${this.#said(this.drafts[index] ?? {})}</span></summary>
          <fieldset aria-label=${title}>${this.#form(this.drafts[index] ?? {}, index)}</fieldset>
        </details>`,
      );
    return html`${this.drafts.map((settings, index) => {
      const lacking = this.#lacking(settings).map(({ label }) => label.toLowerCase());
      const name = `${this.row} ${index + 1}`;
      return html`<fieldset aria-label=${name}>
        <div class="head">
          <span class="small quiet" aria-hidden="true">${name}</span>
          <button type="button" class="plain" aria-label=${`Remove ${name}`} @click=${() => this.#remove(index)}>
            Remove
          </button>
        </div>
        ${this.#form(settings, index)}
        ${lacking.length > 0 ? html`<p class="quiet small">It counts once it has: ${lacking.join(', ')}.</p>` : nothing}
      </fieldset>`;
    })}
      <button type="button" class="plain add" @click=${() => this.#become([...this.drafts, {}])}>
        Add: ${this.row.toLowerCase()}
      </button>`;
  }
}

customElements.define('allotrope-rows-form', RowsForm);
