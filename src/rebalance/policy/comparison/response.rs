//! What the operation `rebalancePolicies` answers.

use serde::Serialize;

use crate::error::Notice;
use crate::market::ReturnSample;
use crate::rebalance::policy::{BandReturn, RebalancePolicy};

/// What a policy would have done. Figures are per year and, where they are of the account, parts of the equity.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PolicyFigures {
    /// As a person reads it.
    pub label: String,
    /// As it was asked for.
    pub policy: RebalancePolicy,
    /// Days on which was traded, per year; the first purchase is in no figure.
    pub trades: f64,
    /// Purchases and sales.
    pub turnover: f64,
    /// Fees, spreads and gas.
    pub cost: f64,
    /// Standard deviation of the difference to the target that is held every day for nothing.
    pub tracking_error: f64,
    /// What that is worth at the risk aversion: γ/2 times its square.
    pub stray_cost: f64,
    /// Cost and straying together.
    pub loss: f64,
    /// Compounded, after costs.
    pub growth: f64,
    /// Standard deviation of the returns.
    pub volatility: f64,
    /// The deepest fall from a peak.
    pub maximum_drawdown: f64,
    /// When was traded last; none where it never was after the start.
    pub last_trade: Option<String>,
    /// Whether nothing was left of the account.
    pub ruined: bool,
}

/// A band of one width around every asset of the target.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BandFigures {
    /// Half-width, as a part of the equity.
    pub width: f64,
    /// How far is traded.
    pub to: BandReturn,
    /// Days on which was traded, per year.
    pub trades: f64,
    /// Purchases and sales per year.
    pub turnover: f64,
    /// Fees, spreads and gas per year.
    pub cost: f64,
    /// Per year.
    pub tracking_error: f64,
    /// Cost and straying together.
    pub loss: f64,
}

/// The half-width of the no-trade band of an asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BandWidth {
    /// The coin or currency.
    pub asset: String,
    /// Its target.
    pub target: f64,
    /// Traded to the edge, as a part of the equity.
    pub edge: f64,
    /// Traded to the target.
    pub centre: f64,
}

/// How the figures are to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PolicyConvention {
    /// How an account is walked.
    pub walk: String,
    /// What a trade costs.
    pub costs: String,
    /// What straying is.
    pub straying: String,
    /// What is added up.
    pub loss: String,
}

/// Policies side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RebalancePoliciesResponse {
    /// The history used.
    pub sample: ReturnSample,
    /// The one that is looked at, then the others.
    pub policies: Vec<PolicyFigures>,
    /// Bands from none to wide, to the edge and to the target.
    pub bands: Vec<BandFigures>,
    /// The place of the band with the least loss.
    pub best: usize,
    /// What the closed form says.
    pub widths: Vec<BandWidth>,
    /// What trading an exposure of 1 costs.
    pub cost_rate: f64,
    /// How much straying is disliked.
    pub risk_aversion: f64,
    /// How the figures are to be read.
    pub convention: PolicyConvention,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
}
