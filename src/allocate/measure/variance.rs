//! σ² = w'Σw: the variance of the portfolio's return, per year.

use serde::{Deserialize, Serialize};

use super::RiskMeasure;
use super::risk::Risk;
use crate::allocate::problem::{Outcome, Problem, Solution};
use crate::allocate::verify::{self, GAP_TOLERANCE};
use crate::allocate::{critical_line, interior_point};
use crate::method::{Describe, Method, Reference};

/// The variance of the return.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Variance {}

impl RiskMeasure for Variance {
    fn risk(&self) -> Risk {
        Risk::Volatility
    }

    fn squared(&self) -> bool {
        true
    }
}

/// The weights of least variance under the problem's limits on weights.
pub(in crate::allocate) fn minimise(problem: &Problem) -> Outcome {
    // The line carries bounds, the budget and one least score; groups are for the interior point.
    let limits = &problem.limits;
    let floor = match limits.rows.as_slice() {
        [] => None,
        [row] if row.max == f64::INFINITY => Some((row.coefficients.as_slice(), row.min)),
        _ => return interior_point::minimum_variance(problem),
    };
    if let Some((mut weights, multiplier)) =
        critical_line::minimum_variance(&problem.covariance, limits, floor)
    {
        interior_point::settle(limits, &mut weights);
        let multipliers = vec![multiplier; limits.rows.len()];
        let solution = Solution::new(weights, multipliers);
        let violation = verify::max_violation(limits, &solution.weights);
        if gap(problem, &solution) <= GAP_TOLERANCE && violation <= verify::VIOLATION_TOLERANCE {
            return Outcome::Solved(solution);
        }
    }
    interior_point::minimum_variance(problem)
}

/// How far the solution can be from the least variance at most, relative.
pub(in crate::allocate) fn gap(problem: &Problem, solution: &Solution) -> f64 {
    verify::variance_gap(problem, &problem.limits, solution)
}

impl Describe for Variance {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Variance",
            summary: "The variance of the portfolio's return; its root is the volatility.",
            formula: "σ² = w'Σw, with weights w and covariances Σ per year",
            conventions: &["Gains count as much as losses."],
            parameters: vec![],
            references: vec![Reference {
                text: "Markowitz, H. (1952). Portfolio selection. The Journal of Finance 7(1).",
                url: Some("https://doi.org/10.1111/j.1540-6261.1952.tb01525.x"),
            }],
        }
    }
}
