//! What a cone program is asked for, and how far an answer can be from it.
//!
//! Least:  V(w) = a ρ(w) + ½ w'Pw − r(w) over the limits, F_k(w) ≤ c_k among them, with the reward
//! r(w) = b'w − Σ costs(w); ½ w'Pw is bounded from below by its tangent plane at the weights.
//! Ratio:  r(w) / ρ(w) as great as possible: with θ = ρ(w) / r(w) at the weights w, they have the
//! greatest ratio if V(v) = ρ(v) − θ r(v) is nowhere below V(w) = 0.
//! Shares: ρ(w) − Σ s_i ln w_i, within bounds but without a budget ([`super::shares`]).
//!
//! Planes below each convex function, f(v) ≥ g'v + h, and any multipliers η ≥ 0 of the limits F_k give
//! a linear function below V over the limits, and the least value of that over budget, bounds and rows
//! is bounded by [`verify::linear_gap`]. What a solver left as multipliers only says which plane to take.

use nalgebra::DMatrix;

use super::cardinality::Cost;
use super::convex::{Convex, Shape, total};
use super::measure::envelope::{Plane, Tilt};
use super::measure::risk::Risk;
use super::problem::{Problem, Solution, product};
use super::{shares, verify};
use crate::math::cholesky::dot;

/// An objective made of one risk, a quadratic form, and a reward that costs reduce.
#[derive(Debug, Clone, Default)]
pub(super) struct Aim {
    /// The risk that counts, and how much.
    pub risk: Option<Convex>,
    /// Its factor a.
    pub aversion: f64,
    /// The quadratic form P, positive semidefinite; plays no part in ratios.
    pub quadratic: Option<DMatrix<f64>>,
    /// The linear reward b, by asset.
    pub reward: Vec<f64>,
    /// What the reward is reduced by.
    pub costs: Vec<Convex>,
    /// Whether the ratio of reward to risk counts, and not their difference.
    pub ratio: bool,
    /// What each asset has to add to the risk; empty where nothing is said about it.
    pub shares: Vec<f64>,
    /// A gap is measured against this at least.
    pub size: f64,
}

impl Aim {
    /// The least risk.
    pub fn least(risk: Convex, assets: usize) -> Self {
        Self { risk: Some(risk), aversion: 1.0, reward: vec![0.0; assets], ..Self::default() }
    }

    /// The greatest ratio of a reward to the risk.
    pub fn ratio(risk: Risk, reward: Vec<f64>, costs: Vec<Convex>) -> Self {
        Self { risk: Some(risk.into()), aversion: 1.0, reward, costs, ratio: true, ..Self::default() }
    }

    /// r(w).
    pub fn earned(&self, problem: &Problem, weights: &[f64]) -> f64 {
        dot(&self.reward, weights) - total(&self.costs, problem, weights)
    }

    /// Every convex function of the program: the risk, the costs, and those of the limits.
    pub fn functions(&self, problem: &Problem) -> Vec<Convex> {
        let limits = problem.limits.convex.iter().flat_map(|limit| &limit.terms);
        self.risk.iter().chain(&self.costs).chain(limits).cloned().collect()
    }

    /// How far the solution can be from the optimum at most, relative to the risk; by how much a limit
    /// is missed, relative, where that is more.
    pub fn gap(&self, problem: &Problem, solution: &Solution) -> f64 {
        self.bounded(problem, solution).filter(|gap| !gap.is_nan()).unwrap_or(f64::INFINITY)
    }

    /// The risk that is shared out, where shares are asked for.
    pub fn shared(&self) -> Option<Risk> {
        match self.risk.as_ref().map(|risk| &risk.shape) {
            Some(Shape::Risk(risk)) if !self.shares.is_empty() => Some(*risk),
            _ => None,
        }
    }

    fn bounded(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        if let Some(risk) = self.shared() {
            return Some(shares::gap(risk, problem, &self.shares, solution));
        }
        let weights = &solution.weights;
        let reward = self.earned(problem, weights);
        if self.ratio && reward <= 0.0 {
            return None;
        }
        let risk = self.risk.as_ref().map_or(0.0, |risk| risk.value(problem, weights));
        let price = if self.ratio { risk / reward } else { 1.0 };
        let gradient = self.reward.iter().map(|b| -price * b).collect();
        let mut below = Plane { gradient, constant: 0.0 };
        let mut half = 0.0;
        if let Some(quadratic) = &self.quadratic {
            let slope = product(quadratic, weights);
            half = 0.5 * dot(weights, &slope);
            below.add(1.0, &slope, -half);
        }
        let here = self.aversion * risk + half - price * reward;
        let mut tilts = solution.tilts.iter();
        let add = |below: &mut Plane, convex: &Convex, tilt: Option<&Tilt>, factor: f64| -> Option<()> {
            let plane = convex.plane(tilt?, problem, weights)?;
            below.add(factor, &plane.gradient, plane.constant);
            Some(())
        };
        if let Some(risk) = &self.risk {
            add(&mut below, risk, tilts.next(), self.aversion)?;
        }
        for cost in &self.costs {
            add(&mut below, cost, tilts.next(), price)?;
        }
        let mut excess = 0.0_f64;
        for limit in &problem.limits.convex {
            let multiplier = tilts.as_slice().first()?.factor.max(0.0);
            for term in &limit.terms {
                add(&mut below, term, tilts.next(), multiplier)?;
            }
            below.add(multiplier, &limit.linear, -limit.max);
            let size = if limit.max == 0.0 { 1.0 } else { limit.max.abs() };
            let missed = limit.excess(problem, weights) / size;
            excess = if missed <= excess { excess } else { missed };
        }
        let least = dot(&below.gradient, weights)
            - verify::linear_gap(&problem.limits, &below.gradient, solution)
            + below.constant;
        let gap = (here - least) / self.size(problem, risk, reward).max(half);
        Some(if gap >= excess { gap } else { excess + 0.0 * gap })
    }

    /// What is made small at the weights.
    pub fn cost(&self, problem: &Problem, weights: &[f64]) -> Cost {
        let reward = self.earned(problem, weights);
        let risk = self.risk.as_ref().map_or(0.0, |risk| risk.value(problem, weights));
        if self.ratio {
            return Cost::of_ratio(risk, reward);
        }
        let quadratic = self.quadratic.as_ref();
        let half = quadratic.map_or(0.0, |quadratic| 0.5 * dot(weights, &product(quadratic, weights)));
        let size = self.size(problem, risk, reward).max(half);
        Cost { value: self.aversion * risk + half - reward, size }
    }

    /// What a gap is measured against: the risk, or the reward where no risk counts.
    fn size(&self, problem: &Problem, risk: f64, reward: f64) -> f64 {
        let greatest = self.reward.iter().fold(0.0_f64, |size, b| size.max(b.abs()));
        let floor = match (self.risk.as_ref().map(|risk| &risk.shape), &problem.scenarios) {
            (Some(Shape::Risk(Risk::Scenario(..))), Some(scenarios)) => scenarios.size(),
            (Some(_), _) => problem.largest_variance().sqrt(),
            (None, _) => greatest,
        };
        // A risk that is next to nothing beside the assets' own is measured against theirs.
        let risk = (self.aversion * risk.abs()).max(1e-3 * floor * problem.limits.budget);
        risk.max(if self.ratio { 0.0 } else { reward.abs() }).max(self.size).max(f64::MIN_POSITIVE)
    }
}
