// One bar for each of several things, to the right above zero and to the left below, with its figure at the end.
import type { Cell, Column } from '../tables/table.js';
import { axisMoney, grid, ground, namesAxis, nameWidth, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

/** Pixels of one letter of a name, about, and of the figure at the end of a bar. */
const LETTER = 7;
const FIGURE = 64;

export interface SignedBar {
  label: string;
  /** Decides the colour; without one the sign does. */
  asset: string | null;
  value: number;
  /** Standard error of the value, drawn as a line to either side. */
  error?: number | null;
  /** The figures of the tooltip and of the spoken mark. */
  figures: [name: string, figure: string][];
}

export interface SignedBars {
  name: string;
  summary: string;
  axis: string;
  bars: SignedBar[];
  /** How a figure reads at the end of its bar. */
  write(value: number): string;
  columns: Column[];
  rows: Cell[][];
}

/** A line with ends, at the height of a bar. */
const whisker = ({ theme }: Look, low: number, high: number, index: number) => ({
  type: 'line',
  silent: true,
  z: 3,
  tooltip: { show: false },
  symbol: 'rect',
  symbolSize: [1.5, 8],
  itemStyle: { color: theme.text },
  lineStyle: { color: theme.text, width: 1 },
  data: [
    [low, index],
    [high, index],
  ],
});

export function signedBars(
  look: Look,
  { name, summary, axis, bars, write, columns, rows }: SignedBars,
): Chart {
  const { theme, color } = look;
  const ends = bars.map(({ value, error }) => ({ low: value - (error ?? 0), high: value + (error ?? 0) }));
  const least = Math.min(0, ...ends.map(({ low }) => low));
  const most = Math.max(0, ...ends.map(({ high }) => high));
  // Room for the figure at the end of the longest bar, on each side that has bars: pixels as a part of the range.
  const longest = Math.max(0, ...bars.map(({ label }) => label.length));
  const plot = Math.max(80, look.width - 24 - Math.min(nameWidth(look), LETTER * longest));
  const sides = Number(least < 0) + Number(most > 0);
  const room = ((most - least || 1) * FIGURE) / Math.max(40, plot - sides * FIGURE);
  const axisOfValues = valueAxis(look, axis, axisMoney(look));
  return {
    name,
    summary,
    height: 52 + 28 * Math.max(1, bars.length),
    option: {
      ...ground(look),
      grid: grid(),
      tooltip: tips(look, 'axis', (params: { dataIndex: number }[]) => {
        const bar = bars[params[0]?.dataIndex ?? -1];
        return bar ? tooltip(bar.label, bar.figures) : '';
      }),
      xAxis: {
        ...axisOfValues,
        splitNumber: narrow(look) ? 2 : 4,
        min: least < 0 ? least - room : 0,
        max: most > 0 ? most + room : 0,
        splitLine: { ...axisOfValues.splitLine, showMinLine: least === 0, showMaxLine: most === 0 },
        axisLabel: {
          ...axisOfValues.axisLabel,
          showMinLabel: least === 0,
          showMaxLabel: most === 0,
        },
      },
      yAxis: {
        ...namesAxis(
          look,
          bars.map(({ label }) => label),
        ),
        inverse: true,
        axisLine: { show: false },
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 16,
          data: bars.map(({ value, asset }) => ({
            value,
            itemStyle: {
              color: asset === null ? (value < 0 ? theme.negative : theme.positive) : color(asset),
            },
          })),
          markLine: {
            silent: true,
            symbol: 'none',
            animation: false,
            label: { show: false },
            lineStyle: { color: theme.muted, type: 'solid', width: 1 },
            data: [{ xAxis: 0 }],
          },
        },
        // The figure stands beyond the end of the bar and of its error.
        {
          type: 'scatter',
          silent: true,
          symbolSize: 0.1,
          tooltip: { show: false },
          data: bars.map(({ value }, index) => ({
            value: [value < 0 ? ends[index]?.low : ends[index]?.high, index],
            label: { position: value < 0 ? 'left' : 'right' },
          })),
          label: {
            show: true,
            color: theme.text,
            fontFamily: theme.font,
            fontSize: 11,
            formatter: ({ dataIndex }: { dataIndex: number }) => write(bars[dataIndex]?.value ?? 0),
          },
        },
        ...bars.flatMap(({ error }, index) =>
          error ? [whisker(look, ends[index]?.low ?? 0, ends[index]?.high ?? 0, index)] : [],
        ),
      ],
    },
    marks: bars.map(({ label, figures }, index) => ({ series: 0, index, text: spoken(label, figures) })),
    table: { name, columns, rows },
  };
}
