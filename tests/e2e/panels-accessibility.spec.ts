// axe finds nothing, in light and in dark, on any tab, wide or narrow; a phone shows one column that never scrolls
// sideways.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.js';
import { panels, show, unfold } from './panels.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  id: string;
  nodes: { target: unknown; failureSummary?: string }[];
}

type Axe = { run(what: Node, options: object): Promise<{ violations: Finding[] }> };

/** What axe finds by those of its rules, or by all of them, on the whole page or in what the tab shows. */
async function findings(page: Page, rules: readonly string[] | null, whole = false): Promise<string[]> {
  const tab = whole ? null : await page.locator('allotrope-tab-view').elementHandle();
  const violations = await page.evaluate(
    async ([element, only]) => {
      const { axe: engine } = globalThis as unknown as { axe: Axe };
      return (await engine.run(element ?? document, only ? { runOnly: only } : {})).violations;
    },
    [tab, rules] as const,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary ?? ''}`),
  );
}

// A theme changes colours and nothing else.
const colours = ['color-contrast'];

for (const [name, look] of Object.entries({
  'light, wide': { colorScheme: 'light', width: 1280, rules: null },
  'dark, wide': { colorScheme: 'dark', width: 1280, rules: colours },
  'light, narrow': { colorScheme: 'light', width: 390, rules: null },
} as const)) {
  test(`axe finds nothing: ${name}`, async ({ open, page: bare }) => {
    test.slow();
    await bare.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
    await bare.setViewportSize({ width: look.width, height: 800 });
    const page = await open();
    await page.evaluate(axe);
    expect(await findings(page, look.rules, true), 'the whole page').toEqual([]);
    for (const tab of Object.keys(panels)) {
      await show(page, tab);
      await unfold(page.locator('allotrope-tab-view'));
      expect(await findings(page, look.rules), tab).toEqual([]);
      // A table is the same at each width.
      if (look.width < 1280) continue;
      for (const button of await page.locator('allotrope-chart').getByRole('button', { name: 'Table' }).all())
        await button.click();
      expect(await findings(page, look.rules), `${tab}, charts as tables`).toEqual([]);
    }
  });
}

test('a phone shows one column; tables scroll inside themselves with their first column held', async ({
  open,
  page: bare,
}) => {
  await bare.setViewportSize({ width: 390, height: 844 });
  const page = await open();
  for (const tab of Object.keys(panels)) {
    await show(page, tab);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${tab} does not scroll sideways`).toBeLessThanOrEqual(390);
  }
  await show(page, 'greeks');
  const grid = page.getByRole('grid', { name: 'By asset' });
  const scroller = grid.locator('xpath=..');
  await scroller.evaluate((element) => {
    element.scrollLeft = 300;
  });
  const name = await grid.locator('tbody [data-column="0"]').first().boundingBox();
  const frame = await scroller.boundingBox();
  expect(Math.abs((name?.x ?? 0) - (frame?.x ?? -99))).toBeLessThan(2);
});

test('nothing moves where the reader asks for no motion', async ({ open, page: bare }) => {
  await bare.emulateMedia({ reducedMotion: 'reduce' });
  const page = await open('#/overview');
  await show(page, 'overview');
  const moving = await page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
  expect(moving).toBe(0);
});
