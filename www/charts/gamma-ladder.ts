// Gamma by price: how much delta a further move of 1 % adds or takes, wherever the price has gone.
import type { Cell } from '../tables/table.js';
import type { Chart, Look } from './chart.js';
import { moveText, type Profile, profitColumn, profitText } from './profit-terms.js';
import { signedBars } from './signed-bars.js';

export function gammaLadder(profile: Profile, look: Look): Chart {
  const { numbers } = look;
  const { ladder, asset, spot, currency } = profile;
  const write = profitText(profile, numbers);
  const rungs = ladder.moves.map((move, index) => ({ move, gamma: ladder.gamma[index] ?? 0 }));
  // Every second price has a bar; the table under the picture has them all.
  const bars = rungs.filter((_, index) => index % 2 === 0);
  const sizes = [...rungs].sort((a, b) => Math.abs(b.gamma) - Math.abs(a.gamma));
  const [largest] = sizes;
  return signedBars(look, {
    name: 'Gamma by price',
    summary:
      largest && Math.abs(largest.gamma) > 1e-9
        ? `Delta changes fastest at a price ${moveText(largest.move, numbers)} from here: by ${write(largest.gamma)} ${currency} for 1 %.`
        : 'Delta is the same at every price: there is no gamma.',
    axis: `Gamma, ${currency} of delta per 1 %`,
    bars: bars.map(({ move, gamma }) => ({
      label: moveText(move, numbers),
      asset,
      value: gamma,
      figures: [
        ['Price', `${numbers.price(spot * (1 + move))} USD`],
        ['Gamma', `${write(gamma)} ${currency} per 1 %`],
      ],
    })),
    write,
    columns: [{ label: 'Price move', kind: 'fraction', signed: true }, profitColumn(profile, 'Gamma')],
    rows: rungs.map(({ move, gamma }): Cell[] => [move, gamma]),
  });
}
