// What the tests of the panels have alike: the tabs with their charts, and downloads as text.
import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from '@playwright/test';
import { expect } from './fixture.js';

/** By tab, or by view within a tab: the charts that the sample book has there. */
export const panels: Readonly<Record<string, readonly string[]>> = {
  overview: ['weight-against-risk', 'correlation'],
  allocate: ['weights', 'frontier'],
  greeks: ['exposure', 'vega'],
  'greeks/totals': ['totals-delta'],
  'greeks/payoff': ['payoff', 'profit-heat-map', 'gamma-ladder'],
  'greeks/explain': ['explained'],
  'greeks/carry': [],
  'greeks/hedge': ['hedge'],
  risk: ['profit-and-loss', 'risk-contributions', 'weight-against-risk'],
  'risk/methods': ['methods-compared'],
  'risk/backtest': ['exceptions'],
  'risk/stress': ['stress-scenarios', 'stress-grid', 'tornado'],
  'risk/trade': ['trade-curve'],
  'risk/liquidity': [],
  'risk/volatility': ['fitted-volatility'],
  'risk/dependencies': ['dependency-graph'],
  'risk/history': ['track-wealth', 'track-drawdown', 'track-volatility', 'track-beta'],
  margin: ['liquidation-prices'],
  'margin/risk': ['nearest-liquidation'],
  'margin/scenarios': [],
  'margin/lending': ['lending-health', 'lending-rates'],
  'margin/map': ['liquidation-levels', 'cascade-curve'],
  'margin/need': ['cash-need'],
  rebalance: ['rebalance-drift'],
  'rebalance/policies': ['policy-costs'],
  'rebalance/limits': [],
  backtest: [
    'backtest-growth',
    'backtest-drawdowns',
    'rolling-return',
    'rolling-volatility',
    'backtest-costs',
    'monthly-returns',
    'backtest-weights',
    'backtest-attribution',
  ],
  'backtest/evidence': ['sharpe-ratios', 'growth-band'],
  'backtest/paths': ['validated-paths'],
  'backtest/experts': ['expert-weights', 'expert-wealth', 'expert-regret'],
  'backtest/forecasts': ['forecast-saved'],
  'backtest/index': ['index-level'],
  report: ['profit-and-loss', 'weight-against-risk', 'weights'],
};

/** Long work begins when it is asked for; over 45 days that of risk is short. */
async function runBacktest(page: Page, path: string): Promise<void> {
  const run = page.getByRole('button', { name: 'Run the backtest' });
  const done = chart(page, panels[path]?.[0] ?? '');
  await expect(run.or(done).first()).toBeVisible();
  if (await done.isVisible()) return;
  if (path === 'risk/backtest') {
    await page.getByRole('textbox', { name: /^Window/ }).fill('1050');
    await page.getByRole('textbox', { name: /^Window/ }).press('Enter');
  }
  await run.click();
}

/** Without a limit there is nothing to show. */
async function setLimit(page: Page): Promise<void> {
  const limit = page.getByRole('textbox', { name: /^Concentration/ });
  await limit.fill('10');
  await limit.press('Enter');
  await expect(page.locator('allotrope-tab-view').getByRole('grid').first()).toBeVisible();
}

/** What is depended on and how much there is of a coin has to be said; what is widely known takes one step. */
async function fillKnown(page: Page, path: string): Promise<void> {
  const fill = page.getByRole('button', { name: /^Fill in .*widely known$/ });
  const done = chart(page, panels[path]?.[0] ?? '');
  await expect(fill.or(done).first()).toBeVisible();
  if (await fill.isVisible()) await fill.click();
}

async function judgeForecasts(page: Page): Promise<void> {
  const judge = page.getByRole('button', { name: 'Judge the forecasts' });
  const done = chart(page, 'forecast-saved');
  await expect(judge.or(done).first()).toBeVisible();
  if (await judge.isVisible()) await judge.click();
  await expect(done).toBeVisible({ timeout: 40_000 });
}

/** Without an account there is nothing to show. */
async function startLending(page: Page): Promise<void> {
  const start = page.getByRole('button', { name: 'Start with an example' });
  await expect(start.or(chart(page, 'lending-health')).first()).toBeVisible();
  if (await start.isVisible()) await start.click();
}

/** Waits until all that the shown tab asked for is answered, however long that takes here. */
export async function settled(page: Page): Promise<void> {
  const calculator = page.locator('allotrope-calculator');
  const done = () =>
    calculator.evaluate(
      (element) => (element as unknown as { results: { settled: boolean } }).results.settled,
    );
  await expect.poll(done, { timeout: 40_000, message: 'all results are settled' }).toBe(true);
}

/** Chooses a tab, and a view within it, and waits until it is computed and its charts are drawn. */
export async function show(page: Page, path: string): Promise<void> {
  const [tab = '', view] = path.split('/');
  await page.locator('allotrope-tabs').getByRole('link', { name: tab, exact: false }).first().click();
  if (view)
    await page
      .getByRole('navigation', { name: 'Within' })
      .getByRole('link', { name: view, exact: false })
      .first()
      .click();
  if (path === 'rebalance/limits') await setLimit(page);
  else if (path === 'risk/dependencies' || path === 'backtest/index') await fillKnown(page, path);
  else if (path === 'margin/lending') await startLending(page);
  else if (path === 'backtest/forecasts') await judgeForecasts(page);
  else if (path.includes('backtest')) await runBacktest(page, path);
  for (const key of panels[path] ?? [])
    await expect(chart(page, key).locator('svg')).toBeVisible({ timeout: 40_000 });
  await settled(page);
}

export const chart = (page: Page, key: string): Locator =>
  page.locator(`allotrope-chart[data-chart="${key}"]`);

/** A chart has a name, a sentence and a table that stands in its place. */
export async function chartHasItsTable(page: Page, key: string): Promise<void> {
  const figure = chart(page, key);
  const name = (await figure.getByRole('heading').textContent())?.trim() ?? '';
  expect(name).not.toBe('');
  await expect(figure.getByRole('figure', { name })).toBeVisible();
  await expect(figure.locator('.summary')).toHaveText(/^[^\s].{10,}\.$/s);
  await expect(figure.getByRole('application')).toHaveAttribute(
    'aria-label',
    new RegExp(`^${name.slice(0, 12)}`),
  );
  await figure.getByRole('button', { name: 'Table' }).click();
  const table = figure.getByRole('grid');
  await expect(table).toBeVisible();
  expect(await table.locator('tbody tr').count()).toBeGreaterThan(0);
  await expect(figure.locator('svg')).toHaveCount(0);
  await figure.getByRole('button', { name: 'Table' }).click();
  await expect(figure.locator('svg')).toBeVisible();
}

export async function text(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

/** Clicks what saves a file and gives the file. */
export async function saved(page: Page, button: Locator): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return download;
}

/** All text inside an element, through shadow roots; styles are no text. */
export const allText = (element: Locator): Promise<string> =>
  element.evaluate((root) => {
    const walk = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (node instanceof HTMLStyleElement) return '';
      const inside = node instanceof Element && node.shadowRoot ? [...node.shadowRoot.childNodes] : [];
      return [...inside, ...node.childNodes].map(walk).join(' ');
    };
    return walk(root);
  });

/** Opens everything that is folded inside an element, through shadow roots. */
export const unfold = (element: Locator): Promise<void> =>
  element.evaluate((root) => {
    const walk = (node: Element): void => {
      if (node instanceof HTMLDetailsElement) node.open = true;
      for (const child of [...(node.shadowRoot?.children ?? []), ...node.children]) walk(child);
    };
    walk(root);
  });
