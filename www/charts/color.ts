// Colours computed from the theme's: `rgb(r,g,b)` in, `rgb(r,g,b)` out.

const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);

/** `amount` of `over` on `under`, 0 to 1. */
export function blend(under: string, over: string, amount: number): string {
  const top = channels(over);
  const mixed = channels(under).map((base, index) =>
    Math.round(base + ((top[index] ?? base) - base) * amount),
  );
  return `rgb(${mixed.join(',')})`;
}

/** Relative luminance, 0 to 1 (WCAG 2). */
export function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((c) =>
    c <= 10 ? c / 3294 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Black or white, whichever stands out more on the fill. */
export const ink = (fill: string) => (luminance(fill) > 0.179 ? '#000000' : '#ffffff');
