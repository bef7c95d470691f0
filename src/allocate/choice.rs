//! Weights under limits on the choice of assets: the search, its check, and why there may be none.

use std::collections::BTreeSet;

use super::branch_and_bound::search;
use super::cardinality::{Selection, SelectionCheck};
use super::feasibility::{self, percent};
use super::margin::steps::resolved;
use super::node::{Node, State};
use super::problem::{Conflict, Outcome, Problem};
use super::{Allocator, Verified, convex_feasibility, verified};
use crate::progress::Progress;

/// As many nodes decide whether a limit that gives way gives enough.
const FEW: usize = 200;

/// Halvings of a limit that gives way: to a ten-thousandth of it.
const HALVINGS: usize = 14;

/// The verified weights, and what is proved of the choice.
pub(super) fn solve(
    objective: &dyn Allocator,
    problem: &Problem,
    progress: &mut dyn Progress,
) -> (Verified, Option<SelectionCheck>) {
    if let Some(conflict) = feasibility::conflict(&problem.limits) {
        return (verified(objective, problem, problem, conflict), None);
    }
    let (mut limits, mut check) = (problem.limits.clone(), None);
    let (outcome, _) = resolved(problem, &mut |problem| {
        let found = search(objective, problem, false, progress);
        (limits, check) = (found.limits, found.check);
        found.outcome
    });
    let outcome = match outcome {
        Outcome::Infeasible { explanation, .. } if explanation.is_empty() => {
            convex_feasibility::conflict(problem).unwrap_or_else(|| explained(objective, problem))
        }
        outcome => outcome,
    };
    let solved = Problem { limits, ..problem.clone() };
    let verified = verified(objective, problem, &solved, outcome);
    let check = check.filter(|_| matches!(verified, Verified::Solved(..)));
    (verified, check)
}

/// The weights of a choice that few nodes find.
pub(super) fn good(objective: &dyn Allocator, problem: &Problem) -> Verified {
    let mut quick = problem.clone();
    quick.limits.selection.max_nodes =
        Some(problem.limits.selection.max_nodes.map_or(FEW, |most| most.min(FEW)));
    solve(objective, &quick, &mut ()).0
}

/// Which limits on the choice would have to give way, and by how much.
fn explained(objective: &dyn Allocator, problem: &Problem) -> Outcome {
    let limits = &problem.limits;
    let selection = limits.selection;
    let mut conflicts = Vec::new();
    let mut add = |constraint: &str, relaxation: f64| {
        conflicts.push(Conflict { constraint: constraint.into(), relaxation });
    };
    let is_met = |selection: Selection| {
        let mut relaxed = problem.clone();
        relaxed.limits.selection = Selection { max_nodes: Some(FEW), ..selection };
        matches!(search(objective, &relaxed, true, &mut ()).outcome, Outcome::Solved(_))
    };
    let mut help = String::new();
    if let Some(most) = selection.max_assets {
        let (mut low, mut high) = (most, problem.len());
        let holding = |assets: usize| Selection { max_assets: Some(assets), ..selection };
        if is_met(holding(high)) {
            while high - low > 1 {
                let middle = low.midpoint(high);
                if is_met(holding(middle)) { high = middle } else { low = middle }
            }
            add("constraints.maxAssets", (high - most) as f64);
            help = format!(" It would take {high} assets.");
        }
    }
    let of_least = |min_position: f64| Selection { min_position, ..selection };
    if selection.min_position > 0.0 && is_met(of_least(0.0)) {
        let (mut low, mut high) = (0.0, selection.min_position);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if is_met(of_least(middle)) { low = middle } else { high = middle }
        }
        add("constraints.minPosition", selection.min_position - low);
        help += &format!(" A least position of {} would do.", percent(low));
    }
    let reach_of = |selection: &Selection, raised: Option<(Option<usize>, f64)>| {
        let mut limits = limits.clone();
        for (upper, source) in limits.upper.iter_mut().zip(&limits.sources) {
            *upper += raised.filter(|(entry, _)| *entry == source[1]).map_or(0.0, |(_, by)| by);
        }
        let open = vec![State::Open; limits.lower.len()];
        Node::decided(open, &limits, selection).map_or(f64::INFINITY, |node| node.reach()[1])
    };
    let reach = |raised| reach_of(&selection, raised);
    let greatest = reach(None);
    let explanation = if let Some(most) = selection.max_assets.filter(|_| greatest < limits.budget) {
        add("constraints.budget", limits.budget - greatest);
        for entry in limits.sources.iter().map(|source| source[1]).collect::<BTreeSet<_>>() {
            let (mut low, mut high) = (0.0, limits.budget);
            if reach(Some((entry, high))) < limits.budget {
                continue;
            }
            for _ in 0..2 * HALVINGS {
                let middle = 0.5 * (low + high);
                if reach(Some((entry, middle))) < limits.budget { low = middle } else { high = middle }
            }
            let place = entry.map_or(String::new(), |entry| format!("[{entry}]"));
            add(&format!("constraints.bounds{place}.max"), (high * 1e6).round() / 1e6);
        }
        let capped = reach_of(&of_least(0.0), None) < limits.budget;
        let [greatest, budget, least] = [greatest, limits.budget, selection.min_position].map(percent);
        if capped {
            format!("The {most} greatest caps sum to {greatest} and the budget is {budget}.")
        } else {
            format!(
                "What is capped below the least position of {least} cannot be held: the {most} greatest caps of the rest sum to {greatest} and the budget is {budget}."
            )
        }
    } else {
        "No choice of assets obeys the limits on it together with the other constraints.".into()
    };
    Outcome::Infeasible { explanation: explanation + &help, conflicts }
}
