// The text of a chart's tooltip. ECharts takes markup, and asset names are whatever was pasted: all is encoded.

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const encode = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** A title, then lines of a name and its figure. */
export function tooltip(title: string, lines: readonly (readonly [name: string, figure: string])[]): string {
  const rows = lines.map(
    ([name, figure]) =>
      `<div style="display:flex;gap:16px;justify-content:space-between"><span>${encode(name)}</span>` +
      `<span style="font-variant-numeric:tabular-nums">${encode(figure)}</span></div>`,
  );
  return `<div style="font-weight:600">${encode(title)}</div>${rows.join('')}`;
}

/** The same as one sentence, for the reader who walks the marks by keyboard. */
export const spoken = (title: string, lines: readonly (readonly [name: string, figure: string])[]): string =>
  `${title}: ${lines.map(([name, figure]) => `${name} ${figure}`).join(', ')}`;
