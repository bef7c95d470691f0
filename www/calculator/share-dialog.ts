// Makes the link: what it carries is chosen here, amounts and prices only on request.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { SavedProblem } from '../state/saved-session.js';
import { packSession, SAFE_LENGTH, SHARED_EQUITY } from '../state/share-link.js';
import { addressOf } from './address.js';
import { baseStyles } from './base-styles.js';
import { DialogPanel } from './dialog-panel.js';
import { dialogStyles } from './dialog-styles.js';

export class ShareDialog extends DialogPanel {
  static override operations = ['quotes', 'price'] as const;
  static override styles = [
    baseStyles,
    dialogStyles,
    css`
      .choice {
        display: flex;
        gap: 8px;
        align-items: baseline;
      }
      .link {
        display: flex;
        gap: 8px;
      }
      .link input {
        flex: 1;
        min-width: 0;
        font: var(--size-small) var(--font-code);
      }
    `,
  ];

  @state() private amounts = false;
  @state() private prices = false;
  @state() private link = '';
  @state() private problem = '';
  @state() private copied = false;

  async open(): Promise<void> {
    this.amounts = false;
    this.prices = false;
    await this.#make();
    await this.show();
  }

  async #make(): Promise<void> {
    this.copied = false;
    this.problem = '';
    this.link = '';
    const { amounts, prices, session } = this;
    const what = {
      session,
      equity: this.results.get('price').value?.totals.equity ?? null,
      quotes: this.results.get('quotes').value?.quotes ?? null,
    };
    try {
      const shared = await packSession(what, { amounts, prices });
      if (amounts !== this.amounts || prices !== this.prices) return;
      this.link = location.href.replace(/#.*/, '') + addressOf(session.view.tab, shared);
    } catch (thrown) {
      if (!(thrown instanceof SavedProblem)) throw thrown;
      this.problem = thrown.message;
    }
  }

  async #copy(): Promise<void> {
    const field = this.renderRoot.querySelector<HTMLInputElement>('.link input');
    field?.select();
    try {
      await navigator.clipboard.writeText(this.link);
    } catch {
      // Where the page may not write to the clipboard, the selected text is copied the old way.
      document.execCommand('copy');
    }
    this.copied = true;
  }

  override render() {
    const { prices: table, synthetic } = this.session;
    const carriesPrices = table !== null && !synthetic.prices;
    const set = (name: 'amounts' | 'prices') => (event: Event) => {
      this[name] = (event.target as HTMLInputElement).checked;
      void this.#make();
    };
    return html`<dialog class="narrow" aria-labelledby="title">
      <div class="head">
        <h2 id="title">Share by link</h2>
        <button type="button" class="close" aria-label="Close" @click=${() => this.dialog.close()}>×</button>
      </div>
      <div class="content">
        <p>
          The link itself carries the holdings and settings, after the <code>#</code>, which browsers do not send to any
          server. Whoever has the link can read them.
        </p>
        <label class="choice">
          <input type="checkbox" .checked=${this.amounts} @change=${set('amounts')} />
          <span>With amounts<br /><span class="quiet small">Otherwise weights only: the holdings are scaled to an
            equity of ${this.numbers.format(SHARED_EQUITY, { maximumFractionDigits: 0 })} USD.</span></span>
        </label>
        ${
          carriesPrices
            ? html`<label class="choice">
              <input type="checkbox" .checked=${this.prices} @change=${set('prices')} />
              <span>With the price history<br /><span class="quiet small">Otherwise spots and volatilities only: values
                and Greeks stay the same, allocation and risk need the prices again.</span></span>
            </label>`
            : nothing
        }
        ${
          this.problem
            ? html`<p class="problem" role="alert">${this.problem}</p>`
            : html`<div class="link">
              <input readonly aria-label="Link" .value=${this.link} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
              <button type="button" class="primary" @click=${this.#copy}>Copy</button>
            </div>
            <p class=${this.link.length > SAFE_LENGTH ? 'warning small' : 'quiet small'} role="status">
              ${this.copied ? 'Copied. ' : ''}${this.numbers.count(this.link.length)} characters${
                this.link.length > SAFE_LENGTH
                  ? ': some programs cut links this long. A session file carries everything.'
                  : '.'
              }
            </p>`
        }
      </div>
    </dialog>`;
  }
}

customElements.define('allotrope-share', ShareDialog);
