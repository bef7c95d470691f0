// The units nearest to the weights: what to trade in whole lots, what it costs and what cash is left.
import { html, nothing, type TemplateResult } from 'lit';
import type { Numbers } from '../../format/numbers.js';
import type { ResponseOf } from '../../state/shapes.js';
import type { Cell, Table } from '../../tables/table.js';

type Units = NonNullable<ResponseOf<'allocate'>['units']>;

function unitsTable({ assets, fees }: Units, currency: string): Table {
  return {
    name: 'Units to trade',
    columns: [
      { label: 'Asset', kind: 'asset' },
      { label: 'Held', kind: 'quantity', help: 'Units held now; a derivative counts with its exposure.' },
      { label: 'To buy or sell', kind: 'quantity', signed: true, help: 'Units, in whole lots.' },
      { label: 'To hold', kind: 'quantity' },
      { label: 'Price', kind: 'price', unit: currency },
      { label: 'Traded', kind: 'money', unit: currency },
      { label: 'Fee', kind: 'money', unit: currency },
      { label: 'Wanted', kind: 'fraction' },
      { label: 'Reached', kind: 'fraction' },
    ],
    rows: assets.map((row): Cell[] => [
      row.asset,
      row.held,
      row.trade,
      row.units,
      row.price,
      row.notional,
      row.fee,
      row.wantedWeight,
      row.weight,
    ]),
    total: [
      'Together',
      null,
      null,
      null,
      null,
      assets.reduce((sum, { notional }) => sum + notional, 0),
      fees,
      assets.reduce((sum, { wantedWeight }) => sum + wantedWeight, 0),
      assets.reduce((sum, { weight }) => sum + weight, 0),
    ],
  };
}

/** Nothing where no units were asked for. */
export function unitsView(
  units: Units | null,
  table: (table: Table) => TemplateResult,
  numbers: Numbers,
  currency: string,
): TemplateResult | typeof nothing {
  if (!units) return nothing;
  if (units.status !== 'solved') {
    // The explanation says what the capital is.
    const why = numbers.hideAmounts ? 'The capital is too small for any trade.' : units.explanation;
    return html`<p role="alert">Units to trade: ${why}</p>`;
  }
  const { distance, leastDistance, proved, convention } = units;
  const found = proved
    ? 'no other units are nearer'
    : `others may be as near as ${numbers.percentage(leastDistance, 2)}`;
  return html`${table(unitsTable(units, currency))}
    <p class="small quiet">
      Cash left over: ${numbers.money(units.leftover)} ${currency}; fees ${numbers.money(units.fees)} ${currency}.
      Distance ${numbers.percentage(distance, 2)} (${convention}): ${found}.
    </p>`;
}
