// What the stress and the reverse stress are made of; an asset that is no longer held is not asked for.
import type { Derivation } from './derivations.js';
import { positionsOf } from './positions.js';
import type { Session } from './session.js';

const alike = { usesPrices: true, after: () => ['quotes', 'price'] as const };

export const stressDerivations = (
  holdingsMissing: (session: Session) => string | null,
  noPrices: string,
): { stress: Derivation; reverseStress: Derivation } => ({
  stress: {
    ...alike,
    missing: holdingsMissing,
    request({ holdings, settings, synthetic }, finished) {
      const { asset, ...rest } = settings.stress ?? {};
      // Prices that nobody paid show no event.
      const events = synthetic.prices ? { events: 'recorded' } : {};
      const held = finished('price').totals.byAsset.some((one) => one.asset === asset);
      const { quotes } = finished('quotes');
      return { positions: positionsOf(holdings), quotes, ...events, ...rest, ...(held ? { asset } : {}) };
    },
  },
  reverseStress: {
    ...alike,
    missing: (session) => holdingsMissing(session) ?? (session.prices ? null : noPrices),
    request: ({ holdings, settings }, finished) => ({
      positions: positionsOf(holdings),
      quotes: finished('quotes').quotes,
      ...settings.reverseStress,
    }),
  },
});
