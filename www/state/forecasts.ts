// Which estimators of the mean are judged: those that were chosen, or all that look ahead.
import type { Choice, Family, Parameter, Settings } from '../forms/settings.js';

/** The family that estimators of the mean are chosen from. */
export const ESTIMATORS = 'mean';
/** As many as one can tell apart in a picture. */
export const MOST_ESTIMATORS = 8;
/** The parameter of those that look ahead. */
const AHEAD = 'horizon';

const methodsOf = (families: readonly Family[]) =>
  families.find(({ name }) => name === ESTIMATORS)?.methods ?? [];

export function estimatorsOf(settings: Settings, families: readonly Family[]): readonly Choice[] {
  const chosen = settings.methods as readonly Choice[] | undefined;
  const ahead = methodsOf(families).filter(({ parameters }) => parameters.some(({ name }) => name === AHEAD));
  return chosen ?? ahead.map(({ kind }) => ({ kind }));
}

/** By their methods, numbered where one stands twice. */
export function estimatorNames(chosen: readonly { kind: string }[], families: readonly Family[]): string[] {
  const labels = chosen.map(
    ({ kind }) => methodsOf(families).find((method) => method.kind === kind)?.label ?? kind,
  );
  return labels.map((label, place) => {
    const before = labels.slice(0, place).filter((other) => other === label).length;
    return before > 0 ? `${label} ${before + 1}` : label;
  });
}

/** What estimators take from the whole: how far ahead it is judged, and further series. */
export const sharedBy = (parameters: readonly Parameter[]): string[] => [
  AHEAD,
  ...parameters.filter(({ value }) => value.type === 'series').map(({ name }) => name),
];

/** Each estimator that takes further series takes those of the whole. */
export function forecastRequest(settings: Settings, families: readonly Family[]): Settings {
  if (settings.methods === undefined) return settings;
  const methods = estimatorsOf(settings, families).map((choice) => {
    const method = methodsOf(families).find(({ kind }) => kind === choice.kind);
    const taken = (method?.parameters ?? []).filter(({ value }) => value.type === 'series');
    const shared = taken.flatMap(({ name }) =>
      settings[name] === undefined ? [] : [[name, settings[name]]],
    );
    return { ...Object.fromEntries(shared), ...choice };
  });
  return { ...settings, methods };
}

/** The columns of the price table that are looked at and are no assets. */
export const namedSeries = ({ series = [], levels = [] }: Settings): readonly string[] => [
  ...new Set([...(series as readonly string[]), ...(levels as readonly string[])]),
];
