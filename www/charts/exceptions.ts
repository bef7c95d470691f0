// What the book would have earned day by day against the value at risk that a method gave the day before; the days on
// which the loss was larger are marked.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { axisMoney, grid, ground, legend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type Backtest = ResponseOf<'riskBacktest'>;

/** How many days the arrow keys walk where no loss was larger. */
const STOPS = 20;

export function exceptions(
  { dates, profits }: Backtest,
  { method, forecasts, exceptions: days, summary }: Backtest['methods'][number],
  currency: string,
  look: Look,
): Chart {
  const { theme, numbers } = look;
  const { valueAtRisk, expectedShortfall } = forecasts;
  const times = dates.map((date) => Date.parse(date));
  const money = (value: number | undefined) => `${numbers.signedMoney(value)} ${currency}`;
  const title = (index: number) => (dates[index] ?? '').slice(0, 10);
  const loss = (figures: readonly number[], index: number) => -(figures[index] ?? 0);
  const said = (index: number): [string, string][] => [
    ['Profit or loss', money(profits[index])],
    ['VaR', money(loss(valueAtRisk, index))],
    ['ES', money(loss(expectedShortfall, index))],
  ];
  const line = (series: string, figures: readonly number[], color: string, type: string) => ({
    name: series,
    type: 'line',
    step: 'middle',
    symbol: 'none',
    lineStyle: { color, width: 1.5, type },
    itemStyle: { color },
    data: figures.map((figure, index) => [times[index], -figure]),
  });
  const step = Math.max(1, Math.round(dates.length / STOPS));
  const quiet = dates.map((_, index) => index).filter((index) => index % step === 0);
  const stops = days.length > 0 ? days : quiet;
  const name = `Profit and loss against the value at risk: ${method.label}`;
  return {
    name,
    summary,
    height: narrow(look) ? 300 : 360,
    option: {
      ...ground(look),
      grid: grid({ top: 32, right: 24 }),
      legend: {
        ...legend(look, ['Profit or loss', 'VaR', 'ES', 'Exception']),
        icon: null,
        itemWidth: 22,
      },
      tooltip: {
        ...tips(look, 'axis', (params: { dataIndex: number; seriesIndex: number }[]) => {
          const index = params.find(({ seriesIndex }) => seriesIndex < 3)?.dataIndex;
          return index === undefined ? '' : tooltip(title(index), said(index));
        }),
        axisPointer: { type: 'line', lineStyle: { color: theme.muted, width: 1 } },
      },
      xAxis: {
        type: 'time',
        min: times[0],
        max: times.at(-1),
        axisLine: { show: false },
        axisTick: { show: false },
        splitNumber: narrow(look) ? 3 : 6,
        axisLabel: { color: theme.muted, fontFamily: theme.font, hideOverlap: true },
      },
      yAxis: valueAxis(look, `Profit or loss, ${currency}`, axisMoney(look)),
      series: [
        {
          name: 'Profit or loss',
          type: 'line',
          symbol: 'none',
          lineStyle: { color: theme.muted, width: 1, opacity: 0.7 },
          itemStyle: { color: theme.muted },
          data: profits.map((profit, index) => [times[index], profit]),
        },
        line('VaR', valueAtRisk, theme.accent, 'solid'),
        line('ES', expectedShortfall, theme.text, 'dashed'),
        {
          name: 'Exception',
          type: 'scatter',
          symbolSize: 8,
          z: 4,
          itemStyle: { color: theme.negative },
          data: days.map((index) => [times[index], profits[index]]),
        },
      ],
    },
    marks: stops.map((index, place) => ({
      series: days.length > 0 ? 3 : 0,
      index: days.length > 0 ? place : index,
      text: spoken(title(index), said(index)),
    })),
    table: {
      name: days.length > 0 ? `Exceptions: ${method.label}` : name,
      columns: [
        { label: 'Date', kind: 'text' },
        { label: 'Profit or loss', kind: 'money', unit: currency, signed: true },
        { label: 'VaR', kind: 'money', unit: currency },
        { label: 'ES', kind: 'money', unit: currency },
      ],
      rows: stops.map((index): Cell[] => [
        title(index),
        profits[index] ?? null,
        valueAtRisk[index] ?? null,
        expectedShortfall[index] ?? null,
      ]),
    },
  };
}
