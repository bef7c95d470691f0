//! What `backtest` answers.

use serde::Serialize;

use super::line::HeldAs;
use crate::error::Notice;

/// How the walk is to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct WalkConvention {
    /// In words, one rule after the other.
    pub rules: Vec<String>,
    /// Bars that make a year.
    pub periods_per_year: f64,
    /// How many returns a decision looks back on, at first where the window expands.
    pub window: u32,
    /// Smallest unit in which money is counted.
    pub unit: f64,
}

/// One thing that could be held.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct HeldLine {
    /// What targets call it.
    pub name: String,
    /// The column of its prices.
    pub asset: String,
    /// The instrument.
    pub held_as: HeldAs,
}

/// One trade.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BacktestOrder {
    /// Place of the line.
    pub line: usize,
    /// Units; negative is sold.
    pub quantity: f64,
    /// Of one unit, in the middle.
    pub price: f64,
    /// In money.
    pub notional: f64,
    /// In money.
    pub fee: f64,
    /// Half of the spread, in money.
    pub spread: f64,
    /// In money.
    pub impact: f64,
    /// In money.
    pub gas: f64,
    /// In so many equal orders.
    pub slices: u32,
}

/// What was wanted and not traded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BacktestUnplaced {
    /// Place of the line.
    pub line: usize,
    /// In money.
    pub exposure: f64,
    /// Why, in a word.
    pub reason: &'static str,
}

/// Why was traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum TradeCause {
    /// The policy said so.
    Policy,
    /// A deposit or a withdrawal.
    Flow,
    /// A future gave way to the next.
    Roll,
    /// The margin was not enough.
    Liquidation,
}

/// The trades of one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BacktestRebalance {
    /// Place of the date.
    pub at: usize,
    /// Why.
    pub cause: TradeCause,
    /// Exposures that were traded to, by line, as parts of the equity.
    pub target: Vec<f64>,
    /// Equity before costs, with the flow.
    pub equity: f64,
    /// Purchases and sales added up, as a part of the equity.
    pub turnover: f64,
    /// Trades.
    pub orders: Vec<BacktestOrder>,
    /// What could not be traded.
    pub unplaced: Vec<BacktestUnplaced>,
}

/// Something that happened on the way.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StrategyEvent {
    /// Place of the date.
    pub at: usize,
    /// A stable word.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
}

/// What one line brought, in money.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SourceAttribution {
    /// The line; cash is the last.
    pub name: String,
    /// Moves of its price.
    pub price: f64,
    /// Received less paid.
    pub funding: f64,
    /// Interest, staking and borrowing.
    pub carry: f64,
    /// Fees, spread, impact, gas and liquidation; never above zero.
    pub costs: f64,
    /// All of it.
    pub total: f64,
}

/// The change of equity, added up: start + flows + price + funding + carry + costs − end is `residual`, which is 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct WalkReconciliation {
    /// Equity at first.
    pub start: f64,
    /// Deposits less withdrawals.
    pub flows: f64,
    /// Moves of prices.
    pub price: f64,
    /// Received less paid.
    pub funding: f64,
    /// Interest, staking and borrowing.
    pub carry: f64,
    /// Not above zero.
    pub costs: f64,
    /// Equity in the end.
    pub end: f64,
    /// What does not add up.
    pub residual: f64,
}

/// Exposures over time, thinned to few enough dates for a picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct WeightPath {
    /// Places of the dates.
    pub at: Vec<usize>,
    /// For each of them exposures by line, as parts of the equity, after the trades of the day.
    pub exposures: Vec<Vec<f64>>,
    /// For each of them cash, as a part of the equity; below zero a loan.
    pub cash: Vec<f64>,
}

/// An asset that was taken for cash.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CashLikeAsset {
    /// As the prices call it.
    pub asset: String,
    /// How many times the target was found without it.
    pub decisions: u32,
    /// How many times it could have been chosen.
    pub offered: u32,
}

/// One strategy's way.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StrategyWalk {
    /// As it is called.
    pub name: String,
    /// By date, after the trades of the day.
    pub equity: Vec<f64>,
    /// By date: what the account earned since the date before, deposits and withdrawals apart; 0 at first.
    pub returns: Vec<f64>,
    /// By date: trading costs as a part of the equity.
    pub cost_rates: Vec<f64>,
    /// Exposures over time.
    pub weights: WeightPath,
    /// Trades.
    pub rebalances: Vec<BacktestRebalance>,
    /// Purchases and sales a year, as a part of the equity.
    pub turnover: f64,
    /// Where the change of equity came from; cash last.
    pub attribution: Vec<SourceAttribution>,
    /// The same, added up.
    pub reconciliation: WalkReconciliation,
    /// Least cash on any date, in money; below zero a loan.
    pub least_cash: f64,
    /// How many times the target was found.
    pub decisions: u32,
    /// What was not chosen from since its price stayed where it was.
    pub cash_like: Vec<CashLikeAsset>,
    /// What happened.
    pub events: Vec<StrategyEvent>,
}

/// All ways.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BacktestResponse {
    /// Of the walk, ascending; the first is that of the first trade.
    pub dates: Vec<String>,
    /// What could be held, in the order of weights.
    pub lines: Vec<HeldLine>,
    /// In the order of the request.
    pub strategies: Vec<StrategyWalk>,
    /// How it is to be read.
    pub convention: WalkConvention,
    /// What to know about it.
    pub warnings: Vec<Notice>,
}
