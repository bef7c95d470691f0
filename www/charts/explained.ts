// Profit and loss in parts: one bar for each Greek, and one for what they do not tell.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import type { Chart, Look } from './chart.js';
import { signedBars } from './signed-bars.js';

type Explained = ResponseOf<'explain'>;

/** In the order of the bars and of the columns. */
export const parts: readonly { name: Exclude<keyof Explained['total'], 'profit'>; label: string }[] = [
  { name: 'delta', label: 'Delta' },
  { name: 'gamma', label: 'Gamma' },
  { name: 'vega', label: 'Vega' },
  { name: 'theta', label: 'Theta' },
  { name: 'vanna', label: 'Vanna' },
  { name: 'volga', label: 'Volga' },
  { name: 'rho', label: 'Rates and carry' },
  { name: 'cash', label: 'Cash' },
  { name: 'rest', label: 'Rest' },
];

export function explained({ total }: Explained, currency: string, look: Look): Chart {
  const { numbers } = look;
  const write = (value: number) => numbers.signedMoney(value);
  const values = parts.map(({ name, label }) => ({ label, value: total[name] }));
  const shown = values.filter(({ label, value }) => label !== 'Cash' || value !== 0);
  const largest = [...shown].sort((a, b) => Math.abs(b.value) - Math.abs(a.value))[0];
  return signedBars(look, {
    name: 'Profit and loss in parts',
    summary:
      largest && largest.value !== 0
        ? `The largest part is ${largest.label.toLowerCase()} with ${write(largest.value)} ${currency}; ${write(total.rest)} ${currency} no Greek tells.`
        : 'Nothing has moved.',
    axis: `Profit or loss, ${currency}`,
    bars: shown.map(({ label, value }) => ({
      label,
      asset: null,
      value,
      figures: [[label, `${write(value)} ${currency}`]],
    })),
    write,
    columns: [
      { label: 'Part', kind: 'text' },
      { label: 'Profit or loss', kind: 'money', unit: currency, signed: true },
    ],
    rows: values.map(({ label, value }): Cell[] => [label, value]),
  });
}
