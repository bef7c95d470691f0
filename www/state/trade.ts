// The trade that is thought of: what is traded, how much, what the page asks about it, and the holdings after it.
import { positionsOf } from './positions.js';
import { emptyRow, freshId, type HoldingRow, type Session } from './session.js';
import type { Instrument, Position, ResponseOf } from './shapes.js';

/** More of a position that is held, or an instrument by its name. */
export interface TradeSettings {
  readonly position?: string;
  readonly symbol?: string;
  readonly instrument?: Instrument;
  readonly quantity?: number;
}

type Trade = ResponseOf<'incrementalRisk'>;

/** The currency that is paid and received. */
const QUOTE = 'USD';

export const tradeSettings = ({ settings }: Session): TradeSettings => settings.incrementalRisk ?? {};

/** An instrument that is looked at and not held, as a position, so that what it needs is quoted. */
export function lookedAt(session: Session): Position[] {
  const { position, instrument } = tradeSettings(session);
  return position === undefined && instrument ? [{ id: 'trade', instrument, quantity: 1 }] : [];
}

/** What is traded where nobody has chosen: the position with the greatest exposure. */
export function usual(price: ResponseOf<'price'>): string | undefined {
  const sorted = [...price.positions].sort((a, b) => Math.abs(b.exposure) - Math.abs(a.exposure));
  return sorted[0]?.id;
}

export function tradeRequest(session: Session, risk: object, price: ResponseOf<'price'>): object {
  const { position, instrument, quantity = 0 } = tradeSettings(session);
  const held = positionsOf(session.holdings).some(({ id }) => id === position);
  const what = held ? { position } : instrument ? { instrument } : { position: usual(price) };
  return { risk, trade: { ...what, quantity } };
}

/** Where a figure of the curve lies at a quantity, on the straight line between its points. */
export function along({ quantities }: Trade['curve'], figures: readonly number[], quantity: number): number {
  const next = Math.max(
    1,
    quantities.findIndex((at) => at >= quantity),
  );
  const [low = 0, high = 0] = [quantities[next - 1], quantities[next]];
  const [from = 0, to = 0] = [figures[next - 1], figures[next]];
  return high > low ? from + ((quantity - low) / (high - low)) * (to - from) : from;
}

/** The holdings after the trade: more of the row, or a new one; what is bought is paid in quote currency. */
export function withTrade(session: Session, trade: Trade): Session {
  const { label, instrument, quantity, price, margined } = trade;
  const rows: HoldingRow[] = [...session.holdings];
  const add = (row: Partial<HoldingRow>) => rows.push({ ...emptyRow(freshId(rows)), ...row });
  const { position } = tradeSettings(session);
  const chosen = position ?? session.holdings.find((row) => row.symbol === label)?.id;
  const place = rows.findIndex(({ id }) => id === chosen);
  const row = rows[place];
  // What was entered at another price stays a row of its own: its profit so far belongs to it.
  if (row && !(margined && row.entryPrice !== null))
    rows[place] = { ...row, quantity: (row.quantity ?? 0) + quantity };
  else add({ symbol: label, readSymbol: label, instrument, quantity, entryPrice: margined ? price : null });
  if (!margined) {
    const cash = rows.findIndex(({ symbol, quantity: held }) => symbol === QUOTE && held !== null);
    const wallet = rows[cash];
    if (wallet) rows[cash] = { ...wallet, quantity: (wallet.quantity ?? 0) - quantity * price };
    else add({ symbol: QUOTE, quantity: -quantity * price });
  }
  return { ...session, holdings: rows };
}
