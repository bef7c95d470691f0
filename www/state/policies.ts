// What the comparison of policies is made of, and the check of limits beside it.
import type { Derivation } from './derivations.js';
import { groupsOf } from './groups.js';
import { limitsDerivation } from './limits.js';
import type { Session } from './session.js';
import type { ResponseOf } from './shapes.js';
import { weightsOf } from './target.js';

/** The weights that are traded back to: the target, or until there is one what is held now. */
export function wantedWeights(session: Session, price: ResponseOf<'price'> | null): Record<string, number> {
  const known = new Set(session.prices?.assets);
  if (session.target) return weightsOf(session.target);
  const { equity = 0, byAsset = [] } = price?.totals ?? {};
  if (!(equity > 0)) return {};
  const held = byAsset.filter(({ asset, exposure }) => known.has(asset) && exposure !== 0);
  return Object.fromEntries(held.map(({ asset, exposure }) => [asset, exposure / equity]));
}

const policyDerivation = (
  holdingsMissing: (session: Session) => string | null,
  noPrices: string,
): Derivation => ({
  usesPrices: true,
  after: ({ target }) => (target ? [] : ['quotes', 'price']),
  missing: (session) =>
    (session.target ? null : holdingsMissing(session)) ?? (session.prices ? null : noPrices),
  request: (session, finished) => {
    const groups = groupsOf(session);
    return {
      target: wantedWeights(session, session.target ? null : finished('price')),
      ...(groups.length > 0 ? { groups } : {}),
      ...session.settings.rebalancePolicies,
    };
  },
});

export const policyDerivations = (
  ...terms: Parameters<typeof policyDerivation>
): { rebalancePolicies: Derivation; limits: Derivation } => ({
  rebalancePolicies: policyDerivation(...terms),
  limits: limitsDerivation(...terms),
});
