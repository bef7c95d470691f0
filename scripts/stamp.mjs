// A build is skipped when the content of everything it reads is unchanged.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './process.mjs';

function files(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => files(join(path, name)));
}

/** One hash of the names and contents of files and folders, and of further words. */
export function fingerprint(paths, ...words) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((p) => files(join(root, p)))) {
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.update(words.join('\0')).digest('hex');
}

/** Runs `build` unless the stamp says that its outputs belong to these inputs. */
export async function unlessFresh(stamp, outputs, print, build) {
  const file = join(root, stamp);
  const fresh =
    existsSync(file) &&
    readFileSync(file, 'utf8') === print &&
    outputs.every((output) => existsSync(join(root, output)));
  if (fresh) return false;
  await build();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, print);
  return true;
}
