// Where a first move ends after the orders that it forces, against that first move.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { grid, ground, lineLegend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type LiquidationMap = ResponseOf<'liquidationMap'>;

const FINAL = 'Final move';
const FIRST = 'First move alone';

export function cascadeCurve(map: LiquidationMap, currency: string, look: Look): Chart {
  const { theme, numbers } = look;
  const { curve, runawayFall, runawayRise, cascade } = map;
  const still = { shock: 0, finalMove: 0, amplification: null, forced: 0, missing: 0 };
  const here = curve.findIndex(({ shock }) => shock > 0);
  const points = [
    ...curve.slice(0, here < 0 ? undefined : here),
    still,
    ...(here < 0 ? [] : curve.slice(here)),
  ];
  const signed = (value: number) => `${value > 0 ? '+' : ''}${numbers.percentage(value, 1)}`;
  const factor = (value: number | null | undefined) =>
    typeof value === 'number' ? `${numbers.ratio(value)}×` : '–';
  const figures = (index: number): [string, string][] => {
    const point = points[index];
    return point
      ? [
          [FINAL, signed(point.finalMove)],
          ['Amplification', factor(point.amplification)],
          ['Forced orders', `${numbers.money(point.forced)} ${currency}`],
          ['Bad debt', `${numbers.money(point.missing)} ${currency}`],
        ]
      : [];
  };
  const title = (index: number) => `First move ${signed(points[index]?.shock ?? 0)}`;
  const thresholds = [runawayFall, runawayRise].filter((move) => typeof move === 'number');
  const label = { color: theme.text, fontFamily: theme.font, fontSize: 11, position: 'end' };
  const line = (at: number, words: string) => ({
    xAxis: at,
    lineStyle: { color: theme.muted, width: 1, type: 'dashed' },
    label: { ...label, formatter: words },
  });
  const percent = (value: number) => numbers.percent(value, 0);
  const name = 'Cascades by their first move';
  const worst = [...curve].sort((a, b) => (b.amplification ?? 0) - (a.amplification ?? 0))[0];
  return {
    name,
    summary:
      thresholds.length > 0
        ? `Forced orders at least double a first move from ${thresholds.map((move) => signed(move)).join(' and from ')} on.`
        : `Forced orders never double a first move on this map; the most is ${factor(worst?.amplification ?? 1)}.`,
    height: narrow(look) ? 280 : 320,
    option: {
      ...ground(look),
      grid: grid({ top: narrow(look) ? 60 : 44 }),
      ...lineLegend(look, [{ label: FINAL }, { label: FIRST }]),
      tooltip: {
        ...tips(look, 'axis', (params: { dataIndex: number }[]) => {
          const index = params[0]?.dataIndex;
          return index === undefined ? '' : tooltip(title(index), figures(index));
        }),
        axisPointer: { type: 'line', lineStyle: { color: theme.muted, width: 1 } },
      },
      xAxis: {
        ...valueAxis(look, 'First move, %', percent),
        min: points[0]?.shock,
        max: points.at(-1)?.shock,
        splitLine: { show: false },
      },
      yAxis: valueAxis(look, 'Final move, %', percent),
      series: [
        {
          name: FINAL,
          type: 'line',
          symbol: 'circle',
          symbolSize: 7,
          showSymbol: false,
          lineStyle: { color: theme.accent, width: 2 },
          itemStyle: { color: theme.accent },
          data: points.map(({ shock, finalMove }) => [shock, finalMove]),
          markLine: {
            silent: true,
            animation: false,
            symbol: 'none',
            data: [
              ...thresholds.map((move) => line(move, 'doubled')),
              ...(cascade.shock === 0 ? [] : [line(cascade.shock, 'this one')]),
            ],
          },
        },
        {
          name: FIRST,
          type: 'line',
          silent: true,
          symbol: 'none',
          lineStyle: { color: theme.muted, width: 1.5, type: 'dashed' },
          itemStyle: { color: theme.muted },
          data: points.map(({ shock }) => [shock, shock]),
        },
      ],
    },
    marks: points.map((_, index) => ({ series: 0, index, text: spoken(title(index), figures(index)) })),
    table: {
      name,
      columns: [
        { label: 'First move', kind: 'fraction', digits: 1, signed: true },
        { label: FINAL, kind: 'fraction', digits: 1, signed: true },
        { label: 'Amplification', kind: 'number', digits: 2 },
        { label: 'Forced orders', kind: 'money', unit: currency },
        { label: 'Bad debt', kind: 'money', unit: currency },
      ],
      rows: points.map(({ shock, finalMove, amplification, forced, missing }): Cell[] => [
        shock,
        finalMove,
        amplification ?? null,
        forced,
        missing,
      ]),
    },
  };
}
