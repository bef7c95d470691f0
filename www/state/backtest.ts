// Backtests as the page asks for them: the strategies with names of their own, each walked by a worker of its own,
// and the report made of the paths that they gave.

import type { RunOptions } from '../engine/client.js';
import { chosenMethods, type Family, type Parameter, type Settings } from '../forms/settings.js';
import { usuallyCompared } from './compared.js';
import type { Derivation } from './derivations.js';
import type { ResultsEngine } from './results.js';
import type { Session } from './session.js';
import type { RequestOf, ResponseOf } from './shapes.js';

type Request = RequestOf<'backtest'>;
type Response = ResponseOf<'backtest'>;
export type Strategy = Settings;

export const MOST_STRATEGIES = 6;
/** How many stand side by side before anybody chose. */
const USUAL = 3;

const families = (session: { families: readonly Family[] }, name: string) =>
  session.families.find((family) => family.name === name)?.methods ?? [];

/** What a person chooses of a strategy, as the forms of the catalog ask it. */
export function strategyParameters(known: readonly Family[]): Parameter[] {
  const method = (name: string, family: string, label: string, help: string): Parameter => ({
    name,
    label,
    help,
    value: { type: 'method', family, default: families({ families: known }, family)[0]?.kind ?? '' },
    advanced: false,
  });
  const every = ['day', 'week', 'month', 'quarter', 'year'].map((value) => ({
    value,
    label: `Every ${value}`,
  }));
  return [
    method('target', 'target', 'Target', 'What the strategy wants to hold.'),
    {
      name: 'every',
      label: 'Target found anew',
      help: 'How often the target is computed from what is known by then.',
      value: { type: 'choice', choices: every, default: 'month' },
      advanced: false,
    },
    method('policy', 'rebalancePolicy', 'Policy', 'When the account is traded to the target.'),
  ];
}

/** Those that were chosen, or the first objectives of the catalog by its first target. */
export function strategiesOf(settings: Settings, known: readonly Family[]): readonly Strategy[] {
  const chosen = settings.strategies as readonly Strategy[] | undefined;
  if (chosen) return chosen;
  const [target] = families({ families: known }, 'target');
  if (!target) return [];
  return usuallyCompared(known as never)
    .slice(0, USUAL)
    .map(({ kind }) => ({ target: { kind: target.kind, objective: { kind } } }));
}

/** By what they want to hold, and where that is the same by when they trade; no two alike. */
export function strategyNames(strategies: readonly Strategy[], known: readonly Family[]): string[] {
  const parameters = strategyParameters(known);
  const labels = (strategy: Strategy, name: string) =>
    chosenMethods(
      parameters.filter((parameter) => parameter.name === name),
      known,
      strategy,
    ).map(({ label }) => label);
  const plain = strategies.map((strategy) => {
    const [outer = 'Strategy', inner] = labels(strategy, 'target');
    return typeof strategy.name === 'string' && strategy.name !== '' ? strategy.name : (inner ?? outer);
  });
  const alike = (names: readonly string[], name: string) =>
    names.filter((other) => other === name).length > 1;
  const full = plain.map((name, place) => {
    const policy = labels(strategies[place] ?? {}, 'policy')[0];
    return alike(plain, name) && policy ? `${name}, ${policy.toLowerCase()}` : name;
  });
  return full.map((name, place) => {
    const before = full.slice(0, place).filter((other) => other === name).length;
    return before > 0 ? `${name} ${before + 1}` : name;
  });
}

/** The strategies of a session, each with its name. */
function named(session: Session, known: readonly Family[]): object[] {
  const strategies = strategiesOf(settings(session, 'backtest'), known);
  const names = strategyNames(strategies, known);
  return strategies.map((strategy, place) => ({ ...strategy, name: names[place] }));
}

/** Each strategy by a worker; those that could begin earlier begin again where the last one does. */
async function byStrategy(
  engine: Pick<ResultsEngine, 'run'>,
  request: Request,
  { signal, onProgress }: RunOptions = {},
): Promise<Response> {
  const strategies = request.strategies ?? [];
  const shares = strategies.map(() => 0);
  const walk = (place: number, from: string | undefined) => {
    const strategy = strategies[place];
    const part = { ...request, strategies: strategy ? [strategy] : [], ...(from ? { from } : {}) };
    return engine.run('backtest', part, {
      ...(signal ? { signal } : {}),
      onProgress: (done, total, doing) => {
        shares[place] = total > 0 ? done / total : 0;
        onProgress?.(
          shares.reduce((sum, share) => sum + share, 0),
          strategies.length,
          doing,
        );
      },
    });
  };
  const first = await Promise.all(strategies.map((_, place) => walk(place, undefined)));
  const start = first.reduce(
    (latest, { dates }) => ((dates[0] ?? '') > latest ? (dates[0] ?? '') : latest),
    '',
  );
  const whole = await Promise.all(
    first.map((walked, place) => (walked.dates[0] === start ? walked : walk(place, start))),
  );
  const [one] = whole;
  if (!one) return engine.run('backtest', request, signal ? { signal } : {});
  const notices = new Map(
    whole.flatMap(({ warnings }) => warnings.map((notice) => [notice.message, notice])),
  );
  return {
    ...one,
    strategies: whole.flatMap((walked) => walked.strategies),
    warnings: [...notices.values()],
  };
}

const settings = (session: Session, operation: string): Settings => session.settings[operation] ?? {};

export const backtestDerivations = (
  noPrices: string,
): Record<'backtest' | 'backtestReport' | 'crossValidation' | 'forecast', Derivation> => ({
  forecast: {
    after: () => ['catalog'],
    usesPrices: true,
    missing: ({ prices }) => (prices ? null : noPrices),
    request: (session) => settings(session, 'forecast'),
  },
  backtest: {
    after: () => ['catalog'],
    usesPrices: true,
    missing: ({ prices }) => (prices ? null : noPrices),
    request: (session, finished) => {
      return {
        funding: session.funding,
        volumes: session.volumes,
        ...settings(session, 'backtest'),
        strategies: named(session, finished('catalog').families),
      };
    },
    run: (engine, request, options) => byStrategy(engine, request as Request, options) as never,
  },
  backtestReport: {
    after: () => ['backtest'],
    usesPrices: false,
    missing: ({ prices }) => (prices ? null : noPrices),
    request: (session, finished) => {
      const { dates, strategies } = finished('backtest');
      const { benchmark, ...chosen } = settings(session, 'backtestReport');
      const known = strategies.some(({ name }) => name === benchmark);
      return {
        dates,
        // The first return is that of no bar.
        paths: strategies.map(({ name, returns }) => ({ name, returns: returns.slice(1) })),
        ...chosen,
        ...(known ? { benchmark } : {}),
      };
    },
  },
  crossValidation: {
    after: () => ['catalog'],
    usesPrices: true,
    missing: ({ prices }) => (prices ? null : noPrices),
    request: (session, finished) => {
      const { assets, from, to } = settings(session, 'backtest');
      return {
        ...(assets ? { assets } : {}),
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
        ...settings(session, 'crossValidation'),
        strategies: named(session, finished('catalog').families),
      };
    },
  },
});
