//! A loss that is exceeded with a small chance only: P(W < 1 − L) ≤ p at the end of the horizon.

use serde::{Deserialize, Serialize};

use super::wealth::Wealth;
use super::{CHANCES, Consequence, Distribution};
use crate::allocate::problem::Problem;
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// The largest loss over a horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct LargestLoss {
    /// Part of the capital.
    pub loss: f64,
    /// Chance of a greater one.
    pub chance: f64,
    /// The horizon.
    pub years: f64,
    /// How the capital spreads.
    pub distribution: Distribution,
}

impl Default for LargestLoss {
    fn default() -> Self {
        Self { loss: 0.5, chance: 0.05, years: 1.0, distribution: Distribution::default() }
    }
}

impl Consequence for LargestLoss {
    fn check(&self, _problem: &Problem) -> Result<(), Error> {
        super::check_loss(self.loss)?;
        super::check_chance(self.chance)?;
        super::check_years(self.years)
    }

    fn figure(&self, problem: &Problem, weights: &[f64]) -> f64 {
        1.0 - Wealth::of(self.distribution, problem, weights, self.years).quantile(self.chance)
    }

    fn slack(&self, problem: &Problem, weights: &[f64]) -> f64 {
        self.loss - self.figure(problem, weights)
    }

    fn tolerated(&self) -> (&'static str, f64) {
        ("loss", self.loss)
    }

    fn words(&self) -> (&'static str, Option<f64>, &'static str) {
        ("Loss by the end of the horizon", Some(1.0 - self.chance), "of the capital")
    }
}

impl Describe for LargestLoss {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "The largest loss to sit through",
            summary: "Over the horizon no more than this part of the capital is lost, but for a small chance.",
            formula: "P(W < 1 − L) ≤ p, with ln W ~ N((μ − σ²/2) T, σ² T) for lognormal capital W, W ~ N(1 + μ T, σ² T) for normal",
            conventions: &[
                "At the end of the horizon; on the way the loss can be greater.",
                "As good as the estimates of μ and σ: tails of real returns are fatter.",
            ],
            parameters: vec![
                super::loss_parameter("What could be lost without giving up.", 0.5),
                super::dial("chance", "Chance of more", "How often a greater loss may come.", CHANCES, 0.05),
                super::years_parameter(1.0),
                super::distribution_parameter(),
            ],
            references: vec![Reference {
                text: "Das, S., Markowitz, H., Scheid, J., Statman, M. (2010). Portfolio optimization with mental accounts. Journal of Financial and Quantitative Analysis 45(2).",
                url: Some("https://doi.org/10.1017/S0022109010000141"),
            }],
        }
    }
}
