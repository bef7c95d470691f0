// The amounts that stand in settings, scaled as the holdings are where a link shall tell none: what lies in accounts and
// is set aside there, what is lent and owed, tax lots, and the trade that is thought of.
import type { LendingSettings } from './lending.js';
import { type AccountsSettings, accountsSettings } from './margin-accounts.js';
import { type NeedSettings, needSettings } from './need.js';
import type { Session } from './session.js';

type Scale = (amount: number) => number;
type Settings = Session['settings'];

const each = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** The field scaled, where there is one. */
const field = <T extends object, K extends keyof T>(of: T, name: K, scale: Scale): T =>
  typeof of[name] === 'number' ? { ...of, [name]: scale(of[name]) } : of;

function marginScaled({ accounts, places }: AccountsSettings, scale: Scale): AccountsSettings {
  return {
    ...(accounts
      ? {
          accounts: accounts.map((account) => ({
            ...account,
            ...(account.collateral
              ? { collateral: account.collateral.map((row) => field(row, 'amount', scale)) }
              : {}),
          })),
        }
      : {}),
    ...(places ? { places: each(places, (place) => field(place, 'isolatedMargin', scale)) } : {}),
  };
}

function lendingScaled(lending: LendingSettings, scale: Scale): LendingSettings {
  const { accounts, pledges, looping } = lending;
  const coins = <T extends { readonly amount: number }>(rows: readonly T[]) =>
    rows.map((row) => field(row, 'amount', scale));
  return {
    ...lending,
    ...(accounts
      ? {
          accounts: accounts.map((account) => ({
            ...account,
            collateral: coins(account.collateral),
            ...(account.debt ? { debt: coins(account.debt) } : {}),
          })),
        }
      : {}),
    ...(pledges ? { pledges: coins(pledges).map((row) => field(row, 'requirement', scale)) } : {}),
    ...(looping ? { looping: field(looping, 'capital', scale) } : {}),
  };
}

/** Rows with the field scaled, where there are any. */
const rowsScaled = <K extends string, N extends string, R extends { readonly [name in N]: number }>(
  key: K,
  rows: readonly R[] | undefined,
  name: N,
  scale: Scale,
) => (rows ? { [key]: rows.map((row) => field(row, name, scale)) } : {});

const needScaled = ({ cash, coins, payments }: NeedSettings, scale: Scale) => ({
  ...rowsScaled('cash', cash, 'amount', scale),
  ...rowsScaled('coins', coins, 'quantity', scale),
  ...rowsScaled('payments', payments, 'amount', scale),
});

export function settingsScaled(settings: Settings, scale: Scale): Settings {
  const { margin, lending, intradayNeed, rebalance, incrementalRisk } = settings;
  const lots = rebalance?.lots as readonly { quantity?: number }[] | undefined;
  return {
    ...settings,
    ...(margin ? { margin: { ...margin, ...marginScaled(accountsSettings({ settings }), scale) } } : {}),
    ...(lending ? { lending: { ...lendingScaled(lending, scale) } } : {}),
    ...(intradayNeed
      ? { intradayNeed: { ...intradayNeed, ...needScaled(needSettings({ settings }), scale) } }
      : {}),
    ...(lots ? { rebalance: { ...rebalance, lots: lots.map((lot) => field(lot, 'quantity', scale)) } } : {}),
    ...(incrementalRisk ? { incrementalRisk: field(incrementalRisk, 'quantity', scale) } : {}),
  };
}
