// Weights that the holdings are to have, and how far they are from them.
import type { ResponseOf } from './shapes.js';

/** What the holdings of the page are measured against until it is put away. */
export interface Target {
  /** Where the weights come from, as a person reads it. */
  readonly source: string;
  /** Parts of the equity; exposures where a derivative is held. */
  readonly weights: readonly TargetWeight[];
}

export interface TargetWeight {
  readonly asset: string;
  readonly weight: number;
}

/** The weights of an allocation as a target; those that its units come to, where it has any. */
export const targetOf = ({ method, weights, units }: ResponseOf<'allocate'>): Target => ({
  source: units?.status === 'solved' ? `${method.label}, in whole lots` : method.label,
  weights: (units?.status === 'solved' ? units.assets : weights).map(({ asset, weight }) => ({
    asset,
    weight,
  })),
});

export const weightsOf = ({ weights }: Target): Record<string, number> =>
  Object.fromEntries(weights.map(({ asset, weight }) => [asset, weight]));

export const sameTarget = (a: Target | null, b: Target | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** One asset on its way to the target; amounts are in the currency of the values. */
export interface Step {
  asset: string;
  /** Its part of the equity now. */
  now: number;
  target: number;
  /** What has to be bought, or sold where it is negative. */
  amount: number;
  /** The same in units of the asset; null where it has no spot. */
  units: number | null;
}

/** How far the holdings are from the target; none without equity to be parts of. */
export function steps(
  { weights }: Target,
  { totals: { equity, byAsset } }: ResponseOf<'price'>,
  spots: Readonly<Record<string, number>>,
): Step[] {
  if (!(equity > 0)) return [];
  return weights.map(({ asset, weight: target }) => {
    const now = (byAsset.find((held) => held.asset === asset)?.exposure ?? 0) / equity;
    const amount = (target - now) * equity;
    const spot = spots[asset] ?? 0;
    return { asset, now, target, amount, units: spot > 0 ? amount / spot : null };
  });
}

/** What is held in assets that the target says nothing of, as parts of the equity. */
export function untouched(
  { weights }: Target,
  { totals: { equity, byAsset } }: ResponseOf<'price'>,
): TargetWeight[] {
  const aimedAt = new Set(weights.map(({ asset }) => asset));
  const others = byAsset.filter(({ asset, exposure }) => exposure !== 0 && !aimedAt.has(asset));
  return equity > 0 ? others.map(({ asset, exposure }) => ({ asset, weight: exposure / equity })) : [];
}
