//! What `frontier` answers.

use serde::Serialize;

use super::problem::Conflict;
use super::response::{ChosenMethod, PortfolioFigures, Status};
use super::verify::Verification;
use crate::error::Notice;
use crate::market::ReturnSample;

/// The frontier and what stands beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FrontierResponse {
    /// How it ended.
    pub status: Status,
    /// One sentence, unless solved.
    pub explanation: Option<String>,
    /// Which constraints cannot hold together.
    pub conflicts: Vec<Conflict>,
    /// From the least variance to the greatest expected return, evenly spaced in return.
    pub points: Vec<FrontierPoint>,
    /// The portfolios between which the weights are straight lines in the return, from the least variance to
    /// the greatest return: the whole frontier. Null where limits by group leave no exact line.
    pub corners: Option<Vec<CornerPoint>>,
    /// The assets, in the order of all weights.
    pub assets: Vec<String>,
    /// The current portfolio, where one is given.
    pub current: Option<PortfolioFigures>,
    /// Each asset alone.
    pub asset_points: Vec<AssetPoint>,
    /// The greatest Sharpe ratio; null where none is positive.
    pub maximum_ratio: Option<FrontierPoint>,
    /// The other objectives that were asked for and have an answer.
    pub methods: Vec<MethodPoint>,
    /// The worst of all points; null where there are none.
    pub verification: Option<Verification>,
    /// The history behind the estimates; null where moments were given.
    pub sample: Option<ReturnSample>,
    /// What to know about the answer.
    pub warnings: Vec<Notice>,
}

/// One portfolio.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FrontierPoint {
    /// Per year.
    pub expected_return: f64,
    /// Per year.
    pub volatility: f64,
    /// Null without risk.
    pub sharpe_ratio: Option<f64>,
    /// In the order of the assets.
    pub weights: Vec<f64>,
}

/// A corner portfolio.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CornerPoint {
    /// The λ from which on it has the least ½ w'Σw − λ μ'w. At a kink of the frontier the same portfolio
    /// stands twice: it is the best from one λ to the other.
    pub lambda: f64,
    /// The portfolio.
    pub point: FrontierPoint,
}

/// One asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AssetPoint {
    /// The asset.
    pub asset: String,
    /// Per year.
    pub expected_return: f64,
    /// Per year.
    pub volatility: f64,
}

/// The portfolio of another objective.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MethodPoint {
    /// The objective.
    pub method: ChosenMethod,
    /// Its portfolio.
    pub point: FrontierPoint,
}
