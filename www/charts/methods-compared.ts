// Value at risk and expected shortfall by method at one level, with the band of the value at risk.
import { levelText } from '../format/risk-terms.js';
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { axisMoney, grid, ground, legend, namesAxis, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type Comparison = ResponseOf<'riskComparison'>;

export function methodsCompared({ methods, levels }: Comparison, currency: string, look: Look): Chart {
  const { theme, numbers } = look;
  const level = levels.at(-1);
  const rows = methods.flatMap(({ method, row }) => {
    const figures = row.figures.find((one) => one.level === level);
    return figures ? [{ label: method.label, ...figures }] : [];
  });
  const money = (value: number) => `${numbers.money(value)} ${currency}`;
  const said = ({ valueAtRisk, expectedShortfall, band }: (typeof rows)[number]): [string, string][] => [
    ['VaR', money(valueAtRisk)],
    ...(band
      ? [['95 % band', `${numbers.money(band.low)} to ${numbers.money(band.high)}`] as [string, string]]
      : []),
    ['ES', money(expectedShortfall)],
  ];
  const name = `Methods at ${levelText(level ?? 0, numbers)}`;
  const shown = {
    ...tips(look, 'item', ({ value }: { value: [number, number] }) => {
      const row = rows[value[1]];
      return row ? tooltip(row.label, said(row)) : '';
    }),
  };
  const bands = rows.map(({ band, valueAtRisk }, index) => ({
    type: 'line',
    symbol: 'none',
    silent: true,
    lineStyle: { color: theme.muted, width: 3, opacity: 0.5 },
    data: [
      [band?.low ?? valueAtRisk, index],
      [band?.high ?? valueAtRisk, index],
    ],
  }));
  return {
    name,
    summary: 'The value at risk of each method with its 95 % band, and the expected shortfall beyond it.',
    height: 84 + 28 * Math.max(1, rows.length),
    option: {
      ...ground(look),
      grid: grid({ top: 32 }),
      legend: { ...legend(look, ['VaR', 'ES']), icon: null },
      tooltip: shown,
      xAxis: {
        ...valueAxis(look, `Loss, ${currency}`, (value) => axisMoney(look)(value).replace('+', '')),
        scale: true,
      },
      yAxis: {
        ...namesAxis(
          look,
          rows.map(({ label }) => label),
        ),
        inverse: true,
      },
      series: [
        {
          name: 'VaR',
          type: 'scatter',
          symbol: 'circle',
          symbolSize: 10,
          z: 3,
          itemStyle: { color: theme.accent },
          data: rows.map(({ valueAtRisk }, index) => [valueAtRisk, index]),
        },
        {
          name: 'ES',
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: 12,
          z: 3,
          itemStyle: { color: theme.negative },
          data: rows.map(({ expectedShortfall }, index) => [expectedShortfall, index]),
        },
        ...bands,
      ],
    },
    marks: rows.map((row, index) => ({ series: 0, index, text: spoken(row.label, said(row)) })),
    table: {
      name,
      columns: [
        { label: 'Method', kind: 'text' },
        { label: 'VaR', kind: 'money', unit: currency },
        { label: 'Band from', kind: 'money', unit: currency },
        { label: 'Band to', kind: 'money', unit: currency },
        { label: 'ES', kind: 'money', unit: currency },
      ],
      rows: rows.map(({ label, valueAtRisk, expectedShortfall, band }): Cell[] => [
        label,
        valueAtRisk,
        band?.low ?? null,
        band?.high ?? null,
        expectedShortfall,
      ]),
    },
  };
}
