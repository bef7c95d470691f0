// Views as the engine takes them, and as a row of the form edits them: an asset, one over another, or a pair.
import type { Value } from './settings.js';

/** What the catalog says of a parameter that takes views. */
export type ViewsValue = Extract<Value, { type: 'views' }>;
export type ViewChoice = ViewsValue['of'][number];

export interface View {
  of?: string;
  assets: Readonly<Record<string, number>>;
  relation?: string;
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

/** What a view is on; the first of the choices where it does not say. */
export const choiceOf = (view: View, { of }: ViewsValue): ViewChoice | undefined =>
  of.find(({ value }) => value === view.of) ?? of[0];

/** A view on something else: of a pair there are two assets, and a value out of the range comes into it. */
export function withChoice(
  view: View,
  choice: ViewChoice,
  { of }: ViewsValue,
  assets: readonly string[],
): View {
  const { of: _, ...others } = view;
  const value = Math.min(Math.max(view.value, choice.min), choice.max);
  const next = { ...others, ...(choice === of[0] ? {} : { of: choice.value }), value };
  const pair = pairOf(view);
  const other = assets.find((asset) => asset !== pair?.asset);
  const lacks = choice.pair && pair !== null && pair.over === null && other !== undefined;
  return lacks ? withPair(next, { asset: pair.asset, over: other }) : next;
}

/** The first relation holds where none is said. */
export function withRelation(view: View, relation: string, { relations }: ViewsValue): View {
  const { relation: _, ...others } = view;
  return relation === relations[0]?.value ? others : { ...others, relation };
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
