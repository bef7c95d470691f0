// Rust -> www/engine/wasm: the module, its JavaScript glue and the types of everything that crosses.
// A release build also makes the two parts in which the page loads it: opening.wasm and rest.wasm.
// `--dev` compiles without optimising across crates: seconds instead of a minute, slower numbers, in one part.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { open } from './opening.mjs';
import { bin, main, root, run } from './process.mjs';
import { nodeModules, rust, wasmBindgen } from './requirements.mjs';
import { fingerprint, unlessFresh } from './stamp.mjs';

const inputs = [
  'src',
  'Cargo.toml',
  'Cargo.lock',
  '.cargo',
  'rust-toolchain.toml',
  'scripts/build-engine.mjs',
  'scripts/engine-parts.mjs',
  'scripts/opening.mjs',
];
const output = 'www/engine/wasm';
const outputs = ['allotrope.js', 'allotrope.d.ts', 'allotrope_bg.wasm'].map((name) => `${output}/${name}`);

/** What the page loads of a release build, one after the other. */
const parts = ['opening.wasm', 'rest.wasm'];

// What the compiler is allowed to emit for this target, so that wasm-opt accepts it and adds nothing.
const features = ['simd', 'bulk-memory', 'bulk-memory-opt', 'sign-ext', 'nontrapping-float-to-int']
  .concat(['mutable-globals', 'reference-types', 'multivalue', 'call-indirect-overlong'])
  .map((name) => `--enable-${name}`);

// The compiler inlines for speed until the module is a quarter larger; sparing that costs the tasks of `npm run bench`
// a tenth to a fifth of their speed, which the budgets have to spare.
const sparing = ['--crate-type', 'cdylib', '--', '-Cllvm-args=--inline-threshold=10'].concat(
  '-Cllvm-args=--inlinehint-threshold=20',
);

/** Builds the engine unless it is there and unchanged. A release build also serves where a fast one would do. */
export async function buildEngine({ dev = false } = {}) {
  const release = fingerprint(inputs, 'release');
  const stamp = join(root, output, '.stamp');
  if (dev && existsSync(stamp) && readFileSync(stamp, 'utf8') === release) return false;
  const print = dev ? fingerprint(inputs, 'dev') : release;
  return unlessFresh(`${output}/.stamp`, outputs, print, async () => {
    await rust();
    const tool = await wasmBindgen();
    const target = 'wasm32-unknown-unknown';
    const which = ['--lib', '--target', target];
    await (dev
      ? run('cargo', ['build', ...which])
      : run('cargo', ['rustc', '--release', ...which, ...sparing]));
    const folder = join(
      process.env.CARGO_TARGET_DIR ?? join(root, 'target'),
      target,
      dev ? 'debug' : 'release',
    );
    const glue = join(root, output);
    rmSync(glue, { recursive: true, force: true });
    mkdirSync(glue, { recursive: true });
    await run(tool, [
      ...['--target', 'web', '--out-dir', glue, '--out-name', 'allotrope'],
      // The module is handed over compiled; the glue must not look for a file of its own.
      ...['--omit-default-module-path', join(folder, 'allotrope.wasm')],
    ]);
    if (!dev) await optimise(join(glue, 'allotrope_bg.wasm'));
    for (const name of ['allotrope_bg.wasm', ...(dev ? [] : parts)]) {
      const bytes = readFileSync(join(glue, name));
      const kilobytes = (size) => `${(size / 1000).toFixed(0)} kB`;
      console.log(
        `${name}: ${kilobytes(bytes.length)}, ${kilobytes(gzipSync(bytes, { level: 9 }).length)} gzipped`,
      );
    }
  });
}

/** Optimises the module, and makes the parts that the page loads. */
async function optimise(file) {
  await nodeModules();
  // Functions with one caller stay apart when they are not small: the parts are made of whole functions.
  const apart = ['--one-caller-inline-max-function-size', '100'];
  const named = `${file}.named`;
  await run(bin('wasm-opt'), ['-O3', ...apart, ...features, '--debuginfo', file, '-o', named]);
  const { nameless, split, watched } = await import('./engine-parts.mjs');
  const bytes = readFileSync(named);
  rmSync(named);
  writeFileSync(file, nameless(bytes));
  const watching = watched(bytes);
  const { initSync, Session } = await import(pathToFileURL(join(root, output, 'allotrope.js')).href);
  const exports = initSync({ module: new WebAssembly.Module(watching.bytes) });
  open(new Session());
  const { opening, rest } = split(bytes, watching.called(exports));
  writeFileSync(join(root, output, 'opening.wasm'), opening);
  writeFileSync(join(root, output, 'rest.wasm'), rest);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => buildEngine({ dev: process.argv.includes('--dev') }));
}
