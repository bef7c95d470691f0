// Lines over the dates of a history, which the pointer reads off together.
import type { Cell, Column } from '../tables/table.js';
import { grid, ground, legendHeight, lineLegend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

/** How many points the arrow keys walk, and rows the table has, about. */
const STOPS = 60;
/** More points than this are no longer told apart on a line. */
const MOST_POINTS = 1500;

export interface DatedLine {
  label: string;
  color: string;
  values: readonly (number | null)[];
  dashed?: boolean;
}

export interface DatedLines {
  name: string;
  summary: string;
  axis: string;
  dates: readonly string[];
  lines: readonly DatedLine[];
  kind: Column['kind'];
  /** A figure in words, and along the axis. */
  write(value: number | null | undefined): string;
  label(value: number): string;
  /** Fills the room between the first line and zero. */
  filled?: boolean;
  /** The axis goes no lower. */
  floor?: number;
  /** Equal parts of the axis are equal ratios; every value is above zero. */
  logarithmic?: boolean;
  /** Each on top of the last, as parts of a whole. */
  stacked?: boolean;
}

/** The least and the greatest value of all. */
function rangeOf(lines: readonly { values: readonly (number | null)[] }[]): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values } of lines)
    for (const value of values)
      if (value !== null) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return [least, most];
}

/** Beyond this many times the least value a straight axis shows nothing of what is small. */
const WIDE = 20;
/** Beyond this many times powers of ten are told apart, below it powers of two. */
const TENS = 64;

/** Whether the lines are told apart only by their ratios; what is lost whole has no logarithm. */
export function isWide(lines: readonly { values: readonly (number | null)[] }[]): boolean {
  const [least, most] = rangeOf(lines);
  return least > 0 && most > WIDE * least;
}

/** From the power below the least value to that above the greatest. */
function logarithm(lines: readonly DatedLine[]) {
  const [least, most] = rangeOf(lines);
  const logBase = most > TENS * least ? 10 : 2;
  const power = (value: number) => Math.log(value) / Math.log(logBase);
  const [min, max] = [Math.floor(power(least) + 1e-9), Math.ceil(power(most) - 1e-9)];
  return { type: 'log', logBase, min: logBase ** min, max: logBase ** max };
}

/** The whole of a range, in four parts. */
const quarters = (min: number, max: number) => ({ min, max, interval: (max - min) / 4 });

/** Whether the parts never make more than a whole, and none of them is below zero. */
const isWhole = (lines: readonly DatedLine[]) =>
  rangeOf(lines)[0] >= -1e-9 &&
  (lines[0]?.values ?? []).every(
    (_, index) => lines.reduce((sum, { values }) => sum + (values[index] ?? 0), 0) < 1 + 1e-6,
  );

const day = (date: string | undefined) => (date ?? '').slice(0, 10);

export function datedLines(look: Look, drawn: DatedLines): Chart {
  const { theme } = look;
  const { name, summary, axis, dates, lines, kind, write, label } = drawn;
  const { filled = false, logarithmic = false, stacked = false, floor } = drawn;
  const above = lines.length > 1 ? legendHeight(look, lines) : 0;
  const every = (most: number) => {
    const step = Math.max(1, Math.ceil(dates.length / most));
    // The last date is always there: it is today's.
    return dates.map((_, index) => index).filter((index) => (dates.length - 1 - index) % step === 0);
  };
  const points = every(MOST_POINTS);
  const stops = every(STOPS);
  const figures = (index: number) =>
    lines.map(({ label: words, values }): [string, string] => [words, write(values[index])]);
  const several = lines.length > 1;
  return {
    name,
    summary,
    height: (narrow(look) ? 240 : 280) + Math.max(0, above - 20),
    option: {
      ...ground(look),
      grid: grid({ top: several ? above + 16 : 12, right: 24 }),
      ...lineLegend(look, lines),
      tooltip: {
        ...tips(look, 'axis', (params: { dataIndex: number }[]) => {
          const index = points[params[0]?.dataIndex ?? -1];
          return index === undefined ? '' : tooltip(day(dates[index]), figures(index));
        }),
        axisPointer: { type: 'line', lineStyle: { color: theme.muted, width: 1 } },
      },
      xAxis: {
        type: 'time',
        axisLine: { lineStyle: { color: theme.line }, onZero: false },
        axisTick: { show: false },
        splitNumber: narrow(look) ? 3 : 6,
        axisLabel: { color: theme.muted, fontFamily: theme.font, hideOverlap: true },
      },
      yAxis: {
        ...valueAxis(look, axis, label),
        scale: !filled && !stacked,
        ...(logarithmic ? logarithm(lines) : {}),
        ...(floor !== undefined && rangeOf(lines)[0] < 0.6 * floor ? quarters(floor, 0) : {}),
        ...(stacked && isWhole(lines) ? quarters(0, 1) : {}),
      },
      series: lines.map(({ label: words, color, values, dashed }, index) => ({
        name: words,
        type: 'line',
        symbol: 'circle',
        symbolSize: 6,
        showSymbol: false,
        lineStyle: { color, width: stacked ? 0 : 1.5, type: dashed ? 'dashed' : 'solid' },
        itemStyle: { color },
        ...(filled && index === 0 ? { areaStyle: { color, opacity: 0.2 } } : {}),
        ...(stacked ? { stack: 'all', areaStyle: { color, opacity: 0.75 } } : {}),
        data: points.map((point) => [Date.parse(dates[point] ?? ''), values[point] ?? null]),
      })),
    },
    marks: stops.map((index) => ({
      series: 0,
      index: points.findIndex((point) => point >= index),
      text: spoken(day(dates[index]), figures(index)),
    })),
    table: {
      name,
      columns: [
        { label: 'Date', kind: 'text' },
        ...lines.map(({ label: words }): Column => ({ label: words, kind })),
      ],
      rows: stops.map((index): Cell[] => [
        day(dates[index]),
        ...lines.map(({ values }) => values[index] ?? null),
      ]),
    },
  };
}
