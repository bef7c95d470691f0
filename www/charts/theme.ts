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

let canvas: OffscreenCanvasRenderingContext2D | null | undefined;

/** Any CSS colour as red, green and blue: a pixel painted with it knows, whatever way it was written. */
function pixel(color: string): string {
  canvas ??= new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!canvas) return 'rgb(0,0,0)';
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${red},${green},${blue})`;
}

const palette = Array.from({ length: PALETTE_SIZE }, (_, index) => `--asset-${index + 1}`);
const properties = ['--surface', '--text', '--text-quiet', '--line', '--accent', '--positive', '--negative'];

/** The theme where an element stands; `probe` is an empty element in the same place to measure with. */
export function readTheme(probe: HTMLElement): ChartTheme {
  // All at once: each look after a change would cost a pass over the styles.
  const samples = [...properties, ...palette].map((property) => {
    const sample = document.createElement('span');
    sample.style.backgroundColor = `var(${property})`;
    return sample;
  });
  probe.replaceChildren(...samples);
  const colors = samples.map((sample) => pixel(getComputedStyle(sample).backgroundColor));
  const [surface = '', text = '', muted = '', line = '', accent = '', positive = '', negative = ''] = colors;
  // Quoted so that it can stand in an attribute of the SVG file.
  const font = getComputedStyle(probe).fontFamily.replaceAll('"', "'");
  probe.replaceChildren();
  const dark = luminance(surface) < 0.2;
  const assets = colors.slice(properties.length);
  return { dark, text, muted, line, surface, accent, positive, negative, font, assets };
}
