// Volatility by time to expiry: at the money, as a variance swap, and from one expiry to the next.
import type { Cell } from '../tables/table.js';
import { grid, ground, legend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import type { AssetSurface } from './smile.js';
import { spoken, tooltip } from './tooltip.js';

const root = (variance: number) => (variance >= 0 ? Math.sqrt(variance) : null);

export function termStructure({ asset, expiries, index }: AssetSurface, look: Look): Chart {
  const { numbers, theme, color } = look;
  const lines = [
    {
      name: 'At the money',
      hue: color(asset),
      of: expiries.map(({ atTheMoney }) => atTheMoney),
      step: false,
    },
    {
      name: 'Variance swap',
      hue: theme.text,
      of: expiries.map(({ varianceSwap }) => root(varianceSwap)),
      step: false,
    },
    {
      name: 'Forward, from the expiry before',
      hue: theme.muted,
      of: expiries.map(({ forwardVariance }) => root(forwardVariance)),
      step: true,
    },
  ];
  const days = expiries.map(({ years }) => years * 365);
  const title = (at: number) => `${asset}, ${expiries[at]?.expiry.slice(0, 10)}`;
  const figures = (series: number, at: number): [string, string][] => [
    ['Days', numbers.format(days[at] ?? 0, { maximumFractionDigits: 1 })],
    [lines[series]?.name ?? '', numbers.percentage(lines[series]?.of[at])],
  ];
  const thirty = index === null ? '' : ` The index of thirty days is ${numbers.percentage(index)}.`;
  return {
    name: `Term structure of ${asset}`,
    summary: `At the money ${numbers.percentage(expiries[0]?.atTheMoney)} in ${numbers.format(days[0] ?? 0, { maximumFractionDigits: 1 })} days and ${numbers.percentage(expiries.at(-1)?.atTheMoney)} in ${numbers.format(days.at(-1) ?? 0, { maximumFractionDigits: 0 })}.${thirty}`,
    height: narrow(look) ? 300 : 340,
    option: {
      ...ground(look),
      grid: grid({ top: narrow(look) ? 56 : 36, bottom: 12 }),
      legend: legend(
        look,
        lines.map(({ name }) => name),
      ),
      tooltip: tips(look, 'item', ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) =>
        tooltip(title(dataIndex), figures(seriesIndex, dataIndex)),
      ),
      xAxis: valueAxis(look, 'Days to expiry', (value) => numbers.count(value)),
      yAxis: {
        ...valueAxis(look, 'Volatility per year, %', (value) => numbers.percent(value, 0)),
        scale: true,
      },
      series: lines.map(({ name, hue, of, step }) => ({
        name,
        type: 'line',
        symbolSize: 6,
        // A forward variance belongs to the time before its expiry.
        ...(step ? { step: 'start' } : {}),
        lineStyle: { color: hue, width: step ? 1 : 2 },
        itemStyle: { color: hue },
        data: of.map((volatility, at) => [days[at], volatility]),
      })),
    },
    marks: lines.flatMap((_, series) =>
      expiries.map((_, at) => ({ series, index: at, text: spoken(title(at), figures(series, at)) })),
    ),
    table: {
      name: `Term structure of ${asset}`,
      columns: [
        { label: 'Expiry', kind: 'text' },
        { label: 'Days', kind: 'number', digits: 1 },
        ...lines.map(({ name }) => ({
          label: name,
          kind: 'fraction' as const,
          unit: '% per year',
          digits: 2,
        })),
      ],
      rows: expiries.map(({ expiry }, at): Cell[] => [
        expiry.slice(0, 10),
        days[at] ?? null,
        ...lines.map(({ of }) => of[at] ?? null),
      ]),
    },
  };
}
