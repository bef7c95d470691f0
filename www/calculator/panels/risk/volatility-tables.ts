// The parameters of a volatility model with their errors, and what it expects of the bars ahead.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Table } from '../../../tables/table.js';

type Fitted = ResponseOf<'volatility'>;

/** Bars ahead that have a row, as far as the forecast goes; its end has one too. */
const AHEAD = [1, 2, 5, 10, 21, 63, 126, 252];

/** Digits after the mark with which the smallest number still has two. */
function digitsOf(parameters: Fitted['parameters']): number {
  const sizes = parameters
    .flatMap(({ value, standardError }) => [value, standardError ?? 0])
    .map(Math.abs)
    .filter((size) => size > 0);
  return Math.min(10, Math.max(2, 1 + Math.ceil(-Math.log10(Math.min(...sizes, 1)))));
}

export const parametersTable = ({ asset, parameters }: Fitted): Table => ({
  name: `Parameters of ${asset} per bar`,
  columns: [
    { label: 'Parameter', kind: 'text' },
    { label: 'Value', kind: 'number', digits: digitsOf(parameters) },
    {
      label: 'Standard error',
      kind: 'number',
      digits: digitsOf(parameters),
      help: 'From the curvature of the likelihood.',
    },
    {
      label: 'Robust error',
      kind: 'number',
      digits: digitsOf(parameters),
      help: 'Holds where returns are not distributed as the model has it (Bollerslev and Wooldridge).',
    },
  ],
  rows: parameters.map(({ symbol, value, standardError, robustStandardError }) => [
    symbol,
    value,
    standardError,
    robustStandardError,
  ]),
});

export const forecastTable = ({ forecast, asset }: Fitted): Table => {
  const bars = [...new Set([...AHEAD.filter((bar) => bar <= forecast.length), forecast.length])];
  return {
    name: `Forecast of ${asset}`,
    columns: [
      { label: 'Bars ahead', kind: 'count' },
      { label: 'Volatility', kind: 'fraction', unit: '% per year', digits: 2 },
    ],
    rows: bars.map((bar) => [bar, forecast[bar - 1] ?? null]),
  };
};
