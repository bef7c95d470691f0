// Groups of assets: named once, under the limits of the allocation, and used wherever assets are counted together.
import type { Session } from './session.js';

export interface AssetGroup {
  readonly name: string;
  readonly assets: readonly string[];
}

/** The groups as requests take them: without the limits that the allocation sets on some, and none without assets. */
export function groupsOf({ settings }: Session): AssetGroup[] {
  const { constraints } = settings.allocate ?? {};
  const { groups = [] } = (constraints ?? {}) as { groups?: readonly AssetGroup[] };
  return groups.filter(({ assets }) => assets.length > 0).map(({ name, assets }) => ({ name, assets }));
}

/** With other limits of the allocation, of which groups are a part. */
export function withGroups(session: Session, change: (constraints: object) => object): Session {
  const { constraints, ...others } = session.settings.allocate ?? {};
  const next = change(constraints ?? {});
  const allocate = Object.keys(next).length > 0 ? { ...others, constraints: next } : others;
  return { ...session, settings: { ...session.settings, allocate } };
}
