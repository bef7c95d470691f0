// What margins are made of: the accounts with what is held in them, and the trade that is thought of.
import type { Derivation, Finished } from './derivations.js';
import { marginAccounts } from './margin-accounts.js';
import { needDerivation } from './need.js';
import { positionsOf } from './positions.js';
import type { Session } from './session.js';
import type { Position, ResponseOf } from './shapes.js';
import { tradeSettings, usual } from './trade.js';

type Margin = ResponseOf<'margin'>;
export type MarginAccountState = Margin['accounts'][number];
export type MarginPool = MarginAccountState['pools'][number];
export type AssetLiquidation = MarginPool['assets'][number];
export type LiquidationPoint = AssetLiquidation['below'];

/** The trade as a position of its own; none while nothing is traded. */
function traded(session: Session, price: ResponseOf<'price'>): Position[] {
  const { position, instrument, quantity = 0 } = tradeSettings(session);
  const held = positionsOf(session.holdings);
  const chosen = held.find(({ id }) => id === (position ?? usual(price)));
  const what = position === undefined && instrument ? instrument : chosen?.instrument;
  return quantity !== 0 && what ? [{ id: 'trade', instrument: what, quantity }] : [];
}

function marginRequest(session: Session, finished: Finished): object {
  const { accounts: _, places: __, ...asked } = session.settings.margin ?? {};
  const { quotes } = finished('quotes');
  // A coin that is no longer quoted is no longer counted in.
  const numeraire = session.settings.price?.numeraire;
  const quoted = typeof numeraire === 'string' && quotes.spots?.[numeraire] !== undefined;
  return { quotes, ...asked, ...(quoted ? { numeraire } : {}), accounts: marginAccounts(session, finished) };
}

export const marginDerivations = (
  holdingsMissing: (session: Session) => string | null,
): Record<'margin' | 'intradayNeed' | 'liquidationRisk' | 'portfolioMargin', Derivation> => ({
  margin: {
    after: () => ['quotes', 'price'],
    usesPrices: false,
    missing: holdingsMissing,
    request: marginRequest,
  },
  intradayNeed: needDerivation(holdingsMissing, marginRequest),
  liquidationRisk: {
    after: () => ['quotes', 'price'],
    usesPrices: true,
    missing: holdingsMissing,
    request: (session, finished) => {
      const { pack, interest } = session.settings.margin ?? {};
      return {
        quotes: finished('quotes').quotes,
        accounts: marginAccounts(session, finished),
        ...(pack === undefined ? {} : { pack }),
        ...(interest === undefined ? {} : { interest }),
        ...session.settings.liquidationRisk,
      };
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

/** A price that ends a pool, with the account that the pool is of. */
export interface Ending {
  readonly account: MarginAccountState;
  readonly pool: MarginPool;
  readonly asset: AssetLiquidation;
  readonly point: LiquidationPoint;
}

/** Every price that ends something, coin by coin. */
export const endings = ({ accounts }: Margin): Ending[] =>
  accounts.flatMap((account) =>
    account.pools.flatMap((pool) =>
      pool.assets.flatMap((asset) =>
        [asset.below, asset.above].flatMap((point) =>
          typeof point.price === 'number' ? [{ account, pool, asset, point }] : [],
        ),
      ),
    ),
  );

/** Moves beyond these ask for no sentence. */
const [DEEPEST, HIGHEST] = [-0.95, 4];

/** The one that is fewest daily deviations away; without volatilities the one that is the least move away. */
export function nearest(margin: Margin): Ending | null {
  const far = ({ point }: Ending) => Math.abs(Math.log1p(point.distance ?? 0));
  const days = ({ point }: Ending) => Math.abs(point.deviations ?? Number.POSITIVE_INFINITY);
  const near = endings(margin).filter(({ point: { distance } }) =>
    typeof distance === 'number' ? distance > DEEPEST && distance < HIGHEST : false,
  );
  const known = near.filter((ending) => days(ending) < Number.POSITIVE_INFINITY);
  const sorted =
    known.length > 0 ? known.sort((a, b) => days(a) - days(b)) : near.sort((a, b) => far(a) - far(b));
  return sorted[0] ?? null;
}

/** Pools that have nothing left above the maintenance margin. */
export const ended = ({ accounts }: Margin): { account: MarginAccountState; pool: MarginPool }[] =>
  accounts.flatMap((account) =>
    account.pools
      .filter(({ headroom, maintenance }) => headroom <= 0 && maintenance > 0)
      .map((pool) => ({ account, pool })),
  );

/** A pool as a person calls it: its account, and what sets it apart there. */
export function poolName(account: MarginAccountState, pool: MarginPool): string {
  if (account.pools.length < 2) return account.name;
  const position = account.positions.find(({ id }) => id === pool.name);
  return `${account.name} · ${pool.isolated ? `${position?.label ?? pool.name} alone` : pool.name}`;
}
