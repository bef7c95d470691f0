//! Rows of an option chain: the volatility of each strike, forwards, spots, and the moment.
//!
//! A strike has one volatility: that of the option out of the money. Bid and ask, where the file has them as
//! prices, are turned into volatilities with the forward of their row; a row without a bid is one that
//! nobody bids for. Volatilities are in per cent where the middle one of the file is above 3.

use std::collections::BTreeMap;

use super::chain_terms::OptionReader;
use super::date::{DateOrder, read_date};
use super::dates::key;
use super::describe;
use super::forms::{ChainLayout, ChainTerms};
use super::issues::{Issues, Severity};
use super::number::{DecimalMark, Votes, parse_number};
use super::request::ImportOptions;
use super::response::{ImportedQuotes, Understood};
use super::run::Reports;
use super::table::Table;
use crate::error::{Code, Error};
use crate::market::{
    Forward, Timestamp, VolatilityQuote, check_price, format_instant, parse_expiry, parse_instant,
    years_between,
};
use crate::pricing::Right;
use crate::pricing::implied_volatility::{implied_volatility, undiscounted};
use crate::pricing::instrument::option::VanillaOption;

/// A middle volatility above this is in per cent.
const PERCENT: f64 = 3.0;
/// Volatilities of strikes lie below this.
const GREATEST: f64 = 10.0;

/// One row.
struct Row {
    option: VanillaOption,
    forward: Option<f64>,
    /// Of the mark.
    volatility: Option<f64>,
    /// Of bid and ask.
    given: [Option<f64>; 2],
    /// Mark, bid and ask.
    prices: [Option<f64>; 3],
}

/// The quotes of a chain, and how its file was read.
pub fn read(
    table: &Table<'_>,
    (format, label): (String, &str),
    layout: &ChainLayout,
    options: &ImportOptions,
    (file, issues, choices): Reports<'_>,
) -> Result<(ImportedQuotes, Understood), Error> {
    let mut votes = Votes::default();
    let texts = || {
        let columns = [layout.volatility, layout.mark, layout.forward, layout.index].into_iter().flatten();
        columns.flat_map(|column| table.body.clone().map(move |row| table.sheet.cell(row, column)))
    };
    texts().for_each(|text| votes.add(&text));
    let mark = options.decimal_mark.unwrap_or_else(|| votes.mark());
    let naming = describe::Naming::of(table, options);
    if let ChainTerms::Apart { asset: None, .. } = layout.terms {
        choices.push(naming.choice(file));
    }
    let prices = [layout.mark, layout.bid, layout.ask];
    let reader = OptionReader::new((table, &layout.terms), mark, &naming.asset, &prices);
    let asked_time = options.valuation_time.as_deref();
    let (quotes, rows_used) = read_rows((table, &reader), layout, mark, asked_time, issues);
    if quotes.volatilities.is_empty() {
        let first = issues.first_message().map_or_else(String::new, |message| format!(" ({message})"));
        let message = format!("No row of the option chain gives a volatility{first}.");
        return Err(Error::new(Code::Unreadable, message));
    }
    choices.extend(describe::mark_choice(file, votes, mark, texts()));
    choices.extend(describe::delimiter_choice(file, table));
    let understood = Understood {
        file: file.to_owned(),
        format,
        label: label.to_owned(),
        delimiter: table.delimiter,
        decimal_mark: mark,
        date_order: None,
        header: table.header.is_some(),
        columns: vec![],
        rows_read: table.body.len(),
        rows_used,
        asset: None,
        first_date: None,
        last_date: None,
    };
    Ok((quotes, understood))
}

fn read_rows(
    (table, reader): (&Table<'_>, &OptionReader<'_>),
    layout: &ChainLayout,
    mark: DecimalMark,
    asked_time: Option<&str>,
    issues: &mut Issues,
) -> (ImportedQuotes, usize) {
    let cell = |row: usize, column: Option<usize>| column.map(|column| table.sheet.cell(row, column));
    let number = |row: usize, column: Option<usize>| {
        parse_number(&cell(row, column)?, mark).filter(|number| number.is_finite() && *number >= 0.0)
    };
    let positive = |row, column| number(row, column).filter(|number| *number > 0.0);
    let mut volatilities: Vec<f64> =
        table.body.clone().filter_map(|row| positive(row, layout.volatility)).collect();
    volatilities.sort_unstable_by(f64::total_cmp);
    let middle = volatilities.get(volatilities.len() / 2).copied().unwrap_or(0.0);
    let unit = if middle > PERCENT { 0.01 } else { 1.0 };
    let scaled = |volatility: f64| volatility * unit;
    let mut quotes = ImportedQuotes::default();
    let mut forwards: BTreeMap<(String, String), f64> = BTreeMap::new();
    let mut rows = vec![];
    for row in table.body.clone() {
        let option = match reader.option(row) {
            None => continue,
            Some(Ok(option)) => option,
            Some(Err((column, error))) => {
                let place = (table.sheet.line(row), Some(column + 1));
                issues.add(place, Severity::Skipped, "unknownInstrument", || error.message);
                continue;
            }
        };
        if let Some(spot) = positive(row, layout.index) {
            quotes.spots.entry(option.asset.clone()).or_insert(spot);
        }
        let forward = positive(row, layout.forward);
        if let Some(forward) = forward {
            forwards.entry((option.asset.clone(), option.expiry.clone())).or_insert(forward);
        }
        // An empty cell of a column of bids says that there is none.
        let bid = |column: Option<usize>| column.map(|_| number(row, column).unwrap_or(0.0));
        rows.push(Row {
            forward,
            volatility: positive(row, layout.volatility).map(scaled),
            given: [bid(layout.bid_volatility).map(scaled), positive(row, layout.ask_volatility).map(scaled)],
            prices: [positive(row, layout.mark), bid(layout.bid), positive(row, layout.ask)],
            option,
        });
    }
    let written = |row: usize| read_date(&table.sheet.cell(row, layout.time?)).under(DateOrder::Ymd);
    let first = || Timestamp::from_millisecond(key(table.body.clone().find_map(written)?, false));
    let moment = asked_time.and_then(parse_instant).or_else(first);
    quotes.valuation_time = moment.map(format_instant);
    quotes.forwards =
        forwards.into_iter().map(|((asset, expiry), price)| Forward { asset, expiry, price }).collect();
    let used = rows.len();
    quotes.volatilities = points(rows, moment);
    (quotes, used)
}

/// One quote for each strike.
fn points(rows: Vec<Row>, moment: Option<Timestamp>) -> Vec<VolatilityQuote> {
    let mut strikes: BTreeMap<(String, String, u64), (bool, VolatilityQuote)> = BTreeMap::new();
    for row in rows {
        let [mark, bid, ask] = row.implied(moment);
        let Row { option, forward, volatility, given, .. } = row;
        let usable = |volatility: &f64| *volatility > 0.0 && *volatility < GREATEST;
        let Some(volatility) = volatility.or(mark).filter(usable) else { continue };
        let out = forward.is_none_or(|forward| match option.right {
            Right::Call => option.strike >= forward,
            Right::Put => option.strike <= forward,
        });
        let place = (option.asset.clone(), option.expiry.clone(), option.strike.to_bits());
        if strikes.get(&place).is_some_and(|(better, _)| *better || !out) {
            continue;
        }
        let VanillaOption { asset, expiry, strike, .. } = option;
        let quote = VolatilityQuote::Point {
            asset,
            expiry,
            strike,
            volatility,
            bid: given[0].or(bid).filter(|bid| *bid < GREATEST),
            ask: given[1].or(ask).filter(usable),
        };
        strikes.insert(place, (out, quote));
    }
    strikes.into_values().map(|(_, quote)| quote).collect()
}

impl Row {
    /// Mark, bid and ask by price, as volatilities; a bid that no volatility gives counts as none.
    fn implied(&self, moment: Option<Timestamp>) -> [Option<f64>; 3] {
        let option = &self.option;
        let expiry = parse_expiry(&option.expiry);
        let (Some(forward), Some(moment), Some(expiry)) = (self.forward, moment, expiry) else {
            return [None; 3];
        };
        let years = years_between(moment, expiry);
        let sound = [forward, option.strike].iter().all(|price| check_price("A price", *price).is_ok());
        if years <= 0.0 || !sound {
            return [None; 3];
        }
        let invert = |price: f64| {
            let price = undiscounted(price, forward, 1.0, option.settlement);
            if price.is_finite() {
                implied_volatility(option.right, forward, option.strike, years, price).ok()
            } else {
                None
            }
        };
        let [mark, bid, ask] = self.prices;
        [mark.and_then(invert), bid.map(|bid| invert(bid).unwrap_or(0.0)), ask.and_then(invert)]
    }
}
