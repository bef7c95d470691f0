// The views of the tab Risk: methods side by side, and walked through the history.
import { expect, test } from './fixture.js';
import { chart, show } from './panels.js';

test('methods stand side by side, and a backtest runs when it is asked for', async ({ open }) => {
  const page = await open('#/risk/methods');
  await show(page, 'risk/methods');
  const methods = page.locator('allotrope-risk-methods');
  await expect(methods.locator('.sentence')).toContainText('At 99 % the value at risk is lowest by');
  const rows = methods.getByRole('grid', { name: 'Methods by level' }).getByRole('row');
  await methods.getByText(/^Methods:/).click();
  const offered = methods.getByRole('group', { name: 'Methods that are compared' }).getByRole('checkbox');
  await expect(rows).toHaveCount((await offered.count()) + 1);
  await methods.getByText(/^Levels:/).click();
  await methods.getByRole('checkbox', { name: '90%' }).check();
  await expect(methods.getByRole('columnheader', { name: /^VaR 90%/ })).toBeVisible();

  await show(page, 'risk/backtest');
  const backtest = page.locator('allotrope-risk-backtest');
  await expect(backtest.locator('.sentence')).toContainText('44 steps');
  await backtest.getByRole('textbox', { name: /^Level/ }).fill('90');
  await expect(backtest.getByRole('grid', { name: 'Exceptions by method' })).toContainText(
    'where 4.4 were expected',
  );
  await expect(backtest.getByRole('grid', { name: 'Tests by method' })).toContainText('Kupiec');
  const ranking = backtest.getByRole('grid', { name: 'Ranking by score' });
  const second = await ranking.getByRole('row').nth(2).getByRole('cell').nth(1).textContent();
  await backtest.getByRole('combobox').selectOption(second?.trim() ?? '');
  await expect(chart(page, 'exceptions').getByRole('heading')).toContainText(second?.trim() ?? 'none');
});
