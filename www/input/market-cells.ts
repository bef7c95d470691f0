// The market as rows of the editable table.
import type { Numbers } from '../format/numbers.js';
import type { Session } from '../state/session.js';
import type { QuotesResponse } from '../state/shapes.js';
import type { GridCell, GridColumn, GridRow } from './grid-model.js';
import { sourceOf } from './holding-cells.js';
import { cellKey } from './holding-edits.js';
import { assetOf, strikeOf } from './instruments.js';

export const MARKET_COLUMNS = ['asset', 'spot', 'volatility', 'rate', 'source'] as const;
export type MarketColumn = (typeof MARKET_COLUMNS)[number];

export const marketColumns = (currency: string): readonly GridColumn[] => [
  { id: 'asset', label: 'Market', words: true },
  { id: 'spot', label: 'Spot', unit: currency },
  { id: 'volatility', label: 'Volatility', unit: '% p.a.' },
  { id: 'rate', label: 'Rate', unit: '% p.a.' },
  { id: 'source', label: 'Source', words: true },
];

/** What has a line of its own: every asset held, and every currency with a rate. */
export function marketAssets({ holdings, quotesGiven }: Session, quotes: QuotesResponse | null): string[] {
  const names = new Set(holdings.flatMap(({ instrument }) => (instrument ? [assetOf(instrument)] : [])));
  for (const record of [quotes?.quotes.rates, quotesGiven.rates, quotesGiven.spots])
    for (const name of Object.keys(record ?? {})) names.add(name);
  return [...names];
}

/** The row's name in `Session.wrong`; no holding has it. */
export const marketRow = (asset: string): string => `market ${asset}`;

const full = (value: number | undefined): string => (value === undefined ? '' : String(value));
const fullPercent = (value: number | undefined): string =>
  value === undefined ? '' : String(Number((value * 100).toPrecision(12)));

export function marketRows(session: Session, answer: QuotesResponse | null, numbers: Numbers): GridRow[] {
  const { quotesGiven, holdings } = session;
  const withOptions = new Set(
    holdings.flatMap(({ instrument }) => (instrument && strikeOf(instrument) ? [assetOf(instrument)] : [])),
  );
  return marketAssets(session, answer).map((asset) => {
    const spot = answer?.quotes.spots?.[asset];
    const rate = answer?.quotes.rates?.[asset];
    const volatility = answer?.quotes.volatilities?.flatMap((quote) =>
      quote.kind === 'flat' && quote.asset === asset ? [quote.volatility] : [],
    )[0];
    const known = { price: null, quotes: answer };
    const sources = [
      sourceOf(known, 'spot', asset),
      volatility === undefined ? '' : sourceOf(known, 'volatility', asset),
      rate === undefined ? '' : sourceOf(known, 'rate', asset),
    ];
    const source = ['spot', 'volatility', 'rate']
      .map((name, index) => (sources[index] ? `${name}: ${sources[index]}` : ''))
      .filter((part) => part !== '')
      .join('; ');
    const cells: GridCell[] = [
      { shown: asset, full: asset, locked: 'From the holdings.' },
      {
        shown: numbers.price(spot),
        full: full(spot),
        given: quotesGiven.spots?.[asset] !== undefined,
        source: sources[0] ?? '',
      },
      {
        shown: volatility === undefined ? '' : numbers.percent(volatility),
        full: fullPercent(volatility),
        given:
          quotesGiven.volatilities?.some(({ kind, asset: name }) => kind === 'flat' && name === asset) ??
          false,
        source: sources[1] ?? '',
        locked: withOptions.has(asset) || volatility !== undefined ? undefined : 'No options on it are held.',
      },
      {
        shown: rate === undefined ? '' : numbers.percent(rate, 2),
        full: fullPercent(rate),
        given: quotesGiven.rates?.[asset] !== undefined,
        source: sources[2] ?? '',
      },
      { shown: source, full: source, locked: source, tone: 'quiet' },
    ];
    const notes: string[] = [];
    MARKET_COLUMNS.forEach((column, index) => {
      const wrong = session.wrong[cellKey(marketRow(asset), column)];
      const cell = cells[index];
      if (!wrong || !cell) return;
      cell.wrong = wrong;
      notes.push(cell.full === '' ? wrong.reason : `${wrong.reason} ${cell.shown} still counts.`);
    });
    return { id: asset, cells, notes, removable: false };
  });
}
