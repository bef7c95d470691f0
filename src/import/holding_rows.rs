//! Holdings in columns: one row, one draft of a position.

use super::forms::PositionLayout;
use super::holdings::{Amount, Draft, Side, money, side_of, signed};
use super::instrument_name::{asset_of, instrument_of};
use super::issues::{Issues, Severity};
use super::number::{DecimalMark, Votes, parse_number};
use super::series::shortened;
use super::table::{Table, is_empty};
use crate::market::QUOTE_CURRENCY;
use crate::pricing::Settlement;
use crate::pricing::instrument::Instrument;

/// A number with the unit that stands beside it in its cell: `0.5 BTC`, `$5,000`.
pub fn number_with_unit(cell: &str, mark: DecimalMark) -> Option<(f64, Option<String>)> {
    let cell = cell.trim();
    if let Some(sign) = cell.chars().find(|c| money(&c.to_string()).is_some()) {
        return parse_number(cell, mark).map(|number| (number, Some(sign.to_string())));
    }
    if let Some(number) = parse_number(cell, mark) {
        return Some((number, None));
    }
    let letter = |c: char| c.is_alphabetic();
    if let Some(at) = cell.find(letter) {
        let (number, unit) = cell.split_at(at);
        if let Some(number) = parse_number(number, mark) {
            return Some((number, Some(unit.trim().to_owned())));
        }
        let end = cell.rfind(letter).map(|at| at + cell[at..].chars().next().map_or(1, char::len_utf8))?;
        let (unit, number) = cell.split_at(end);
        return parse_number(number, mark).map(|number| (number, Some(unit.trim().to_owned())));
    }
    None
}

/// What the numbers of a table say of the decimal mark.
pub fn vote(table: &Table<'_>, layout: &PositionLayout) -> Votes {
    let mut votes = Votes::default();
    for column in
        [layout.quantity, layout.value, layout.entry_price, layout.market.mark].into_iter().flatten()
    {
        for row in table.body.clone() {
            votes.add(&table.sheet.cell(row, column));
        }
    }
    votes
}

/// Reads the rows; each draft comes with its row.
pub fn read_rows(
    table: &Table<'_>,
    layout: &PositionLayout,
    mark: DecimalMark,
    issues: &mut Issues,
) -> Vec<(usize, Draft)> {
    let currency = layout.value.and_then(|column| currency_of_heading(&table.headings[column]));
    let reader =
        Reader { table, layout, mark, currency: currency.unwrap_or_else(|| QUOTE_CURRENCY.to_owned()) };
    table.body.clone().filter_map(|row| Some((row, reader.row(row, issues)?))).collect()
}

fn currency_of_heading(heading: &str) -> Option<String> {
    heading.split(' ').rev().find_map(money)
}

struct Reader<'a> {
    table: &'a Table<'a>,
    layout: &'a PositionLayout,
    mark: DecimalMark,
    currency: String,
}

impl Reader<'_> {
    fn row(&self, row: usize, issues: &mut Issues) -> Option<Draft> {
        let (table, layout) = (self.table, self.layout);
        let line = table.sheet.line(row);
        let cell =
            |column: Option<usize>| column.map(|c| table.sheet.cell(row, c)).filter(|cell| !is_empty(cell));
        let mut skip = |column: Option<usize>, code: &str, message: String| {
            issues.add((line, column.map(|c| c + 1)), Severity::Skipped, code, || message);
        };
        let width = table.sheet.width(row);
        if row + 1 == table.sheet.len()
            && !table.sheet.complete
            && width < table.width
            && width > 1
            && [Some(layout.asset), layout.quantity.or(layout.value)]
                .into_iter()
                .flatten()
                .any(|c| c + 1 >= width)
        {
            let message = format!("the last line breaks off after {width} of {} cells", table.width);
            skip(None, "truncatedLine", message);
            return None;
        }
        let overlong = (table.width..width).any(|column| !table.sheet.cell(row, column).is_empty());
        if overlong {
            let message = format!("the row has {width} cells where {} are expected", table.width);
            skip(None, "raggedRow", message);
            return None;
        }
        let Some(asset) = cell(Some(layout.asset)) else {
            skip(Some(layout.asset), "emptyAsset", "the asset is empty".to_owned());
            return None;
        };
        let kind = cell(layout.kind);
        let instrument =
            if layout.exact { exact_instrument(&asset) } else { instrument_of(&asset, kind.as_deref()) };
        let instrument = match instrument {
            Ok(instrument) => instrument,
            Err(message) => {
                skip(Some(layout.asset), "unknownInstrument", message);
                return None;
            }
        };
        let side = cell(layout.side).and_then(|word| side_of(&word));
        let quantity = cell(layout.quantity).map(|cell| number_with_unit(&cell, self.mark).ok_or(cell));
        let value = cell(layout.value).map(|cell| number_with_unit(&cell, self.mark).ok_or(cell));
        let zero_quantity =
            matches!(quantity, Some(Ok((0.0, _)))) && matches!(value, Some(Ok((v, _))) if v != 0.0);
        let (column, amount) = match (quantity, value) {
            (Some(Ok((number, unit))), _) if !zero_quantity => {
                (layout.quantity, self.amount(&instrument, number, unit))
            }
            (None, Some(Ok((number, unit)))) | (Some(Ok(_)), Some(Ok((number, unit)))) => {
                let currency = unit.as_deref().and_then(money).unwrap_or_else(|| self.currency.clone());
                (layout.value, Amount::Value(number, currency))
            }
            (Some(Err(cell)), _) => {
                skip(layout.quantity, "notANumber", format!("{:?} is not a number", shortened(&cell)));
                return None;
            }
            (_, Some(Err(cell))) => {
                skip(layout.value, "notANumber", format!("{:?} is not a number", shortened(&cell)));
                return None;
            }
            _ => {
                skip(layout.quantity.or(layout.value), "emptyQuantity", "the quantity is empty".to_owned());
                return None;
            }
        };
        let amount = match amount {
            Amount::Quantity(number) => Amount::Quantity(signed(number, side)),
            Amount::Value(number, currency) => Amount::Value(signed(number, side), currency),
        };
        let closed = matches!(amount, Amount::Quantity(0.0) | Amount::Value(0.0, _));
        if closed && !layout.exact {
            let what =
                if side == Some(Side::Flat) { "the position is closed" } else { "the quantity is zero" };
            skip(column, "zeroQuantity", what.to_owned());
            return None;
        }
        let place = (line, column.map(|c| c + 1));
        let entry_price = self.entry_price(row, &instrument, issues);
        Some(Draft { instrument, amount, entry_price, place, apart: layout.exact })
    }

    /// A quantity, unless its unit is money: `5,000 USD` of BTC is a value.
    fn amount(&self, instrument: &Instrument, number: f64, unit: Option<String>) -> Amount {
        match unit.as_deref().and_then(money) {
            Some(currency)
                if currency != asset_of(instrument)
                    && matches!(instrument, Instrument::Spot(_) | Instrument::Cash(_)) =>
            {
                Amount::Value(number, currency)
            }
            _ => Amount::Quantity(number),
        }
    }

    fn entry_price(&self, row: usize, instrument: &Instrument, issues: &mut Issues) -> Option<f64> {
        let layout = self.layout;
        // What settles in coin is quoted in coin; the price in USD is the one that compares with others.
        let in_coin = matches!(instrument, Instrument::VanillaOption(option) if option.settlement == Settlement::Inverse);
        let column = layout.market.entry_usd.filter(|_| in_coin).or(layout.entry_price)?;
        let cell = self.table.sheet.cell(row, column);
        if is_empty(&cell) {
            return None;
        }
        match number_with_unit(&cell, self.mark) {
            Some((price, _)) if price > 0.0 && price <= 1e18 => Some(price),
            Some((0.0, _)) => None,
            _ => {
                let place = (self.table.sheet.line(row), Some(column + 1));
                let message =
                    || format!("the entry price {:?} is not a price and not used", shortened(&cell));
                issues.add(place, Severity::Doubtful, "badEntryPrice", message);
                None
            }
        }
    }
}

/// The instrument under exactly the name that an export of ours gives it.
fn exact_instrument(text: &str) -> Result<Instrument, String> {
    use crate::pricing::instrument::spot::Spot;
    match crate::portfolio::parse_symbol(text) {
        Ok(Instrument::Spot(_)) | Err(_) if !text.contains('-') => {
            Ok(Instrument::Spot(Spot { asset: text.to_owned() }))
        }
        Ok(instrument) => Ok(instrument),
        Err(_) => instrument_of(text, None),
    }
}
