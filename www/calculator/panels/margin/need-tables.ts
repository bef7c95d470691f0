// The tables of the cash need: hour by hour, and by account.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

export type CashNeed = ResponseOf<'intradayNeed'>;

const money = (label: string, help?: string): Column => ({
  label,
  kind: 'money',
  unit: CURRENCY,
  ...(help ? { help } : {}),
});

export const hoursTable = ({ hours }: CashNeed): Table => ({
  name: 'Sums since now by hour',
  columns: [
    { label: 'Hour', kind: 'count' },
    money('Calls', 'Margin that the accounts call; what was paid in stays there.'),
    money('Payments'),
    money('Cash', 'What lies elsewhere and has arrived.'),
    money('Transfers', 'What other accounts can give away, arrived.'),
    money('Sales', 'Of coins elsewhere, arrived.'),
    money('Missing'),
  ],
  rows: hours.map(({ hour, calls, payments, cash, transfers, sales, short }): Cell[] => [
    hour,
    calls,
    payments,
    cash,
    transfers,
    sales,
    short,
  ]),
});

export const poolsTable = ({ pools }: CashNeed): Table => ({
  name: 'Accounts that call and that give',
  columns: [
    { label: 'Account', kind: 'text' },
    { label: 'Part', kind: 'text' },
    { label: 'First call', kind: 'count', help: 'In hours from now.' },
    money('Called'),
    money('Can give away'),
  ],
  rows: pools.map(({ account, pool, firstCall, called, surplus }): Cell[] => [
    account,
    pool,
    firstCall ?? null,
    called,
    surplus,
  ]),
});
