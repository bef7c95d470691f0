// The strategies of a backtest as a person chooses them: their forms, those that stand there at first, and their names.
import { chosenMethods, type Family, type Parameter, type Settings } from '../forms/settings.js';
import { usuallyCompared } from './compared.js';
import type { Session } from './session.js';

export type Strategy = Settings;

export const MOST_STRATEGIES = 6;
/** How many stand side by side before anybody chose. */
const USUAL = 3;
/** Stablecoins deviate by about a thousandth from their mean over a year, noisy ones by a hundredth, currencies by more. */
const USUAL_CASH = 0.01;

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
    {
      name: 'cashLikeBelow',
      label: 'Cash-like, leave out below',
      help: 'An asset whose prices deviate by less than this from their mean over the window stands in for cash, as a stablecoin does, and is not chosen; 0 leaves none out. Given weights hold what they name.',
      value: { type: 'number', unit: 'fraction', min: 0, max: 0.5, default: 0 },
      advanced: false,
    },
    {
      name: 'leverage',
      label: 'Leverage',
      help: 'Exposures are those of the target times it: on margin where an asset is held as a perpetual or a future, else on a loan.',
      value: { type: 'number', unit: 'none', min: 0.01, max: 100, default: 1 },
      advanced: false,
    },
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
    .map(({ kind }) => ({
      target: { kind: target.kind, objective: { kind } },
      cashLikeBelow: USUAL_CASH,
    }));
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
export function named(session: Session, known: readonly Family[]): object[] {
  const strategies = strategiesOf(session.settings.backtest ?? {}, known);
  const names = strategyNames(strategies, known);
  return strategies.map((strategy, place) => ({ ...strategy, name: names[place] }));
}
