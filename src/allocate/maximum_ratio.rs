//! max (μ − r)'w / √(w'Σw): the greatest Sharpe ratio, with the risk-free rate r. The tangency
//! portfolio under the constraints.

use serde::{Deserialize, Serialize};

use super::problem::{Conflict, Outcome, Problem, Solution};
use super::{Allocator, feasibility, ratio, verify};
use crate::method::{Describe, Method, Reference};

/// The greatest Sharpe ratio.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MaximumRatio {}

fn excess(problem: &Problem) -> Vec<f64> {
    problem.mean.iter().map(|mean| mean - problem.risk_free_rate).collect()
}

impl Allocator for MaximumRatio {
    fn solve(&self, problem: &Problem) -> Outcome {
        let excess = excess(problem);
        let size = excess.iter().fold(0.0_f64, |size, e| size.max(e.abs()));
        if let Some(greatest) = feasibility::greatest(&problem.limits, &excess)
            && greatest <= 1e-12 * size
        {
            let rate = feasibility::percent(problem.risk_free_rate);
            let subject = if excess.iter().all(|e| *e <= 0.0) {
                "No asset is".to_owned()
            } else {
                "No portfolio within the constraints is".to_owned()
            };
            return Outcome::Infeasible {
                explanation: format!(
                    "{subject} expected to earn more than the risk-free rate of {rate}: every Sharpe ratio is zero or \
                     negative, and the greatest of them would reward risk. Choose another objective or a lower rate."
                ),
                conflicts: vec![Conflict {
                    constraint: "riskFreeRate".into(),
                    relaxation: -greatest / problem.limits.budget,
                }],
            };
        }
        ratio::maximise(problem, &excess)
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        Some(verify::ratio_gap(problem, &excess(problem), solution))
    }
}

impl Describe for MaximumRatio {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Maximum Sharpe ratio",
            summary: "The weights with the greatest expected return above the risk-free rate for each unit of volatility.",
            formula: "max (μ − r)'w / √(w'Σw) subject to Σ w = B, l ≤ w ≤ u and group limits",
            conventions: &[
                "The risk-free rate is per year, as are expected returns and covariances.",
                "Small changes of expected returns move the weights much; their standard errors are large.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "Sharpe, W. F. (1966). Mutual fund performance. The Journal of Business 39(1).",
                url: Some("https://doi.org/10.1086/294846"),
            }],
        }
    }
}
