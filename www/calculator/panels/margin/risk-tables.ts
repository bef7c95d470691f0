// The tables of the risk of liquidation: what ends which account how likely and at what cost, and what ends together.
import { liquidationPool } from '../../../state/liquidation.js';
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

export type LiquidationRisk = ResponseOf<'liquidationRisk'>;

const money = (label: string, help?: string): Column => ({
  label,
  kind: 'money',
  unit: CURRENCY,
  ...(help ? { help } : {}),
});
const share = (label: string, help?: string): Column => ({
  label,
  kind: 'fraction',
  digits: 2,
  ...(help ? { help } : {}),
});

export const endsTable = (found: LiquidationRisk): Table => ({
  name: 'How likely each part ends',
  columns: [
    { label: 'Part', kind: 'text' },
    share('Probability', 'Of being liquidated within the horizon.'),
    share('Standard error', 'Of the simulation alone.'),
    ...(found.pools.length > 1 ? [share('First', 'Of being the first of all.')] : []),
    {
      label: 'Distance',
      kind: 'number',
      digits: 2,
      help: 'The nearest joint move in standard deviations over the horizon.',
    },
    share('Touched', 'What the distance alone stands for: a straight surface that is touched on the way.'),
    money('Equity'),
    money('Maintenance'),
  ],
  rows: found.pools.map((pool): Cell[] => [
    liquidationPool(found, pool),
    pool.probability.value,
    pool.probability.standardError,
    ...(found.pools.length > 1 ? [pool.first] : []),
    pool.nearest.distance ?? null,
    pool.nearest.touched ?? null,
    pool.equity,
    pool.maintenance,
  ]),
});

/** What a liquidation costs, where there was one. */
export function costsTable(found: LiquidationRisk): Table | null {
  const ended = found.pools.flatMap((pool) => (pool.given ? [{ pool, given: pool.given }] : []));
  if (ended.length === 0) return null;
  return {
    name: 'What a liquidation costs on average',
    columns: [
      { label: 'Part', kind: 'text' },
      money('Lost', 'Since now, with the costs.'),
      money('Fees'),
      money('Penalty', 'What the venue takes for the liquidation.'),
      money('Slippage', 'The prices that closing moves.'),
      money('Left'),
      money('Missing', 'What the venue bears.'),
    ],
    rows: ended.map(({ pool, given }): Cell[] => [
      liquidationPool(found, pool),
      given.loss.value,
      given.fees,
      given.penalty,
      given.slippage,
      given.left,
      given.missing,
    ]),
  };
}

/** Pairs that end together. */
export function togetherTable(found: LiquidationRisk): Table | null {
  if (found.joint.length === 0) return null;
  const name = (place: number) => {
    const pool = found.pools[place];
    return pool ? liquidationPool(found, pool) : '';
  };
  return {
    name: 'What ends together',
    columns: [
      { label: 'One', kind: 'text' },
      { label: 'Other', kind: 'text' },
      share('Both', 'That both are liquidated within the horizon.'),
      share('On one day'),
    ],
    rows: found.joint.map(({ first, second, probability, sameDay }): Cell[] => [
      name(first),
      name(second),
      probability.value,
      sameDay,
    ]),
  };
}
