// The Sharpe ratios of many paths through history, a point for each, by strategy.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { grid, ground, namesAxis, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

export function validatedPaths({ strategies, paths }: ResponseOf<'crossValidation'>, look: Look): Chart {
  const { theme, numbers } = look;
  const write = (value: number | null | undefined) => numbers.ratio(value, 3);
  const said = ({ spread, belowZero }: (typeof strategies)[number]): [string, string][] => [
    ['Median', write(spread?.[1])],
    ['From', write(spread?.[0])],
    ['To', write(spread?.[2])],
    ['Below zero', numbers.percentage(belowZero)],
  ];
  const [best] = [...strategies].sort((a, b) => (b.spread?.[1] ?? 0) - (a.spread?.[1] ?? 0));
  const name = 'Sharpe ratios over many paths';
  return {
    name,
    summary: best
      ? `Over ${numbers.count(paths)} paths ${best.name} has the highest median, ${write(best.spread?.[1])}, between ${write(best.spread?.[0])} and ${write(best.spread?.[2])}.`
      : '',
    height: 84 + 32 * Math.max(1, strategies.length),
    option: {
      ...ground(look),
      grid: grid(),
      tooltip: tips(look, 'item', ({ value }: { value: [number, number] }) => {
        const strategy = strategies[value[1]];
        return strategy ? tooltip(strategy.name, said(strategy)) : '';
      }),
      xAxis: { ...valueAxis(look, 'Sharpe ratio per year', write), scale: true },
      yAxis: {
        ...namesAxis(
          look,
          strategies.map((strategy) => strategy.name),
        ),
        inverse: true,
      },
      series: [
        {
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: 14,
          z: 4,
          itemStyle: { color: theme.accent },
          data: strategies.map(({ spread }, place) => [spread?.[1] ?? null, place]),
        },
        {
          type: 'scatter',
          symbol: 'circle',
          symbolSize: 7,
          itemStyle: { color: theme.muted, opacity: 0.7 },
          data: strategies.flatMap(({ sharpeRatios }, place) => sharpeRatios.map((ratio) => [ratio, place])),
        },
      ],
    },
    marks: strategies.map((strategy, index) => ({
      series: 0,
      index,
      text: spoken(strategy.name, said(strategy)),
    })),
    table: {
      name,
      columns: [
        { label: 'Strategy', kind: 'text' },
        { label: 'Path', kind: 'count' },
        { label: 'Sharpe ratio', kind: 'number', digits: 3 },
        { label: 'Growth per year', kind: 'fraction' },
        { label: 'Maximum drawdown', kind: 'fraction' },
      ],
      rows: strategies.flatMap(({ name: strategy, sharpeRatios, growths, maximumDrawdowns }) =>
        sharpeRatios.map((ratio, path): Cell[] => [
          strategy,
          path + 1,
          ratio,
          growths[path] ?? null,
          maximumDrawdowns[path] ?? null,
        ]),
      ),
    },
  };
}
