// An index as a person sets it up: supplies, clusters and roles by asset; the request, and what is made of the answer.
import type { Engine, RunOptions } from '../engine/client.js';
import type { Settings } from '../forms/settings.js';
import { knownAssets, knownSupplies } from './known-dependencies.js';
import type { IndexInputs } from './protocol.js';
import type { Session } from './session.js';
import type { PackedPrices, RequestOf, ResponseOf } from './shapes.js';
import type { Target } from './target.js';

type Asked = RequestOf<'index'>;
type Member = Asked['members'][number];
export type Index = ResponseOf<'index'>;

/** What the level is called among the prices. */
export const LEVEL = 'Index';

interface IndexSettings {
  /** By asset: supply, cluster, role. */
  readonly members?: Readonly<Record<string, Settings>>;
  readonly cluster?: string;
  readonly role?: string;
}

export const indexSettings = ({ settings }: Pick<Session, 'settings'>): IndexSettings => settings.index ?? {};

/** With other settings of the index; what is empty is not kept. */
export function withIndex(session: Session, change: IndexSettings): Session {
  const entries = Object.entries({ ...indexSettings(session), ...change });
  const index = Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''));
  return { ...session, settings: { ...session.settings, index } };
}

/** What may be in an index: all with prices but itself. */
export const candidates = (assets: readonly string[]): readonly string[] =>
  assets.filter((asset) => asset !== LEVEL);

export const clustersOf = (session: Session): string[] => {
  const clusters = Object.values(indexSettings(session).members ?? {}).map(({ cluster }) => cluster);
  return [...new Set(clusters.filter((one): one is string => typeof one === 'string'))];
};

/** With supplies that are known; what a person said stays. */
export function withKnownSupplies(session: Session): Session {
  const { members = {} } = indexSettings(session);
  const filled = candidates(session.prices?.assets ?? []).flatMap((asset) => {
    const supply = knownSupplies[asset];
    if (supply === undefined || members[asset]?.supply !== undefined) return [];
    const { role } = knownAssets[asset] ?? {};
    return [[asset, { ...(role ? { role } : {}), ...members[asset], supply }] as const];
  });
  return filled.length > 0
    ? withIndex(session, { members: { ...members, ...Object.fromEntries(filled) } })
    : session;
}

const volumeName = (asset: string) => `${asset} volume`;

/** Volumes as further columns of the prices, which is where the engine looks for them. */
function withVolumes({ prices, volumes }: NonNullable<IndexInputs['table']>): NonNullable<Asked['prices']> {
  const { dates, assets, values }: PackedPrices = prices;
  const series = volumes.filter(({ asset }) => assets.includes(asset));
  const byDay = series.map((one) => new Map(one.dates.map((day, t) => [day.slice(0, 10), one.volumes[t]])));
  const rows = dates.map((date, t) => [
    ...assets.map((_, i) => values[t * assets.length + i]),
    ...byDay.map((days) => days.get(date.slice(0, 10))),
  ]);
  return {
    dates,
    assets: [...assets, ...series.map(({ asset }) => volumeName(asset))],
    prices: rows.map((row) =>
      row.map((value) => (value === undefined || Number.isNaN(value) ? null : value)),
    ),
  } as NonNullable<Asked['prices']>;
}

export function askIndex(
  engine: Pick<Engine, 'run'>,
  { settings, assets, table }: IndexInputs,
  options: RunOptions,
): Promise<Index> {
  const { members = {}, ...rules } = settings as IndexSettings;
  const traded = new Set(table?.volumes.map(({ asset }) => asset));
  const asked = candidates(assets).flatMap((asset): Member[] => {
    const { supply, cluster, role } = members[asset] ?? {};
    if (typeof supply !== 'number') return [];
    const said = { ...(cluster ? { cluster } : {}), ...(role ? { role } : {}) };
    return [
      { asset, supply, ...said, ...(traded.has(asset) ? { volume: volumeName(asset) } : {}) } as Member,
    ];
  });
  const request = { ...rules, members: asked, ...(table ? { prices: withVolumes(table) } : {}) };
  return engine.run('index', request as Asked, options);
}

/** The members of the last day as a target of the holdings. */
export const indexTarget = ({ weights }: Index, name: string): Target => ({
  source: name,
  weights: weights.map(({ asset, weight }) => ({ asset, weight })),
});

/** The level by date; null where the index has no members yet. */
export const levels = ({ level }: Index): (number | null)[] =>
  (level.prices as readonly (readonly (number | null)[])[]).map(([value]) => value ?? null);

/** Whether the level among the prices is this one. */
export function isBenchmark({ prices, settings }: Session, found: Index): boolean {
  if (!prices || settings.trackRecord?.benchmark !== LEVEL) return false;
  const column = prices.assets.indexOf(LEVEL);
  const width = prices.assets.length;
  const same = (value: number | null, t: number) => {
    const known = prices.values[t * width + column];
    return value === null ? Number.isNaN(known) : value === known;
  };
  return column >= 0 && levels(found).length === prices.dates.length && levels(found).every(same);
}

/**
 * With the level as a series beside the prices and as the benchmark of the past. No allocation trades it unless it is
 * ticked among the assets.
 */
export function withBenchmark(session: Session, found: Index): Session {
  const { prices, settings } = session;
  if (!prices) return session;
  const assets = candidates(prices.assets);
  const places = assets.map((asset) => prices.assets.indexOf(asset));
  const column = levels(found);
  const width = assets.length + 1;
  const values = new Float64Array(prices.dates.length * width);
  prices.dates.forEach((_, t) => {
    places.forEach((place, i) => {
      values[t * width + i] = prices.values[t * prices.assets.length + place] ?? Number.NaN;
    });
    values[t * width + assets.length] = column[t] ?? Number.NaN;
  });
  const without = (operation: string) => ({
    ...settings[operation],
    assets: settings[operation]?.assets ?? assets,
  });
  return {
    ...session,
    prices: { dates: prices.dates, assets: [...assets, LEVEL], values },
    settings: {
      ...settings,
      trackRecord: { ...settings.trackRecord, benchmark: LEVEL },
      allocate: without('allocate'),
      backtest: without('backtest'),
    },
  };
}
