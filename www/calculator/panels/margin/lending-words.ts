// What is said of a lending account in words.
import type { LendingAccount } from '../../../charts/lending.js';
import { moveText } from '../../../charts/profit-terms.js';
import type { Numbers } from '../../../format/numbers.js';
import type { ResponseOf } from '../../../state/shapes.js';
import { CURRENCY } from '../result-panel.js';
import { coinsOf, nearestEdge } from './lending-tables.js';

/** A pack of rules older than this is said to be old, in days. */
const OLD = 90;
const DAY = 86_400_000;
const YEAR = 365;

/** In days below a year. */
export function spanText(years: number, numbers: Numbers): string {
  return years < 1 ? `${numbers.count(years * YEAR)} days` : `${numbers.ratio(years, 2)} years`;
}

/** How far it is from its end. */
export function accountSentence(account: LendingAccount, numbers: Numbers): string {
  const { name, health, edges, liquidatable, equity, borrowable } = account;
  if (health === null)
    return `${name}: nothing is borrowed, so no price ends it; ${numbers.money(borrowable)} ${CURRENCY} could be.`;
  const said = `${name}: health ${numbers.ratio(health, 4)}`;
  if (equity < 0) return `${said}; it owes more than its collateral is worth.`;
  if (liquidatable) return `${said}; it can be liquidated at these prices.`;
  const nearest = nearestEdge(edges);
  if (nearest)
    return `${said}: ${coinsOf(nearest)} ${moveText(nearest.change ?? 0, numbers)} alone ends it, at ${numbers.price(nearest.liquidationPrice)}.`;
  const joint = edges.find((edge) => edge.joint && edge.change !== null);
  return joint
    ? `${said}: no coin alone ends it; all together do at ${moveText(joint.change ?? 0, numbers)}.`
    : `${said}: no price of its coins ends it.`;
}

/** Of the pledge that is nearest to its end. */
export function pledgeSentence(pledges: ResponseOf<'lending'>['pledges'], numbers: Numbers): string {
  const [nearest] = [...pledges].sort((a, b) => a.health - b.health);
  if (!nearest) return '';
  const { asset, health, change, liquidationPrice, greatestSlashing } = nearest;
  const said = `${asset} as collateral counts for ${numbers.ratio(health, 3)} times the margin it covers`;
  if (health < 1) return `${said}: too little at these prices.`;
  return `${said}: ${moveText(change, numbers)} uses it up, at ${numbers.price(liquidationPrice)}, and so does slashing by ${numbers.percentage(greatestSlashing)}.`;
}

/** Packs whose values may have changed since. */
export function oldPacks(
  accounts: readonly LendingAccount[],
  now: number,
  numbers: Numbers,
): { message: string }[] {
  const packs = new Map(accounts.map(({ market, date }) => [market, date]));
  return [...packs].flatMap(([market, date]) => {
    const days = (now - Date.parse(date)) / DAY;
    if (!(days > OLD)) return [];
    const age = spanText(days / YEAR, numbers);
    const message = `The values of ${market} are of ${date}, ${age} old: state what has changed since with the account.`;
    return [{ message }];
  });
}
