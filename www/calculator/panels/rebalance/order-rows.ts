// The orders of a plan as rows of an editable table: quantity and price are typed, all else follows.

import type { Numbers } from '../../../format/numbers.js';
import type { GridCell, GridColumn, GridRow } from '../../../input/grid-model.js';
import { type EditedOrder, hasPrice, type OrderFigure, orderKey } from '../../../state/order-edits.js';
import { planSettings } from '../../../state/rebalance.js';
import type { Session } from '../../../state/session.js';
import { full, isAmount, text } from '../../../tables/cell.js';
import { type Cell, type Column, isNumeric, type Table, unitOf } from '../../../tables/table.js';
import type { Plan } from './plan-tables.js';

/** Which column holds what can be typed. */
export const FIGURES: Readonly<Record<number, OrderFigure>> = { 1: 'quantity', 2: 'price' };

const FOLLOWS = 'Follows from quantity, price and how it may be traded.';

export const orderColumns = ({ columns }: Table): GridColumn[] =>
  columns.map((column) => ({
    id: column.label,
    label: column.label,
    unit: unitOf(column),
    words: !isNumeric(column.kind),
    ...(column.help === undefined ? {} : { help: column.help }),
  }));

/** What can be edited: the orders, and those of which nothing is left. */
export function editedOrders({ orders }: Plan, session: Session): EditedOrder[] {
  const gone = Object.keys(planSettings(session).byHand ?? {}).filter((label) =>
    orders.every((order) => order.label !== label),
  );
  return [...orders, ...gone.map((label) => ({ label, instrument: null }))];
}

function shown(cell: Cell, column: Column, numbers: Numbers): GridCell {
  const sign = column.signed && typeof cell === 'number' && !(isAmount(column) && numbers.hideAmounts);
  return {
    shown: cell === null ? '' : text(cell, column, numbers),
    full: full(cell, column, numbers),
    locked: FOLLOWS,
    tone: sign && cell !== 0 ? (Number(cell) > 0 ? 'positive' : 'negative') : '',
  };
}

/** What became of a quantity by hand, where that is not all of it. */
function remainder(label: string, quantity: number, plan: Plan, numbers: Numbers): string {
  const placed = plan.orders.find((order) => order.label === label)?.quantity ?? 0;
  if (Math.abs(placed - quantity) <= 1e-9 * Math.abs(quantity)) return '';
  const reason = plan.unplaced.find((row) => row.label === label)?.explanation ?? '';
  return `${numbers.quantity(quantity)} by hand, ${numbers.quantity(placed)} placed. ${reason}`.trim();
}

export function orderRows(plan: Plan, table: Table, session: Session, numbers: Numbers): GridRow[] {
  const { byHand = {}, atPrices = [] } = planSettings(session);
  const rows = editedOrders(plan, session).map(({ label, instrument }, place): GridRow => {
    const known = table.rows[place] ?? table.columns.map((_, at) => (at === 0 ? label : at === 1 ? 0 : null));
    const cells = table.columns.map((column, at) => shown(known[at] ?? null, column, numbers));
    const notes: string[] = [];
    for (const [at, figure] of Object.entries(FIGURES)) {
      const cell = cells[Number(at)];
      if (!cell) continue;
      const given =
        figure === 'quantity' ? byHand[label] !== undefined : atPrices.some((one) => one.label === label);
      const wrong = session.wrong[orderKey(label, figure)];
      const open = figure === 'quantity' || hasPrice(instrument);
      Object.assign(cell, {
        given,
        wrong,
        locked: open ? undefined : 'The price of what is traded follows from the market.',
        source: given ? 'By hand; empty it to go back to the plan.' : 'As planned; type to change.',
      });
      if (wrong) notes.push(cell.shown === '' ? wrong.reason : `${wrong.reason} ${cell.shown} still counts.`);
    }
    const quantity = byHand[label];
    if (quantity !== undefined) {
      const left = remainder(label, quantity, plan, numbers);
      if (left !== '') notes.push(left);
    }
    return { id: label, cells, notes, removable: quantity !== 0 };
  });
  const total = (table.total ?? []).map((cell, at): GridCell => {
    const column = table.columns[at];
    return column
      ? { ...shown(cell, column, numbers), tone: 'total' }
      : { shown: '', full: '', locked: FOLLOWS };
  });
  return [...rows, { id: 'total', cells: total, notes: [], removable: false }];
}
