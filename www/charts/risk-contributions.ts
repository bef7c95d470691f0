// What each position adds to the risk figure; what takes away from it points to the left.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import type { Chart, Look } from './chart.js';
import { signedBars } from './signed-bars.js';

/** More bars than this are read in the table. */
const MOST_BARS = 20;

export function riskContributions(
  { contributions }: ResponseOf<'risk'>,
  figure: { field: 'valueAtRisk' | 'expectedShortfall'; label: string },
  currency: string,
  look: Look,
): Chart {
  const { numbers } = look;
  const sorted = [...contributions].sort((a, b) => Math.abs(b[figure.field]) - Math.abs(a[figure.field]));
  const shown = sorted.slice(0, MOST_BARS);
  const top = [...contributions].sort((a, b) => b[figure.field] - a[figure.field])[0];
  const rest = sorted.length - shown.length;
  const errors = shown.some(({ standardError }) => standardError);
  const error = (value: number | undefined): [string, string][] =>
    value === undefined ? [] : [['Standard error', `${numbers.money(value)} ${currency}`]];
  return signedBars(look, {
    name: `Contribution to ${figure.label.toLowerCase()}, by position`,
    summary:
      top && top.share !== null
        ? `${top.label} contributes ${numbers.percentage(top.share)} of the risk` +
          `${rest > 0 ? `; the ${numbers.count(rest)} smallest are in the table only` : ''}.` +
          `${errors ? ' Lines at the ends are one standard error to either side.' : ''}`
        : 'No position carries risk.',
    axis: `${figure.label}, ${currency}`,
    write: (value) => numbers.signedMoney(value),
    bars: shown.map((item) => ({
      label: item.label,
      asset: item.asset,
      value: item[figure.field],
      error: item.standardError?.[figure.field] ?? null,
      figures: [
        ['VaR', `${numbers.signedMoney(item.valueAtRisk)} ${currency}`],
        ['ES', `${numbers.signedMoney(item.expectedShortfall)} ${currency}`],
        ...error(item.standardError?.[figure.field]),
        ['Share', numbers.percentage(item.share)],
      ],
    })),
    columns: [
      { label: 'Position', kind: 'text' },
      { label: 'Asset', kind: 'asset' },
      { label: 'VaR', kind: 'money', unit: currency },
      { label: 'ES', kind: 'money', unit: currency },
      { label: `Error of ${figure.field === 'valueAtRisk' ? 'VaR' : 'ES'}`, kind: 'money', unit: currency },
      { label: 'Share', kind: 'fraction' },
    ],
    rows: sorted.map(({ label, asset, valueAtRisk, expectedShortfall, standardError, share }): Cell[] => [
      label,
      asset,
      valueAtRisk,
      expectedShortfall,
      standardError?.[figure.field] ?? null,
      share,
    ]),
  });
}
