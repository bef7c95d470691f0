// The prices that end the accounts as time goes by, while funding, interest and the decay of options go on; each in parts
// of today's price.
import { poolName } from '../state/margin.js';
import type { ResponseOf } from '../state/shapes.js';
import type { Cell, Column } from '../tables/table.js';
import { grid, ground, legend, legendHeight, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type Margin = ResponseOf<'margin'>;

interface Line {
  label: string;
  asset: string;
  /** By point: the move that ends it. */
  moves: (number | null)[];
  prices: (number | null)[];
}

/** More lines cannot be told apart. */
const MOST_LINES = 8;
/** A move beyond these would leave the others no room. */
const [DEEPEST, HIGHEST] = [-0.98, 2];

function linesOf({ accounts }: Margin): Line[] {
  const all = accounts.flatMap((account) =>
    account.pools.flatMap((pool) =>
      pool.assets.flatMap(({ asset, spot }, place) =>
        (['below', 'above'] as const).map((side): Line => {
          const prices = pool.curve.map((point) => point[side][place] ?? null);
          return {
            label: `${asset} ${side}, ${poolName(account, pool)}`,
            asset,
            prices,
            moves: prices.map((price) => (price === null ? null : price / spot - 1)),
          };
        }),
      ),
    ),
  );
  const least = ({ moves }: Line) => Math.min(...moves.map((move) => (move === null ? 1e9 : Math.abs(move))));
  return all
    .filter(({ moves }) => moves.some((move) => move !== null && move > DEEPEST && move < HIGHEST))
    .sort((a, b) => least(a) - least(b))
    .slice(0, MOST_LINES);
}

export function liquidationCurve(margin: Margin, currency: string, look: Look): Chart {
  const { theme, numbers, color } = look;
  const lines = linesOf(margin);
  const longest = margin.accounts
    .flatMap(({ pools }) => pools.map(({ curve }) => curve))
    .reduce<MarginCurve>((most, curve) => (curve.length > most.length ? curve : most), []);
  const days = longest.map((point) => point.days);
  const last = days.at(-1) ?? 0;
  const signed = (move: number | null | undefined) =>
    typeof move === 'number' ? `${move > 0 ? '+' : ''}${numbers.percentage(move)}` : 'none';
  const title = (index: number) => `Day ${numbers.ratio(days[index] ?? 0, 3)}`;
  const figures = (index: number) =>
    lines.map(({ label, moves, prices }): [string, string] => [
      label,
      typeof prices[index] === 'number'
        ? `${numbers.price(prices[index])} (${signed(moves[index])})`
        : 'none',
    ]);
  const names = lines.map(({ label }) => label);
  const above = legendHeight(look, lines) + 16;
  const [nearest] = lines;
  const name = 'Prices that end the accounts in time';
  return {
    name,
    summary: nearest
      ? `The nearest, ${nearest.label}, goes from ${signed(nearest.moves[0])} to ${signed(nearest.moves[days.length - 1] ?? null)} within ${numbers.ratio(last, 3)} days at today’s funding and interest.`
      : 'No price ends an account on any of these days.',
    height: (narrow(look) ? 260 : 300) + above,
    option: {
      ...ground(look),
      grid: grid({ top: above, bottom: 12, right: 24 }),
      legend: { ...legend(look, names), icon: null, itemWidth: 26 },
      tooltip: {
        ...tips(look, 'axis', (params: { dataIndex: number }[]) => {
          const index = params[0]?.dataIndex ?? 0;
          return tooltip(title(index), figures(index));
        }),
        axisPointer: { type: 'line', lineStyle: { color: theme.muted, width: 1 } },
      },
      xAxis: { ...valueAxis(look, 'Days', (value) => numbers.count(value)), max: last },
      yAxis: {
        ...valueAxis(look, 'Move from today’s price, %', (value) => numbers.percent(value, 0)),
        scale: true,
      },
      series: lines.map(({ label, asset, moves }, place) => ({
        name: label,
        type: 'line',
        showSymbol: false,
        symbolSize: 6,
        lineStyle: { color: color(asset), width: 1.5, type: place % 2 === 0 ? 'solid' : 'dashed' },
        itemStyle: { color: color(asset) },
        data: days.map((day, index) => [day, moves[index] ?? null]),
      })),
    },
    marks: days.map((_, index) => ({ series: 0, index, text: spoken(title(index), figures(index)) })),
    table: {
      name,
      columns: [
        { label: 'Days', kind: 'number', digits: 1 },
        ...names.map(
          (label): Column => ({ label: label.replaceAll(',', ' of'), kind: 'price', unit: currency }),
        ),
      ],
      rows: days.map((day, index): Cell[] => [day, ...lines.map(({ prices }) => prices[index] ?? null)]),
    },
  };
}

type MarginCurve = Margin['accounts'][number]['pools'][number]['curve'];
