// How results stand: computed by themselves, dimmed and named when older than their inputs, on their way with a
// way to stop, and explained.
import type { Page } from '@playwright/test';
import type { PriceResponse, RiskResponse } from '../../www/engine/wasm/allotrope.js';
import { expect, test } from './fixture.js';
import { allText, chart, panels, show } from './panels.js';

interface Calculator extends HTMLElement {
  store: { update(label: string, recipe: (session: object) => object): void };
  results: {
    get(operation: 'price'): { value: PriceResponse };
    get(operation: 'risk'): { value: RiskResponse };
  };
  engine: {
    run(
      operation: string,
      request: unknown,
      options?: { signal?: AbortSignal; onProgress?: Report },
    ): unknown;
  };
}
type Report = (done: number, total: number, doing: string) => void;

/** From now on an operation reports progress and does not end until `finish` is called; stopping it works as ever. */
const hold = (page: Page, operation: string): Promise<void> =>
  page.locator('allotrope-calculator').evaluate((element, held) => {
    const { engine } = element as unknown as Calculator;
    const run = engine.run;
    engine.run = async (name, request, options) => {
      if (name !== held) return run(name, request, options);
      options?.onProgress?.(3, 10, 'walking through scenarios');
      await new Promise<void>((resolve, reject) => {
        document.addEventListener('finish', () => resolve(), { once: true });
        options?.signal?.addEventListener('abort', () => reject({ code: 'cancelled', message: 'stopped' }));
      });
      return run(name, request, options);
    };
  }, operation);

const finish = (page: Page): Promise<unknown> =>
  page.evaluate(() => document.dispatchEvent(new Event('finish')));

test('a setting recomputes by itself', async ({ open }) => {
  const page = await open('#/risk');
  await show(page, 'risk');
  const sentence = page.locator('allotrope-risk .sentence');
  const before = (await sentence.textContent()) ?? '';
  await page.getByRole('textbox', { name: 'Level, %' }).fill('95');
  await expect(sentence).toContainText('95%');
  await expect(sentence).not.toHaveText(before);
});

test('a result older than its inputs is dimmed and says so; long work can be stopped', async ({ open }) => {
  const page = await open('#/risk');
  await show(page, 'risk');
  await hold(page, 'risk');
  const outcome = page.locator('allotrope-risk allotrope-outcome');
  await page.getByRole('textbox', { name: 'Level, %' }).fill('95');
  await expect(outcome.getByRole('progressbar')).toHaveAttribute('value', '3');
  await expect(
    outcome.getByText(/walking through scenarios; below is the result of the earlier inputs/),
  ).toBeVisible();
  await expect(outcome.locator('.stale')).toHaveAttribute('aria-busy', 'true');
  await outcome.getByRole('button', { name: 'Stop' }).click();
  await expect(outcome.getByText('Older than its inputs.')).toBeVisible();
  await expect(outcome.locator('.stale')).toBeVisible();
  await expect(page.locator('allotrope-risk .sentence'), 'the old result stays').toContainText('99%');
  await outcome.getByRole('button', { name: 'Compute again' }).click();
  await expect(outcome.getByRole('progressbar')).toBeVisible();
  await finish(page);
  await expect(page.locator('allotrope-risk .sentence')).toContainText('95%');
  await expect(outcome.locator('.stale')).toHaveCount(0);
});

test('an error says what is wrong, keeps the last result and can be tried again', async ({ open }) => {
  const page = await open('#/risk');
  await show(page, 'risk');
  await page.locator('allotrope-calculator').evaluate((element) => {
    const { engine } = element as unknown as Calculator;
    const run = engine.run;
    let failed = false;
    engine.run = async (name, request, options) => {
      if (name !== 'risk' || failed) return run(name, request, options);
      failed = true;
      throw { code: 'engineCrashed', message: 'The engine stopped and was replaced.', path: 'positions' };
    };
  });
  await page.getByRole('textbox', { name: 'Level, %' }).fill('95');
  const alert = page.locator('allotrope-risk allotrope-outcome').getByRole('alert');
  await expect(alert).toContainText('The engine stopped and was replaced.');
  await expect(alert).toContainText('Below is the last result before that.');
  await alert.getByRole('button', { name: 'Compute again' }).click();
  await expect(page.locator('allotrope-risk .sentence')).toContainText('95%');
  await expect(alert).toHaveCount(0);
});

test('how it is computed: formula, source, conventions, sample and seed', async ({ open }) => {
  const page = await open('#/risk');
  await show(page, 'risk');
  const explanation = page.locator('allotrope-risk allotrope-explanation');
  await explanation.getByText('How is this computed').click();
  await expect(explanation.locator('pre').first()).not.toBeEmpty();
  await expect(explanation.getByText('Quantile', { exact: true })).toBeVisible();
  await expect(explanation.getByText(/^\d{4}-\d{2}-\d{2} to \d{4}-\d{2}-\d{2}$/)).toBeVisible();
  await page
    .locator('allotrope-tab-view form')
    .getByRole('combobox')
    .first()
    .selectOption({ label: 'Monte Carlo' });
  await expect(explanation.getByText('Seed', { exact: true })).toBeVisible();
});

test('Greeks switch between dollars and coin, and between units, without computing anew', async ({
  open,
}) => {
  const page = await open('#/greeks');
  await show(page, 'greeks');
  const head = page.getByRole('grid', { name: 'By position' }).getByRole('columnheader');
  await expect(head.filter({ hasText: 'Vega' })).toContainText('USD per vol point');
  await expect(head.filter({ hasText: 'Theta' })).toContainText('USD per day');
  await expect(head.filter({ hasText: 'Gamma' })).toContainText('coins per 1 %');
  await page.getByRole('radio', { name: 'Natural units' }).check();
  await expect(head.filter({ hasText: 'Theta' })).toContainText('USD per year');
  await page.getByRole('radio', { name: 'Coin' }).check();
  await expect(head.filter({ hasText: 'Value' })).toContainText('coin');
  await expect(head.filter({ hasText: 'Rho' })).toContainText('coin per 1.00 of rate');
  await expect(head.filter({ hasText: 'Ultima' })).toHaveCount(0);
  await page.getByRole('radio', { name: 'To third order' }).check();
  await expect(head.filter({ hasText: 'Ultima' })).toContainText('coin per 1.00³ of volatility');
  await page.getByRole('radio', { name: 'USD' }).check();
  await page.getByRole('radio', { name: "Exchange's units" }).check();
  const options = page.getByRole('grid', { name: "Options in the exchange's units" });
  await expect(options.getByRole('row')).toHaveCount(3);
  // Another tab and back: the choice is still there.
  await show(page, 'risk');
  await show(page, 'greeks');
  await expect(page.getByRole('radio', { name: "Exchange's units" })).toBeChecked();
});

test('hidden amounts are hidden in sentences, tables and charts; shares stay', async ({ open }) => {
  const page = await open('#/risk');
  await show(page, 'risk');
  await page.getByRole('button', { name: /hide amounts/i }).click();
  await expect(page.locator('allotrope-risk .sentence')).toContainText('•••');
  const plot = chart(page, 'profit-and-loss').locator('svg');
  await expect(plot.getByText('VaR •••')).toBeVisible();
  const amounts = await page.locator('allotrope-calculator').evaluate((element) => {
    const { results } = element as unknown as Calculator;
    const { equity, grossExposure, netExposure } = results.get('price').value.totals;
    const { valueAtRisk, expectedShortfall } = results.get('risk').value;
    return [equity, grossExposure, netExposure, valueAtRisk, expectedShortfall].map((amount) =>
      Math.abs(Math.round(amount)).toLocaleString('en-US'),
    );
  });
  for (const tab of Object.keys(panels)) {
    await show(page, tab);
    const shown = await allText(page.locator('allotrope-tab-view'));
    for (const amount of amounts) expect(shown, tab).not.toContain(amount);
    // Greeks, ratios along paths and scores are no shares.
    if (!/^greeks|(paths|forecasts)$/.test(tab)) expect(shown, `shares stay: ${tab}`).toMatch(/\d%/);
  }
});

test('without holdings or prices each tab says once what it needs', async ({ open }) => {
  const page = await open('#/overview');
  await show(page, 'overview');
  await page.locator('allotrope-calculator').evaluate((element) => {
    const { store } = element as unknown as Calculator;
    store.update('nothing', (session) => ({ ...session, holdings: [], prices: null }));
  });
  const needs = {
    overview: ['There are no holdings yet.', 'There is no price history yet.'],
    allocate: ['There is no price history yet.'],
    greeks: ['There are no holdings yet.'],
    risk: ['There are no holdings yet.'],
  };
  for (const [tab, sentences] of Object.entries(needs)) {
    await page.locator('allotrope-tabs').getByRole('link', { name: tab }).first().click();
    const panel = page.locator('allotrope-tab-view');
    await expect(panel.locator('.missing')).toContainText(sentences);
    await expect(panel.locator('allotrope-chart, allotrope-figure')).toHaveCount(0);
  }
});

test('a figure of the overview leads deeper', async ({ open }) => {
  const page = await open('#/overview');
  await show(page, 'overview');
  await page
    .locator('allotrope-overview')
    .getByRole('link', { name: /Contributions/ })
    .click();
  await expect(page.locator('allotrope-risk')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#/risk');
});
