// Backtests as the page asks for them: the strategies with names of their own, each walked by a worker of its own,
// and the report made of the paths that they gave.

import type { RunOptions } from '../engine/client.js';
import type { Settings } from '../forms/settings.js';
import type { Derivation } from './derivations.js';
import { forecastRequest, namedSeries } from './forecasts.js';
import { heldLines } from './lines.js';
import type { ResultsEngine } from './results.js';
import type { Session } from './session.js';
import type { RequestOf, ResponseOf } from './shapes.js';
import { named } from './strategies.js';

type Request = RequestOf<'backtest'>;
type Response = ResponseOf<'backtest'>;

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

/** By strategy; the first return is that of no bar. A debt is more than all that was invested, which is all a path can lose. */
const returnsOf = ({ strategies }: Pick<Response, 'strategies'>) =>
  strategies.map(({ name, returns }) => ({
    name,
    returns: returns.slice(1).map((earned) => Math.max(earned, -1)),
  }));

/** What the forecasts look at is held by no strategy, unless it is ticked among its assets. */
function untraded(session: Session): { series?: readonly string[] } {
  const series = namedSeries(settings(session, 'forecast'));
  return series.length > 0 ? { series } : {};
}

export const backtestDerivations = (
  noPrices: string,
): Record<'backtest' | 'backtestReport' | 'crossValidation' | 'experts' | 'forecast', Derivation> => ({
  forecast: {
    after: () => ['catalog'],
    usesPrices: true,
    missing: ({ prices }) => (prices ? null : noPrices),
    request: (session, finished) =>
      forecastRequest(settings(session, 'forecast'), finished('catalog').families),
  },
  backtest: {
    after: () => ['catalog'],
    usesPrices: true,
    missing: ({ prices }) => (prices ? null : noPrices),
    request: (session, finished) => {
      const chosen = settings(session, 'backtest');
      return {
        funding: session.funding,
        volumes: session.volumes,
        ...untraded(session),
        ...chosen,
        ...heldLines(chosen),
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
        paths: returnsOf({ strategies }),
        ...chosen,
        ...(known ? { benchmark } : {}),
      };
    },
  },
  experts: {
    after: () => ['backtest'],
    usesPrices: false,
    missing: ({ prices }) => (prices ? null : noPrices),
    request: (session, finished) => ({
      experts: returnsOf(finished('backtest')),
      ...settings(session, 'experts'),
    }),
  },
  crossValidation: {
    after: () => ['catalog'],
    usesPrices: true,
    missing: ({ prices }) => (prices ? null : noPrices),
    request: (session, finished) => {
      const { assets, from, to } = settings(session, 'backtest');
      return {
        ...untraded(session),
        ...(assets ? { assets } : {}),
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
        ...settings(session, 'crossValidation'),
        strategies: named(session, finished('catalog').families),
      };
    },
  },
});
