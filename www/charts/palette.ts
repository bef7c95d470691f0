// One colour for each asset, the same in every chart and table. The page's assets take the palette in turn; past
// its end a name's own hash decides, so that one more asset recolours no other.
import { css, unsafeCSS } from 'lit';

/** On light and on dark ground: told apart with each common colour blindness, and at 3:1 or more on the surface. */
const colors = [
  ['#1f6fb5', '#62a8ea'],
  ['#c25e00', '#f0984a'],
  ['#178079', '#4fc9c2'],
  ['#98374d', '#e37a94'],
  ['#6a4fc4', '#a79bf5'],
  ['#84690a', '#d8bf4c'],
  ['#0b3d66', '#c5e3ff'],
  ['#c0468f', '#f09ad0'],
  ['#4d7a2a', '#a3cf78'],
  ['#6b6b73', '#a9a9b3'],
] as const;

/** After the pure colours the same again, mixed with the text: as far from the surface, and told apart. */
export const PALETTE_SIZE = 2 * colors.length;

const declarations = colors.flatMap((pair, index) => [
  [index + 1, `light-dark(${pair.join(', ')})`],
  [index + 1 + colors.length, `color-mix(in oklab, var(--asset-${index + 1}), var(--text) 45%)`],
]);

/** `--asset-1` and so on; each can be set from outside as `--allotrope-asset-1`. */
export const paletteStyles = css`
  :host {
    ${unsafeCSS(
      declarations
        .map(([place, color]) => `--asset-${place}: var(--allotrope-asset-${place}, ${color});`)
        .join('\n'),
    )}
  }
`;

const hash = (name: string) =>
  [...name].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0, 7);

/** Which colour of the palette an asset has, from 1. */
export function assetPlace(assets: readonly string[], asset: string): number {
  const place = assets.indexOf(asset);
  return 1 + (place >= 0 && place < PALETTE_SIZE ? place : hash(asset) % PALETTE_SIZE);
}
