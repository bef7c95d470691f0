//! Can the limits hold together, and if not, which ones conflict and by how much?
//!
//! Every limit may give way at the cost of one per unit:
//! min Σ s subject to |1'w − B| ≤ s_B, l − s_l ≤ w ≤ u + s_u, min − s ≤ Aw ≤ max + s, s ≥ 0.
//! Its least value v is positive where the limits conflict, and its multipliers y are the
//! certificate: Σ y_k b_k = v over the limits b. Were entry k alone to give way, it would have to
//! move by at least v / Σ |y| over its limits.

use std::collections::BTreeMap;

use super::aim::Aim;
use super::constraints::{Limits, Row};
use super::convex::Convex;
use super::problem::{Conflict, Outcome, Problem};
use super::quadratic_program::QuadraticProgram;
use crate::math::cholesky::dot;
use crate::math::order;

/// Limits that miss each other by less than this part of the capital hold together: `0.1` ten times
/// over is not 1 in binary.
const TOLERANCE: f64 = 1e-9;

/// A greatest value that is proven to this part of itself can be spoken of.
pub(super) const ROUGHLY: f64 = 1e-6;

/// A multiplier below this plays no part in the conflict; those that do are of order one.
const LEAST_MULTIPLIER: f64 = 1e-5;

/// Why no weights obey the limits; none where some do.
pub(super) fn conflict(limits: &Limits) -> Option<Outcome> {
    let (least, greatest): (f64, f64) = (limits.lower.iter().sum(), limits.upper.iter().sum());
    let bounds_miss = least > limits.budget + TOLERANCE || greatest < limits.budget - TOLERANCE;
    if !bounds_miss && limits.rows.is_empty() {
        return None;
    }
    let (missing, conflicts) = elastic(limits)?;
    let explanation = if bounds_miss && greatest < limits.budget {
        format!("The caps sum to {} and the budget is {}.", percent(greatest), percent(limits.budget))
    } else if bounds_miss {
        format!("The least weights sum to {} and the budget is {}.", percent(least), percent(limits.budget))
    } else {
        let names: Vec<&str> = (limits.rows.iter())
            .filter(|row| conflicts.iter().any(|conflict| conflict.constraint.starts_with(&row.path)))
            .map(|row| row.name.as_str())
            .collect();
        format!(
            "The limits of {} leave {} of the capital without a place that all constraints allow.",
            if names.is_empty() { "the groups".to_owned() } else { names.join(", ") },
            percent(missing)
        )
    };
    Some(Outcome::Infeasible { explanation: explanation + &help(&conflicts), conflicts })
}

/// The one of the conflicts that would have to give way least.
pub(super) fn help(conflicts: &[Conflict]) -> String {
    // What nobody set comes last: to hear of a bound by default helps only where nothing else can give way.
    let by_default = |conflict: &Conflict| conflict.constraint.starts_with("constraints.bounds.");
    let order = |conflict: &Conflict| (by_default(conflict), conflict.relaxation);
    let smallest = conflicts.iter().min_by(|a, b| {
        let ((a_default, a), (b_default, b)) = (order(a), order(b));
        a_default.cmp(&b_default).then(a.total_cmp(&b))
    });
    smallest.map_or(String::new(), |conflict| {
        let points = (conflict.relaxation * 1e4).round() / 1e2;
        format!(" The smallest change that helps: {} by {points} percentage points.", describe(conflict))
    })
}

/// The greatest s'w less costs that the limits allow; none where the solver stalls, or convex limits cannot
/// be met. Those on weights can be.
pub(super) fn greatest(problem: &Problem, score: &[f64], costs: &[Convex]) -> Option<f64> {
    if problem.limits.convex.is_empty() && costs.is_empty() {
        return greatest_linear(&problem.limits, score);
    }
    let aim = Aim { reward: score.to_vec(), costs: costs.to_vec(), ..Aim::default() };
    match aim.solve(problem) {
        Outcome::Solved(solution) if aim.gap(problem, &solution) <= ROUGHLY => {
            Some(aim.earned(problem, &solution.weights))
        }
        _ => None,
    }
}

/// The greatest s'w, whatever else costs or is limited.
pub(super) fn greatest_linear(limits: &Limits, score: &[f64]) -> Option<f64> {
    let n = score.len();
    let size = score.iter().fold(0.0_f64, |size, s| size.max(s.abs()));
    if size == 0.0 {
        return Some(0.0);
    }
    if limits.rows.is_empty() {
        let mut left = limits.budget - limits.lower.iter().sum::<f64>();
        let mut total = 0.0;
        for i in order::falling(score) {
            let room = (limits.upper[i] - limits.lower[i]).min(left.max(0.0));
            total += score[i] * (limits.lower[i] + room);
            left -= room;
        }
        return Some(total);
    }
    let mut program = QuadraticProgram::new(None, score.iter().map(|s| -s / size).collect());
    program.row((0..n).map(|i| (i, 1.0)), limits.budget, limits.budget);
    for i in 0..n {
        program.row([(i, 1.0)], limits.lower[i], limits.upper[i]);
    }
    for row in &limits.rows {
        program.row(row.coefficients.iter().copied().enumerate(), row.min, row.max);
    }
    program.solve().map(|minimum| dot(score, &minimum.x))
}

/// min ≤ Σ coefficient · w ≤ max of which one side is finite: the constraint's place, the terms,
/// and the two sides.
type Limit = (String, Vec<(usize, f64)>, f64, f64);

/// The least total by which limits have to give way, and what each would have to alone; none where
/// they hold together.
fn elastic(limits: &Limits) -> Option<(f64, Vec<Conflict>)> {
    let n = limits.lower.len();
    let mut entries: Vec<Limit> = Vec::new();
    let all = || (0..n).map(|i| (i, 1.0)).collect::<Vec<_>>();
    entries.push(("constraints.budget".into(), all(), limits.budget, f64::INFINITY));
    entries.push(("constraints.budget".into(), all(), f64::NEG_INFINITY, limits.budget));
    for i in 0..n {
        let [low, high] = limits.sources[i].map(|entry| {
            entry.map_or("constraints.bounds".to_owned(), |k| format!("constraints.bounds[{k}]"))
        });
        entries.push((format!("{low}.min"), vec![(i, 1.0)], limits.lower[i], f64::INFINITY));
        entries.push((format!("{high}.max"), vec![(i, 1.0)], f64::NEG_INFINITY, limits.upper[i]));
    }
    for Row { path, coefficients, min, max, .. } in &limits.rows {
        let terms: Vec<(usize, f64)> = coefficients.iter().copied().enumerate().collect();
        entries.push((format!("{path}.min"), terms.clone(), *min, f64::INFINITY));
        entries.push((format!("{path}.max"), terms, f64::NEG_INFINITY, *max));
    }
    entries.retain(|(.., min, max)| min.is_finite() || max.is_finite());

    let mut cost = vec![0.0; n];
    cost.resize(n + entries.len(), 1.0);
    let mut program = QuadraticProgram::new(None, cost);
    for (k, (_, terms, min, max)) in entries.iter().enumerate() {
        let slack = if min.is_finite() { 1.0 } else { -1.0 };
        program.row(terms.iter().copied().chain([(n + k, slack)]), *min, *max);
    }
    for k in 0..entries.len() {
        program.row([(n + k, 1.0)], 0.0, f64::INFINITY);
    }
    let minimum = program.solve()?;
    let missing: f64 = minimum.x[n..].iter().sum();
    if missing <= TOLERANCE * 10.0 {
        return None;
    }
    // The two sides of the budget weigh against each other: only what is left of them conflicts.
    let mut parts: BTreeMap<&str, f64> = BTreeMap::new();
    for ((path, ..), y) in entries.iter().zip(&minimum.multipliers) {
        *parts.entry(path).or_default() += y;
    }
    let conflicts = (parts.into_iter())
        .filter(|(_, y)| y.abs() > LEAST_MULTIPLIER)
        .map(|(path, y)| Conflict { constraint: path.to_owned(), relaxation: tidy(missing / y.abs()) });
    Some((tidy(missing), conflicts.collect()))
}

/// An interior-point method leaves the last digits open.
fn tidy(x: f64) -> f64 {
    (x * 1e8).round() / 1e8
}

fn describe(conflict: &Conflict) -> String {
    let verb = match conflict.constraint.rsplit('.').next() {
        Some(
            "max" | "gross" | "grossExposure" | "shortExposure" | "turnover" | "initial" | "maintenance",
        ) => "raise",
        Some("min") => "lower",
        _ => "move",
    };
    format!("{verb} {}", conflict.constraint)
}

/// A fraction as a person reads it.
pub(super) fn percent(x: f64) -> String {
    let rounded = (x * 1e4).round() / 1e2;
    format!("{rounded} %")
}
