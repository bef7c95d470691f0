// One group of assets: its name and its members, and in the slot what else is said of it.
import { css, html, LitElement, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../calculator/base-styles.js';

export class AssetGroupForm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
        padding: 8px 0;
        border-bottom: 1px solid var(--line);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      .line > input {
        flex: 1;
        min-width: 96px;
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        border: 0;
        margin: 0;
        padding: 0;
      }
      fieldset label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        font-size: var(--size-small);
      }
    `,
  ];

  @property() name = '';
  @property({ attribute: false }) members: readonly string[] = [];
  /** What can be a member. */
  @property({ attribute: false }) assets: readonly string[] = [];
  /** What the other groups are called. */
  @property({ attribute: false }) taken: readonly string[] = [];

  @state() private wrong = '';
  #typed: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'group');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('name')) return;
    this.setAttribute('aria-label', this.name);
    this.#typed = null;
    this.wrong = '';
  }

  #tell(name: string, detail?: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #rename(event: Event): void {
    const typed = (event.target as HTMLInputElement).value.trim();
    this.#typed = typed;
    this.wrong =
      typed === ''
        ? `A group has a name; ${this.name} still counts.`
        : this.taken.includes(typed)
          ? `There is another group ${typed}; ${this.name} still counts.`
          : '';
    if (this.wrong === '' && typed !== this.name) this.#tell('rename', typed);
  }

  override render() {
    // A member that is gone from the data stays on the list, so that it can be taken off.
    const assets = [...new Set([...this.assets, ...this.members])];
    return html`<div class="line">
        <input
          aria-label="Name of the group"
          autocomplete="off"
          spellcheck="false"
          aria-invalid=${this.wrong ? 'true' : 'false'}
          aria-describedby="wrong"
          .value=${live(this.#typed ?? this.name)}
          @input=${(event: Event) => {
            this.#typed = (event.target as HTMLInputElement).value;
          }}
          @change=${this.#rename}
        />
        <button type="button" class="link small" aria-label=${`Remove ${this.name}`} @click=${() => this.#tell('remove')}>
          Remove
        </button>
      </div>
      <p id="wrong" class="negative small" role="alert" ?hidden=${this.wrong === ''}>${this.wrong}</p>
      <fieldset>
        <legend class="visually-hidden">Assets of ${this.name}</legend>
        ${assets.map(
          (asset) => html`<label>
            <input
              type="checkbox"
              .checked=${live(this.members.includes(asset))}
              @change=${() => this.#tell('toggle', asset)}
            />${asset}
          </label>`,
        )}
      </fieldset>
      <slot></slot>`;
  }
}

customElements.define('allotrope-asset-group', AssetGroupForm);
