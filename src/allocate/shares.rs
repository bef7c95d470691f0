//! Shares of a risk that grows in proportion with the weights: w[i] g[i] ∝ s[i] with a subgradient g of ρ,
//! which is where ρ(w) − Σ s[i] ln w[i] is least.
//!
//! The interior point tells g by its multipliers, which make a plane below the risk whatever they are. The
//! weights are taken from it: w[i] = θ s[i] / g[i], clipped to the bounds, with the θ for which they meet
//! the budget. They have the shares exactly; how far the plane is below the risk there is all that is left
//! to prove. Where no bound holds one program is enough, since its solution grows with ν in s = ν b; else
//! the ν is sought for which the solution itself meets the budget (Richard & Roncalli 2019).

use super::aim::Aim;
use super::measure::contribution::homogeneous;
use super::measure::risk::Risk;
use super::problem::{Outcome, Problem, Solution};
use super::verify::{self, GAP_TOLERANCE};
use super::{interior_point, proportional};
use crate::math::cholesky::dot;

/// A risk below this part of the greatest is none.
const NO_RISK: f64 = 1e-9;

/// Programs before the search for ν gives up; it needs about eight.
const PROGRAMS: usize = 60;

/// A slope below this part of what a share asks for is none: the asset is held as far as its bound lets it.
const NO_SLOPE: f64 = 1e-6;

/// The weights whose contributions to the risk stand in the proportions of the budgets.
pub(super) fn solve(risk: Risk, problem: &Problem, budgets: &[f64]) -> Outcome {
    let (risk, problem) = homogeneous(risk, problem);
    let (n, alone) = (problem.len(), separate(risk, &problem));
    let greatest = alone.iter().copied().fold(0.0, f64::max);
    let counts = |i: usize| budgets[i] > 0.0 && problem.limits.upper[i] > 0.0;
    if let Some(i) = (0..n).find(|&i| counts(i) && alone[i] <= NO_RISK * greatest) {
        // No contribution is greater than the risk of the asset alone.
        return Outcome::Infeasible {
            explanation: format!(
                "{} has no risk by this measure and cannot carry a share of it: leave it out or give it a risk budget of 0.",
                problem.assets[i]
            ),
            conflicts: vec![],
        };
    }
    let budgets: Vec<f64> = (0..n).map(|i| if counts(i) { budgets[i] } else { 0.0 }).collect();
    match search(risk, &problem, &budgets, &alone) {
        Some((gap, solution)) if gap <= GAP_TOLERANCE => Outcome::Solved(solution),
        _ if riskless(risk, &problem, greatest) => Outcome::Infeasible {
            explanation:
                "Some portfolio of these assets has no risk by this measure, and nothing has no shares. Leave out \
                          assets that never lose, or take a longer history."
                    .into(),
            conflicts: vec![],
        },
        Some((_, solution)) => Outcome::Solved(solution),
        None => interior_point::stalled(),
    }
}

/// How far contributions are from the budgets, relative: their spread by the plane that the tilt makes, and
/// how far that plane is below the risk.
pub(super) fn gap(risk: Risk, problem: &Problem, budgets: &[f64], solution: &Solution) -> f64 {
    let (risk, problem) = homogeneous(risk, problem);
    let weights = &solution.weights;
    let Some(plane) = solution.tilts.first().and_then(|tilt| tilt.plane(risk, &problem, weights)) else {
        return f64::INFINITY;
    };
    let value = risk.value(&problem, weights);
    let below = (value - dot(&plane.gradient, weights)) / value;
    let alone = separate(risk, &problem);
    let spread = verify::budget_spread(&problem.limits, budgets, weights, &plane.gradient, &alone);
    if value > 0.0 && below.is_finite() { spread.max(below) } else { f64::INFINITY }
}

/// s[i] / g[i] by the plane that the tilt makes; an asset without a share keeps its weight.
pub(super) fn targets(
    risk: Risk,
    problem: &Problem,
    shares: &[f64],
    solution: &Solution,
) -> Option<Vec<f64>> {
    let weights = &solution.weights;
    let plane = solution.tilts.first()?.plane(risk, problem, weights)?;
    let target = |((w, g), share): ((&f64, &f64), &f64)| match *share {
        share if share <= 0.0 => w.max(0.0),
        share if *g * w > NO_SLOPE * share => share / g,
        _ => w.max(0.0) / NO_SLOPE,
    };
    Some(weights.iter().zip(&plane.gradient).zip(shares).map(target).collect())
}

/// The risk of each asset alone.
fn separate(risk: Risk, problem: &Problem) -> Vec<f64> {
    let mut weights = vec![0.0; problem.len()];
    let mut alone = |i: usize| {
        weights[i] = 1.0;
        let value = risk.value(problem, &weights);
        weights[i] = 0.0;
        value
    };
    (0..problem.len()).map(&mut alone).collect()
}

/// Whether some portfolio that holds nothing short has no risk.
fn riskless(risk: Risk, problem: &Problem, greatest: f64) -> bool {
    let mut problem = problem.clone();
    problem.limits.lower.fill(0.0);
    problem.limits.upper.fill(problem.limits.budget);
    match Aim::least(risk.into(), problem.len()).solve(&problem) {
        Outcome::Solved(least) => {
            risk.value(&problem, &least.weights) <= 1e-6 * greatest * problem.limits.budget
        }
        _ => false,
    }
}

/// The best weights that were found, with their gap.
fn search(risk: Risk, problem: &Problem, budgets: &[f64], alone: &[f64]) -> Option<(f64, Solution)> {
    let budget = problem.limits.budget;
    let mut within = problem.clone();
    within.limits.lower.iter_mut().for_each(|lower| *lower = lower.max(0.0));
    let mut free = within.clone();
    free.limits.lower.fill(0.0);
    (free.limits.upper.iter_mut().filter(|upper| **upper > 0.0)).for_each(|upper| *upper = f64::INFINITY);
    let mut best: Option<(f64, Solution)> = None;
    // The sum of the program's solution over the budget; weights for the budget are kept if they are the best.
    let mut attempt = |nu: f64, within: &Problem| -> Option<(f64, bool)> {
        let shares: Vec<f64> = budgets.iter().map(|b| nu * b).collect();
        let aim = Aim { shares: shares.clone(), ..Aim::least(risk.into(), problem.len()) };
        let mut solution = aim.search(within, false)?;
        let sum: f64 = solution.weights.iter().sum();
        let targets = targets(risk, problem, &shares, &solution)?;
        if let Some(weights) = proportional::clipped(&targets, &problem.limits) {
            solution.weights = weights;
            let gap = gap(risk, problem, budgets, &solution);
            if best.as_ref().is_none_or(|(least, _)| gap < *least) {
                best = Some((gap, solution));
            }
        }
        Some((sum / budget, best.as_ref().is_some_and(|(least, _)| *least <= 0.1 * GAP_TOLERANCE)))
    };
    // Of assets that always move as one this is the solution.
    let together: f64 = budgets.iter().zip(alone).filter(|(b, _)| **b > 0.0).map(|(b, risk)| b / risk).sum();
    let mut nu = budget / together;
    if let Some((times, arrived)) = attempt(nu, &free) {
        if arrived {
            return best;
        }
        nu /= times;
    }
    // By the false position on logarithms, where the sum grows with ν in proportion until bounds hold.
    let [mut low, mut high]: [Option<(f64, f64)>; 2] = [None; 2];
    let (mut at, mut reach) = (libm::log(nu), 0.1);
    for _ in 0..PROGRAMS {
        let Some((times, arrived)) = attempt(libm::exp(at), &within) else { break };
        if arrived {
            break;
        }
        let missed = libm::log(times);
        // The side that stays counts half (the Illinois rule), so that both close in.
        let (side, other) = if missed < 0.0 { (&mut low, &mut high) } else { (&mut high, &mut low) };
        if let (Some(_), Some((_, other))) = (&side, other.as_mut()) {
            *other *= 0.5;
        }
        *side = Some((at, missed));
        at = match (low, high) {
            (Some((a, f)), Some((b, g))) if g > f => (a * g - b * f) / (g - f),
            (Some((a, _)), Some((b, _))) => 0.5 * (a + b),
            _ => {
                reach *= 2.0;
                at - missed.signum() * missed.abs().max(reach)
            }
        };
    }
    best
}
