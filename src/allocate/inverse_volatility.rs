//! w[i] ∝ 1 / σ[i]: every asset alone would carry the same risk. Where a bound forbids its share, an
//! asset stays at its bound and the others keep the proportions.

use serde::{Deserialize, Serialize};

use super::Allocator;
use super::equal_weight::proportions;
use super::problem::{Outcome, Problem, Solution};
use crate::method::{Describe, Method, Reference};

/// A volatility below this part of the largest one counts as none: the asset takes all that its
/// bounds allow.
const LEAST: f64 = 1e-12;

/// Weights in inverse proportion to volatility.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct InverseVolatility {}

impl Allocator for InverseVolatility {
    fn inverts(&self) -> bool {
        false
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let floor = problem.largest_variance().sqrt() * LEAST;
        let inverse = |i: usize| 1.0 / problem.variance(i).sqrt().max(floor);
        let targets: Vec<f64> =
            if floor > 0.0 { (0..problem.len()).map(inverse).collect() } else { vec![1.0; problem.len()] };
        proportions(problem, &targets)
    }

    fn gap(&self, _problem: &Problem, _solution: &Solution) -> Option<f64> {
        None
    }
}

impl Describe for InverseVolatility {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Inverse volatility",
            summary: "Weights in inverse proportion to volatility; correlations play no part.",
            formula: "w[i] = B (1/σ[i]) / Σ_j 1/σ[j]; with bounds w[i] = clip(θ/σ[i], l[i], u[i]) and the θ for which Σ w = B",
            conventions: &[
                "Does not carry limits by group.",
                "An asset with a constant price takes all that its bounds allow.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "R. Leote de Carvalho, X. Lu, P. Moulin (2012), Demystifying equity risk-based strategies, The Journal of Portfolio Management 38(3), 56-70",
                url: Some("https://doi.org/10.3905/jpm.2012.38.3.056"),
            }],
        }
    }
}
