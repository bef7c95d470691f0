//! What was understood of a file, and what a person could decide otherwise.

use std::borrow::Cow;

use super::asset_name::{self, Pair};
use super::date::{DateOrder, Written};
use super::forms::{PositionLayout, PriceColumns, PriceLayout};
use super::number::{DecimalMark, Votes, parse_number};
use super::request::ImportOptions;
use super::response::{Alternative, ImportChoice, ImportColumn};
use super::role::Role;
use super::series::{ReadPrices, written_date};
use super::sheet::Delimiter;
use super::table::Table;

/// The name of the asset in a file of one asset, and where it comes from.
pub struct Naming {
    /// The name.
    pub asset: String,
    /// The pair that it comes from.
    pub pair: Option<Pair>,
    sure: bool,
    reason: &'static str,
}

impl Naming {
    /// From the option, else the name of the file, else the words of that name.
    pub fn of(table: &Table<'_>, options: &ImportOptions) -> Self {
        if let Some(asset) = options.asset.as_deref().map(str::trim).filter(|asset| !asset.is_empty()) {
            return Self { asset: asset.to_owned(), pair: None, sure: true, reason: "It was given." };
        }
        if let Some(pair) = asset_name::pair_of_file(table.name) {
            let asset = asset_name::named(&pair, &options.quote());
            return Self { asset, pair: Some(pair), sure: true, reason: "The name of the file tells it." };
        }
        let stem = table.name.rsplit(['/', '\\']).next().unwrap_or("");
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).trim();
        let asset = if stem.is_empty() { "ASSET".to_owned() } else { stem.to_owned() };
        Self {
            asset,
            pair: None,
            sure: false,
            reason: "Neither the table nor the name of the file tells the asset.",
        }
    }

    /// As a choice.
    pub fn choice(&self, file: &str) -> ImportChoice {
        ImportChoice {
            file: file.to_owned(),
            option: "asset".to_owned(),
            taken: self.asset.clone(),
            alternatives: vec![],
            ambiguous: !self.sure,
            reason: self.reason.to_owned(),
        }
    }
}

/// What could be decided otherwise about a price file.
pub fn price_choices(
    table: &Table<'_>,
    layout: &PriceLayout,
    read: &ReadPrices,
    file: &str,
) -> Vec<ImportChoice> {
    let mut choices = Vec::new();
    choices.extend(delimiter_choice(file, table));
    choices.extend(date_choice(table, read, file));
    let columns: Vec<usize> = match &layout.prices {
        PriceColumns::One { price, .. } => vec![*price],
        PriceColumns::Wide(columns) => columns.clone(),
    };
    let texts =
        table.body.clone().flat_map(|row| columns.iter().map(move |column| table.sheet.cell(row, *column)));
    choices.extend(mark_choice(file, read.votes, read.mark, texts));
    if let PriceColumns::One { price, .. } = layout.prices
        && !layout.alternatives.is_empty()
    {
        let example = |column| table.sheet.cell(table.body.start, column).into_owned();
        let alternatives = layout
            .alternatives
            .iter()
            .filter(|column| **column != price)
            .map(|column| {
                let name = table.column_name(*column);
                Alternative { value: name.clone(), label: name, example: example(*column) }
            })
            .collect();
        choices.push(ImportChoice {
            file: file.to_owned(),
            option: "priceColumn".to_owned(),
            taken: table.column_name(price),
            alternatives,
            ambiguous: false,
            reason: "There are several columns of prices.".to_owned(),
        });
    }
    choices
}

fn date_choice(table: &Table<'_>, read: &ReadPrices, file: &str) -> Option<ImportChoice> {
    let order = read.dates.order?;
    let place = read.dates.written.iter().position(|w| matches!(w, Written::Open { .. }))?;
    let (written, text) =
        (read.dates.written[place], table.sheet.cell(table.body.start + place, read.dates.column));
    let ambiguous = !read.dates.others.is_empty();
    let alternatives: Vec<Alternative> = [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd]
        .into_iter()
        .filter(|other| *other != order && (read.dates.others.contains(other) || !ambiguous))
        .filter_map(|other| {
            let instant = written.under(other)?;
            let example = format!("{text} is {}", written_date(instant.local));
            Some(Alternative {
                value: order_value(other).to_owned(),
                label: order_label(other).to_owned(),
                example,
            })
        })
        .collect();
    if alternatives.is_empty() {
        return None;
    }
    let reason = if ambiguous {
        let taken = written.under(order).map(|instant| written_date(instant.local)).unwrap_or_default();
        format!("Every date can be read in several ways; {text} was taken as {taken}.")
    } else {
        format!("Only with the {} are all dates days of the calendar.", order_label(order).to_lowercase())
    };
    let (file, option, taken) = (file.to_owned(), "dateOrder".to_owned(), order_value(order).to_owned());
    Some(ImportChoice { file, option, taken, alternatives, ambiguous, reason })
}

fn order_value(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Ymd => "ymd",
        DateOrder::Dmy => "dmy",
        DateOrder::Mdy => "mdy",
    }
}

fn order_label(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Ymd => "Year first",
        DateOrder::Dmy => "Day first",
        DateOrder::Mdy => "Month first",
    }
}

/// The decimal mark, where a number can be read with either.
pub fn mark_choice<'t>(
    file: &str,
    votes: Votes,
    mark: DecimalMark,
    texts: impl Iterator<Item = Cow<'t, str>>,
) -> Option<ImportChoice> {
    if votes == Votes::default() {
        return None;
    }
    let other = mark.other();
    let ambiguous = votes.ambiguous();
    // A text that both marks can read shows the difference; without one there is nothing to choose.
    let alternative = texts
        .filter(|text| text.contains(['.', ',']))
        .take(1_000)
        .filter(|text| parse_number(text, mark).is_some())
        .find_map(|text| Some((parse_number(&text, other)?, text)))
        .map(|(read, text)| Alternative {
            value: mark_value(other).to_owned(),
            label: format!("Decimal {}", mark_value(other)),
            example: format!("{text} is {read}"),
        })?;
    let alternatives = vec![alternative];
    let reason = if ambiguous {
        "Every number can be read with either decimal mark.".to_owned()
    } else {
        let (this, that) =
            if mark == DecimalMark::Point { (votes.point, votes.comma) } else { (votes.comma, votes.point) };
        match that {
            0 => format!("The numbers are written with a decimal {}.", mark_value(mark)),
            _ => format!("{this} numbers ask for a decimal {}, {that} for the other mark.", mark_value(mark)),
        }
    };
    let (file, option, taken) = (file.to_owned(), "decimalMark".to_owned(), mark_value(mark).to_owned());
    Some(ImportChoice { file, option, taken, alternatives, ambiguous, reason })
}

fn mark_value(mark: DecimalMark) -> &'static str {
    match mark {
        DecimalMark::Point => "point",
        DecimalMark::Comma => "comma",
    }
}

/// The delimiter of a text.
pub fn delimiter_choice(file: &str, table: &Table<'_>) -> Option<ImportChoice> {
    let taken = table.delimiter?;
    let value = |delimiter: Delimiter| {
        serde_json::to_value(delimiter).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let alternatives = Delimiter::ALL
        .into_iter()
        .map(|other| {
            let label = other.label();
            let label = label[..1].to_uppercase() + &label[1..];
            Alternative { value: value(other), label, example: String::new() }
        })
        .collect();
    let reason = format!("Cut at each {}, the rows have the same number of cells.", taken.label());
    let (file, option, taken) = (file.to_owned(), "delimiter".to_owned(), value(taken));
    Some(ImportChoice { file, option, taken, alternatives, ambiguous: false, reason })
}

/// The columns of a price file with their roles.
pub fn price_columns(table: &Table<'_>, layout: &PriceLayout, date: usize) -> Vec<ImportColumn> {
    columns(table, |column| match &layout.prices {
        _ if column == date => Role::Date,
        PriceColumns::One { price, .. } if *price == column => Role::Price,
        PriceColumns::One { asset, .. } if *asset == Some(column) => Role::Asset,
        PriceColumns::Wide(columns) if columns.contains(&column) => Role::Price,
        _ => Role::Ignored,
    })
}

/// The columns of a table of holdings with their roles.
pub fn position_columns(table: &Table<'_>, layout: &PositionLayout) -> Vec<ImportColumn> {
    columns(table, |column| {
        let roles = [
            (Some(layout.asset), Role::Asset),
            (layout.quantity, Role::Quantity),
            (layout.value, Role::Value),
            (layout.side, Role::Side),
            (layout.entry_price, Role::EntryPrice),
            (layout.kind, Role::Kind),
            (layout.market.mark, Role::Price),
        ];
        roles.into_iter().find(|(place, _)| *place == Some(column)).map_or(Role::Ignored, |(_, role)| role)
    })
}

fn columns(table: &Table<'_>, role: impl Fn(usize) -> Role) -> Vec<ImportColumn> {
    (0..table.width)
        .map(|index| ImportColumn { name: table.column_name(index), role: role(index), index })
        .collect()
}
