//! What a program over scenarios is asked for, and how far an answer can be from it.
//!
//! Least:  V(w) = a ρ(w) + ½ w'Pw − b'w over the limits, ρ_k(w) ≤ c_k among them; ½ w'Pw is bounded from
//! below by its tangent plane at the weights.
//! Ratio:  b'w / ρ(w) as great as possible: with θ = ρ(w) / b'w at the weights w, they have the
//! greatest ratio if V(v) = ρ(v) − θ b'v is nowhere below V(w) = 0.
//!
//! Planes below each risk, ρ(v) ≥ g'v + h, and any multipliers η ≥ 0 of the limits on risks give
//! V(v) ≥ (a g − b + Σ η_k g_k)'v + a h + Σ η_k (h_k − c_k), and the least value of that over budget,
//! bounds and rows is bounded by [`verify::linear_gap`]. What a solver left as multipliers only says
//! which plane to take.

use nalgebra::DMatrix;

use super::measure::risk::Risk;
use super::problem::{Problem, Solution, product};
use super::verify;
use crate::math::cholesky::dot;

/// An objective made of one risk, a quadratic form and a linear reward.
#[derive(Debug, Clone, Default)]
pub(super) struct Aim {
    /// The risk that counts, and how much.
    pub risk: Option<Risk>,
    /// Its factor a.
    pub aversion: f64,
    /// The quadratic form P, positive semidefinite; plays no part in ratios.
    pub quadratic: Option<DMatrix<f64>>,
    /// The reward b, by asset.
    pub reward: Vec<f64>,
    /// Whether the ratio of reward to risk counts, and not their difference.
    pub ratio: bool,
    /// A gap is measured against this at least.
    pub size: f64,
}

impl Aim {
    /// The least risk.
    pub fn least(risk: Risk, assets: usize) -> Self {
        Self { risk: Some(risk), aversion: 1.0, reward: vec![0.0; assets], ..Self::default() }
    }

    /// The greatest ratio of a reward to the risk.
    pub fn ratio(risk: Risk, reward: Vec<f64>) -> Self {
        Self { risk: Some(risk), aversion: 1.0, reward, ratio: true, ..Self::default() }
    }

    /// How far the solution can be from the optimum at most, relative to the risk.
    pub fn gap(&self, problem: &Problem, solution: &Solution) -> f64 {
        let weights = &solution.weights;
        let reward = dot(&self.reward, weights);
        let risk = self.risk.map_or(0.0, |risk| risk.value(problem, weights));
        let price = if self.ratio { risk / reward } else { 1.0 };
        if self.ratio && reward <= 0.0 {
            return f64::INFINITY;
        }
        let mut gradient: Vec<f64> = self.reward.iter().map(|b| -price * b).collect();
        let here = self.aversion * risk - price * reward;
        let (mut here, mut constant, mut half) = (here, 0.0, 0.0);
        if let Some(quadratic) = &self.quadratic {
            let slope = product(quadratic, weights);
            half = 0.5 * dot(weights, &slope);
            gradient.iter_mut().zip(&slope).for_each(|(g, s)| *g += s);
            (here, constant) = (here + half, -half);
        }
        let mut tilts = solution.tilts.iter();
        let limits = problem.limits.risks.iter().map(|limit| (limit.risk, None, limit.max));
        for (risk, factor, most) in
            self.risk.map(|risk| (risk, Some(self.aversion), 0.0)).into_iter().chain(limits)
        {
            let Some((tilt, plane)) =
                tilts.next().and_then(|tilt| Some((tilt, tilt.plane(risk, problem, weights)?)))
            else {
                return f64::INFINITY;
            };
            let factor = factor.unwrap_or(tilt.factor.max(0.0));
            gradient.iter_mut().zip(&plane.gradient).for_each(|(g, p)| *g += factor * p);
            constant += factor * (plane.constant - most);
        }
        let lowest = dot(&gradient, weights) - verify::linear_gap(&problem.limits, &gradient, solution);
        // By how much the worst limit on a risk is missed counts as well.
        let excess = problem.limits.risks.iter().map(|limit| {
            let value = limit.risk.value(problem, weights);
            (value - limit.max) / limit.max.abs().max(f64::MIN_POSITIVE)
        });
        let excess = excess.fold(0.0, |most: f64, excess| if excess <= most { most } else { excess });
        let gap = (here - lowest - constant) / self.size(problem, risk, reward).max(half);
        if gap.is_nan() { f64::INFINITY } else { gap.max(excess) }
    }

    /// What a gap is measured against: the risk, or the reward where no risk counts.
    fn size(&self, problem: &Problem, risk: f64, reward: f64) -> f64 {
        let greatest = self.reward.iter().fold(0.0_f64, |size, b| size.max(b.abs())) * problem.limits.budget;
        let floor = match (self.risk, &problem.scenarios) {
            (Some(Risk::Scenario(..)), Some(scenarios)) => scenarios.size(),
            (Some(_), _) => problem.largest_variance().sqrt(),
            (None, _) => greatest,
        };
        // A risk that is next to nothing beside the assets' own is measured against theirs.
        let risk = (self.aversion * risk.abs()).max(1e-3 * floor * problem.limits.budget);
        risk.max(if self.ratio { 0.0 } else { reward.abs() }).max(self.size).max(f64::MIN_POSITIVE)
    }
}
