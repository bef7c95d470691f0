// Limits as `allocate` takes them: by asset, by group, on exposure, turnover and risk; empty fields are left out, and the engine's own
// rule holds for them.

import type { Settings } from './settings.js';

export interface ConstraintsContext {
  /** The assets that an allocation can use. */
  assets: readonly string[];
  /** Their present weights and the bounds that held in the last result. */
  held?: readonly { asset: string; current: number | null; lower: number | null; upper: number | null }[];
  /** What a field of text offers, by its name: whatever else is typed is as good. */
  names?: Readonly<Record<string, readonly string[]>>;
  /** What a field for the name of a coin offers. */
  coins?: readonly string[];
}

export interface Bound {
  assets: string[];
  min?: number;
  max?: number;
}

export interface Group extends Bound {
  name: string;
  /** Most of long and short positions added up. */
  gross?: number;
}

/** How far the portfolio may move with a factor. */
export interface FactorBand {
  /** A series of the price table. */
  factor: string;
  /** Whether it moves by differences instead of returns. */
  differences?: boolean;
  min?: number;
  max?: number;
}

export interface Constraints {
  budget?: number;
  bounds?: Bound[];
  groups?: Group[];
  /** Linear rules as text, one each. */
  rules?: string[];
  factors?: readonly FactorBand[];
  /** Limits on measures of risk; those with a benchmark are on the difference to it. */
  risk?: readonly Settings[];
  /** How much margin the weights may use, and by what rates. */
  margin?: Settings;
  /** Joint moves that have to be survived. */
  survival?: readonly Settings[];
  grossExposure?: number;
  shortExposure?: number;
  turnover?: number;
  /** Of trading. */
  costs?: Settings;
  /** Most assets that may be held. */
  maxAssets?: number;
  /** Least size of a position that is held. */
  minPosition?: number;
}

/** Stands for every asset. */
export const EVERY = '*';

type Side = 'min' | 'max';

/** With one end elsewhere, or open. */
export const withSide = <B extends { min?: number; max?: number; gross?: number }>(
  bound: B,
  side: Side | 'gross',
  value: number | null,
): B => {
  const { [side]: _, ...others } = bound;
  return (value === null ? others : { ...others, [side]: value }) as B;
};

const says = (value: unknown) =>
  value !== undefined && (typeof value !== 'object' || value === null || Object.keys(value).length > 0);

/** Without fields, lists and records that say nothing. */
const tidy = (constraints: Constraints): Constraints =>
  Object.fromEntries(Object.entries(constraints).filter(([, value]) => says(value)));

/** With other limits on factors, exposure, turnover or risk, or other costs. */
export const withLimits = (constraints: Constraints, change: Partial<Constraints>): Constraints =>
  tidy({ ...constraints, ...change });

/** What one asset, or every asset, is set to. */
export function boundOf({ bounds = [] }: Constraints, asset: string): Bound | undefined {
  return bounds.find(({ assets }) => assets.length === 1 && assets[0] === asset);
}

/** Later bounds go before earlier ones, so the one for every asset comes first. */
export function setBound(
  constraints: Constraints,
  asset: string,
  side: Side,
  value: number | null,
): Constraints {
  const bounds = constraints.bounds ?? [];
  const old = boundOf(constraints, asset);
  const next = withSide(old ?? { assets: [asset] }, side, value);
  const isEmpty = next.min === undefined && next.max === undefined;
  const others = bounds.filter((bound) => bound !== old);
  const placed = isEmpty ? others : asset === EVERY ? [next, ...others] : [...others, next];
  return tidy({ ...constraints, bounds: placed });
}

export function addGroup(constraints: Constraints): Constraints {
  const groups = constraints.groups ?? [];
  let place = groups.length + 1;
  while (groups.some(({ name }) => name === `Group ${place}`)) place += 1;
  return tidy({ ...constraints, groups: [...groups, { name: `Group ${place}`, assets: [] }] });
}

export function removeGroup(constraints: Constraints, index: number): Constraints {
  return tidy({ ...constraints, groups: (constraints.groups ?? []).filter((_, place) => place !== index) });
}

function changeGroup(constraints: Constraints, index: number, change: (group: Group) => Group): Constraints {
  const groups = (constraints.groups ?? []).map((group, place) => (place === index ? change(group) : group));
  return tidy({ ...constraints, groups });
}

export const nameGroup = (constraints: Constraints, index: number, name: string) =>
  changeGroup(constraints, index, (group) => ({ ...group, name }));

export const limitGroup = (
  constraints: Constraints,
  index: number,
  side: Side | 'gross',
  value: number | null,
) => changeGroup(constraints, index, (group) => withSide(group, side, value));

export const toggleMember = (constraints: Constraints, index: number, asset: string) =>
  changeGroup(constraints, index, (group) => ({
    ...group,
    assets: group.assets.includes(asset)
      ? group.assets.filter((member) => member !== asset)
      : [...group.assets, asset],
  }));

/** One rule a line; empty lines say nothing. */
export function setRules(constraints: Constraints, text: string): Constraints {
  const lines = text.split('\n').map((line) => line.trim());
  return tidy({ ...constraints, rules: lines.filter((line) => line !== '') });
}

/** The numbers of these assets, in a record of numbers by asset within settings. */
function numbersOf(settings: Settings, field: string, known: readonly string[]): Settings {
  const { [field]: numbers, ...others } = settings;
  const kept = Object.entries(numbers ?? {}).filter(([asset]) => known.includes(asset));
  return kept.length > 0 ? { ...others, [field]: Object.fromEntries(kept) } : others;
}

/** With a setting within settings changed, where there is one. */
const within = (settings: Settings, field: string, change: (inner: Settings) => Settings): Settings =>
  settings[field] === undefined ? settings : { ...settings, [field]: change(settings[field] as Settings) };

/**
 * What is said of these assets, of every one, of patterns and of groups; bounds and groups that are left without
 * any go, and so do limits on the difference to a benchmark that is gone and on factors that are.
 */
export function onlyOf(constraints: Constraints, known: readonly string[]): Constraints {
  const kept = <B extends Bound>(bound: B): B[] => {
    const assets = bound.assets.filter(
      (asset) => asset.includes(EVERY) || asset.startsWith('group:') || known.includes(asset),
    );
    return assets.length > 0 || bound.assets.length === 0 ? [{ ...bound, assets }] : [];
  };
  const {
    bounds = [],
    groups = [],
    factors = [],
    risk = [],
    costs = {},
    margin = {},
    survival = [],
  } = constraints;
  const still = (limit: Settings) => {
    const next = numbersOf(limit, 'benchmark', known);
    return 'benchmark' in limit && !('benchmark' in next) ? [] : [next];
  };
  return tidy({
    ...constraints,
    bounds: bounds.flatMap(kept),
    groups: groups.flatMap(kept),
    factors: factors.filter(({ factor }) => known.includes(factor)),
    risk: risk.flatMap(still),
    costs: numbersOf(numbersOf(costs, 'rates', known), 'impacts', known),
    margin: within(margin, 'rates', (rates) =>
      ['initials', 'maintenances', 'prices'].reduce((left, field) => numbersOf(left, field, known), rates),
    ),
    survival: survival.map((one) => within(one, 'scenario', (moved) => numbersOf(moved, 'moves', known))),
  });
}
