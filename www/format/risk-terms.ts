// The level and the horizon of a risk figure in words: "99%", "10 days".
import type { Numbers } from './numbers.js';

export const levelText = (level: number, numbers: Numbers) =>
  numbers.format(level, { style: 'percent', maximumFractionDigits: 2 });

export const horizonText = (days: number, numbers: Numbers) =>
  days === 1 ? '1 day' : `${numbers.count(days)} days`;
