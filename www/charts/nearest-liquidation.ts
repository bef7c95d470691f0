// How far each coin goes in the nearest joint move that ends an account, beside the move that ends it alone.
import { type LiquidationPool, liquidationPool } from '../state/liquidation.js';
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import type { Chart, Look } from './chart.js';
import { signedBars } from './signed-bars.js';

export function nearestLiquidation(
  found: ResponseOf<'liquidationRisk'>,
  pool: LiquidationPool,
  currency: string,
  look: Look,
): Chart {
  const { numbers } = look;
  const { moves, sentence } = pool.nearest;
  const signed = (move: number | null | undefined) =>
    typeof move === 'number' ? `${move > 0 ? '+' : ''}${numbers.percentage(move)}` : 'none';
  return signedBars(look, {
    name: `Nearest joint move that ends ${liquidationPool(found, pool)}`,
    summary: sentence,
    axis: 'Move, %',
    write: (percent) => signed(percent / 100),
    bars: moves.map(({ asset, change, price, deviations, volatility, aloneBelow, aloneAbove }) => ({
      label: asset,
      asset,
      value: 100 * change,
      figures: [
        ['Move', signed(change)],
        ['Price', `${numbers.price(price)} ${currency}`],
        ['Standard deviations', numbers.ratio(deviations, 3)],
        ...(typeof volatility === 'number'
          ? [['Volatilities', `${signed(volatility)} points`] as [string, string]]
          : []),
        ['Alone by a fall', signed(aloneBelow)],
        ['Alone by a rise', signed(aloneAbove)],
      ],
    })),
    columns: [
      { label: 'Asset', kind: 'asset' },
      { label: 'Move', kind: 'fraction', digits: 1, signed: true },
      { label: 'Price there', kind: 'price', unit: currency },
      {
        label: 'Deviations',
        kind: 'number',
        digits: 2,
        help: 'The logarithm of the move in standard deviations over the horizon.',
      },
      { label: 'Volatilities', kind: 'fraction', unit: 'points', digits: 1, signed: true },
      { label: 'Alone by a fall', kind: 'fraction', digits: 1, signed: true },
      { label: 'Alone by a rise', kind: 'fraction', digits: 1, signed: true },
    ],
    rows: moves.map(({ asset, change, price, deviations, volatility, aloneBelow, aloneAbove }): Cell[] => [
      asset,
      change,
      price,
      deviations,
      volatility ?? null,
      aloneBelow ?? null,
      aloneAbove ?? null,
    ]),
  });
}
