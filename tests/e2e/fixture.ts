// The page as every test meets it: served, opened, and watched, since nothing may leave it after load.
import { existsSync } from 'node:fs';
import { test as base, expect, type Page, type Request } from '@playwright/test';
import { serve } from '../../scripts/serve.mjs';

interface Fixtures {
  /** Opens the page at a fragment (`#/risk`) and waits for its first numbers; from then on requests are failures. */
  open: (fragment?: string) => Promise<Page>;
}

interface WorkerFixtures {
  address: string;
}

/** What reaches no one: a file that the page itself made. */
const local = (url: string) => url.startsWith('blob:') || url.startsWith('data:');

/** Whether the engine comes in two parts: a fast build is in one. */
export const inParts = existsSync('www/engine/wasm/rest.wasm');

export const test = base.extend<Fixtures, WorkerFixtures>({
  address: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const { address, close } = await serve('dist/site');
      await use(address);
      close();
    },
    { scope: 'worker' },
  ],
  open: async ({ page, context, address }, use) => {
    const left = new Set<Request>();
    const errors: string[] = [];
    let watching = false;
    page.on('pageerror', (error) => errors.push(String(error)));
    context.on('request', (request) => {
      if (watching && !local(request.url())) left.add(request);
    });
    // What the policy refuses never left.
    context.on('requestfailed', (request) => {
      if (request.failure()?.errorText === 'csp') left.delete(request);
    });
    await use(async (fragment = '') => {
      watching = false;
      // From another page, so that a fragment alone loads the page anew as well.
      await page.goto('about:blank');
      await page.goto(address + fragment);
      await page.locator('allotrope-calculator[ready]').waitFor({ state: 'attached' });
      watching = true;
      return page;
    });
    const sent = [...left].map((request) => `${request.method()} ${request.url()}`);
    expect(sent, 'no request leaves the page or its workers after load').toEqual([]);
    expect(errors, 'no error goes unhandled').toEqual([]);
  },
});

export { expect };
