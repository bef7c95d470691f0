//! What `import` takes, unchecked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::date::DateOrder;
use super::number::DecimalMark;
use super::role::Role;
use super::sheet::Delimiter;
use crate::market::PriceTable;

/// What a text is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ImportTarget {
    /// What it looks like.
    #[default]
    Auto,
    /// What is held.
    Holdings,
    /// Prices by date.
    Prices,
    /// Traded volumes by date.
    Volumes,
}

/// One file, or pasted text. One of `text` and `base64` is given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ImportFile {
    /// Its name; it may tell the asset.
    #[serde(default)]
    pub name: Option<String>,
    /// Its text.
    #[serde(default)]
    pub text: Option<String>,
    /// Its bytes in base64, for which the encoding is found.
    #[serde(default)]
    pub base64: Option<String>,
    /// Settings for this file alone; they go before those for all files.
    #[serde(default)]
    pub options: Option<ImportOptions>,
}

/// What a person decides instead of the evidence in the text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ImportOptions {
    /// The form of the file, by its `kind` in the catalog.
    pub format: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<Delimiter>,
    /// The mark between whole and fraction.
    pub decimal_mark: Option<DecimalMark>,
    /// The order of day and month.
    pub date_order: Option<DateOrder>,
    /// Whether the first row holds names.
    pub header: Option<bool>,
    /// The column of the price, by its name.
    pub price_column: Option<String>,
    /// The name of the asset in a file of one asset.
    pub asset: Option<String>,
    /// Roles of columns, by name (`column 2` where there is none).
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, Role>"))]
    pub columns: BTreeMap<String, Role>,
    /// The currency that prices are to be in; USD.
    pub quote_currency: Option<String>,
    /// Whether prices a hundred times off their neighbours are kept.
    pub keep_outliers: Option<bool>,
    /// The moment of a position export, ISO 8601.
    pub valuation_time: Option<String>,
}

/// Asks for texts to be read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ImportRequest {
    /// Always 1.
    pub schema_version: Option<crate::SchemaVersion>,
    /// The files.
    pub files: Vec<ImportFile>,
    /// What they are taken for.
    pub target: ImportTarget,
    /// Settings for all files.
    pub options: ImportOptions,
    /// A table that the prices of the files can be joined to.
    pub prices: Option<PriceTable>,
    /// Whether they are joined to it.
    pub join: bool,
    /// Prices of coins, to turn values into quantities.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub spots: BTreeMap<String, f64>,
}

impl ImportOptions {
    /// These, and for what they leave open the others.
    pub fn over(&self, others: &Self) -> Self {
        let mine = self.clone();
        let mut columns = others.columns.clone();
        columns.extend(mine.columns);
        Self {
            format: mine.format.or_else(|| others.format.clone()),
            delimiter: mine.delimiter.or(others.delimiter),
            decimal_mark: mine.decimal_mark.or(others.decimal_mark),
            date_order: mine.date_order.or(others.date_order),
            header: mine.header.or(others.header),
            price_column: mine.price_column.or_else(|| others.price_column.clone()),
            asset: mine.asset.or_else(|| others.asset.clone()),
            columns,
            quote_currency: mine.quote_currency.or_else(|| others.quote_currency.clone()),
            keep_outliers: mine.keep_outliers.or(others.keep_outliers),
            valuation_time: mine.valuation_time.or_else(|| others.valuation_time.clone()),
        }
    }

    /// The currency that prices are to be in.
    pub fn quote(&self) -> String {
        self.quote_currency.as_deref().unwrap_or(crate::market::QUOTE_CURRENCY).trim().to_uppercase()
    }
}
