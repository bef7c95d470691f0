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

const code = async (command, args) => (await finish(command, args, { stdio: 'inherit' })).code;

/** Every file by name: `cargo fmt` does not see the modules that a list of methods declares. */
const rustFiles = () =>
  ['src', 'tests', 'benches'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => name.endsWith('.rs'))
      .map((name) => join(folder, name)),
  );

const checks = {
  'Rust format': () => code('rustfmt', ['--check', '--edition', '2024', ...rustFiles()]),
  'clippy, native': () => code('cargo', ['clippy', ...lints]),
  'clippy, wasm': () => code('cargo', ['clippy', ...target, ...lints]),
  TypeScript: () => code(bin('tsc'), ['-p', '.']),
  'front end lint and format': () => code(bin('biome'), ['ci', '.']),
  'page of methods': async () => ((await methodsPageIsCurrent()) ? 0 : 1),
  'licences and sources': async () => code(await cargoDeny(), ['check', 'bans', 'licenses', 'sources']),
  advisories: async () => advisories(await cargoDeny()),
};

await main(async () => {
  await nodeModules();
  await rust();
  await wasmBindgen();
  // The types of what crosses come from the engine; the fast build has the same.
  await buildEngine({ dev: true });
  const failed = [];
  for (const [name, check] of Object.entries(checks)) {
    console.log(`\n--- ${name}`);
    const result = await check().catch((error) => {
      console.error(error instanceof Complaint ? error.message : error);
      return 1;
    });
    if (result !== 0) failed.push(name);
  }
  if (failed.length > 0) throw new Complaint(`Not in order: ${failed.join(', ')}.`);
  console.log('\nAll checks passed.');
});
