// Forecasts by estimator and by asset, and which series lead which.
import type { Forecasts } from '../../../charts/forecast-saved.js';
import type { Cell, Column, Table } from '../../../tables/table.js';

/** More pairs than these are in the export of a longer table than anyone reads. */
const MOST_PAIRS = 40;

const SCORE: Column[] = [
  {
    label: 'R² out of sample',
    kind: 'fraction',
    digits: 1,
    signed: true,
    help: 'The share of the squared errors of the historical mean that was saved; below zero they grew.',
  },
  {
    label: 'Diebold-Mariano',
    kind: 'number',
    digits: 2,
    help: 'The mean saving over its error; beyond about 2 either way it is hardly chance, for a single test.',
  },
  {
    label: 'Probability',
    kind: 'number',
    digits: 3,
    help: 'Of a difference as large by chance, for a single test.',
  },
];

const HITS: Column = {
  label: 'Hits',
  kind: 'fraction',
  digits: 0,
  help: 'How often what came lay on the side of the historical mean that was foretold. Half is chance.',
};

type Score = NonNullable<Forecasts['methods'][number]['score']>;

const scored = (score: Score | null): Cell[] => [
  score?.rSquared ?? null,
  score?.statistic ?? null,
  score?.pValue ?? null,
];

export const scoreTable = ({ methods }: Forecasts, names: readonly string[]): Table => ({
  name: 'Estimators against the historical mean',
  columns: [
    { label: 'Estimator', kind: 'text' },
    ...SCORE,
    {
      label: 'Adjusted',
      kind: 'number',
      digits: 3,
      help: 'The probability, adjusted for the number of estimators.',
    },
    HITS,
    { label: 'What it comes to', kind: 'text', sentences: true },
  ],
  rows: methods.map(({ score, adjusted, verdict }, place): Cell[] => [
    names[place] ?? null,
    ...scored(score),
    adjusted,
    score?.hitRate ?? null,
    verdict,
  ]),
});

export const assetsTable = ({ methods }: Forecasts, names: readonly string[]): Table => ({
  name: 'By asset, and foretold today',
  columns: [
    { label: 'Estimator', kind: 'text' },
    { label: 'Asset', kind: 'asset' },
    ...SCORE,
    HITS,
    { label: 'Foretold today', kind: 'fraction', unit: '% per year', signed: true },
    { label: 'Historical mean', kind: 'fraction', unit: '% per year', signed: true },
  ],
  rows: methods.flatMap(({ assets }, place) =>
    assets.map(({ asset, score, today, historical }): Cell[] => [
      names[place] ?? null,
      asset,
      ...scored(score),
      score.hitRate,
      today,
      historical,
    ]),
  ),
});

export const leadsTable = ({ leads }: Forecasts): Table => ({
  name:
    leads.length > MOST_PAIRS
      ? `Leads and lags: the likeliest ${MOST_PAIRS} of ${leads.length} pairs`
      : 'Leads and lags',
  columns: [
    { label: 'Leader', kind: 'asset' },
    { label: 'Follower', kind: 'asset' },
    { label: 'F', kind: 'number', digits: 2 },
    { label: 'Probability', kind: 'number', digits: 4, help: 'Where the past of the leader tells nothing.' },
    { label: 'Adjusted', kind: 'number', digits: 4, help: 'For the number of pairs.' },
    {
      label: 'Passed on',
      kind: 'number',
      digits: 3,
      signed: true,
      help: 'What a move of the leader by 1 adds to the follower over the lags.',
    },
    {
      label: 'Explained',
      kind: 'fraction',
      digits: 1,
      help: "Of what the follower's own past leaves, in sample.",
    },
    { label: 'More than chance', kind: 'text' },
  ],
  rows: leads
    .slice(0, MOST_PAIRS)
    .map(({ leader, follower, f, pValue, adjusted, coefficient, explained, significant }): Cell[] => [
      leader,
      follower,
      f,
      pValue,
      adjusted,
      coefficient,
      explained,
      significant ? 'yes' : 'no',
    ]),
});
