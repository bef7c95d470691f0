// How long each asset and each position takes to sell, and what that costs.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

type Liquidity = ResponseOf<'liquidity'>;

export const assetsTable = ({ assets, withinDays, spreadCost, impactCost, unsold }: Liquidity): Table => ({
  name: 'By asset',
  columns: [
    { label: 'Asset', kind: 'asset' },
    { label: 'To sell', kind: 'money', unit: CURRENCY, help: 'Exposure, long and short added up.' },
    { label: 'Traded a day', kind: 'money', unit: CURRENCY },
    { label: 'Until', kind: 'text', help: 'The last day of the volumes.' },
    { label: 'Days', kind: 'number', digits: 3 },
    { label: `Unsold after ${withinDays} days`, kind: 'money', unit: CURRENCY },
    { label: 'Wait', kind: 'number', digits: 3, help: 'What the wait multiplies the standard deviation by.' },
    { label: 'Spread', kind: 'fraction', digits: 2 },
    { label: 'Cost of the spread', kind: 'money', unit: CURRENCY },
    { label: 'Cost of the impact', kind: 'money', unit: CURRENCY },
  ],
  rows: assets.map((asset): Cell[] => [
    asset.asset,
    asset.gross,
    asset.volume,
    asset.volumeDate?.slice(0, 10) ?? '',
    asset.days,
    asset.unsold,
    asset.horizonFactor,
    asset.spread,
    asset.spreadCost,
    asset.impactCost,
  ]),
  total: ['Total', null, null, '', null, unsold, null, null, spreadCost, impactCost],
});

export const positionsTable = ({ positions }: Liquidity): Table => ({
  name: 'By position',
  columns: [
    { label: 'Position', kind: 'text' },
    { label: 'Asset', kind: 'asset' },
    { label: 'Exposure', kind: 'money', unit: CURRENCY, signed: true },
    { label: 'Days', kind: 'number', digits: 3, help: 'Were it the only one in its asset.' },
  ],
  rows: positions.map(({ label, asset, exposure, days }): Cell[] => [label, asset, exposure, days]),
});

export const figuresTable = (found: Liquidity): Table => {
  const row = (name: string, figure: number, adjusted: number): Cell[] => [
    name,
    figure,
    figure * (found.horizonFactor - 1),
    found.spreadCost,
    found.impactCost,
    adjusted,
  ];
  const money = (label: string) => ({ label, kind: 'money' as const, unit: CURRENCY });
  return {
    name: 'With the cost of selling',
    columns: [
      { label: 'Figure', kind: 'text' },
      money('Plain'),
      money('Wait'),
      money('Spread'),
      money('Impact'),
      money('Adjusted'),
    ],
    rows: [
      row('Value at risk', found.valueAtRisk, found.adjustedValueAtRisk),
      row('Expected shortfall', found.expectedShortfall, found.adjustedExpectedShortfall),
    ],
  };
};
