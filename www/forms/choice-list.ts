// Some of a list, chosen by ticking: the assets that an allocation may use, the objectives it is compared with.
import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';

export interface Option {
  readonly value: string;
  readonly label: string;
}

export class ChoiceList extends LitElement {
  static override styles = [
    baseStyles,
    css`
      summary {
        padding: 4px 0;
        font-size: var(--size-small);
        color: var(--text-quiet);
        cursor: pointer;
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        margin: 0;
        padding: 4px 0;
        border: 0;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
      }
    `,
  ];

  /** What is chosen of, for the line that unfolds it. */
  @property() label = '';
  /** The same in full, for those who hear it. */
  @property() legend = '';
  @property({ attribute: false }) options: readonly Option[] = [];
  /** What is chosen by default. */
  @property({ attribute: false }) usual: readonly string[] = [];
  /** What was chosen; null for the default. */
  @property({ attribute: false }) chosen: readonly string[] | null = null;
  /** So many at most. */
  @property({ type: Number }) most = Number.POSITIVE_INFINITY;

  #toggle(value: string): void {
    const chosen = this.chosen ?? this.usual;
    const values = this.#offered.map((option) => option.value);
    const next = values.filter((name) => chosen.includes(name) !== (name === value));
    const usual = next.length === this.usual.length && this.usual.every((name) => next.includes(name));
    this.chosen = usual ? null : next;
    this.dispatchEvent(new CustomEvent<readonly string[] | null>('choice', { detail: this.chosen }));
  }

  /** What was chosen stays on the list when it is gone from the data, so that it can be taken off. */
  get #offered(): readonly Option[] {
    const gone = (this.chosen ?? []).filter((value) =>
      this.options.every((option) => option.value !== value),
    );
    return [...this.options, ...gone.map((value) => ({ value, label: value }))];
  }

  override render() {
    const offered = this.#offered;
    const chosen = (this.chosen ?? this.usual).filter((value) =>
      offered.some((option) => option.value === value),
    );
    const count = chosen.length === offered.length ? 'all' : `${chosen.length} of ${offered.length}`;
    return html`<details>
      <summary>${this.label}: ${count}</summary>
      <fieldset>
        <legend class="visually-hidden">${this.legend}</legend>
        ${offered.map(
          ({ value, label }) => html`<label>
            <input
              type="checkbox"
              .checked=${chosen.includes(value)}
              ?disabled=${chosen.length >= this.most && !chosen.includes(value)}
              @change=${() => this.#toggle(value)}
            />${label}
          </label>`,
        )}
      </fieldset>
    </details>`;
  }
}

customElements.define('allotrope-choice-list', ChoiceList);
