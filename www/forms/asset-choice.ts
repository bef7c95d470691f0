// Which assets an allocation may use. One with a short history shortens the sample of all; leaving it out gives
// the others theirs back.
import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';

export class AssetChoice extends LitElement {
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

  /** The assets with prices. */
  @property({ attribute: false }) assets: readonly string[] = [];
  /** Those that were chosen; null for all. */
  @property({ attribute: false }) chosen: readonly string[] | null = null;

  #toggle(asset: string): void {
    const chosen = this.chosen ?? this.assets;
    const next = this.#offered.filter((name) => chosen.includes(name) !== (name === asset));
    const all = next.length === this.assets.length && this.assets.every((name) => next.includes(name));
    this.chosen = all ? null : next;
    this.dispatchEvent(new CustomEvent<readonly string[] | null>('choice', { detail: this.chosen }));
  }

  /** One that was chosen stays on the list when its prices are gone, so that it can be taken off. */
  get #offered(): readonly string[] {
    return [...new Set([...this.assets, ...(this.chosen ?? [])])];
  }

  override render() {
    const chosen = this.chosen ?? this.assets;
    const count = this.chosen === null ? 'all' : `${chosen.length} of ${this.assets.length}`;
    return html`<details>
      <summary>Assets: ${count}</summary>
      <fieldset>
        <legend class="visually-hidden">Assets that may be used</legend>
        ${this.#offered.map(
          (asset) => html`<label>
            <input
              type="checkbox"
              .checked=${chosen.includes(asset)}
              @change=${() => this.#toggle(asset)}
            />${asset}
          </label>`,
        )}
      </fieldset>
    </details>`;
  }
}

customElements.define('allotrope-asset-choice', AssetChoice);
