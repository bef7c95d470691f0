// The page in an installed Chromium; Playwright's own browser is never downloaded.
import { defineConfig } from '@playwright/test';
import { flags, installed } from './scripts/browser.mjs';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/page',
  timeout: 60_000,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  use: {
    launchOptions: { executablePath: installed().browser ?? undefined, args: flags },
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
  },
});
