// Of what the dependencies are computed. How a request comes of it is loaded when it is first asked for: the page opens
// without it.
import { defaultOf } from '../forms/settings.js';
import type { Derivation } from './derivations.js';
import { riskRequest } from './risk-requests.js';
import type { Session } from './session.js';

export interface DependencyInputs {
  saying: Pick<Session, 'holdings' | 'settings'>;
  /** By position. */
  worth: readonly { id: string; asset: string; value: number }[];
  /** Level, horizon and seed, for the market as for the failures. */
  over: Readonly<Record<string, unknown>>;
  /** How the market's losses are measured; null without prices. */
  risk: object | null;
}

const OVER = ['level', 'horizonDays', 'seed'];

export const dependencyDerivations = (
  holdingsMissing: (session: Session) => string | null,
): { dependencies: Derivation } => ({
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
