// What the page asks of a hedge: the widths that were set, else a delta within 1 % of what moves, and the instruments
// that were chosen, else those that the engine offers by itself.
import { emptyRow, freshId, type HoldingRow, type Session } from './session.js';
import type { Position, Quotes, ResponseOf } from './shapes.js';

/** An instrument that may be traded, as the list has it. */
export interface HedgeOffer {
  readonly symbol: string;
  readonly fee?: number | undefined;
  readonly halfSpread?: number | undefined;
  readonly lot?: number | undefined;
  readonly depth?: number | undefined;
}

/** Half widths in traders' units: money, money per 1 %, money per volatility point. */
export interface HedgeSettings {
  readonly numeraire?: 'coin' | undefined;
  readonly exposure?: number | undefined;
  readonly gamma?: number | undefined;
  readonly vega?: number | undefined;
  readonly instruments?: readonly HedgeOffer[] | undefined;
}

type Hedge = ResponseOf<'hedge'>;

export const hedgeSettings = ({ settings }: Session): HedgeSettings => settings.hedge ?? {};

/** 1 % of the gross exposure, to one digit. */
export function usualWidth({ totals }: ResponseOf<'price'>): number {
  const width = totals.grossExposure / 100;
  if (!(width > 0)) return 0;
  const digit = 10 ** Math.floor(Math.log10(width));
  return Math.floor(width / digit) * digit;
}

export function hedgeRequest(
  { numeraire, exposure, gamma, vega, instruments }: HedgeSettings,
  positions: readonly Position[],
  quotes: Quotes,
  price: ResponseOf<'price'>,
): object {
  const within = { exposure: exposure ?? usualWidth(price), gamma, vega };
  return {
    positions,
    quotes,
    within,
    ...(numeraire ? { numeraire } : {}),
    ...(instruments ? { instruments } : {}),
  };
}

/** The holdings after the trades and what is paid for them. */
export function withTrades(session: Session, { trades, payments }: Hedge): Session {
  const rows: HoldingRow[] = [...session.holdings];
  const add = (row: Omit<HoldingRow, 'id' | 'wantedValue' | 'readSymbol'>) =>
    rows.push({ ...emptyRow(freshId(rows)), ...row, readSymbol: row.symbol });
  for (const { label, instrument, quantity, price } of trades) {
    const entered = 'settlement' in instrument && !('strike' in instrument);
    add({ symbol: label, instrument, quantity, entryPrice: entered ? price : null });
  }
  for (const { currency, amount } of payments) {
    const held = rows.findIndex((row) => row.symbol === currency && row.quantity !== null);
    const row = rows[held];
    if (row) rows[held] = { ...row, quantity: (row.quantity ?? 0) + amount };
    else
      rows.push({
        ...emptyRow(freshId(rows)),
        symbol: currency,
        quantity: amount,
      });
  }
  return { ...session, holdings: rows };
}
