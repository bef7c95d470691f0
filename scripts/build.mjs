// Everything that ships: the hosted page (dist/site), the single file (dist/allotrope.html), the element as one
// module (dist/allotrope.js), the engine for Node (dist/node.js), and their types. Unchanged parts are kept.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildEngine } from './build-engine.mjs';
import { notices } from './notices.mjs';
import { bin, main, root, run } from './process.mjs';
import { nodeModules } from './requirements.mjs';
import { fingerprint, unlessFresh } from './stamp.mjs';

const inputs = [
  'www',
  'index.html',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.types.json',
].concat(['vite.config.mjs', 'scripts/vite-plugins.mjs', 'scripts/build.mjs']);

const shared = {
  root,
  configFile: false,
  logLevel: 'warn',
  worker: { format: 'iife' },
};
const output = { outDir: 'dist', emptyOutDir: false, target: 'es2022', chunkSizeWarningLimit: 5000 };

async function pages() {
  const { build } = await import('vite');
  const { engineModule, singleFile } = await import('./vite-plugins.mjs');
  const oneChunk = { codeSplitting: false };
  await build({ root, configFile: join(root, 'vite.config.mjs'), logLevel: 'warn' });
  await build({
    ...shared,
    base: './',
    plugins: [engineModule(), singleFile('allotrope.html')],
    build: { ...output, modulePreload: false, rolldownOptions: { output: oneChunk } },
  });
  await build({
    ...shared,
    plugins: [engineModule()],
    build: {
      ...output,
      lib: { entry: join(root, 'www/allotrope.ts'), formats: ['es'], fileName: () => 'allotrope.js' },
      rolldownOptions: { output: oneChunk },
    },
  });
  for (const name of ['node', 'node-worker']) {
    await build({
      ...shared,
      build: {
        ...output,
        target: 'node20',
        minify: false,
        lib: { entry: join(root, `www/engine/${name}.ts`), formats: ['es'], fileName: () => `${name}.js` },
        rolldownOptions: { external: [/^node:/], output: oneChunk },
      },
    });
  }
}

async function types() {
  rmSync(join(root, 'dist/types'), { recursive: true, force: true });
  await run(bin('tsc'), ['-p', 'tsconfig.types.json']);
  const declarations = readFileSync(join(root, 'www/engine/wasm/allotrope.d.ts'), 'utf8');
  // Disposal by `using` is in no library that a stranger's compiler must have.
  const plain = declarations.replaceAll(/^\s*\[Symbol\.dispose\]\(\): void;\n/gm, '');
  mkdirSync(join(root, 'dist/types/engine/wasm'), { recursive: true });
  writeFileSync(join(root, 'dist/types/engine/wasm/allotrope.d.ts'), plain);
}

/** Builds whatever is out of date. */
export async function build({ dev = false } = {}) {
  await nodeModules();
  await buildEngine({ dev });
  const outputs = [
    'dist/site/index.html',
    'dist/allotrope.html',
    'dist/allotrope.js',
    'dist/node.js',
    'dist/types',
  ];
  const built = await unlessFresh('dist/.stamp', outputs, fingerprint(inputs), async () => {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    await pages();
    await types();
    await notices();
  });
  console.log(built ? 'page and library: built' : 'page and library: unchanged');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => build({ dev: process.argv.includes('--dev') }));
}
