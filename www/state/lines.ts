// What assets are held as in a backtest, where that is not the coin paid in full on the terms of the account.
import type { Settings } from '../forms/settings.js';
import type { RequestOf } from './shapes.js';

export type Line = NonNullable<RequestOf<'backtest'>['lines']>[number];

export const linesOf = (settings: Settings): readonly Line[] =>
  (settings.lines as readonly Line[] | undefined) ?? [];

/** Those of assets that may be held: the engine holds whatever is a line. */
export function heldLines(settings: Settings): { lines?: readonly Line[] } {
  const lines = linesOf(settings);
  const assets = settings.assets as readonly string[] | undefined;
  const held = assets ? lines.filter(({ asset }) => assets.includes(asset ?? '')) : lines;
  return lines.length > 0 ? { lines: held } : {};
}

/** The settings with what an asset is held as; without terms it is held as itself. */
export function withLine(settings: Settings, asset: string, terms: Settings): Settings {
  const { lines: _, ...others } = settings;
  const before = linesOf(settings);
  const line: Line[] = Object.keys(terms).length > 0 ? [{ ...terms, asset } as Line] : [];
  const place = before.findIndex((one) => one.asset === asset);
  const lines =
    place < 0 ? [...before, ...line] : [...before.slice(0, place), ...line, ...before.slice(place + 1)];
  return lines.length > 0 ? { ...others, lines } : others;
}
