//! min over w of max over Q of λ CVaR_Q(w) − E_Q w'r, Q within a Wasserstein ball of radius ε about the
//! history: scenarios may be moved, by ε on average in the sum of absolute returns.
//!
//! Where returns may be any numbers, the worst distribution adds ε times the steepest slope of the loss
//! times the dual norm of w:
//!
//! min λ CVaR(w) − m'w + ε (1 + λ/(1 − α)) max |w[i]|.
//!
//! Source: Mohajerin Esfahani and Kuhn (2018), Data-driven distributionally robust optimization using the
//! Wasserstein metric, Mathematical Programming 171, section 7.1 (corollary 5.1 with no support).

use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::cardinality::Cost;
use super::convex::{Convex, Shape};
use super::measure::conditional_value_at_risk::ConditionalValueAtRisk;
use super::measure::{RiskMeasure, level};
use super::problem::{Outcome, Problem, Solution};
use super::response::RiskFigure;
use super::risk_aversion::{self, DEFAULT_AVERSION};
use super::{Allocator, LimitKind};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// A ball of one point, and moves of the whole price.
const RADII: [f64; 2] = [0.0, 1.0];

/// The least tail loss in the worst distribution nearby.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct DistributionallyRobustCvar {
    /// Share of the scenarios outside of the tail.
    pub level: f64,
    /// The radius ε of the ball, in returns per period.
    pub radius: f64,
    /// The price λ of the tail.
    pub risk_aversion: f64,
}

impl Default for DistributionallyRobustCvar {
    fn default() -> Self {
        Self {
            level: ConditionalValueAtRisk::default().level,
            radius: 0.001,
            risk_aversion: DEFAULT_AVERSION,
        }
    }
}

impl DistributionallyRobustCvar {
    fn measure(&self) -> ConditionalValueAtRisk {
        ConditionalValueAtRisk { level: self.level }
    }

    /// `times` max |w[i]|; none where that is nothing.
    fn ball(times: f64) -> Option<Convex> {
        let greatest = Convex { shape: Shape::Greatest, reference: vec![], factor: times, constant: 0.0 };
        (times > 0.0).then_some(greatest)
    }

    fn aim(&self, problem: &Problem) -> Aim {
        let periods = problem.scenarios.as_ref().map_or(1.0, |scenarios| scenarios.periods_per_year);
        let slope = 1.0 + self.risk_aversion / (1.0 - self.level);
        let costs = problem.limits.costs.iter().map(|cost| cost.times(1.0 / periods));
        Aim {
            risk: Some(self.measure().risk().into()),
            aversion: self.risk_aversion,
            reward: problem.mean.iter().map(|mean| mean / periods).collect(),
            costs: Self::ball(self.radius * slope).into_iter().chain(costs).collect(),
            ..Aim::default()
        }
    }
}

impl Allocator for DistributionallyRobustCvar {
    fn carries(&self) -> &'static [LimitKind] {
        LimitKind::PRICED
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.measure().check()?;
        let within = |x: f64, [least, greatest]: [f64; 2]| (least..=greatest).contains(&x);
        if !within(self.radius, RADII) {
            return Err(Error::invalid(
                "radius",
                "The radius lies between 0 and 1; 0.001 is 0.1 % a period.",
            ));
        }
        risk_aversion::check(self.risk_aversion)?;
        if problem.scenarios.is_none() {
            let message = "The tail is that of the returns of a price history, and only moments are given: give prices, or choose another objective.";
            return Err(Error::invalid("level", message));
        }
        Ok(())
    }

    fn inverts(&self) -> bool {
        false
    }

    fn risk_figure(
        &self,
        problem: &Problem,
        weights: Option<&[f64]>,
        current: Option<&[f64]>,
    ) -> Option<RiskFigure> {
        let (risk, ball) = (self.measure().risk(), Self::ball(self.radius / (1.0 - self.level)));
        let value = |weights: &[f64]| {
            risk.value(problem, weights) + ball.as_ref().map_or(0.0, |ball| ball.value(problem, weights))
        };
        Some(RiskFigure {
            measure: "conditionalValueAtRisk".into(),
            label: "Worst CVaR of the ball",
            level: Some(self.level),
            value: weights.map(value),
            current: current.map(value),
            convention: "per period of the price history, as a fraction of the capital",
        })
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        self.aim(problem).solve(problem)
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        Some(self.aim(problem).gap(problem, solution))
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Option<Cost> {
        Some(self.aim(problem).cost(problem, weights))
    }
}

impl Describe for DistributionallyRobustCvar {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Distributionally robust CVaR",
            summary: "The least price of the tail, less the expected return, under the worst distribution near that of the history.",
            formula: "min λ CVaR(w) − m'w + ε (1 + λ / (1 − α)) max |w[i]|, with the mean m and the CVaR at level α per period",
            conventions: &[
                "The ball is of the Wasserstein distance of order 1 with the sum of absolute returns of all assets as the distance of two scenarios; its dual norm is max |w[i]|.",
                "Returns may be any numbers. Where a loss of more than everything is ruled out, the answer is the same as long as ε / (1 − α) is below what the worst scenarios leave of an asset.",
                "Radius 0 is maximum utility with CVaR; a great one makes all weights equal.",
            ],
            parameters: vec![
                level(),
                Parameter {
                    name: "radius",
                    label: "Radius",
                    help: "By how much the returns of a period may be off, on average.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(RADII[0]),
                        max: Some(RADII[1]),
                        default: Some(0.001),
                    },
                    advanced: false,
                },
                risk_aversion::parameter("How much expected return one more unit of CVaR has to earn."),
            ],
            references: vec![Reference {
                text: "Mohajerin Esfahani, P. and Kuhn, D. (2018). Data-driven distributionally robust optimization using the Wasserstein metric. Mathematical Programming 171.",
                url: Some("https://doi.org/10.1007/s10107-017-1172-1"),
            }],
        }
    }
}
