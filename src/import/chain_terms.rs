//! The option that a row of a chain quotes: by its name, or by its terms in columns of their own.
//!
//! A call that settles in coin costs less than a coin: where one costs more, prices are in quote currency. Names say it
//! themselves.

use super::asset_name;
use super::date::{DAY, DateOrder, read_date};
use super::dates::key;
use super::forms::ChainTerms;
use super::number::{DecimalMark, parse_number};
use super::table::Table;
use crate::error::Error;
use crate::market::{Settlement, Timestamp, format_instant};
use crate::portfolio::parse_symbol;
use crate::pricing::instrument::Instrument;
use crate::pricing::instrument::option::VanillaOption;
use crate::pricing::{Exercise, Right};

/// When listed options expire on their day.
const EIGHT_HOURS: i64 = 8 * 3_600_000;

/// A row that is no option, with the column that says so.
pub type NoOption = (usize, Error);

/// Reads the options of the rows of one table.
pub struct OptionReader<'t> {
    table: &'t Table<'t>,
    terms: &'t ChainTerms,
    mark: DecimalMark,
    /// The coin where no column has it.
    asset: &'t str,
    settlement: Settlement,
}

impl<'t> OptionReader<'t> {
    /// `prices` are the columns of prices.
    pub fn new(
        (table, terms): (&'t Table<'t>, &'t ChainTerms),
        mark: DecimalMark,
        asset: &'t str,
        prices: &[Option<usize>],
    ) -> Self {
        let mut reader = Self { table, terms, mark, asset, settlement: Settlement::Inverse };
        let dear = |row: usize| {
            let price = |column: &Option<usize>| parse_number(&table.sheet.cell(row, (*column)?), mark);
            prices.iter().filter_map(price).any(|price| price > 1.0)
        };
        if let ChainTerms::Apart { right, .. } = terms
            && table.body.clone().any(|row| reader.right(row, *right) == Some(Right::Call) && dear(row))
        {
            reader.settlement = Settlement::Linear;
        }
        reader
    }

    /// The option of a row; nothing where it quotes something else.
    pub fn option(&self, row: usize) -> Option<Result<VanillaOption, NoOption>> {
        match *self.terms {
            ChainTerms::Named(column) => match parse_symbol(&self.table.sheet.cell(row, column)) {
                Ok(Instrument::VanillaOption(option)) => Some(Ok(option)),
                Ok(_) => None,
                Err(error) => Some(Err((column, error))),
            },
            ChainTerms::Apart { asset, expiry, strike, right } => {
                Some(self.apart(row, asset, [expiry, strike, right]))
            }
        }
    }

    fn apart(
        &self,
        row: usize,
        asset: Option<usize>,
        [expiry, strike, right]: [usize; 3],
    ) -> Result<VanillaOption, NoOption> {
        let cell = |column: usize| self.table.sheet.cell(row, column);
        let fault = |column: usize, what: &str| {
            let message = format!("{:?} is not {what}.", cell(column).trim());
            (column, Error::invalid("", message))
        };
        let amount =
            parse_number(&cell(strike), self.mark).filter(|strike| *strike > 0.0 && strike.is_finite());
        Ok(VanillaOption {
            asset: match asset {
                Some(column) => {
                    asset_name::coin(&cell(column)).ok_or_else(|| fault(column, "the name of a coin"))?
                }
                None => self.asset.to_owned(),
            },
            right: self.right(row, right).ok_or_else(|| fault(right, "a call or a put"))?,
            strike: amount.ok_or_else(|| fault(strike, "a strike"))?,
            expiry: instant(&cell(expiry)).ok_or_else(|| fault(expiry, "a date"))?,
            settlement: self.settlement,
            exercise: Exercise::European,
        })
    }

    fn right(&self, row: usize, column: usize) -> Option<Right> {
        match self.table.sheet.cell(row, column).trim().to_lowercase().as_str() {
            "c" | "call" | "calls" => Some(Right::Call),
            "p" | "put" | "puts" => Some(Right::Put),
            _ => None,
        }
    }
}

/// An expiry; a day alone ends when listed options do.
fn instant(text: &str) -> Option<String> {
    let written = key(read_date(text).under(DateOrder::Ymd)?, false);
    let ends = if written.rem_euclid(DAY) == 0 { written + EIGHT_HOURS } else { written };
    Timestamp::from_millisecond(ends).map(format_instant)
}
