// The tab Greeks: a choice of views, each with an address of its own.
import { expect, test } from './fixture.js';

test('a view within a tab has an address; one that is not there leads to the first', async ({ open }) => {
  for (const fragment of ['#/greeks', '#/greeks/tables', '#/greeks/elsewhere']) {
    const page = await open(fragment);
    await expect(page.locator('allotrope-tabs [aria-current="page"]')).toHaveText('Greeks');
    await expect(page.getByRole('grid', { name: 'By position' })).toBeVisible();
  }
});
