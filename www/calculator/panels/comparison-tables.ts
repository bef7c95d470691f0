// Allocations side by side: the current one, the computed one, and those of other objectives under the same estimates
// and limits.
import type { ResponseOf } from '../../state/shapes.js';
import type { Cell, Table } from '../../tables/table.js';

export interface Compared {
  label: string;
  expectedReturn: number | null;
  volatility: number | null;
  sharpeRatio: number | null;
  /** In the order of the assets. */
  weights: readonly (number | null)[];
}

/** What the weights are shown as differences from. */
export type Against = 'nothing' | 'current' | 'computed';

const CURRENT = 'Current';
const COMPUTED = 'Computed';

export function allocations(
  { assets, current, methods }: ResponseOf<'frontier'>,
  computed: ResponseOf<'allocate'> | null,
): Compared[] {
  const weightsOf = (of: 'weight' | 'currentWeight') =>
    assets.map((asset) => computed?.weights.find((row) => row.asset === asset)?.[of] ?? null);
  return [
    ...(current ? [{ ...current, label: CURRENT, weights: weightsOf('currentWeight') }] : []),
    ...(computed ? [{ ...computed, label: COMPUTED, weights: weightsOf('weight') }] : []),
    ...methods.map(({ method, point }) => ({ ...point, label: method.label })),
  ];
}

/** 1 / Σ w²: so many equal holdings would be as concentrated. */
function effectiveAssets(weights: readonly (number | null)[]): number | null {
  const squares = weights.reduce<number>((sum, weight) => sum + (weight ?? 0) ** 2, 0);
  return squares > 0 ? 1 / squares : null;
}

/** Half the sum of the changes: what part of the capital would be traded. */
function turnover(from: Compared | undefined, { weights }: Compared): number | null {
  if (!from) return null;
  return (
    weights.reduce<number>((sum, weight, i) => sum + Math.abs((weight ?? 0) - (from.weights[i] ?? 0)), 0) / 2
  );
}

export function figuresTable(compared: readonly Compared[]): Table {
  const current = compared.find(({ label }) => label === CURRENT);
  return {
    name: 'Allocations compared',
    columns: [
      { label: 'Allocation', kind: 'text' },
      { label: 'Volatility', kind: 'fraction', unit: '% per year' },
      { label: 'Expected return', kind: 'fraction', unit: '% per year', signed: true },
      { label: 'Sharpe ratio', kind: 'number', digits: 3 },
      {
        label: 'Effective assets',
        kind: 'number',
        digits: 1,
        help: '1 / Σ w²: so many equal holdings would be as concentrated.',
      },
      { label: 'Turnover', kind: 'fraction', help: 'Half the sum of the changes from the current weights.' },
    ],
    rows: compared.map((one): Cell[] => [
      one.label,
      one.volatility,
      one.expectedReturn,
      one.sharpeRatio,
      effectiveAssets(one.weights),
      turnover(current, one),
    ]),
  };
}

export function sideBySide(
  assets: readonly string[],
  compared: readonly Compared[],
  against: Against,
): Table {
  const name = against === 'current' ? CURRENT : COMPUTED;
  const from = against === 'nothing' ? undefined : compared.find(({ label }) => label === name);
  const shown = compared.filter((one) => one !== from);
  return {
    name: from ? `Differences from ${from.label.toLowerCase()}` : 'Side by side',
    columns: [
      { label: 'Asset', kind: 'asset' },
      ...shown.map(({ label }) => ({ label, kind: 'fraction' as const, signed: from !== undefined })),
    ],
    rows: assets.map((asset, i): Cell[] => [
      asset,
      ...shown.map(({ weights }) => {
        const weight = weights[i] ?? null;
        return weight === null || !from ? weight : weight - (from.weights[i] ?? 0);
      }),
    ]),
  };
}
