// Where the capital sits against where the risk sits, by asset; the response has the largest risk first.
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { pairedBars } from './paired-bars.js';

export function weightAgainstRisk({ byAsset }: ResponseOf<'risk'>, look: Look): Chart {
  const { numbers } = look;
  const most = byAsset[0];
  return pairedBars(look, {
    name: 'Weight and share of the risk, by asset',
    summary:
      most && most.share !== null
        ? `${most.asset} is ${numbers.percentage(most.weight)} of the capital and ${numbers.percentage(most.share)} of the risk.`
        : 'No position carries risk.',
    first: 'Weight',
    second: 'Share of the risk',
    axis: 'Share, %',
    pairs: byAsset.map(({ asset, weight, share }) => ({ asset, first: weight, second: share })),
  });
}
