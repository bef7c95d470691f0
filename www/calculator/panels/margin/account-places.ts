// In which account each holding is kept, and on what terms: entry price, margin set aside, leverage.
import { css, html, nothing, type TemplateResult } from 'lit';
import '../../../forms/number-field.js';
import type { Unit } from '../../../forms/unit.js';
import { accountOf, accountsOf, accountsSettings, nameOf, placeOf } from '../../../state/margin-accounts.js';
import { enterHolding, placeHolding } from '../../../state/margin-edits.js';
import type { HoldingRow, Session } from '../../../state/session.js';
import { baseStyles } from '../../base-styles.js';
import { Panel } from '../../panel.js';
import { entryStyles, foldStyles } from '../entry-styles.js';

interface Term {
  label: string;
  help: string;
  unit: Unit;
  max: number;
  value: number | null;
  set(session: Session, value: number | null): Session;
}

/** In what a contract pays, where margin can be set aside for it. */
function paysIn({ instrument }: HoldingRow): string | null {
  if (instrument?.kind !== 'perpetual' && instrument?.kind !== 'future') return null;
  return instrument.settlement === 'inverse' ? instrument.asset : 'USD';
}

export class AccountPlaces extends Panel {
  static override styles = [
    baseStyles,
    entryStyles,
    foldStyles,
    css`
      :host {
        margin-top: 16px;
      }
      fieldset {
        gap: 4px;
        margin: 0;
        padding: 8px 0;
      }
      .head {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 8px;
        align-items: center;
        overflow-wrap: anywhere;
      }
      .terms {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 8px;
        align-items: end;
        --field-width: 100%;
      }
      .terms span {
        display: block;
        font-size: var(--size-small);
        line-height: 16px;
        color: var(--text-quiet);
      }
    `,
  ];

  override render() {
    const rows = this.session.holdings.filter(({ instrument, quantity }) => instrument && quantity);
    if (rows.length === 0) return nothing;
    const accounts = accountsOf(this.session);
    const set = accounts.length > 1 || accountsSettings(this.session).places !== undefined;
    return html`<details ?open=${set}>
      <summary>Holdings by account and their terms</summary>
      ${rows.map((row) => this.#row(row, accounts.length > 1))}
    </details>`;
  }

  #row(row: HoldingRow, several: boolean): TemplateResult | typeof nothing {
    const pays = paysIn(row);
    if (!several && pays === null) return nothing;
    return html`<fieldset aria-label=${row.symbol}>
      <div class="head">
        <span>${row.symbol}</span>
        ${several ? this.#account(row) : nothing}
      </div>
      ${pays === null ? nothing : this.#terms(row, pays)}
    </fieldset>`;
  }

  #account(row: HoldingRow) {
    const kept = accountOf(this.session, row);
    const choose = (event: Event) => {
      const account = (event.target as HTMLSelectElement).value;
      this.store.update(`the account of ${row.symbol}`, (session) => placeHolding(session, row, { account }));
    };
    return html`<select aria-label=${`Account of ${row.symbol}`} @change=${choose}>
      ${accountsOf(this.session).map(
        (account, index) =>
          html`<option value=${account.id} .selected=${account.id === kept.id}>${nameOf(account, index)}</option>`,
      )}
    </select>`;
  }

  #terms(row: HoldingRow, pays: string) {
    const { id, symbol, entryPrice } = row;
    const { isolatedMargin = null, leverage = null } = placeOf(this.session, row);
    const terms: Term[] = [
      {
        label: 'Entry',
        help: 'The price at which it was entered.',
        unit: 'none',
        max: 1e15,
        value: entryPrice,
        set: (session, value) => enterHolding(session, id, value || null),
      },
      {
        label: `Alone, ${pays}`,
        help: 'What is set aside for it alone, out of what lies in the account as far as it goes. Without it all of the account stands in for it.',
        unit: 'none',
        max: 1e15,
        value: isolatedMargin,
        set: (session, value) => placeHolding(session, row, { isolatedMargin: value || undefined }),
      },
      {
        label: 'Leverage',
        help: 'The leverage chosen, for the initial margin.',
        unit: 'none',
        max: 1e4,
        value: leverage,
        set: (session, value) => placeHolding(session, row, { leverage: value || undefined }),
      },
    ];
    return html`<div class="terms">
      ${terms.map(
        ({ label, help, unit, max, value, set }) => html`<div>
          <span aria-hidden="true">${label}</span>
          <allotrope-number-field
            bare
            label=${`${label}, ${symbol}`}
            help=${help}
            unit=${unit}
            .min=${0}
            .max=${max}
            .value=${value}
            .numbers=${this.numbers}
            @value=${(event: CustomEvent<number | null>) =>
              this.store.update(
                `${label.toLowerCase()} of ${symbol}`,
                (session) => set(session, event.detail),
                {
                  coalesce: `place/${id}/${label}`,
                },
              )}
          ></allotrope-number-field>
        </div>`,
      )}
    </div>`;
  }
}

customElements.define('allotrope-account-places', AccountPlaces);
