// A fitted surface as tables: what each expiry says, its parameters, and its checks.
import { type AssetSurface, reasonOf } from '../../charts/smile.js';
import type { Cell, Column, Table } from '../../tables/table.js';

const volatility = (label: string, help?: string): Column => ({
  label,
  kind: 'fraction',
  unit: '% per year',
  digits: 2,
  help,
});
const day = (expiry: string) => expiry.slice(0, 10);
const root = (variance: number | null) => (variance === null || variance < 0 ? null : Math.sqrt(variance));

/** Why quotes of any expiry were left out. */
const reasonsOf = (expiries: AssetSurface['expiries']) => [
  ...new Set(expiries.flatMap(({ leftOut }) => leftOut.map(({ reason }) => reason))),
];

/** Forward, volatilities and errors by expiry. */
export const expiriesTable = ({ asset, expiries }: AssetSurface): Table => ({
  name: `Expiries of ${asset}`,
  columns: [
    { label: 'Expiry', kind: 'text' },
    { label: 'Forward', kind: 'price', unit: 'USD' },
    volatility('At the money', 'At the forward.'),
    { label: '25Δ risk reversal', kind: 'fraction', unit: 'vol points', digits: 2, signed: true },
    { label: '25Δ butterfly', kind: 'fraction', unit: 'vol points', digits: 2, signed: true },
    volatility('Variance swap', 'Root of the rate that the fitted smile replicates with all strikes.'),
    volatility('Of listed strikes', 'The same with the quoted strikes alone.'),
    { label: 'RMS error', kind: 'fraction', unit: 'vol points', digits: 2 },
    { label: 'Largest error', kind: 'fraction', unit: 'vol points', digits: 2 },
    { label: 'Used', kind: 'count' },
    ...reasonsOf(expiries).map(
      (reason): Column => ({ label: `Left out, ${reasonOf(reason)}`, kind: 'count' }),
    ),
  ],
  rows: expiries.map((one): Cell[] => [
    day(one.expiry),
    one.forward,
    one.atTheMoney,
    one.delta?.riskReversal ?? null,
    one.delta?.butterfly ?? null,
    root(one.varianceSwap),
    root(one.listedVarianceSwap),
    one.rmsError,
    one.largestError,
    one.used,
    ...reasonsOf(expiries).map((reason) => one.leftOut.find((left) => left.reason === reason)?.count ?? 0),
  ]),
});

/** Parameters and arbitrage checks by expiry. */
export function parametersTable({ asset, expiries }: AssetSurface): Table {
  const symbols = [...new Set(expiries.flatMap(({ parameters }) => parameters.map(({ symbol }) => symbol)))];
  return {
    name: `Parameters and checks of ${asset}`,
    columns: [
      { label: 'Expiry', kind: 'text' },
      ...symbols.map((label): Column => ({ label, kind: 'number', digits: 5 })),
      {
        label: 'Butterfly, least g',
        kind: 'number',
        digits: 5,
        help: 'Below zero a butterfly costs less than nothing.',
      },
      { label: 'at strike over forward', kind: 'fraction' },
      {
        label: 'Calendar, least rise of total variance',
        kind: 'number',
        digits: 6,
        help: 'Below zero a later option costs less than an earlier one.',
      },
      { label: 'at strike over forward ', kind: 'fraction' },
    ],
    rows: expiries.map((one): Cell[] => [
      day(one.expiry),
      ...symbols.map((name) => one.parameters.find(({ symbol }) => symbol === name)?.value ?? null),
      one.butterflyCheck.value,
      Math.exp(one.butterflyCheck.moneyness),
      one.calendarCheck?.value ?? null,
      one.calendarCheck ? Math.exp(one.calendarCheck.moneyness) : null,
    ]),
  };
}

/** In one phrase what both checks found. */
export function arbitrageOf({ expiries }: AssetSurface): string {
  const butterflies = expiries.filter(({ butterflyCheck }) => butterflyCheck.value < 0).length;
  const crossings = expiries.filter(({ calendarCheck }) => (calendarCheck?.value ?? 0) < 0).length;
  if (butterflies + crossings === 0) return 'no butterfly and no calendar arbitrage was found';
  const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
  return `${counted(butterflies, 'expiry admits', 'expiries admit')} butterfly arbitrage, ${counted(crossings, 'crosses', 'cross')} the one before`;
}
