// What the form of a position asks for: the terms of its instrument, as the catalog lists them, and how much of it.
import type { Refused } from '../forms/parameter-form.js';
import { askedOf, bare, type Method, type Parameter, type Settings, settingOf } from '../forms/settings.js';
import type { Instrument, Position } from '../state/shapes.js';
import { heldOutright } from './instruments.js';

const anyNumber = { type: 'number', unit: 'none', min: null, max: null, default: null } as const;
const quantity: Parameter = {
  name: 'quantity',
  label: 'Quantity',
  help: 'Coins, or contracts of what settles in coin and has a contract size; negative is short.',
  value: { type: 'required', value: anyNumber },
  advanced: false,
};
const entryPrice: Parameter = {
  name: 'entryPrice',
  label: 'Entry price',
  help: 'May stay empty: then the profit so far is 0.',
  value: { ...anyNumber, unit: 'money' },
  advanced: false,
};

/** All that is asked for a position; what was paid for something held outright changes nothing. */
export const positionParameters = ({ kind, parameters }: Method): readonly Parameter[] => [
  ...parameters,
  quantity,
  ...(heldOutright({ kind } as Instrument) ? [] : [entryPrice]),
];

/** A position as the engine takes it, or what is missing. */
export function positionFrom(method: Method, settings: Settings): Omit<Position, 'id'> | Refused {
  const read: Record<string, unknown> = {};
  for (const parameter of askedOf(positionParameters(method), settings)) {
    const { name, label, value } = parameter;
    const { type } = bare(value);
    const set = settingOf(parameter, settings);
    const given = type === 'name' && typeof set === 'string' ? set.trim().toUpperCase() || null : set;
    if (given !== null) read[name] = given;
    else if (value.type === 'required') return { name, reason: `${label} is empty.` };
  }
  const { quantity: held, entryPrice: entry, ...terms } = read;
  const entered = entry === undefined ? {} : { entryPrice: entry };
  return { instrument: { kind: method.kind, ...terms }, quantity: held, ...entered } as Omit<Position, 'id'>;
}
