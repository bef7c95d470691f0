//! A goal that is missed with a tolerated chance at most: P(W < G) ≤ p at the end of the horizon.

use serde::{Deserialize, Serialize};

use super::wealth::Wealth;
use super::{CHANCES, Consequence, Distribution, within};
use crate::allocate::problem::Problem;
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// From half of the capital to a hundred times it.
const GAINS: [f64; 2] = [-0.5, 99.0];

/// The chance of missing a goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MissedGoal {
    /// What the capital is to have gained by the end of the horizon: 0.5 is half as much again.
    pub gain: f64,
    /// Chance of less.
    pub chance: f64,
    /// The horizon.
    pub years: f64,
    /// How the capital spreads.
    pub distribution: Distribution,
}

impl Default for MissedGoal {
    fn default() -> Self {
        Self { gain: 0.0, chance: 0.2, years: 5.0, distribution: Distribution::default() }
    }
}

impl MissedGoal {
    fn wealth(&self, problem: &Problem, weights: &[f64]) -> Wealth {
        Wealth::of(self.distribution, problem, weights, self.years)
    }
}

impl Consequence for MissedGoal {
    fn check(&self, _problem: &Problem) -> Result<(), Error> {
        let rule = "The gain lies between −0.5 and 99 of the capital; 0.5 is half as much again.";
        within(self.gain, GAINS, "gain", rule)?;
        super::check_chance(self.chance)?;
        super::check_years(self.years)
    }

    fn figure(&self, problem: &Problem, weights: &[f64]) -> f64 {
        self.wealth(problem, weights).chance_below(1.0 + self.gain)
    }

    fn slack(&self, problem: &Problem, weights: &[f64]) -> f64 {
        self.wealth(problem, weights).quantile(self.chance) / (1.0 + self.gain) - 1.0
    }

    fn tolerated(&self) -> (&'static str, f64) {
        ("chance", self.chance)
    }

    fn words(&self) -> (&'static str, Option<f64>, &'static str) {
        ("Chance of missing the goal", None, "by the end of the horizon")
    }
}

impl Describe for MissedGoal {
    fn describe() -> Method {
        let [min, max] = GAINS;
        Method {
            kind: String::new(),
            label: "The chance of missing a goal",
            summary: "By the end of the horizon the capital has gained this much, but for a tolerated chance.",
            formula: "P(W < 1 + G) ≤ p, with ln W ~ N((μ − σ²/2) T, σ² T) for lognormal capital W, W ~ N(1 + μ T, σ² T) for normal",
            conventions: &[
                "Nothing is paid in or taken out on the way.",
                "As good as the estimates of μ and σ, that of μ above all: its standard error grows over the horizon.",
            ],
            parameters: vec![
                crate::method::Parameter {
                    name: "gain",
                    label: "Goal: gain",
                    help: "What the capital is to have gained by the end of the horizon.",
                    value: crate::method::Value::Number {
                        unit: crate::method::Unit::Fraction,
                        min: Some(min),
                        max: Some(max),
                        default: Some(0.0),
                    },
                    advanced: false,
                },
                super::dial("chance", "Chance of missing it", "How often less may come of it.", CHANCES, 0.2),
                super::years_parameter(5.0),
                super::distribution_parameter(),
            ],
            references: vec![Reference {
                text: "Das, S., Markowitz, H., Scheid, J., Statman, M. (2010). Portfolio optimization with mental accounts. Journal of Financial and Quantitative Analysis 45(2).",
                url: Some("https://doi.org/10.1017/S0022109010000141"),
            }],
        }
    }
}
