// What an import read of traded volumes, in a sentence.
import { html, nothing } from 'lit';
import type { Numbers } from '../format/numbers.js';
import type { VolumeSeries } from '../state/shapes.js';

/** More names than these are no longer read. */
const SHOWN = 40;

export function volumesPreview(volumes: readonly VolumeSeries[], numbers: Numbers) {
  if (volumes.length === 0) return nothing;
  const days = volumes.flatMap(({ dates }) => [dates[0] ?? '', dates.at(-1) ?? '']).sort();
  const names = volumes.slice(0, SHOWN).map(({ asset }) => asset);
  return html`<section>
    <h3>Traded volumes</h3>
    <p>
      ${numbers.count(volumes.length)} ${volumes.length === 1 ? 'asset' : 'assets'}, ${days[0]} to ${days.at(-1)}, taken as
      USD a day: ${names.join(', ')}${volumes.length > SHOWN ? ' …' : ''}
    </p>
  </section>`;
}
