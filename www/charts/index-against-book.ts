// The level of an index, and beside it what today's holdings would have become; both from 100 on the same day.
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { type DatedLine, datedLines, isWide } from './dated-lines.js';

type Record = ResponseOf<'trackRecord'>;

/** 100 on the first day that both have. */
export function indexAgainstBook(
  dates: readonly string[],
  level: readonly (number | null)[],
  record: Record | null,
  look: Look,
): Chart {
  const { theme, numbers } = look;
  const wealth = new Map(record?.dates.map((date, t) => [date.slice(0, 10), record.wealth[t] ?? null]));
  // The first return is over the bar that begins here.
  if (record) wealth.set(record.sample.firstDate.slice(0, 10), 1);
  const book = dates.map((date) => wealth.get(date.slice(0, 10)) ?? null);
  const first = Math.max(
    0,
    level.findIndex((value, t) => value !== null && (record === null || book[t] !== null)),
  );
  const scaled = (values: readonly (number | null)[]) => {
    const from = values[first];
    return values.slice(first).map((value) => (value === null || !from ? null : (100 * value) / from));
  };
  const lines: DatedLine[] = [
    { label: 'Index', color: theme.accent, values: scaled(level) },
    ...(record ? [{ label: "Today's holdings", color: theme.muted, values: scaled(book) }] : []),
  ];
  const last = (line: DatedLine | undefined) => line?.values.findLast((value) => value !== null) ?? null;
  const write = (value: number | null | undefined) =>
    value === null || value === undefined
      ? ''
      : numbers.format(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return datedLines(look, {
    name: record ? 'Index against the holdings' : 'Level of the index',
    summary: `Of 100 the index made ${write(last(lines[0]))}${record ? `, today's holdings ${write(last(lines[1]))}` : ''}.`,
    axis: '100 on the first day',
    dates: dates.slice(first),
    lines,
    kind: 'number',
    write,
    label: (value) => numbers.format(value, { maximumSignificantDigits: 3 }),
    logarithmic: isWide(lines),
  });
}
