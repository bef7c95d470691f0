// Two bars for each asset, the first hollow and the second full, both in the asset's colour: what is, and
// what it is set against.
import type { Cell, Column, Table } from '../tables/table.js';
import { grid, ground, legend, namesAxis, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

export interface Pair {
  asset: string;
  /** Fractions; null where there is none. */
  first: number | null;
  second: number | null;
  /** Where the second lies by all that is known, from the least to the greatest. */
  band?: readonly [number, number] | undefined;
}

export interface PairedBars {
  name: string;
  summary: string;
  /** Names of the two. */
  first: string;
  second: string;
  /** Name of the band about the second, where there are bands. */
  band?: string | undefined;
  /** Name of their common axis. */
  axis: string;
  pairs: Pair[];
}

/** The bands as lines with ends; the ends are points, so that the axis reaches them. */
function whiskers({ theme }: Look, name: string, pairs: readonly Pair[]) {
  const lines = pairs.flatMap(({ asset, band }) => (band ? [band.map((end) => [end, asset])] : []));
  return {
    type: 'scatter',
    name,
    silent: true,
    symbol: 'rect',
    symbolSize: [2, 9],
    itemStyle: { color: theme.text },
    data: lines.flat(),
    markLine: {
      silent: true,
      animation: false,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: theme.text, type: 'solid', width: 1.5 },
      data: lines.map((ends) => ends.map((coord) => ({ coord }))),
    },
  };
}

export function pairedBars(
  look: Look,
  { name, summary, first, second, band, axis, pairs }: PairedBars,
): Chart {
  const { theme, numbers, color } = look;
  const figures = ({ first: one, second: two, band: ends }: Pair): [string, string][] => [
    [first, numbers.percentage(one)],
    [second, numbers.percentage(two)],
    ...(band && ends
      ? [[band, `${numbers.percentage(ends[0])} to ${numbers.percentage(ends[1])}`] as [string, string]]
      : []),
  ];
  const table: Table = {
    name,
    columns: [
      { label: 'Asset', kind: 'asset' },
      { label: first, kind: 'fraction' },
      { label: second, kind: 'fraction' },
      ...(band ? ['from', 'to'].map((end): Column => ({ label: `${band} ${end}`, kind: 'fraction' })) : []),
    ],
    rows: pairs.map(({ asset, first: one, second: two }): Cell[] => [asset, one, two]),
  };
  const bar = (series: string, full: boolean, value: (pair: Pair) => number | null) => ({
    type: 'bar',
    name: series,
    barMaxWidth: 14,
    barGap: '20%',
    itemStyle: full
      ? { color: theme.muted }
      : { color: 'transparent', borderColor: theme.muted, borderWidth: 1.5 },
    emphasis: { focus: 'none' },
    data: pairs.map((pair) => ({
      value: value(pair),
      itemStyle: full
        ? { color: color(pair.asset) }
        : {
            color: 'transparent',
            borderColor: color(pair.asset),
            // Nothing has no outline.
            borderWidth: value(pair) ? 1.5 : 0,
          },
    })),
  });
  // Where one of the two is nowhere, the other stands alone.
  const bars = [
    ...(pairs.some((pair) => pair.first !== null) ? [bar(first, false, (pair) => pair.first)] : []),
    bar(second, true, (pair) => pair.second),
  ];
  const series = [...bars, ...(band ? [whiskers(look, band, pairs)] : [])];
  return {
    name,
    summary,
    height: 72 + 36 * Math.max(1, pairs.length),
    option: {
      ...ground(look),
      grid: grid({ top: 28 }),
      legend: legend(
        look,
        series.map((own) => own.name),
      ),
      tooltip: tips(look, 'axis', (params: { dataIndex: number }[]) => {
        const pair = pairs[params[0]?.dataIndex ?? -1];
        return pair ? tooltip(pair.asset, figures(pair)) : '';
      }),
      xAxis: { ...valueAxis(look, axis, (value) => numbers.percent(value, 0)) },
      yAxis: {
        ...namesAxis(
          look,
          pairs.map(({ asset }) => asset),
        ),
        inverse: true,
      },
      series,
    },
    marks: pairs.map((pair, index) => ({
      series: bars.length - 1,
      index,
      text: spoken(pair.asset, figures(pair)),
    })),
    table,
  };
}
