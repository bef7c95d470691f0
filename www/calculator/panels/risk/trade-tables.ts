// The risk before and after a trade, and of its first unit.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

type Trade = ResponseOf<'incrementalRisk'>;

export function changeTable(trade: Trade): Table {
  const { before, after, change, marginal, label } = trade;
  const row = (name: string, figure: 'valueAtRisk' | 'expectedShortfall'): Cell[] => [
    name,
    before[figure],
    after[figure],
    change[figure],
    change.standardError?.[figure] ?? null,
    marginal[figure],
    marginal.standardError?.[figure] ?? null,
  ];
  const money = (words: string, help?: string, signed = false) => ({
    label: words,
    kind: 'money' as const,
    unit: CURRENCY,
    signed,
    help,
  });
  return {
    name: 'Before and after',
    columns: [
      { label: 'Figure', kind: 'text' },
      money('Before'),
      money('After'),
      money('Change', undefined, true),
      money('± of the change', 'Standard error; before and after are measured in the same scenarios.'),
      money('Per unit', `What the first unit of ${label} changes.`, true),
      money('± per unit', 'Standard error.'),
    ],
    rows: [row('Value at risk', 'valueAtRisk'), row('Expected shortfall', 'expectedShortfall')],
  };
}
