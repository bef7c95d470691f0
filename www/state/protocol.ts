// Of what dependencies and indices are computed. How a request comes of it is loaded when it is first asked for: the
// page opens without it.
import { defaultOf } from '../forms/settings.js';
import type { Derivation } from './derivations.js';
import { riskRequest } from './risk-requests.js';
import type { Session } from './session.js';
import type { PackedPrices, VolumeSeries } from './shapes.js';

export interface DependencyInputs {
  saying: Pick<Session, 'holdings' | 'settings'>;
  /** By position. */
  worth: readonly { id: string; asset: string; value: number }[];
  /** Level, horizon and seed, for the market as for the failures. */
  over: Readonly<Record<string, unknown>>;
  /** How the market's losses are measured; null without prices. */
  risk: object | null;
}

export interface IndexInputs {
  settings: Readonly<Record<string, unknown>>;
  assets: readonly string[];
  /** Where volumes are asked for, they go beside the prices; null where the engine has all. */
  table: { prices: PackedPrices; volumes: readonly VolumeSeries[] } | null;
}

const NO_SUPPLY =
  'An index takes supplies: say of an asset with prices how many coins are outstanding, under “What may be in it”.';

const OVER = ['level', 'horizonDays', 'seed'];

export const protocolDerivations = (
  holdingsMissing: (session: Session) => string | null,
  noPrices: string,
): { dependencies: Derivation; index: Derivation } => ({
  index: {
    after: () => [],
    usesPrices: true,
    missing({ prices, settings: { index = {} } }) {
      const members = Object.values((index.members ?? {}) as Record<string, { supply?: number }>);
      if (!prices) return noPrices;
      return members.some(({ supply }) => supply !== undefined) ? null : NO_SUPPLY;
    },
    request({ settings: { index = {} }, prices, volumes }): IndexInputs {
      const asked = prices && index.leastVolume !== undefined;
      return { settings: index, assets: prices?.assets ?? [], table: asked ? { prices, volumes } : null };
    },
    async run(engine, request, options) {
      const { askIndex } = await import('./index-members.js');
      return askIndex(engine, request as IndexInputs, options);
    },
  },
  dependencies: {
    after: () => ['catalog', 'quotes', 'price'],
    usesPrices: true,
    missing: holdingsMissing,
    request(session, finished): DependencyInputs {
      const { dependencies = {} } = session.settings;
      const described = finished('catalog').operations.find(({ name }) => name === 'dependencies');
      // Said in full: those of the risk have other defaults.
      const over = (described?.parameters ?? [])
        .filter(({ name }) => OVER.includes(name))
        .map(({ name, value }) => [name, dependencies[name] ?? defaultOf(value)]);
      return {
        saying: { holdings: session.holdings, settings: { dependencies } },
        worth: finished('price').positions.map(({ id, asset, value }) => ({ id, asset, value })),
        over: Object.fromEntries(over),
        risk: session.prices ? riskRequest(session, finished('quotes').quotes) : null,
      };
    },
    async run(engine, request, options) {
      const { askDependencies } = await import('./dependencies.js');
      return askDependencies(engine, request as DependencyInputs, options);
    },
  },
});
