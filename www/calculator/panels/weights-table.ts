// Computed weights beside the current ones, with what each asset adds to the variance.
import type { ResponseOf } from '../../state/shapes.js';
import type { Cell, Table } from '../../tables/table.js';

const sum = (values: readonly (number | null)[]) => {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((total, value) => total + value, 0) : null;
};

export const weightsTable = ({ weights, volatility, expectedReturn }: ResponseOf<'allocate'>): Table => ({
  name: 'Weights',
  columns: [
    { label: 'Asset', kind: 'asset' },
    { label: 'Current', kind: 'fraction' },
    { label: 'Computed', kind: 'fraction' },
    { label: 'Change', kind: 'fraction', signed: true },
    {
      label: 'Share of the risk',
      kind: 'fraction',
      help: 'Share of the variance; the shares add up to 100 %.',
    },
    { label: 'Volatility', kind: 'fraction', unit: '% per year' },
    { label: 'Expected return', kind: 'fraction', unit: '% per year', signed: true },
  ],
  rows: weights.map((row): Cell[] => [
    row.asset,
    row.currentWeight,
    row.weight,
    row.change,
    row.riskContribution,
    row.volatility,
    row.expectedReturn,
  ]),
  total: [
    'Portfolio',
    sum(weights.map(({ currentWeight }) => currentWeight)),
    sum(weights.map(({ weight }) => weight)),
    null,
    sum(weights.map(({ riskContribution }) => riskContribution)),
    volatility,
    expectedReturn,
  ],
});
