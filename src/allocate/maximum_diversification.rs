//! max σ'w / √(w'Σw): the greatest ratio of the separate volatilities to the common one.

use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::cardinality::Cost;
use super::measure::risk::Risk;
use super::perspective::QuadraticForm;
use super::problem::{Outcome, Problem, Solution};
use super::{Allocator, LimitKind, feasibility, ratio, verify};
use crate::method::{Describe, Method, Reference};

/// The greatest diversification ratio.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MaximumDiversification {}

fn volatilities(problem: &Problem) -> Vec<f64> {
    (0..problem.len()).map(|i| problem.variance(i).sqrt()).collect()
}

/// The aim under convex limits.
fn aim(problem: &Problem) -> Option<Aim> {
    let convex = !problem.limits.convex.is_empty();
    convex.then(|| Aim::ratio(Risk::Volatility, volatilities(problem), vec![]))
}

impl Allocator for MaximumDiversification {
    fn carries(&self) -> &'static [LimitKind] {
        LimitKind::CONVEX
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let volatilities = volatilities(problem);
        if feasibility::greatest(problem, &volatilities, &[]).is_some_and(|greatest| greatest <= 0.0) {
            return Outcome::Infeasible {
                explanation:
                    "No portfolio within the constraints has a positive sum of volatilities to diversify."
                        .into(),
                conflicts: vec![],
            };
        }
        match aim(problem) {
            Some(aim) => aim.solve(problem),
            None => ratio::maximise(problem, &volatilities),
        }
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        Some(match aim(problem) {
            Some(aim) => aim.gap(problem, solution),
            None => verify::ratio_gap(problem, &volatilities(problem), solution),
        })
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Option<Cost> {
        Some(aim(problem)?.cost(problem, weights))
    }

    fn quadratic(&self, problem: &Problem) -> Option<QuadraticForm> {
        let simple = aim(problem).is_none();
        simple.then(|| QuadraticForm::ratio(problem.covariance.clone(), volatilities(problem)))
    }
}

impl Describe for MaximumDiversification {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Maximum diversification",
            summary: "The weights whose separate risks cancel out most.",
            formula: "max Σ w[i] σ[i] / √(w'Σw) subject to Σ w = B, l ≤ w ≤ u and group limits",
            conventions: &[
                "Expected returns play no part. For long portfolios the maximum is the diversification ratio that the answer shows.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "Choueifaty, Y., Coignard, Y. (2008). Toward maximum diversification. The Journal of Portfolio Management 35(1).",
                url: Some("https://doi.org/10.3905/JPM.2008.35.1.40"),
            }],
        }
    }
}
