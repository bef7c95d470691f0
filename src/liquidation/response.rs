//! How near accounts are to liquidation, how likely it is, and what it costs.

use serde::Serialize;

use crate::error::Notice;

/// A mean over paths with its standard error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SimulatedMean {
    /// The mean.
    pub value: f64,
    /// Of the simulation only.
    pub standard_error: f64,
}

/// How far one coin goes in the nearest joint move, and where it alone ends the pool.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationMove {
    /// The coin.
    pub asset: String,
    /// Its price now.
    pub spot: f64,
    /// Its price there.
    pub price: f64,
    /// S'/S − 1.
    pub change: f64,
    /// ln(S'/S) in its own standard deviations over the horizon.
    pub deviations: f64,
    /// Added to its volatilities (0.35 is 35 points); none where they do not matter.
    pub volatility: Option<f64>,
    /// S'/S − 1 of the fall that ends the pool alone.
    pub alone_below: Option<f64>,
    /// And of the rise.
    pub alone_above: Option<f64>,
}

/// The nearest joint move at which equity meets maintenance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct NearestLiquidation {
    /// The move in words, or why there is none.
    pub sentence: String,
    /// In standard deviations over the horizon, by the covariance of prices and volatilities; none where there is none.
    pub distance: Option<f64>,
    /// Φ(−distance): to stand beyond the tangent there at the horizon.
    pub beyond: Option<f64>,
    /// 2 Φ(−distance), at most 1: to touch it on the way.
    pub touched: Option<f64>,
    /// By coin.
    pub moves: Vec<LiquidationMove>,
    /// Equity less maintenance there, as a part of the larger one now.
    pub residual: Option<f64>,
    /// How many directions were held against it afresh, of which none ends nearer.
    pub directions: usize,
}

/// What a liquidation costs, on average over the paths that end in one, in quote currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationLoss {
    /// What has been lost since now, costs included.
    pub loss: SimulatedMean,
    /// What it is worth when it ends, before costs.
    pub worth: f64,
    /// For closing.
    pub fees: f64,
    /// Taken by the venue for the liquidation.
    pub penalty: f64,
    /// For the prices that closing moves.
    pub slippage: f64,
    /// What is left after it.
    pub left: f64,
    /// What is missing, which the venue bears.
    pub missing: f64,
}

/// One pool of collateral.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PoolLiquidation {
    /// The account.
    pub account: String,
    /// `cross`, a currency, or the position that is alone.
    pub name: String,
    /// Equity as the venue counts it.
    pub equity: f64,
    /// Maintenance margin.
    pub maintenance: f64,
    /// What everything is worth.
    pub worth: f64,
    /// The nearest joint move.
    pub nearest: NearestLiquidation,
    /// Of being liquidated within the horizon.
    pub probability: SimulatedMean,
    /// The same up to the end of each day.
    pub by_day: Vec<f64>,
    /// Of being the first of all pools.
    pub first: f64,
    /// Given that it is liquidated; none where no path ends so.
    pub given: Option<LiquidationLoss>,
}

/// One account: any of its pools.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AccountLiquidation {
    /// Its name.
    pub name: String,
    /// That at least one of its pools is liquidated.
    pub probability: SimulatedMean,
    /// That one of its pools is the first of all.
    pub first: f64,
}

/// Two pools.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct JointLiquidation {
    /// The place of one.
    pub first: usize,
    /// And of the other.
    pub second: usize,
    /// That both are liquidated within the horizon.
    pub probability: SimulatedMean,
    /// And on the same day.
    pub same_day: f64,
}

/// The worst outcomes at the horizon, in quote currency; losses are positive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationTail {
    /// Value at risk.
    pub value_at_risk: f64,
    /// Expected shortfall.
    pub expected_shortfall: f64,
    /// Of the expected shortfall; none where too few paths lie beyond.
    pub standard_error: Option<f64>,
}

/// How one price moves.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationAsset {
    /// The coin.
    pub asset: String,
    /// Per year.
    pub volatility: f64,
    /// With all of them, in their order.
    pub correlations: Vec<f64>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationRiskResponse {
    /// What is nearest and how likely, in words.
    pub sentence: String,
    /// Days that were looked at: those asked for, or fewer where a position expires before.
    pub horizon_days: f64,
    /// Paths.
    pub paths: usize,
    /// Of each path.
    pub steps: usize,
    /// Of the paths.
    pub seed: u64,
    /// That at least one pool is liquidated.
    pub probability: SimulatedMean,
    /// The same up to the end of each day.
    pub by_day: Vec<f64>,
    /// Given that one is, what all that are lose together.
    pub given: Option<LiquidationLoss>,
    /// Of the two that follow.
    pub level: f64,
    /// With liquidations and their costs.
    pub with_liquidation: LiquidationTail,
    /// If everything could be held to the horizon.
    pub without_liquidation: LiquidationTail,
    /// Pools, account by account.
    pub pools: Vec<PoolLiquidation>,
    /// Accounts.
    pub accounts: Vec<AccountLiquidation>,
    /// Pairs of pools that end together, likeliest first.
    pub joint: Vec<JointLiquidation>,
    /// How prices move.
    pub assets: Vec<LiquidationAsset>,
    /// How the figures are to be read.
    pub conventions: Vec<String>,
    /// What should be known.
    pub warnings: Vec<Notice>,
}
