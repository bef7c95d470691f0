//! Views on CVaR: CVaR(q) = least of g(η) = η + Σ q max(L − η, 0)/γ over the losses L, the mean of the worst
//! part γ. It is concave in q.
//!
//! - At least c: g(η) ≥ c for every η, each a linear condition. Those at the VaR of the last q are added until
//!   all hold.
//! - At most c: g(η) ≤ c for some η, which has to be searched; a loss is always among the best, since g is
//!   linear between two. Losses of different depth are tried, then those around the best (Meucci, Ardia & Keel
//!   2011 search the size of the tail likewise).
//! - Equal to c: from below as at least, from above as at most; nearer to p there is nothing.
//!
//! Several views take turns until all hold.

use super::pooling_views::ViewRelation;
use super::relative_entropy::{Condition, Unmet, nearest, relative_entropy};
use crate::math::order::falling;

/// A CVaR is met within this part of the greatest loss.
const MET: f64 = 1e-10;

/// Depths that are tried first, evenly by their logarithm.
const DEPTHS: usize = 20;

/// Conditions that a view may need; about ten are usual.
const CUTS: usize = 100;

/// Turns that several views may take.
const TURNS: usize = 60;

/// A view on CVaR.
#[derive(Debug, Clone)]
pub struct Tail {
    relation: ViewRelation,
    losses: Vec<f64>,
    /// Periods, the greatest loss first.
    order: Vec<usize>,
    /// c.
    target: f64,
    /// γ.
    mass: f64,
    /// What stands for it among the conditions.
    own: Vec<Condition>,
    /// Whether that keeps the CVaR down.
    lowers: bool,
}

/// Probabilities for one η.
struct Trial {
    /// The place of η in the order.
    place: usize,
    entropy: f64,
    condition: Condition,
    /// The place of their VaR.
    var: usize,
}

impl Tail {
    /// A view on the mean of the worst part `mass` of the losses.
    pub fn new(relation: ViewRelation, losses: Vec<f64>, target: f64, mass: f64) -> Self {
        let order = falling(&losses);
        Self { relation, losses, order, target, mass, own: vec![], lowers: false }
    }

    /// CVaR, and the place of the VaR in the order.
    fn value(&self, q: &[f64]) -> (f64, usize) {
        let (mut left, mut sum, mut place) = (self.mass, 0.0, 0);
        for (k, &t) in self.order.iter().enumerate() {
            let part = q[t].min(left);
            sum += part * self.losses[t];
            left -= part;
            place = k;
            if left <= 0.0 {
                break;
            }
        }
        (sum / (self.mass - left), place)
    }

    /// By how much the CVaR is above the target, zero where the view holds; `exact` asks for equality.
    fn excess(&self, q: &[f64], exact: bool) -> f64 {
        let excess = self.value(q).0 - self.target;
        let size = self.losses.iter().fold(0.0_f64, |size, loss| size.max(loss.abs()));
        let held = match self.relation {
            _ if excess.abs() <= MET * size => true,
            ViewRelation::AtLeast => excess >= 0.0,
            ViewRelation::AtMost => excess <= 0.0 && !exact,
            ViewRelation::Equal => false,
        };
        if held { 0.0 } else { excess }
    }

    /// g(η) ≤ c or, with the sign −1, ≥ c, for the loss at a place.
    fn condition(&self, place: usize, sign: f64) -> Condition {
        let eta = self.losses[self.order[place]];
        let value = |loss: &f64| sign * ((loss - eta).max(0.0) - self.mass * (self.target - eta));
        Condition { values: self.losses.iter().map(value).collect(), equal: false }
    }

    /// Conditions that hold the view against the others.
    fn search(&mut self, prior: &[f64], others: &[&Condition]) -> Result<(), Unmet> {
        (self.own, self.lowers) = (vec![], false);
        let mut q = nearest(prior, others)?;
        self.lowers = self.excess(&q, false) > 0.0;
        if self.lowers {
            self.own.push(self.lowered(prior, others).ok_or(Unmet::NotFound)?);
            return Ok(());
        }
        for _ in 0..CUTS {
            if self.excess(&q, false) >= 0.0 {
                return Ok(());
            }
            self.own.push(self.condition(self.value(&q).1, -1.0));
            q = nearest(prior, &joined(others, &self.own))?;
        }
        Err(Unmet::NotFound)
    }

    fn tried(&self, prior: &[f64], others: &[&Condition], place: usize) -> Option<Trial> {
        let condition = self.condition(place, 1.0);
        let q = nearest(prior, &[others, &[&condition]].concat()).ok()?;
        Some(Trial { place, entropy: relative_entropy(&q, prior), condition, var: self.value(&q).1 })
    }

    /// The condition that keeps the CVaR down at the least relative entropy.
    fn lowered(&self, prior: &[f64], others: &[&Condition]) -> Option<Condition> {
        let rows = self.losses.len();
        // Below the target: g(η) ≥ η.
        let first = self.order.iter().position(|&t| self.losses[t] < self.target)?;
        let mut best: Option<Trial> = None;
        let better = |best: &mut Option<Trial>, place: usize| {
            let found = self.tried(prior, others, place);
            let is = |trial: &Trial| best.as_ref().is_none_or(|best| trial.entropy < best.entropy);
            let found = found.filter(is);
            let is_better = found.is_some();
            if is_better {
                *best = found;
            }
            is_better
        };
        let size = (rows - first) as f64;
        let depth = |k: usize| first + libm::pow(size, k as f64 / (DEPTHS - 1) as f64) as usize - 1;
        let mut last = None;
        for k in 0..DEPTHS {
            let place = depth(k).min(rows - 1);
            if last != Some(place) {
                better(&mut best, place);
                last = Some(place);
            }
        }
        let mut stride = best.as_ref()?.place / 2 + 1;
        loop {
            let Trial { place, var, .. } = *best.as_ref()?;
            let near = [place.saturating_sub(stride).max(first), (place + stride).min(rows - 1), var];
            let moved = near.into_iter().any(|to| to != place && to >= first && better(&mut best, to));
            if !moved && stride == 1 {
                return best.map(|best| best.condition);
            }
            if !moved {
                stride /= 2;
            }
        }
    }
}

fn joined<'a>(conditions: &[&'a Condition], more: &'a [Condition]) -> Vec<&'a Condition> {
    conditions.iter().copied().chain(more).collect()
}

/// The nearest probabilities that meet conditions and tails.
pub fn settle(prior: &[f64], conditions: &[&Condition], tails: &mut [Tail]) -> Result<Vec<f64>, Unmet> {
    for _ in 0..TURNS {
        let all = tails.iter().fold(conditions.to_vec(), |all, tail| joined(&all, &tail.own));
        let solved = nearest(prior, &all);
        let lowered = tails.iter().any(|tail| tail.lowers);
        // What keeps a CVaR down is one way of several: with another the rest might be met.
        let unproved = |unmet| if lowered { Unmet::NotFound } else { unmet };
        let q = solved.map_err(unproved)?;
        let excesses: Vec<f64> = tails.iter().map(|tail| tail.excess(&q, tail.lowers)).collect();
        // What is to be raised first: its conditions are right whatever the others do.
        let raised = excesses.iter().position(|excess| *excess < 0.0);
        let Some(k) = raised.or_else(|| excesses.iter().position(|excess| *excess > 0.0)) else {
            return Ok(q);
        };
        let (before, rest) = tails.split_at_mut(k);
        let Some((tail, after)) = rest.split_first_mut() else { return Err(Unmet::NotFound) };
        let others =
            before.iter().chain(after.iter()).fold(conditions.to_vec(), |all, tail| joined(&all, &tail.own));
        tail.search(prior, &others).map_err(unproved)?;
    }
    Err(Unmet::NotFound)
}
