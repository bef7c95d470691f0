//! What `allocate` answers, and how it is put together.

use serde::Serialize;

use super::Objective;
use super::bands::WeightBands;
use super::binding::BindingLimit;
use super::cardinality::SelectionCheck;
use super::cluster;
use super::measure::Measure;
use super::problem::{Conflict, Problem};
use super::units::AllocationUnits;
use super::verify::Verification;
use crate::error::Notice;
use crate::estimate::correlation;
use crate::market::ReturnSample;
use crate::math::cholesky::dot;
use crate::method::Family;

/// Correlations of more assets than this are no picture any more, and a megabyte of text.
const MOST_CORRELATED: usize = 100;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Solved and verified.
    Solved,
    /// No weights do what is asked.
    Infeasible,
    /// What is to be made great has no greatest value.
    Unbounded,
    /// No answer passed its verification.
    NotConverged,
}

/// Weights with what they mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AllocateResponse {
    /// How it ended; figures are null and weights empty unless solved.
    pub status: Status,
    /// One sentence, unless solved.
    pub explanation: Option<String>,
    /// Which constraints cannot hold together.
    pub conflicts: Vec<Conflict>,
    /// The objective.
    pub method: ChosenMethod,
    /// By asset, in the order of the request.
    pub weights: Vec<AssetWeight>,
    /// How far other histories would have moved them, where that was asked for.
    pub bands: Option<WeightBands>,
    /// The units nearest to them, where they were asked for.
    pub units: Option<AllocationUnits>,
    /// Per year.
    pub expected_return: Option<f64>,
    /// Per year.
    pub volatility: Option<f64>,
    /// Excess of the expected return over the risk-free rate, over the volatility; null without risk.
    pub sharpe_ratio: Option<f64>,
    /// Σ w[i] σ[i] / σ: how much of the separate risks diversification takes away.
    pub diversification_ratio: Option<f64>,
    /// The measure that the objective is about, where it is taken on scenarios.
    pub risk: Option<RiskFigure>,
    /// What the limits that bind are worth, where it was asked for.
    pub binding: Option<Vec<BindingLimit>>,
    /// What a tolerance that was stated by its consequences comes to.
    pub implied_tolerance: Option<ImpliedTolerance>,
    /// (Σ |w|)² / Σ w²: of how many equal holdings the concentration is.
    pub effective_assets: Option<f64>,
    /// The current portfolio, where one is given.
    pub current: Option<PortfolioFigures>,
    /// Σ |weight − current weight|, where one is given; what is held beside the chosen assets counts as sold.
    pub turnover: Option<f64>,
    /// What trading costs per year of the holding period, where costs are given; `expectedReturn` is
    /// before them.
    pub trading_costs: Option<f64>,
    /// What borrowing costs a year at these weights; null where nothing is charged.
    pub borrowing_costs: Option<f64>,
    /// In cluster order; null beyond 100 assets.
    pub correlation: Option<OrderedCorrelation>,
    /// The history behind the estimates; null where moments were given.
    pub sample: Option<ReturnSample>,
    /// How much of its target is in the covariance, where the estimator shrinks.
    pub shrinkage: Option<f64>,
    /// The independent check; null where there is nothing to check.
    pub verification: Option<Verification>,
    /// What is proved of the choice of assets, where it is limited.
    pub selection: Option<SelectionCheck>,
    /// What to know about the answer.
    pub warnings: Vec<Notice>,
    /// How to read the figures.
    pub convention: AllocateConvention,
}

/// A method by its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ChosenMethod {
    /// As in the request.
    pub kind: String,
    /// As a person reads it.
    pub label: String,
}

/// What people call a method of a family.
pub(super) fn label(kind: &str, family: Family) -> &'static str {
    family.methods.iter().find(|method| method.kind == kind).map_or("", |method| method.label)
}

impl ChosenMethod {
    /// Of an objective, as the catalog calls it.
    pub fn of(objective: &Objective) -> Self {
        let kind = objective.kind();
        Self { label: label(&kind, Objective::family()).to_owned(), kind }
    }
}

/// One asset's part.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AssetWeight {
    /// The asset.
    pub asset: String,
    /// Its part of the capital.
    pub weight: f64,
    /// Its part of the variance, w[i] (Σw)[i] / w'Σw; the parts add up to 1.
    pub risk_contribution: f64,
    /// What it adds to the measure that the objective is about, w[i] ∂ρ/∂w[i], where that is taken on
    /// scenarios; the parts add up to the value.
    pub measure_contribution: Option<f64>,
    /// What is held now.
    pub current_weight: Option<f64>,
    /// Weight less current weight.
    pub change: Option<f64>,
    /// Of the asset, per year.
    pub expected_return: f64,
    /// Of the asset, per year.
    pub volatility: f64,
    /// Its least weight.
    pub lower: f64,
    /// Its greatest weight.
    pub upper: f64,
}

/// What a portfolio is expected to do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PortfolioFigures {
    /// Per year.
    pub expected_return: f64,
    /// Per year.
    pub volatility: f64,
    /// Null without risk.
    pub sharpe_ratio: Option<f64>,
}

impl PortfolioFigures {
    /// Of weights; what they leave of the capital, or borrow, counts at the risk-free rate in the ratio.
    pub fn of(problem: &Problem, weights: &[f64]) -> Self {
        let expected_return = dot(&problem.mean, weights);
        let volatility = problem.portfolio_variance(weights).sqrt();
        let excess = expected_return - problem.risk_free_rate * weights.iter().sum::<f64>();
        // Below a billionth of the riskiest asset's, a volatility is rounding.
        let risky = volatility > 1e-9 * problem.largest_variance().sqrt();
        Self { expected_return, volatility, sharpe_ratio: risky.then(|| excess / volatility) }
    }
}

/// A measure of risk, with the level that was optimised.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RiskFigure {
    /// As in the request.
    pub measure: String,
    /// As a person reads it.
    pub label: &'static str,
    /// Of the tail, where the measure has one.
    pub level: Option<f64>,
    /// Of the weights, as a fraction of the capital.
    pub value: Option<f64>,
    /// Of the current portfolio, where one is given.
    pub current: Option<f64>,
    /// What the value counts.
    pub convention: &'static str,
}

impl RiskFigure {
    /// Of weights, if there are any; none for measures that are figures of every portfolio anyway.
    pub fn of(
        measure: &Measure,
        problem: &Problem,
        weights: Option<&[f64]>,
        current: Option<&[f64]>,
    ) -> Option<Self> {
        let method = measure.method();
        let risk = method.risk();
        let convention = risk.convention()?;
        let value = |weights: &[f64]| risk.value(problem, weights);
        let level = method.level();
        Some(Self {
            measure: measure.kind(),
            label: measure.label(),
            level,
            value: weights.map(value),
            current: current.map(value),
            convention,
        })
    }
}

/// What a tolerance that is stated by its consequences comes to in the terms of other objectives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ImpliedTolerance {
    /// The limit on the volatility under which the return is greatest at the same weights, per year.
    pub volatility: f64,
    /// The risk aversion of maximum utility at the same weights; null where they have the least variance,
    /// which any high enough aversion leads to.
    pub risk_aversion: Option<f64>,
    /// Whether more tolerance would change the weights.
    pub binding: bool,
}

/// Correlations with similar assets next to each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct OrderedCorrelation {
    /// The assets.
    pub order: Vec<String>,
    /// Row by row, in that order.
    pub matrix: Vec<Vec<f64>>,
    /// The tree of clusters behind the order: between each asset and the next, the distance √((1 − ρ) / 2)
    /// at which the two come together by average linkage.
    pub joins: Vec<f64>,
}

impl OrderedCorrelation {
    /// Of a problem that is small enough.
    pub fn of(problem: &Problem) -> Option<Self> {
        if problem.len() > MOST_CORRELATED {
            return None;
        }
        let matrix = correlation(&problem.covariance);
        let (order, joins) = cluster::leaf_order(&matrix);
        Some(Self {
            order: order.iter().map(|&i| problem.assets[i].clone()).collect(),
            matrix: order.iter().map(|&i| order.iter().map(|&j| matrix[(i, j)]).collect()).collect(),
            joins,
        })
    }
}

/// How to read the figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AllocateConvention {
    /// Of expected returns and volatilities.
    pub annualisation: String,
    /// Of risk contributions.
    pub risk_contribution: String,
    /// Of contributions to the measure.
    pub measure_contribution: &'static str,
    /// Of the Sharpe ratio.
    pub sharpe_ratio: String,
    /// Of the verification.
    pub duality_gap: String,
}

impl AllocateConvention {
    /// For a history, or for moments that were given.
    pub fn of(sample: Option<&ReturnSample>, risk_free_rate: f64) -> Self {
        Self {
            annualisation: match sample {
                Some(sample) => format!(
                    "mean and covariance per period times {} periods a year; volatility is the root of the variance",
                    sample.periods_per_year
                ),
                None => "expected returns and covariance as given, per year".into(),
            },
            risk_contribution: "share of the variance, w[i] (Σw)[i] / w'Σw".into(),
            measure_contribution: "w[i] ∂ρ/∂w[i], in the measure's unit; a target return τ counts as τ Σ w / B; where the measure has a kink, the slope is that of the plane that proves the optimum",
            sharpe_ratio: format!("(expected return − {risk_free_rate} · Σ w) / volatility, per year"),
            duality_gap: "bound on the distance to the optimum, relative to the measure of risk; for risk budgeting the relative spread of contributions over budgets".into(),
        }
    }
}
