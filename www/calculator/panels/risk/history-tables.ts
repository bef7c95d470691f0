// The figures of a past and its deepest falls.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';

type Record = ResponseOf<'trackRecord'>;

const day = (date: string) => date.slice(0, 10);

export const figuresTable = (record: Record): Table => {
  const { benchmark, best, worst } = record;
  const rows: Cell[][] = [
    ['Growth per year', record.annualReturn, benchmark.annualReturn, ''],
    ['Volatility per year', record.volatility, benchmark.volatility, ''],
    ['Semideviation per year', record.semideviation, null, ''],
    ['Maximum drawdown', record.maximumDrawdown, benchmark.maximumDrawdown, ''],
    ['Average drawdown', record.averageDrawdown, null, ''],
    ['Conditional drawdown', record.conditionalDrawdown, null, ''],
    ['Ulcer index', record.ulcerIndex, null, ''],
    ['Average depth of a fall', record.averageDepth, null, ''],
    ['Best bar', best.value, null, day(best.date)],
    ['Worst bar', worst.value, null, day(worst.date)],
    ['Upside capture', benchmark.upsideCapture, null, ''],
    ['Downside capture', benchmark.downsideCapture, null, ''],
  ];
  return {
    name: 'Figures of the past',
    columns: [
      { label: 'Figure', kind: 'text' },
      { label: 'Holdings', kind: 'fraction' },
      { label: benchmark.name, kind: 'fraction' },
      { label: 'On', kind: 'text' },
    ],
    rows,
  };
};

export const shapeTable = ({ skew, kurtosis, benchmark, longestDays }: Record): Table => ({
  name: 'Shape, and the way with the benchmark',
  columns: [
    { label: 'Figure', kind: 'text' },
    { label: 'Value', kind: 'number', digits: 3 },
  ],
  rows: [
    ['Skew', skew],
    ['Kurtosis in excess of the normal', kurtosis],
    ['Beta', benchmark.beta],
    ['Correlation', benchmark.correlation],
    ['Longest time below a peak in days', longestDays],
  ],
});

export const episodesTable = (record: Record): Table => ({
  name: 'Deepest falls',
  columns: [
    { label: 'Depth', kind: 'fraction' },
    { label: 'Peak', kind: 'text' },
    { label: 'Trough', kind: 'text' },
    { label: 'Recovered', kind: 'text' },
    { label: 'Days down', kind: 'count' },
    { label: 'Days below the peak', kind: 'count' },
  ],
  rows: record.episodes.map(({ depth, peak, trough, recovery, daysDown, daysBelow }): Cell[] => [
    depth,
    day(peak),
    day(trough),
    recovery === null ? 'not yet' : day(recovery),
    daysDown,
    daysBelow,
  ]),
});

export const trackedTable = (record: Record): Table => ({
  name: 'Held through the past',
  columns: [
    { label: 'Asset', kind: 'asset' },
    { label: 'Quantity', kind: 'quantity' },
    { label: 'Weight today', kind: 'fraction', signed: true },
  ],
  rows: record.holdings.map(({ asset, quantity, weight }): Cell[] => [
    asset,
    Number(quantity.toPrecision(8)),
    weight,
  ]),
});
