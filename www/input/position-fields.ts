// What each kind of instrument is asked for in the form: its fields, in the order in which they appear. A kind that
// stands not here can still be pasted by its name.
import { parseNumber } from '../format/parse-number.js';

export interface PositionField {
  /** As the engine names it. */
  name: string;
  label: string;
  help: string;
  type: 'name' | 'number' | 'percent' | 'date' | 'choice';
  choices?: readonly { value: string; label: string }[];
  /** Shown only where another field has this value. */
  where?: { name: string; value: string };
  optional?: boolean;
}

const asset: PositionField = { name: 'asset', label: 'Coin', help: 'BTC, ETH, …', type: 'name' };
const expiry: PositionField = {
  name: 'expiry',
  label: 'Expiry',
  help: 'The day; listed coin contracts settle at 08:00 UTC.',
  type: 'date',
};
const settlement: PositionField = {
  name: 'settlement',
  label: 'Settled in',
  help: 'Dollars or a stablecoin, or the coin itself.',
  type: 'choice',
  choices: [
    { value: 'linear', label: 'USD or stablecoin' },
    { value: 'inverse', label: 'Coin' },
  ],
};
const contractSize: PositionField = {
  name: 'contractSize',
  label: 'Contract size, USD',
  help: 'What one contract is worth; 1 where it is empty.',
  type: 'number',
  where: { name: 'settlement', value: 'inverse' },
  optional: true,
};

const second: PositionField = {
  name: 'quote',
  label: 'Second currency',
  help: 'USDC, USDT, …; USD where it is empty.',
  type: 'name',
  optional: true,
};
const fees: PositionField = {
  name: 'feeRate',
  label: 'Fees, % per year',
  help: 'Of the value; none are expected where it is empty.',
  type: 'percent',
  optional: true,
};
const number = (name: string, label: string, help: string): PositionField => ({
  name,
  label,
  help,
  type: 'number',
});

const terms: Readonly<Record<string, readonly PositionField[]>> = {
  spot: [asset],
  cash: [{ name: 'currency', label: 'Currency', help: 'USD, USDC, EUR, …', type: 'name' }],
  perpetual: [asset, settlement, contractSize],
  future: [asset, expiry, settlement, contractSize],
  option: [
    asset,
    {
      name: 'right',
      label: 'Right',
      help: 'To buy or to sell.',
      type: 'choice',
      choices: [
        { value: 'call', label: 'Call' },
        { value: 'put', label: 'Put' },
      ],
    },
    { name: 'strike', label: 'Strike, USD', help: 'The price at which it buys or sells.', type: 'number' },
    expiry,
    settlement,
    {
      name: 'exercise',
      label: 'Exercise',
      help: 'At expiry only, or at any time until then.',
      type: 'choice',
      choices: [
        { value: 'european', label: 'European' },
        { value: 'american', label: 'American' },
      ],
    },
  ],
  interestBearing: [
    asset,
    { name: 'rate', label: 'Rate, % per year', help: 'Below zero where it costs.', type: 'percent' },
    {
      name: 'compounding',
      label: 'Interest is added',
      help: 'How often.',
      type: 'choice',
      choices: [
        { value: 'continuous', label: 'At every moment' },
        { value: 'daily', label: 'Daily' },
        { value: 'annual', label: 'Yearly' },
        { value: 'simple', label: 'Never' },
      ],
    },
    {
      name: 'since',
      label: 'Since',
      help: 'When the quantity was what it says; today where it is empty.',
      type: 'date',
      optional: true,
    },
  ],
  constantProduct: [
    asset,
    second,
    number('assetAmount', 'Coins put in', 'The quantity below counts how many times.'),
    number('quoteAmount', 'Second currency put in', 'Beside the coins.'),
    fees,
  ],
  concentratedLiquidity: [
    asset,
    second,
    number('lowerPrice', 'Lower price', 'Below it only coins are held.'),
    number('upperPrice', 'Upper price', 'Above it no coins are held.'),
    number('liquidity', 'Liquidity L', 'x / (1/√P − 1/√upper) for x coins at the price P.'),
    fees,
  ],
};

const quantity: PositionField = {
  name: 'quantity',
  label: 'Quantity',
  help: 'Coins, or contracts of what settles in coin and has a contract size; negative is short.',
  type: 'number',
};
const entryPrice: PositionField = {
  name: 'entryPrice',
  label: 'Entry price, USD',
  help: 'May stay empty: then the profit so far is 0.',
  type: 'number',
  optional: true,
};

/** Held outright: what was paid for it changes nothing. */
const outright = ['spot', 'cash'];

export const kindsWithForm = Object.keys(terms);

/** The fields of a kind that matter with these values. */
export function fieldsOf(kind: string, values: Readonly<Record<string, string>>): readonly PositionField[] {
  const all = [...(terms[kind] ?? []), quantity, ...(outright.includes(kind) ? [] : [entryPrice])];
  return all.filter(({ where }) => !where || textOf(all, where.name, values) === where.value);
}

/** What a field holds: as typed, or the first choice. */
export function textOf(
  fields: readonly PositionField[],
  name: string,
  values: Readonly<Record<string, string>>,
): string {
  const field = fields.find((one) => one.name === name);
  return values[name]?.trim() || (field?.choices?.[0]?.value ?? '');
}

/** A position as the engine takes it, or what is wrong with which field. */
export function positionFrom(
  kind: string,
  values: Readonly<Record<string, string>>,
  locale: string,
): { position: Record<string, unknown> } | { field: string; reason: string } {
  const fields = fieldsOf(kind, values);
  const read: Record<string, unknown> = {};
  for (const field of fields) {
    const text = textOf(fields, field.name, values);
    if (text === '') {
      if (field.optional) continue;
      return { field: field.name, reason: `${field.label.replace(/,.*/, '')} is empty.` };
    }
    const counted = field.type === 'number' || field.type === 'percent';
    const number = counted
      ? parseNumber(text, locale, field.type === 'percent' ? 'percent' : 'number')
      : null;
    if (counted && number === null) return { field: field.name, reason: `“${text}” is not a number.` };
    read[field.name] = number ?? (field.type === 'name' ? text.toUpperCase() : text);
  }
  const { quantity: amount, entryPrice: entry, ...instrument } = read;
  const entered = entry === undefined ? {} : { entryPrice: entry };
  return { position: { instrument: { kind, ...instrument }, quantity: amount, ...entered } };
}
