// A stranger's Vite project with TypeScript, strict, that checks the package's own declarations too.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  calculatorReady,
  folder,
  inBrowser,
  npmInstall,
  ownVersion,
  pack,
  run,
  serveFolder,
} from './stranger.mjs';

const files = {
  'package.json': JSON.stringify({ name: 'stranger', private: true, type: 'module' }),
  'index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8" /><title>Stranger</title>
    <link rel="icon" href="data:," /></head>
    <body><allotrope-calculator theme="dark"></allotrope-calculator><script type="module" src="/main.ts"></script></body></html>`,
  'main.ts': `
    import { createEngine, EngineError, type Catalog } from 'allotrope';

    const engine = createEngine({ workers: 1 });
    const catalog: Catalog = await engine.catalog({});
    document.title = catalog.operations.map(({ name }) => name).join(' ');
    // @ts-expect-error: no operation has that name
    engine.divine?.({}).catch((error: unknown) => {
      if (error instanceof EngineError) document.body.dataset['code'] = error.code;
    });
    // @ts-expect-error: no request has that field
    engine.run('catalog', { colour: 'red' }).catch((error: unknown) => {
      if (error instanceof EngineError) document.body.dataset['path'] = error.path;
    });
    const element = document.querySelector('allotrope-calculator');
    if (element) element.theme = 'light';
  `,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      ...{
        target: 'ES2022',
        module: 'ESNext',
        moduleResolution: 'bundler',
        lib: ['ES2022', 'DOM'],
        types: [],
      },
      ...{ strict: true, noEmit: true, skipLibCheck: false },
    },
    include: ['main.ts'],
  }),
};

test('the package builds, type-checks and runs in a Vite project', async () => {
  const project = folder(files);
  const tools = ['vite', 'typescript'].map((name) => `${name}@${ownVersion(name)}`);
  npmInstall(project, pack(), ...tools);
  run(project, 'npx', 'tsc');
  run(project, 'npx', 'vite', 'build', '--target', 'es2022', '--logLevel', 'warn');
  const { address, close } = await serveFolder(join(project, 'dist'));
  try {
    await inBrowser(address, async (page) => {
      await calculatorReady(page);
      await page.waitForFunction(() => document.body.dataset.path !== undefined);
      assert.match(await page.title(), /\bcatalog\b/);
      assert.deepEqual(await page.evaluate(() => ({ ...document.body.dataset })), {
        code: 'unknownOperation',
        path: 'colour',
      });
      assert.equal(await page.locator('allotrope-calculator').getAttribute('theme'), 'light');
    });
  } finally {
    close();
  }
});
