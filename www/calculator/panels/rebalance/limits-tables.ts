// Limits beside what is held, and the orders that would cure their breaches.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

type Limits = ResponseOf<'limits'>;

export const checksTable = ({ checks, orders }: Limits): Table => ({
  name: 'Limits',
  columns: [
    { label: 'Limit', kind: 'text' },
    { label: 'Asset', kind: 'text' },
    { label: 'Now', kind: 'fraction', digits: 2, help: 'Of the equity.' },
    { label: 'At most', kind: 'fraction', digits: 2 },
    ...(orders.length > 0
      ? [{ label: 'After', kind: 'fraction', digits: 2, help: 'Once the orders are filled.' } as const]
      : []),
    { label: 'State', kind: 'text' },
  ],
  rows: checks.map(({ label, asset, value, most, breached, after }): Cell[] => [
    label,
    asset ?? '',
    value,
    most,
    ...(orders.length > 0 ? [after] : []),
    breached ? 'breached' : 'kept',
  ]),
});

export const ordersTable = ({ orders, cost }: Limits): Table => ({
  name: 'Orders that cure',
  columns: [
    { label: 'Instrument', kind: 'text' },
    { label: 'Buy or sell', kind: 'text' },
    { label: 'Quantity', kind: 'quantity' },
    { label: 'Price', kind: 'price', unit: CURRENCY },
    { label: 'Notional', kind: 'money', unit: CURRENCY },
    { label: 'Cost', kind: 'money', unit: CURRENCY, help: 'Fee and half the spread.' },
  ],
  rows: orders.map(({ label, quantity, price, notional, cost }): Cell[] => [
    label,
    quantity > 0 ? 'Buy' : 'Sell',
    Math.abs(quantity),
    price,
    notional,
    cost,
  ]),
  total: ['Total', '', null, null, orders.reduce((sum, { notional }) => sum + notional, 0), cost],
});

export const unplacedTable = ({ unplaced }: Limits): Table => ({
  name: 'Not placed',
  columns: [
    { label: 'Instrument', kind: 'text' },
    { label: 'Exposure', kind: 'money', unit: CURRENCY, signed: true },
    { label: 'Reason', kind: 'text', sentences: true },
  ],
  rows: unplaced.map(({ label, exposure, reason }): Cell[] => [label, exposure, reason]),
});
