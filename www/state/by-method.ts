// An operation on several methods, spread over the workers: each method is a request of its own, and a last one with
// what they found makes the whole of it.
import type { RunOptions } from '../engine/client.js';
import type { ResultsEngine } from './results.js';
import type { RequestOf, ResponseOf } from './shapes.js';

interface ByMethod {
  riskBacktest: RequestOf<'riskBacktest'>;
  riskComparison: RequestOf<'riskComparison'>;
}

type Found = NonNullable<ByMethod[keyof ByMethod]['given']>[number];

/** What each method found, as the next request takes it. */
const found = {
  riskBacktest: ({ methods }: ResponseOf<'riskBacktest'>): Found[] =>
    methods.map(({ forecasts }) => forecasts),
  riskComparison: ({ methods }: ResponseOf<'riskComparison'>): Found[] => methods.map(({ row }) => row),
};

export async function byMethod<N extends keyof ByMethod>(
  engine: Pick<ResultsEngine, 'run'>,
  operation: N,
  request: ByMethod[N],
  { signal, onProgress }: RunOptions = {},
): Promise<ResponseOf<N>> {
  const methods = request.methods ?? [];
  const shares = methods.map(() => 0);
  const run = async (index: number) => {
    const method = methods[index];
    const part = { ...request, methods: method ? [method] : [] };
    const answer = await engine.run(operation, part as never, {
      ...(signal ? { signal } : {}),
      onProgress: (done, total, doing) => {
        shares[index] = total > 0 ? done / total : 0;
        onProgress?.(
          shares.reduce((sum, share) => sum + share, 0),
          methods.length,
          doing,
        );
      },
    });
    shares[index] = 1;
    return found[operation](answer as never);
  };
  const given = (await Promise.all(methods.map((_, index) => run(index)))).flat();
  const whole = { ...request, methods: [], given };
  return engine.run(operation, whole as never, signal ? { signal } : {});
}
