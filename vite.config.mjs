// The hosted page, and `npx vite` for work on it. The other builds are in scripts/build.mjs.
import { defineConfig } from 'vite';
import { engineModule, hostedPage } from './scripts/vite-plugins.mjs';

/** What the page opens with. */
const openingChunks = ['start', 'opening'];

export default defineConfig({
  base: './',
  plugins: [engineModule(), hostedPage()],
  worker: { format: 'iife' },
  build: {
    outDir: 'dist/site',
    target: 'es2022',
    // The page says itself what to preload; the polyfill would fetch.
    modulePreload: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        // All of it runs at once: compiled whole beside the page, not function by function in its way.
        postBanner: ({ name }) => (openingChunks.includes(name) ? '//# allFunctionsCalledOnLoad' : ''),
        // A request has its price even on this machine: what the page opens with comes in two, the engine's first.
        codeSplitting: {
          groups: [
            { name: 'start', test: /www\/engine\/|vite\/preload-helper/, priority: 1 },
            { name: 'opening', test: /www\/calculator\/(allotrope-calculator|panels\/overview)\.ts$/ },
          ],
        },
      },
    },
  },
});
