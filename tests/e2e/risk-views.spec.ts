// The views beside the figures of risk: a trade that is moved and applied, volumes that are dropped, and the past.

import { expect, test } from './fixture.js';
import { chart, show } from './panels.js';

test('a trade is moved, applied in one step and taken back', async ({ open }) => {
  const page = await open('#/risk/trade');
  await show(page, 'risk/trade');
  const view = page.locator('allotrope-risk-trade');
  const sentence = view.locator('.sentence');
  await expect(sentence).toContainText('more changes the expected shortfall');
  await view.getByLabel('Quantity, sold below zero', { exact: true }).fill('-0.5');
  await expect(sentence).toContainText('Sell 0.5 BTC: the expected shortfall at 99%');
  await expect(sentence).toContainText('falls by');
  // The figure follows the slider before the engine has measured it.
  const figure = view.locator('allotrope-figure').first().locator('.figure');
  const before = await figure.textContent();
  await view.getByRole('slider').press('End');
  await expect(sentence).toContainText('rises by');
  await expect(figure).not.toHaveText(before ?? '');
  await view.getByLabel('Quantity, sold below zero', { exact: true }).fill('-0.5');
  await view.getByRole('button', { name: 'Apply to the holdings: sell 0.5 BTC' }).click();
  const quantity = page.getByRole('grid', { name: 'Holdings' }).getByRole('row').nth(1);
  await expect(quantity).toContainText('0.85');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(quantity).toContainText('1.35');

  await view.getByLabel('Trade', { exact: true }).selectOption('Another instrument …');
  await view.getByLabel('Symbol').fill('BTC-NEVER');
  await view.getByLabel('Symbol').press('Enter');
  await expect(view.getByRole('alert')).toContainText('is not the name of an instrument');
  await view.getByLabel('Symbol').fill('ETH-PERPETUAL');
  await view.getByLabel('Symbol').press('Enter');
  await expect(sentence).toContainText('Each ETH-PERPETUAL more changes');
});

test('volumes are taken from a paste and tell the days to sell', async ({ open }) => {
  const page = await open('#/risk/liquidity');
  const view = page.locator('allotrope-risk-liquidity');
  await expect(view.locator('.sentence')).toContainText('No volume is known');
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.locator('allotrope-import');
  await dialog
    .getByLabel('Paste a table, a list, or an export')
    .fill('date,BTC,SOL\n2026-11-18,90000,500000\n2026-11-19,110000,500000\n');
  await dialog.getByRole('button', { name: 'Read' }).click();
  await dialog.getByLabel('volumes', { exact: true }).check();
  await expect(dialog).toContainText('2 assets, 2026-11-18 to 2026-11-19, taken as USD a day: BTC, SOL');
  await dialog.getByRole('button', { name: 'Take over the volumes' }).click();
  await expect(view.locator('.sentence')).toContainText('At 10% of the traded volume it takes');
  await expect(chart(page, 'unwinding').locator('svg')).toBeVisible();
});

test('what holdings depend on is said, capped, sent to the allocation and taken back', async ({ open }) => {
  const page = await open('#/risk/dependencies');
  const view = page.locator('allotrope-risk-dependencies');
  const sentence = view.locator('.sentence');
  await expect(sentence).toContainText('Nothing is said yet');
  await view.getByRole('button', { name: 'Fill in what is widely known' }).click();
  await expect(sentence).toContainText('34% of the book depends on Bitcoin');
  await expect(view.getByText('issuer Circle')).toBeVisible();
  // A venue by name: its facts come with it, and can be written over.
  await view.getByText('BTC-26MAR27-50000-P').first().click();
  await view.getByRole('group', { name: 'BTC-26MAR27-50000-P' }).getByLabel('Venue').fill('Deribit');
  await view.getByText('What is known of them').click();
  const deribit = view.locator('details.entity', { hasText: 'Deribit' });
  await deribit.locator('summary').first().click();
  await expect(deribit.getByLabel('Incidents')).toHaveValue('1');
  await deribit.getByLabel('Fails within a year, %').fill('5');
  await expect(deribit.locator('summary').first()).toContainText('fails with 5.00% within a year');
  await deribit.getByLabel('Fails within a year, %').fill('500');
  await expect(deribit.getByRole('alert')).toContainText('The most is 99.9 %.');
  await expect(deribit.locator('summary').first()).toContainText('fails with 5.00% within a year');
  // A claim needs both of its fields.
  await deribit.getByRole('button', { name: 'Add: claim' }).click();
  await deribit.getByLabel('On', { exact: true }).fill('Circle');
  await deribit.getByLabel('Part of its assets, %').fill('40');
  await view.getByRole('button', { name: 'Table: Who depends on whom' }).click();
  const edges = view.getByRole('grid', { name: 'Who depends on whom' });
  await expect(edges.getByRole('row', { name: 'Deribit Circle Issuer 40.0' })).toBeVisible();
  // A cap becomes a limit of the allocation, and undo takes it back.
  await view.getByRole('button', { name: 'Add: cap' }).click();
  await view.getByLabel('Of what').selectOption('Bitcoin');
  await view.getByLabel('At most, %').fill('25');
  await expect(view.getByRole('grid', { name: 'Caps' })).toContainText('exceeded');
  await view.getByRole('button', { name: 'Use as limits of the allocation' }).click();
  await expect(view.getByText('These caps are limits of the allocation.')).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(view.getByRole('button', { name: 'Use as limits of the allocation' })).toBeVisible();
});
