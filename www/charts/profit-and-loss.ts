// How often each profit or loss occurs among the scenarios, with value at risk and expected shortfall marked.
// The engine's bins are equally wide, so a band of bars lies exactly over an axis from the first edge to the last.
import { horizonText, levelText } from '../format/risk-terms.js';
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { axisMoney, binAxes, grid, ground, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

export function profitAndLoss(risk: ResponseOf<'risk'>, currency: string, look: Look): Chart {
  const { theme, numbers } = look;
  const { edges, counts } = risk.histogram;
  const { valueAtRisk, expectedShortfall } = risk;
  const bins = counts.map((count, index) => ({ from: edges[index] ?? 0, to: edges[index + 1] ?? 0, count }));
  const range = (bin: (typeof bins)[number]) =>
    `${numbers.signedMoney(bin.from)} to ${numbers.signedMoney(bin.to)} ${currency}`;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const share = (count: number) => (total > 0 ? count / total : 0);
  // A closed form has no scenarios to count: its bins hold expected numbers.
  const counted = risk.scenarios !== null;
  const figures = ({ count }: (typeof bins)[number]): [string, string][] => [
    ['Share of outcomes', numbers.percentage(share(count), 2)],
    ...(counted ? ([['Scenarios', numbers.count(count)]] as [string, string][]) : []),
  ];
  const name = 'Profit and loss over the horizon';
  const line = (at: number, label: string, position: 'left' | 'right') => ({
    xAxis: at,
    name: label,
    label: {
      formatter: label,
      position: 'end',
      align: position,
      color: theme.text,
      fontFamily: theme.font,
      fontSize: 11,
    },
  });
  const mark = (what: string, loss: number) => `${what} ${numbers.money(loss)}`;
  return {
    name,
    summary:
      `Over ${horizonText(risk.horizonDays, numbers)}, a loss is at most ${numbers.money(valueAtRisk)} ${currency} with ` +
      `${levelText(risk.level, numbers)} confidence, and ${numbers.money(expectedShortfall)} ${currency} on average beyond that.`,
    height: narrow(look) ? 280 : 320,
    option: {
      ...ground(look),
      grid: grid({ top: 28 }),
      tooltip: tips(
        look,
        'item',
        ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const bin = seriesIndex === 0 ? bins[dataIndex] : undefined;
          return bin ? tooltip(range(bin), figures(bin)) : '';
        },
      ),
      xAxis: binAxes(look, valueAxis(look, `Profit or loss, ${currency}`, axisMoney(look)), bins.length, [
        edges[0],
        edges.at(-1),
      ]),
      yAxis: {
        ...valueAxis(look, 'Share of outcomes, %', (value) =>
          numbers.percent(value, value < 0.01 && value > 0 ? 1 : 0),
        ),
      },
      series: [
        {
          type: 'bar',
          xAxisIndex: 0,
          barCategoryGap: '4%',
          data: bins.map(({ from, to, count }) => ({
            value: share(count),
            itemStyle: {
              color: (from + to) / 2 < 0 ? theme.negative : theme.positive,
              opacity: to <= -valueAtRisk ? 1 : 0.55,
            },
          })),
        },
        {
          type: 'line',
          xAxisIndex: 1,
          data: [],
          silent: true,
          markLine: {
            silent: true,
            animation: false,
            symbol: 'none',
            lineStyle: { color: theme.text, width: 1.5, type: 'solid' },
            data: [
              line(-expectedShortfall, mark('ES', expectedShortfall), 'right'),
              line(-valueAtRisk, mark('VaR', valueAtRisk), 'left'),
            ],
          },
        },
      ],
    },
    marks: bins.map((bin, index) => ({ series: 0, index, text: spoken(range(bin), figures(bin)) })),
    table: {
      name,
      columns: [
        { label: 'From', kind: 'money', unit: currency, signed: true },
        { label: 'To', kind: 'money', unit: currency, signed: true },
        { label: 'Share of outcomes', kind: 'fraction', digits: 2 },
        ...(counted ? [{ label: 'Scenarios', kind: 'count' as const }] : []),
      ],
      rows: bins.map(({ from, to, count }): Cell[] => [from, to, share(count), ...(counted ? [count] : [])]),
    },
  };
}
