// Who is in an index, who is not and why, and when it was traded.
import type { Index } from '../../../state/index-members.js';
import type { Cell, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

const last = ({ rebalancings }: Index) => rebalancings.at(-1);

export function membersTable(found: Index): Table {
  const traded = last(found);
  return {
    name: 'Members',
    columns: [
      { label: 'Asset', kind: 'asset' },
      { label: 'Weight', kind: 'fraction', digits: 1, help: 'On the last day of the prices.' },
      { label: 'When traded', kind: 'fraction', digits: 1, help: 'After the last day of trading.' },
      { label: 'Market value', kind: 'money', unit: CURRENCY },
      { label: 'Units', kind: 'quantity', help: 'In one index of level 100.' },
      { label: 'Weight is', kind: 'text' },
    ],
    rows: found.weights.map(({ asset, weight, marketValue, quantity }): Cell[] => {
      const then = traded?.members.find((member) => member.asset === asset);
      return [asset, weight, then?.weight ?? null, marketValue, quantity, then?.capped ? 'capped' : 'free'];
    }),
  };
}

export const leftOutTable = (found: Index): Table => ({
  name: 'Not in it',
  columns: [
    { label: 'Asset', kind: 'asset' },
    { label: 'Reason', kind: 'text', sentences: true },
  ],
  rows: (last(found)?.leftOut ?? []).map(({ asset, reason }): Cell[] => [asset, reason]),
});

export const rebalancingsTable = ({ rebalancings }: Index): Table => ({
  name: 'Days of trading',
  columns: [
    { label: 'Day', kind: 'text' },
    { label: 'Members', kind: 'count' },
    { label: 'Largest', kind: 'asset' },
    { label: 'Its weight', kind: 'fraction', digits: 1 },
    { label: 'Traded', kind: 'fraction', digits: 1, help: 'Purchases and sales added up.' },
  ],
  rows: [...rebalancings]
    .reverse()
    .map(({ date, members, turnover }): Cell[] => [
      date.slice(0, 10),
      members.length,
      members[0]?.asset ?? 'none',
      members[0]?.weight ?? null,
      turnover,
    ]),
});
