// What the comparison of policies and the check of limits are made of.
import type { Derivation } from './derivations.js';
import { riskRequest } from './risk-requests.js';
import type { Session } from './session.js';
import type { ResponseOf } from './shapes.js';

/** The weights that are traded back to: the target, or until there is one what is held now. */
export function wantedWeights(session: Session, price: ResponseOf<'price'> | null): Record<string, number> {
  const known = new Set(session.prices?.assets);
  if (session.target)
    return Object.fromEntries(session.target.weights.map(({ asset, weight }) => [asset, weight]));
  const { equity = 0, byAsset = [] } = price?.totals ?? {};
  if (!(equity > 0)) return {};
  const held = byAsset.filter(({ asset, exposure }) => known.has(asset) && exposure !== 0);
  return Object.fromEntries(held.map(({ asset, exposure }) => [asset, exposure / equity]));
}

function groupsOf({ settings }: Session): { groups?: { name: string; assets: string[] }[] } {
  const { constraints } = settings.allocate ?? {};
  const { groups = [] } = (constraints ?? {}) as { groups?: { name: string; assets: string[] }[] };
  return groups.length > 0 ? { groups: groups.map(({ name, assets }) => ({ name, assets })) } : {};
}

export const policyDerivations = (
  holdingsMissing: (session: Session) => string | null,
  noPrices: string,
): { rebalancePolicies: Derivation; limits: Derivation } => ({
  rebalancePolicies: {
    usesPrices: true,
    after: ({ target }) => (target ? [] : ['quotes', 'price']),
    missing: (session) =>
      (session.target ? null : holdingsMissing(session)) ?? (session.prices ? null : noPrices),
    request: (session, finished) => ({
      target: wantedWeights(session, session.target ? null : finished('price')),
      ...groupsOf(session),
      ...session.settings.rebalancePolicies,
    }),
  },
  limits: {
    usesPrices: true,
    after: () => ['quotes'],
    missing: (session) => holdingsMissing(session) ?? (session.prices ? null : noPrices),
    request: (session, finished) => ({
      risk: riskRequest(session, finished('quotes').quotes),
      ...(session.target ? { target: wantedWeights(session, null) } : {}),
      ...session.settings.limits,
    }),
  },
});
