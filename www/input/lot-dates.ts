// Days as people and their exports write them.

export type DayOrder = 'dayFirst' | 'monthFirst';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const SLASHED = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T].*)?$/;

function iso(year: string, month: number, day: string): string | null {
  const text = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  // 31 February would be a day of March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : null;
}

/** Which comes first where digits do not tell: the month in the United States, the day elsewhere. */
export const usualOrder = (locale: string): DayOrder => {
  const parts = new Intl.DateTimeFormat(locale || undefined).formatToParts(new Date(0));
  const first = parts.find(({ type }) => type === 'day' || type === 'month');
  return first?.type === 'month' ? 'monthFirst' : 'dayFirst';
};

/** What the dates of a column say of their own order; null where they do not tell. */
export function orderOf(texts: readonly string[]): DayOrder | null {
  for (const text of texts) {
    const [, first = '0', second = '0'] = SLASHED.exec(text.trim()) ?? [];
    if (Number(first) > 12) return 'dayFirst';
    if (Number(second) > 12) return 'monthFirst';
  }
  return null;
}

/** Whether the order of day and month matters in any of them. */
export const isOrdered = (texts: readonly string[]): boolean =>
  texts.some((text) => SLASHED.test(text.trim()));

/** The day as ISO 8601, or null when the text is none. */
export function dayOf(text: string, order: DayOrder): string | null {
  const bare = text.trim();
  const [, year = '', month = '', day = ''] = /^(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?:[ T].*)?$/.exec(bare) ?? [];
  if (year !== '') return iso(year, Number(month), day);
  const [, first = '', second = '', slashed = ''] = SLASHED.exec(bare) ?? [];
  if (slashed !== '')
    return order === 'dayFirst' ? iso(slashed, Number(second), first) : iso(slashed, Number(first), second);
  const named =
    /^(?<day>\d{1,2})\.? (?<month>[a-z]{3})[a-z]*\.?,? (?<year>\d{4})/i.exec(bare) ??
    /^(?<month>[a-z]{3})[a-z]*\.? (?<day>\d{1,2}),? (?<year>\d{4})/i.exec(bare);
  const place = MONTHS.indexOf(named?.groups?.month?.toLowerCase() ?? '');
  return named?.groups && place >= 0 ? iso(named.groups.year ?? '', place + 1, named.groups.day ?? '') : null;
}
