// A drawn chart as a file: the picture under its name, with its summary, its ground and the names of its fonts.
import type { ChartTheme } from './theme.js';

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** Room for the name above the picture, and around it, in pixels. */
const HEAD = 36;
const MARGIN = 12;

export interface Picture {
  name: string;
  summary: string;
  /** As the renderer wrote it. */
  svg: string;
  width: number;
  height: number;
  theme: ChartTheme;
}

/** The size of the file's picture. */
const size = ({ width, height }: Picture) => ({
  width: width + 2 * MARGIN,
  height: height + HEAD + MARGIN,
});

/** The picture as a document of its own. */
export function svgFile(picture: Picture): Blob {
  const { name, summary, svg, theme } = picture;
  const { width, height } = size(picture);
  const file = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const root = file.documentElement;
  const element = (tag: string, attributes: Record<string, string | number>, text = '') => {
    const made = file.createElementNS(NAMESPACE, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    made.textContent = text;
    return made;
  };
  const drawing = element('g', { transform: `translate(${MARGIN} ${HEAD})` });
  drawing.append(...root.childNodes);
  const font = { 'font-family': theme.font, 'font-size': 14, 'font-weight': 600 };
  root.append(
    element('title', {}, name),
    element('desc', {}, summary),
    element('rect', { width, height, fill: theme.surface }),
    element('text', { x: MARGIN, y: 22, fill: theme.text, ...font }, name),
    drawing,
  );
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  root.setAttribute('role', 'img');
  return new Blob([new XMLSerializer().serializeToString(file)], { type: 'image/svg+xml' });
}

/** The picture in pixels, three for each of the screen's. */
export async function pngFile(picture: Picture, scale = 3): Promise<Blob> {
  const address = URL.createObjectURL(svgFile(picture));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { width, height } = size(picture);
    const canvas = document.createElement('canvas');
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser has no canvas to draw the picture on.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error('The picture is too large for this browser.');
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}
