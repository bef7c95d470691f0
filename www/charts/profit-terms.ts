// How profits, price moves and moments of the payoff are called, in charts and tables alike.
import type { Numbers } from '../format/numbers.js';
import type { ResponseOf } from '../state/shapes.js';
import type { Column } from '../tables/table.js';

export type Profile = ResponseOf<'profile'>;
export type Curve = Profile['curves'][number];

/** What profits are counted in: a currency, or the coin itself. */
export type Counted = Pick<Profile, 'currency' | 'asset'>;

const inQuote = ({ currency, asset }: Counted) => currency !== asset;

/** A profit with its sign, as money or as coins. */
export function profitText(profile: Counted, numbers: Numbers): (value: number) => string {
  if (inQuote(profile)) return (value) => numbers.signedMoney(value);
  return (value) => (value > 0 && !numbers.hideAmounts ? '+' : '') + numbers.greek(value);
}

export const profitColumn = (profile: Counted, label: string, help?: string): Column => ({
  label,
  kind: inQuote(profile) ? 'money' : 'greek',
  unit: profile.currency,
  signed: true,
  help,
});

/** "−12.5 %". */
export const moveText = (move: number, numbers: Numbers): string =>
  numbers.format(move, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });

export const dateText = ({ date }: Curve): string => date.slice(0, 10);

export function momentText(curve: Curve): string {
  if (curve.moment === 'today') return 'Today';
  return curve.moment === 'expiry' ? `Expiry ${dateText(curve)}` : dateText(curve);
}
