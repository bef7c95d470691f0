// What the page computes by itself, and of what: one entry for each operation whose result is shown.
// The settings come from the catalog's form and are the engine's to check; no entry names a method.
import type { Engine, RunOptions } from '../engine/client.js';
import { allocationDerivations } from './allocation.js';
import { backtestDerivations } from './backtest.js';
import { EXPLAIN_DEFAULTS, type ExplainSettings, explainMarkets } from './explain-request.js';
import { hedgeRequest, hedgeSettings } from './hedge.js';
import { lendingCoins, lendingDerivation } from './lending.js';
import { mapDerivation } from './liquidation-map.js';
import { marginDerivations } from './margin.js';
import { coinsBeside } from './margin-accounts.js';
import { policyDerivations } from './policies.js';
import { positionsOf } from './positions.js';
import { protocolDerivations } from './protocol.js';
import { rebalanceDerivation } from './rebalance.js';
import { riskDerivations } from './risk.js';
import type { Session } from './session.js';
import type { OperationName, Quotes, ResponseOf } from './shapes.js';
import { stressDerivations } from './stress.js';
import { lookedAt } from './trade.js';

/** Finished results of other operations, as far as they are up to date. */
export type Finished = <N extends OperationName>(operation: N) => ResponseOf<N>;

export interface Derivation {
  /** Results that have to be there first. */
  after(session: Session): readonly OperationName[];
  /** Whether the request is made without prices, so that the engine takes the table it keeps. */
  usesPrices: boolean;
  /** The sentence that says what the session still lacks for it, or null. */
  missing(session: Session): string | null;
  request(session: Session, finished: Finished, opening: Quotes | null): object;
  /** How it is run, where that is more than one request. */
  run?(engine: Pick<Engine, 'run'>, request: object, options: RunOptions): Promise<ResponseOf<OperationName>>;
}

/** In milliseconds. */
const DAY = 86_400_000;

const NO_HOLDINGS = 'There are no holdings yet. Type a symbol and a quantity, paste, or drop a file.';
const NO_PRICES = 'There is no price history yet. Drop a file of prices or paste one.';
const NO_CHAIN =
  'A smile takes three quotes of options with one expiry. Drop an option chain as CSV, or set volatilities of strikes.';

const holdingsMissing = (session: Session) => (positionsOf(session.holdings).length > 0 ? null : NO_HOLDINGS);
const settings = (session: Session, operation: OperationName) => session.settings[operation] ?? {};

/** Fewer quotes of one expiry than the engine fits a smile to are no chain. */
const LEAST_QUOTES = 3;

function hasSmile({ quotesGiven }: Session): boolean {
  const counts = new Map<string, number>();
  for (const quote of quotesGiven.volatilities ?? [])
    if ('strike' in quote) {
      const expiry = `${quote.asset} ${quote.expiry}`;
      counts.set(expiry, (counts.get(expiry) ?? 0) + 1);
    }
  return Math.max(0, ...counts.values()) >= LEAST_QUOTES;
}

const nothing = () => [];
const quotes = () => ['quotes'] as const;

/** The settings of the payoff: days from now become a date, and an asset that is no longer held is not asked for. */
function payoffSettings(session: Session, finished: Finished): object {
  const { asset, days, ...rest } = settings(session, 'profile');
  const { quotes } = finished('quotes');
  const held = finished('price').totals.byAsset.some((one) => one.asset === asset);
  const now = Date.parse(quotes.valuationTime);
  return {
    quotes,
    ...rest,
    ...(held ? { asset } : {}),
    ...(typeof days === 'number' ? { dates: [new Date(now + days * DAY).toISOString()] } : {}),
  };
}

const explainSettings = (session: Session): ExplainSettings => ({
  ...EXPLAIN_DEFAULTS,
  ...(settings(session, 'explain') as Partial<ExplainSettings>),
});

function earlierMissing(session: Session): string | null {
  const { way, rows } = explainSettings(session);
  if (way !== 'history' || (session.prices?.dates.length ?? 0) > rows) return null;
  return 'The price history does not go back so far. Add prices, or ask what moves of the prices would bring.';
}

/** Quotes that the person gave, and the moment where no price tells it. */
function known({ prices, quotesGiven, begun }: Session): object {
  const undated = prices === null && quotesGiven.valuationTime === undefined;
  return undated ? { given: quotesGiven, valuationTime: begun } : { given: quotesGiven };
}

/** Coins whose spot is needed though nothing of them is held: what a target would buy, has funding, is pledged or lent. */
function wanted(session: Session): object {
  const { target, funding, prices } = session;
  const beside = [...coinsBeside(session), ...lendingCoins(session)];
  const priced = beside.filter((coin) => prices?.assets.includes(coin));
  const named = [...[...(target?.weights ?? []), ...funding].map(({ asset }) => asset), ...priced];
  return named.length > 0 ? { assets: [...new Set(named)] } : {};
}

export const derivations: Readonly<Partial<Record<OperationName, Derivation>>> = {
  catalog: { after: nothing, usesPrices: false, missing: () => null, request: () => ({}) },
  quotes: {
    after: nothing,
    usesPrices: true,
    // A holding that was given by its worth needs them before it has a quantity.
    missing: ({ holdings, prices }) => (holdings.length > 0 || prices ? null : NO_HOLDINGS),
    request: (session) => ({
      positions: [...positionsOf(session.holdings), ...lookedAt(session)],
      ...wanted(session),
      ...known(session),
    }),
  },
  price: {
    after: quotes,
    usesPrices: false,
    missing: holdingsMissing,
    request: (session, finished) => {
      const { quotes } = finished('quotes');
      const { numeraire } = settings(session, 'price');
      // A coin that is no longer quoted is no longer asked for.
      const quoted = typeof numeraire === 'string' && quotes.spots?.[numeraire] !== undefined;
      return { positions: positionsOf(session.holdings), quotes, ...(quoted ? { numeraire } : {}) };
    },
  },
  profile: {
    after: () => ['quotes', 'price'],
    usesPrices: true,
    missing: holdingsMissing,
    request: (session, finished) => ({
      positions: positionsOf(session.holdings),
      ...payoffSettings(session, finished),
    }),
  },
  explain: {
    after: quotes,
    usesPrices: false,
    missing: (session) => holdingsMissing(session) ?? earlierMissing(session),
    request: (session, finished, opening) => ({
      positions: positionsOf(session.holdings),
      ...explainMarkets(explainSettings(session), session.prices, finished('quotes').quotes, opening),
    }),
  },
  surface: {
    // Without holdings and prices what was given is all there is.
    after: ({ holdings, prices }) => (holdings.length > 0 || prices ? ['quotes'] : []),
    usesPrices: false,
    missing: (session) => (hasSmile(session) ? null : NO_CHAIN),
    request: (session, finished) => ({
      quotes:
        session.holdings.length > 0 || session.prices
          ? finished('quotes').quotes
          : { valuationTime: session.begun, ...session.quotesGiven },
      ...settings(session, 'surface'),
    }),
  },
  ...allocationDerivations(holdingsMissing, NO_PRICES),
  carry: {
    after: quotes,
    usesPrices: false,
    missing: (session) => (session.funding.length > 0 ? null : holdingsMissing(session)),
    request: (session, finished) => ({
      positions: positionsOf(session.holdings),
      quotes: finished('quotes').quotes,
      funding: session.funding,
      ...settings(session, 'carry'),
    }),
  },
  hedge: {
    after: () => ['quotes', 'price'],
    usesPrices: false,
    missing: holdingsMissing,
    request: (session, finished) =>
      hedgeRequest(
        hedgeSettings(session),
        positionsOf(session.holdings),
        finished('quotes').quotes,
        finished('price'),
      ),
  },
  ...riskDerivations(holdingsMissing, NO_PRICES),
  ...stressDerivations(holdingsMissing, NO_PRICES),
  ...marginDerivations(holdingsMissing),
  ...protocolDerivations(holdingsMissing, NO_PRICES),
  lending: lendingDerivation,
  ...mapDerivation(holdingsMissing),
  ...policyDerivations(holdingsMissing, NO_PRICES),
  rebalance: rebalanceDerivation(holdingsMissing),
  ...backtestDerivations(NO_PRICES),
};
