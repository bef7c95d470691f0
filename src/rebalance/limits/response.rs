//! What the operation `limits` answers.

use serde::Serialize;

use crate::error::Notice;
use crate::portfolio::Excluded;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum LimitKind {
    /// Distance of an asset from its target.
    Drift,
    /// Exposure to one asset.
    Concentration,
    /// Long and short added up.
    GrossExposure,
    /// Long less short.
    NetExposure,
    /// Initial margin.
    MarginUse,
    /// Value at risk.
    ValueAtRisk,
}

/// One limit beside what is held; figures are parts of the equity.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LimitCheck {
    /// What is limited.
    pub limit: LimitKind,
    /// As a person reads it.
    pub label: &'static str,
    /// The asset, where it is about one: every asset beyond the limit, else the nearest to it.
    pub asset: Option<String>,
    /// Now.
    pub value: f64,
    /// The limit.
    pub most: f64,
    /// Whether it is beyond the limit.
    pub breached: bool,
    /// After the orders.
    pub after: f64,
    /// Whether it would still be beyond the limit.
    pub breached_after: bool,
}

/// An order that cures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CureOrder {
    /// The name of the instrument.
    pub label: String,
    /// The coin or currency.
    pub asset: String,
    /// The position that changes; none for one that is opened.
    pub position: Option<String>,
    /// Units; negative is sold.
    pub quantity: f64,
    /// Of one unit.
    pub price: f64,
    /// In quote currency.
    pub notional: f64,
    /// Fee and half the spread, in quote currency.
    pub cost: f64,
}

/// What would have to be traded and cannot be.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CureGap {
    /// The name of the instrument.
    pub label: String,
    /// In quote currency; negative is not sold.
    pub exposure: f64,
    /// One sentence: why.
    pub reason: String,
}

/// Limits, and what would cure their breaches.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LimitsResponse {
    /// What the limits are parts of, in quote currency.
    pub equity: f64,
    /// The limits that are set.
    pub checks: Vec<LimitCheck>,
    /// Empty where no limit is breached.
    pub orders: Vec<CureOrder>,
    /// Of the orders.
    pub unplaced: Vec<CureGap>,
    /// Costs of all orders.
    pub cost: f64,
    /// Level and days of the value at risk, where it is limited.
    pub value_at_risk: Option<LimitedRisk>,
    /// Why a breach remains; none where none does.
    pub explanation: Option<String>,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
    /// Positions that are in no figure.
    pub excluded: Vec<Excluded>,
}

/// How the value at risk of a limit is measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LimitedRisk {
    /// Share of outcomes that lose less.
    pub level: f64,
    /// Days over which the loss may come.
    pub horizon_days: u32,
    /// The name of the method.
    pub method: String,
}
