//! A checked allocation problem, and what can come of one.

use std::sync::Arc;

use nalgebra::DMatrix;
use serde::Serialize;

use super::constraints::Limits;
use super::measure::envelope::Tilt;
use super::response::Status;
use super::scenarios::Scenarios;
use crate::error::Notice;
use crate::math::cholesky::dot;

/// Moments per year, limits, and the rate that ratios are measured against.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Names, in the order of everything else.
    pub assets: Vec<String>,
    /// Names that a request may speak of, those left out this time among them.
    pub known: Vec<String>,
    /// Expected returns.
    pub mean: Vec<f64>,
    /// Covariance matrix.
    pub covariance: DMatrix<f64>,
    /// What the weights have to obey.
    pub limits: Limits,
    /// Joint returns per period; none where only moments are known.
    pub scenarios: Option<Arc<Scenarios>>,
    /// Per year.
    pub risk_free_rate: f64,
}

impl Problem {
    /// How many assets there are.
    pub fn len(&self) -> usize {
        self.assets.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.assets.is_empty()
    }

    /// Variance of one asset.
    pub fn variance(&self, i: usize) -> f64 {
        self.covariance[(i, i)]
    }

    /// The largest variance: what "zero" is measured against.
    pub fn largest_variance(&self) -> f64 {
        (0..self.len()).map(|i| self.variance(i)).fold(0.0, f64::max)
    }

    /// Assets whose price does not move: their variance is rounding beside the largest.
    pub fn riskless(&self) -> Vec<usize> {
        let zero = 1e-24 * self.largest_variance();
        (0..self.len()).filter(|&i| self.variance(i) <= zero).collect()
    }

    /// Σ w.
    pub fn marginal_variance(&self, weights: &[f64]) -> Vec<f64> {
        product(&self.covariance, weights)
    }

    /// w' Σ w, never below zero.
    pub fn portfolio_variance(&self, weights: &[f64]) -> f64 {
        dot(weights, &self.marginal_variance(weights)).max(0.0)
    }
}

/// The product of a symmetric matrix and a vector.
pub(super) fn product(matrix: &DMatrix<f64>, x: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; x.len()];
    for (column, x) in matrix.as_slice().chunks_exact(x.len().max(1)).zip(x) {
        if *x != 0.0 {
            out.iter_mut().zip(column).for_each(|(out, m)| *out += m * x);
        }
    }
    out
}

/// Weights that a solver proposes; they count only once verified.
#[derive(Debug, Clone, Default)]
pub struct Solution {
    /// By asset.
    pub weights: Vec<f64>,
    /// How much each row of the limits weighs on the optimum: above zero at its least value, below
    /// zero at its greatest. A hint for the verification, which needs no trust in it.
    pub multipliers: Vec<f64>,
    /// The same for every risk measured on scenarios: that of the objective, then those of the limits.
    pub tilts: Vec<Tilt>,
    /// What to know about the weights.
    pub notices: Vec<Notice>,
}

impl Solution {
    /// Weights with the multipliers of the rows.
    pub fn new(weights: Vec<f64>, multipliers: Vec<f64>) -> Self {
        Self { weights, multipliers, ..Self::default() }
    }
}

/// What comes of a problem.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Weights to be verified.
    Solved(Solution),
    /// No weights obey the limits, or none can have what the objective needs.
    Infeasible {
        /// One sentence.
        explanation: String,
        /// What to relax.
        conflicts: Vec<Conflict>,
    },
    /// The objective has no bound.
    Unbounded {
        /// One sentence.
        explanation: String,
    },
    /// No solver got there.
    NotConverged {
        /// One sentence.
        explanation: String,
    },
}

impl Outcome {
    /// Status, explanation and conflicts of an outcome that has no weights to show.
    pub(super) fn without_weights(self) -> (Status, String, Vec<Conflict>) {
        match self {
            Self::Solved(_) => (Status::NotConverged, "The weights did not pass the check.".into(), vec![]),
            Self::Infeasible { explanation, conflicts } => (Status::Infeasible, explanation, conflicts),
            Self::Unbounded { explanation } => (Status::Unbounded, explanation, vec![]),
            Self::NotConverged { explanation } => (Status::NotConverged, explanation, vec![]),
        }
    }
}

/// One constraint of those that cannot hold together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    /// Where it stands in the request: `constraints.bounds[0].max`.
    pub constraint: String,
    /// By how much its value would have to move, were it the only one to give way.
    pub relaxation: f64,
}
