// The tests of each method, and the methods in the order of their scores.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

type Backtest = ResponseOf<'riskBacktest'>;
type Method = Backtest['methods'][number];

export const inOrder = (methods: readonly Method[]) =>
  [...methods].sort((a, b) => (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY));

export const summaryTable = ({ methods }: Backtest): Table => ({
  name: 'Exceptions by method',
  columns: [
    { label: 'Method', kind: 'text' },
    { label: 'Exceptions', kind: 'count' },
    { label: 'Expected', kind: 'number', digits: 1 },
    { label: 'Light', kind: 'text' },
    { label: 'Cumulative probability', kind: 'fraction', digits: 2 },
  ],
  rows: inOrder(methods).map(({ method, light, exceptions, expectedExceptions, cumulative }): Cell[] => [
    method.label,
    light ? exceptions.length : null,
    light ? expectedExceptions : null,
    light ?? null,
    cumulative ?? null,
  ]),
});

export const testsTable = ({ methods }: Backtest): Table => ({
  name: 'Tests by method',
  columns: [
    { label: 'Method', kind: 'text' },
    { label: 'Test', kind: 'text' },
    { label: 'Statistic', kind: 'number', digits: 3 },
    { label: 'Critical', kind: 'number', digits: 3, help: 'Rejected at 5 % beyond it.' },
    {
      label: 'Probability',
      kind: 'number',
      digits: 4,
      help: 'Of one as extreme where the figures are right.',
    },
    { label: 'At 5 %', kind: 'text' },
  ],
  rows: inOrder(methods).flatMap(({ method, tests }) =>
    tests.map(({ name, statistic, critical, pValue, rejected }): Cell[] => [
      method.label,
      name,
      statistic ?? null,
      critical ?? null,
      pValue ?? null,
      statistic === null ? 'no answer' : rejected ? 'rejected' : 'passed',
    ]),
  ),
});

export const rankingTable = ({ methods }: Backtest): Table => ({
  name: 'Ranking by score',
  columns: [
    { label: 'Rank', kind: 'count' },
    { label: 'Method', kind: 'text' },
    {
      label: 'Joint score',
      kind: 'number',
      digits: 4,
      help: 'Of value at risk and expected shortfall; lower is better.',
    },
    { label: 'Above the first', kind: 'number', digits: 4 },
    { label: 'Probability', kind: 'number', digits: 4, help: 'Of a difference as large by chance.' },
    { label: 'Quantile score', kind: 'money', unit: CURRENCY, help: 'Of the value at risk alone.' },
  ],
  rows: inOrder(methods)
    .filter(({ rank }) => rank !== null)
    .map(({ rank, method, jointScore, quantileScore }): Cell[] => [
      rank ?? null,
      method.label,
      jointScore?.mean ?? null,
      jointScore?.difference ?? null,
      (jointScore ?? quantileScore)?.pValue ?? null,
      quantileScore?.mean ?? null,
    ]),
});
