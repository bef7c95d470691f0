// Margin rules of one's own as a text: filled in from a venue's, and read as it is typed.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { EngineCore } from '../../../engine/client.js';
import type { Failure } from '../../../engine/protocol.js';
import { readPack } from '../../../state/margin-edits.js';
import { baseStyles } from '../../base-styles.js';

export class AccountPack extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 4px;
      }
      textarea {
        width: 100%;
        min-height: 180px;
        white-space: pre;
      }
      select {
        width: 100%;
        min-width: 0;
      }
    `,
  ];

  /** The account that it is of, to tell fields apart. */
  @property() account = '';
  @property() text = '';
  @property({ attribute: false }) venues: readonly { value: string; label: string }[] = [];
  /** What the engine says of it. */
  @property() refused = '';
  @property({ attribute: false }) engine!: EngineCore;

  @state() private failed = '';

  protected override firstUpdated(): void {
    // Nobody writes one from nothing.
    if (this.text === '' && this.venues[0]) void this.#fill(this.venues[0].value);
  }

  #become(text: string): void {
    this.dispatchEvent(new CustomEvent<string>('text', { detail: text }));
  }

  async #fill(name: string): Promise<void> {
    this.failed = '';
    try {
      this.#become(JSON.stringify(await this.engine.run('venuePack', { name }), null, 2));
    } catch (thrown) {
      this.failed = (thrown as Failure).message;
    }
  }

  override render() {
    const read = this.text === '' ? null : readPack(this.text);
    const wrong = (read && 'reason' in read ? read.reason : '') || this.refused || this.failed;
    const fill = (event: Event) => {
      const select = event.target as HTMLSelectElement;
      const { value } = select;
      select.value = '';
      if (value) void this.#fill(value);
    };
    return html`<label class="small quiet" for="text">Rules as JSON</label>
      <textarea
        id="text"
        spellcheck="false"
        autocomplete="off"
        aria-label=${`Rules of ${this.account} as JSON`}
        aria-invalid=${wrong ? 'true' : 'false'}
        aria-describedby=${wrong ? 'wrong' : nothing}
        .value=${live(this.text)}
        @input=${(event: Event) => this.#become((event.target as HTMLTextAreaElement).value)}
      ></textarea>
      ${wrong ? html`<p id="wrong" class="negative small" role="alert">${wrong}</p>` : nothing}
      <select aria-label=${`Fill in the rules of ${this.account} from a venue`} @change=${fill}>
        <option value="">Fill in from a venue …</option>
        ${this.venues.map(({ value, label }) => html`<option value=${value}>${label}</option>`)}
      </select>`;
  }
}

customElements.define('allotrope-account-pack', AccountPack);
