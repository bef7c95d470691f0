// The accounts: a second one is made, holdings move into it, rules of one's own are refused with a sentence, and a joint
// move tells who ends first.
import { expect, test } from './fixture.js';
import { settled, show } from './panels.js';

test('accounts are made and filled; a move tells which ends first, and each price is derived', async ({
  open,
}) => {
  const page = await open('#/margin');
  await show(page, 'margin');
  const view = page.locator('allotrope-margin-account');
  const sentence = view.locator('.sentence').first();
  await expect(sentence).toContainText('at Deribit standard margin uses');

  await view.getByRole('button', { name: 'Add an account' }).click();
  await view.getByLabel('Name').nth(1).fill('Perpetuals');
  await view.getByLabel('Account of SOL_USDC-PERPETUAL').selectOption({ label: 'Perpetuals' });
  const account = view.getByRole('group', { name: 'Perpetuals' });
  await account.getByRole('button', { name: 'Add collateral' }).click();
  await account.getByLabel('Coin 1 beside').fill('usdc');
  await account.getByLabel('Amount of coin 1').fill('5000');
  await expect(sentence).toContainText(
    /Perpetuals at .* uses .* of its equity as margin; SOL −.* alone ends it/,
  );
  const accounts = view.getByRole('grid', { name: 'Accounts' });
  await expect(accounts.locator('tbody tr')).toHaveCount(2);

  await view.getByRole('textbox', { name: /^Coins move by/ }).fill('-40');
  const first = view.getByRole('region', { name: 'Who ends first' });
  await expect(first).toContainText('First to end is Perpetuals, with coins at −');
  await expect(first.locator('tbody tr').first()).toContainText('has ended');

  // The person asks how, and the parts of equity and margin add up to zero.
  await view.getByText('How a liquidation price is derived').click();
  const parts = view.getByRole('grid', { name: 'Parts of equity less maintenance' });
  await expect(parts.locator('tfoot td').last()).toHaveText('0.00');

  await account.getByLabel('Rules', { exact: true }).selectOption('My own');
  const rules = account.getByRole('textbox', { name: /^Rules of Perpetuals/ });
  await expect(rules).toHaveValue(/"tiers"/);
  await rules.fill('{"label": "mine"');
  await expect(account.getByRole('alert')).toContainText('This is no JSON');
  await rules.fill('{"label": "mine"}');
  await expect(account.getByRole('alert')).toContainText('has no date');
  await expect(rules).toHaveValue('{"label": "mine"}');
  await settled(page);
});
