// The volatility that a model expected of each bar of a past, with the level that it returns to.
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { datedLines } from './dated-lines.js';

export function fittedVolatility(fitted: ResponseOf<'volatility'>, look: Look): Chart {
  const { theme, numbers } = look;
  const { asset, dates, volatilities, unconditionalVolatility: level, forecast } = fitted;
  const most = volatilities.indexOf(Math.max(...volatilities));
  const returns = level === null ? '' : `, and ${numbers.percentage(level)} is the level that it returns to`;
  return datedLines(look, {
    name: `Volatility of ${asset} by the model`,
    summary:
      `The next bar is expected at ${numbers.percentage(forecast[0])} a year${returns}; ` +
      `the most was ${numbers.percentage(volatilities[most])} on ${(dates[most] ?? '').slice(0, 10)}.`,
    axis: 'Volatility per year, %',
    dates,
    lines: [
      { label: 'Expected of the bar', color: theme.accent, values: volatilities },
      ...(level === null ? [] : [{ label: 'Level', color: theme.muted, values: dates.map(() => level) }]),
    ],
    kind: 'fraction',
    write: (value) => numbers.percentage(value),
    label: (value) => numbers.percent(value, 0),
  });
}
