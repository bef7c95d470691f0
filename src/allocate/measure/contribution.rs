//! What each asset adds to a risk: w[i] ∂ρ/∂w[i]. A risk that grows in proportion with the weights is the
//! sum of these (Euler). A target return τ breaks the proportion; since Σ w = B it is replaced by τ Σ w / B,
//! which is τ at every admissible portfolio.

use super::envelope::Tilt;
use super::risk::{Risk, Series};
use crate::allocate::problem::{Problem, Solution};

/// A solver's plane touches the risk where it misses the value by no more than this part of it.
const TOUCHES: f64 = 1e-6;

/// The risk as it grows in proportion with the weights, and the problem to measure it on.
pub(in crate::allocate) fn homogeneous(risk: Risk, problem: &Problem) -> (Risk, Problem) {
    let mut problem = problem.clone();
    let Risk::Scenario(Series::Below(target), functional) = risk else { return (risk, problem) };
    let shifts = vec![-target / problem.limits.budget; problem.len()];
    problem.scenarios = problem.scenarios.map(|scenarios| scenarios.shifted(&shifts).into());
    (Risk::Scenario(Series::Below(0.0), functional), problem)
}

/// By asset, with the risk of the weights as their sum; none for the volatility and without scenarios. Where
/// the risk has a kink a solver's tilt says which of its slopes counts.
pub(in crate::allocate) fn contributions(
    risk: Risk,
    problem: &Problem,
    solution: &Solution,
) -> Option<Vec<f64>> {
    let (weights, scenarios) = (&solution.weights, problem.scenarios.as_deref()?);
    let here = Tilt::at(risk, scenarios, weights)?;
    let value = risk.value(problem, weights);
    solution.tilts.iter().chain([&here]).find_map(|tilt| {
        let plane = tilt.plane(risk, problem, weights)?;
        let parts = weights.iter().zip(&plane.gradient);
        let parts: Vec<f64> = parts.map(|(w, g)| w * (g + plane.constant / problem.limits.budget)).collect();
        ((parts.iter().sum::<f64>() - value).abs() <= TOUCHES * value.abs()).then_some(parts)
    })
}
