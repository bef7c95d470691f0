// The colours and the type of a chart, read from the custom properties that style the page, so that a chart
// follows an embedding page's theme like everything else does.
import { luminance } from './color.js';
import { PALETTE_SIZE } from './palette.js';

export interface ChartTheme {
  dark: boolean;
  text: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  positive: string;
  negative: string;
  font: string;
  /** One colour for each asset in turn. */
  assets: readonly string[];
}

/** Any CSS colour as red, green and blue: a pixel painted with it knows, whatever way it was written. */
function pixel(color: string): [red: number, green: number, blue: number] {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) return [0, 0, 0];
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** The theme where an element stands; `probe` is an empty element in the same place to measure with. */
export function readTheme(probe: HTMLElement): ChartTheme {
  const style = getComputedStyle(probe);
  const color = (property: string) => {
    probe.style.backgroundColor = `var(${property})`;
    const [red, green, blue] = pixel(style.backgroundColor);
    return `rgb(${red},${green},${blue})`;
  };
  const surface = color('--surface');
  const theme: ChartTheme = {
    surface,
    dark: luminance(surface) < 0.2,
    text: color('--text'),
    muted: color('--text-quiet'),
    line: color('--line'),
    accent: color('--accent'),
    positive: color('--positive'),
    negative: color('--negative'),
    // Quoted so that it can stand in an attribute of the SVG file.
    font: style.fontFamily.replaceAll('"', "'"),
    assets: Array.from({ length: PALETTE_SIZE }, (_, index) => color(`--asset-${index + 1}`)),
  };
  probe.style.backgroundColor = '';
  return theme;
}
