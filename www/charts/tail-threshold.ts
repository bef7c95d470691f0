// What helps to choose where a tail begins: the mean excess over many thresholds, which is a straight line above a good
// one, and the shape that each of them gives, which keeps still there.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { axisMoney, grid, ground, legend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

export type TailFit = NonNullable<ResponseOf<'risk'>['tailFit']>;

/** Half-width of a 95 % band in standard errors. */
const BAND = 1.96;

export function tailThreshold(fit: TailFit, which: 'meanExcess' | 'shape', unit: string, look: Look): Chart {
  const { numbers, theme } = look;
  const { chosen, choices } = fit;
  const money = which === 'meanExcess';
  const write = (value: number | null | undefined) =>
    money
      ? numbers.money(value ?? null)
      : numbers.format(value ?? Number.NaN, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const of = choices.map((choice) => (money ? choice.meanExcess : choice.shape));
  const errors = choices.map((choice) => (money ? choice.meanExcessError : choice.shapeError));
  const at = (index: number, errorsAway: number) => {
    const [value, error] = [of[index] ?? null, errors[index] ?? null];
    return value === null || error === null ? null : value + errorsAway * error;
  };
  const label = money ? 'Mean excess' : 'Shape';
  const lines = [
    { name: label, away: 0, hue: theme.text },
    { name: '95 % band', away: BAND, hue: theme.muted },
    { name: '95 % band', away: -BAND, hue: theme.muted },
  ];
  const title = (index: number) => `Above ${numbers.money(choices[index]?.threshold ?? null)} ${unit}`;
  const figures = (index: number): [string, string][] => [
    ['Losses above', numbers.count(choices[index]?.exceedances ?? 0)],
    [label, write(of[index])],
    ['95 % band', `${write(at(index, -BAND))} to ${write(at(index, BAND))}`],
  ];
  const name = money ? 'Mean excess by threshold' : 'Shape of the tail by threshold';
  const found = `${write(money ? chosen.meanExcess : chosen.shape)} at the chosen threshold of ${numbers.money(chosen.threshold)} ${unit}, which ${numbers.count(chosen.exceedances)} losses exceed.`;
  return {
    name,
    summary: money
      ? `By how much losses above a threshold exceed it, on average: ${found} Above a good threshold this is a straight line.`
      : `How heavy the tail is that each threshold gives: ${found} Above a good threshold it keeps still.`,
    height: narrow(look) ? 260 : 300,
    option: {
      ...ground(look),
      grid: grid({ top: 36, bottom: 12, right: 24 }),
      legend: legend(look, [label, '95 % band']),
      tooltip: tips(look, 'item', ({ dataIndex }: { dataIndex: number }) =>
        tooltip(title(dataIndex), figures(dataIndex)),
      ),
      xAxis: { ...valueAxis(look, `Threshold, ${unit}`, axisMoney(look)), scale: true },
      yAxis: {
        ...valueAxis(look, money ? `${label}, ${unit}` : label, money ? axisMoney(look) : write),
        scale: true,
      },
      series: lines.map(({ name: words, away, hue }, line) => ({
        name: words,
        type: 'line',
        symbolSize: 6,
        showSymbol: away === 0,
        lineStyle: { color: hue, width: away === 0 ? 2 : 1, type: away === 0 ? 'solid' : 'dashed' },
        itemStyle: { color: hue },
        data: choices.map(({ threshold }, index) => [threshold, at(index, away)]),
        ...(line === 0
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                label: { formatter: 'chosen', color: theme.muted, fontFamily: theme.font },
                lineStyle: { color: theme.muted, type: 'solid', width: 1 },
                data: [{ xAxis: chosen.threshold }],
              },
            }
          : {}),
      })),
    },
    marks: choices.map((_, index) => ({ series: 0, index, text: spoken(title(index), figures(index)) })),
    table: {
      name,
      columns: [
        { label: 'Threshold', kind: 'money', unit },
        { label: 'Losses above', kind: 'count' },
        { label: 'Mean excess', kind: 'money', unit },
        { label: '± mean excess', kind: 'money', unit },
        { label: 'Shape', kind: 'number', digits: 3 },
        { label: '± shape', kind: 'number', digits: 3 },
        { label: 'VaR', kind: 'money', unit },
        { label: 'ES', kind: 'money', unit },
      ],
      rows: choices.map((choice): Cell[] => [
        choice.threshold,
        choice.exceedances,
        choice.meanExcess,
        choice.meanExcessError,
        choice.shape,
        choice.shapeError,
        choice.valueAtRisk,
        choice.expectedShortfall,
      ]),
    },
  };
}
