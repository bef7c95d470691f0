//! What the operation `dependencies` answers.

use serde::Serialize;

use super::graph::DependencyKind;
use super::request::HoldingRole;
use super::score::ScoreTerm;
use crate::allocate::Constraints;
use crate::error::Notice;
use crate::portfolio::Excluded;
use crate::risk::{Histogram, StandardError};

/// What rests on one dependency.
#[derive(Debug, Clone)]
pub struct Resting {
    /// By holding, the part that is lost where it loses all.
    pub parts: Vec<f64>,
    /// In quote currency.
    pub amount: f64,
}

/// What holdings depend on, with what its failure does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct DependencyRisk {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DependencyKind,
    /// What its score is made of, in log-odds.
    pub terms: Vec<ScoreTerm>,
    /// Whether the probability is the one stated, and not that of the score.
    pub stated: bool,
    /// Of a failure within a year.
    pub failure_probability: f64,
    /// Of a failure within the horizon.
    pub horizon_probability: f64,
    /// Part of its assets that a failure takes.
    pub loss_given_failure: f64,
    /// Value of the holdings that name it.
    pub named: f64,
    /// What would be lost if it lost everything, by way of others as well.
    pub resting: f64,
    /// That as a part of the whole value; none where that is not above zero.
    pub share: Option<f64>,
    /// What is lost if it fails, and nothing else does.
    pub loss_if_fails: f64,
    /// That times the probability within the horizon.
    pub expected_loss: f64,
}

/// What one holding loses.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct DependentLoss {
    /// As in the request; what of the positions no holding names stands at the end, by asset.
    pub name: String,
    /// The coin or currency.
    pub asset: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<HoldingRole>,
    /// In quote currency.
    pub value: f64,
    /// Of failures, on average.
    pub expected_loss: f64,
    /// Its part of the expected shortfall, of failures and the market together.
    pub expected_shortfall: f64,
}

/// A line of the graph.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct DependencyEdge {
    /// Who depends: the name of a holding or of a dependency.
    pub from: String,
    /// Whether that is a holding.
    pub holding: bool,
    /// On what.
    pub to: String,
    /// With which part of its assets.
    pub share: f64,
    /// How much of what is held goes by it.
    pub amount: f64,
}

/// What can be lost; losses are positive, in quote currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LossFigures {
    /// Mean loss.
    pub expected_loss: f64,
    /// Of the mean; none where it is not drawn.
    pub expected_loss_error: Option<f64>,
    /// At the level.
    pub value_at_risk: f64,
    /// Mean of the worst.
    pub expected_shortfall: f64,
    /// Of the two; none where it cannot be told.
    pub standard_error: Option<StandardError>,
}

/// Some that failed in the same draws.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FailureEvent {
    /// Their names.
    pub failed: Vec<String>,
    /// Part of the draws.
    pub probability: f64,
    /// At today's values.
    pub loss: f64,
}

/// The value that rests on things of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct KindConcentration {
    /// The kind.
    pub kind: DependencyKind,
    /// Part of the value that names one of them.
    pub share: f64,
    /// As many of equal size would be as concentrated: one over the Herfindahl index.
    pub effective: f64,
}

/// The value with one role.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RoleShare {
    /// The role; none for what has none.
    pub role: Option<HoldingRole>,
    /// In quote currency.
    pub value: f64,
}

/// A cap with what it caps.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CappedDependency {
    /// The dependency, or the role.
    pub name: String,
    /// Part of the value today.
    pub share: f64,
    /// The cap.
    pub max: f64,
    /// Whether it is kept today.
    pub kept: bool,
}

/// What failures can take.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct DependenciesResponse {
    /// Value of what is held, in quote currency.
    pub value: f64,
    /// Share of outcomes that the value at risk covers.
    pub level: f64,
    /// Days.
    pub horizon_days: u32,
    /// Of failures.
    pub draws: usize,
    /// Of the market; none without.
    pub scenarios: Option<usize>,
    /// For the draws.
    pub seed: u64,
    /// Part of the draws in which something is lost to a failure.
    pub probability_of_loss: f64,
    /// Of failures alone, at today's values.
    pub failures: LossFigures,
    /// Of the market alone; none without scenarios.
    pub market: Option<LossFigures>,
    /// Of both.
    pub together: LossFigures,
    /// Profits and losses of both.
    pub histogram: Histogram,
    /// What holdings depend on, in the order of the request.
    pub nodes: Vec<DependencyRisk>,
    /// In the order of the request.
    pub holdings: Vec<DependentLoss>,
    /// Who depends on whom.
    pub edges: Vec<DependencyEdge>,
    /// The failures that cost most on average, most first.
    pub events: Vec<FailureEvent>,
    /// By kind.
    pub concentrations: Vec<KindConcentration>,
    /// By role.
    pub roles: Vec<RoleShare>,
    /// The caps, today.
    pub caps: Vec<CappedDependency>,
    /// The caps as the allocator takes them.
    pub constraints: Constraints,
    /// How the figures are to be read.
    pub convention: Vec<&'static str>,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
    /// Positions that are in no figure.
    pub excluded: Vec<Excluded>,
}
