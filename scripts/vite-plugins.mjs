// Two additions to Vite: the engine as a module of the page, and the policy that keeps the page private.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';
import { openingOperations } from './opening.mjs';
import { root } from './process.mjs';

const wasm = (name) => join(root, 'www/engine/wasm', name);

/** A module of text as base64, deflated first, since base64 of it packs badly. */
function packed(file) {
  const bytes = deflateRawSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION });
  return `export default '${bytes.toString('base64')}';`;
}

// By these names: the chunks are called after them.
const openingId = '\0allotrope-wasm';
const restId = '\0allotrope-wasm-rest';

/**
 * `virtual:allotrope-wasm`: the engine that the page opens with, and the names of the operations that need no more of
 * it; `virtual:allotrope-wasm-rest`: the rest. A fast build is in one part, and the rest of it is empty.
 */
export function engineModule() {
  const inParts = () => existsSync(wasm('rest.wasm'));
  const load = {
    [openingId]: () => {
      const operations = inParts() ? openingOperations : null;
      const file = wasm(inParts() ? 'opening.wasm' : 'allotrope_bg.wasm');
      return [file, `${packed(file)}\nexport const operations = ${JSON.stringify(operations)};`];
    },
    [restId]: () => {
      const file = wasm('rest.wasm');
      return inParts() ? [file, packed(file)] : [null, "export default '';"];
    },
  };
  return {
    name: 'allotrope-wasm',
    resolveId: (id) =>
      `\0${id.replace(/^virtual:/, '')}` in load ? `\0${id.slice('virtual:'.length)}` : null,
    load(id) {
      const [file, code] = load[id]?.() ?? [];
      if (!code) return null;
      if (file) this.addWatchFile(file);
      return { code, moduleSideEffects: false };
    },
  };
}

/** No default, no connection, no form, no frame; `scripts` says which scripts may run. */
const policy = (scripts) =>
  [
    "default-src 'none'",
    `script-src ${scripts} 'wasm-unsafe-eval'`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'worker-src blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

// First in the head: a policy binds only what comes after it.
const withPolicy = (html, scripts) =>
  html.replace(
    /<meta charset="[^"]*" ?\/?>/,
    (charset) => `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${policy(scripts)}" />`,
  );

/** A chunk of the bundle and the chunks it is made of, without those that the page asks for itself. */
function withImports(bundle, chunk) {
  if (!chunk || chunk.isEntry) return [];
  return [chunk, ...chunk.imports.flatMap((name) => withImports(bundle, bundle[name]))];
}

/** The policy of the hosted page, and early requests for what it opens with: the engine, the element, a tab. */
export function hostedPage() {
  const own = ['allotrope-calculator', 'panels/overview'].map((name) =>
    join(root, `www/calculator/${name}.ts`),
  );
  const opening = [openingId, ...own];
  return {
    name: 'allotrope-hosted-page',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter(({ moduleIds }) =>
          opening.some((id) => moduleIds?.includes(id)),
        );
        const names = new Set(
          chunks.flatMap((chunk) => withImports(bundle, chunk)).map(({ fileName }) => fileName),
        );
        const links = [...names].map(
          (name) => `  <link rel="modulepreload" crossorigin href="./${name}" />\n`,
        );
        return withPolicy(html.replace('</head>', `${links.join('  ')}  </head>`), "'self'");
      },
    },
  };
}

/** The page as one file: its script inside, allowed by its hash and nothing else. */
export function singleFile(fileName) {
  return {
    name: 'allotrope-single-file',
    apply: 'build',
    enforce: 'post',
    // After everyone else, so that nothing of the script is left to be filled in.
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page = Object.values(bundle).find((file) => file.fileName.endsWith('.html'));
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const others = Object.values(bundle).filter((file) => file !== page && file.type !== 'chunk');
        if (!page || chunks.length !== 1 || others.length > 0) {
          const names = Object.keys(bundle).join(', ');
          throw new Error(`The single file needs one page and one script; the build made ${names}.`);
        }
        const [script] = chunks;
        // Inside a script element these two would end or open something.
        const code = script.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--').trim();
        const hash = createHash('sha256').update(code).digest('base64');
        const tag = /<script type="module"[^>]*><\/script>/;
        if (!tag.test(page.source)) throw new Error('The page has no script to put inside.');
        const html = page.source
          .replace(tag, '')
          .replace('</body>', () => `<script type="module">${code}</script>\n  </body>`);
        page.source = withPolicy(html, `'sha256-${hash}'`);
        page.fileName = fileName;
        delete bundle[script.fileName];
      },
    },
  };
}
