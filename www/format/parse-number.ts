// Reads a number as a person types it into a cell: in the reader's locale, with group marks, a currency sign,
// a per cent sign, k or m for thousands and millions, a true minus sign or brackets for a negative one.

/** The mark before the decimals and the one between groups, as the locale writes them. */
function marks(locale: string | undefined): { decimal: string; group: string } {
  const parts = new Intl.NumberFormat(locale || undefined).formatToParts(-1234567.8);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: of('decimal') || '.', group: of('group') };
}

const SCALES: Record<string, number> = { k: 3, m: 6, b: 9, bn: 9 };

/** Digits with at most one point, or null if the marks make no sense. */
function plainDigits(digits: string, locale: string | undefined): string | null {
  const points = digits.split('.').length - 1;
  const commas = digits.split(',').length - 1;
  const { decimal } = marks(locale);
  // The mark that stands last and once is the decimal one; a mark that repeats is between groups. A single
  // mark before three digits is read as the locale writes it.
  let mark: '.' | ',' | null = null;
  if (points > 0 && commas > 0) mark = digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  else if (points === 1) mark = '.';
  else if (commas === 1) mark = ',';
  if (
    mark &&
    mark !== decimal &&
    points + commas === 1 &&
    /^\d{1,3}[.,]\d{3}$/.test(digits) &&
    digits[0] !== '0'
  )
    mark = null;
  if (mark && digits.split(mark).length > 2) return null;
  const [whole = '', fraction = ''] = mark ? digits.split(mark) : [digits];
  const groups = whole.split(/[.,]/);
  if (groups.length > 1 && !groups.slice(1).every((group) => /^\d{2,3}$/.test(group))) return null;
  if (/[.,]/.test(fraction)) return null;
  return `${groups.join('')}.${fraction}`;
}

/** The number, or null when the text is not one. A per cent sign divides by a hundred unless `percent` is the unit. */
export function parseNumber(
  text: string,
  locale?: string,
  unit: 'number' | 'percent' = 'number',
): number | null {
  const bare = text
    .trim()
    .replace(/[\s'’_ʼ]/g, '')
    .replace(/[−–]/g, '-')
    .replace(/^([-+]?)(?:USD|US\$|[$€£₿])|(?:USD|US\$|[$€£₿])$/gi, '$1');
  const match = /^(\()?([-+])?(\d[\d.,]*|[.,]\d+)(?:e([-+]?\d{1,3}))?(%|bn|[kmb])?(\))?$/i.exec(bare);
  if (!match) return null;
  const [, open, sign, digits = '', exponent = '0', suffix = '', close] = match;
  if ((open === undefined) !== (close === undefined)) return null;
  const plain = plainDigits(digits, locale);
  if (plain === null) return null;
  const scale = SCALES[suffix.toLowerCase()] ?? (suffix === '%' && unit === 'number' ? -2 : 0);
  // The exponent goes into the text: multiplying would add a rounding.
  const value = Number(`${sign === '-' || open ? '-' : ''}${plain}e${Number(exponent) + scale}`);
  const inUnit = unit === 'percent' ? Number(`${value}e-2`) : value;
  return Number.isFinite(inUnit) ? inUnit : null;
}
