// Lending accounts: begun with an example, changed in their form, and a loop beside them.
import { expect, test } from './fixture.js';
import { chart, settled, show } from './panels.js';

test('an example account is entered, changed, refused with its place, and taken back', async ({ open }) => {
  const page = await open('#/margin/lending');
  await expect(page.getByText('No lending account is entered yet.')).toBeVisible();
  await show(page, 'margin/lending');
  const view = page.locator('allotrope-lending');
  const sentence = view.locator('.sentence').first();
  // Half of 14.5 coins at 3,084.5 by a threshold of 83 % against 11,000.
  await expect(sentence).toContainText(
    'Example: half of the ETH held: health 1.688: ETH −40.7% alone ends it',
  );
  const form = view.getByRole('group', { name: 'Account 1' });
  const debt = form.getByRole('group', { name: 'Debt 1' });
  await debt.getByLabel('Coin', { exact: true }).fill('aave');
  await debt.getByLabel('Coin', { exact: true }).press('Enter');
  await expect(view.getByRole('alert')).toContainText('AAVE is not lent in Aave v3, Ethereum');
  await expect(view.getByRole('alert')).toContainText('Account 1, Debt 1, Coin');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(view.getByRole('alert')).toHaveCount(0);
  await expect(debt.getByLabel('Coin', { exact: true })).toHaveValue('USDC');
  const amount = debt.getByLabel('Amount', { exact: true });
  await amount.fill('much');
  await expect(debt.getByRole('alert')).toHaveText('“much” is no number.');
  await expect(sentence).toContainText('health 1.688');
  await amount.fill('22000');
  await expect(sentence).toContainText('it can be liquidated at these prices');
  await expect(view.getByRole('grid', { name: 'Liquidations one after another' })).toBeVisible();
  // Of its own rules: 22,363 by three quarters against 11,000.
  await amount.fill('11000');
  await form.getByLabel('Market', { exact: true }).selectOption("Rules of one's own");
  await expect(sentence).toContainText('health 1.525');
  await view.getByLabel('Looped staking', { exact: true }).selectOption('Looped staking');
  await expect(chart(page, 'loop-rounds').locator('svg')).toBeVisible();
  await expect(view.locator('allotrope-lending-loop .sentence')).toContainText('wstETH 13.6% below its peg');
  await settled(page);
});
