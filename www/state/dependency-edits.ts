// Steps by which a person says what holdings depend on: what is widely known filled in, caps taken to the allocation.
import type { Settings } from '../forms/settings.js';
import {
  type AppliedCaps,
  type Dependencies,
  dependencySettings,
  entitiesOf,
  KINDS,
  namedHoldings,
  namesOf,
  withDependencies,
} from './dependencies.js';
import { withGroups } from './groups.js';
import { knownAssets, knownEntities } from './known-dependencies.js';
import type { Session } from './session.js';

const YEAR = 365.25 * 86_400_000;

/** Years from a day to a moment, to a tenth. */
const yearsSince = (day: string, now: string): number =>
  Math.max(0, Math.round((10 * (Date.parse(now) - Date.parse(day))) / YEAR) / 10);

/** With what is known of names of which nothing was said yet. */
export function withKnownFacts(session: Session, now: string): Session {
  const { entities = {} } = dependencySettings(session);
  const facts: Record<string, Settings> = {};
  for (const { name, kind, held } of entitiesOf(session)) {
    const known = knownEntities[name];
    if (!known || (held && known.kind !== kind) || entities[name] !== undefined) continue;
    facts[name] = {
      ...(held ? {} : { kind: known.kind }),
      ageYears: yearsSince(known.since, now),
      ...known.facts,
    };
  }
  return Object.keys(facts).length > 0
    ? withDependencies(session, { entities: { ...entities, ...facts } })
    : session;
}

/** With what is known of coins that are held outright, as well; what a person said stays. */
export function withKnown(session: Session, now: string): Session {
  const { named = {} } = dependencySettings(session);
  const filled: Record<string, Settings> = {};
  for (const { name, instrument } of namedHoldings(session)) {
    const coin =
      instrument.kind === 'spot' ? instrument.asset : instrument.kind === 'cash' ? instrument.currency : '';
    const known = knownAssets[coin.toUpperCase()] ?? {};
    const own = named[name] ?? {};
    const missing = [...KINDS, 'role' as const].filter(
      (field) => known[field] !== undefined && own[field] === undefined,
    );
    if (missing.length > 0)
      filled[name] = { ...own, ...Object.fromEntries(missing.map((field) => [field, known[field]])) };
  }
  const next =
    Object.keys(filled).length > 0 ? withDependencies(session, { named: { ...named, ...filled } }) : session;
  return withKnownFacts(next, now);
}

/** How many holdings name something. */
export const sayingCount = (session: Session): number => {
  const { named = {} } = dependencySettings(session);
  return namedHoldings(session).filter(({ name }) => Object.keys(namesOf(named[name])).length > 0).length;
};

/** Limits without the assets that have no prices: the allocation knows none of them. */
function limits(session: Session, { constraints }: Dependencies) {
  const known = new Set(session.prices?.assets ?? []);
  const groups = (constraints.groups ?? [])
    .map((group) => ({
      ...group,
      name: `Cap: ${group.name}`,
      assets: group.assets.filter((asset) => known.has(asset)),
    }))
    .filter(({ assets }) => assets.length > 0);
  const rules = (constraints.rules ?? []).flatMap((rule) => {
    const [left = '', right = ''] = rule.split(' <= ');
    const terms = left.split(' + ').filter((term) => known.has(term.slice(term.indexOf(' * ') + 3)));
    return terms.length > 0 ? [`${terms.join(' + ')} <= ${right}`] : [];
  });
  return { groups, rules };
}

interface Limits {
  readonly groups?: readonly { readonly name: string }[];
  readonly rules?: readonly string[];
}

/** The settings of the allocation with these caps in place of those that were put there before. */
export function withAllocationCaps(session: Session, found: Dependencies): Session {
  const { applied } = dependencySettings(session);
  const { groups, rules } = limits(session, found);
  const put = withGroups(session, (before: Limits) => {
    const { groups: oldGroups = [], rules: oldRules = [], ...others } = before;
    const names = new Set([...(applied?.groups ?? []), ...groups.map(({ name }) => name)]);
    const gone = new Set([...(applied?.rules ?? []), ...rules]);
    const nextGroups = [...oldGroups.filter(({ name }) => !names.has(name)), ...groups];
    const nextRules = [...oldRules.filter((rule) => !gone.has(rule)), ...rules];
    return {
      ...others,
      ...(nextGroups.length > 0 ? { groups: nextGroups } : {}),
      ...(nextRules.length > 0 ? { rules: nextRules } : {}),
    };
  });
  const mark: AppliedCaps = { groups: groups.map(({ name }) => name), rules };
  return withDependencies(put, { applied: mark });
}

/** Whether the allocation has these caps as they are. */
export function hasAllocationCaps(session: Session, found: Dependencies): boolean {
  const { groups, rules } = limits(session, found);
  const set = (session.settings.allocate?.constraints ?? {}) as Limits;
  const has = (list: readonly unknown[] | undefined, one: unknown) =>
    (list ?? []).some((other) => JSON.stringify(other) === JSON.stringify(one));
  return (
    groups.length + rules.length > 0 &&
    groups.every((group) => has(set.groups, group)) &&
    rules.every((rule) => has(set.rules, rule))
  );
}
