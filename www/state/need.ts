// What the need by the hour is made of: the accounts as the tab Margin has them, and what lies or falls due elsewhere.
import type { Derivation, Finished } from './derivations.js';
import type { Session } from './session.js';

export interface NeedSettings {
  readonly cash?: readonly { readonly amount: number }[];
  readonly coins?: readonly { readonly quantity: number }[];
  readonly payments?: readonly { readonly amount: number }[];
}

export const needSettings = ({ settings }: Pick<Session, 'settings'>): NeedSettings =>
  (settings.intradayNeed ?? {}) as NeedSettings;

/** `margin` is the request whose accounts are followed. */
export const needDerivation = (
  holdingsMissing: (session: Session) => string | null,
  margin: (session: Session, finished: Finished) => object,
): Derivation => ({
  after: () => ['quotes', 'price'],
  usesPrices: false,
  missing: holdingsMissing,
  request: (session, finished) => ({ margin: margin(session, finished), ...session.settings.intradayNeed }),
});
