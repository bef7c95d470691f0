// How the probability of a liquidation grows day by day: of any account, and of each that matters.
import { liquidationPool } from '../state/liquidation.js';
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { type DatedLine, datedLines } from './dated-lines.js';

/** In milliseconds. */
const DAY = 86_400_000;
/** More lines cannot be told apart. */
const MOST_LINES = 6;

export function liquidationByDay(found: ResponseOf<'liquidationRisk'>, from: string, look: Look): Chart {
  const { theme, numbers } = look;
  const start = Date.parse(from);
  const dates = [0, ...found.byDay.map((_, index) => Math.min(index + 1, found.horizonDays))].map((days) =>
    new Date(start + days * DAY).toISOString(),
  );
  const several = found.pools.length > 1;
  const own = several
    ? [...found.pools]
        .filter(({ probability }) => probability.value > 0)
        .sort((a, b) => b.probability.value - a.probability.value)
        .slice(0, MOST_LINES)
    : [];
  const { value, standardError } = found.probability;
  const half = found.byDay.findIndex((probability) => probability >= value / 2);
  const when =
    value > 0
      ? ` Half of that falls on the first ${half === 0 ? 'day' : `${numbers.count(half + 1)} days`}.`
      : '';
  return datedLines(look, {
    name: 'Probability of a liquidation up to each day',
    summary: `${numbers.percentage(value)} ± ${numbers.percentage(standardError)} within ${numbers.ratio(found.horizonDays, 3)} days.${when}`,
    axis: 'Probability, %',
    dates,
    lines: [
      { label: several ? 'At least one' : 'Liquidated', color: theme.accent, values: [0, ...found.byDay] },
      ...own.map(
        (pool, index): DatedLine => ({
          label: liquidationPool(found, pool),
          color: theme.muted,
          values: [0, ...pool.byDay],
          dashed: index % 2 === 1,
        }),
      ),
    ],
    kind: 'fraction',
    write: (probability) => numbers.percentage(probability),
    label: (probability) => numbers.percent(probability, value < 0.02 ? 2 : 0),
    filled: !several,
    floor: 0,
  });
}
