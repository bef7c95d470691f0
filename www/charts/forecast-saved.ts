// The share of squared errors that each estimator has saved against the historical mean, up to each forecast.
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { datedLines } from './dated-lines.js';

export type Forecasts = ResponseOf<'forecast'>;

export function forecastSaved({ dates, methods }: Forecasts, names: readonly string[], look: Look): Chart {
  const { numbers, theme } = look;
  const judged = methods
    .map(({ saved }, place) => ({ saved, name: names[place] ?? '', place }))
    .filter(({ saved }) => saved.length > 0);
  return datedLines(look, {
    name: 'Squared errors saved over time',
    summary:
      'Where a line rises the estimator was nearer to what came than the historical mean, where it falls farther; it ends at its R².',
    axis: 'Squared errors saved, %',
    dates,
    lines: judged.map(({ name, saved, place }) => ({
      label: name,
      color: theme.assets[place % theme.assets.length] ?? theme.accent,
      values: saved,
    })),
    kind: 'fraction',
    write: (value) => numbers.percentage(value),
    label: (value) => numbers.percent(value, 0),
  });
}
