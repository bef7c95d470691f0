// What margins are made of: the holdings, and the trade that is thought of.
import type { Derivation } from './derivations.js';
import { marginAccounts } from './margin-accounts.js';
import { positionsOf } from './positions.js';
import type { Session } from './session.js';
import type { Position, ResponseOf } from './shapes.js';
import { tradeSettings, usual } from './trade.js';

/** The trade as a position of its own; none while nothing is traded. */
function traded(session: Session, price: ResponseOf<'price'>): Position[] {
  const { position, instrument, quantity = 0 } = tradeSettings(session);
  const held = positionsOf(session.holdings);
  const chosen = held.find(({ id }) => id === (position ?? usual(price)));
  const what = position === undefined && instrument ? instrument : chosen?.instrument;
  return quantity !== 0 && what ? [{ id: 'trade', instrument: what, quantity }] : [];
}

export const marginDerivations = (
  holdingsMissing: (session: Session) => string | null,
): { margin: Derivation; portfolioMargin: Derivation } => ({
  margin: {
    after: () => ['quotes', 'price'],
    usesPrices: false,
    missing: holdingsMissing,
    request: (session, finished) => {
      const { accounts: _, places: __, ...asked } = session.settings.margin ?? {};
      return { ...asked, accounts: marginAccounts(session, finished), quotes: finished('quotes').quotes };
    },
  },
  portfolioMargin: {
    after: () => ['quotes', 'price'],
    usesPrices: false,
    missing: holdingsMissing,
    request: (session, finished) => ({
      positions: positionsOf(session.holdings),
      quotes: finished('quotes').quotes,
      ...session.settings.portfolioMargin,
      trade: traded(session, finished('price')),
    }),
  },
});
