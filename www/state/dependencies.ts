// What the holdings depend on, as a person says it: names by holding, facts by name, caps; and the request made of it.
import type { Engine, RunOptions } from '../engine/client.js';
import type { Failure } from '../engine/protocol.js';
import type { Settings } from '../forms/settings.js';
import type { DependencyInputs } from './protocol.js';
import type { Session } from './session.js';
import type { DependencyKind, Instrument, RequestOf, ResponseOf } from './shapes.js';

type Asked = RequestOf<'dependencies'>;
export type Dependencies = ResponseOf<'dependencies'>;
type Node = Asked['nodes'][number];
type Cap = NonNullable<Asked['caps']>[number];

export const KINDS: readonly DependencyKind[] = ['chain', 'protocol', 'bridge', 'issuer', 'venue'];

/** What is capped, as the list of caps has it (`on/Circle`, `kind/venue`, `role/stable`), and the cap. */
export interface CapRow {
  readonly of?: string;
  readonly max?: number;
}

/** Limits of the allocation that come from caps. */
export interface AppliedCaps {
  readonly groups: readonly string[];
  readonly rules: readonly string[];
}

export interface DependencySettings {
  /** By holding: its role, and names by kind. */
  readonly named?: Readonly<Record<string, Settings>>;
  /** By name: what is known of it. */
  readonly entities?: Readonly<Record<string, Settings>>;
  readonly caps?: readonly CapRow[];
  readonly applied?: AppliedCaps;
}

/** The part of a session that says it. */
export type Saying = Pick<Session, 'holdings' | 'settings'>;

export const dependencySettings = ({ settings }: Saying): DependencySettings => settings.dependencies ?? {};

/** With a part of the settings changed; a part without entries is not kept. */
export function withDependencies(session: Session, change: DependencySettings): Session {
  const entries = Object.entries({ ...dependencySettings(session), ...change });
  const says = (value: unknown) =>
    value !== undefined && (typeof value !== 'object' || value === null || Object.keys(value).length > 0);
  const dependencies = Object.fromEntries(entries.filter(([, value]) => says(value)));
  return { ...session, settings: { ...session.settings, dependencies } };
}

export interface NamedHolding {
  readonly id: string;
  /** Its symbol; the second of the same has its number behind it, so that imports find what was said of each. */
  readonly name: string;
  readonly instrument: Instrument;
}

export function namedHoldings({ holdings }: Saying): NamedHolding[] {
  const counts = new Map<string, number>();
  return holdings.flatMap(({ id, symbol, instrument, quantity }): NamedHolding[] => {
    if (!instrument || quantity === null) return [];
    const count = (counts.get(symbol) ?? 0) + 1;
    counts.set(symbol, count);
    return [{ id, name: count > 1 ? `${symbol} (${count})` : symbol, instrument }];
  });
}

/** What a holding names, by kind; blanks around a name are no part of it. */
export function namesOf(named: Settings | undefined): Partial<Record<DependencyKind, string>> {
  const entries = KINDS.map((kind) => [kind, String(named?.[kind] ?? '').trim()] as const);
  return Object.fromEntries(entries.filter(([, name]) => name !== ''));
}

/** What its assets rest on, as far as the rows are whole. */
export const linksOf = (facts: Settings | undefined) =>
  ((facts?.dependsOn ?? []) as readonly { on: string; share: number }[]).map(({ on, share }) => ({
    on: on.trim(),
    share,
  }));

export interface Entity {
  readonly name: string;
  readonly kind: DependencyKind;
  /** Whether a holding names it, and so says its kind. */
  readonly held: boolean;
}

/** Everything that a holding names, and what that rests on in turn. */
export function entitiesOf(session: Saying): Entity[] {
  const { named = {}, entities = {} } = dependencySettings(session);
  const found = new Map<string, Entity>();
  for (const holding of namedHoldings(session)) {
    const names = namesOf(named[holding.name]);
    for (const kind of KINDS) {
      const name = names[kind];
      if (name && !found.has(name)) found.set(name, { name, kind, held: true });
    }
  }
  // What is added on the way is walked as well.
  for (const { name } of found.values())
    for (const { on } of linksOf(entities[name])) {
      const kind = (entities[on]?.kind as DependencyKind | undefined) ?? 'protocol';
      if (on && !found.has(on)) found.set(on, { name: on, kind, held: false });
    }
  return [...found.values()];
}

function nodeOf({ name, kind }: Entity, facts: Settings = {}): Node {
  const { kind: _, dependsOn: __, failureProbability, lossGivenFailure, buffer, cause, ...others } = facts;
  const { verification, ...alike } = others;
  const said = { failureProbability, lossGivenFailure, buffer, cause };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const factors = kind === 'bridge' && verification !== undefined ? { ...alike, verification } : alike;
  return { name, kind, factors, ...given, dependsOn: linksOf(facts) } as Node;
}

/** The caps as the engine takes them; one on a name that is gone waits for it. */
function capsOf(rows: readonly CapRow[], entities: readonly Entity[]): Cap[] {
  return rows.flatMap(({ of = '', max }): Cap[] => {
    const place = of.indexOf('/');
    const [what, name] = [of.slice(0, place), of.slice(place + 1)];
    const gone = what === 'on' && entities.every((entity) => entity.name !== name);
    return place < 0 || max === undefined || gone ? [] : [{ [what]: name, max } as Cap];
  });
}

/** What every form of the request has alike, and the holdings with what they are worth. */
function draft({ saying, worth, over }: DependencyInputs) {
  const { named = {}, entities = {}, caps = [], applied: _, ...chosen } = dependencySettings(saying);
  const others = Object.fromEntries(Object.entries(chosen).filter(([name]) => !(name in over)));
  const all = entitiesOf(saying);
  const holdings = namedHoldings(saying).flatMap(({ id, name }) => {
    const role = named[name]?.role;
    const said = { name, ...namesOf(named[name]), ...(role ? { role } : {}) };
    const priced = worth.find((one) => one.id === id);
    return priced ? [{ position: id, asset: priced.asset, value: priced.value, said }] : [];
  });
  const nodes = all.map((entity) => nodeOf(entity, entities[entity.name]));
  return { shared: { ...others, nodes, caps: capsOf(caps, all) }, holdings };
}

/** A position that no scenario moves counts with its value, and where nothing can be moved failures stand alone. */
export async function askDependencies(
  engine: Pick<Engine, 'run'>,
  inputs: DependencyInputs,
  options: RunOptions,
): Promise<Dependencies> {
  const { shared, holdings } = draft(inputs);
  const { over } = inputs;
  const unmoved = new Set<string>();
  let [market, left] = [inputs.risk, ''];
  for (;;) {
    const rows = holdings.map(({ position, asset, value, said }) =>
      market && !unmoved.has(position) ? { ...said, position } : { ...said, asset, value },
    );
    const asked = { ...shared, holdings: rows, ...(market ? { risk: { ...market, ...over } } : over) };
    try {
      const found = await engine.run('dependencies', asked as Asked, options);
      const notice = { code: 'withoutMarket', message: left } as Dependencies['warnings'][number];
      return left ? { ...found, warnings: [notice, ...found.warnings] } : found;
    } catch (thrown) {
      const { path = '', message } = thrown as Failure;
      const row = /^holdings\[(\d+)\]\.position$/.exec(path);
      const id = row ? holdings[Number(row[1])]?.position : undefined;
      if (market && id !== undefined && !unmoved.has(id)) unmoved.add(id);
      else if (market && path.startsWith('risk'))
        [market, left] = [null, `Losses of the market are left out. ${message}`];
      else throw thrown;
    }
  }
}
