// The figures of a past and its deepest falls.
import type { Numbers } from '../../../format/numbers.js';
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';

type Record = ResponseOf<'trackRecord'>;

const percent = (record: Record, numbers: Numbers): [string, string, string?][] => {
  const of = (value: number | null) => numbers.percentage(value);
  const { benchmark, level } = record;
  return [
    ['Growth per year', of(record.annualReturn), of(benchmark.annualReturn)],
    ['Volatility per year', of(record.volatility), of(benchmark.volatility)],
    ['Semideviation per year', of(record.semideviation)],
    ['Maximum drawdown', of(record.maximumDrawdown), of(benchmark.maximumDrawdown)],
    ['Average drawdown', of(record.averageDrawdown)],
    [`Conditional drawdown, ${numbers.percentage(level, 0)}`, of(record.conditionalDrawdown)],
    ['Ulcer index', of(record.ulcerIndex)],
    ['Average depth of a fall', of(record.averageDepth)],
    ['Longest time below a peak', `${numbers.count(record.longestDays)} days`],
    ['Best bar', `${of(record.best.value)} on ${record.best.date.slice(0, 10)}`],
    ['Worst bar', `${of(record.worst.value)} on ${record.worst.date.slice(0, 10)}`],
    ['Skew', numbers.ratio(record.skew, 3)],
    ['Kurtosis in excess of the normal', numbers.ratio(record.kurtosis, 3)],
    ['Upside capture', of(benchmark.upsideCapture)],
    ['Downside capture', of(benchmark.downsideCapture)],
    ['Beta', numbers.ratio(benchmark.beta, 3)],
    ['Correlation', numbers.ratio(benchmark.correlation, 3)],
  ];
};

export const figuresTable = (record: Record, numbers: Numbers): Table => ({
  name: 'Figures of the past',
  columns: [
    { label: 'Figure', kind: 'text' },
    { label: 'Holdings', kind: 'text' },
    { label: record.benchmark.name, kind: 'text' },
  ],
  rows: percent(record, numbers).map(([name, own, beside = '']): Cell[] => [name, own, beside]),
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
    peak.slice(0, 10),
    trough.slice(0, 10),
    recovery?.slice(0, 10) ?? 'not yet',
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
