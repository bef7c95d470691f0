//! max s'w / √(w'Σw): the greatest ratio of a score to the volatility, for any scores s.

use super::problem::{Outcome, Problem, Solution};
use super::verify::{self, GAP_TOLERANCE, VIOLATION_TOLERANCE};
use super::{critical_line, interior_point};

/// A volatility below this part of the largest one is a riskless portfolio that the ridge of a
/// singular covariance, 1e-11 of the variance, lets look risky.
const RISKLESS: f64 = 1e-5;

/// The weights of the greatest ratio, for scores of which some admissible portfolio has a positive
/// sum: by the critical line, and by an interior point where that cannot go or did not get there.
pub(super) fn maximise(problem: &Problem, score: &[f64]) -> Outcome {
    let limits = &problem.limits;
    let mut outcome = None;
    if limits.rows.is_empty()
        && let Some(mut weights) = critical_line::maximum_ratio(&problem.covariance, score, limits)
    {
        interior_point::settle(limits, &mut weights);
        let solution = Solution::new(weights, vec![]);
        if riskless(problem, &solution)
            || (verify::ratio_gap(problem, score, &solution) <= GAP_TOLERANCE
                && verify::max_violation(limits, &solution.weights) <= VIOLATION_TOLERANCE)
        {
            outcome = Some(Outcome::Solved(solution));
        }
    }
    match outcome.unwrap_or_else(|| interior_point::maximum_ratio(problem, score)) {
        Outcome::Solved(solution) if riskless(problem, &solution) => Outcome::Unbounded {
            explanation:
                "A portfolio without any variance would earn more than nothing, so that the ratio has no \
                          bound. Leave out assets with a constant price, or cap them."
                    .into(),
        },
        outcome => outcome,
    }
}

fn riskless(problem: &Problem, solution: &Solution) -> bool {
    let largest = problem.largest_variance().sqrt();
    problem.portfolio_variance(&solution.weights).sqrt() <= RISKLESS * largest * problem.limits.budget
}
