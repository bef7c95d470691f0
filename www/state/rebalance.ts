// What the page asks of a plan: the target that was set, else the computed weights; groups are those of the limits.
import type { Derivation } from './derivations.js';
import { hedgeSettings, usualWidth } from './hedge.js';
import { positionsOf } from './positions.js';
import { lastDays } from './risk-requests.js';
import type { Session } from './session.js';
import { type Target, targetOf } from './target.js';

const NO_TARGET = 'There is no target yet. Type weights, or add prices and compute some under Allocate.';

/** Settings of the plan, as far as the page sets them apart from the catalog's form. */
export interface PlanSettings {
  readonly byHand?: Readonly<Record<string, number>> | undefined;
  /** Whether what stays is hedged, as the tab Greeks says. */
  readonly hedged?: boolean | undefined;
  readonly tiers?: readonly FeeTier[] | undefined;
}

export interface FeeTier {
  readonly from: number;
  readonly maker: number;
  readonly taker: number;
}

export const planSettings = ({ settings }: Session): PlanSettings => settings.rebalance ?? {};

export const typedTarget = (weights: Readonly<Record<string, number>>): Target | null =>
  Object.keys(weights).length === 0
    ? null
    : { source: 'Typed', weights: Object.entries(weights).map(([asset, weight]) => ({ asset, weight })) };

export const rebalanceDerivation = (holdingsMissing: (session: Session) => string | null): Derivation => ({
  after: ({ target }) => ['quotes', 'price', ...(target ? [] : (['allocate'] as const))],
  usesPrices: true,
  missing: (session) => holdingsMissing(session) ?? (session.target || session.prices ? null : NO_TARGET),
  request(session, finished) {
    const { quotes } = finished('quotes');
    const { hedged, ...chosen } = planSettings(session);
    const { weights } = session.target ?? targetOf(finished('allocate'));
    const { constraints } = session.settings.allocate ?? {};
    const { groups = [] } = (constraints ?? {}) as { groups?: { name: string; assets: string[] }[] };
    const { exposure, gamma, vega, instruments, numeraire } = hedgeSettings(session);
    const within = { exposure: exposure ?? usualWidth(finished('price')), gamma, vega };
    const hedge = { within, ...(instruments ? { instruments } : {}), ...(numeraire ? { numeraire } : {}) };
    return {
      positions: positionsOf(session.holdings),
      quotes,
      target: weights,
      volumes: session.volumes.map(lastDays),
      groups: groups.map(({ name, assets }) => ({ name, assets })),
      ...chosen,
      ...(hedged ? { hedge } : {}),
    };
  },
});
