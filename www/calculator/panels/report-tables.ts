// The tables of the report that no other panel has: the figures of the whole book, each with its convention, and the
// holdings by worth.
import type { Numbers } from '../../format/numbers.js';
import { horizonText, levelText } from '../../format/risk-terms.js';
import type { ResponseOf } from '../../state/shapes.js';
import type { Cell, Table } from '../../tables/table.js';
import { QUOTE, scales } from './greek-units.js';

type Price = ResponseOf<'price'>;
type Risk = ResponseOf<'risk'>;

export function keyFigures({ totals }: Price, risk: Risk | null, numbers: Numbers): Table {
  const { vega, theta } = scales.quote.trader;
  const rows: Cell[][] = [
    ['Equity', totals.equity, 'the value of all positions; futures and perpetuals count with their profit'],
    ['Gross exposure', totals.grossExposure, 'sizes of delta times spot, added'],
    ['Net exposure', totals.netExposure, 'delta times spot, added with signs'],
    ['Delta, +1 %', totals.deltaOnePercent, 'every coin rises by 1 %, to first order'],
    ['Vega', totals.vega * vega.factor(1), 'every volatility rises by 1 point'],
    ['Theta', totals.theta * theta.factor(1), 'one day passes'],
  ];
  if (risk) {
    const terms = `${levelText(risk.level, numbers)}, ${horizonText(risk.horizonDays, numbers)}, ${risk.method.label.toLowerCase()}`;
    rows.push(
      ['Value at risk', risk.valueAtRisk, terms],
      ['Expected shortfall', risk.expectedShortfall, terms],
    );
  }
  return {
    name: 'Key figures',
    columns: [
      { label: 'Figure', kind: 'text' },
      { label: 'Amount', kind: 'money', unit: QUOTE },
      { label: 'Convention', kind: 'text' },
    ],
    rows,
  };
}

export const holdingsTable = ({ positions, totals }: Price): Table => ({
  name: 'Holdings by worth',
  columns: [
    { label: 'Position', kind: 'text' },
    { label: 'Asset', kind: 'asset' },
    { label: 'Quantity', kind: 'quantity' },
    { label: 'Price', kind: 'price', unit: QUOTE },
    { label: 'Value', kind: 'money', unit: QUOTE },
    { label: 'Exposure', kind: 'money', unit: QUOTE, signed: true },
    { label: 'Share of the equity', kind: 'fraction' },
  ],
  rows: [...positions]
    .sort((a, b) => b.value - a.value)
    .map(({ label, asset, quantity, price, value, exposure }) => [
      label,
      asset,
      quantity,
      price,
      value,
      exposure,
      totals.equity > 0 ? value / totals.equity : null,
    ]),
  total: ['Total', '', null, null, totals.equity, totals.netExposure, totals.equity > 0 ? 1 : null],
});
