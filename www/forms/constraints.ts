// Bounds by asset and limits by group, as `allocate` takes them; empty fields are left out, and the engine's own
// rule holds for them.

export interface ConstraintsContext {
  /** The assets that an allocation can use. */
  assets: readonly string[];
  /** Their present weights and the bounds that held in the last result. */
  held?: readonly { asset: string; current: number | null; lower: number | null; upper: number | null }[];
}

export interface Bound {
  assets: string[];
  min?: number;
  max?: number;
}

export interface Group extends Bound {
  name: string;
}

export interface Constraints {
  budget?: number;
  bounds?: Bound[];
  groups?: Group[];
  /** Linear rules as text, one each. */
  rules?: string[];
}

/** Stands for every asset. */
export const EVERY = '*';

type Side = 'min' | 'max';

const withSide = <B extends Bound>(bound: B, side: Side, value: number | null): B => {
  const { [side]: _, ...others } = bound;
  return (value === null ? others : { ...others, [side]: value }) as B;
};

const tidy = ({ budget, bounds = [], groups = [], rules = [] }: Constraints): Constraints => ({
  ...(budget === undefined ? {} : { budget }),
  ...(bounds.length > 0 ? { bounds } : {}),
  ...(groups.length > 0 ? { groups } : {}),
  ...(rules.length > 0 ? { rules } : {}),
});

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
  return tidy({ ...constraints, groups: [...groups, { name: `Group ${groups.length + 1}`, assets: [] }] });
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

export const limitGroup = (constraints: Constraints, index: number, side: Side, value: number | null) =>
  changeGroup(constraints, index, (group) => withSide(group, side, value));

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

/** What is said of these assets, or of every one; bounds and groups that are left without any go. */
export function onlyOf(constraints: Constraints, known: readonly string[]): Constraints {
  const kept = <B extends Bound>(bound: B): B[] => {
    const assets = bound.assets.filter((asset) => asset === EVERY || known.includes(asset));
    return assets.length > 0 || bound.assets.length === 0 ? [{ ...bound, assets }] : [];
  };
  const { bounds = [], groups = [] } = constraints;
  return tidy({ ...constraints, bounds: bounds.flatMap(kept), groups: groups.flatMap(kept) });
}
