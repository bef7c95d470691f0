// What is asked of lending: the accounts, pledges and loop that were entered, at the prices of the page.
import type { Derivation } from './derivations.js';
import { positionsOf } from './positions.js';
import type { Session } from './session.js';
import type { Quotes } from './shapes.js';

interface Coins {
  readonly asset: string;
  readonly amount: number;
}

export interface LendingSettings {
  readonly accounts?: readonly {
    readonly name?: string;
    readonly collateral: readonly Coins[];
    readonly debt?: readonly Coins[];
  }[];
  readonly pledges?: readonly (Coins & { readonly requirement: number })[];
  readonly looping?: { readonly kind: string; readonly capital?: number };
}

const NOTHING =
  'No lending account is entered yet. Add one on the left with what it holds and owes, or start with an example.';

export const lendingSettings = ({ settings }: Session): LendingSettings => settings.lending ?? {};

/** Whether anything was entered that can be measured. */
export function hasLending(session: Session): boolean {
  const { accounts = [], pledges = [], looping } = lendingSettings(session);
  return accounts.length > 0 || pledges.length > 0 || looping !== undefined;
}

/** The coins that are named there. */
export function lendingCoins(session: Session): string[] {
  const { accounts = [], pledges = [] } = lendingSettings(session);
  const all = accounts.flatMap(({ collateral, debt = [] }) => [...collateral, ...debt]);
  return [...all, ...pledges].map(({ asset }) => asset);
}

const isQuoted = ({ holdings, prices }: Session) => holdings.length > 0 || prices !== null;

export const lendingDerivation: Derivation = {
  after: (session) => (isQuoted(session) ? ['quotes'] : []),
  usesPrices: false,
  missing: (session) => (hasLending(session) ? null : NOTHING),
  request: (session, finished) => {
    const quotes = isQuoted(session) ? finished('quotes').quotes : session.quotesGiven;
    return { spots: quotes.spots ?? {}, ...session.settings.lending };
  },
};

/** An example is made of the coin that most of these are lent against. */
const USUAL = ['ETH', 'BTC'];
const EXAMPLE = { asset: 'ETH', amount: 10, price: 3000 };
/** Of its worth, so that a fall by a third or so ends it. */
const BORROWED = 0.5;

/** Down to two digits: an example that looks like one. */
function rounded(value: number): number {
  const digit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.floor(value / digit) * digit).toPrecision(2));
}

/** Half of a coin that is held, against half of its worth; a round number of coins where nothing of them is held. */
function exampleAccount({ holdings }: Session, spots: Quotes['spots'] = {}): object {
  const held = (asset: string) =>
    positionsOf(holdings)
      .filter(({ instrument }) => instrument.kind === 'spot' && instrument.asset === asset)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  const coin = USUAL.find((asset) => held(asset) > 0 && (spots[asset] ?? 0) > 0);
  const collateral = coin ? { asset: coin, amount: held(coin) / 2 } : EXAMPLE;
  const price = coin ? (spots[coin] ?? 0) : EXAMPLE.price;
  return {
    name: coin ? `Example: half of the ${coin} held` : 'Example: nothing that is held',
    collateral: [collateral],
    debt: [{ asset: 'USDC', amount: rounded(BORROWED * collateral.amount * price) }],
  };
}

export const withExample = (session: Session, spots?: Quotes['spots']): Session => ({
  ...session,
  settings: {
    ...session.settings,
    lending: { ...session.settings.lending, accounts: [exampleAccount(session, spots)] },
  },
});
