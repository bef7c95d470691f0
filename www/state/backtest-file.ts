// The whole report of the tab Backtest in one file: what was asked, on which prices, and all that is up to date.
import { derivations } from './derivations.js';
import type { Results } from './results.js';
import type { Session } from './session.js';
import type { OperationName } from './shapes.js';

const PARTS = [
  'backtest',
  'backtestReport',
  'crossValidation',
  'experts',
  'forecast',
] as const satisfies readonly OperationName[];

/** What others wrote stays where it is; of it the file says from when to when it is. */
const span = ({ asset, dates }: { asset: string; dates: readonly string[] }) => ({
  asset,
  firstDate: dates[0] ?? null,
  lastDate: dates.at(-1) ?? null,
  count: dates.length,
});

/** The settings that a result was asked with, strategies by their names; the paths of others are in their results. */
function asked(session: Session, results: Results, operation: OperationName): object {
  const request = derivations[operation]?.request(session, (name) => results.get(name).value as never, null);
  const { funding, volumes, paths, dates, experts, ...settings } = (request ?? {}) as Record<string, unknown>;
  return settings;
}

export function backtestFile(session: Session, results: Results): object {
  const { prices, funding, volumes, synthetic } = session;
  const there = PARTS.filter((operation) => {
    const { value, stale } = results.get(operation);
    return value !== null && !stale;
  });
  const of = (what: (operation: OperationName) => unknown) =>
    Object.fromEntries(there.map((operation) => [operation, what(operation)]));
  return {
    allotrope: 'backtest',
    schemaVersion: 1,
    sample: {
      synthetic: synthetic.prices,
      assets: prices?.assets ?? [],
      firstDate: prices?.dates[0] ?? null,
      lastDate: prices?.dates.at(-1) ?? null,
      rows: prices?.dates.length ?? 0,
      funding: funding.map((series) => ({ ...span(series), venue: series.venue ?? null })),
      volumes: volumes.map(span),
    },
    settings: of((operation) => asked(session, results, operation)),
    ...of((operation) => results.get(operation).value),
  };
}
