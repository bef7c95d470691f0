// What has to be paid by each hour, against what can be raised by then.
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { type PlainLine, plainLines } from './plain-lines.js';

export function cashNeed(
  { hours, first, worst }: ResponseOf<'intradayNeed'>,
  currency: string,
  look: Look,
): Chart {
  const { theme, numbers } = look;
  const money = (line: Omit<PlainLine, 'column' | 'write'>): PlainLine => ({
    ...line,
    column: { kind: 'money', unit: currency },
    write: (value) => `${numbers.money(value)} ${currency}`,
  });
  return plainLines(look, {
    name: 'Needed and raised by hour',
    summary: worst
      ? `Most is missing in hour ${numbers.count(worst.hour)}: ${numbers.money(worst.amount)} ${currency}.`
      : `By the last hour ${numbers.money(hours.at(-1)?.needed)} ${currency} are needed and ${numbers.money(hours.at(-1)?.raised)} ${currency} can be raised.`,
    at: hours.map(({ hour }) => hour),
    x: {
      axis: 'Hours from now',
      label: (hour) => numbers.count(hour),
      column: { label: 'Hour', kind: 'count' },
      title: (hour) => `Hour ${numbers.count(hour)}`,
    },
    y: { axis: `Sum since now, ${currency}`, label: (value) => numbers.money(value) },
    lines: [
      money({ label: 'Needed', color: theme.negative, values: hours.map(({ needed }) => needed) }),
      money({
        label: 'Can be raised',
        color: theme.positive,
        values: hours.map(({ raised }) => raised),
        dashed: true,
      }),
    ],
    places: first ? [{ axis: 'x', at: first.hour, words: 'not enough' }] : [],
  });
}
