// One Greek by asset: how much the value moves with each coin, and which way.
import type { Cell, Column } from '../tables/table.js';
import type { Chart, Look } from './chart.js';
import { signedBars } from './signed-bars.js';

export interface GreekByAsset {
  /** "Delta". */
  label: string;
  /** "USD per vol point". */
  unit: string;
  values: { asset: string; value: number }[];
}

export function greeksByAsset({ label, unit, values }: GreekByAsset, look: Look): Chart {
  const { numbers } = look;
  const shown = values.filter(({ value }) => value !== 0);
  const write = (value: number) => numbers.signedMoney(value);
  const largest = [...shown].sort((a, b) => Math.abs(b.value) - Math.abs(a.value))[0];
  const name = `${label} by asset`;
  const columns: Column[] = [
    { label: 'Asset', kind: 'asset' },
    { label, kind: 'money', unit, signed: true },
  ];
  return signedBars(look, {
    name,
    summary: largest
      ? `${largest.asset} has the largest ${label.toLowerCase()}: ${write(largest.value)} ${unit}.`
      : `No asset has ${label.toLowerCase()}.`,
    axis: `${label}, ${unit}`,
    bars: shown.map(({ asset, value }) => ({
      label: asset,
      asset,
      value,
      figures: [[label, `${write(value)} ${unit}`]],
    })),
    write,
    columns,
    rows: values.map(({ asset, value }): Cell[] => [asset, value]),
  });
}
