// What longs paid shorts a year, over the course of a funding history, with its mean and the band of that mean.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { grid, ground, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

export type FundingSummary = ResponseOf<'carry'>['assets'][number]['funding'][number];

/** Two-sided, of the normal distribution. */
const NINETY_FIVE = 1.96;
const DAY = 86_400_000;

export function fundingHistory(asset: string, funding: FundingSummary, days: number, look: Look): Chart {
  const { theme, numbers, color } = look;
  const { points, venue, expected, standardError } = funding;
  const name = `Funding of ${asset}${venue ? ` on ${venue}` : ''}`;
  const percent = (value: number | null) => numbers.percentage(value, 1);
  const title = ({ date }: (typeof points)[number]) => `From ${date.slice(0, 10)}`;
  const figures = ({ mean }: (typeof points)[number]): [string, string][] => [
    ['Funding per year', percent(mean)],
  ];
  const first = Date.parse(points[0]?.date ?? '');
  const last = Date.parse(funding.lastDate);
  const from = Math.max(first, last - days * DAY);
  const error = (standardError ?? 0) * NINETY_FIVE;
  const band = (line: number) => [
    [from, line],
    [last, line],
  ];
  const flat = { type: 'line', symbol: 'none', silent: true, tooltip: { show: false } };
  const mean = expected ?? 0;
  return {
    name,
    summary:
      `Over the last ${numbers.count(days)} days longs of ${asset} paid ${percent(expected)} a year on average` +
      (standardError === null ? '.' : `, give or take ${percent(error)} (95 %).`),
    height: narrow(look) ? 240 : 280,
    option: {
      ...ground(look),
      grid: grid({ top: 12, right: 24 }),
      tooltip: tips(look, 'item', ({ dataIndex }: { dataIndex: number }) => {
        const point = points[dataIndex];
        return point ? tooltip(title(point), figures(point)) : '';
      }),
      xAxis: {
        type: 'time',
        min: first,
        max: last,
        axisLine: { lineStyle: { color: theme.line } },
        axisTick: { show: false },
        splitNumber: narrow(look) ? 3 : 6,
        axisLabel: { color: theme.muted, fontFamily: theme.font, hideOverlap: true },
      },
      yAxis: valueAxis(look, 'Funding per year, %', (value) => numbers.percent(value, 0)),
      series: [
        {
          type: 'line',
          symbol: 'circle',
          symbolSize: 4,
          showSymbol: points.length < 60,
          lineStyle: { color: color(asset), width: 1.5 },
          itemStyle: { color: color(asset) },
          data: points.map(({ date, mean: value }) => [Date.parse(date), value]),
          markLine: {
            silent: true,
            symbol: 'none',
            animation: false,
            label: { show: false },
            lineStyle: { color: theme.muted, type: 'solid', width: 1 },
            data: [{ yAxis: 0 }],
          },
        },
        // The band is the room between two lines, the upper stacked on the lower.
        { ...flat, stack: 'band', lineStyle: { opacity: 0 }, data: band(mean - error) },
        {
          ...flat,
          stack: 'band',
          stackStrategy: 'all',
          lineStyle: { opacity: 0 },
          areaStyle: { color: theme.text, opacity: 0.15 },
          data: band(2 * error),
        },
        { ...flat, lineStyle: { color: theme.text, width: 2, type: 'dashed' }, data: band(mean) },
      ],
    },
    marks: points.map((point, index) => ({ series: 0, index, text: spoken(title(point), figures(point)) })),
    table: {
      name,
      columns: [
        { label: 'From', kind: 'text' },
        { label: 'Funding', kind: 'fraction', unit: '% per year', digits: 2 },
      ],
      rows: points.map(({ date, mean: value }): Cell[] => [date.slice(0, 10), value]),
    },
  };
}
