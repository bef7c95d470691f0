//! Which convex limit cannot hold, and by how much it would have to give way.
//!
//! Limits are taken in one after the other. The first whose least value F*, under the limits on weights
//! and those before it, lies above its greatest value cannot hold: it alone would have to give way by
//! F* − max. Those before it that weigh on F* conflict with it; what each of them would have to give way
//! by alone is found in the same manner, with the two in each other's place.

use super::aim::Aim;
use super::convex::ConvexLimit;
use super::feasibility::{ROUGHLY, help, percent};
use super::margin::steps::ROUNDS;
use super::problem::{Conflict, Outcome, Problem, Solution};

/// A limit that is missed by less than this, relative or of the capital, holds.
const TOLERANCE: f64 = 1e-7;

/// A multiplier below this plays no part.
const LEAST_MULTIPLIER: f64 = 1e-6;

/// Why no weights obey the convex limits; none where some do, or no proof was found.
pub(super) fn conflict(problem: &Problem) -> Option<Outcome> {
    let limits = &problem.limits.convex;
    for (k, limit) in limits.iter().enumerate() {
        let before: Vec<&ConvexLimit> = limits[..k].iter().collect();
        let (least, solution) = least(problem, limit, &before)?;
        if least - limit.max <= TOLERANCE * (1.0 + limit.max.abs()) {
            continue;
        }
        let mut conflicts = vec![at(limit, least)];
        let mut names: Vec<&str> = Vec::new();
        let mut tilts = solution.tilts[limit.terms.len()..].iter();
        for (j, other) in before.iter().enumerate() {
            let weighs = tilts.next().is_some_and(|tilt| tilt.factor > LEAST_MULTIPLIER);
            tilts = tilts.as_slice()[other.terms.len() - 1..].iter();
            if weighs {
                let mut others: Vec<&ConvexLimit> = before.clone();
                others[j] = limit;
                names.push(&other.name);
                conflicts.extend(self::least(problem, other, &others).map(|(least, _)| at(other, least)));
            }
        }
        let rows = problem.limits.rows.iter().zip(&solution.multipliers);
        names.extend(rows.filter(|(_, y)| y.abs() > LEAST_MULTIPLIER).map(|(row, _)| row.name.as_str()));
        let among = match names.as_slice() {
            [] => String::new(),
            names => format!(" ({} among them)", names.join(", ")),
        };
        let explanation = format!(
            "The least value of {} within the other constraints{among} is {}; at most {} is allowed.{}",
            limit.name,
            percent(least),
            percent(limit.max),
            help(&conflicts)
        );
        return Some(Outcome::Infeasible { explanation, conflicts });
    }
    None
}

/// The weights that ask for least of the first limit whose rates jump, within the others.
pub(super) fn least_margin(problem: &Problem) -> Option<Vec<f64>> {
    let limits = &problem.limits.convex;
    let place = limits.iter().position(|limit| limit.steps.is_some())?;
    let others: Vec<&ConvexLimit> = limits[..place].iter().chain(&limits[place + 1..]).collect();
    least(problem, &limits[place], &others).map(|(_, solution)| solution.weights)
}

fn at(limit: &ConvexLimit, least: f64) -> Conflict {
    Conflict { constraint: limit.path.clone(), relaxation: least - limit.max }
}

/// The least value of one limit's left side under others, by the tiers that the weights of it lie in.
fn least(problem: &Problem, limit: &ConvexLimit, others: &[&ConvexLimit]) -> Option<(f64, Solution)> {
    let (mut problem, mut limit) = (problem.clone(), limit.clone());
    problem.limits.convex = others.iter().map(|&other| other.clone()).collect();
    let mut found = None;
    for _ in 0..ROUNDS {
        let mut reward = vec![0.0; problem.len()];
        reward.iter_mut().zip(&limit.linear).for_each(|(b, a)| *b = -a);
        let aim = Aim { reward, costs: limit.terms.clone(), ..Aim::default() };
        match aim.solve(&problem) {
            Outcome::Solved(solution) if aim.gap(&problem, &solution) <= ROUGHLY => {
                let raised = limit.raise(&solution.weights);
                found = Some((-aim.earned(&problem, &solution.weights), solution));
                if !raised {
                    break;
                }
            }
            _ => break,
        }
    }
    found
}
