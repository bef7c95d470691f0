// Which limit is broken, by how much, and what would cure it, in a sentence; empty where none is.
import type { Numbers } from '../../../format/numbers.js';
import type { ResponseOf } from '../../../state/shapes.js';
import { CURRENCY } from '../result-panel.js';

export function breachSentence(
  { checks, orders, cost, explanation }: ResponseOf<'limits'>,
  numbers: Numbers,
): string {
  const breached = checks.filter((check) => check.breached);
  const [first] = breached;
  if (!first) return '';
  const subject = first.asset ? `${first.label} of ${first.asset}` : first.label;
  const more = breached.length > 1 ? `, and ${numbers.count(breached.length - 1)} more` : '';
  const said = `${subject} is ${numbers.percentage(first.value, 2)} of the equity where ${numbers.percentage(first.most, 2)} is the limit${more}.`;
  if (orders.length === 0) return said;
  const count = `${numbers.count(orders.length)} ${orders.length === 1 ? 'order' : 'orders'}`;
  return `${said} ${count} at a cost of ${numbers.money(cost)} ${CURRENCY} ${explanation ? 'would cure what can be cured' : `would cure ${breached.length > 1 ? 'them' : 'it'}`}.`;
}
