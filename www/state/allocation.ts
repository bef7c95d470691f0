// What allocations and their curve are made of: the settings of the form, beside what is held now.
import { usuallyCompared } from './compared.js';
import type { Derivation, Finished } from './derivations.js';
import type { Session } from './session.js';
import type { PackedPrices, ResponseOf } from './shapes.js';

const settings = (session: Session, operation: 'allocate' | 'frontier') => session.settings[operation] ?? {};

/** What part of the equity moves with each asset of the price table, as the allocations see it. */
function currentWeights(prices: PackedPrices | null, price: ResponseOf<'price'>) {
  const { equity, byAsset } = price.totals;
  if (!(equity > 0)) return {};
  const known = new Set(prices?.assets);
  const current = byAsset
    .filter(({ asset }) => known.has(asset))
    .map(({ asset, exposure }) => ({
      asset,
      weight: exposure / equity,
    }));
  return current.length > 0 ? { current } : {};
}

/** What is held in units of each asset, as exposures at the spot, and what there is to trade with. */
function account(
  { prices }: Session,
  price: ResponseOf<'price'>,
  { quotes: { spots = {} } }: ResponseOf<'quotes'>,
) {
  const { equity, byAsset } = price.totals;
  const known = Object.entries(spots).filter(([asset]) => prices?.assets.includes(asset));
  const units = known.map(([asset, spot]): [string, number] => {
    const exposure = byAsset.find((held) => held.asset === asset)?.exposure ?? 0;
    return [asset, spot > 0 ? exposure / spot : 0];
  });
  const held = Object.fromEntries(units.filter(([, quantity]) => quantity !== 0));
  return { ...(equity > 0 ? { capital: equity } : {}), held, prices: Object.fromEntries(known) };
}

/**
 * The curve belongs to the allocation beside it, whose estimates and limits it shares; no objective moves it, and it
 * has neither bands nor units. Other objectives stand beside it: those that were chosen, or the first of the catalog.
 */
function curve(session: Session, finished: Finished): object {
  const { objective: _, bands: __, units: ___, ...shared } = settings(session, 'allocate');
  const includeMethods = usuallyCompared(finished('catalog').families).map(({ kind }) => ({ kind }));
  return { ...shared, includeMethods, ...settings(session, 'frontier') };
}

export function allocationDerivations(
  holdingsMissing: (session: Session) => string | null,
  noPrices: string,
): { allocate: Derivation; frontier: Derivation } {
  const holds = (session: Session) => holdingsMissing(session) === null;

  const allocation = (chosen: (session: Session, finished: Finished) => object): Derivation => ({
    // Without holdings there is nothing to compare with, and still something to compute.
    after: (session) => (holds(session) ? ['catalog', 'quotes', 'price'] : ['catalog']),
    usesPrices: true,
    missing: ({ prices }) => (prices ? null : noPrices),
    request(session, finished) {
      const current = holds(session) ? currentWeights(session.prices, finished('price')) : {};
      return { ...current, ...chosen(session, finished) };
    },
  });

  /** The allocation, and where units are asked for, what they start from. */
  const traded = (session: Session, finished: Finished): object => {
    const { units, ...others } = settings(session, 'allocate');
    const chosen = { binding: true, ...others };
    if (units === undefined) return chosen;
    const start = holds(session) ? account(session, finished('price'), finished('quotes')) : {};
    return { ...chosen, units: { ...start, ...units } };
  };

  return { allocate: allocation(traded), frontier: allocation(curve) };
}
