// axe finds nothing, in light and in dark, on any tab, wide or narrow; everything is reached by keyboard; a phone
// shows one column that never scrolls sideways.
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

async function findings(page: Page): Promise<string[]> {
  const violations = await page.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await engine.run()).violations;
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary ?? ''}`),
  );
}

for (const [name, look] of Object.entries({
  'light, wide': { colorScheme: 'light', width: 1280 },
  'dark, wide': { colorScheme: 'dark', width: 1280 },
  'light, narrow': { colorScheme: 'light', width: 390 },
  'dark, narrow': { colorScheme: 'dark', width: 390 },
} as const)) {
  test(`axe finds nothing: ${name}`, async ({ open, page: bare }) => {
    test.slow();
    await bare.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
    await bare.setViewportSize({ width: look.width, height: 800 });
    const page = await open();
    await page.evaluate(axe);
    for (const tab of Object.keys(panels)) {
      await show(page, tab);
      await unfold(page.locator('allotrope-tab-view'));
      expect(await findings(page), tab).toEqual([]);
      for (const button of await page.locator('allotrope-chart').getByRole('button', { name: 'Table' }).all())
        await button.click();
      expect(await findings(page), `${tab}, charts as tables`).toEqual([]);
    }
  });
}

/** What has the focus, through all shadow roots. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element) return '';
    return `${element.localName}:${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''}`;
  });

for (const tab of Object.keys(panels)) {
  test(`${tab}: Tab reaches every chart and table, and goes on`, async ({ open }) => {
    const page = await open(`#/${tab}`);
    await show(page, tab);
    await page.locator('allotrope-tabs [aria-current="page"]').focus();
    const stops: string[] = [];
    for (let step = 0; step < 150; step += 1) {
      await page.keyboard.press('Tab');
      const stop = await focused(page);
      if (stop.startsWith('body') || stop === '') break;
      stops.push(stop);
    }
    expect(stops.length, 'the walk comes to an end').toBeLessThan(150);
    const charts = stops.filter((stop) => stop.includes('Arrow keys walk the marks'));
    expect(new Set(charts).size).toBe(panels[tab]?.length);
    const tables = await page.locator('allotrope-tab-view allotrope-table').count();
    expect(stops.filter((stop) => stop.startsWith('button:CSV:'))).toHaveLength(tables);
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
