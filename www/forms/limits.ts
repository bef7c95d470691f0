// Limits on exposure, turnover and risk, and costs of trading, as the form shows them: parameters like those of the
// catalog, under the names of a request.
import { numberParameter as number } from './number-parameter.js';
import type { Family, Parameter, Settings } from './settings.js';
import type { Unit } from './unit.js';

const byAsset = (name: string, label: string, help: string, unit: Unit, max: number): Parameter => ({
  name,
  label,
  help,
  value: { type: 'perAsset', unit, min: 0, max, default: null },
  advanced: true,
});

const capital = [0, 100] as const;

/** The first method of a family is the usual one. */
const firstKind = (families: readonly Family[], family: string): string =>
  families.find(({ name }) => name === family)?.methods[0]?.kind ?? '';

export const exposure: readonly Parameter[] = [
  number(
    'grossExposure',
    'Gross exposure, at most',
    'Long and short positions added up; the budget is long less short.',
    'fraction',
    capital,
  ),
  number('shortExposure', 'Short exposure, at most', 'All short positions together.', 'fraction', capital),
  number(
    'turnover',
    'Turnover, at most',
    'From the current weights, purchases and sales added up.',
    'fraction',
    capital,
  ),
];

export const choice: readonly Parameter[] = [
  {
    name: 'maxAssets',
    label: 'Assets, at most',
    help: 'How many are held; the best choice is searched for, and how far it is proved stands beside the answer.',
    value: { type: 'integer', unit: 'count', min: 1, max: 10_000, default: null },
    advanced: false,
  },
  number(
    'minPosition',
    'Each at least',
    'The least size of a position, long or short; all other assets weigh nothing.',
    'fraction',
    [0, 10],
  ),
];

export const costs: readonly Parameter[] = [
  number(
    'rate',
    'Rate',
    'Fees and half of the spread, of what is bought or sold; 0.1 % is 10 basis points.',
    'fraction',
    [0, 1],
    0,
  ),
  number(
    'impact',
    'Market impact',
    'What trading the whole capital at once would cost; a part x of it costs this times x to the power 3/2.',
    'fraction',
    [0, 1],
    0,
  ),
  number(
    'holdingYears',
    'Held for, in years',
    'Costs are paid once; each year of holding bears its share.',
    'none',
    [0.001, 100],
    1,
  ),
  byAsset('rates', 'Rate by asset', 'Where it differs from the rate of all.', 'fraction', 1),
  byAsset('impacts', 'Impact by asset', 'Where it differs from that of all.', 'fraction', 1),
];

/** What may be used of the capital as margin; the rates come from the catalog. */
export const margin = (families: readonly Family[]): readonly Parameter[] => [
  {
    name: 'rates',
    label: 'Margin rates',
    help: 'What positions ask for; money asks for nothing.',
    value: { type: 'method', family: 'marginRates', default: firstKind(families, 'marginRates') },
    advanced: false,
  },
  number(
    'initial',
    'Initial margin, at most',
    'Set aside to open the positions, of the capital.',
    'fraction',
    capital,
  ),
  number('maintenance', 'Maintenance margin, at most', 'To keep them open.', 'fraction', capital),
];

/** A joint move that has to be survived. */
export const survival = (families: readonly Family[]): readonly Parameter[] => [
  {
    name: 'scenario',
    label: 'Scenario to survive',
    help: 'How prices move together.',
    value: { type: 'method', family: 'survivalScenario', default: firstKind(families, 'survivalScenario') },
    advanced: false,
  },
  number(
    'min',
    'Left, at least',
    'Of the capital after the moves; beyond the maintenance margin where margin rates are set.',
    'fraction',
    [-10, 10],
    0,
  ),
];

/** Greatest risk until one is typed: it leaves every portfolio without debt in. */
const FREE = 1;

/** A limit on one risk; the first measure of the catalog is the usual one. */
export const riskLimit = (families: readonly Family[]): readonly Parameter[] => {
  const usual = firstKind(families, 'measure');
  return [
    {
      name: 'measure',
      label: 'Risk measure',
      help: 'What is kept below the limit; of the variance its root, the volatility per year.',
      value: { type: 'method', family: 'measure', default: usual },
      advanced: false,
    },
    number(
      'max',
      'At most',
      'Per year for a volatility, per period of the history for a measure of loss.',
      'fraction',
      [0, 10],
      FREE,
    ),
    byAsset(
      'benchmark',
      'Benchmark',
      'Its weights, up to a common factor; then the difference to it is measured: the tracking error, for the variance.',
      'none',
      1e6,
    ),
  ];
};

/** With what the form leaves out because it is usual and a request has to say. */
export const complete = (limit: Settings): Settings => ({ max: FREE, ...limit });
