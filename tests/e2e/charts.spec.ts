// Charts tell their numbers to pointer and keyboard, follow the theme and agree on colours.
import { brackets } from '../../www/charts/cluster-tree.js';
import { expect, test } from './fixture.js';
import { chart, show } from './panels.js';

test('the arrow keys walk the marks of a chart and say their numbers', async ({ open }) => {
  const page = await open('#/risk');
  await show(page, 'risk');
  const figure = chart(page, 'risk-contributions');
  await figure.getByRole('application').focus();
  await page.keyboard.press('ArrowRight');
  const first = await figure.getByRole('status').textContent();
  expect(first).toMatch(/VaR [−+]?[\d,.]+ USD/);
  await page.keyboard.press('ArrowRight');
  await expect(figure.getByRole('status')).not.toHaveText(first ?? '');
  await page.keyboard.press('Home');
  await expect(figure.getByRole('status')).toHaveText(first ?? '');
  await page.keyboard.press('Escape');
  await expect(figure.getByRole('status')).toBeEmpty();
});

test('pointing at a mark shows its numbers', async ({ open }) => {
  const page = await open('#/risk');
  await show(page, 'risk');
  const plot = chart(page, 'weight-against-risk').locator('.plot');
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  await plot.hover({ position: { x: (box?.width ?? 0) / 2, y: 60 } });
  await expect(plot.locator('span').getByText('Share of the risk', { exact: true })).toBeVisible();
});

test('charts recolour with the theme', async ({ open }) => {
  const page = await open('#/overview');
  await show(page, 'overview');
  const ground = chart(page, 'correlation').locator('svg rect').first();
  await expect(ground).toHaveAttribute('fill', 'rgb(255,255,255)');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(ground).not.toHaveAttribute('fill', 'rgb(255,255,255)');
  await page.locator('allotrope-calculator').evaluate((element) => element.setAttribute('theme', 'light'));
  await expect(ground).toHaveAttribute('fill', 'rgb(255,255,255)');
});

test('an asset has the same colour in every chart and table', async ({ open }) => {
  const page = await open('#/risk');
  await show(page, 'risk');
  const swatch = page
    .locator('allotrope-panel-risk, allotrope-risk')
    .getByRole('grid', { name: 'Contributions by position' })
    .getByRole('row', { name: /ETH/ })
    .first()
    .locator('.swatch');
  const color = (await swatch.evaluate((element) => getComputedStyle(element).backgroundColor)).replaceAll(
    ' ',
    '',
  );
  for (const key of ['weight-against-risk', 'risk-contributions']) {
    expect(await chart(page, key).locator(`svg [fill="${color}"]`).count(), key).toBeGreaterThan(0);
  }
});

test('the five figures are there before the charts are loaded', async ({ page, address }) => {
  // The module of the charts never comes; nothing waits for it.
  await page.route(/echarts-.*\.js$/, () => {});
  await page.goto(`${address}#/overview`);
  for (const label of [
    'What is it worth?',
    'How does it move?',
    'What can it lose?',
    'Where is the risk?',
    'What breaks it?',
  ]) {
    await expect(page.locator(`allotrope-figure[label="${label}"]`).locator('.figure')).toHaveText(/\d/);
  }
  await expect(chart(page, 'correlation').locator('.summary')).toBeVisible();
  await expect(chart(page, 'correlation').locator('svg')).toHaveCount(0);
});

test('the tree above the correlations is made of what neighbours join at', () => {
  // a and b join first, then c joins them, d comes last: each cluster stands in the middle of its parts.
  expect(brackets([0.1, 0.2, 0.4])).toEqual([
    { left: { place: 0, height: 0 }, right: { place: 1, height: 0 }, height: 0.1 },
    { left: { place: 0.5, height: 0.1 }, right: { place: 2, height: 0 }, height: 0.2 },
    { left: { place: 1.25, height: 0.2 }, right: { place: 3, height: 0 }, height: 0.4 },
  ]);
  // Two pairs.
  expect(brackets([0.1, 0.5, 0.3]).at(-1)).toEqual({
    left: { place: 0.5, height: 0.1 },
    right: { place: 2.5, height: 0.3 },
    height: 0.5,
  });
  expect(brackets([])).toEqual([]);
});
