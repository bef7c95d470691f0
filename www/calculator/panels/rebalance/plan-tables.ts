// A plan as tables: drift, orders, what is not placed, the cash account, ways to an exposure, rolls.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

export type Plan = ResponseOf<'rebalance'>;

const money = (label: string, help?: string): Column => ({ label, kind: 'money', unit: CURRENCY, help });

const purposes = { target: 'target', roll: 'roll', hedge: 'hedge', byHand: 'by hand' } as const;

export function ordersTable({ orders, cost, account }: Plan): Table {
  const gains = orders.some(({ gain }) => gain !== null);
  const gas = orders.some((order) => order.gas !== 0);
  const sum = (of: (order: Plan['orders'][number]) => number) =>
    orders.reduce((all, one) => all + of(one), 0);
  return {
    name: 'Orders',
    columns: [
      { label: 'Instrument', kind: 'text' },
      { label: 'Order', kind: 'quantity', unit: 'units', signed: true },
      { label: 'Price', kind: 'price', unit: CURRENCY, help: 'In the middle.' },
      money('Notional'),
      money('Cost', 'Fee, half the spread, impact and gas.'),
      { ...money('Cash', 'What it brings before costs; below zero it is paid.'), signed: true },
      {
        label: 'Limit price',
        kind: 'price',
        unit: CURRENCY,
        help: 'With half the spread and the impact, on the tick.',
      },
      money('Fee'),
      money('Spread'),
      money('Impact'),
      ...(gas ? [money('Gas')] : []),
      { label: 'Slices', kind: 'count', help: 'Equal orders, one a day.' },
      { label: 'Units a slice', kind: 'quantity' },
      money('Risk of waiting', 'Standard deviation of what the price moves until the last slice.'),
      {
        label: 'By the flow',
        kind: 'fraction',
        help: 'What the deposit or withdrawal alone would trade of it.',
      },
      ...(gains ? [{ ...money('Gain', 'Proceeds less the cost of what is sold.'), signed: true }] : []),
      { label: 'For', kind: 'text' },
    ],
    rows: orders.map((order): Cell[] => [
      order.label,
      order.quantity,
      order.price,
      order.notional,
      order.cost,
      order.cash,
      order.limitPrice,
      order.fee,
      order.spread,
      order.impact,
      ...(gas ? [order.gas] : []),
      order.slices,
      order.sliceQuantity,
      order.waitingRisk,
      order.fromFlow,
      ...(gains ? [order.gain && order.gain.shortTerm + order.gain.longTerm] : []),
      purposes[order.purpose],
    ]),
    total: [
      'Total',
      null,
      null,
      sum(({ notional }) => notional),
      cost,
      account.sales - account.purchases,
      null,
      account.fees,
      account.spread,
      account.impact,
      ...(gas ? [account.gas] : []),
      null,
      null,
      null,
      null,
      ...(gains ? [sum(({ gain }) => (gain ? gain.shortTerm + gain.longTerm : 0))] : []),
      '',
    ],
  };
}

/** What sales gain on what was paid. */
export const gainsTable = ({ orders, gains }: Plan): Table => ({
  name: 'Gains of the sales',
  columns: [
    { label: 'Instrument', kind: 'text' },
    { ...money('Short term', 'Also of lots without a date.'), signed: true },
    { ...money('Long term'), signed: true },
    { label: 'Without a cost', kind: 'quantity', unit: 'units', help: 'Sold beyond the lots: in no gain.' },
  ],
  rows: orders.flatMap(({ label, gain }): Cell[][] =>
    gain ? [[label, gain.shortTerm, gain.longTerm, gain.withoutBasis]] : [],
  ),
  total: ['Total', gains?.shortTerm ?? null, gains?.longTerm ?? null, null],
});

export const unplacedTable = ({ unplaced }: Plan): Table => ({
  name: 'Not placed',
  columns: [
    { label: 'Instrument', kind: 'text' },
    { label: 'Wanted', kind: 'quantity', unit: 'units', signed: true },
    { ...money('Exposure'), signed: true },
    { label: 'Reason', kind: 'text', sentences: true },
  ],
  rows: unplaced.map(({ label, quantity, exposure, explanation }): Cell[] => [
    label,
    quantity,
    exposure,
    explanation,
  ]),
});

const weights = (first: Column): Column[] => [
  first,
  { label: 'Now', kind: 'fraction' },
  { label: 'Target', kind: 'fraction' },
  { label: 'Drift', kind: 'fraction', signed: true, help: 'Now less target, parts of the equity.' },
  { label: 'After', kind: 'fraction', help: 'Once the orders are filled.' },
];

export const driftTable = ({ drift, driftNow, driftAfter }: Plan): Table => ({
  name: 'Drift by asset',
  columns: weights({ label: 'Asset', kind: 'asset' }),
  rows: drift.map((row): Cell[] => [row.asset, row.weight, row.target, row.drift, row.after]),
  total: [
    `Half the sum: ${(100 * driftNow).toFixed(2)} %, then ${(100 * driftAfter).toFixed(2)} %`,
    null,
    null,
    null,
    null,
  ],
});

export const groupsTable = ({ groups }: Plan): Table => ({
  name: 'Drift by group',
  columns: weights({ label: 'Group', kind: 'text' }),
  rows: groups.map((row): Cell[] => [row.name, row.weight, row.target, row.drift, row.after]),
});

export function accountTable({ account, locked }: Plan): Table {
  const row = (label: string, amount: number): Cell[] => [label, amount];
  return {
    name: 'Cash account',
    columns: [
      { label: 'Entry', kind: 'text' },
      { label: 'Amount', kind: 'money', unit: CURRENCY, digits: 2, signed: true },
    ],
    rows: [
      row('Cash before', account.before),
      ...(account.flow === 0 ? [] : [row(account.flow > 0 ? 'Deposit' : 'Withdrawal', account.flow)]),
      row('Sales', account.sales),
      row('Purchases', -account.purchases),
      row('Fees', -account.fees),
      row('Half spreads', -account.spread),
      row('Impact', -account.impact),
      ...(account.gas === 0 ? [] : [row('Gas', -account.gas)]),
      row('Cash after', account.after),
      row('Unexplained', account.residual),
      ...(locked === 0 ? [] : [row('Of the cash, tied up as margin', locked)]),
    ],
  };
}

export const waysTable = ({ ways }: Plan): Table => ({
  name: 'Ways to each exposure',
  columns: [
    { label: 'Instrument', kind: 'text' },
    { label: 'Asset', kind: 'asset' },
    { ...money('Exposure'), signed: true },
    money('Capital', 'The price of coins, the initial margin of contracts.'),
    money('Trading', 'Opened and closed again, with rolls.'),
    { ...money('Funding and yield', 'Over the horizon; below zero it is earned.'), signed: true },
    money('Capital cost', 'The rate of the quote currency on the capital.'),
    { ...money('Total'), signed: true },
    { label: 'Taken', kind: 'text' },
    { label: 'Least', kind: 'text', help: 'Costs least over the horizon.' },
    { label: 'Quoted', kind: 'text', help: 'Whether its funding or forward is known.' },
  ],
  rows: ways.map((way): Cell[] => [
    way.label,
    way.asset,
    way.exposure,
    way.capital,
    way.trading,
    way.carry,
    way.capitalCost,
    way.total,
    way.taken ? 'yes' : '',
    way.least ? 'yes' : '',
    way.quoted ? 'yes' : 'no',
  ]),
});

export const rollsTable = ({ rolls }: Plan): Table => ({
  name: 'Rolled futures',
  columns: [
    { label: 'From', kind: 'text' },
    { label: 'To', kind: 'text' },
    { ...money('Exposure'), signed: true },
    { label: 'Price difference', kind: 'price', unit: CURRENCY },
    {
      label: 'Roll yield',
      kind: 'fraction',
      unit: '% per year',
      signed: true,
      help: 'Of a long position, when the curve stays as it is.',
    },
    money('Cost of trading'),
  ],
  rows: rolls.map((roll): Cell[] => [
    roll.from,
    roll.to,
    roll.exposure,
    roll.spread,
    roll.rollYield,
    roll.tradingCost,
  ]),
});
