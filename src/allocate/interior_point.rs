//! Minimum variance and maximum ratio as quadratic programs.
//!
//! The ratio s'w / √(w'Σw) with 1'w = B, l ≤ w ≤ u, min ≤ Aw ≤ max becomes, with y = κ w and
//! s'y = 1: min ½ y'Σy subject to 1'y = κB, κl ≤ y ≤ κu, κ min ≤ Ay ≤ κ max, κ ≥ 0; then w = y / κ.
//! Homogenisation as in Cornuéjols & Tütüncü, Optimization Methods in Finance, section 8.2.

use super::constraints::Limits;
use super::problem::{Outcome, Problem, Solution};
use super::quadratic_program::QuadraticProgram;

/// The weights of least variance.
pub(super) fn minimum_variance(problem: &Problem) -> Outcome {
    minimum_variance_less(problem, &vec![0.0; problem.len()])
}

/// The weights of the least ½ w'Σw − b'w.
pub(super) fn minimum_variance_less(problem: &Problem, reward: &[f64]) -> Outcome {
    let (n, limits) = (problem.len(), &problem.limits);
    let linear = reward.iter().map(|b| -b).collect();
    let mut program = QuadraticProgram::new(Some(&problem.covariance), linear);
    // The solver meets the rows in this order, and so do their multipliers.
    for row in &limits.rows {
        program.row(row.coefficients.iter().copied().enumerate(), row.min, row.max);
    }
    program.row((0..n).map(|i| (i, 1.0)), limits.budget, limits.budget);
    for i in 0..n {
        program.row([(i, 1.0)], limits.lower[i], limits.upper[i]);
    }
    match program.solve() {
        Some(mut minimum) => {
            minimum.multipliers.truncate(limits.rows.len());
            settle(limits, &mut minimum.x);
            Outcome::Solved(Solution::new(minimum.x, minimum.multipliers))
        }
        None => stalled(),
    }
}

/// The weights of the greatest ratio of `score` to volatility, where some portfolio scores above zero.
pub(super) fn maximum_ratio(problem: &Problem, score: &[f64]) -> Outcome {
    let (n, limits) = (problem.len(), &problem.limits);
    let size = score.iter().fold(0.0_f64, |size, s| size.max(s.abs()));
    // The last variable is κ.
    let mut program = QuadraticProgram::new(Some(&problem.covariance), vec![0.0; n + 1]);
    let all = |coefficients: &[f64], kappa: f64| -> Vec<(usize, f64)> {
        coefficients.iter().copied().enumerate().chain([(n, -kappa)]).collect()
    };
    for row in &limits.rows {
        // A row for each side; a side without a limit keeps its place and says nothing.
        for (side, sign) in [(row.min, 1.0), (row.max, -1.0)] {
            if side.is_finite() {
                let terms = all(&row.coefficients, side).into_iter().map(|(i, a)| (i, sign * a));
                program.row(terms, 0.0, f64::INFINITY);
            } else {
                program.row([], f64::NEG_INFINITY, f64::INFINITY);
            }
        }
    }
    let ones = vec![1.0; n];
    program.row(all(&ones, limits.budget), 0.0, 0.0);
    program.row(score.iter().map(|s| s / size).enumerate(), 1.0, 1.0);
    program.row([(n, 1.0)], 0.0, f64::INFINITY);
    for i in 0..n {
        program.row([(i, 1.0), (n, -limits.lower[i])], 0.0, f64::INFINITY);
        program.row([(i, 1.0), (n, -limits.upper[i])], f64::NEG_INFINITY, 0.0);
    }
    match program.solve().filter(|minimum| minimum.x[n] > 0.0) {
        Some(minimum) => {
            let kappa = minimum.x[n];
            let mut weights: Vec<f64> = minimum.x[..n].iter().map(|y| y / kappa).collect();
            settle(limits, &mut weights);
            let pairs = minimum.multipliers[..2 * limits.rows.len()].chunks_exact(2);
            let multipliers = pairs.map(|pair| (pair[0] - pair[1]) / kappa).collect();
            Outcome::Solved(Solution::new(weights, multipliers))
        }
        None => stalled(),
    }
}

pub(super) fn stalled() -> Outcome {
    Outcome::NotConverged {
        explanation:
            "The solver stalled. Covariances that are nearly singular or of very different sizes do that: \
                      leave out near-duplicates, or let Ledoit-Wolf shrink the covariance."
                .into(),
    }
}

/// Puts weights that lie a rounding outside of their bounds on them, and spreads what the budget
/// then misses over the assets that have room for it.
pub(super) fn settle(limits: &Limits, weights: &mut [f64]) {
    for (w, (lower, upper)) in weights.iter_mut().zip(limits.lower.iter().zip(&limits.upper)) {
        *w = w.clamp(*lower, *upper);
    }
    let missing = limits.budget - weights.iter().sum::<f64>();
    let room: Vec<f64> = (weights.iter().zip(limits.lower.iter().zip(&limits.upper)))
        .map(|(w, (lower, upper))| if missing > 0.0 { upper - w } else { w - lower }.min(w.abs()))
        .collect();
    let total: f64 = room.iter().sum();
    if total > missing.abs() {
        weights.iter_mut().zip(&room).for_each(|(w, room)| *w += missing * room / total);
    }
}
