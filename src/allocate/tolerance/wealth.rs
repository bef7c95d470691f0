//! How the capital W, which starts at 1, spreads by the end of T years with the expected return μ and the
//! volatility σ per year: lognormally, ln W ~ N((μ − σ²/2) T, σ² T), as under constant weights in
//! continuous time, or normally, W ~ N(1 + μ T, σ² T).

use serde::{Deserialize, Serialize};

use crate::allocate::problem::Problem;
use crate::math::cholesky::dot;
use crate::math::normal;
use crate::math::normal_quantile::normal_quantile;

/// How the capital spreads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Distribution {
    /// ln W is normal: what is lost can be no more than all.
    #[default]
    Lognormal,
    /// W is normal.
    Normal,
}

/// Mean and standard deviation of what is normal, ln W or W.
pub(super) struct Wealth {
    distribution: Distribution,
    centre: f64,
    deviation: f64,
}

impl Wealth {
    /// Of weights; what they leave of the capital earns the risk-free rate.
    pub fn of(distribution: Distribution, problem: &Problem, weights: &[f64], years: f64) -> Self {
        let left = 1.0 - weights.iter().sum::<f64>();
        let mean = dot(&problem.mean, weights) + left * problem.risk_free_rate;
        let variance = problem.portfolio_variance(weights);
        let centre = match distribution {
            Distribution::Lognormal => (mean - 0.5 * variance) * years,
            Distribution::Normal => 1.0 + mean * years,
        };
        Self { distribution, centre, deviation: (variance * years).sqrt() }
    }

    /// The capital that is missed with this chance.
    pub fn quantile(&self, chance: f64) -> f64 {
        let quantile = self.centre + normal_quantile(chance) * self.deviation;
        match self.distribution {
            Distribution::Lognormal => libm::exp(quantile),
            Distribution::Normal => quantile,
        }
    }

    /// The chance of less than this much capital.
    pub fn chance_below(&self, wealth: f64) -> f64 {
        let level = match self.distribution {
            Distribution::Lognormal => libm::log(wealth),
            Distribution::Normal => wealth,
        };
        if self.deviation > 0.0 {
            normal::cdf((level - self.centre) / self.deviation)
        } else {
            f64::from(level > self.centre)
        }
    }
}
