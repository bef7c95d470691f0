// What the page asks of a plan: the target that was set, else the computed weights; groups are those of the limits.
import type { Engine, RunOptions } from '../engine/client.js';
import type { Failure } from '../engine/protocol.js';
import type { Derivation } from './derivations.js';
import { groupsOf } from './groups.js';
import { hedgeSettings, usualWidth } from './hedge.js';
import { type LotRow, lotsOf } from './lots.js';
import { positionsOf } from './positions.js';
import { lastDays } from './risk-requests.js';
import type { Session } from './session.js';
import type { Instrument, Quotes, RequestOf, ResponseOf } from './shapes.js';
import { type Target, targetOf } from './target.js';

const NO_TARGET = 'There is no target yet. Type weights, or add prices and compute some under Allocate.';

/** Settings of the plan, as far as the page sets them apart from the catalog's form. */
export interface PlanSettings {
  readonly byHand?: Readonly<Record<string, number>> | undefined;
  /** Prices by hand: they stand for the market's in this plan, for what is held as well. */
  readonly atPrices?: readonly OrderPrice[] | undefined;
  readonly lots?: readonly LotRow[] | undefined;
  /** Whether what stays is hedged, as the tab Greeks says. */
  readonly hedged?: boolean | undefined;
  readonly tiers?: readonly FeeTier[] | undefined;
}

/** What one unit of an instrument costs in the plan. */
export interface OrderPrice {
  readonly label: string;
  readonly instrument: Instrument;
  readonly price: number;
}

export interface FeeTier {
  readonly from: number;
  readonly maker: number;
  readonly taker: number;
}

export const planSettings = ({ settings }: Session): PlanSettings => settings.rebalance ?? {};

const sameDay = (a: string, b: string) => a.slice(0, 10) === b.slice(0, 10);

/** The market with the prices that were set by hand. */
export function atPrices(market: Quotes, prices: readonly OrderPrice[]): Quotes {
  let quotes = market;
  for (const { instrument, price } of prices) {
    if (instrument.kind === 'spot')
      quotes = { ...quotes, spots: { ...quotes.spots, [instrument.asset]: price } };
    else if (instrument.kind === 'perpetual') {
      const { asset } = instrument;
      const others = (quotes.perpetuals ?? []).filter((other) => other.asset !== asset);
      const before = quotes.perpetuals?.find((other) => other.asset === asset);
      quotes = { ...quotes, perpetuals: [...others, { ...before, asset, mark: price }] };
    } else if (instrument.kind === 'future') {
      const { asset, expiry } = instrument;
      const others = (quotes.forwards ?? []).filter(
        (other) => other.asset !== asset || !sameDay(other.expiry, expiry),
      );
      quotes = { ...quotes, forwards: [...others, { asset, expiry, price }] };
    }
  }
  return quotes;
}

export const typedTarget = (weights: Readonly<Record<string, number>>): Target | null =>
  Object.keys(weights).length === 0
    ? null
    : { source: 'Typed', weights: Object.entries(weights).map(([asset, weight]) => ({ asset, weight })) };

const BY_HAND = 'byHand.';

/** An order by hand of what is no part of the plan any more is not placed; the others are planned without it. */
async function planned(
  engine: Pick<Engine, 'run'>,
  request: object,
  options: RunOptions,
): Promise<ResponseOf<'rebalance'>> {
  let asked = request as RequestOf<'rebalance'>;
  const gone: ResponseOf<'rebalance'>['unplaced'] = [];
  for (;;) {
    try {
      const plan = await engine.run('rebalance', asked, options);
      return gone.length > 0 ? { ...plan, unplaced: [...plan.unplaced, ...gone] } : plan;
    } catch (thrown) {
      const { path = '', message } = thrown as Failure;
      const label = path.startsWith(BY_HAND) ? path.slice(BY_HAND.length) : '';
      const { [label]: quantity, ...byHand } = asked.byHand ?? {};
      if (quantity === undefined) throw thrown;
      // Without a line in the plan there is no price to count it by.
      const known = { label, asset: label, quantity, exposure: Number.NaN };
      gone.push({ ...known, reason: 'notPlanned', explanation: message });
      asked = { ...asked, byHand };
    }
  }
}

export const rebalanceDerivation = (holdingsMissing: (session: Session) => string | null): Derivation => ({
  after: ({ target }) => ['quotes', 'price', ...(target ? [] : (['allocate'] as const))],
  usesPrices: true,
  missing: (session) => holdingsMissing(session) ?? (session.target || session.prices ? null : NO_TARGET),
  request(session, finished) {
    const { hedged, atPrices: prices = [], lots: _, ...chosen } = planSettings(session);
    const quotes = atPrices(finished('quotes').quotes, prices);
    const { weights } = session.target ?? targetOf(finished('allocate'));
    const { exposure, gamma, vega, instruments, numeraire } = hedgeSettings(session);
    const within = { exposure: exposure ?? usualWidth(finished('price')), gamma, vega };
    const hedge = { within, ...(instruments ? { instruments } : {}), ...(numeraire ? { numeraire } : {}) };
    return {
      positions: positionsOf(session.holdings),
      quotes,
      target: weights,
      volumes: session.volumes.map(lastDays),
      groups: groupsOf(session),
      lots: lotsOf(session),
      ...chosen,
      ...(hedged ? { hedge } : {}),
    };
  },
  run: planned,
});
