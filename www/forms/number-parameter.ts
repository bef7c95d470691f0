// A parameter that takes a number, for forms that the catalog does not describe.
import type { Parameter } from './settings.js';
import type { Unit } from './unit.js';

export const numberParameter = (
  name: string,
  label: string,
  help: string,
  unit: Unit,
  [min, max]: readonly [number, number],
  otherwise: number | null = null,
  advanced = false,
): Parameter => ({
  name,
  label,
  help,
  value: { type: 'number', unit, min, max, default: otherwise },
  advanced,
});
