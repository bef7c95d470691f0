// Accounts that met their maintenance margin, and those that were left with nothing or a debt.
import type { Numbers } from '../../../format/numbers.js';
import type { ResponseOf } from '../../../state/shapes.js';
import { CURRENCY } from '../work-panel.js';

type Walks = ResponseOf<'backtest'>;

const LIQUIDATED = 'liquidated';

export function ruins({ dates, strategies }: Walks, numbers: Numbers): { message: string }[] {
  return strategies.flatMap(({ name, equity, events }) => {
    const day = (at: number) => (dates[at] ?? '').slice(0, 10);
    const ruin = equity.findIndex((worth) => worth <= 0);
    if (ruin >= 0) {
      const debt = -(equity[ruin] ?? 0);
      const left = debt > 0 ? `, with a debt of ${numbers.money(debt)} ${CURRENCY}` : '';
      return [{ message: `${name} lost all it had on ${day(ruin)}${left}: nothing is earned after that.` }];
    }
    const forced = events.filter(({ code }) => code === LIQUIDATED);
    const [first] = forced;
    const times = forced.length === 1 ? 'once' : `${numbers.count(forced.length)} times`;
    return first ? [{ message: `${name} was liquidated ${times}, first on ${day(first.at)}.` }] : [];
  });
}
