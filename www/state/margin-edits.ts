// How a person changes the accounts: each change is a new session.
import {
  type AccountSettings,
  type AccountsSettings,
  accountsOf,
  accountsSettings,
  type PlaceSettings,
  placeOf,
} from './margin-accounts.js';
import type { HoldingRow, Session } from './session.js';

const withAccounts = (session: Session, change: AccountsSettings): Session => ({
  ...session,
  settings: { ...session.settings, margin: { ...session.settings.margin, ...change } },
});

export function addAccount(session: Session): Session {
  const accounts = accountsOf(session);
  const id = String(accounts.reduce((most, one) => Math.max(most, Number(one.id) || 0), 0) + 1);
  return withAccounts(session, { accounts: [...accounts, { id, name: `Account ${accounts.length + 1}` }] });
}

export const changeAccount = (session: Session, id: string, change: Partial<AccountSettings>): Session =>
  withAccounts(session, {
    accounts: accountsOf(session).map((account) => (account.id === id ? { ...account, ...change } : account)),
  });

/** Its holdings go back to the first account. */
export const removeAccount = (session: Session, id: string): Session =>
  withAccounts(session, { accounts: accountsOf(session).filter((account) => account.id !== id) });

export const placeHolding = (session: Session, held: HoldingRow, change: PlaceSettings): Session =>
  withAccounts(session, {
    places: {
      ...accountsSettings(session).places,
      [held.id]: { ...placeOf(session, held), symbol: held.symbol, ...change },
    },
  });

/** The price at which a holding was entered belongs to the holding. */
export const enterHolding = (session: Session, holding: string, entryPrice: number | null): Session => ({
  ...session,
  holdings: session.holdings.map((row) => (row.id === holding ? { ...row, entryPrice } : row)),
});

/** Rules of one's own as typed; what is no JSON leaves the last that was. */
export function typeOwnPack(session: Session, id: string, ownText: string): Session {
  const read = readPack(ownText);
  return changeAccount(session, id, {
    own: true,
    ownText,
    ...('pack' in read ? { ownPack: read.pack } : {}),
  });
}

/** A pack from a text, or why it is none. */
export function readPack(text: string): { pack: object } | { reason: string } {
  try {
    const pack: unknown = JSON.parse(text);
    if (typeof pack === 'object' && pack !== null && !Array.isArray(pack)) return { pack };
    return { reason: 'A pack is an object in braces.' };
  } catch (thrown) {
    return { reason: `This is no JSON: ${(thrown as Error).message}.` };
  }
}
