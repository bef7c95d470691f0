// Lines over numbers, which the pointer reads off together, with the places that matter marked on them.
import type { Cell, Column } from '../tables/table.js';
import { grid, ground, legendHeight, lineLegend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

export interface PlainLine {
  label: string;
  color: string;
  values: readonly (number | null)[];
  /** What its figures are. */
  column: Omit<Column, 'label'>;
  write(value: number | null | undefined): string;
  dashed?: boolean;
}

/** A place on one of the axes. */
export interface Place {
  axis: 'x' | 'y';
  at: number;
  words: string;
}

export interface PlainLines {
  name: string;
  summary: string;
  at: readonly number[];
  x: { axis: string; label(value: number): string; column: Column; title(value: number): string };
  y: { axis: string; label(value: number): string; max?: number };
  lines: readonly PlainLine[];
  places: readonly Place[];
  /** A point on the first line. */
  present?: { at: number; value: number; words: string };
}

export function plainLines(look: Look, drawn: PlainLines): Chart {
  const { theme } = look;
  const { name, summary, at, x, y, lines, places, present } = drawn;
  const text = { color: theme.text, fontFamily: theme.font, fontSize: 11 };
  const marked = {
    silent: true,
    animation: false,
    symbol: 'none',
    lineStyle: { color: theme.muted, width: 1, type: 'dashed' },
    data: places.map(({ axis, at: where, words }) => ({
      ...(axis === 'x' ? { xAxis: where } : { yAxis: where }),
      label: { ...text, formatter: words, position: axis === 'x' ? 'end' : 'insideEndTop' },
    })),
  };
  const figures = (index: number) =>
    lines.map(({ label, values, write }): [string, string] => [label, write(values[index])]);
  const above = lines.length > 1 ? legendHeight(look, lines) + 8 : 0;
  return {
    name,
    summary,
    height: (narrow(look) ? 260 : 300) + above,
    option: {
      ...ground(look),
      grid: grid({ top: above + 28, right: 24 }),
      ...lineLegend(look, lines),
      tooltip: {
        ...tips(look, 'axis', (params: { dataIndex: number }[]) => {
          const index = params[0]?.dataIndex ?? -1;
          const value = at[index];
          return value === undefined ? '' : tooltip(x.title(value), figures(index));
        }),
        axisPointer: { type: 'line', lineStyle: { color: theme.muted, width: 1 } },
      },
      xAxis: {
        ...valueAxis(look, x.axis, x.label),
        min: at[0],
        max: at.at(-1),
        splitLine: { show: false },
      },
      yAxis: { ...valueAxis(look, y.axis, y.label), ...(y.max === undefined ? {} : { max: y.max }) },
      series: [
        ...lines.map(({ label, color, values, dashed }, index) => ({
          name: label,
          type: 'line',
          symbol: 'circle',
          symbolSize: 7,
          showSymbol: false,
          clip: true,
          lineStyle: { color, width: 2, type: dashed ? 'dashed' : 'solid' },
          itemStyle: { color },
          data: values.map((value, point) => [at[point], value]),
          ...(index === 0 ? { markLine: marked } : {}),
        })),
        {
          name: 'Present',
          type: 'scatter',
          silent: true,
          symbolSize: 9,
          itemStyle: { color: theme.text },
          label: { ...text, show: true, formatter: present?.words ?? '', position: 'top' },
          data: present ? [[present.at, present.value]] : [],
        },
      ],
    },
    marks: at.map((value, index) => ({ series: 0, index, text: spoken(x.title(value), figures(index)) })),
    table: {
      name,
      columns: [x.column, ...lines.map(({ label, column }): Column => ({ label, ...column }))],
      rows: at.map((value, index): Cell[] => [value, ...lines.map(({ values }) => values[index] ?? null)]),
    },
  };
}
