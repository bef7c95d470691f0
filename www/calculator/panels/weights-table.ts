// Computed weights beside the current ones, with what each asset adds to the variance.
import type { ResponseOf } from '../../state/shapes.js';
import type { Cell, Column, Table } from '../../tables/table.js';

const sum = (values: readonly (number | null)[]) => {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((total, value) => total + value, 0) : null;
};

type Band = NonNullable<ResponseOf<'allocate'>['bands']>['weights'][number];

const ends = (band: Band | undefined): Cell[] => (band ? [band.lower, band.median, band.upper] : []);

/** Columns that are there with the bands only. */
const bandColumns: Column[] = [
  {
    label: 'Resampled from',
    kind: 'fraction',
    help: 'Lower end of the band of weights over resampled histories.',
  },
  { label: 'Median', kind: 'fraction', help: 'Half of the resampled histories give less.' },
  { label: 'Resampled to', kind: 'fraction', help: 'Upper end of the band.' },
];

export function weightsTable({
  weights,
  risk,
  bands,
  volatility,
  expectedReturn,
}: ResponseOf<'allocate'>): Table {
  const whole = risk?.value ?? 0;
  const parts = weights.map(({ measureContribution }) => measureContribution);
  // Parts of nothing, or of less, are no shares.
  const byMeasure = risk && whole > 0 && parts.some((part) => part !== null);
  const shares = byMeasure ? parts.map((part) => (part === null ? null : part / whole)) : [];
  return {
    name: 'Weights',
    columns: [
      { label: 'Asset', kind: 'asset' },
      { label: 'Current', kind: 'fraction' },
      { label: 'Computed', kind: 'fraction' },
      { label: 'Change', kind: 'fraction', signed: true },
      ...(bands ? bandColumns : []),
      {
        label: 'Share of the risk',
        kind: 'fraction',
        help: 'Share of the variance; the shares add up to 100 %.',
      },
      ...(byMeasure
        ? [
            {
              label: 'Share of the measure',
              kind: 'fraction' as const,
              help: `Share of what was optimised, ${risk.label}; the shares add up to 100 %.`,
            },
          ]
        : []),
      { label: 'Volatility', kind: 'fraction', unit: '% per year' },
      { label: 'Expected return', kind: 'fraction', unit: '% per year', signed: true },
    ],
    rows: weights.map((row, i): Cell[] => [
      row.asset,
      row.currentWeight,
      row.weight,
      row.change,
      ...ends(bands?.weights[i]),
      row.riskContribution,
      ...shares.slice(i, i + 1),
      row.volatility,
      row.expectedReturn,
    ]),
    total: [
      'Portfolio',
      sum(weights.map(({ currentWeight }) => currentWeight)),
      sum(weights.map(({ weight }) => weight)),
      null,
      ...(bands ? bandColumns.map(() => null) : []),
      sum(weights.map(({ riskContribution }) => riskContribution)),
      ...(byMeasure ? [sum(shares)] : []),
      volatility,
      expectedReturn,
    ],
  };
}
