// What trading costs a year against how far the account strays: along the width of a band, and by policy.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { grid, ground, legend, legendHeight, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type Compared = ResponseOf<'rebalancePolicies'>;

const WAYS = { edge: 'Band, to its edge', centre: 'Band, to the target' } as const;
const OTHERS = 'Other policies';

export function policyCosts(found: Compared, look: Look): Chart {
  const { theme, numbers } = look;
  const { bands, policies, best } = found;
  const part = (value: number) => numbers.percentage(value, 2);
  const least = bands[best];
  const chosen = policies[0];
  const named = (to: keyof typeof WAYS) => bands.filter((band) => band.to === to);
  const figures = (row: {
    cost: number;
    trackingError: number;
    loss: number;
    trades: number;
  }): [string, string][] => [
    ['Cost a year', part(row.cost)],
    ['Tracking error', part(row.trackingError)],
    ['Both together', part(row.loss)],
    ['Trades a year', numbers.ratio(row.trades, 3)],
  ];
  const of = (to: keyof typeof WAYS) => (width: number) =>
    `Band of ±${part(width)}, ${to === 'edge' ? 'to its edge' : 'to the target'}`;
  const series = [
    ...(['edge', 'centre'] as const).map((to) => ({
      name: WAYS[to],
      rows: named(to).map((band) => ({ title: of(to)(band.width), ...band })),
      color: to === 'edge' ? theme.accent : theme.text,
      line: true,
    })),
    {
      name: chosen?.label ?? '',
      rows: policies.slice(0, 1).map((policy) => ({ title: policy.label, ...policy })),
      color: theme.negative,
      line: false,
    },
    {
      name: OTHERS,
      rows: policies.slice(1).map((policy) => ({ title: policy.label, ...policy })),
      color: theme.muted,
      line: false,
    },
  ];
  const name = 'Cost against straying';
  const names = series.map((one) => ({ label: one.name }));
  const widest = Math.max(...bands.map(({ trackingError }) => trackingError));
  // Policies that stray by intent would leave no room for the bands.
  const most = 1.25 * widest;
  const percent = (value: number) => numbers.percentage(value, value !== 0 && Math.abs(value) < 0.01 ? 2 : 1);
  const text = { color: theme.text, fontFamily: theme.font, fontSize: 11 };
  return {
    name,
    summary: least
      ? `Of the bands, ±${part(least.width)} ${least.to === 'edge' ? 'traded to its edge' : 'traded to the target'} costs least: ` +
        `${part(least.cost)} a year for a tracking error of ${part(least.trackingError)}.`
      : 'There is nothing to compare.',
    height: narrow(look) ? 340 : 380,
    option: {
      ...ground(look),
      grid: grid({ top: legendHeight(look, names) + 28 }),
      legend: {
        ...legend(
          look,
          names.map(({ label }) => label),
        ),
        // Its marks are higher than the rectangles of other legends.
        top: 4,
        icon: null,
      },
      tooltip: tips(
        look,
        'item',
        ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const row = series[seriesIndex]?.rows[dataIndex];
          return row ? tooltip(row.title, figures(row)) : '';
        },
      ),
      xAxis: { ...valueAxis(look, 'Tracking error per year', percent), min: 0, max: most },
      yAxis: { ...valueAxis(look, 'Cost per year', percent), min: 0 },
      series: series.map((one, index) => ({
        name: one.name,
        type: one.line ? 'line' : 'scatter',
        symbol: ['circle', 'circle', 'diamond', 'triangle'][index],
        symbolSize: one.line ? 6 : 11,
        z: one.line ? 2 : 3,
        clip: true,
        lineStyle: { color: one.color, width: 2, type: index === 1 ? 'dashed' : 'solid' },
        itemStyle: { color: one.color },
        data: one.rows.map((row) => [row.trackingError, row.cost]),
        ...(index === 0 && least
          ? {
              markPoint: {
                silent: true,
                animation: false,
                symbol: 'circle',
                symbolSize: 12,
                itemStyle: { color: theme.positive },
                label: { ...text, show: true, formatter: `±${part(least.width)}`, position: 'top' },
                data: [{ coord: [least.trackingError, least.cost] }],
              },
            }
          : {}),
      })),
    },
    marks: series.flatMap(({ rows }, index) =>
      rows.map((row, place) => ({ series: index, index: place, text: spoken(row.title, figures(row)) })),
    ),
    table: {
      name,
      columns: [
        { label: 'Half-width', kind: 'fraction', digits: 2 },
        { label: 'Traded to', kind: 'text' },
        { label: 'Trades a year', kind: 'number', digits: 1 },
        { label: 'Turnover a year', kind: 'fraction', digits: 1 },
        { label: 'Cost a year', kind: 'fraction', digits: 3 },
        { label: 'Tracking error', kind: 'fraction', digits: 2 },
        { label: 'Both together', kind: 'fraction', digits: 3 },
      ],
      rows: bands.map((band): Cell[] => [
        band.width,
        band.to === 'edge' ? 'edge' : 'target',
        band.trades,
        band.turnover,
        band.cost,
        band.trackingError,
        band.loss,
      ]),
    },
  };
}
