// The Sharpe ratio of each strategy with its error, and what the best of so many would show by luck alone.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { grid, ground, legend, namesAxis, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type Report = ResponseOf<'backtestReport'>;

/** Standard errors on either side of which 90 % of a normal lie. */
const WIDE = 1.645;

export function sharpeRatios({ paths, trials }: Report, look: Look): Chart {
  const { theme, numbers } = look;
  const rows = paths.flatMap(({ name, sharpe }) => (sharpe ? [{ name, ...sharpe }] : []));
  const write = (value: number) => numbers.ratio(value, 3);
  const ends = ({ ratio, standardError }: (typeof rows)[number]): [number, number] => [
    ratio - WIDE * standardError,
    ratio + WIDE * standardError,
  ];
  const said = (row: (typeof rows)[number]): [string, string][] => [
    ['Sharpe ratio', write(row.ratio)],
    ['90 % band', `${write(ends(row)[0])} to ${write(ends(row)[1])}`],
    ['Above luck', numbers.percentage(row.deflated)],
  ];
  const luck = rows[0]?.expectedBest ?? 0;
  const [best] = [...rows].sort((a, b) => b.ratio - a.ratio);
  const name = 'Sharpe ratios and luck';
  return {
    name,
    summary: best
      ? `The best of ${numbers.count(trials)} without merit would show ${write(luck)}; ${best.name} shows ${write(best.ratio)}, above that with a probability of ${numbers.percentage(best.deflated)}.`
      : 'None of them varies, so that none has a ratio.',
    height: 84 + 28 * Math.max(1, rows.length),
    option: {
      ...ground(look),
      grid: grid({ top: 32 }),
      legend: { ...legend(look, ['Sharpe ratio', 'Best by luck']), icon: null },
      tooltip: tips(look, 'item', ({ value }: { value: [number, number] }) => {
        const row = rows[value[1]];
        return row ? tooltip(row.name, said(row)) : '';
      }),
      xAxis: { ...valueAxis(look, 'Sharpe ratio per year', write), scale: true },
      yAxis: {
        ...namesAxis(
          look,
          rows.map((row) => row.name),
        ),
        inverse: true,
      },
      series: [
        {
          name: 'Sharpe ratio',
          type: 'scatter',
          symbol: 'circle',
          symbolSize: 10,
          z: 3,
          itemStyle: { color: theme.accent },
          data: rows.map(({ ratio }, index) => [ratio, index]),
        },
        {
          name: 'Best by luck',
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: 12,
          z: 3,
          itemStyle: { color: theme.negative },
          data: rows.map(({ expectedBest }, index) => [expectedBest, index]),
        },
        ...rows.map((row, index) => ({
          type: 'line',
          symbol: 'none',
          silent: true,
          lineStyle: { color: theme.muted, width: 3, opacity: 0.5 },
          data: ends(row).map((end) => [end, index]),
        })),
      ],
    },
    marks: rows.map((row, index) => ({ series: 0, index, text: spoken(row.name, said(row)) })),
    table: {
      name,
      columns: [
        { label: 'Strategy', kind: 'text' },
        { label: 'Sharpe ratio', kind: 'number', digits: 3 },
        { label: 'Band from', kind: 'number', digits: 3 },
        { label: 'Band to', kind: 'number', digits: 3 },
        { label: 'Best by luck', kind: 'number', digits: 3 },
      ],
      rows: rows.map((row): Cell[] => [row.name, row.ratio, ...ends(row), row.expectedBest]),
    },
  };
}
