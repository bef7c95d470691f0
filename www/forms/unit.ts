// How the units of the catalog read in a form: a fraction is typed in per cent and kept as a decimal.
import type { Numbers } from '../format/numbers.js';
import type { Value } from './settings.js';

export type Unit = Extract<Value, { type: 'number' }>['unit'];

const words: Readonly<Record<Unit, string>> = {
  none: '',
  fraction: '%',
  perYear: '% per year',
  money: 'USD',
  days: 'days',
  periods: 'periods',
  count: '',
};

/** As it stands behind numbers, or behind this one. */
export const unitWord = (unit: Unit, value?: number) =>
  value === 1 ? words[unit].replace(/s$/, '') : words[unit];

/** Whether it is typed in per cent. */
export const isPercent = (unit: Unit) => unit === 'fraction' || unit === 'perYear';

/** Without the noise of binary fractions: 7, not 7.000000000000001. */
const clean = (value: number) => Number(value.toPrecision(13));

/** From what is kept to what is typed. */
export function typed(value: number, unit: Unit, numbers: Numbers): string {
  return numbers.format(clean(isPercent(unit) ? value * 100 : value), {
    maximumSignificantDigits: 12,
    useGrouping: false,
  });
}
