// What futures, perpetuals and funding pay for holding a coin, and what positions earn by waiting.
import { html, nothing } from 'lit';
import { fundingHistory } from '../../../charts/funding-history.js';
import { futuresCurve } from '../../../charts/futures-curve.js';
import '../../../input/carry-quotes.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import type { Table } from '../../../tables/table.js';
import { QUOTE } from '../greek-units.js';
import { WorkPanel } from '../work-panel.js';
import {
  cashAndCarryTable,
  fundingTable,
  futuresTable,
  perpetualsTable,
  positionsTable,
} from './carry-tables.js';

type Carry = ResponseOf<'carry'>;

export class CarryView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'carry'];

  override render() {
    return html`<div class="work">
      <div>
        ${this.form('carry')}
        <allotrope-carry-quotes
          .store=${this.store}
          .session=${this.session}
          .quotes=${this.results.get('quotes').value}
          .numbers=${this.numbers}
        ></allotrope-carry-quotes>
      </div>
      <div>${this.outcome('carry', (carry) => this.#result(carry))}</div>
    </div>`;
  }

  #result(carry: Carry) {
    const curves = carry.assets.some(({ curve }) => curve.length > 0);
    const histories = carry.assets.flatMap(({ asset, funding }) => funding.map((one) => ({ asset, one })));
    const filled = (table: Table) => (table.rows.length > 0 ? this.table(table) : nothing);
    return html`<div class="results">
      <p class="sentence">${this.#sentence(carry)}</p>
      ${this.notices(carry.warnings)}
      ${filled(positionsTable(carry))} ${this.excluded(carry.excluded)}
      ${
        curves
          ? this.chart('futures-curve', [carry], (look) => futuresCurve(carry, QUOTE, look))
          : html`<p class="quiet">No futures are quoted: type their prices on the left, or drop an export that has them.</p>`
      }
      ${filled(futuresTable(carry))} ${filled(perpetualsTable(carry))}
      ${histories.map(({ asset, one }, index) =>
        this.chart(`funding-${index}`, [carry], (look) => fundingHistory(asset, one, carry.windowDays, look)),
      )}
      ${
        histories.length > 0
          ? filled(fundingTable(carry))
          : html`<p class="quiet">No funding history is loaded: drop a file of funding rates anywhere on the page.</p>`
      }
      ${filled(cashAndCarryTable(carry))}
      <p class="quiet small">${carry.leftOut}</p>
      <allotrope-explanation
        summary=${this.described('carry')?.summary ?? ''}
        .methods=${this.methodsOf('carry')}
        .facts=${[['Valued at', carry.valuationTime]]}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence({ positions, perDay, perYear, assets }: Carry): string {
    const { numbers } = this;
    if (positions.length > 0)
      return (
        `With prices as they are, the positions earn ${numbers.signedMoney(perDay)} ${QUOTE} a day ` +
        `and ${numbers.signedMoney(perYear)} ${QUOTE} a year by waiting.`
      );
    const dearest = assets
      .flatMap(({ asset, curve }) => curve.map((point) => ({ asset, ...point })))
      .sort((a, b) => b.overRate - a.overRate)[0];
    if (!dearest) return 'Nothing that is held earns by waiting.';
    return (
      `Nothing that is held earns by waiting; the ${dearest.asset} future of ${dearest.expiry.slice(0, 10)} ` +
      `implies ${numbers.percentage(dearest.impliedRate)} a year.`
    );
  }
}

customElements.define('allotrope-greeks-carry', CarryView);
