// What typing into the market table does to the session.
import { parseNumber } from '../format/parse-number.js';
import type { Session, WrongCell } from '../state/session.js';
import type { CellEdit } from './grid-model.js';
import { cellKey } from './holding-edits.js';
import { MARKET_COLUMNS, marketRow } from './market-cells.js';
import { withRate, withSpot, withValuationTime, withVolatility } from './quotes-given.js';

export const TIME_CELL = cellKey('market', 'time');

function withWrong(session: Session, key: string, cell: WrongCell | null): Session {
  const { [key]: _, ...others } = session.wrong;
  return { ...session, wrong: cell ? { ...others, [key]: cell } : others };
}

export function editMarket(
  session: Session,
  edits: readonly CellEdit[],
  assets: readonly string[],
  locale: string,
): Session {
  let next = session;
  for (const { row, column: at, text } of edits) {
    const asset = assets[row];
    const column = MARKET_COLUMNS[at];
    if (asset === undefined || column === undefined) continue;
    const key = cellKey(marketRow(asset), column);
    const number = text === '' ? null : parseNumber(text, locale, column === 'spot' ? 'number' : 'percent');
    const wrong = (reason: string) => withWrong(next, key, { text, reason });
    if (text !== '' && number === null) {
      next = wrong(`“${text}” is not a number.`);
      continue;
    }
    if (column === 'spot' && number !== null && number <= 0) next = wrong('A price is above zero.');
    else if (column === 'volatility' && number !== null && number < 0)
      next = wrong('A volatility is not negative.');
    else {
      next = withWrong(next, key, null);
      if (column === 'spot') next = withSpot(next, asset, number);
      if (column === 'volatility') next = withVolatility(next, asset, number);
      if (column === 'rate') next = withRate(next, asset, number);
    }
  }
  return next;
}

/** A date or a moment as ISO 8601 in UTC; null when the text is neither. */
function instantOf(text: string): string | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?)?\s*(?:Z|UTC)?$/i.exec(text);
  if (!match) return null;
  const [, date, time = '00:00', seconds = ':00'] = match;
  const instant = `${date}T${time}${seconds}Z`;
  return Number.isNaN(Date.parse(instant)) ? null : instant;
}

export function editValuationTime(session: Session, text: string): Session {
  if (text === '') return withWrong(withValuationTime(session, null), TIME_CELL, null);
  const instant = instantOf(text);
  if (instant) return withWrong(withValuationTime(session, instant), TIME_CELL, null);
  const reason = `“${text}” is not a date or time; write 2026-12-25 or 2026-12-25 08:00.`;
  return withWrong(session, TIME_CELL, { text, reason });
}
