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
  await expect(backtest.locator('.sentence')).toContainText('45 steps');
  await backtest.getByRole('textbox', { name: /^Level/ }).fill('90');
  await expect(backtest).toContainText('where 4.5 were expected');
  await expect(backtest.getByRole('grid', { name: 'Tests by method' })).toContainText('Kupiec');
  const choice = backtest.getByRole('combobox');
  const shown = await choice.inputValue();
  const labels = (await choice.getByRole('option').allTextContents()).map((label) => label.trim());
  const other = labels.find((label) => label !== shown) ?? '';
  await choice.selectOption(other);
  await expect(chart(page, 'exceptions').getByRole('heading')).toContainText(other);
});
