//! One row of a list to one position or loan, or the reason why not.

use std::collections::BTreeMap;

use super::fields::Field;
use crate::import::asset_name::pair;
use crate::import::holding_rows::number_with_unit;
use crate::import::holdings::{Side, side_of};
use crate::import::issues::{Issues, Severity};
use crate::import::number::DecimalMark;
use crate::import::series::shortened;
use crate::import::table::{Table, is_empty};
use crate::market::is_money;
use crate::portfolio::{ListedPosition, ListedSide};

/// What follows the coin in the names of perpetuals.
const SUFFIXES: [&str; 5] = ["-PERPETUAL", "-PERP", "_PERP", "/PERP", "-SWAP"];

/// A cell with its column.
type Fault = (Option<usize>, &'static str, String);

/// Reads rows.
pub struct Reader<'t, 'a> {
    pub table: &'t Table<'a>,
    pub columns: [Option<usize>; 14],
    pub mark: DecimalMark,
    /// Known prices; where there is none at all no row is left out for want of one.
    pub spots: &'t BTreeMap<String, f64>,
}

impl Reader<'_, '_> {
    fn column(&self, field: Field) -> Option<usize> {
        self.columns[super::fields::FIELDS.iter().position(|(one, ..)| *one == field)?]
    }

    fn text(&self, row: usize, field: Field) -> Option<String> {
        let cell = self.table.sheet.cell(row, self.column(field)?);
        (!is_empty(&cell)).then(|| cell.trim().to_owned())
    }

    fn number(&self, row: usize, field: Field) -> Result<Option<f64>, Fault> {
        let Some(cell) = self.text(row, field) else { return Ok(None) };
        match number_with_unit(&cell, self.mark) {
            Some((number, _)) => Ok(Some(number)),
            None => {
                Err((self.column(field), "notANumber", format!("{:?} is not a number", shortened(&cell))))
            }
        }
    }

    /// A number above zero; zero stands for none.
    fn positive(&self, row: usize, field: Field) -> Result<Option<f64>, Fault> {
        match self.number(row, field)? {
            Some(number) if number < 0.0 => {
                Err((self.column(field), "negative", format!("{number} is below zero")))
            }
            number => Ok(number.filter(|number| *number > 0.0)),
        }
    }

    /// The coin that a name means; wrapped coins are those they wrap where only these have a price.
    fn coin(&self, field: Field, name: &str) -> Result<String, Fault> {
        let upper = name.to_uppercase();
        let bare = SUFFIXES.iter().find_map(|suffix| upper.strip_suffix(suffix)).unwrap_or(&upper);
        let coin = pair(bare).base;
        let known = |coin: &str| self.spots.contains_key(coin) || is_money(coin);
        if self.spots.is_empty() || known(&coin) {
            return Ok(coin);
        }
        match coin.strip_prefix('W').filter(|wrapped| known(wrapped)) {
            Some(wrapped) => Ok(wrapped.to_owned()),
            None => {
                Err((self.column(field), "noPrice", format!("there is no price of {}", shortened(&coin))))
            }
        }
    }

    /// The row as a position or loan.
    pub fn row(&self, row: usize, issues: &mut Issues) -> Option<ListedPosition> {
        let line = self.table.sheet.line(row);
        let read = self.read(row, &mut |column: Option<usize>, code, message: String| {
            issues.add((line, column.map(|at| at + 1)), Severity::Doubtful, code, || message);
        });
        match read {
            Ok(read) => Some(read),
            Err((column, code, message)) => {
                issues.add((line, column.map(|at| at + 1)), Severity::Skipped, code, || message);
                None
            }
        }
    }

    fn read(
        &self,
        row: usize,
        doubt: &mut dyn FnMut(Option<usize>, &'static str, String),
    ) -> Result<ListedPosition, Fault> {
        let width = self.table.sheet.width(row);
        if width > self.table.width {
            let message = format!("the row has {width} cells where {} are expected", self.table.width);
            return Err((None, "raggedRow", message));
        }
        let of =
            if self.column(Field::CollateralAsset).is_some() { Field::CollateralAsset } else { Field::Asset };
        let Some(name) = self.text(row, of).or_else(|| self.text(row, Field::Asset)) else {
            return Err((self.column(of), "emptyAsset", "the asset is empty".to_owned()));
        };
        let asset = self.coin(of, &name)?;
        let debt = self.positive(row, Field::Debt)?;
        let threshold = self.threshold(row)?;
        let venue = self.text(row, Field::Venue);
        let debt_name = self.text(row, Field::DebtAsset);
        if threshold.is_some() || debt_name.is_some() {
            let amount = if self.column(Field::CollateralAmount).is_some() {
                Field::CollateralAmount
            } else {
                Field::Size
            };
            let Some(size) = self.positive(row, amount)? else {
                return Err((
                    self.column(amount),
                    "emptyQuantity",
                    "the amount of the collateral is empty".to_owned(),
                ));
            };
            if debt.is_none() {
                return Err((
                    self.column(Field::Debt),
                    "noDebt",
                    "nothing is owed: no price ends it".to_owned(),
                ));
            }
            let debt_asset = debt_name.map(|name| self.coin(Field::DebtAsset, &name)).transpose()?;
            return Ok(ListedPosition {
                asset,
                size,
                debt,
                debt_asset,
                threshold,
                venue,
                ..ListedPosition::default()
            });
        }
        let entry_price = self.positive(row, Field::Entry)?;
        let liquidation_price = self.positive(row, Field::Line)?;
        let leverage = self.positive(row, Field::Leverage)?;
        let collateral = self.positive(row, Field::Collateral)?;
        let (size, side) = self.size(row, &asset, entry_price)?;
        match (liquidation_price, entry_price) {
            (None, None) => {
                let column = self.column(Field::Line).or(self.column(Field::Entry));
                let message = "neither an entry price nor a liquidation price stands in it".to_owned();
                return Err((column, "noLine", message));
            }
            (None, Some(_)) if leverage.is_none() && collateral.is_none() => {
                let column = self.column(Field::Leverage).or(self.column(Field::Collateral));
                let message =
                    "an entry price without leverage or collateral does not say where it ends".to_owned();
                return Err((column, "noMargin", message));
            }
            _ => {}
        }
        if let (Some(price), Some(spot)) = (liquidation_price, self.spots.get(&asset))
            && (side == ListedSide::Long) == (price >= *spot)
        {
            let word = if side == ListedSide::Long { "long" } else { "short" };
            let message = format!("the liquidation price {price} of a {word} has been met at today's {spot}");
            doubt(self.column(Field::Line), "lineMet", message);
        }
        Ok(ListedPosition {
            asset,
            side,
            size,
            entry_price,
            liquidation_price,
            leverage,
            collateral,
            debt,
            venue,
            ..ListedPosition::default()
        })
    }

    /// Coins and side; a value is turned into coins at the entry price, else at today's.
    fn size(&self, row: usize, asset: &str, entry: Option<f64>) -> Result<(f64, ListedSide), Fault> {
        let side = match self.text(row, Field::Side) {
            Some(word) => match side_of(&word) {
                Some(Side::Long) => Some(ListedSide::Long),
                Some(Side::Short) => Some(ListedSide::Short),
                Some(Side::Flat) => {
                    return Err((
                        self.column(Field::Side),
                        "zeroQuantity",
                        "the position is closed".to_owned(),
                    ));
                }
                None => {
                    let message = format!("{:?} is neither long nor short", shortened(&word));
                    return Err((self.column(Field::Side), "unknownSide", message));
                }
            },
            None => None,
        };
        let (field, coins) = match self.number(row, Field::Size)? {
            Some(size) => (Field::Size, size),
            None => {
                let value = self.number(row, Field::Value)?.unwrap_or(0.0);
                let price = entry.or_else(|| self.spots.get(asset).copied());
                let column = self.column(Field::Value);
                let price = price.filter(|_| column.is_some());
                let price = price.ok_or((
                    self.column(Field::Size).or(column),
                    "emptyQuantity",
                    "the size is empty".to_owned(),
                ))?;
                (Field::Value, value / price)
            }
        };
        if coins == 0.0 {
            return Err((self.column(field), "zeroQuantity", "the size is zero".to_owned()));
        }
        if coins < 0.0 && side == Some(ListedSide::Long) {
            return Err((self.column(field), "negative", "a long has a size below zero".to_owned()));
        }
        let signed = if coins < 0.0 { ListedSide::Short } else { ListedSide::Long };
        Ok((coins.abs(), side.unwrap_or(signed)))
    }

    /// A part: 0.83, 83, 83 % or 8300 of ten thousand.
    fn threshold(&self, row: usize) -> Result<Option<f64>, Fault> {
        let Some(number) = self.positive(row, Field::Threshold)? else { return Ok(None) };
        let part = match number {
            ..=1.0 => number,
            ..=100.0 => number / 100.0,
            _ => number / 1e4,
        };
        if part > 1.0 {
            let message = format!("a threshold of {number} is above 100 %");
            return Err((self.column(Field::Threshold), "badThreshold", message));
        }
        Ok(Some(part))
    }
}
