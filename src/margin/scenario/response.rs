//! Margins, the scenarios behind them, and what a trade does to them.

use serde::Serialize;

use super::count::ArrayMargin;
use crate::error::Notice;
use crate::portfolio::Excluded;

/// A position that groups refer to by its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ArrayPosition {
    /// As in the request.
    pub id: String,
    /// The exchange-style name.
    pub label: String,
    /// The coin.
    pub asset: String,
    /// In quote currency.
    pub value: f64,
    /// Whether it is of the trade.
    pub trade: bool,
}

/// What a trade does to the margin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginAfterTrade {
    /// With it.
    pub margin: ArrayMargin,
    /// What the initial margin gains.
    pub initial: f64,
    /// What the maintenance margin gains.
    pub maintenance: f64,
    /// What it would have to hold alone, to open it.
    pub alone: f64,
    /// Equity less the initial margin.
    pub free: f64,
    /// Whether the account may do it: free collateral is left, or the trade asks for no more.
    pub allowed: bool,
}

/// The answer of `portfolioMargin`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PortfolioMarginResponse {
    /// When the market was so.
    pub valuation_time: String,
    /// Of the account, in quote currency.
    pub equity: f64,
    /// What it must hold.
    pub margin: ArrayMargin,
    /// Equity less the initial margin.
    pub free: f64,
    /// Maintenance margin over equity: the account is closed at 1; none without equity.
    pub usage: Option<f64>,
    /// The same with the trade.
    pub trade: Option<MarginAfterTrade>,
    /// What groups refer to: the positions, then the trade.
    pub positions: Vec<ArrayPosition>,
    /// What no scenario counts.
    pub uncounted: Vec<Excluded>,
    /// What has no value.
    pub excluded: Vec<Excluded>,
    /// How to read the numbers.
    pub conventions: Vec<&'static str>,
    /// What should be known.
    pub warnings: Vec<Notice>,
}
