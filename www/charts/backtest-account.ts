// The account of a strategy over time: what it held, what trading cost, and where its gain came from.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { pathColor } from './backtest-lines.js';
import type { Chart, Look } from './chart.js';
import { datedLines } from './dated-lines.js';
import { signedBars } from './signed-bars.js';

type Walks = ResponseOf<'backtest'>;
type Walk = Walks['strategies'][number];

export function weightsOverTime({ dates, lines }: Walks, { name, weights }: Walk, look: Look): Chart {
  const { theme, numbers } = look;
  const held = lines
    .map((line, place) => ({ line, values: weights.exposures.map((exposures) => exposures[place] ?? 0) }))
    .filter(({ values }) => values.some((value) => Math.abs(value) > 1e-6));
  const last = held.map(({ line, values }) => ({ name: line.name, value: values.at(-1) ?? 0 }));
  const [largest] = [...last].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  return datedLines(look, {
    name: `Weights over time: ${name}`,
    summary: largest
      ? `${numbers.count(held.length)} lines were held; in the end ${largest.name} was the largest with ${numbers.percentage(largest.value)}, and ${numbers.percentage(weights.cash.at(-1))} was cash.`
      : 'Nothing but cash was held.',
    axis: 'Exposure, % of the equity',
    dates: weights.at.map((place) => dates[place] ?? ''),
    lines: [
      ...held.map(({ line, values }) => ({ label: line.name, color: look.color(line.asset), values })),
      { label: 'Cash', color: theme.muted, values: weights.cash },
    ],
    kind: 'fraction',
    write: (value) => numbers.percentage(value),
    label: (value) => numbers.percent(value, 0),
    stacked: true,
  });
}

export function costsOverTime({ dates, strategies }: Walks, look: Look): Chart {
  const { numbers } = look;
  const sums = strategies.map(({ name, costRates }) => {
    let sum = 0;
    return { name, values: costRates.map((rate) => (sum += rate)) };
  });
  const [dearest] = [...sums].sort((a, b) => (b.values.at(-1) ?? 0) - (a.values.at(-1) ?? 0));
  return datedLines(look, {
    name: 'Trading costs so far',
    summary: dearest
      ? `Trading cost ${dearest.name} the most: ${numbers.percentage(dearest.values.at(-1), 2)} of its equity in all.`
      : '',
    axis: 'Costs so far, % of the equity',
    dates,
    lines: sums.map(({ name, values }, place) => ({ label: name, color: pathColor(look, place), values })),
    kind: 'fraction',
    write: (value) => numbers.percentage(value, 2),
    label: (value) => numbers.percent(value, 1),
  });
}

export function backtestAttribution({ name, attribution }: Walk, currency: string, look: Look): Chart {
  const { numbers } = look;
  const write = (value: number) => numbers.signedMoney(value);
  const moved = attribution.filter(
    ({ price, funding, carry, costs }) => price !== 0 || funding !== 0 || carry !== 0 || costs !== 0,
  );
  const rows = [...moved].sort((a, b) => b.total - a.total);
  const [best, worst] = [rows[0], rows.at(-1)];
  return signedBars(look, {
    name: `Where the gain came from: ${name}`,
    summary:
      best && worst
        ? `${best.name} brought the most with ${write(best.total)} ${currency}, ${worst.name} the least with ${write(worst.total)} ${currency}.`
        : 'Nothing was gained or lost.',
    axis: `Gain or loss, ${currency}`,
    write,
    bars: rows.map(({ name: line, price, funding, carry, costs, total }) => ({
      label: line,
      asset: null,
      value: total,
      figures: [
        ['Price', write(price)],
        ['Funding', write(funding)],
        ['Interest, staking, borrowing', write(carry)],
        ['Costs', write(costs)],
        ['Total', `${write(total)} ${currency}`],
      ],
    })),
    columns: [
      { label: 'Line', kind: 'text' },
      ...['Price', 'Funding', 'Carry', 'Costs', 'Total'].map(
        (label) => ({ label, kind: 'money', unit: currency, signed: true }) as const,
      ),
    ],
    rows: rows.map(({ name: line, price, funding, carry, costs, total }): Cell[] => [
      line,
      price,
      funding,
      carry,
      costs,
      total,
    ]),
  });
}
