// How a liquidation price was found, one at a time: the equation with its numbers, the parts that add up to zero, the
// tiers that applied, and the rules of the venue with their date and sources.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { HIDDEN, type Numbers } from '../../../format/numbers.js';
import { type Ending, endings, nearest, poolName } from '../../../state/margin.js';
import '../../../tables/allotrope-table.js';
import type { Cell, Table } from '../../../tables/table.js';
import { baseStyles } from '../../base-styles.js';
import { CURRENCY } from '../result-panel.js';
import type { Margin } from './account-tables.js';

type Derivation = NonNullable<Ending['point']['derivation']>;

function termsTable({ terms }: Derivation, price: number, asset: string): Table {
  const at = ({ fixed, slope, inverse }: Derivation['terms'][number]) =>
    fixed + slope * price + inverse / price;
  const curved = terms.some(({ inverse }) => inverse !== 0);
  const sum = (of: (term: Derivation['terms'][number]) => number) =>
    terms.reduce((all, term) => all + of(term), 0);
  // What rounding leaves of terms this large is nothing.
  const scale = sum((term) => Math.abs(at(term)));
  const rest = sum(at);
  return {
    name: 'Parts of equity less maintenance',
    columns: [
      { label: 'Part', kind: 'text' },
      { label: 'Fixed', kind: 'money', unit: CURRENCY, signed: true },
      { label: 'Times the price', kind: 'quantity', unit: asset },
      ...(curved ? [{ label: 'Over the price', kind: 'number' as const, digits: 0 }] : []),
      { label: 'At the price', kind: 'money', unit: CURRENCY, signed: true },
    ],
    rows: terms.map((term): Cell[] => [
      term.label,
      term.fixed,
      term.slope,
      ...(curved ? [term.inverse] : []),
      at(term),
    ]),
    total: [
      'Together',
      sum(({ fixed }) => fixed),
      sum(({ slope }) => slope),
      ...(curved ? [sum(({ inverse }) => inverse)] : []),
      Math.abs(rest) <= 1e-9 * scale ? 0 : rest,
    ],
  };
}

export class AccountDerivation extends LitElement {
  static override styles = [
    baseStyles,
    css`
      summary {
        padding: 4px 0;
        cursor: pointer;
        color: var(--accent);
      }
      details > :not(summary) {
        margin-top: 12px;
      }
      .choice {
        display: grid;
        gap: 4px;
        max-width: 420px;
      }
      select {
        width: 100%;
        min-width: 0;
      }
      pre {
        margin: 0;
        padding: 8px 12px;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        background: var(--surface-side);
        border-radius: var(--radius);
        font: var(--size-small) / 20px var(--font-code);
      }
      dl {
        display: grid;
        grid-template-columns: minmax(88px, max-content) minmax(0, 1fr);
        gap: 4px 16px;
        max-width: 720px;
        overflow-wrap: anywhere;
      }
      dt {
        color: var(--text-quiet);
      }
    `,
  ];

  @property({ attribute: false }) margin!: Margin;
  /** The coin of a position. */
  @property({ attribute: false }) assetOf: (id: string) => string = () => '';
  @property({ attribute: false }) numbers!: Numbers;

  @state() private chosen = '';
  @state() private open = false;

  #name({ account, pool, asset, point }: Ending): string {
    const side = (point.distance ?? 0) < 0 ? 'a fall' : 'a rise';
    return `${poolName(account, pool)}, ${side} of ${asset.asset} to ${this.numbers.price(point.price)}`;
  }

  override render() {
    const all = endings(this.margin);
    if (all.length === 0) return nothing;
    const names = all.map((ending) => this.#name(ending));
    const first = nearest(this.margin);
    const usual = all.findIndex(({ pool, point }) => pool === first?.pool && point === first.point);
    const place = names.includes(this.chosen) ? names.indexOf(this.chosen) : Math.max(0, usual);
    const ending = all[place];
    const toggle = (event: Event) => {
      this.open = (event.target as HTMLDetailsElement).open;
    };
    return html`<details @toggle=${toggle}>
      <summary>How a liquidation price is derived</summary>
      ${this.open && ending ? this.#shown(ending, names, place) : nothing}
    </details>`;
  }

  #shown(ending: Ending, names: readonly string[], place: number) {
    const choose = (event: Event) => {
      this.chosen = (event.target as HTMLSelectElement).value;
    };
    const { point, asset } = ending;
    const { derivation, price } = point;
    return html`<div class="choice">
        <label for="which" class="small quiet">The price of</label>
        <select id="which" @change=${choose}>
          ${names.map((name, index) => html`<option value=${name} .selected=${index === place}>${name}</option>`)}
        </select>
      </div>
      ${
        derivation && typeof price === 'number'
          ? html`<p>
                ${
                  derivation.closed
                    ? 'Equity less maintenance margin is a sum of parts, each straight in the price of the coin or over it; it ends where the sum is zero, in the tiers that hold there.'
                    : 'Options are no straight line in the price: the price was searched, with every option revalued at each step.'
                }
              </p>
              <pre tabindex="0" role="group" aria-label="Equation">${this.numbers.hideAmounts ? HIDDEN : derivation.formula}</pre>
              ${
                derivation.terms.length > 0
                  ? html`<allotrope-table
                      titled
                      .table=${termsTable(derivation, price, asset.asset)}
                      .numbers=${this.numbers}
                    ></allotrope-table>`
                  : nothing
              }
              ${this.#facts(ending, derivation)}`
          : nothing
      }`;
  }

  #facts({ account, pool, asset }: Ending, derivation: Derivation) {
    const { numbers } = this;
    const index = account.pools.indexOf(pool);
    const positions = account.positions.filter(
      ({ id, pool: own }) => own === index && this.assetOf(id) === asset.asset,
    );
    const tiers = positions.flatMap(({ label, tier, tierAtLiquidation: there }): [string, string][] => {
      if (!there) return [];
      const rate = numbers.percentage(there.maintenanceRate, 2);
      const now = tier && tier.number !== there.number ? `; now tier ${tier.number}` : '';
      const size = `${numbers.greek(there.notional)} of notional there`;
      const said = `tier ${there.number} from ${numbers.count(there.floor)}: ${rate} less ${numbers.greek(there.deduction)}, on ${size}${now}`;
      return [[label, said]];
    });
    const notes = this.margin.warnings.filter(({ message }) => message.includes(account.name));
    const { fees } = account;
    const fee = (name: string, value: number | null | undefined) =>
      typeof value === 'number' ? [`${name} ${numbers.percentage(value, 3)}`] : [];
    const paid = [
      ...fee('maker', fees.maker),
      ...fee('taker', fees.taker),
      ...fee('liquidation', fees.liquidation),
    ];
    const facts: [string, string][] = [
      ['Equity there', `${numbers.money(derivation.equity)} ${CURRENCY}`],
      ['Maintenance there', `${numbers.money(derivation.maintenance)} ${CURRENCY}`],
      ...tiers,
      ['Rules', `${account.venue}, as of ${account.date}`],
      ...(account.formula ? ([['Formula', account.formula]] as [string, string][]) : []),
      ...account.rules.map((rule): [string, string] => ['Liquidation', rule]),
      ...(account.funding ? ([['Funding', account.funding]] as [string, string][]) : []),
      ...(paid.length > 0 ? ([['Fees', paid.join(', ')]] as [string, string][]) : []),
      ...notes.map(({ message }): [string, string] => ['Note', message]),
      ...account.sources.map((source): [string, string] => ['Source', source]),
    ];
    return html`<dl class="small">${facts.map(([name, said]) => html`<dt>${name}</dt><dd>${said}</dd>`)}</dl>`;
  }
}

customElements.define('allotrope-account-derivation', AccountDerivation);
