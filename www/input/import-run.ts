// One reading of files by the engine, with what the person decided about each.
import type { EngineCore } from '../engine/client.js';
import type { ImportOptions, ImportRequest, ImportResponse } from '../state/shapes.js';
import type { ReadFile } from './files.js';

/** A file and what was decided about it. */
export interface ImportedFile extends ReadFile {
  options: ImportOptions;
}

/** What an import is asked for. */
export interface ImportAsk {
  files: readonly ImportedFile[];
  target: ImportRequest['target'];
  /** Joins the prices to those that are there. */
  join: boolean;
  /** Prices for holdings that say what they are worth and not how many they are. */
  spots: Record<string, number>;
}

export function runImport(
  engine: EngineCore,
  { files, target, join, spots }: ImportAsk,
  signal?: AbortSignal,
  onProgress?: (done: number, total: number, doing: string) => void,
): Promise<ImportResponse> {
  const named = files.map(({ name, ...file }) => (name === null ? file : { name, ...file }));
  return engine.run('import', { files: named, target, spots, join }, { signal, onProgress });
}

/** The files with one decision changed: of the file of that name, or of the only one. */
export const decided = (
  files: readonly ImportedFile[],
  name: string,
  decision: ImportOptions,
): ImportedFile[] =>
  files.map((file) => {
    if (files.length > 1 && file.name !== name) return file;
    const columns = { ...file.options.columns, ...decision.columns };
    return { ...file, options: { ...file.options, ...decision, columns } };
  });
