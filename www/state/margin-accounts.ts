// The accounts of the person at their venues: those that were entered, or one that holds everything. Every operation
// that asks what ends an account takes them from here.
import type { Finished } from './derivations.js';
import { knownAssets } from './known-dependencies.js';
import { positionsOf } from './positions.js';
import type { HoldingRow, Session } from './session.js';
import type { Position, RequestOf } from './shapes.js';

export type MarginAccount = RequestOf<'margin'>['accounts'][number];
type MarginPosition = NonNullable<MarginAccount['positions']>[number];

/** What lies in an account beside the holdings; it counts once it has both. */
export interface CollateralRow {
  readonly coin: string;
  readonly amount?: number | undefined;
}

/** An account as it was entered; it holds what is assigned to it. */
export interface AccountSettings {
  readonly id: string;
  readonly name: string;
  /** The venue; that of the settings where none is chosen. */
  readonly pack?: string | undefined;
  /** Whether rules of one's own take its place. */
  readonly own?: boolean;
  /** They as typed, and as last understood. */
  readonly ownText?: string;
  readonly ownPack?: object;
  readonly hedgeMode?: boolean;
  readonly collateral?: readonly CollateralRow[];
}

/** Where a holding is kept, and on what terms. */
export interface PlaceSettings {
  /** As the holding was called then. */
  readonly symbol?: string;
  /** The id of an account; without one it is the first. */
  readonly account?: string | undefined;
  readonly isolatedMargin?: number | undefined;
  readonly leverage?: number | undefined;
}

export interface AccountsSettings {
  readonly accounts?: readonly AccountSettings[];
  /** By holding. */
  readonly places?: Readonly<Record<string, PlaceSettings>>;
}

const EVERYTHING: readonly AccountSettings[] = [{ id: '1', name: 'All holdings' }];

export const accountsSettings = ({ settings }: Pick<Session, 'settings'>): AccountsSettings =>
  settings.margin ?? {};

export function accountsOf(session: Session): readonly AccountSettings[] {
  const { accounts } = accountsSettings(session);
  return accounts && accounts.length > 0 ? accounts : EVERYTHING;
}

/** What a holding goes by: a row that became another instrument is no longer where it was. */
type Held = Pick<HoldingRow, 'id' | 'symbol'>;

export function placeOf(session: Session, { id, symbol }: Held): PlaceSettings {
  const place = accountsSettings(session).places?.[id];
  return place?.symbol === symbol ? place : {};
}

/** The account that a holding is kept in: the first where none is named, or the one that was is gone. */
export function accountOf(session: Session, held: Held): AccountSettings {
  const accounts = accountsOf(session);
  const { account } = placeOf(session, held);
  return accounts.find(({ id }) => id === account) ?? (accounts[0] as AccountSettings);
}

/** The coin or currency that a holding is collateral in; null where it is a position. */
function collateralIn({ instrument }: Pick<Position, 'instrument'>): string | null {
  if (instrument.kind === 'cash') return instrument.currency;
  return instrument.kind === 'spot' ? instrument.asset : null;
}

/** By account, what is kept in it: terms that were entered, and nothing that has expired or has no size. */
function heldIn(session: Session, finished: Finished): Map<string, MarginPosition[]> {
  const expired = new Set(
    finished('price')
      .positions.filter((position) => position.expired)
      .map(({ id }) => id),
  );
  const rows = new Map(session.holdings.map((row) => [row.id, row]));
  const held = new Map<string, MarginPosition[]>();
  for (const position of positionsOf(session.holdings)) {
    const row = rows.get(position.id);
    if (!row || position.quantity === 0 || expired.has(position.id)) continue;
    const { id } = accountOf(session, row);
    const { isolatedMargin, leverage } = placeOf(session, row);
    const terms = {
      ...(isolatedMargin === undefined ? {} : { isolatedMargin }),
      ...(leverage === undefined ? {} : { leverage }),
    };
    const kept = held.get(id) ?? [];
    kept.push({ ...position, ...terms });
    held.set(id, kept);
  }
  return held;
}

/** The accounts as the engine takes them. */
export function marginAccounts(session: Session, finished: Finished): MarginAccount[] {
  const held = heldIn(session, finished);
  return accountsOf(session).map((account, index): MarginAccount => {
    const collateral: Record<string, number> = {};
    const add = (coin: string, amount: number) => {
      collateral[coin] = (collateral[coin] ?? 0) + amount;
    };
    const positions: MarginPosition[] = [];
    for (const position of held.get(account.id) ?? []) {
      const coin = collateralIn(position);
      if (coin === null) positions.push(position);
      else add(coin, position.quantity);
    }
    for (const { coin, amount } of account.collateral ?? []) if (coin && amount) add(coin, amount);
    for (const position of positions) takeOut(collateral, position);
    const { own, ownPack, pack, hedgeMode } = account;
    return {
      name: nameOf(account, index),
      ...(own && ownPack ? { ownPack: ownPack as NonNullable<MarginAccount['ownPack']> } : {}),
      ...(!own && pack ? { pack } : {}),
      ...(hedgeMode ? { hedgeMode } : {}),
      collateral,
      positions,
    };
  });
}

/** In what a contract pays: its coin, or money of any name. */
const paysIn = ({ instrument }: MarginPosition, coin: string): boolean =>
  'settlement' in instrument && instrument.settlement === 'inverse'
    ? coin === instrument.asset
    : coin === 'USD' || knownAssets[coin]?.role === 'stable';

/** What is set aside for a position comes out of what lies in the account, as far as it lies there; the most first. */
function takeOut(collateral: Record<string, number>, position: MarginPosition): void {
  let missing = position.isolatedMargin ?? 0;
  const sources = Object.keys(collateral).filter((coin) => paysIn(position, coin));
  for (const coin of sources.sort((a, b) => (collateral[b] ?? 0) - (collateral[a] ?? 0))) {
    const taken = Math.min(missing, Math.max(0, collateral[coin] ?? 0));
    collateral[coin] = (collateral[coin] ?? 0) - taken;
    missing -= taken;
  }
}

/** By which answers name it. */
export const nameOf = ({ name }: AccountSettings, index: number): string =>
  name.trim() || `Account ${index + 1}`;

/** The account that a place in a request is about, by its name. */
export function accountAt(session: Session, path: string): string | null {
  const index = Number(/^(?:margin\.)?accounts\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN);
  const account = accountsOf(session)[index];
  return account ? nameOf(account, index) : null;
}

/** Coins that lie in accounts and are not held: they need a price too. */
export const coinsBeside = (session: Session): string[] =>
  accountsOf(session).flatMap(({ collateral = [] }) => collateral.map(({ coin }) => coin));
