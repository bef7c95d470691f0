// The guesses of an import, each with its alternatives: a press takes another one, and the file is read again.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { ImportChoice, ImportOptions, ImportResponse, Role, Understood } from '../state/shapes.js';
import { choiceStyles } from './choice-styles.js';

/** What was decided about a file. */
export interface Decision {
  file: string;
  options: ImportOptions;
}

const QUESTIONS: Record<string, string> = {
  delimiter: 'Between columns',
  decimalMark: 'Decimal mark',
  dateOrder: 'Order of dates',
  priceColumn: 'Column of the price',
  asset: 'Asset',
  quoteCurrency: 'Currency',
};

/** What the engine's words for its own guess are called; those for the alternatives come from the engine. */
const ANSWERS: Record<string, string> = {
  ymd: 'Year first',
  dmy: 'Day first',
  mdy: 'Month first',
  point: 'Decimal point',
  comma: 'Decimal comma',
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Vertical bar',
  space: 'Space',
};
const answerOf = (value: string): string => ANSWERS[value] ?? value;

const ROLES: Record<Role, string> = {
  date: 'date',
  asset: 'asset or instrument',
  price: 'price',
  quantity: 'quantity',
  value: 'value',
  side: 'long or short',
  entryPrice: 'entry price',
  kind: 'kind of instrument',
  ignored: 'not used',
};

export class ImportChoices extends LitElement {
  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        align-items: center;
        margin: 0;
        padding: 4px 0;
        border: 0;
      }
      .ambiguous {
        padding: 8px;
        border-radius: var(--radius);
        background: var(--warning-surface);
      }
      .reason {
        flex-basis: 100%;
      }
      summary {
        color: var(--text-quiet);
        cursor: pointer;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
        gap: 4px 16px;
        max-height: 220px;
        padding: 8px 0;
        overflow: auto;
      }
      .columns label {
        justify-content: space-between;
        min-width: 0;
      }
      .columns code {
        overflow: hidden;
        font: var(--size-small) var(--font-code);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) answer!: ImportResponse;

  #decide(file: string, options: ImportOptions): void {
    this.dispatchEvent(
      new CustomEvent<Decision>('decide', { detail: { file, options }, bubbles: true, composed: true }),
    );
  }

  override render() {
    const { choices, understood } = this.answer;
    return html`
      ${choices.map((choice) => this.#renderChoice(choice))}
      ${this.#renderOutliers()}
      ${understood.map((file) => this.#renderColumns(file))}
    `;
  }

  /** Which file it is about, where there are several. */
  #renderFile(name: string) {
    return this.answer.understood.length > 1 ? html` <span class="small">${name}</span>` : nothing;
  }

  #renderChoice({ file, option, taken, alternatives, ambiguous, reason }: ImportChoice) {
    const decide = (value: string) => this.#decide(file, { [option]: value });
    // In an order that does not change with the answer.
    const own = alternatives.some(({ value }) => value === taken)
      ? []
      : [{ value: taken, label: answerOf(taken), example: '' }];
    const answers = [...own, ...alternatives].sort((a, b) => a.label.localeCompare(b.label));
    return html`<fieldset class=${ambiguous ? 'ambiguous' : ''}>
      <legend>${QUESTIONS[option] ?? option}${this.#renderFile(file)}</legend>
      ${
        alternatives.length === 0
          ? html`<input
            aria-label=${QUESTIONS[option] ?? option}
            .value=${live(taken)}
            @change=${(event: Event) => decide((event.target as HTMLInputElement).value.trim())}
          />`
          : answers.map(
              ({ value, label, example }) => html`<label>
                <input
                  type="radio"
                  name=${`${file}/${option}`}
                  value=${value}
                  .checked=${live(value === taken)}
                  @change=${() => decide(value)}
                />${label}${example ? html` <span class="quiet small">${example}</span>` : nothing}
              </label>`,
            )
      }
      <span class=${ambiguous ? 'reason warning small' : 'reason quiet small'}>${reason}</span>
    </fieldset>`;
  }

  /** Prices far off their neighbours are left out unless the person keeps them. */
  #renderOutliers() {
    const files = new Set(
      this.answer.issues.filter(({ code }) => code === 'outlier').map(({ file }) => file),
    );
    return [...files].map((file) => {
      const kept = this.answer.issues.some(
        (issue) => issue.code === 'outlier' && issue.file === file && issue.severity === 'doubtful',
      );
      return html`<fieldset>
        <legend>Far off${this.#renderFile(file)}</legend>
        <label>
          <input
            type="checkbox"
            .checked=${live(kept)}
            @change=${() => this.#decide(file, { keepOutliers: !kept })}
          />Keep prices that are far off their neighbours
        </label>
      </fieldset>`;
    });
  }

  #renderColumns({ file, columns, header }: Understood) {
    if (columns.length === 0) return nothing;
    const used = columns.filter(({ role }) => role !== 'ignored').length;
    return html`<details>
      <summary>Columns: ${used} of ${columns.length} used${this.#renderFile(file)}</summary>
      <div class="columns">
        ${columns.map(
          ({ name, role }) => html`<label>
            <code title=${name}>${name}</code>
            <select
              @change=${(event: Event) =>
                this.#decide(file, {
                  columns: { [name]: (event.target as HTMLSelectElement).value as Role },
                })}
            >
              ${Object.entries(ROLES).map(
                ([value, label]) =>
                  html`<option value=${value} .selected=${live(value === role)}>${label}</option>`,
              )}
            </select>
          </label>`,
        )}
      </div>
      <label>
        <input
          type="checkbox"
          .checked=${live(header)}
          @change=${() => this.#decide(file, { header: !header })}
        />The first line is a header
      </label>
    </details>`;
  }
}

customElements.define('allotrope-import-choices', ImportChoices);
