// Which assets were taken for cash and not chosen, in one sentence.
import type { Numbers } from '../../../format/numbers.js';
import type { ResponseOf } from '../../../state/shapes.js';

type Walks = ResponseOf<'backtest'>;
type Walk = Walks['strategies'][number];

const said = ({ cashLike }: Walk, numbers: Numbers): string =>
  cashLike
    .map(({ asset, decisions, offered }) =>
      decisions === offered
        ? asset
        : `${asset} (in ${numbers.count(decisions)} of ${numbers.count(offered)} decisions)`,
    )
    .join(', ');

export function cashLikeSentence({ strategies }: Walks, numbers: Numbers): string | null {
  const found = strategies.map((walk) => ({ name: walk.name, assets: said(walk, numbers) }));
  const kinds = [...new Set(found.map(({ assets }) => assets))].filter((assets) => assets !== '');
  if (kinds.length === 0) return null;
  const parts = kinds.map((assets) => {
    const names = found.filter((one) => one.assets === assets).map(({ name }) => name);
    return names.length === strategies.length ? assets : `${names.join(', ')}: ${assets}`;
  });
  return `Left out as cash, since their prices stayed where they were: ${parts.join('; ')}. The form of a strategy says below which deviation that is; 0 leaves none out.`;
}
