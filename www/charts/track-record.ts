// The past of today's holdings: what one became, how far below its peak it was, and how windows of it moved.
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { datedLines } from './dated-lines.js';

type Record = ResponseOf<'trackRecord'>;

export function trackWealth(record: Record, look: Look): Chart {
  const { theme, numbers } = look;
  const { dates, wealth, benchmark, totalReturn } = record;
  const beside = benchmark.wealth.at(-1);
  const than =
    beside === undefined
      ? ''
      : `, of ${benchmark.name} ${numbers.format(beside, { maximumSignificantDigits: 3 })}`;
  return datedLines(look, {
    name: 'What 1 became',
    summary: `Of 1 put into today's holdings at the start there became ${numbers.format(1 + totalReturn, { maximumSignificantDigits: 3 })}${than}.`,
    axis: 'What 1 became',
    dates,
    lines: [
      { label: 'Holdings', color: theme.accent, values: wealth },
      ...(benchmark.level ? [] : [{ label: benchmark.name, color: theme.muted, values: benchmark.wealth }]),
    ],
    kind: 'number',
    write: (value) => numbers.ratio(value),
    label: (value) => numbers.format(value, { maximumSignificantDigits: 3 }),
  });
}

export function trackDrawdown(record: Record, look: Look): Chart {
  const { theme, numbers } = look;
  const [deepest] = record.episodes;
  return datedLines(look, {
    name: 'Distance below the peak',
    summary: deepest
      ? `The deepest fall was ${numbers.percentage(deepest.depth)}, from ${deepest.peak.slice(0, 10)} to ${deepest.trough.slice(0, 10)}.`
      : 'The holdings never fell below their peak.',
    axis: 'Below the peak, %',
    dates: record.dates,
    lines: [
      { label: 'Below the peak', color: theme.negative, values: record.drawdowns.map((depth) => -depth) },
    ],
    kind: 'fraction',
    write: (value) => numbers.percentage(value),
    label: (value) => numbers.percent(value, 0),
    filled: true,
  });
}

export function trackVolatility(record: Record, look: Look): Chart {
  const { theme, numbers } = look;
  const { window, dates, volatility } = record.rolling;
  return datedLines(look, {
    name: 'Rolling volatility',
    summary: `Over the last ${numbers.count(window)} bars the volatility was ${numbers.percentage(volatility.at(-1))} a year, ${numbers.percentage(record.volatility)} over the whole past.`,
    axis: 'Volatility per year, %',
    dates,
    lines: [{ label: 'Volatility', color: theme.accent, values: volatility }],
    kind: 'fraction',
    write: (value) => numbers.percentage(value),
    label: (value) => numbers.percent(value, 0),
  });
}

export function trackBeta(record: Record, look: Look): Chart {
  const { theme, numbers } = look;
  const { window, dates, beta, correlation } = record.rolling;
  const { name } = record.benchmark;
  return datedLines(look, {
    name: `Rolling beta and correlation with ${name}`,
    summary: `Over the last ${numbers.count(window)} bars the beta to ${name} was ${numbers.ratio(beta.at(-1), 3)}, the correlation ${numbers.ratio(correlation.at(-1), 3)}.`,
    axis: 'Beta, correlation',
    dates,
    lines: [
      { label: 'Beta', color: theme.accent, values: beta },
      { label: 'Correlation', color: theme.text, values: correlation },
    ],
    kind: 'number',
    write: (value) => numbers.ratio(value, 3),
    label: (value) => numbers.format(value, { maximumSignificantDigits: 3 }),
  });
}
