// Current against computed weights, by asset.
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { pairedBars } from './paired-bars.js';

/** A picture of more assets than this is no picture. */
const MOST_PAIRS = 24;
/** Below this weight a bar is not seen: 0.05 %. */
const SEEN = 0.0005;

export function currentAndComputed({ weights }: ResponseOf<'allocate'>, look: Look): Chart {
  const { numbers } = look;
  const changed = [...weights].sort((a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0))[0];
  const largest = [...weights].sort((a, b) => b.weight - a.weight)[0];
  const sentence =
    changed && Math.abs(changed.change ?? 0) >= SEEN
      ? `${changed.asset} changes most, from ${numbers.percentage(changed.currentWeight)} to ${numbers.percentage(changed.weight)}`
      : changed && changed.change !== null
        ? 'The computed weights are the current ones'
        : largest
          ? `${largest.asset} has the largest weight, ${numbers.percentage(largest.weight)}`
          : 'No weights were computed';
  const size = ({ weight, currentWeight }: (typeof weights)[number]) =>
    Math.max(Math.abs(weight), Math.abs(currentWeight ?? 0));
  // Few assets are all shown; of many, those that have a weight.
  const seen = weights.length > MOST_PAIRS / 2 ? weights.filter((row) => size(row) >= SEEN) : weights;
  const cut = [...seen].sort((a, b) => size(b) - size(a))[MOST_PAIRS];
  const shown = cut ? seen.filter((row) => size(row) > size(cut)) : seen;
  const rest = weights.length - shown.length;
  const chart = pairedBars(look, {
    name: 'Current and computed weights',
    summary: `${sentence}${rest > 0 ? `; ${numbers.count(rest)} with little or no weight are in the table only` : ''}.`,
    first: 'Current',
    second: 'Computed',
    axis: 'Weight, %',
    pairs: shown.map(({ asset, currentWeight, weight }) => ({ asset, first: currentWeight, second: weight })),
  });
  const rows = weights.map(({ asset, currentWeight, weight }) => [asset, currentWeight, weight]);
  return { ...chart, table: { ...chart.table, rows } };
}
