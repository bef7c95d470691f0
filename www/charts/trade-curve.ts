// Value at risk and expected shortfall against the quantity of a trade: where they stand, where they would, and where
// they are least.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { axisMoney, grid, ground, legend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

/** How many points the arrow keys walk, about. */
const STOPS = 20;

const VAR = 'Value at risk';
const ES = 'Expected shortfall';

export function tradeCurve(
  trade: ResponseOf<'incrementalRisk'>,
  quantity: number,
  currency: string,
  look: Look,
): Chart {
  const { theme, numbers } = look;
  const { quantities, valueAtRisk, expectedShortfall } = trade.curve;
  const { leastExpectedShortfall: least, before, label } = trade;
  const write = (value: number) => numbers.quantity(Number(value.toPrecision(4)));
  const title = (index: number) => {
    const traded = quantities[index] ?? 0;
    return `${traded < 0 ? 'Sell' : 'Buy'} ${write(Math.abs(traded))} ${label}`;
  };
  const figures = (index: number): [string, string][] => [
    [VAR, `${numbers.money(valueAtRisk[index])} ${currency}`],
    [ES, `${numbers.money(expectedShortfall[index])} ${currency}`],
  ];
  const step = Math.max(1, Math.round(quantities.length / STOPS));
  const stops = quantities.map((_, index) => index).filter((index) => index % step === 0);
  const loss = (value: number) => axisMoney(look)(value).replace(/^\+/, '');
  const name = 'Risk along the quantity of the trade';
  const text = { color: theme.text, fontFamily: theme.font, fontSize: 11 };
  const line = (at: number, words: string, type: 'solid' | 'dashed') => ({
    xAxis: at,
    lineStyle: { color: theme.muted, width: 1, type },
    label: { ...text, formatter: words, position: 'end' },
  });
  const lower = least.figure < before.expectedShortfall;
  const part = before.expectedShortfall > 0 ? 1 - least.figure / before.expectedShortfall : null;
  return {
    name,
    summary: lower
      ? `The expected shortfall is least after ${least.quantity < 0 ? 'selling' : 'buying'} ${write(Math.abs(least.quantity))} ${label}: ` +
        `${numbers.percentage(part)} below what it is now.`
      : `No quantity of ${label} in this range brings the expected shortfall below what it is now.`,
    height: narrow(look) ? 300 : 340,
    option: {
      ...ground(look),
      grid: grid({ top: narrow(look) ? 60 : 44 }),
      legend: { ...legend(look, [VAR, ES]), icon: null, top: 4, itemWidth: 26 },
      tooltip: {
        ...tips(look, 'axis', (params: { dataIndex: number }[]) => {
          const index = params[0]?.dataIndex;
          return index === undefined ? '' : tooltip(title(index), figures(index));
        }),
        axisPointer: { type: 'line', lineStyle: { color: theme.muted, width: 1 } },
      },
      xAxis: {
        ...valueAxis(look, `Bought (sold below zero), ${label}`, (value) => write(value)),
        min: quantities[0],
        max: quantities.at(-1),
        splitLine: { show: false },
      },
      yAxis: { ...valueAxis(look, `Loss, ${currency}`, loss), scale: true },
      series: [
        ...[
          { name: VAR, data: valueAtRisk, type: 'solid' as const, color: theme.accent },
          { name: ES, data: expectedShortfall, type: 'solid' as const, color: theme.text },
        ].map((series, index) => ({
          name: series.name,
          type: 'line',
          symbol: 'circle',
          symbolSize: 7,
          showSymbol: false,
          lineStyle: { color: series.color, width: 2, type: series.type },
          itemStyle: { color: series.color },
          data: series.data.map((figure, point) => [quantities[point], figure]),
          ...(index === 1
            ? {
                markLine: {
                  silent: true,
                  animation: false,
                  symbol: 'none',
                  data: [
                    line(0, quantity === 0 ? 'now' : '', 'solid'),
                    ...(quantity === 0 ? [] : [line(quantity, 'this trade', 'dashed')]),
                  ],
                },
              }
            : {}),
        })),
        {
          name: 'Least',
          type: 'scatter',
          silent: true,
          symbolSize: 9,
          itemStyle: { color: theme.positive },
          label: { ...text, show: true, formatter: 'least', position: 'bottom' },
          data: lower ? [[least.quantity, least.figure]] : [],
        },
      ],
    },
    marks: stops.map((index) => ({ series: 0, index, text: spoken(title(index), figures(index)) })),
    table: {
      name,
      columns: [
        { label: 'Traded', kind: 'quantity', unit: label, signed: true },
        { label: VAR, kind: 'money', unit: currency },
        { label: ES, kind: 'money', unit: currency },
      ],
      rows: quantities.map((traded, index): Cell[] => [
        Number(traded.toPrecision(8)),
        valueAtRisk[index] ?? null,
        expectedShortfall[index] ?? null,
      ]),
    },
  };
}
