// The page in an installed Chromium; Playwright's own browser is never downloaded.
import { defineConfig } from '@playwright/test';
import { flags, installed } from './scripts/browser.mjs';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/page',
  // Machines are shared: a test waits for what it asks of the page however long that takes here, and no test
  // measures time. What is asked and never comes fails all the same.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  use: {
    launchOptions: { executablePath: installed().browser ?? undefined, args: flags },
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    // Recording doubles the time of a test: `npx playwright test --trace on -g 'its name'` for one that fails.
    trace: 'off',
  },
});
