// The package under Node: the engine as a library, with types, and the command line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, npmInstall, ownVersion, pack, run } from './stranger.mjs';

const files = {
  'package.json': JSON.stringify({ name: 'stranger', private: true, type: 'module' }),
  'main.ts': `
    import { createEngine, EngineError, type Catalog, type Engine } from 'allotrope/node';

    const engine: Engine = createEngine({ workers: 2 });
    const catalog: Catalog = await engine.catalog({ schemaVersion: 1 });
    const refused: string = await engine
      // @ts-expect-error: no request has that field
      .run('catalog', { colour: 'red' })
      .then(() => 'taken', (error: unknown) => (error instanceof EngineError ? \`\${error.code} \${error.path}\` : 'other'));
    console.log(JSON.stringify({ names: catalog.operations.map(({ name }) => name), refused }));
  `,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      ...{
        target: 'ES2022',
        module: 'NodeNext',
        moduleResolution: 'NodeNext',
        lib: ['ES2022', 'DOM'],
        types: [],
      },
      ...{ strict: true, skipLibCheck: false },
    },
    include: ['main.ts'],
  }),
};

test('the package gives Node an engine, its types and a command', () => {
  const project = folder(files);
  npmInstall(project, pack(), `typescript@${ownVersion('typescript')}`);
  run(project, 'npx', 'tsc');
  // The process ends by itself: idle threads do not keep it.
  const { names, refused } = JSON.parse(run(project, process.execPath, 'main.js'));
  assert.ok(names.includes('catalog'));
  assert.equal(refused, 'invalidRequest colour');
  const catalog = JSON.parse(run(project, 'npx', 'allotrope', 'catalog'));
  assert.deepEqual(
    catalog.operations.map(({ name }) => name),
    names,
  );
});
