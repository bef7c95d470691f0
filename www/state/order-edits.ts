// Orders by hand: a quantity in place of what the plan would trade, a price in place of the market's. All else follows
// from them. Text that cannot be taken over stays in its cell with the reason; the last good value goes on counting.
import { parseNumber } from '../format/parse-number.js';
import { type OrderPrice, type PlanSettings, planSettings } from './rebalance.js';
import type { Session, WrongCell } from './session.js';
import type { Instrument } from './shapes.js';

/** An order as far as editing needs it; one that is only thought of has no instrument yet. */
export interface EditedOrder {
  readonly label: string;
  readonly instrument: Instrument | null;
}

export type OrderFigure = 'quantity' | 'price';

export interface OrderEdit {
  readonly label: string;
  readonly figure: OrderFigure;
}

/** The engine refuses what is beyond this. */
const GREATEST = 1e15;

/** Where `Session.wrong` has it; no holding has such an id. */
export const orderKey = (label: string, figure: OrderFigure): string => `order ${label}/${figure}`;

/** Whether a price of its own can stand for the market's: that of an option is its volatility's. */
export const hasPrice = (instrument: Instrument | null): boolean =>
  instrument !== null &&
  (instrument.kind === 'spot' || instrument.kind === 'perpetual' || instrument.kind === 'future');

function withWrong(session: Session, key: string, cell: WrongCell | null): Session {
  const { [key]: _, ...others } = session.wrong;
  return { ...session, wrong: cell ? { ...others, [key]: cell } : others };
}

/** With other settings of the plan; what is undefined or empty is not kept. */
export function withPlan(session: Session, change: Partial<PlanSettings>): Session {
  const says = ([, value]: [string, unknown]) =>
    value !== undefined && (typeof value !== 'object' || value === null || Object.keys(value).length > 0);
  const rebalance = Object.fromEntries(Object.entries({ ...planSettings(session), ...change }).filter(says));
  return { ...session, settings: { ...session.settings, rebalance } };
}

function withQuantity(session: Session, label: string, quantity: number | null): Session {
  const { [label]: _, ...others } = planSettings(session).byHand ?? {};
  return withPlan(session, { byHand: quantity === null ? others : { ...others, [label]: quantity } });
}

function withPrice(session: Session, label: string, price: OrderPrice | null): Session {
  const others = (planSettings(session).atPrices ?? []).filter((other) => other.label !== label);
  return withPlan(session, { atPrices: price ? [...others, price] : others });
}

/** What is wrong with a text, as a sentence; empty when nothing is. */
function complaint(figure: OrderFigure, text: string, number: number | null): string {
  if (number === null) return `“${text}” is not a number.`;
  if (figure === 'price' && number <= 0) return 'A price is above zero.';
  return Math.abs(number) > GREATEST ? `“${text}” is out of all proportion.` : '';
}

/** Types a text into a figure of an order; an empty one goes back to the plan's. */
export function editOrder(
  session: Session,
  { label, instrument }: EditedOrder,
  figure: OrderFigure,
  text: string,
  locale: string,
): Session {
  const key = orderKey(label, figure);
  const number = text === '' ? null : parseNumber(text, locale);
  const reason = text === '' ? '' : complaint(figure, text, number);
  if (reason !== '') return withWrong(session, key, { text, reason });
  const right = withWrong(session, key, null);
  if (figure === 'quantity') return withQuantity(right, label, number);
  const price = number !== null && instrument ? { label, instrument, price: number } : null;
  return withPrice(right, label, price);
}

/** One figure as planned again, or all of them. */
export function asPlanned(session: Session, edit: OrderEdit | null): Session {
  if (edit) return editOrder(session, { label: edit.label, instrument: null }, edit.figure, '', '');
  if (session.settings.rebalance === undefined) return session;
  const wrong = Object.fromEntries(
    Object.entries(session.wrong).filter(([key]) => !key.startsWith('order ')),
  );
  return withPlan({ ...session, wrong }, { byHand: undefined, atPrices: undefined });
}

/** Everything that is by hand. */
export function editsOf(session: Session): OrderEdit[] {
  const { byHand = {}, atPrices = [] } = planSettings(session);
  return [
    ...Object.keys(byHand).map((label) => ({ label, figure: 'quantity' as const })),
    ...atPrices.map(({ label }) => ({ label, figure: 'price' as const })),
  ];
}
