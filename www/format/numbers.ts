// How numbers are written, in one place: the reader's locale, a true minus sign, as many digits as mean something.
// Money to the cent below 1,000, in whole units above, in thousands or millions beyond three groups of digits;
// weights to 0.1 %. What is not there is a dash, and never a zero.

export const MISSING = '–';
export const HIDDEN = '•••';

type Maybe = number | null | undefined;
const isNumber = (value: Maybe): value is number => typeof value === 'number' && Number.isFinite(value);

export class Numbers {
  static readonly #made = new Map<string, Numbers>();

  /** Kept by locale: making formats is slow. */
  static of(locale: string, hideAmounts: boolean): Numbers {
    const key = `${locale}/${hideAmounts}`;
    let numbers = Numbers.#made.get(key);
    if (!numbers) {
      numbers = new Numbers(locale || undefined, hideAmounts);
      Numbers.#made.set(key, numbers);
    }
    return numbers;
  }

  readonly #formats = new Map<string, Intl.NumberFormat>();

  constructor(
    readonly locale: string | undefined,
    readonly hideAmounts: boolean,
  ) {}

  /** An amount of money, without its currency: that stands in the head of the column. Hidden on request. */
  money(value: Maybe): string {
    return this.#amount(value, (amount) => this.#money(amount));
  }

  /** A change or exposure of money: as `money`, with a plus sign above zero. */
  signedMoney(value: Maybe): string {
    return this.#amount(value, (amount) => this.#signed(amount, this.#money(amount)));
  }

  /** A price per unit: never hidden; to the cent below 10,000, and small prices keep four significant digits. */
  price(value: Maybe): string {
    if (!isNumber(value)) return MISSING;
    const size = Math.abs(value);
    if (size > 0 && size < 1) return this.format(value, { maximumSignificantDigits: 4 });
    const digits = size < 9999.995 ? 2 : 0;
    return this.format(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  /** A quantity of coins or contracts, to eight decimals. Hidden on request. */
  quantity(value: Maybe): string {
    return this.#amount(value, (amount) => this.format(amount, { maximumFractionDigits: 8 }));
  }

  /** A decimal fraction in per cent, without the sign: 0.413 is 41.3. */
  percent(value: Maybe, digits = 1): string {
    if (!isNumber(value)) return MISSING;
    return this.format(value * 100, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  /** As `percent`, with the sign, for use inside a sentence. */
  percentage(value: Maybe, digits = 1): string {
    if (!isNumber(value)) return MISSING;
    return this.format(value, {
      style: 'percent',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  }

  /** A ratio or a Greek: this many significant digits (four if not said), and none beyond the units of large ones. */
  ratio(value: Maybe, digits = 4): string {
    if (!isNumber(value)) return MISSING;
    if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9))
      return this.format(value, { notation: 'scientific', maximumSignificantDigits: digits });
    return Math.abs(value) >= 10 ** (digits - 1)
      ? this.format(value, { maximumFractionDigits: 0 })
      : this.format(value, {
          maximumSignificantDigits: digits,
          minimumSignificantDigits: Math.min(2, digits),
        });
  }

  /** A Greek in money: hidden with the amounts, since it is one. */
  greek(value: Maybe, digits = 4): string {
    return this.#amount(value, (amount) => this.ratio(amount, digits));
  }

  /** A whole number: rows, scenarios, days. */
  count(value: Maybe): string {
    return isNumber(value) ? this.format(value, { maximumFractionDigits: 0 }) : MISSING;
  }

  /** Anything else, still in the reader's locale and with a true minus sign. */
  format(value: number, options: Intl.NumberFormatOptions): string {
    const key = JSON.stringify(options);
    let format = this.#formats.get(key);
    if (!format) {
      format = new Intl.NumberFormat(this.locale, options);
      this.#formats.set(key, format);
    }
    // A result that rounds to nothing has no sign.
    const text = format.format(value);
    return /[1-9]/.test(text) || !/[-−]/.test(text) ? text.replace('-', '−') : format.format(0);
  }

  #amount(value: Maybe, write: (amount: number) => string): string {
    if (!isNumber(value)) return MISSING;
    return this.hideAmounts ? HIDDEN : write(value);
  }

  #money(value: number): string {
    const size = Math.abs(value);
    if (size < 999.995) return this.format(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    if (size < 1e9) return this.format(value, { maximumFractionDigits: 0 });
    return this.format(value, { notation: 'compact', minimumFractionDigits: 3, maximumFractionDigits: 3 });
  }

  #signed(value: number, text: string): string {
    return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
  }
}
