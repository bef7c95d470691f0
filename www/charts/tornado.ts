// What one factor at a time does to the book: two bars for each, one for down and one for up, the farthest on top.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { axisMoney, grid, ground, legend, namesAxis, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type Bar = ResponseOf<'stress'>['tornado'][number];

const DOWN = 'Factor down';
const UP = 'Factor up';

export function tornado(bars: readonly Bar[], currency: string, look: Look): Chart {
  const { theme, numbers } = look;
  const write = (value: number) => `${numbers.signedMoney(value)} ${currency}`;
  const step = (by: number) => numbers.format(by, { style: 'percent', maximumSignificantDigits: 3 });
  const figures = ({ down, up, step: by }: Bar): [string, string][] => [
    ['Step', step(by)],
    [DOWN, write(down)],
    [UP, write(up)],
  ];
  const names = bars.map(({ factor, step: by }) => `${factor} ±${step(by)}`);
  const name = 'Profit and loss by factor';
  const farthest = bars[0];
  const side = (series: string, color: string, value: (bar: Bar) => number) => ({
    type: 'bar',
    name: series,
    barMaxWidth: 12,
    barGap: '10%',
    itemStyle: { color },
    data: bars.map(value),
  });
  return {
    name,
    summary: farthest
      ? `${farthest.factor} matters most: ${write(farthest.down)} for ${step(farthest.step)} down, ${write(farthest.up)} for as much up.`
      : 'No factor moves the positions.',
    height: 76 + 34 * Math.max(1, bars.length),
    option: {
      ...ground(look),
      grid: grid({ top: 28 }),
      legend: legend(look, [DOWN, UP]),
      tooltip: tips(look, 'axis', (params: { dataIndex: number }[]) => {
        const bar = bars[params[0]?.dataIndex ?? -1];
        return bar ? tooltip(bar.factor, figures(bar)) : '';
      }),
      xAxis: valueAxis(look, `Profit or loss, ${currency}`, axisMoney(look)),
      yAxis: { ...namesAxis(look, names), inverse: true },
      series: [side(DOWN, theme.negative, ({ down }) => down), side(UP, theme.positive, ({ up }) => up)],
    },
    marks: bars.map((bar, index) => ({ series: 1, index, text: spoken(bar.factor, figures(bar)) })),
    table: {
      name,
      columns: [
        { label: 'Factor', kind: 'text' },
        { label: 'Step', kind: 'fraction' },
        { label: DOWN, kind: 'money', unit: currency, signed: true },
        { label: UP, kind: 'money', unit: currency, signed: true },
      ],
      rows: bars.map(({ factor, step: by, down, up }): Cell[] => [factor, by, down, up]),
    },
  };
}
