// Profit and loss of the book in each scenario: one bar for each.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import type { Chart, Look } from './chart.js';
import { signedBars } from './signed-bars.js';

type Stress = ResponseOf<'stress'>;

export function stressScenarios({ scenarios, value }: Stress, currency: string, look: Look): Chart {
  const { numbers } = look;
  const write = (profit: number) => numbers.signedMoney(profit);
  const worst = [...scenarios].sort((a, b) => a.profit - b.profit)[0];
  const share = (profit: number) => (value > 0 ? profit / value : null);
  return signedBars(look, {
    name: 'Profit and loss by scenario',
    summary: worst ? `The worst is ${worst.name} with ${write(worst.profit)} ${currency}.` : '',
    axis: `Profit or loss, ${currency}`,
    bars: scenarios.map(({ name, profit }) => ({
      label: name,
      asset: null,
      value: profit,
      figures: [
        ['Profit or loss', `${write(profit)} ${currency}`],
        ['Of the value', numbers.percentage(share(profit))],
      ],
    })),
    write,
    columns: [
      { label: 'Scenario', kind: 'text' },
      { label: 'Profit or loss', kind: 'money', unit: currency, signed: true },
      { label: 'Of the value', kind: 'fraction', signed: true },
    ],
    rows: scenarios.map(({ name, profit }): Cell[] => [name, profit, share(profit)]),
  });
}
