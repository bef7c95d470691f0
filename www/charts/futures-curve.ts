// The basis of futures by the days until their delivery, one line for each asset.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { grid, ground, legend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look, Mark } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type Carry = ResponseOf<'carry'>;
type Point = Carry['assets'][number]['curve'][number];

const NAME = 'Futures curve';

export function futuresCurve({ assets }: Carry, currency: string, look: Look): Chart {
  const { numbers, color } = look;
  const lines = assets.filter(({ curve }) => curve.length > 0);
  const title = (asset: string, { expiry }: Point) => `${asset} ${expiry.slice(0, 10)}`;
  const figures = (point: Point): [string, string][] => [
    [`Price, ${currency}`, numbers.price(point.price)],
    ['Basis per year, continuous', numbers.percentage(point.continuous, 2)],
    ['Implied rate', numbers.percentage(point.impliedRate, 2)],
  ];
  const marks: Mark[] = lines.flatMap(({ asset, curve }, series) =>
    curve.map((point, index) => ({ series, index, text: spoken(title(asset, point), figures(point)) })),
  );
  return {
    name: NAME,
    summary: sentence(lines, look),
    height: narrow(look) ? 260 : 300,
    option: {
      ...ground(look),
      grid: grid({ top: 32, right: 24 }),
      legend: legend(
        look,
        lines.map(({ asset }) => asset),
      ),
      tooltip: tips(
        look,
        'item',
        ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const line = lines[seriesIndex];
          const point = line?.curve[dataIndex];
          return line && point ? tooltip(title(line.asset, point), figures(point)) : '';
        },
      ),
      xAxis: { ...valueAxis(look, 'Days to delivery', (value) => numbers.count(value)), min: 0 },
      yAxis: {
        ...valueAxis(look, 'Basis per year, %', (value) => numbers.percent(value, 1)),
        scale: true,
      },
      series: lines.map(({ asset, curve }) => ({
        name: asset,
        type: 'line',
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { color: color(asset), width: 2 },
        itemStyle: { color: color(asset) },
        data: curve.map(({ days, continuous }) => [days, continuous]),
      })),
    },
    marks,
    table: {
      name: NAME,
      columns: [
        { label: 'Asset', kind: 'asset' },
        { label: 'Expiry', kind: 'text' },
        { label: 'Days', kind: 'number', digits: 1 },
        { label: 'Basis', kind: 'fraction', unit: '% per year', digits: 2 },
      ],
      rows: lines.flatMap(({ asset, curve }) =>
        curve.map(({ expiry, days, continuous }): Cell[] => [asset, expiry.slice(0, 10), days, continuous]),
      ),
    },
  };
}

function sentence(lines: Carry['assets'], { numbers }: Look): string {
  const parts = lines.map(({ asset, curve }) => {
    const [near] = curve;
    const far = curve.at(-1);
    const from = numbers.percentage(near?.continuous, 1);
    return far && far !== near
      ? `${asset} futures stand ${from} a year over spot in ${numbers.count(near?.days)} days and ${numbers.percentage(far.continuous, 1)} in ${numbers.count(far.days)}`
      : `the ${asset} future stands ${from} a year over spot`;
  });
  const text = parts.join('; ');
  return text === '' ? 'No future is quoted.' : `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}
