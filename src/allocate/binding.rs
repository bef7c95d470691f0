//! What a limit that binds is worth: the problem is solved again with that limit a little looser, and the
//! figures of both answers are compared. Where an objective has multipliers this is what they say, in the
//! units a person knows and for a step of a size that a person would take; rules without multipliers answer
//! in the same way.

use serde::Serialize;

use super::carries::LimitKind;
use super::problem::Problem;
use super::response::PortfolioFigures;
use super::{Allocator, Verified, solve};

/// A limit closer than this binds: verified weights miss one by no more than a hundredth of it.
const BINDS: f64 = 1e-6;

/// How much looser: a percentage point.
const STEP: f64 = 0.01;

/// Of a limit on a risk, which may itself be a percentage point, no more than this part.
const RISK_PART: f64 = 0.1;

/// With more limits than this the answer is no reading matter.
const MOST: usize = 24;

/// What changes when a limit that binds is a little looser.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BindingLimit {
    /// Where it stands in the request: `constraints.bounds[0].max`.
    pub constraint: String,
    /// By how much it is loosened: 0.01 is a percentage point.
    pub loosened: f64,
    /// Change of the expected return per year.
    pub expected_return: f64,
    /// Change of the volatility per year.
    pub volatility: f64,
    /// Change of the Sharpe ratio; null where one of the two has none.
    pub sharpe_ratio: Option<f64>,
    /// Change of the measure that the objective is about, where the answer shows one.
    pub risk: Option<f64>,
}

/// A limit that binds, and the problem with it loosened.
struct Loosened {
    constraint: String,
    by: f64,
    problem: Problem,
}

/// Every limit of the request that binds at these weights. The budget is what there is to spread, and the
/// bounds that hold where none is set are no one's limits: neither is listed.
fn binding(problem: &Problem, weights: &[f64]) -> Vec<Loosened> {
    let limits = &problem.limits;
    let mut found = vec![];
    let mut add = |constraint: String, by: f64, loosen: &dyn Fn(&mut Problem)| {
        let mut problem = problem.clone();
        loosen(&mut problem);
        found.push(Loosened { constraint, by, problem });
    };
    let entries = limits.sources.iter().flatten().flatten().max().map_or(0, |last| last + 1);
    for entry in 0..entries {
        for side in 0..2 {
            let set: Vec<usize> =
                (0..weights.len()).filter(|&i| limits.sources[i][side] == Some(entry)).collect();
            let bound = [&limits.lower, &limits.upper][side];
            if !set.iter().any(|&i| (weights[i] - bound[i]).abs() <= BINDS) {
                continue;
            }
            let name = ["min", "max"][side];
            add(format!("constraints.bounds[{entry}].{name}"), STEP, &|problem| {
                for &i in &set {
                    match side {
                        0 => problem.limits.lower[i] -= STEP,
                        _ => problem.limits.upper[i] += STEP,
                    }
                }
            });
        }
    }
    for (k, row) in limits.rows.iter().enumerate() {
        let value: f64 = row.coefficients.iter().zip(weights).map(|(a, w)| a * w).sum();
        if value - row.min <= BINDS {
            add(format!("{}.min", row.path), STEP, &|problem| problem.limits.rows[k].min -= STEP);
        }
        if row.max - value <= BINDS {
            add(format!("{}.max", row.path), STEP, &|problem| problem.limits.rows[k].max += STEP);
        }
    }
    for (k, limit) in limits.convex.iter().enumerate() {
        if -limit.excess(problem, weights) <= BINDS * limit.max.abs().max(STEP) {
            let by = match limit.kind {
                LimitKind::Risks => STEP.min(RISK_PART * limit.max.abs()),
                _ => STEP,
            };
            add(limit.path.clone(), by, &|problem| problem.limits.convex[k].max += by);
        }
    }
    found.truncate(MOST);
    found
}

/// What each limit that binds is worth; those are left out without which there is no verified answer. Asks
/// `go_on` before each, since each is a solve of its own.
pub(super) fn limits(
    objective: &dyn Allocator,
    problem: &Problem,
    weights: &[f64],
    go_on: &mut dyn FnMut(usize, usize),
) -> Vec<BindingLimit> {
    let figure = |problem: &Problem, weights: &[f64]| {
        objective.risk_figure(problem, Some(weights), None).and_then(|figure| figure.value)
    };
    let here = PortfolioFigures::of(problem, weights);
    let risk = figure(problem, weights);
    let bound = binding(problem, weights);
    let count = bound.len();
    let mut answers = vec![];
    for (k, Loosened { constraint, by, problem }) in bound.into_iter().enumerate() {
        go_on(k, count);
        let Verified::Solved(solution, ..) = solve(objective, &problem) else { continue };
        let weights = solution.weights;
        let there = PortfolioFigures::of(&problem, &weights);
        let change = |there: Option<f64>, here: Option<f64>| Some(there? - here?);
        answers.push(BindingLimit {
            constraint,
            loosened: by,
            expected_return: there.expected_return - here.expected_return,
            volatility: there.volatility - here.volatility,
            sharpe_ratio: change(there.sharpe_ratio, here.sharpe_ratio),
            risk: change(figure(&problem, &weights), risk),
        });
    }
    answers
}
