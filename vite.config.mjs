// The hosted page, and `npx vite` for work on it. The other builds are in scripts/build.mjs.
import { defineConfig } from 'vite';
import { engineModule, hostedPage } from './scripts/vite-plugins.mjs';

export default defineConfig({
  base: './',
  plugins: [engineModule(), hostedPage()],
  worker: { format: 'iife' },
  build: {
    outDir: 'dist/site',
    target: 'es2022',
    // The polyfill would fetch; every browser with 128-bit SIMD preloads modules by itself.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
