//! Traded volumes: tables with a column for each asset, and the column beside the prices of one.
//!
//! A volume counts quote currency a day. Where a file says so of its volumes they are taken; where they may count coins
//! or shares they are left.

use super::asset_name::Pair;
use super::date::DateOrder;
use super::dates;
use super::forms::{PriceColumns, PriceLayout};
use super::issues::{Issues, Severity};
use super::number::{Votes, parse_number};
use super::request::ImportOptions;
use super::series::{ReadPrices, Series, shortened, written_date};
use super::table::{Table, is_empty};
use crate::error::{Code, Error};
use crate::market::VolumeSeries;
use crate::math::order;

/// Headings of volumes that count quote currency.
const IN_QUOTE: &[&str] = &[
    "total volume",
    "quote asset volume",
    "quote volume",
    "volume usd",
    "volume usdt",
    "volume usdc",
    "vol usd",
];
/// Forms of data services whose `volume` counts quote currency.
const SERVICES: &[&str] = &["coinMarketCap"];

/// The layout of the volumes beside the prices of one asset, where they count quote currency.
pub fn beside(table: &Table<'_>, form: &str, layout: &PriceLayout) -> Option<PriceLayout> {
    let PriceColumns::One { asset, .. } = layout.prices else { return None };
    let service = || table.column(&["volume"]).filter(|_| SERVICES.contains(&form));
    let column = table.column(IN_QUOTE).or_else(service)?;
    Some(PriceLayout { prices: PriceColumns::One { price: column, asset }, ..layout.clone() })
}

/// Reads the rows of a table of volumes; `name` is the asset of a file that has one only.
pub fn read_volumes(
    table: &Table<'_>,
    layout: &PriceLayout,
    options: &ImportOptions,
    (name, pair): (&str, Option<Pair>),
    issues: &mut Issues,
) -> Result<ReadPrices, Error> {
    let dates = dates::read_dates(table, &layout.dates, options.date_order)
        .ok_or_else(|| Error::new(Code::Unreadable, "No column of the table holds dates."))?;
    let date_order = dates.order.unwrap_or(DateOrder::Ymd);
    let (columns, names) = match &layout.prices {
        PriceColumns::Wide(columns) => (columns.clone(), None),
        PriceColumns::One { price, asset } => (vec![*price], *asset),
    };
    let mut votes = Votes::default();
    for row in table.sample(1_000) {
        columns.iter().for_each(|column| votes.add(&table.sheet.cell(row, *column)));
    }
    let mark = options.decimal_mark.unwrap_or_else(|| votes.mark());
    let mut series: Vec<Series> = vec![];
    let mut rows_used = 0;
    for (i, row) in table.body.clone().enumerate() {
        let mut skip = |column: usize, code, message: String| {
            issues.add((table.sheet.line(row), Some(column + 1)), Severity::Skipped, code, || message);
        };
        let Some(instant) = dates.written[i].under(date_order) else {
            let text = table.sheet.cell(row, dates.column);
            skip(dates.column, "badDate", format!("{:?} is not a date", shortened(&text)));
            continue;
        };
        let key = dates::key(instant, true);
        let mut used = false;
        for &column in &columns {
            let cell = table.sheet.cell(row, column);
            if is_empty(&cell) {
                continue;
            }
            let Some(volume) = parse_number(&cell, mark).filter(|volume| *volume >= 0.0) else {
                skip(column, "badVolume", format!("{:?} is no volume", shortened(&cell)));
                continue;
            };
            let asset = match (&layout.prices, names) {
                (PriceColumns::Wide(_), _) => table.column_name(column),
                (_, Some(names)) => super::asset_name::pair(&table.sheet.cell(row, names)).base,
                _ => pair.as_ref().map_or_else(|| name.to_owned(), |pair| pair.base.clone()),
            };
            let place = series.iter().position(|one| one.asset == asset).unwrap_or_else(|| {
                series.push(Series { asset, pair: None, prices: vec![] });
                series.len() - 1
            });
            series[place].prices.push((key, volume));
            used = true;
        }
        rows_used += usize::from(used);
    }
    for one in &mut series {
        order::sort(&mut one.prices, &|a, b| a.0.cmp(&b.0));
        one.prices.dedup_by_key(|(key, _)| *key);
    }
    Ok(ReadPrices { series, rows_used, dates, votes, mark })
}

/// The histories as requests take them; of one asset in several files the later goes first.
pub fn histories(series: Vec<Series>) -> Vec<VolumeSeries> {
    let history = |one: Series| VolumeSeries {
        asset: one.asset,
        dates: one.prices.iter().map(|(key, _)| written_date(*key)).collect(),
        volumes: one.prices.iter().map(|(_, volume)| *volume).collect(),
    };
    series.into_iter().map(history).collect()
}
