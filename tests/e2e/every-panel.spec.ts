// What every panel owes: the Tab key reaches all that is in it, each chart has a name, a sentence and its table and
// goes into a file, and so does each table. One opening serves for all of it.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.js';
import { chart, chartHasItsTable, panels, saved, show, text } from './panels.js';

/** What has the focus, through all shadow roots. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element) return '';
    return `${element.localName}:${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''}`;
  });

const MOST_STOPS = 150;

async function tabReaches(page: Page, charts: readonly string[]): Promise<void> {
  await page.locator('allotrope-tabs [aria-current="page"]').focus();
  const stops: string[] = [];
  while (stops.length < MOST_STOPS) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop.startsWith('body') || stop === '') break;
    stops.push(stop);
  }
  expect(stops.length, 'the walk comes to an end').toBeLessThan(MOST_STOPS);
  const plots = stops.filter((stop) => stop.includes('Arrow keys walk the marks'));
  expect(new Set(plots).size).toBe(charts.length);
  const tables = await page.locator('allotrope-tab-view allotrope-table').count();
  expect(stops.filter((stop) => stop.startsWith('button:CSV:'))).toHaveLength(tables);
}

async function chartIsSaved(page: Page, key: string): Promise<void> {
  const figure = chart(page, key);
  const name = (await figure.getByRole('heading').textContent())?.trim() ?? '';
  const svg = await saved(page, figure.getByRole('button', { name: 'SVG' }));
  expect(svg.suggestedFilename()).toMatch(/^[a-z0-9-]+\.svg$/);
  const drawn = await text(svg);
  expect(drawn).toContain(`<title>${name}</title>`);
  expect(drawn).toMatch(/<desc>[^<]{10,}<\/desc>/);
  expect(drawn, 'it names its fonts').toContain('font-family');
  expect(drawn, 'it brings its ground').toMatch(/<rect width="\d+" height="\d+" fill="rgb\(255,255,255\)"/);
  expect(drawn, 'it depends on nothing around it').not.toMatch(/var\(|<image|href="http/);
  const png = await saved(page, figure.getByRole('button', { name: 'PNG' }));
  const bytes = await readFile(await png.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  const width = Number(/<svg[^>]* width="(\d+)"/.exec(drawn)?.[1]);
  expect(bytes.readUInt32BE(16), 'three pixels for each of the drawing').toBe(3 * width);
}

async function tablesAreSaved(page: Page): Promise<void> {
  const tables = page.locator('allotrope-tab-view allotrope-table');
  expect(await tables.count()).toBeGreaterThan(0);
  for (const shown of await tables.all()) {
    const rows = await shown.locator('tbody tr, tfoot tr').count();
    const columns = await shown.getByRole('columnheader').count();
    const download = await saved(page, shown.getByRole('button', { name: 'CSV' }));
    expect(download.suggestedFilename()).toMatch(/^[a-z0-9-]+\.csv$/);
    const lines = (await text(download)).trimEnd().split('\r\n');
    expect(lines).toHaveLength(rows + 1);
    expect(lines[0]?.split(',')).toHaveLength(columns);
    // Conventions are sentences, and quoted for their commas.
    const numbers = lines.slice(1).map((line) => line.replaceAll(/"[^"]*"/g, ''));
    expect(numbers.join('\n')).not.toMatch(/%|−|•|NaN|Infinity/);
  }
}

for (const [tab, charts] of Object.entries(panels)) {
  test(`${tab}: reached by Tab; charts with name, sentence, table and files; tables with theirs`, async ({
    open,
  }) => {
    const page = await open(`#/${tab}`);
    await show(page, tab);
    await expect(page.locator('allotrope-tab-view allotrope-chart')).toHaveCount(charts.length);
    await test.step('Tab reaches every chart and table, and goes on', () => tabReaches(page, charts));
    for (const key of charts) {
      await test.step(`${key} has its name, its sentence and its table`, () => chartHasItsTable(page, key));
      await test.step(`${key} is saved as SVG and as PNG`, () => chartIsSaved(page, key));
    }
    // The overview shows figures and charts.
    if (tab !== 'overview') await test.step('every table is saved as CSV', () => tablesAreSaved(page));
  });
}
