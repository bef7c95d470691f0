// What was checked after a solve, in sentences: the limits, the distance to the optimum, the choice of assets.
import type { Numbers } from '../../format/numbers.js';
import type { ResponseOf } from '../../state/shapes.js';

type Allocation = ResponseOf<'allocate'>;

export function proof({ verification, selection }: Allocation, numbers: Numbers): string {
  const scientific = (value: number) =>
    numbers.format(value, {
      notation: value === 0 ? 'standard' : 'scientific',
      maximumSignificantDigits: 2,
    });
  const sentences: string[] = [];
  if (verification) {
    const gap = verification.dualityGap;
    sentences.push(
      `Checked after the solve: limits are missed by at most ${scientific(verification.maxViolation)}` +
        `${gap === null ? '' : `, the duality gap is ${scientific(gap)}`}.`,
    );
  }
  if (selection) {
    const { held, nodes, optimalityGap, proved } = selection;
    const [few, many] = [held, nodes].map((count) => numbers.format(count, {}));
    const found = proved
      ? `no other choice is better (gap ${scientific(optimalityGap)})`
      : `another may be better by up to ${numbers.percentage(optimalityGap)} of what is made small`;
    sentences.push(
      `${few} ${held === 1 ? 'asset' : 'assets'} chosen, with ${many} ${nodes === 1 ? 'choice' : 'choices'} bounded: ${found}.`,
    );
  }
  return sentences.map((sentence) => `${sentence} `).join('');
}
