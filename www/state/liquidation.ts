// What the answers on the risk of liquidation are made of, by the names that a person knows.
import type { ResponseOf } from './shapes.js';

type LiquidationRisk = ResponseOf<'liquidationRisk'>;
export type LiquidationPool = LiquidationRisk['pools'][number];

/** A pool by its account, and by what sets it apart there. */
export function liquidationPool({ pools }: LiquidationRisk, { account, name }: LiquidationPool): string {
  return pools.filter((pool) => pool.account === account).length > 1 ? `${account} · ${name}` : account;
}

/** Nearest first; what no move ends comes last. */
export const byDistance = ({ pools }: LiquidationRisk): LiquidationPool[] =>
  [...pools].sort(
    (a, b) =>
      (a.nearest.distance ?? Number.POSITIVE_INFINITY) - (b.nearest.distance ?? Number.POSITIVE_INFINITY),
  );
