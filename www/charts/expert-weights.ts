// Capital spread over strategies by what they earned: their parts over time, what became of it, and what it fell short.
import type { ResponseOf } from '../state/shapes.js';
import { pathColor } from './backtest-lines.js';
import type { Chart, Look } from './chart.js';
import { datedLines } from './dated-lines.js';

type Walks = ResponseOf<'backtest'>;
export type Experts = ResponseOf<'experts'>;

/** What 1 became, from the date before the first return on. */
export function wealthOf(returns: readonly number[]): number[] {
  const wealth = [1];
  for (const earned of returns) wealth.push((wealth.at(-1) ?? 1) * (1 + earned));
  return wealth;
}

export function expertWeights({ dates, strategies }: Walks, { weights }: Experts, look: Look): Chart {
  const { numbers } = look;
  const last = strategies.map(({ name }, place) => ({ name, weight: weights[place]?.at(-1) ?? 0 }));
  const [largest] = [...last].sort((a, b) => b.weight - a.weight);
  return datedLines(look, {
    name: 'Capital by strategy over time',
    summary: largest
      ? `All have equal parts at first; in the end ${largest.name} has the most with ${numbers.percentage(largest.weight)}.`
      : '',
    axis: 'Part of the capital, %',
    dates,
    lines: strategies.map(({ name }, place) => ({
      label: name,
      color: pathColor(look, place),
      values: weights[place] ?? [],
    })),
    kind: 'fraction',
    write: (value) => numbers.percentage(value),
    label: (value) => numbers.percent(value, 0),
    stacked: true,
  });
}

export function expertWealth({ dates, strategies }: Walks, found: Experts, look: Look): Chart {
  const { numbers, theme } = look;
  const place = strategies.findIndex(({ name }) => name === found.best);
  const lines = [
    { label: 'By what they earned', color: theme.text, values: wealthOf(found.returns) },
    {
      label: `${found.best}, the best`,
      color: pathColor(look, place),
      values: wealthOf(strategies[place]?.returns.slice(1) ?? []),
    },
    { label: 'Equal parts', color: theme.muted, values: wealthOf(found.uniform), dashed: true },
  ];
  const write = (value: number | null | undefined) =>
    value === null || value === undefined ? '' : numbers.format(value, { maximumSignificantDigits: 4 });
  const [mixed, best, equal] = lines.map(({ values }) => write(values.at(-1)));
  // What was lost whole has no logarithm.
  const logarithmic = lines.every(({ values }) => values.every((worth) => worth > 0));
  return datedLines(look, {
    name: 'What 1 became, spread and alone',
    summary: `Spread by what they earned 1 became ${mixed}, in the best strategy alone ${best}, and in equal parts traded back to at every bar ${equal}.`,
    axis: logarithmic ? 'What 1 became, logarithmic' : 'What 1 became',
    dates,
    lines,
    kind: 'number',
    write,
    label: (value) => numbers.format(value, { maximumSignificantDigits: 3 }),
    logarithmic,
  });
}

export function expertRegret({ dates }: Walks, { regrets, bound }: Experts, look: Look): Chart {
  const { numbers, theme } = look;
  const most = Math.max(0, ...regrets);
  return datedLines(look, {
    name: 'Regret against its bound',
    summary: `What was given up against the best up to each date was ${numbers.ratio(most, 3)} at most, and can never be above ${numbers.ratio(bound, 3)}.`,
    axis: 'Regret, logarithm of wealth',
    dates,
    lines: [
      { label: 'Regret', color: theme.accent, values: [0, ...regrets] },
      { label: 'Bound', color: theme.muted, values: dates.map(() => bound), dashed: true },
    ],
    kind: 'number',
    write: (value) => numbers.ratio(value, 3),
    label: (value) => numbers.ratio(value, 2),
    filled: true,
  });
}
