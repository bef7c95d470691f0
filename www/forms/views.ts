// Views as the engine takes them, and as a row of the form edits them: an asset, or one over another.

export interface View {
  assets: Readonly<Record<string, number>>;
  value: number;
  confidence?: number;
}

/** An asset, alone or over another; a portfolio of any other kind has no pair. */
export interface Pair {
  asset: string;
  over: string | null;
}

export function pairOf({ assets }: View): Pair | null {
  const held = Object.entries(assets);
  const long = held.find(([, weight]) => weight === 1)?.[0];
  const short = held.find(([, weight]) => weight === -1)?.[0];
  if (long === undefined || held.length > 2) return null;
  if (held.length === 1) return { asset: long, over: null };
  return short === undefined ? null : { asset: long, over: short };
}

/** One asset cannot be over itself: the other side gives way. */
export function withPair(view: View, { asset, over }: Pair): View {
  return { ...view, assets: { [asset]: 1, ...(over === null || over === asset ? {} : { [over]: -1 }) } };
}

export const withValue = (view: View, value: number | null): View => ({ ...view, value: value ?? 0 });

export function withConfidence(view: View, confidence: number | null): View {
  const { confidence: _, ...others } = view;
  return confidence === null ? others : { ...others, confidence };
}

export const replaced = (views: readonly View[], place: number, view: View): View[] =>
  views.map((other, index) => (index === place ? view : other));

/** How a portfolio of more than two assets reads: "0.5 BTC + 0.5 ETH − 1 SOL". */
export function described({ assets }: View): string {
  return Object.entries(assets)
    .map(([asset, weight], index) => {
      const sign = weight < 0 ? '− ' : index > 0 ? '+ ' : '';
      return `${sign}${Math.abs(weight)} ${asset}`;
    })
    .join(' ');
}
