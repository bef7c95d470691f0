// The payoff as tables: break-evens and extremes by date, Greeks by price, vega by expiry and strike.
import { momentText, type Profile, profitColumn } from '../../../charts/profit-terms.js';
import type { Numbers } from '../../../format/numbers.js';
import type { Cell, Table } from '../../../tables/table.js';

export const momentTable = (profile: Profile, numbers: Numbers): Table => {
  const { spot, curves } = profile;
  const price = (move: number) => spot * (1 + move);
  return {
    name: 'Break-even prices, largest loss and gain',
    columns: [
      { label: 'Moment', kind: 'text' },
      { label: 'Days from now', kind: 'number', digits: 1 },
      { label: 'Break-even prices', kind: 'text', unit: 'USD' },
      profitColumn(profile, 'Largest loss', 'Within the range of the picture.'),
      { label: 'Loss at price', kind: 'price', unit: 'USD' },
      profitColumn(profile, 'Largest gain', 'Within the range of the picture.'),
      { label: 'Gain at price', kind: 'price', unit: 'USD' },
    ],
    rows: curves.map((curve): Cell[] => [
      momentText(curve),
      curve.days,
      curve.breakEvens.map((move) => numbers.price(price(move))).join('; ') || 'none',
      curve.worst.profit,
      price(curve.worst.priceMove),
      curve.best.profit,
      price(curve.best.priceMove),
    ]),
  };
};

export const ladderTable = (profile: Profile): Table => {
  const { ladder, spot, currency } = profile;
  return {
    name: 'Greeks by price',
    columns: [
      { label: 'Price', kind: 'price', unit: 'USD' },
      { label: 'Move', kind: 'fraction', signed: true },
      profitColumn(profile, 'Profit or loss'),
      { ...profitColumn(profile, 'Delta', 'Delta times price.') },
      { ...profitColumn(profile, 'Gamma', 'What a further 1 % adds to delta.'), unit: `${currency} per 1 %` },
      { ...profitColumn(profile, 'Vega'), unit: `${currency} per vol point` },
    ],
    rows: ladder.moves.map((move, index): Cell[] => [
      spot * (1 + move),
      move,
      ladder.profit[index] ?? null,
      ladder.exposure[index] ?? null,
      ladder.gamma[index] ?? null,
      ladder.vega[index] ?? null,
    ]),
  };
};

export const vegaTable = ({ vegaLadder }: Profile, numbers: Numbers): Table => {
  const { expiries, edges, vega } = vegaLadder;
  const edge = (at: number) => numbers.percentage(at, 0);
  const labels = [
    `below ${edge(edges[0] ?? 0)}`,
    ...edges.slice(1).map((at, index) => `${edge(edges[index] ?? 0)} to ${edge(at)}`),
    `from ${edge(edges.at(-1) ?? 0)}`,
  ];
  const unit = 'USD per vol point';
  const row = (index: number) => vega.slice(index * labels.length, (index + 1) * labels.length);
  return {
    name: 'Vega by expiry and strike',
    columns: [
      { label: 'Expiry', kind: 'text' },
      ...labels.map((label) => ({
        label,
        kind: 'money' as const,
        unit,
        signed: true,
        help: 'Strike by spot.',
      })),
      { label: 'Together', kind: 'money', unit, signed: true },
    ],
    rows: expiries.map((expiry, index): Cell[] => [
      expiry.slice(0, 10),
      ...row(index),
      row(index).reduce((sum, part) => sum + part, 0),
    ]),
  };
};
