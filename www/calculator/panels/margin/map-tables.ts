// The tables of the liquidation map: the rounds of the cascade, the person's own accounts, and the venues.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

export type LiquidationMap = ResponseOf<'liquidationMap'>;

const money = (label: string, help?: string): Column => ({
  label,
  kind: 'money',
  unit: CURRENCY,
  ...(help ? { help } : {}),
});
const move = (label: string): Column => ({ label, kind: 'fraction', digits: 1, signed: true });

export function roundsTable({ cascade, spot }: LiquidationMap): Table {
  const priced = typeof spot === 'number';
  const own = cascade.rounds.some((round) => round.own.length > 0);
  return {
    name: 'The cascade round by round',
    columns: [
      { label: 'Round', kind: 'text' },
      move('Move'),
      ...(priced ? [{ label: 'Price', kind: 'price' as const, unit: CURRENCY }] : []),
      money('Forced orders', 'At today’s prices.'),
      money('Collateral'),
      money('Debt'),
      money('Bad debt', 'What is missing once the orders are filled.'),
      { label: 'Ended', kind: 'count' },
      ...(own ? [{ label: 'Of your own', kind: 'text' as const }] : []),
    ],
    rows: cascade.rounds.map((round, index): Cell[] => [
      index === 0 ? 'First move' : `Round ${index}`,
      round.move,
      ...(priced ? [round.price ?? null] : []),
      round.volume,
      round.amounts.collateral,
      round.amounts.debt,
      round.badDebt,
      round.amounts.count,
      ...(own ? [round.own.join('; ') || 'none'] : []),
    ]),
  };
}

export function ownTable({ own, spot, asset }: LiquidationMap): Table {
  const priced = typeof spot === 'number';
  const round = (at: number | null | undefined, already: boolean) => {
    if (already) return 'at its line now';
    if (typeof at !== 'number') return 'survives';
    return at === 0 ? 'by the first move' : `in round ${at}`;
  };
  const price = (label: string): Column => ({ label, kind: 'price', unit: CURRENCY });
  return {
    name: `Your own accounts as ${asset ?? 'all coins'} moves`,
    columns: [
      { label: 'Account', kind: 'text' },
      money('Notional'),
      move('Ended by a fall'),
      ...(priced ? [price('At')] : []),
      move('Ended by a rise'),
      ...(priced ? [price('At or above')] : []),
      { label: 'In this cascade', kind: 'text' },
    ],
    rows: own.map((one): Cell[] => [
      one.name,
      one.notional,
      one.below ?? null,
      ...(priced ? [one.belowPrice ?? null] : []),
      one.above ?? null,
      ...(priced ? [one.abovePrice ?? null] : []),
      round(one.round, one.already),
    ]),
  };
}

/** Notional by venue below and above today's price. */
export function venuesTable({ levels, venues }: LiquidationMap): Table {
  const sum = (place: number, falls: boolean) =>
    levels
      .filter((level) => (falls ? level.move < 0 : level.move > 0))
      .reduce((total, { byVenue }) => total + (byVenue[place] ?? 0), 0);
  const rows = venues
    .map((name, place) => ({ name, longs: sum(place, true), shorts: sum(place, false) }))
    .filter(({ longs, shorts }) => longs + shorts > 0);
  return {
    name: 'On the map by venue',
    columns: [{ label: 'Venue', kind: 'text' }, money('Longs'), money('Shorts')],
    rows: rows.map(({ name, longs, shorts }): Cell[] => [name, longs, shorts]),
  };
}
