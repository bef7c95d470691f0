// Current against computed weights, by asset.
import { levelText } from '../format/risk-terms.js';
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { pairedBars } from './paired-bars.js';

/** A picture of more assets than this is no picture. */
const MOST_PAIRS = 24;
/** Below this weight a bar is not seen: 0.05 %. */
const SEEN = 0.0005;

/** "In 90 % of 200 resampled histories each weight lies within its band; that of BTC is the widest, …". */
function said(bands: ResponseOf<'allocate'>['bands'], { numbers }: Look): string {
  const width = ({ lower, upper }: { lower: number; upper: number }) => upper - lower;
  const widest = [...(bands?.weights ?? [])].sort((a, b) => width(b) - width(a))[0];
  if (!bands || !widest) return '';
  const ends = `${numbers.percentage(widest.lower)} to ${numbers.percentage(widest.upper)}`;
  return (
    ` Each band holds ${levelText(bands.level, numbers)} of the weights over ${numbers.count(bands.solved)} resampled histories;` +
    ` the widest is that of ${widest.asset}, ${ends}.`
  );
}

export function currentAndComputed({ weights, bands }: ResponseOf<'allocate'>, look: Look): Chart {
  const { numbers } = look;
  const band = new Map(bands?.weights.map(({ asset, lower, upper }) => [asset, [lower, upper] as const]));
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
    summary: `${sentence}${rest > 0 ? `; ${numbers.count(rest)} with little or no weight are in the table only` : ''}.${said(bands, look)}`,
    first: 'Current',
    second: 'Computed',
    band: bands ? 'Resampled' : undefined,
    axis: 'Weight, %',
    pairs: shown.map(({ asset, currentWeight, weight }) => ({
      asset,
      first: currentWeight,
      second: weight,
      band: band.get(asset),
    })),
  });
  const ends = (asset: string) => (bands ? (band.get(asset) ?? [null, null]) : []);
  const rows = weights.map(({ asset, currentWeight, weight }) => [
    asset,
    currentWeight,
    weight,
    ...ends(asset),
  ]);
  return { ...chart, table: { ...chart.table, rows } };
}
