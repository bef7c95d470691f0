//! Is it true? Limits and optimality recomputed from the request and the weights alone.
//!
//! Nothing here is shared with a solver. For an objective f whose gradient at the weights w is g,
//! and any numbers y for the rows A of the limits, weak duality gives for all admissible v
//!
//! g'v ≥ min { (g − A'y)'v : bounds, budget } + Σ_k (y_k⁺ min_k − y_k⁻ max_k) =: D(y),
//!
//! and f convex gives f(v) ≥ f(w) − (g'w − D). So g'w − D bounds how far w is from the optimum
//! whatever y is; the minimum under bounds and budget is found by filling up in order of cost.

use serde::Serialize;

use super::constraints::Limits;
use super::problem::{Problem, Solution};
use crate::math::order;

/// Weights are fractions of the capital; interior-point solvers leave 1e-9 of it.
pub const VIOLATION_TOLERANCE: f64 = 1e-8;

/// A gap of 1e-7 of the variance moves a volatility of 50 % in its eighth digit.
pub const GAP_TOLERANCE: f64 = 1e-7;

/// What the check of a solution says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// The most by which budget, a bound or any other limit is missed.
    pub max_violation: f64,
    /// How far the objective can be from its optimum at most, relative; null for rules that
    /// optimise nothing.
    pub duality_gap: Option<f64>,
    /// Whether both are within their tolerances.
    pub passed: bool,
}

impl Verification {
    /// Of weights with the gap that their objective has.
    pub fn of(problem: &Problem, weights: &[f64], gap: Option<f64>) -> Self {
        let limits = &problem.limits;
        let mut max_violation = max_violation(limits, weights);
        for excess in limits.convex.iter().map(|limit| limit.excess(problem, weights)) {
            max_violation = if excess <= max_violation { max_violation } else { excess };
        }
        let within = |x: f64, tolerance: f64| x.is_finite() && x <= tolerance;
        let passed = within(max_violation, VIOLATION_TOLERANCE)
            && gap.is_none_or(|gap| within(gap, GAP_TOLERANCE))
            && weights.len() == limits.lower.len();
        let finite = |x: f64| if x.is_finite() { x } else { f64::MAX };
        Self { max_violation: finite(max_violation), duality_gap: gap.map(finite), passed }
    }
}

/// The most by which the weights miss the budget, a bound or a limit on a weighted sum.
pub fn max_violation(limits: &Limits, weights: &[f64]) -> f64 {
    let mut worst = (weights.iter().sum::<f64>() - limits.budget).abs();
    for ((w, lower), upper) in weights.iter().zip(&limits.lower).zip(&limits.upper) {
        if w.is_nan() {
            return f64::INFINITY;
        }
        worst = worst.max(lower - w).max(w - upper);
    }
    for row in &limits.rows {
        let value: f64 = row.coefficients.iter().zip(weights).map(|(a, w)| a * w).sum();
        worst = worst.max(row.min - value).max(value - row.max);
    }
    worst.max(limits.selection.violation(weights))
}

/// g'w less its least admissible value, as bounded by the multipliers: see the module.
pub fn linear_gap(limits: &Limits, gradient: &[f64], solution: &Solution) -> f64 {
    let mut cost = gradient.to_vec();
    let mut bound = 0.0;
    for (row, y) in limits.rows.iter().zip(&solution.multipliers) {
        // A multiplier on a side without a limit proves nothing.
        let side = if *y > 0.0 { row.min } else { row.max };
        if side.is_finite() {
            bound += y * side;
            cost.iter_mut().zip(&row.coefficients).for_each(|(c, a)| *c -= y * a);
        }
    }
    let mut left = limits.budget - limits.lower.iter().sum::<f64>();
    for i in order::places(cost.len(), &|a, b| cost[a].total_cmp(&cost[b])) {
        let room = (limits.upper[i] - limits.lower[i]).min(left.max(0.0));
        bound += cost[i] * (limits.lower[i] + room);
        left -= room;
    }
    let here: f64 = gradient.iter().zip(&solution.weights).map(|(g, w)| g * w).sum();
    here - bound
}

/// A gap is not below zero but by rounding. What is no number stays none: `max` would make it a perfect zero.
fn above_zero(gap: f64) -> f64 {
    if gap < 0.0 { 0.0 } else { gap }
}

/// The gap of a least variance within the limits, as a fraction of that variance.
pub fn variance_gap(problem: &Problem, limits: &Limits, solution: &Solution) -> f64 {
    let gradient = problem.marginal_variance(&solution.weights);
    above_zero(linear_gap(limits, &gradient, solution)) / scale(problem, &solution.weights)
}

/// The gap of a greatest ratio s'w / √(w'Σw): with λ = w'Σw / s'w the gradient Σw − λ s bounds
/// every other ratio by (1 + gap / variance) times this one.
pub fn ratio_gap(problem: &Problem, numerator: &[f64], solution: &Solution) -> f64 {
    let mut gradient = problem.marginal_variance(&solution.weights);
    let reward: f64 = numerator.iter().zip(&solution.weights).map(|(s, w)| s * w).sum();
    if reward <= 0.0 {
        return f64::INFINITY;
    }
    let price = problem.portfolio_variance(&solution.weights) / reward;
    gradient.iter_mut().zip(numerator).for_each(|(g, s)| *g -= price * s);
    above_zero(linear_gap(&problem.limits, &gradient, solution)) / scale(problem, &solution.weights)
}

/// The spread of contributions to the volatility over budgets.
pub fn budget_gap(problem: &Problem, budgets: &[f64], weights: &[f64]) -> f64 {
    let volatility = problem.portfolio_variance(weights).sqrt();
    let scale = if volatility > 0.0 { 1.0 / volatility } else { 0.0 };
    let mut marginal = problem.marginal_variance(weights);
    marginal.iter_mut().for_each(|g| *g *= scale);
    let alone: Vec<f64> = (0..weights.len()).map(|i| problem.variance(i).sqrt()).collect();
    budget_spread(&problem.limits, budgets, weights, &marginal, &alone)
}

/// The spread of risk contributions over budgets, from the marginal risks g and the risks of the assets
/// alone: c[i] = w[i] g[i] / b[i] is one constant for the assets within their bounds, no more than it at
/// an upper and no less at a lower bound. An asset without a budget is held only where that lowers the
/// risk: its marginal risk is zero, or positive at its lower bound, or negative at its upper one.
pub fn budget_spread(
    limits: &Limits,
    budgets: &[f64],
    weights: &[f64],
    marginal: &[f64],
    alone: &[f64],
) -> f64 {
    let near = |a: f64, b: f64| (a - b).abs() <= VIOLATION_TOLERANCE;
    let (mut greatest, mut least, mut slope) = (f64::NEG_INFINITY, f64::INFINITY, 0.0_f64);
    for i in 0..weights.len() {
        let (low, high) = (near(weights[i], limits.lower[i].max(0.0)), near(weights[i], limits.upper[i]));
        if budgets[i] > 0.0 {
            let contribution = weights[i] * marginal[i] / budgets[i];
            greatest = if low { greatest } else { greatest.max(contribution) };
            least = if high { least } else { least.min(contribution) };
        } else if alone[i] > 0.0 {
            let part = marginal[i] / alone[i];
            slope = slope.max(if high { 0.0 } else { -part }).max(if low { 0.0 } else { part });
        }
    }
    let spread = greatest - least;
    if spread.is_finite() {
        slope.max(spread / greatest.abs().max(least.abs()).max(f64::MIN_POSITIVE))
    } else {
        slope
    }
}

/// The variance that gaps are measured against; a portfolio whose volatility is less than a
/// thousandth of the riskiest asset's is measured against that.
pub(super) fn scale(problem: &Problem, weights: &[f64]) -> f64 {
    let floor = 1e-6 * problem.largest_variance() * problem.limits.budget.powi(2);
    problem.portfolio_variance(weights).max(floor).max(f64::MIN_POSITIVE)
}
