// What the page asks of the operations that measure risk.
import type { Finished } from './derivations.js';
import { groupsOf } from './groups.js';
import { marginAccounts } from './margin-accounts.js';
import { positionsOf } from './positions.js';
import type { Session } from './session.js';
import type { OperationName, Quotes, ResponseOf, VolumeSeries } from './shapes.js';

/** More days than any average takes; older ones stay at home. */
const MOST_VOLUME_DAYS = 400;

const settings = (session: Session, operation: OperationName) => session.settings[operation] ?? {};

/** The book with the settings of the figures; groups that are asked for by name are those of the limits. */
export function riskRequest(session: Session, quotes: Quotes): object {
  const { liquidations, ...chosen } = settings(session, 'risk');
  return {
    positions: positionsOf(session.holdings),
    quotes,
    ...chosen,
    ...(chosen.groupBy === 'named' ? { groups: groupsOf(session) } : {}),
  };
}

/** Whether the figures are wanted with what liquidations cost. */
export const asksLiquidations = (session: Session): boolean =>
  settings(session, 'risk').liquidations !== undefined;

/** The book with its accounts, which scenarios may liquidate. */
export const liquidationRequest = (session: Session, finished: Finished): object => ({
  ...riskRequest(session, finished('quotes').quotes),
  liquidations: settings(session, 'risk').liquidations,
  accounts: marginAccounts(session, finished),
  ...(session.settings.margin?.pack === undefined ? {} : { pack: session.settings.margin.pack }),
});

export const lastDays = ({ asset, dates, volumes }: VolumeSeries): VolumeSeries => ({
  asset,
  dates: dates.slice(-MOST_VOLUME_DAYS),
  volumes: volumes.slice(-MOST_VOLUME_DAYS),
});

export const liquidityRequest = (session: Session, quotes: Quotes): object => ({
  risk: riskRequest(session, quotes),
  volumes: session.volumes.map(lastDays),
  ...settings(session, 'liquidity'),
});

export const trackRequest = (session: Session, quotes: Quotes): object => ({
  positions: positionsOf(session.holdings),
  quotes,
  ...settings(session, 'trackRecord'),
});

/** Of the asset that was chosen, as long as it has prices; else of the largest exposure that has some. */
export function volatilityRequest(session: Session, price: ResponseOf<'price'> | null): object {
  const { asset, ...rest } = settings(session, 'volatility');
  const known = session.prices?.assets ?? [];
  const held = [...(price?.totals.byAsset ?? [])].sort((a, b) => Math.abs(b.exposure) - Math.abs(a.exposure));
  const chosen = [asset, ...held.map((one) => one.asset)].find((name) => known.includes(name as string));
  return { ...rest, ...(chosen === undefined ? {} : { asset: chosen }) };
}
