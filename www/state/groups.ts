// Groups of assets: named once, under the limits of the allocation, and used wherever assets are counted together.
import type { Session } from './session.js';

export interface AssetGroup {
  readonly name: string;
  readonly assets: readonly string[];
}

/** The groups as requests take them: without the limits that the allocation sets on some. */
export function groupsOf({ settings }: Session): AssetGroup[] {
  const { constraints } = settings.allocate ?? {};
  const { groups = [] } = (constraints ?? {}) as { groups?: readonly AssetGroup[] };
  return groups.map(({ name, assets }) => ({ name, assets }));
}
