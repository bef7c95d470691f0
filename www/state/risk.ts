// What the operations that measure risk are made of; their requests are in risk-requests.ts.
import { byMethod } from './by-method.js';
import type { Derivation } from './derivations.js';
import { positionsOf } from './positions.js';
import { riskMethods } from './risk-methods.js';
import {
  asksLiquidations,
  liquidationRequest,
  liquidityRequest,
  riskRequest,
  trackRequest,
  volatilityRequest,
} from './risk-requests.js';
import type { Session } from './session.js';
import type { Quotes } from './shapes.js';
import { tradeRequest } from './trade.js';

type RiskOperation =
  | 'risk'
  | 'liquidity'
  | 'trackRecord'
  | 'incrementalRisk'
  | 'volatility'
  | 'riskBacktest'
  | 'riskComparison';

export function riskDerivations(
  holdingsMissing: (session: Session) => string | null,
  noPrices: string,
): Record<RiskOperation, Derivation> {
  const missing = (session: Session) => holdingsMissing(session) ?? (session.prices ? null : noPrices);

  const ofBook = (request: (session: Session, quotes: Quotes) => object): Derivation => ({
    after: () => ['quotes'],
    usesPrices: true,
    missing,
    request: (session, finished) => request(session, finished('quotes').quotes),
  });

  /** Methods side by side: those that were chosen, or all of the catalog. */
  const ofMethods = (operation: 'riskBacktest' | 'riskComparison'): Derivation => ({
    after: () => ['catalog', 'quotes'],
    usesPrices: true,
    missing,
    request: (session, finished) => ({
      positions: positionsOf(session.holdings),
      quotes: finished('quotes').quotes,
      methods: riskMethods(finished('catalog').families).map(({ kind }) => ({ kind })),
      ...session.settings[operation],
    }),
    run: (engine, request, options) => byMethod(engine, operation, request as never, options),
  });

  return {
    risk: {
      after: (session) => (asksLiquidations(session) ? ['quotes', 'price'] : ['quotes']),
      usesPrices: true,
      missing,
      request: (session, finished) =>
        asksLiquidations(session)
          ? liquidationRequest(session, finished)
          : riskRequest(session, finished('quotes').quotes),
    },
    liquidity: ofBook(liquidityRequest),
    trackRecord: ofBook(trackRequest),
    incrementalRisk: {
      after: () => ['quotes', 'price'],
      usesPrices: true,
      missing,
      request: (session, finished) =>
        tradeRequest(session, riskRequest(session, finished('quotes').quotes), finished('price')),
    },
    volatility: {
      after: (session) => (holdingsMissing(session) === null ? ['price'] : []),
      usesPrices: true,
      missing: ({ prices }) => (prices ? null : noPrices),
      request: (session, finished) =>
        volatilityRequest(session, holdingsMissing(session) === null ? finished('price') : null),
    },
    riskBacktest: ofMethods('riskBacktest'),
    riskComparison: ofMethods('riskComparison'),
  };
}
