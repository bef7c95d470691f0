// What is liquidated at which price: longs below today's price and shorts above it, with the person's own lines.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { axisMoney, binAxes, grid, ground, legend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type LiquidationMap = ResponseOf<'liquidationMap'>;

const LONGS = 'Longs';
const SHORTS = 'Shorts';
/** More own lines than that have no name on the chart. */
const NAMED = 4;

/** The space between two levels: what a fall ends in it, and what a rise does. */
interface Bin {
  from: number;
  to: number;
  longs: number;
  shorts: number;
  cumulated: number;
}

function binsOf({ levels }: LiquidationMap): Bin[] {
  return levels.slice(1).map((upper, index): Bin => {
    const lower = levels[index] ?? upper;
    const [falls, rises] = [lower.move < 0, upper.move > 0];
    return {
      from: lower.move,
      to: upper.move,
      longs: falls ? lower.at.notional : 0,
      shorts: rises ? upper.at.notional : 0,
      cumulated: falls ? lower.cumulated.notional : upper.cumulated.notional,
    };
  });
}

export function liquidationLevels(map: LiquidationMap, currency: string, look: Look): Chart {
  const { theme, numbers } = look;
  const { spot, own } = map;
  const what = map.asset ?? 'all coins';
  const at = (move: number) => (typeof spot === 'number' ? spot * (1 + move) : move);
  const bins = binsOf(map);
  const write = (move: number) =>
    typeof spot === 'number' ? numbers.price(Number(at(move).toPrecision(5))) : numbers.percentage(move, 1);
  const money = (amount: number) => `${numbers.money(amount)} ${currency}`;
  const range = ({ from, to }: Bin) => `${write(from)} to ${write(to)}`;
  const figures = ({ longs, shorts, cumulated }: Bin): [string, string][] => [
    ...(longs > 0 || shorts === 0 ? ([[LONGS, money(longs)]] as [string, string][]) : []),
    ...(shorts > 0 ? ([[SHORTS, money(shorts)]] as [string, string][]) : []),
    ['From today’s price to here', money(cumulated)],
  ];
  const lines = own.flatMap(({ name, below, above }) =>
    [below, above].flatMap((move) => (typeof move === 'number' ? [{ name, move }] : [])),
  );
  const [least, most] = [bins[0]?.from ?? -0.5, bins.at(-1)?.to ?? 0.5];
  const inside = lines.filter(({ move }) => move >= least && move <= most);
  const mark = (move: number, label: string, color: string, type: 'solid' | 'dashed') => ({
    xAxis: at(move),
    lineStyle: { color, width: 1.5, type },
    label: { formatter: label, position: 'end', color: theme.text, fontFamily: theme.font, fontSize: 11 },
  });
  const sum = (side: 'longs' | 'shorts') => bins.reduce((total, bin) => total + bin[side], 0);
  const bar = (name: string, side: 'longs' | 'shorts', color: string) => ({
    type: 'bar',
    name,
    stack: 'lines',
    barCategoryGap: '4%',
    itemStyle: { color },
    data: bins.map((bin) => bin[side]),
  });
  const axis = valueAxis(
    look,
    typeof spot === 'number' ? `Price of ${what}, ${currency}` : 'Move of all coins, %',
    (value) =>
      typeof spot === 'number' ? numbers.price(Number(value.toPrecision(4))) : numbers.percent(value, 0),
  );
  const name = 'Liquidations by price';
  return {
    name,
    summary:
      `A fall down to ${write(least)} ends ${money(sum('longs'))} of longs in ${what}, ` +
      `a rise up to ${write(most)} ${money(sum('shorts'))} of shorts.`,
    height: narrow(look) ? 300 : 340,
    option: {
      ...ground(look),
      grid: grid({ top: narrow(look) ? 64 : 52 }),
      legend: legend(look, [LONGS, SHORTS]),
      tooltip: tips(look, 'item', ({ dataIndex }: { dataIndex: number }) => {
        const bin = bins[dataIndex];
        return bin ? tooltip(range(bin), figures(bin)) : '';
      }),
      xAxis: binAxes(look, axis, bins.length, [at(least), at(most)]),
      yAxis: valueAxis(look, `Notional, ${currency}`, (value) => axisMoney(look)(value).replace(/^\+/, '')),
      series: [
        bar(LONGS, 'longs', theme.positive),
        bar(SHORTS, 'shorts', theme.negative),
        {
          type: 'line',
          xAxisIndex: 1,
          data: [],
          silent: true,
          markLine: {
            silent: true,
            animation: false,
            symbol: 'none',
            data: [
              mark(0, 'now', theme.muted, 'solid'),
              ...inside.map((line, index) =>
                mark(line.move, index < NAMED && !narrow(look) ? line.name : '', theme.text, 'dashed'),
              ),
            ],
          },
        },
      ],
    },
    marks: bins.map((bin, index) => ({
      series: bin.shorts > 0 ? 1 : 0,
      index,
      text: spoken(range(bin), figures(bin)),
    })),
    table: {
      name,
      columns: [
        { label: 'Move', kind: 'fraction', digits: 1, signed: true },
        ...(typeof spot === 'number' ? [{ label: 'Price', kind: 'price' as const, unit: currency }] : []),
        { label: 'Notional', kind: 'money', unit: currency },
        { label: 'Collateral', kind: 'money', unit: currency },
        { label: 'Debt', kind: 'money', unit: currency },
        { label: 'Own', kind: 'money', unit: currency, help: 'Of the notional, your own.' },
        {
          label: 'From today’s price',
          kind: 'money',
          unit: currency,
          help: 'All notional between today’s price and this level.',
        },
        { label: 'Rows', kind: 'count' },
      ],
      rows: map.levels.map(({ move, price, at: ended, own: mine, cumulated }): Cell[] => [
        move,
        ...(typeof spot === 'number' ? [price ?? null] : []),
        ended.notional,
        ended.collateral,
        ended.debt,
        mine,
        cumulated.notional,
        ended.count,
      ]),
    },
  };
}
