//! The parts of an exchange-style name, and how each instrument reads them.

use super::MONTHS;
use crate::market::Day;
use crate::pricing::Settlement;

/// `BTC_USDC-25DEC26-80000-C`: a coin, perhaps a second currency, and words after them.
#[derive(Debug, Clone, Copy)]
pub struct SymbolWords<'a> {
    /// The coin, in capitals.
    pub asset: &'a str,
    /// The second currency; none for what settles in coin.
    pub currency: Option<&'a str>,
    /// What stands between hyphens after them.
    pub words: &'a [&'a str],
}

/// What a name says under one kind of instrument: nothing where it is of another kind, or why it is wrong.
pub type ReadName<T> = Option<Result<T, String>>;

/// An instrument that may have a name.
pub trait Named: Sized {
    /// The instrument of a name of its kind.
    fn named(_symbol: &SymbolWords) -> ReadName<Self> {
        None
    }
}

impl SymbolWords<'_> {
    /// Without a second currency a contract settles in coin.
    pub fn settlement(&self) -> Settlement {
        if self.currency.is_some() { Settlement::Linear } else { Settlement::Inverse }
    }

    /// A future or perpetual that settles in coin counts quote currency.
    pub fn contract_size(&self) -> Option<f64> {
        self.currency.is_none().then_some(1.0)
    }
}

/// `25DEC26` or `25DEC2026` to `2026-12-25`.
pub fn read_date(date: &str) -> Result<String, String> {
    let read = || -> Option<Day> {
        let month_at = date.find(|c: char| !c.is_ascii_digit())?;
        let day = date[..month_at].parse().ok()?;
        let month = date.get(month_at..month_at + 3)?;
        let year = date.get(month_at + 3..)?;
        let month = MONTHS.iter().position(|name| *name == month)? as i64 + 1;
        let year: i64 = match year.len() {
            2 => 2000 + year.parse::<i64>().ok()?,
            4 => year.parse().ok()?,
            _ => return None,
        };
        Day::new(year, month, day)
    };
    read().map(|day| day.to_string()).ok_or_else(|| format!("{date:?} is not a date such as 25DEC26"))
}

/// The same at 08:00 UTC, when listed contracts expire.
pub fn read_expiry(date: &str) -> Result<String, String> {
    read_date(date).map(|day| format!("{day}T08:00:00Z"))
}

/// A number with `D` for the decimal mark.
pub fn read_number(text: &str) -> Option<f64> {
    let digits = text.replace('D', ".");
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    digits.parse().ok().filter(|value: &f64| plain && value.is_finite())
}

/// The same, as names write it.
pub fn write_number(value: f64) -> String {
    value.to_string().replace('.', "D")
}

/// Numbers that are all above zero, and how such a name looks otherwise.
pub fn read_amounts<const N: usize>(texts: [&str; N], example: &str) -> Result<[f64; N], String> {
    let mut amounts = [0.0; N];
    for (amount, text) in amounts.iter_mut().zip(texts) {
        *amount = read_number(text)
            .filter(|value| *value > 0.0)
            .ok_or_else(|| format!("{text:?} is not an amount; such a name looks like {example}"))?;
    }
    Ok(amounts)
}
