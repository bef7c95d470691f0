//! Rows of a funding history to one series of rates for each asset.

use std::collections::HashMap;

use super::asset_name::{self, Pair};
use super::date::DateOrder;
use super::dates;
use super::forms::{PriceColumns, PriceLayout};
use super::issues::{Issues, Severity};
use super::number::{Votes, parse_number};
use super::request::ImportOptions;
use super::series::{ReadPrices, Series, shortened};
use super::table::{Table, is_empty};
use crate::error::{Code, Error};
use crate::market::{FundingSeries, Timestamp, format_instant};
use crate::math::order;

/// Venues by the word that names of files have for them.
const VENUES: &[(&str, &str)] = &[
    ("binance", "Binance"),
    ("bybit", "Bybit"),
    ("okx", "OKX"),
    ("bitget", "Bitget"),
    ("gate", "Gate"),
    ("deribit", "Deribit"),
    ("hyperliquid", "Hyperliquid"),
    ("bitmex", "BitMEX"),
    ("kraken", "Kraken"),
    ("dydx", "dYdX"),
    ("kucoin", "KuCoin"),
    ("htx", "HTX"),
    ("mexc", "MEXC"),
];

/// Reads the rows; `name` is the asset of a file that has one only. Rates stand where prices would.
pub fn read_rates(
    table: &Table<'_>,
    layout: &PriceLayout,
    options: &ImportOptions,
    (name, own_pair): (&str, Option<Pair>),
    issues: &mut Issues,
) -> Result<ReadPrices, Error> {
    let PriceColumns::One { price: column, asset } = layout.prices else {
        return Err(Error::new(Code::Unreadable, "A funding history has one column of rates."));
    };
    let dates = dates::read_dates(table, &layout.dates, options.date_order)
        .ok_or_else(|| Error::new(Code::Unreadable, "No column of the table holds dates."))?;
    let date_order = dates.order.unwrap_or(DateOrder::Ymd);
    let mut votes = Votes::default();
    for row in table.body.clone() {
        votes.add(&table.sheet.cell(row, column));
    }
    let mark = options.decimal_mark.unwrap_or_else(|| votes.mark());
    let in_percent = table.column_name(column).contains('%');
    let mut series: Vec<Series> = vec![];
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut rows_used = 0;
    for (i, row) in table.body.clone().enumerate() {
        let cell = table.sheet.cell(row, column);
        let mut skip = |column: usize, code, message: String| {
            issues.add((table.sheet.line(row), Some(column + 1)), Severity::Skipped, code, || message);
        };
        let Some(instant) = dates.written[i].under(date_order) else {
            let text = table.sheet.cell(row, dates.column);
            skip(dates.column, "badDate", format!("{:?} is not a date", shortened(&text)));
            continue;
        };
        let scale = if in_percent || cell.trim_end().ends_with('%') { 0.01 } else { 1.0 };
        let Some(rate) = parse_number(&cell, mark).map(|rate| rate * scale) else {
            let (code, message) = match is_empty(&cell) {
                true => ("emptyRate", "the funding rate is empty".to_owned()),
                false => ("notANumber", format!("{:?} is not a number", shortened(&cell))),
            };
            skip(column, code, message);
            continue;
        };
        if rate.abs() > 1.0 {
            skip(column, "badRate", format!("a funding rate of {rate} is more than the notional"));
            continue;
        }
        let text = asset.map_or(std::borrow::Cow::Borrowed(name), |column| table.sheet.cell(row, column));
        let place = *places.entry(text.clone().into_owned()).or_insert_with(|| {
            let pair = if asset.is_some() { Some(asset_name::pair(&text)) } else { own_pair.clone() };
            let base = pair.as_ref().map_or_else(|| text.to_string(), |pair| pair.base.clone());
            let known = series.iter().position(|one| one.asset == base);
            known.unwrap_or_else(|| {
                series.push(Series { asset: base, pair: None, prices: vec![] });
                series.len() - 1
            })
        });
        // Clocks of exports are off by milliseconds.
        series[place].prices.push((dates::key(instant, false).div_euclid(1_000) * 1_000, rate));
        rows_used += 1;
    }
    for one in &mut series {
        order::sort(&mut one.prices, &|a, b| a.0.cmp(&b.0));
        let rows = one.prices.len();
        // Of two rates of one moment the first stands.
        one.prices.dedup_by_key(|(key, _)| *key);
        rows_used -= rows - one.prices.len();
        say_local_times(one, table, issues);
    }
    Ok(ReadPrices { series, rows_used, dates, votes, mark })
}

/// Venues pay at whole multiples of the interval since midnight UTC: other times are those of some other zone.
fn say_local_times(series: &Series, table: &Table<'_>, issues: &mut Issues) {
    let [.., before, last] = series.prices[..] else { return };
    let interval = last.0 - before.0;
    let off = last.0.rem_euclid(interval.max(1));
    if interval < 86_400_000 && off > 60_000 && interval - off > 60_000 {
        let line = (table.sheet.line(table.body.start), None);
        issues.add(line, Severity::Doubtful, "localTime", || {
            format!(
                "the funding times of {} are no whole multiples of their interval since midnight UTC: they may be local",
                series.asset
            )
        });
    }
}

/// The histories as requests take them; the venue is that of the file's name.
pub fn histories(series: Vec<Series>, file: &str) -> Vec<FundingSeries> {
    let file = file.to_lowercase();
    let venue = VENUES.iter().find(|(word, _)| file.contains(word)).map(|(_, name)| (*name).to_owned());
    let date = |key: i64| Timestamp::from_millisecond(key).map(format_instant).unwrap_or_default();
    let history = |one: Series| FundingSeries {
        asset: one.asset,
        venue: venue.clone(),
        dates: one.prices.iter().map(|(key, _)| date(*key)).collect(),
        rates: one.prices.iter().map(|(_, rate)| *rate).collect(),
    };
    series.into_iter().map(history).collect()
}
