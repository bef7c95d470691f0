// How long each asset takes to sell: one bar of days each.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import type { Chart, Look } from './chart.js';
import { signedBars } from './signed-bars.js';

export function unwinding(found: ResponseOf<'liquidity'>, currency: string, look: Look): Chart {
  const { numbers } = look;
  const known = found.assets.filter(({ days, gross }) => days !== null && gross > 0);
  const [slowest] = known;
  const write = (days: number) => numbers.ratio(days, 3);
  return signedBars(look, {
    name: 'Days to sell',
    summary: slowest
      ? `${slowest.asset} takes longest: ${write(slowest.days ?? 0)} days at ${numbers.percentage(found.shareOfVolume)} of its volume.`
      : 'No volume is known of what is held.',
    axis: 'Days',
    write,
    bars: known.map(({ asset, days, gross, unsold }) => ({
      label: asset,
      asset,
      value: days ?? 0,
      figures: [
        ['Days', write(days ?? 0)],
        ['To sell', `${numbers.money(gross)} ${currency}`],
        [`Unsold after ${numbers.count(found.withinDays)} days`, `${numbers.money(unsold)} ${currency}`],
      ],
    })),
    columns: [
      { label: 'Asset', kind: 'asset' },
      { label: 'Days', kind: 'number' },
      { label: 'To sell', kind: 'money', unit: currency },
      { label: 'Unsold', kind: 'money', unit: currency },
    ],
    rows: known.map(({ asset, days, gross, unsold }): Cell[] => [asset, days, gross, unsold]),
  });
}
