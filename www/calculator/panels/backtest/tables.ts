// Strategies side by side in figures, one of them with its intervals, and what luck and search leave of them.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

type Walks = ResponseOf<'backtest'>;
type Report = ResponseOf<'backtestReport'>;
type Path = Report['paths'][number];

const day = (date: string) => date.slice(0, 10);

/** Fractions and plain numbers do not stand in one column. */
const parted = ({ kinds }: Report, ratios: boolean) =>
  kinds.map((kind, place) => ({ ...kind, place })).filter(({ unit }) => (unit === 'none') === ratios);

const figure = (ratios: boolean, label: string): Column =>
  ratios ? { label, kind: 'number', digits: 3 } : { label, kind: 'fraction' };

export const comparisonTable = (report: Report, ratios: boolean): Table => ({
  name: ratios ? 'Ratios side by side' : 'Figures side by side',
  columns: [{ label: 'Figure', kind: 'text' }, ...report.paths.map(({ name }) => figure(ratios, name))],
  rows: [
    ...(ratios ? [] : [['Return in all', ...report.paths.map(({ totalReturn }): Cell => totalReturn)]]),
    ...parted(report, ratios)
      .filter(({ place }) => report.paths.some(({ figures }) => figures[place]?.value !== null))
      .map(({ label, place }): Cell[] => [
        label,
        ...report.paths.map(({ figures }) => figures[place]?.value ?? null),
      ]),
  ],
});

export const intervalsTable = (report: Report, { name, figures }: Path, ratios: boolean): Table => ({
  name: ratios ? `Ratios with intervals: ${name}` : `Figures with intervals: ${name}`,
  columns: [
    { label: 'Figure', kind: 'text' },
    figure(ratios, 'Value'),
    figure(ratios, 'From'),
    figure(ratios, 'To'),
  ],
  rows: parted(report, ratios)
    .filter(({ place }) => figures[place]?.value !== null)
    .map(({ label, place }): Cell[] => {
      const { value = null, lower = null, upper = null } = figures[place] ?? {};
      return [label, value, lower, upper];
    }),
});

export const deepestTable = ({ name, episodes }: Path): Table => ({
  name: `Deepest falls: ${name}`,
  columns: [
    { label: 'Depth', kind: 'fraction' },
    { label: 'Peak', kind: 'text' },
    { label: 'Trough', kind: 'text' },
    { label: 'Recovered', kind: 'text' },
    { label: 'Days down', kind: 'count' },
    { label: 'Days below the peak', kind: 'count' },
  ],
  rows: episodes.map(({ depth, peak, trough, recovery, daysDown, daysBelow }): Cell[] => [
    depth,
    day(peak),
    day(trough),
    recovery === null ? 'not yet' : day(recovery),
    daysDown,
    daysBelow,
  ]),
});

export const accountsTable = ({ strategies }: Walks): Table => ({
  name: 'Where the gain came from, side by side',
  columns: [
    { label: 'Strategy', kind: 'text' },
    { label: 'Start', kind: 'money', unit: CURRENCY },
    { label: 'Flows', kind: 'money', unit: CURRENCY, signed: true },
    { label: 'Price', kind: 'money', unit: CURRENCY, signed: true },
    { label: 'Funding', kind: 'money', unit: CURRENCY, signed: true },
    { label: 'Carry', kind: 'money', unit: CURRENCY, signed: true, help: 'Interest, staking and borrowing.' },
    { label: 'Costs', kind: 'money', unit: CURRENCY, signed: true },
    { label: 'End', kind: 'money', unit: CURRENCY },
    { label: 'Residual', kind: 'money', unit: CURRENCY, help: 'What does not add up.' },
  ],
  rows: strategies.map(({ name, reconciliation: r }): Cell[] => [
    name,
    r.start,
    r.flows,
    r.price,
    r.funding,
    r.carry,
    r.costs,
    r.end,
    r.residual,
  ]),
});

export const tradingTable = ({ strategies }: Walks): Table => ({
  name: 'Turnover and costs',
  columns: [
    { label: 'Strategy', kind: 'text' },
    { label: 'Turnover per year', kind: 'fraction', digits: 0 },
    { label: 'Trades on', kind: 'count', unit: 'dates' },
    { label: 'Orders', kind: 'count' },
    { label: 'Not placed', kind: 'count' },
    { label: 'Costs', kind: 'fraction', digits: 2, help: 'As parts of the equity, added up.' },
    { label: 'Least cash', kind: 'money', unit: CURRENCY },
  ],
  rows: strategies.map(({ name, turnover, rebalances, costRates, leastCash }): Cell[] => [
    name,
    turnover,
    rebalances.length,
    rebalances.reduce((sum, { orders }) => sum + orders.length, 0),
    rebalances.reduce((sum, { unplaced }) => sum + unplaced.length, 0),
    costRates.reduce((sum, rate) => sum + rate, 0),
    leastCash,
  ]),
});

export const evidenceTable = ({ paths }: Report): Table => {
  const number = (label: string, help?: string): Column => ({ label, kind: 'number', digits: 3, help });
  const share = (label: string, help: string): Column => ({ label, kind: 'fraction', help });
  return {
    name: 'Sharpe ratios with their errors',
    columns: [
      { label: 'Strategy', kind: 'text' },
      number('Sharpe ratio', 'Per year.'),
      number('Error', 'Per year, robust to dependence between bars.'),
      number('Error if independent', 'Per year, were bars independent.'),
      share('Above zero', 'Probability that the true ratio is above zero.'),
      share(
        'Above luck',
        'Probability that it is above what the best of the trials would show without merit.',
      ),
      number('Years needed', 'Until a ratio like this is above zero with 95 %.'),
      number('Difference', 'Per year, to the benchmark or else the first.'),
      number('Probability', 'Of a difference as large by chance.'),
      number('If normal', 'The same, were bars independent and normal.'),
    ],
    rows: paths.map(({ name, sharpe }): Cell[] => [
      name,
      sharpe?.ratio ?? null,
      sharpe?.standardError ?? null,
      sharpe?.independentError ?? null,
      sharpe?.probabilistic ?? null,
      sharpe?.deflated ?? null,
      sharpe?.shortestTrack ?? null,
      sharpe?.difference?.value ?? null,
      sharpe?.difference?.pValue ?? null,
      sharpe?.difference?.normalPValue ?? null,
    ]),
  };
};

export const overfittingTable = ({ strategies, won, places }: NonNullable<Report['overfitting']>): Table => ({
  name: 'Winners of half the history on the other half',
  columns: [
    { label: 'Strategy', kind: 'text' },
    { label: 'Won', kind: 'fraction', help: 'Share of the halves that it won.' },
    { label: 'Place', kind: 'count', help: 'Of a winner on the other half.' },
    { label: 'Winners there', kind: 'fraction', help: 'Share of the winners that came to this place.' },
  ],
  rows: strategies.map((name, place): Cell[] => [name, won[place] ?? null, place + 1, places[place] ?? null]),
});
