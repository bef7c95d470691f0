// The limits that a person set: checked whenever holdings or prices change, wherever on the page the person is.
import type { Derivation } from './derivations.js';
import type { Results } from './results.js';
import { riskRequest } from './risk-requests.js';
import type { Session } from './session.js';
import type { RequestOf, ResponseOf } from './shapes.js';
import type { Store } from './store.js';
import { weightsOf } from './target.js';

type Limits = ResponseOf<'limits'>;
export type LimitCheck = Limits['checks'][number];

/** A limit has the name of what it limits. */
const LIMITS: readonly (LimitCheck['limit'] & keyof RequestOf<'limits'>)[] = [
  'drift',
  'concentration',
  'grossExposure',
  'netExposure',
  'marginUse',
  'valueAtRisk',
];

export const hasLimits = ({ settings }: Session): boolean =>
  LIMITS.some((name) => settings.limits?.[name] !== undefined);

export const limitsDerivation = (
  holdingsMissing: (session: Session) => string | null,
  noPrices: string,
): Derivation => ({
  usesPrices: true,
  after: () => ['quotes'],
  // Only risk is measured on a history.
  missing: (session) =>
    holdingsMissing(session) ??
    (session.prices || session.settings.limits?.valueAtRisk === undefined ? null : noPrices),
  request: (session, finished) => ({
    risk: riskRequest(session, finished('quotes').quotes),
    ...(session.target ? { target: weightsOf(session.target) } : {}),
    ...session.settings.limits,
  }),
});

/** What is beyond its limit, as last checked. */
export function breachesOf(session: Session, results: Results): readonly LimitCheck[] {
  const { checks = [] } = (hasLimits(session) && results.get('limits').value) || {};
  return checks.filter(({ breached }) => breached);
}

/** Keeps the limits checked as long as there are any, until the function that comes back is called. */
export function watchLimits(store: Store, results: Results): () => void {
  let unwatch: (() => void) | null = null;
  const look = () => {
    if (hasLimits(store.session)) unwatch ??= results.watch(['limits']);
    else {
      unwatch?.();
      unwatch = null;
    }
  };
  store.addEventListener('change', look);
  look();
  return () => {
    store.removeEventListener('change', look);
    unwatch?.();
  };
}
