//! What `import` answers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::date::DateOrder;
use super::issues::Issue;
use super::number::DecimalMark;
use super::role::Role;
use super::sheet::Delimiter;
use crate::market::{Forward, FundingSeries, PriceTable, VolatilityQuote, VolumeSeries};
use crate::portfolio::Position;

/// What came out of the files.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ImportResponse {
    /// `holdings` if a file held positions, `quotes` if all are option chains, else `prices`.
    pub target: ImportedTarget,
    /// How each file was read.
    pub understood: Vec<Understood>,
    /// What could be decided otherwise.
    pub choices: Vec<ImportChoice>,
    /// What was skipped, is doubtful or worth a note.
    pub issues: Vec<Issue>,
    /// How many more issues there are.
    pub issues_omitted: usize,
    /// One sentence.
    pub summary: String,
    /// What is held.
    pub positions: Vec<Position>,
    /// Holdings given by value, whose quantity waits for a price; they are not among the positions.
    pub pending_values: Vec<PendingValue>,
    /// What a position export or an option chain says of the market.
    pub quotes: Option<ImportedQuotes>,
    /// Prices by date.
    pub prices: Option<PriceTable>,
    /// Funding rates by time.
    pub funding: Vec<FundingSeries>,
    /// Traded volumes by day.
    pub volumes: Vec<VolumeSeries>,
}

/// What the files held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ImportedTarget {
    /// Positions.
    Holdings,
    /// Prices.
    Prices,
    /// Quotes of options.
    Quotes,
    /// Traded volumes.
    Volumes,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Understood {
    /// The file's name.
    pub file: String,
    /// Its form, by the `kind` of the catalog.
    pub format: String,
    /// The form's name.
    pub label: String,
    /// None for JSON.
    pub delimiter: Option<Delimiter>,
    /// The decimal mark.
    pub decimal_mark: DecimalMark,
    /// None where no date left it open.
    pub date_order: Option<DateOrder>,
    /// Whether there is a header.
    pub header: bool,
    /// The columns.
    pub columns: Vec<ImportColumn>,
    /// Rows below the header.
    pub rows_read: usize,
    /// Rows of which something was used.
    pub rows_used: usize,
    /// The asset, where there is one only.
    pub asset: Option<String>,
    /// The first date with a price.
    pub first_date: Option<String>,
    /// The last date with a price.
    pub last_date: Option<String>,
}

/// A column and what it was taken for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ImportColumn {
    /// Its heading, or `column 2`.
    pub name: String,
    /// What it holds.
    pub role: Role,
    /// Its place, from 0.
    pub index: usize,
}

/// A decision that a person can change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ImportChoice {
    /// The file's name.
    pub file: String,
    /// The field of the options.
    pub option: String,
    /// What was taken.
    pub taken: String,
    /// What else it can be; none where any text will do.
    pub alternatives: Vec<Alternative>,
    /// Whether the text allows the alternatives as well.
    pub ambiguous: bool,
    /// Why it was taken, in one sentence.
    pub reason: String,
}

/// Another way to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// For the option.
    pub value: String,
    /// As a person reads it.
    pub label: String,
    /// What a text of the file would become.
    pub example: String,
}

/// A position of which only the value is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PendingValue {
    /// The id that the position will have.
    pub id: String,
    /// The coin.
    pub asset: String,
    /// In quote currency; negative is short.
    pub value: f64,
}

/// What an export of positions, or an option chain, says of the market.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ImportedQuotes {
    /// The moment of the export, where it can be told.
    pub valuation_time: Option<String>,
    /// Index prices.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub spots: BTreeMap<String, f64>,
    /// Mark prices of futures, or the forwards of a chain.
    pub forwards: Vec<Forward>,
    /// Volatilities of options, one for each strike.
    pub volatilities: Vec<VolatilityQuote>,
}
