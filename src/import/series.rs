//! Rows of a price file to one series of prices for each asset, with a word on every row that was not
//! plainly used.

use std::collections::HashMap;

use super::asset_name::{self, Pair};
use super::cleaning::{Cleaning, Collected, Entry};
use super::dates::{self, DateColumn};
use super::forms::{PriceColumns, PriceLayout};
use super::issues::{Issues, Severity};
use super::number::{DecimalMark, Votes, parse_number};
use super::request::ImportOptions;
use super::table::{Table, is_empty};
use crate::error::{Code, Error};
use crate::market::{Timestamp, format_instant};

/// How many cells vote on the decimal mark before the rest is looked at.
const VOTING_CELLS: usize = 4_000;

/// Prices of one asset by key (milliseconds since 1970, UTC), ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The asset.
    pub asset: String,
    /// The currency of the prices, where the file tells it.
    pub pair: Option<Pair>,
    /// Keys and prices.
    pub prices: Vec<(i64, f64)>,
}

/// What was read from a price file.
pub struct ReadPrices {
    /// One for each asset, in the order of the file.
    pub series: Vec<Series>,
    /// Rows of which something was used.
    pub rows_used: usize,
    /// The dates as they were read.
    pub dates: DateColumn,
    /// What the cells say of the decimal mark.
    pub votes: Votes,
    /// The mark taken.
    pub mark: DecimalMark,
}

/// Reads the rows; `name` is the asset of a file that has one only.
pub fn read_series(
    table: &Table<'_>,
    layout: &PriceLayout,
    options: &ImportOptions,
    (name, own_pair): (&str, Option<Pair>),
    issues: &mut Issues,
) -> Result<ReadPrices, Error> {
    let no_dates = || Error::new(Code::Unreadable, "No column of the table holds dates.");
    let dates = dates::read_dates(table, &layout.dates, options.date_order).ok_or_else(no_dates)?;
    let order = dates.order.unwrap_or(super::date::DateOrder::Ymd);
    let instants: Vec<Option<super::date::Instant>> = dates.written.iter().map(|w| w.under(order)).collect();
    if instants.iter().all(Option::is_none) {
        return Err(no_dates());
    }
    let days = dates::are_days(instants.iter().flatten().copied());
    if let Some((column, message)) = &dates.passed_over {
        let line = table.sheet.line(table.body.start.min(table.sheet.len() - 1));
        issues.add((line, Some(column + 1)), Severity::Note, "damagedDates", || {
            format!("{message}; the dates come from {}", table.column_name(dates.column))
        });
    }
    let columns: Vec<usize> = match &layout.prices {
        PriceColumns::One { price, .. } => vec![*price],
        PriceColumns::Wide(columns) => columns.clone(),
    };
    let votes = vote(table, &columns);
    let mark = options.decimal_mark.unwrap_or_else(|| votes.mark());
    let mut reader =
        Reader { table, mark, dates: &dates, issues, collected: vec![], by_name: HashMap::new() };
    match &layout.prices {
        PriceColumns::Wide(columns) => {
            reader.collected = columns
                .iter()
                .map(|column| Collected {
                    asset: table.column_name(*column),
                    pair: None,
                    column: *column,
                    entries: Vec::new(),
                })
                .collect();
        }
        PriceColumns::One { asset: None, price } => {
            let (asset, entries) = (name.to_owned(), Vec::new());
            reader.collected.push(Collected { asset, pair: own_pair, column: *price, entries });
        }
        PriceColumns::One { asset: Some(_), .. } => {}
    }
    for (i, row) in table.body.clone().enumerate() {
        let Some(width) = reader.width_of(row) else { continue };
        let Some(instant) = instants[i] else {
            reader.report_date(row);
            continue;
        };
        let key = dates::key(instant, days);
        match &layout.prices {
            PriceColumns::One { price, asset } => {
                reader.one(row, key, (*price, *asset), options, width);
            }
            PriceColumns::Wide(columns) => reader.wide(row, key, columns, width),
        }
    }
    let collected = reader.collected;
    let mut cleaning = Cleaning::new(table, options.keep_outliers.unwrap_or(false), issues);
    let series = collected.into_iter().filter_map(|one| cleaning.clean(one)).collect();
    let rows_used = cleaning.finish();
    Ok(ReadPrices { series, rows_used, dates, votes, mark })
}

/// What the cells of the price columns say of the decimal mark; all of them if the first leave it open.
fn vote(table: &Table<'_>, columns: &[usize]) -> Votes {
    let rows = VOTING_CELLS.div_ceil(columns.len().max(1));
    let count = |rows: &mut dyn Iterator<Item = usize>| {
        let mut votes = Votes::default();
        for row in rows {
            for column in columns {
                votes.add(&table.sheet.cell(row, *column));
            }
        }
        votes
    };
    let votes = count(&mut table.sample(rows));
    if votes.ambiguous() { count(&mut table.body.clone()) } else { votes }
}

struct Reader<'t, 'i> {
    table: &'t Table<'t>,
    mark: DecimalMark,
    dates: &'t DateColumn,
    issues: &'i mut Issues,
    collected: Vec<Collected>,
    by_name: HashMap<String, usize>,
}

impl Reader<'_, '_> {
    fn place(&self, row: usize, column: usize) -> (usize, Option<usize>) {
        (self.table.sheet.line(row), Some(column + 1))
    }

    /// The width of a row that can be used; says what is wrong with the others.
    fn width_of(&mut self, row: usize) -> Option<usize> {
        let (width, expected) = (self.table.sheet.width(row), self.table.width);
        if width == expected {
            return Some(width);
        }
        let line = (self.table.sheet.line(row), None);
        if width > expected {
            if (expected..width).all(|column| self.table.sheet.cell(row, column).is_empty()) {
                return Some(expected);
            }
            let message = || {
                format!(
                    "the row has {width} cells where {expected} are expected, so that it is unclear which is which"
                )
            };
            self.issues.add(line, Severity::Skipped, "raggedRow", message);
            return None;
        }
        if row + 1 == self.table.sheet.len() && !self.table.sheet.complete {
            let message = || format!("the last line breaks off after {width} of {expected} cells");
            self.issues.add(line, Severity::Skipped, "truncatedLine", message);
            return None;
        }
        Some(width)
    }

    fn report_date(&mut self, row: usize) {
        let column = self.dates.column;
        let cell = self.table.sheet.cell(row, column);
        let place = self.place(row, column);
        let (code, message) = if is_empty(&cell) {
            ("emptyDate", "the date is empty".to_owned())
        } else {
            ("badDate", format!("{:?} is not a date", shortened(&cell)))
        };
        self.issues.add(place, Severity::Skipped, code, || message);
    }

    /// The number in a cell, if it is one; says what is wrong with it otherwise.
    fn price(&mut self, row: usize, column: usize) -> Option<f64> {
        let cell = self.table.sheet.cell(row, column);
        match parse_number(&cell, self.mark) {
            Some(price) => Some(price),
            None => {
                let place = self.place(row, column);
                let message = || format!("{:?} is not a number", shortened(&cell));
                self.issues.add(place, Severity::Skipped, "notANumber", message);
                None
            }
        }
    }

    fn one(
        &mut self,
        row: usize,
        key: i64,
        (price_column, asset_column): (usize, Option<usize>),
        options: &ImportOptions,
        width: usize,
    ) {
        let needed = price_column.max(asset_column.unwrap_or(0)).max(self.dates.column);
        let expected = self.table.width;
        if width <= needed {
            let message = || format!("the row has {width} cells where {expected} are expected");
            self.issues.add((self.table.sheet.line(row), None), Severity::Skipped, "raggedRow", message);
            return;
        }
        if is_empty(&self.table.sheet.cell(row, price_column)) {
            let place = self.place(row, price_column);
            self.issues.add(place, Severity::Skipped, "emptyPrice", || "the price is empty".to_owned());
            return;
        }
        let series = match asset_column {
            None => 0,
            Some(column) => match self.series_of(row, column, price_column, options) {
                Some(series) => series,
                None => return,
            },
        };
        let Some(price) = self.price(row, price_column) else { return };
        if width < expected {
            let message = || {
                format!(
                    "the row has {width} cells where {expected} are expected; its date and price are there and used"
                )
            };
            self.issues.add((self.table.sheet.line(row), None), Severity::Doubtful, "raggedRow", message);
        }
        self.collected[series].entries.push(Entry { key, price, row: row as u32 });
    }

    fn series_of(
        &mut self,
        row: usize,
        column: usize,
        price: usize,
        options: &ImportOptions,
    ) -> Option<usize> {
        let cell = self.table.sheet.cell(row, column);
        if let Some(series) = self.by_name.get(cell.as_ref()) {
            return Some(*series);
        }
        if is_empty(&cell) {
            let place = self.place(row, column);
            self.issues.add(place, Severity::Skipped, "emptyAsset", || "the asset is empty".to_owned());
            return None;
        }
        let pair = asset_name::pair(&cell);
        let asset = asset_name::named(&pair, &options.quote());
        let series = match self.collected.iter().position(|one| one.asset == asset) {
            Some(series) => series,
            None => {
                let (pair, entries) = (Some(pair), Vec::new());
                self.collected.push(Collected { asset, pair, column: price, entries });
                self.collected.len() - 1
            }
        };
        self.by_name.insert(cell.into_owned(), series);
        Some(series)
    }

    fn wide(&mut self, row: usize, key: i64, columns: &[usize], width: usize) {
        let expected = self.table.width;
        if width < expected {
            let message = || {
                format!(
                    "the row has {width} cells where {expected} are expected; the missing ones count as empty"
                )
            };
            self.issues.add((self.table.sheet.line(row), None), Severity::Doubtful, "raggedRow", message);
        }
        let mut filled = false;
        for (series, column) in columns.iter().enumerate() {
            if is_empty(&self.table.sheet.cell(row, *column)) {
                continue;
            }
            filled = true;
            if let Some(price) = self.price(row, *column) {
                self.collected[series].entries.push(Entry { key, price, row: row as u32 });
            }
        }
        if !filled {
            let line = (self.table.sheet.line(row), None);
            self.issues.add(line, Severity::Skipped, "emptyRow", || "the row holds no price".to_owned());
        }
    }
}

/// A key as ISO 8601.
pub fn written_date(key: i64) -> String {
    Timestamp::from_millisecond(key).map(format_instant).unwrap_or_default()
}

/// A cell for a message: no longer than a person reads.
pub fn shortened(cell: &str) -> String {
    match cell.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &cell[..at]),
        None => cell.to_owned(),
    }
}
