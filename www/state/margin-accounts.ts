// The accounts of the person at their venues: those that were entered, or one that holds everything. Every operation
// that asks what ends an account takes them from here.
import type { Finished } from './derivations.js';
import { positionsOf } from './positions.js';
import type { Session } from './session.js';
import type { Position, RequestOf } from './shapes.js';

export type MarginAccount = RequestOf<'margin'>['accounts'][number];

/** An account as it was entered; it holds what is assigned to it. */
export interface AccountSettings {
  readonly id: string;
  readonly name: string;
  /** The venue; that of the settings where none is chosen. */
  readonly pack?: string;
  /** Rules of one's own, instead. */
  readonly ownPack?: object;
  readonly hedgeMode?: boolean;
  /** What lies there beside the holdings, by coin or currency. */
  readonly collateral?: Readonly<Record<string, number>>;
}

/** Where a holding is kept, and on what terms. */
export interface PlaceSettings {
  /** The id of an account; without one it is the first. */
  readonly account?: string;
  readonly isolatedMargin?: number;
  readonly leverage?: number;
}

export interface AccountsSettings {
  readonly accounts?: readonly AccountSettings[];
  /** By holding. */
  readonly places?: Readonly<Record<string, PlaceSettings>>;
}

const EVERYTHING: readonly AccountSettings[] = [{ id: '1', name: 'Account' }];

export const accountsSettings = ({ settings }: Session): AccountsSettings => settings.margin ?? {};

export function accountsOf(session: Session): readonly AccountSettings[] {
  const { accounts } = accountsSettings(session);
  return accounts && accounts.length > 0 ? accounts : EVERYTHING;
}

export const placeOf = (session: Session, holding: string): PlaceSettings =>
  accountsSettings(session).places?.[holding] ?? {};

/** The account that a holding is kept in: the first where none is named, or the one that was is gone. */
export function accountOf(session: Session, holding: string): AccountSettings {
  const accounts = accountsOf(session);
  const { account } = placeOf(session, holding);
  return accounts.find(({ id }) => id === account) ?? (accounts[0] as AccountSettings);
}

/** The coin or currency that a holding is collateral in; null where it is a position. */
export function collateralIn({ instrument }: Position): string | null {
  if (instrument.kind === 'cash') return instrument.currency;
  return instrument.kind === 'spot' ? instrument.asset : null;
}

/** The accounts as the engine takes them; what has expired or has no size is in none. */
export function marginAccounts(session: Session, finished: Finished): MarginAccount[] {
  const expired = new Set(
    finished('price')
      .positions.filter((position) => position.expired)
      .map(({ id }) => id),
  );
  const held = positionsOf(session.holdings).filter(({ id, quantity }) => quantity !== 0 && !expired.has(id));
  return accountsOf(session).map(({ id, name, pack, ownPack, hedgeMode, collateral }): MarginAccount => {
    const here = held.filter((position) => accountOf(session, position.id).id === id);
    const coins: Record<string, number> = { ...collateral };
    for (const position of here) {
      const coin = collateralIn(position);
      if (coin !== null) coins[coin] = (coins[coin] ?? 0) + position.quantity;
    }
    const positions = here
      .filter((position) => collateralIn(position) === null)
      .map((position) => {
        const { isolatedMargin, leverage } = placeOf(session, position.id);
        return {
          ...position,
          ...(isolatedMargin === undefined ? {} : { isolatedMargin }),
          ...(leverage === undefined ? {} : { leverage }),
        };
      });
    return {
      name,
      ...(ownPack ? { ownPack: ownPack as MarginAccount['ownPack'] } : pack ? { pack } : {}),
      ...(hedgeMode ? { hedgeMode } : {}),
      collateral: coins,
      positions,
    } as MarginAccount;
  });
}
