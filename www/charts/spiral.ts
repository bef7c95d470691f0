// A liquidity spiral round by round: the equity of the book as it falls.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import type { Chart, Look } from './chart.js';
import { signedBars } from './signed-bars.js';

type Path = NonNullable<ResponseOf<'stress'>['spiral']>;

export function spiral({ rounds, assets, sentence }: Path, currency: string, look: Look): Chart {
  const { numbers } = look;
  const name = 'Equity round by round';
  const label = (round: number) => (round === 0 ? 'First move' : `Round ${round}`);
  const ratio = (leverage: number | null | undefined) =>
    typeof leverage === 'number' ? numbers.ratio(leverage) : '–';
  return signedBars(look, {
    name,
    summary: sentence,
    axis: `Equity, ${currency}`,
    bars: rounds.map(({ equity, leverage, held }, round) => ({
      label: label(round),
      asset: null,
      value: equity,
      figures: [
        ['Equity', `${numbers.money(equity)} ${currency}`],
        ['Leverage', ratio(leverage)],
        ['Left of the book', numbers.percentage(held)],
      ],
    })),
    write: (value) => numbers.money(value),
    columns: [
      { label: 'Round', kind: 'text' },
      { label: 'Equity', kind: 'money', unit: currency, signed: true },
      { label: 'Leverage', kind: 'number', digits: 2 },
      { label: 'Left of the book', kind: 'fraction' },
      { label: 'Others must sell', kind: 'money', unit: currency },
      { label: 'The book must trade', kind: 'money', unit: currency },
      ...assets.map((asset) => ({ label: asset, kind: 'fraction' as const, signed: true })),
    ],
    rows: rounds.map(({ equity, leverage, held, crowd, sold, moves }, round): Cell[] => [
      label(round),
      equity,
      leverage ?? null,
      held,
      crowd,
      sold,
      ...moves,
    ]),
  });
}
