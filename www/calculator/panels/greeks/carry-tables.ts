// Carry as tables: futures, perpetuals, funding, cash-and-carry, and what positions earn by waiting.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { QUOTE } from '../greek-units.js';

type Carry = ResponseOf<'carry'>;
type AssetCarry = Carry['assets'][number];

const perYear = (label: string, help?: string): Column => ({
  label,
  kind: 'fraction',
  unit: '% per year',
  digits: 2,
  signed: true,
  help,
});
const asset: Column = { label: 'Asset', kind: 'asset' };
const price = (label: string, help?: string): Column => ({ label, kind: 'price', unit: QUOTE, help });
const day = (instant: string) => instant.slice(0, 10);
const where = (venue: string | null) => (venue ? `perpetual, ${venue}` : 'perpetual');

const rowsOf = (carry: Carry, rows: (item: AssetCarry) => Cell[][]): Cell[][] => carry.assets.flatMap(rows);

export const futuresTable = (carry: Carry): Table => ({
  name: 'Futures',
  columns: [
    asset,
    { label: 'Expiry', kind: 'text' },
    { label: 'Days', kind: 'number', digits: 1 },
    price('Price'),
    perYear('Basis, simple'),
    perYear('Basis, compounded'),
    perYear('Basis, continuous'),
    perYear('Implied rate', 'The rate of the quote currency at which the price is fair.'),
    perYear('Over the rate', 'Implied rate less the quoted one.'),
    perYear('Roll yield', 'Of a long position, from this future to the one after it.'),
  ],
  rows: rowsOf(carry, ({ asset: name, curve }) =>
    curve.map((point) => [
      name,
      day(point.expiry),
      point.days,
      point.price,
      point.simple,
      point.compounded,
      point.continuous,
      point.impliedRate,
      point.overRate,
      point.rollYield,
    ]),
  ),
});

export const perpetualsTable = (carry: Carry): Table => ({
  name: 'Perpetuals at their fair value',
  columns: [
    asset,
    { label: 'Settled', kind: 'text' },
    price('Mark'),
    price('Fair value', 'What leaves no arbitrage at these rates and this funding.'),
    { ...price('Gap', 'Mark less fair value.'), signed: true },
    perYear('Funding at the mark', 'What the rule makes of the premium of the mark over spot.'),
    { label: 'Multiplier κ', kind: 'number', unit: 'per year' },
    perYear('Interest ι'),
  ],
  rows: rowsOf(carry, ({ asset: name, perpetuals }) =>
    perpetuals.map((point) => [
      name,
      point.settlement === 'linear' ? `in ${QUOTE}` : 'in coin',
      point.mark,
      point.fair,
      point.gap,
      point.ruleFunding,
      point.premiumMultiplier,
      point.fundingInterest,
    ]),
  ),
});

export const fundingTable = (carry: Carry): Table => ({
  name: 'Funding history',
  columns: [
    asset,
    { label: 'Venue', kind: 'text' },
    { label: 'Window', kind: 'text' },
    { label: 'Intervals', kind: 'count' },
    perYear('Mean', 'Above zero longs pay shorts.'),
    { ...perYear('Standard error', 'Robust to autocorrelation (Newey and West).'), signed: false },
    perYear('Median'),
    { label: 'Shorts pay', kind: 'fraction', unit: '% of intervals' },
    { label: 'Paid', kind: 'fraction', unit: '% of notional', digits: 2, signed: true },
  ],
  rows: rowsOf(carry, ({ asset: name, funding }) =>
    funding.flatMap(({ venue, windows }) =>
      windows.map((window): Cell[] => [
        name,
        venue,
        window.days === null ? 'all' : `${window.days} days`,
        window.count,
        window.mean,
        window.standardError,
        window.median,
        window.negativeShare,
        window.paid,
      ]),
    ),
  ),
});

export const cashAndCarryTable = (carry: Carry): Table => ({
  name: 'Long the coin, short the contract',
  columns: [
    asset,
    { label: 'Short', kind: 'text' },
    perYear('Return', 'Simple, on the price of the coin.'),
    { ...perYear('Standard error'), signed: false },
    perYear('Over the rate', 'Return less the rate of the quote currency.'),
  ],
  rows: rowsOf(carry, ({ asset: name, cashAndCarry }) =>
    cashAndCarry.map(({ expiry, venue, perYear: earned, standardError, overRate }) => [
      name,
      expiry ? `future ${day(expiry)}` : where(venue),
      earned,
      standardError,
      overRate,
    ]),
  ),
});

const sources = {
  quotedFunding: 'quoted funding',
  fundingHistory: 'funding history',
  theta: 'theta',
} as const;

export const positionsTable = ({ positions, perDay, perYear: total }: Carry): Table => ({
  name: 'What positions earn by waiting',
  columns: [
    { label: 'Position', kind: 'text' },
    asset,
    { label: 'Notional', kind: 'money', unit: QUOTE, signed: true },
    { label: 'Per day', kind: 'money', unit: QUOTE, signed: true },
    { label: 'Per year', kind: 'money', unit: QUOTE, signed: true },
    { label: 'Standard error', kind: 'money', unit: `${QUOTE} per year` },
    { label: 'From', kind: 'text' },
  ],
  rows: positions.map((position): Cell[] => [
    position.label,
    position.asset,
    position.notional,
    position.perDay,
    position.perYear,
    position.standardError,
    sources[position.source],
  ]),
  total: ['Total', null, null, perDay, total, null, null],
});
