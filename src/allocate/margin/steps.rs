//! Rates that hold for a whole position and jump at floors: what weights really ask for, and which tiers a program takes.

use std::borrow::Cow;

use crate::allocate::constraints::Limits;
use crate::allocate::convex::{ConvexLimit, Shape};
use crate::allocate::convex_feasibility;
use crate::allocate::problem::{Outcome, Problem};
use crate::allocate::verify::VIOLATION_TOLERANCE;
use crate::error::Notice;
use crate::margin::Charge;

/// Each time at least one asset goes up a tier.
pub const ROUNDS: usize = 60;
/// As often tiers are taken anew from what was found in the last ones.
const DESCENTS: usize = 4;
/// A weight at a ceiling stays this part below it, whatever a solver's last digit.
const BELOW: f64 = 1e-9;

/// Rates by asset and side, of which the first term of a limit has those of the tiers taken.
#[derive(Debug, Clone)]
pub struct Steps {
    /// The place of an asset with its charge long and short.
    pub charges: Vec<(usize, [Charge; 2])>,
    /// The steps taken.
    pub taken: Vec<[usize; 2]>,
}

impl Steps {
    /// Those of charges that have any, at their lowest.
    pub fn of(charges: &[(usize, [Charge; 2])]) -> Option<Self> {
        let stepped = |(_, sides): &&(usize, [Charge; 2])| sides.iter().any(|side| !side.steps.is_empty());
        let charges: Vec<_> = charges.iter().filter(stepped).cloned().collect();
        let taken = vec![[0; 2]; charges.len()];
        (!charges.is_empty()).then_some(Self { charges, taken })
    }

    /// By how much more the weights ask for than by the tiers taken.
    pub fn beyond(&self, weights: &[f64]) -> f64 {
        let of = |((i, sides), taken): (&(usize, [Charge; 2]), &[usize; 2])| {
            let (side, size) = (usize::from(weights[*i] < 0.0), weights[*i].abs());
            let charge = &sides[side];
            size * (charge.rate(charge.step(size)) - charge.rate(taken[side]))
        };
        self.charges.iter().zip(&self.taken).map(of).sum()
    }
}

impl ConvexLimit {
    /// With the next tier of every asset that lies above the one taken.
    pub fn raise(&mut self, weights: &[f64]) -> bool {
        let (Some(steps), Some(term)) = (&mut self.steps, self.terms.first_mut()) else { return false };
        let Shape::Deviation { up, down } = &mut term.shape else { return false };
        let mut raised = false;
        for ((i, sides), taken) in steps.charges.iter().zip(&mut steps.taken) {
            let side = usize::from(weights[*i] < 0.0);
            let (charge, last) = (&sides[side], taken[side]);
            if charge.step(weights[*i].abs()) > last {
                let slope = if side == 0 { &mut up[*i] } else { &mut down[*i] };
                *slope += charge.rate(last + 1) - charge.rate(last);
                taken[side] += 1;
                raised = true;
            }
        }
        raised
    }
}

/// Solves with the lowest tiers, and again with the next ones of what lies above them as long as a limit is missed. What
/// the lowest tiers allow and holds by the true ones is best. Else what is found, or where nothing is the weights that ask
/// for least, says in which tiers the best weights are sought.
pub fn resolved<'a>(
    problem: &'a Problem,
    solve: &mut dyn FnMut(&Problem) -> Outcome,
) -> (Outcome, Cow<'a, Problem>) {
    let (mut outcome, mut taken) = raised(problem, solve);
    if matches!(taken, Cow::Borrowed(_)) {
        return (outcome, taken);
    }
    let mut start = match &outcome {
        Outcome::Solved(solution) if !missed(&taken, &solution.weights) => Some(solution.weights.clone()),
        _ => convex_feasibility::least_margin(problem),
    };
    for _ in 0..DESCENTS {
        let Some(weights) = &start else { break };
        let within = problem.in_tiers_of(weights);
        let found = solve(&within);
        let Outcome::Solved(solution) = &found else { break };
        if missed(&within, &solution.weights) {
            break;
        }
        let same = problem.in_tiers_of(&solution.weights).tiers().eq(within.tiers());
        start = Some(solution.weights.clone()).filter(|_| !same);
        (outcome, taken) = (found, Cow::Owned(within));
    }
    if let Outcome::Solved(solution) = &mut outcome {
        let message = "Margin rates that hold for whole positions are those of the tiers that the weights came to lie in: not every choice of tiers was searched.";
        solution.notices.push(Notice::new("marginTiers", message));
    }
    (outcome, taken)
}

/// Tier by tier upward.
fn raised<'a>(
    problem: &'a Problem,
    solve: &mut dyn FnMut(&Problem) -> Outcome,
) -> (Outcome, Cow<'a, Problem>) {
    let mut taken = Cow::Borrowed(problem);
    let mut outcome = solve(&taken);
    for _ in 0..ROUNDS {
        let Outcome::Solved(solution) = &outcome else { break };
        if !missed(&taken, &solution.weights) {
            break;
        }
        let mut next = taken.clone().into_owned();
        let mut changed = false;
        for limit in &mut next.limits.convex {
            changed |= limit.raise(&solution.weights);
        }
        if !changed {
            break;
        }
        outcome = solve(&next);
        taken = Cow::Owned(next);
    }
    (outcome, taken)
}

/// Whether a limit with steps is missed by what the weights truly ask for.
fn missed(problem: &Problem, weights: &[f64]) -> bool {
    let beyond =
        |limit: &ConvexLimit| limit.steps.is_some() && limit.excess(problem, weights) > VIOLATION_TOLERANCE;
    problem.limits.convex.iter().any(beyond)
}

impl Problem {
    /// With the tiers that these weights lie in, and no weight beyond them.
    fn in_tiers_of(&self, weights: &[f64]) -> Self {
        let mut problem = self.clone();
        let Limits { convex, lower, upper, .. } = &mut problem.limits;
        for limit in convex {
            let (Some(steps), Some(term)) = (&mut limit.steps, limit.terms.first_mut()) else { continue };
            let Shape::Deviation { up, down } = &mut term.shape else { continue };
            for ((i, sides), taken) in steps.charges.iter().zip(&mut steps.taken) {
                for (side, sign) in [1.0, -1.0].into_iter().enumerate() {
                    let charge = &sides[side];
                    let step = charge.step((sign * weights[*i]).max(0.0));
                    let slope = if side == 0 { &mut up[*i] } else { &mut down[*i] };
                    *slope += charge.rate(step) - charge.rate(taken[side]);
                    taken[side] = step;
                    let Some([ceiling, _]) = charge.steps.get(step + 1) else { continue };
                    let ceiling = ceiling * (1.0 - BELOW);
                    match side {
                        0 => upper[*i] = upper[*i].min(ceiling.max(lower[*i])),
                        _ => lower[*i] = lower[*i].max((-ceiling).min(upper[*i])),
                    }
                }
            }
        }
        problem
    }

    /// The tiers taken.
    fn tiers(&self) -> impl Iterator<Item = &Vec<[usize; 2]>> {
        self.limits.convex.iter().filter_map(|limit| limit.steps.as_ref()).map(|steps| &steps.taken)
    }
}
