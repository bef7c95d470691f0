// `npm run check`: what guards the tree besides the tests. Runs everything, then says what failed.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildEngine } from './build-engine.mjs';
import { methodsPageIsCurrent } from './methods-page.mjs';
import { bin, Complaint, finish, main, root } from './process.mjs';
import { cargoDeny, nodeModules, rust, wasmBindgen } from './requirements.mjs';

const lints = ['--all-targets', '--', '-D', 'warnings'];
const target = ['--target', 'wasm32-unknown-unknown'];

/** Advisories need their database; where it cannot be reached, that is said and is no failure. */
async function advisories(tool) {
  const { code, output } = await finish(tool, ['check', 'advisories'], { quiet: true });
  if (code !== 0 && output.includes('failed to fetch advisory database')) {
    console.log('The database of advisories cannot be reached from here: advisories were not checked.');
    return 0;
  }
  if (code !== 0) console.error(output);
  return code;
}

/** Runs a program and shows what it said in one piece: others run beside it. */
async function code(command, args) {
  const { code: exit, output } = await finish(command, args, { quiet: true });
  if (exit !== 0) console.error(output);
  return exit;
}

/** Every file by name: `cargo fmt` does not see the modules that a list of methods declares. */
const rustFiles = () =>
  ['src', 'tests', 'benches'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => name.endsWith('.rs'))
      .map((name) => join(folder, name)),
  );

const compiled = {
  'Rust format': () => code('rustfmt', ['--check', '--edition', '2024', ...rustFiles()]),
  'clippy, native': () => code('cargo', ['clippy', ...lints]),
  'clippy, wasm': () => code('cargo', ['clippy', ...target, ...lints]),
  // The tests follow here, and their compiler would leave a processor idle after the engine's.
  ...(process.env.CI && {
    'tests compile, native': () => code('cargo', ['test', '--no-run']),
    'tests compile, wasm': () => code('cargo', ['test', '--no-run', ...target, '--test', 'browser']),
  }),
};

const others = {
  // The types of what crosses come from the engine; the fast build has the same, and a later release build replaces it.
  engine: async () => {
    await wasmBindgen();
    await buildEngine({ dev: !process.env.CI });
    return 0;
  },
  TypeScript: () => code(bin('tsc'), ['-p', '.']),
  'front end lint and format': () => code(bin('biome'), ['ci', '.']),
  'page of methods': async () => ((await methodsPageIsCurrent()) ? 0 : 1),
  'licences and sources': async () => code(await cargoDeny(), ['check', 'bans', 'licenses', 'sources']),
  advisories: async () => advisories(await cargoDeny()),
};

/** Runs checks one after the other; the names of those that failed. */
async function lane(checks) {
  const failed = [];
  for (const [name, check] of Object.entries(checks)) {
    const result = await check().catch((error) => {
      console.error(error instanceof Complaint ? error.message : error);
      return 1;
    });
    console.log(`${name}: ${result === 0 ? 'in order' : 'NOT IN ORDER'}`);
    if (result !== 0) failed.push(name);
  }
  return failed;
}

await main(async () => {
  await nodeModules();
  await rust();
  // A compiler keeps one processor busy most of the time: two lanes take half as long.
  const failed = (await Promise.all([lane(compiled), lane(others)])).flat();
  if (failed.length > 0) throw new Complaint(`Not in order: ${failed.join(', ')}.`);
  console.log('\nAll checks passed.');
});
