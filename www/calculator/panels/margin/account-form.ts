// The accounts: their names, venues and rules, and what lies in them beside the holdings.
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import '../../../forms/number-field.js';
import { bare, type Parameter } from '../../../forms/settings.js';
import { assetNamed } from '../../../input/read-lots.js';
import {
  type AccountSettings,
  accountsOf,
  type CollateralRow,
  nameOf,
} from '../../../state/margin-accounts.js';
import { addAccount, changeAccount, removeAccount, typeOwnPack } from '../../../state/margin-edits.js';
import { baseStyles } from '../../base-styles.js';
import { Panel } from '../../panel.js';
import { entryStyles } from '../entry-styles.js';
import './account-pack.js';

/** In the list of venues: the one of the settings, and rules of one's own. */
const [USUAL, OWN] = ['', 'own'];

/** What the engine says of the rules of an account. */
export interface RefusedPack {
  readonly account: number;
  readonly reason: string;
}

export class AccountForm extends Panel {
  static override styles = [
    baseStyles,
    entryStyles,
    css`
      .head {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 8px;
      }
      .field {
        display: grid;
        gap: 4px;
      }
      fieldset > button.link {
        justify-self: start;
      }
      .check {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .coin {
        display: grid;
        grid-template-columns: 72px minmax(0, 1fr) auto;
        gap: 8px;
        align-items: start;
        --field-width: 100%;
      }
      :is(.field, .coin) > :is(input, select) {
        width: 100%;
        min-width: 0;
      }
    `,
  ];

  /** The parameter of the venue, whose choices are listed. */
  @property({ attribute: false }) venue: Parameter | undefined;
  @property({ attribute: false }) assets: readonly string[] = [];
  @property({ attribute: false }) refused: RefusedPack | null = null;
  /** By account: the label of the venue whose rules were taken last. */
  @property({ attribute: false }) taken: readonly string[] = [];

  #change(id: string, what: string, change: Partial<AccountSettings>): void {
    this.store.update(`${what} of an account`, (session) => changeAccount(session, id, change), {
      coalesce: `account/${id}/${what}`,
    });
  }

  #type(id: string, text: string): void {
    this.store.update('rules of an account', (session) => typeOwnPack(session, id, text), {
      coalesce: `account/${id}/rules`,
    });
  }

  get #venues() {
    const value = this.venue && bare(this.venue.value);
    return value?.type === 'choice' ? value.choices.filter((choice) => choice.value !== value.default) : [];
  }

  /** The venues, that of the account first: rules of one's own begin as its. */
  #beginningWith(pack: string | undefined, taken: string | undefined) {
    const first = ({ value, label }: { value: string; label: string }) =>
      Number(pack === undefined ? label === taken : value === pack);
    return [...this.#venues].sort((a, b) => first(b) - first(a));
  }

  override render() {
    const accounts = accountsOf(this.session);
    return html`${accounts.map((account, index) => this.#account(account, index, accounts.length))}
      <button
        type="button"
        class="plain"
        @click=${() => this.store.update('a new account', addAccount)}
      >Add an account</button>`;
  }

  #account(account: AccountSettings, index: number, count: number): TemplateResult {
    const { id, name, pack, own, ownText = '', hedgeMode = false, collateral = [] } = account;
    const called = nameOf(account, index);
    const remove = () => {
      this.store.update(`removing ${called}`, (session) => removeAccount(session, id));
      this.renderRoot.querySelector<HTMLElement>('button.plain:last-of-type')?.focus();
    };
    return html`<fieldset aria-label=${called}>
      <div class="head">
        <span class="small quiet" aria-hidden="true">Account ${count > 1 ? index + 1 : ''}</span>
        ${
          count > 1
            ? html`<button type="button" class="link small" aria-label=${`Remove ${called}`} @click=${remove}>Remove</button>`
            : nothing
        }
      </div>
      <div class="field">
        <label class="small quiet" for=${`name-${id}`}>Name</label>
        <input
          id=${`name-${id}`}
          type="text"
          autocomplete="off"
          spellcheck="false"
          placeholder=${called}
          .value=${live(name)}
          @input=${(event: Event) => this.#change(id, 'name', { name: (event.target as HTMLInputElement).value })}
        />
      </div>
      <div class="field">
        <label class="small quiet" for=${`venue-${id}`}>Rules</label>
        <select
          id=${`venue-${id}`}
          @change=${(event: Event) => this.#choose(id, (event.target as HTMLSelectElement).value)}
        >
          <option value=${USUAL} .selected=${!own && !pack}>As chosen above</option>
          ${this.#venues.map(
            ({ value, label }) =>
              html`<option value=${value} .selected=${!own && pack === value}>${label}</option>`,
          )}
          <option value=${OWN} .selected=${own === true}>My own</option>
        </select>
      </div>
      ${
        own
          ? html`<allotrope-account-pack
              account=${called}
              text=${ownText}
              .venues=${this.#beginningWith(pack, this.taken[index])}
              refused=${this.refused?.account === index ? this.refused.reason : ''}
              .engine=${this.engine}
              @text=${(event: CustomEvent<string>) => this.#type(id, event.detail)}
            ></allotrope-account-pack>`
          : nothing
      }
      <label class="check small" title="Long and short positions in one contract are margined apart.">
        <input
          type="checkbox"
          .checked=${live(hedgeMode)}
          @change=${(event: Event) =>
            this.#change(id, 'hedge mode', { hedgeMode: (event.target as HTMLInputElement).checked })}
        />
        Hedge mode
      </label>
      ${this.#collateral(id, called, collateral)}
    </fieldset>`;
  }

  #choose(id: string, value: string): void {
    // What was chosen before stays, to begin one's own rules from.
    this.#change(id, 'venue', value === OWN ? { own: true } : { own: false, pack: value || undefined });
  }

  #collateral(id: string, called: string, rows: readonly CollateralRow[]) {
    const become = (collateral: readonly CollateralRow[]) => this.#change(id, 'collateral', { collateral });
    const set = (index: number, change: Partial<CollateralRow>) =>
      become(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
    return html`${rows.map(
      ({ coin, amount }, index) => html`<div class="coin">
        <input
          type="text"
          autocomplete="off"
          spellcheck="false"
          placeholder="USDT"
          aria-label=${`Coin ${index + 1} beside the holdings of ${called}`}
          .value=${live(coin)}
          @change=${(event: Event) =>
            set(index, { coin: assetNamed((event.target as HTMLInputElement).value, this.assets) })}
        />
        <allotrope-number-field
          bare
          label=${`Amount of coin ${index + 1} of ${called}`}
          help="Below zero it is borrowed."
          .min=${-1e15}
          .max=${1e15}
          .value=${amount ?? null}
          .numbers=${this.numbers}
          @value=${(event: CustomEvent<number | null>) => set(index, { amount: event.detail ?? undefined })}
        ></allotrope-number-field>
        <button
          type="button"
          class="link small"
          aria-label=${`Remove coin ${index + 1} of ${called}`}
          @click=${() => become(rows.filter((_, at) => at !== index))}
        >×</button>
      </div>`,
    )}
      <button type="button" class="link small" @click=${() => become([...rows, { coin: '' }])}>
        Add collateral beside the holdings
      </button>`;
  }
}

customElements.define('allotrope-account-form', AccountForm);
