//! What the operation `index` answers.

use serde::Serialize;

use crate::error::Notice;
use crate::market::PriceTable;

/// A member with its weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct IndexWeight {
    /// The asset.
    pub asset: String,
    /// Its weight after trading.
    pub weight: f64,
    /// Supply times price.
    pub market_value: f64,
    /// Whether the cap holds it.
    pub capped: bool,
    /// Units of it in one index of level 100.
    pub quantity: f64,
}

/// What is not in it on a day, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct IndexLeftOut {
    /// The asset.
    pub asset: String,
    /// A short sentence.
    pub reason: &'static str,
}

/// A day on which it is traded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct IndexRebalancing {
    /// The day.
    pub date: String,
    /// The members, greatest first.
    pub members: Vec<IndexWeight>,
    /// The others.
    pub left_out: Vec<IndexLeftOut>,
    /// Σ |w − w₋|, purchases and sales added up.
    pub turnover: f64,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct IndexResponse {
    /// Its level, 100 on the first day that it has members: a series to be put beside prices.
    pub level: PriceTable,
    /// Every day on which it is traded.
    pub rebalancings: Vec<IndexRebalancing>,
    /// Weights on the last day.
    pub weights: Vec<IndexWeight>,
    /// As many members of equal weight would be as concentrated on the last day; none where all is cash.
    pub effective_members: Option<f64>,
    /// Σ |w − w₋| a year, the first purchase left out; none where less than a month is seen.
    pub turnover_per_year: Option<f64>,
    /// How it is to be read.
    pub convention: Vec<&'static str>,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
}
