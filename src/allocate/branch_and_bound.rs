//! The best choice of assets, with the proof: branch and bound on the convex relaxation.
//!
//! A node has decided of some assets whether they are held. It only changes the bounds of the weights, so
//! that its relaxation is the objective's own problem, and a bound of everything below it is the cost at
//! its optimum less the verified duality gap. Under a quadratic objective the relaxation of
//! [`perspective`](super::perspective) bounds far better. What has been found is good to within the
//! least bound that is left open.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

use super::cardinality::{Cost, SelectionCheck};
use super::constraints::Limits;
use super::node::{Node, State};
use super::perspective::Perspective;
use super::problem::{Outcome, Problem, Solution};
use super::verify::{self, GAP_TOLERANCE, VIOLATION_TOLERANCE};
use super::{Allocator, convex_feasibility, feasibility};
use crate::math::order;
use crate::progress::Progress;

/// A weight below this is a solver's rounding.
const DUST: f64 = 1e-7;

/// A choice that is better by less than this part of its cost is as good.
const AS_GOOD: f64 = 0.5 * GAP_TOLERANCE;

/// About as many operations as half a minute has.
const WORK: f64 = 2e10;

/// Swaps of assets that are tried for a better start, for each asset.
const SWAPS: usize = 4;

/// What a search ends with.
pub(super) struct Found {
    pub outcome: Outcome,
    /// The limits with the choice made; what the solution is optimal under.
    pub limits: Limits,
    pub check: Option<SelectionCheck>,
}

/// A node whose relaxation is known.
struct Open {
    node: Node,
    bound: f64,
    weights: Vec<f64>,
    /// The asset to decide on.
    branch: usize,
}

impl Ord for Open {
    /// The least bound is the greatest; among equals the one with more decided.
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(other.node.room.cmp(&self.node.room))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

/// What a relaxation says of a node.
struct Relaxed {
    bound: f64,
    weights: Option<Vec<f64>>,
    priority: Option<Vec<f64>>,
}

struct Best {
    cost: Cost,
    solution: Solution,
    limits: Limits,
}

struct Search<'a> {
    objective: &'a dyn Allocator,
    /// With the limits of the node at hand.
    problem: Problem,
    limits: &'a Limits,
    perspective: Option<Perspective>,
    best: Option<Best>,
    tried: BTreeSet<Vec<State>>,
    /// The least bound of what was left aside.
    aside: f64,
    nodes: usize,
    most: usize,
}

/// The best weights under limits on the choice of assets, or why there are none. With `first` any will do.
pub(super) fn search(
    objective: &dyn Allocator,
    problem: &Problem,
    first: bool,
    progress: &mut dyn Progress,
) -> Found {
    let mut search = Search::of(objective, problem);
    match search.run(first, progress) {
        Some(outcome) => Found { outcome, limits: problem.limits.clone(), check: None },
        None => search.found(first),
    }
}

impl<'a> Search<'a> {
    fn of(objective: &'a dyn Allocator, problem: &'a Problem) -> Self {
        let perspective = objective.quadratic(problem).map(Perspective::of);
        let n = problem.len() as f64;
        let rows = problem.scenarios.as_ref().map_or(0, |scenarios| scenarios.len()) as f64;
        let one = match perspective {
            Some(_) => 1e6 + 10.0 * n.powi(3),
            None => 1e5 + 50.0 * n.powi(3) + 1e3 * n * rows,
        };
        let usual = (WORK / one) as usize;
        Self {
            objective,
            limits: &problem.limits,
            problem: problem.clone(),
            perspective,
            best: None,
            tried: BTreeSet::new(),
            aside: f64::INFINITY,
            nodes: 0,
            most: problem.limits.selection.max_nodes.unwrap_or(usual.max(100)),
        }
    }

    /// Searches until nothing is left or the nodes are spent; an outcome where there is no need to.
    fn run(&mut self, first: bool, progress: &mut dyn Progress) -> Option<Outcome> {
        let limits = self.limits;
        let root = Node::of(vec![State::Open; limits.lower.len()], limits, &limits.selection)?;
        self.problem.limits = root.relaxed(limits);
        // Whatever is in the way without a choice to make is in the way with one.
        let start = match self.objective.solve(&self.problem) {
            Outcome::Solved(solution) => solution.weights,
            outcome @ (Outcome::Unbounded { .. } | Outcome::Infeasible { .. }) => return Some(outcome),
            Outcome::NotConverged { .. } => vec![0.0; limits.lower.len()],
        };
        self.eliminate(&root, start);
        if first && self.best.is_some() {
            return None;
        }
        self.swap(&root);
        let mut heap = BinaryHeap::new();
        heap.extend(self.visit(root, f64::NEG_INFINITY, None));
        while let Some(Open { node, bound, weights, branch }) = heap.pop() {
            if self.settled(bound) || self.nodes >= self.most || (first && self.best.is_some()) {
                // No bound of the others is below it.
                self.aside = self.aside.min(bound);
                break;
            }
            progress.report(self.most + self.nodes, 2 * self.most, "choosing assets");
            for child in node.children(branch, limits, &limits.selection) {
                heap.extend(self.visit(child, bound, Some((&node, &weights))));
            }
        }
        None
    }

    /// Whether nothing of this bound is worth a look.
    fn settled(&self, bound: f64) -> bool {
        self.best.as_ref().is_some_and(|best| bound >= best.cost.value - AS_GOOD * best.cost.size)
    }

    /// Bounds a node; none where nothing is left to search below it.
    fn visit(&mut self, node: Node, above: f64, parent: Option<(&Node, &Vec<f64>)>) -> Option<Open> {
        // Deciding to hold what may be small changes no bound of a weight.
        let same = parent.filter(|(parent, _)| {
            self.perspective.is_none() && {
                let hulls = |node: &Node| node.domains.iter().map(|domain| domain.hull()).collect::<Vec<_>>();
                hulls(parent) == hulls(&node)
            }
        });
        let relaxed = match same {
            Some((_, weights)) => Relaxed { bound: above, weights: Some(weights.clone()), priority: None },
            None => self.relax(&node)?,
        };
        let bound = if relaxed.bound > above { relaxed.bound } else { above };
        if let Some(weights) = relaxed.weights.as_ref().filter(|_| same.is_none() || node.is_leaf()) {
            self.round(&node, weights);
        }
        if self.settled(bound) || node.is_leaf() {
            self.aside = self.aside.min(bound);
            return None;
        }
        let weights = relaxed.weights.or_else(|| parent.map(|(_, weights)| weights.clone()));
        let weights = weights.unwrap_or_else(|| vec![0.0; node.states.len()]);
        let branch = self.branch(&node, &weights, relaxed.priority.as_deref())?;
        Some(Open { node, bound, weights, branch })
    }

    /// The open asset whose decision would change most.
    fn branch(&self, node: &Node, weights: &[f64], priority: Option<&[f64]>) -> Option<usize> {
        let least = self.limits.selection.min_position;
        let held = weights.iter().zip(&node.states).filter(|(w, s)| **s == State::Open && w.abs() > DUST);
        let crowded = held.count() > node.room;
        let worth = |i: usize| {
            let size = weights[i].abs();
            let within = if crowded { size } else { (least - size).min(size).max(1e-9 * size) };
            (priority.map_or(within, |priority| priority[i]), size)
        };
        let open = (0..weights.len()).filter(|&i| node.states[i] == State::Open);
        open.max_by(|&a, &b| {
            let (a, b) = (worth(a), worth(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    }

    /// The relaxation of a node; none where no weights obey its limits.
    fn relax(&mut self, node: &Node) -> Option<Relaxed> {
        self.nodes += 1;
        let unknown = Relaxed { bound: f64::NEG_INFINITY, weights: None, priority: None };
        if let Some(perspective) = &self.perspective
            && !node.is_leaf()
        {
            if let Some(relaxed) = perspective.relax(node, self.limits) {
                return Some(Relaxed {
                    bound: relaxed.bound,
                    weights: Some(relaxed.weights),
                    priority: Some(relaxed.priority),
                });
            }
            return (!perspective.is_hopeless(node.relaxed(self.limits))).then_some(unknown);
        }
        self.problem.limits = node.relaxed(self.limits);
        match self.objective.solve(&self.problem) {
            Outcome::Solved(solution) => {
                let missed = verify::max_violation(&self.problem.limits, &solution.weights);
                if missed > VIOLATION_TOLERANCE && self.is_hopeless() {
                    return None;
                }
                let gap = self.objective.gap(&self.problem, &solution)?;
                let cost = self.cost(&solution.weights)?;
                let bound = cost.value - gap.max(0.0) * cost.size;
                let bound = if bound.is_nan() { f64::NEG_INFINITY } else { bound };
                Some(Relaxed { bound, weights: Some(solution.weights), priority: None })
            }
            Outcome::Infeasible { .. } => None,
            _ => (!self.is_hopeless()).then_some(unknown),
        }
    }

    /// Whether no weights obey the limits of the node at hand.
    fn is_hopeless(&self) -> bool {
        feasibility::conflict(&self.problem.limits).is_some()
            || convex_feasibility::conflict(&self.problem).is_some()
    }

    fn cost(&self, weights: &[f64]) -> Option<Cost> {
        match &self.perspective {
            Some(perspective) => Some(perspective.cost(weights)),
            None => self.objective.cost(&self.problem, weights),
        }
    }

    /// Tries the largest weights of a relaxation, as many as may be held.
    fn round(&mut self, node: &Node, weights: &[f64]) {
        let least = self.limits.selection.min_position;
        let open = |i: &usize| node.states[*i] == State::Open && weights[*i].abs() > (0.5 * least).max(DUST);
        let sizes: Vec<f64> = weights.iter().map(|w| w.abs()).collect();
        let chosen: Vec<usize> = order::falling(&sizes).into_iter().filter(open).take(node.room).collect();
        self.attempt(node, &chosen, weights);
    }

    /// Decides that of the open assets these are held, on the side of their weights, and no others.
    fn decided(&self, node: &Node, chosen: &[usize], weights: &[f64]) -> Option<Node> {
        let mut states: Vec<State> = (node.states.iter())
            .map(|state| if *state == State::Open { State::Out } else { *state })
            .collect();
        for &i in chosen {
            let [long, short] = if self.limits.selection.min_position > 0.0 {
                node.domains[i].pieces.map(|piece| piece.is_some())
            } else {
                [true, false]
            };
            states[i] = match (long, short) {
                (true, true) if weights[i] < 0.0 => State::Short,
                (true, true) => State::Long,
                _ => State::In,
            };
        }
        Node::of(states, self.limits, &self.limits.selection)
    }

    /// The cost of a choice, if its weights pass the verification; remembers the best.
    fn attempt(&mut self, node: &Node, chosen: &[usize], weights: &[f64]) -> Option<Cost> {
        let leaf = self.decided(node, chosen, weights)?;
        if !self.tried.insert(leaf.states.clone()) {
            return None;
        }
        let limits = leaf.relaxed(self.limits);
        self.problem.limits = limits.clone();
        let Outcome::Solved(mut solution) = self.objective.solve(&self.problem) else { return None };
        for (w, state) in solution.weights.iter_mut().zip(&leaf.states) {
            *w = if *state == State::Out { 0.0 } else { *w };
        }
        let gap = self.objective.gap(&self.problem, &solution)?;
        let missed = verify::max_violation(&limits, &solution.weights);
        let passed = gap <= GAP_TOLERANCE && missed <= VIOLATION_TOLERANCE;
        let cost = self.cost(&solution.weights).filter(|cost| passed && cost.value.is_finite())?;
        if self.best.as_ref().is_none_or(|best| cost.value < best.cost.value) {
            self.best = Some(Best { cost, solution, limits });
        }
        Some(cost)
    }

    /// Leaves out the smallest weights, some at a time, until the rest obey the limits.
    fn eliminate(&mut self, root: &Node, mut weights: Vec<f64>) {
        let least = self.limits.selection.min_position;
        let mut node = root.clone();
        loop {
            let sizes: Vec<f64> = weights.iter().map(|w| w.abs()).collect();
            let open: Vec<usize> = order::falling(&sizes)
                .into_iter()
                .filter(|&i| node.states[i] == State::Open && sizes[i] > DUST)
                .collect();
            let small = open.iter().filter(|&&i| sizes[i] < least - DUST).count();
            let surplus = open.len().saturating_sub(node.room);
            if surplus == 0 {
                self.attempt(&node, &open, &weights);
            }
            let dropped = if surplus > 0 { surplus.div_ceil(2) } else { small.min(1) };
            let mut states: Vec<State> = node.states.clone();
            for (i, state) in states.iter_mut().enumerate() {
                if *state == State::Open && !open[..open.len() - dropped].contains(&i) {
                    *state = State::Out;
                }
            }
            let next = Node::of(states, self.limits, &self.limits.selection);
            let Some(next) = next.filter(|_| dropped > 0) else { break };
            self.problem.limits = next.relaxed(self.limits);
            let Outcome::Solved(solution) = self.objective.solve(&self.problem) else { break };
            (node, weights) = (next, solution.weights);
        }
        if self.best.is_none() {
            // The widest bounds leave most room.
            let widest: Vec<f64> = root.domains.iter().map(|domain| domain.hull().1).collect();
            let open = |i: &usize| root.states[*i] == State::Open;
            let chosen: Vec<usize> =
                order::falling(&widest).into_iter().filter(open).take(root.room).collect();
            self.attempt(root, &chosen, &widest);
        }
    }

    /// Adds an asset, leaves one out, or puts one in another's place, as long as that helps.
    fn swap(&mut self, root: &Node) {
        let mut left = (SWAPS * root.states.len()).min(self.most / 4);
        loop {
            let Some(best) = &self.best else { return };
            let (value, weights) = (best.cost.value, best.solution.weights.clone());
            let Some(slopes) = self.slopes(&weights) else { return };
            let open = |i: &usize| root.states[*i] == State::Open;
            let inside: Vec<usize> = (0..weights.len()).filter(|i| open(i) && weights[*i] != 0.0).collect();
            let sizes: Vec<f64> = inside.iter().map(|&i| -weights[i].abs()).collect();
            let leaving: Vec<usize> = order::falling(&sizes).into_iter().map(|k| inside[k]).collect();
            let gains: Vec<f64> = slopes.iter().map(|slope| -slope).collect();
            let coming = order::falling(&gains).into_iter().filter(|i| open(i) && weights[*i] == 0.0);
            let coming: Vec<usize> = coming.collect();
            let none = || std::iter::once(None::<usize>);
            let leaving = &leaving;
            let pairs = none()
                .chain(coming.into_iter().map(Some))
                .flat_map(|j| none().chain(leaving.iter().copied().map(Some)).map(move |i| (i, j)));
            let mut better = false;
            for (i, j) in pairs {
                if left == 0 {
                    return;
                }
                let chosen: Vec<usize> = inside.iter().copied().filter(|k| Some(*k) != i).chain(j).collect();
                if chosen.len() > root.room {
                    continue;
                }
                left -= 1;
                if self.attempt(root, &chosen, &weights).is_some_and(|cost| cost.value < value) {
                    better = true;
                    break;
                }
            }
            if !better {
                return;
            }
        }
    }

    /// By how much the cost rises with each weight.
    fn slopes(&self, weights: &[f64]) -> Option<Vec<f64>> {
        let step = 1e-5 * self.limits.budget;
        let here = self.cost(weights)?.value;
        let mut moved = weights.to_vec();
        let mut slope = |i: usize| {
            moved[i] += step;
            let cost = self.cost(&moved);
            moved[i] = weights[i];
            Some((cost?.value - here) / step)
        };
        (0..weights.len()).map(&mut slope).collect()
    }

    fn found(self, first: bool) -> Found {
        let open = self.nodes >= self.most;
        let Some(Best { cost, solution, limits }) = self.best else {
            let outcome = match open || self.aside < f64::INFINITY {
                true => Outcome::NotConverged {
                    explanation: format!(
                        "No choice of assets that obeys all limits was found among {} that were looked at; there may be one.",
                        self.nodes
                    ),
                },
                false => Outcome::Infeasible { explanation: String::new(), conflicts: vec![] },
            };
            return Found { outcome, limits: self.limits.clone(), check: None };
        };
        let least = self.aside.min(cost.value);
        let gap = if first { f64::INFINITY } else { (cost.value - least) / cost.size };
        let check = SelectionCheck::of(&solution.weights, self.nodes, gap);
        Found { outcome: Outcome::Solved(solution), limits, check: Some(check) }
    }
}
