// What the limits that bind are worth, in words: "One more point of “USDC, at most 30 %” …".
import { html, nothing } from 'lit';
import type { Numbers } from '../../format/numbers.js';
import type { ResponseOf } from '../../state/shapes.js';

type Allocation = ResponseOf<'allocate'>;
type Binding = NonNullable<Allocation['binding']>[number];

/** Changes below half a hundredth of a point are none. */
const SEEN = 5e-5;

function words(limit: Binding, name: string, risk: string | null, numbers: Numbers): string {
  const points = (value: number) => {
    const text = numbers.percent(value, 2);
    return `${value > 0 ? '+' : ''}${text} points`;
  };
  const changes = [
    ['expected return', limit.expectedReturn],
    ['volatility', limit.volatility],
    ...(risk !== null && typeof limit.risk === 'number' ? [[risk, limit.risk] as const] : []),
  ] as const;
  const seen = changes
    .filter(([, change]) => Math.abs(change) >= SEEN)
    .map(([what, change]) => `${what} ${points(change)}`);
  const { sharpeRatio } = limit;
  if (typeof sharpeRatio === 'number' && Math.abs(sharpeRatio) >= 5e-4)
    seen.push(`Sharpe ratio ${sharpeRatio > 0 ? '+' : ''}${numbers.ratio(sharpeRatio, 2)}`);
  const loosened = numbers.percent(limit.loosened, limit.loosened < 0.0095 ? 2 : 0);
  const effect = seen.length > 0 ? seen.join(', ') : 'next to nothing';
  return `${name}, loosened by ${loosened} percentage ${loosened === '1' ? 'point' : 'points'}: ${effect}.`;
}

/** Nothing where no limit binds. */
export function bindingLimits(
  { binding, risk }: Allocation,
  name: (path: string) => string,
  numbers: Numbers,
) {
  if (!binding || binding.length === 0) return nothing;
  return html`<section aria-label="Limits that bind">
    <h3>Limits that bind</h3>
    <ul>
      ${binding.map((limit) => html`<li>${words(limit, name(limit.constraint), risk?.label ?? null, numbers)}</li>`)}
    </ul>
  </section>`;
}
