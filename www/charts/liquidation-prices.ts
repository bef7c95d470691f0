// A price axis for each coin, in parts of today's price, with the prices at which accounts and isolated positions end;
// the first axis moves all coins together.
import { endings, type LiquidationPoint, poolName } from '../state/margin.js';
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { grid, ground, legend, legendHeight, namesAxis, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type Margin = ResponseOf<'margin'>;

/** A price that ends a pool, on its axis. */
interface Stop {
  axis: string;
  pool: string;
  point: LiquidationPoint;
  /** In quote currency; none where all coins move. */
  price: number | null;
  now: number | null;
}

const TOGETHER = 'All coins';
/** The picture goes so far up at most, and at least; what falls deeper has lost all. */
const [MOST_UP, LEAST_UP, DEEPEST] = [2, 0.5, -0.98];
/** With more marks their prices stand in the tooltip alone. */
const MOST_LABELS = 16;

function stopsOf(margin: Margin): Stop[] {
  const together = margin.accounts.flatMap((account) =>
    account.pools.flatMap((pool) =>
      [pool.marketBelow, pool.marketAbove].flatMap((point): Stop[] =>
        typeof point.price === 'number'
          ? [{ axis: TOGETHER, pool: poolName(account, pool), point, price: null, now: null }]
          : [],
      ),
    ),
  );
  const alone = endings(margin).map(
    ({ account, pool, asset, point }): Stop => ({
      axis: asset.asset,
      pool: poolName(account, pool),
      point,
      price: point.price ?? null,
      now: asset.spot,
    }),
  );
  return [...together, ...alone];
}

export function liquidationPrices(margin: Margin, currency: string, look: Look): Chart {
  const { theme, numbers } = look;
  const stops = stopsOf(margin);
  const axes = [...new Set(stops.map(({ axis }) => axis))];
  const pools = [...new Set(stops.map(({ pool }) => pool))];
  const move = ({ point }: Stop) => point.distance ?? 0;
  const reach = Math.max(LEAST_UP, ...stops.map((stop) => 1.1 * move(stop)));
  const highest = Math.min(MOST_UP, Math.ceil(2 * reach) / 2);
  const shown = stops.filter((stop) => move(stop) <= highest && move(stop) >= DEEPEST);
  const signed = (value: number) => `${value > 0 ? '+' : ''}${numbers.percentage(value)}`;
  const title = ({ axis, pool }: Stop) => `${axis}, ${pool}`;
  const figures = (stop: Stop): [string, string][] => [
    ['Ends at', stop.price === null ? signed(move(stop)) : `${numbers.price(stop.price)} ${currency}`],
    ...(stop.price === null ? [] : ([['Move', signed(move(stop))]] as [string, string][])),
    ...(typeof stop.point.deviations === 'number'
      ? ([['Daily deviations', numbers.ratio(stop.point.deviations, 2)]] as [string, string][])
      : []),
  ];
  const series = pools.map((pool, place) => ({
    pool,
    color: theme.assets[place % theme.assets.length],
    stops: shown.filter((stop) => stop.pool === pool),
  }));
  const several = pools.length > 1;
  const above = several
    ? legendHeight(
        look,
        pools.map((label) => ({ label })),
      ) + 12
    : 20;
  const spots = new Map(stops.flatMap(({ axis, now }) => (now === null ? [] : [[axis, now] as const])));
  const beyond = stops.length - shown.length;
  const name = 'Prices that end the accounts';
  return {
    name,
    summary: `${
      stops.length === 0
        ? 'No price of a single coin ends an account, nor does a move of all together.'
        : `Each mark is a price at which an account or an isolated position meets its maintenance margin, others standing still.`
    }${beyond > 0 ? ` ${numbers.count(beyond)} beyond ${signed(DEEPEST)} or ${signed(highest)} ${beyond === 1 ? 'is' : 'are'} in the table only.` : ''}`,
    height: above + 64 + 38 * Math.max(1, axes.length),
    option: {
      ...ground(look),
      grid: grid({ top: above, right: 24 }),
      ...(several ? { legend: { ...legend(look, pools), icon: 'circle' } } : {}),
      tooltip: tips(
        look,
        'item',
        ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const stop = series[seriesIndex]?.stops[dataIndex];
          return stop ? tooltip(title(stop), figures(stop)) : '';
        },
      ),
      xAxis: {
        ...valueAxis(look, 'Move from today’s price, %', (value) =>
          value === 0 ? 'today' : numbers.percent(value, 0),
        ),
        min: -1,
        max: highest,
        interval: narrow(look) || highest > 1 ? 0.5 : 0.25,
      },
      yAxis: {
        ...namesAxis(look, axes),
        inverse: true,
        axisLabel: {
          ...namesAxis(look, axes).axisLabel,
          lineHeight: 15,
          formatter: (axis: string) =>
            spots.has(axis) ? `${axis}\n${numbers.price(spots.get(axis))}` : axis,
        },
        splitLine: { show: true, lineStyle: { color: theme.line } },
      },
      series: series.map(({ pool, color, stops: own }, place) => ({
        name: pool,
        type: 'scatter',
        symbol: 'circle',
        symbolSize: 11,
        itemStyle: { color, borderColor: theme.surface, borderWidth: 1 },
        data: own.map((stop) => [move(stop), stop.axis]),
        label: {
          show: shown.length <= MOST_LABELS,
          position: 'top',
          distance: 3,
          color: theme.text,
          fontFamily: theme.font,
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const stop = own[dataIndex];
            return stop ? (stop.price === null ? signed(move(stop)) : numbers.price(stop.price)) : '';
          },
        },
        labelLayout: { hideOverlap: true, moveOverlap: 'shiftX' },
        ...(place === 0
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                label: { show: false },
                lineStyle: { color: theme.text, type: 'solid', width: 1 },
                data: [{ xAxis: 0 }],
              },
            }
          : {}),
      })),
    },
    marks: series.flatMap(({ stops: own }, place) =>
      own.map((stop, index) => ({ series: place, index, text: spoken(title(stop), figures(stop)) })),
    ),
    table: {
      name,
      columns: [
        { label: 'Moves', kind: 'text' },
        { label: 'Account', kind: 'text' },
        { label: 'Today', kind: 'price', unit: currency },
        { label: 'Ends at', kind: 'price', unit: currency },
        { label: 'Move', kind: 'fraction', signed: true },
        { label: 'Daily deviations', kind: 'number', digits: 1 },
        {
          label: 'Bankrupt at',
          kind: 'price',
          unit: currency,
          help: 'Where nothing is left but the fee of closing.',
        },
      ],
      rows: stops.map((stop): Cell[] => [
        stop.axis,
        stop.pool,
        stop.now,
        stop.price,
        move(stop),
        stop.point.deviations ?? null,
        stop.price === null ? null : (stop.point.bankruptcy ?? null),
      ]),
    },
  };
}
