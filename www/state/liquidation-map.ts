// What the map of liquidations is made of: the accounts of the person, and a list of positions of others.
import type { Derivation } from './derivations.js';
import { lendingSettings } from './lending.js';
import { marginAccounts } from './margin-accounts.js';
import { positionsOf } from './positions.js';
import type { Session } from './session.js';
import type { ResponseOf } from './shapes.js';

/** All coins together, in the place of one. */
export const ALL_COINS = '*';
/** Days over which a volume is averaged. */
const DAYS = 30;

/** A list as it was read. */
export interface PositionList {
  readonly name: string;
  readonly summary: string;
  readonly positions: number;
  readonly loans: number;
  readonly columns: ResponseOf<'positionList'>['list'];
}

export interface MapSettings {
  /** A coin, or all of them; the one with most positions where nothing is chosen. */
  readonly asset?: string;
  readonly list?: PositionList;
  readonly volumes?: Readonly<Record<string, number>>;
}

export const mapSettings = ({ settings }: Session): MapSettings => settings.liquidationMap ?? {};

/** The settings without the list: it is as long as prices are. */
export function withoutList(settings: Session['settings']): Session['settings'] {
  const { list: _, ...rest } = settings.liquidationMap ?? {};
  return 'liquidationMap' in settings ? { ...settings, liquidationMap: rest } : settings;
}

/** The coins that can be mapped, the one that most is about first. */
export function mappable(session: Session): string[] {
  const counts = new Map<string, number>();
  const count = (asset: string, by: number) => counts.set(asset, (counts.get(asset) ?? 0) + by);
  for (const { instrument } of positionsOf(session.holdings))
    if (instrument.kind === 'perpetual' || instrument.kind === 'future' || instrument.kind === 'option')
      count(instrument.asset, 1);
  const { names = [], asset: places = [] } = mapSettings(session).list?.columns ?? {};
  for (const place of places) count(names[place] ?? '', 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([asset]) => asset);
}

export const chosenCoin = (session: Session): string =>
  mapSettings(session).asset ?? mappable(session)[0] ?? ALL_COINS;

/** Volumes of a day by what is traded, where the person has brought it; what is stated goes before. */
function volumesOf({ volumes }: Session, stated: MapSettings['volumes']): Record<string, number> {
  const known = volumes.map(({ asset, volumes: all }): [string, number] => {
    const last = all.slice(-DAYS);
    return [asset, last.reduce((sum, volume) => sum + volume, 0) / Math.max(1, last.length)];
  });
  return { ...Object.fromEntries(known.filter(([, volume]) => volume > 0)), ...stated };
}

export const mapDerivation = (
  holdingsMissing: (session: Session) => string | null,
): { liquidationMap: Derivation } => ({
  liquidationMap: {
    after: () => ['quotes', 'price'],
    usesPrices: false,
    missing: holdingsMissing,
    request(session, finished) {
      const { asset: _, list, volumes, ...rest } = mapSettings(session);
      const coin = chosenCoin(session);
      const { quotes } = finished('quotes');
      const { pack } = session.settings.margin ?? {};
      return {
        quotes,
        ...(pack === undefined ? {} : { pack }),
        accounts: marginAccounts(session, finished),
        lending: lendingSettings(session).accounts ?? [],
        ...rest,
        volumes: volumesOf(session, volumes),
        ...(list ? { columns: list.columns } : {}),
        ...(coin === ALL_COINS || quotes.spots?.[coin] === undefined ? {} : { asset: coin }),
      };
    },
  },
});
