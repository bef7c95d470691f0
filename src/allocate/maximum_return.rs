//! max μ'w subject to ρ(w) ≤ c: the greatest expected return that a limit on the risk leaves.

use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::cardinality::Cost;
use super::convex::ConvexLimit;
use super::measure::Measure;
use super::problem::{Conflict, Outcome, Problem, Solution};
use super::risk_limit::GREATEST_RISK;
use super::{Allocator, LimitKind, feasibility};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// The greatest expected return.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MaximumReturn {
    /// What risk is; its root where that is the variance.
    pub measure: Measure,
    /// The greatest risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_risk: Option<f64>,
}

impl MaximumReturn {
    /// The problem with the limit on the risk.
    fn limited(&self, problem: &Problem) -> Problem {
        let mut problem = problem.clone();
        let path = "objective.maximumRisk";
        let limit = |max| ConvexLimit::risk(path, path, self.measure.method().risk(), max);
        problem.limits.convex.extend(self.maximum_risk.map(limit));
        problem
    }

    fn aim(problem: &Problem) -> Aim {
        Aim { reward: problem.mean.clone(), costs: problem.limits.costs.clone(), ..Aim::default() }
    }
}

impl Allocator for MaximumReturn {
    fn carries(&self) -> &'static [LimitKind] {
        LimitKind::PRICED
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.measure.check(problem).map_err(|error| error.inside("measure"))?;
        match self.maximum_risk {
            Some(most) if !(0.0..=GREATEST_RISK).contains(&most) => {
                let message = format!(
                    "The greatest risk is {most}; it lies between 0 and {GREATEST_RISK}, and 0.1 stands for 10 %."
                );
                Err(Error::invalid("maximumRisk", message))
            }
            _ => Ok(()),
        }
    }

    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn inverts(&self) -> bool {
        self.maximum_risk.is_some() && !self.measure.method().risk().needs_scenarios()
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let aim = Self::aim(problem);
        let Some(most) = self.maximum_risk else { return aim.solve(problem) };
        let Outcome::Solved(lowest) = self.measure.minimise(problem) else { return aim.solve(problem) };
        let least = self.measure.method().risk().value(problem, &lowest.weights);
        if least > most + 1e-9 * least.abs() {
            let [least_percent, most_percent] = [least, most].map(feasibility::percent);
            return Outcome::Infeasible {
                explanation: format!(
                    "The least risk within the constraints is {least_percent} by this measure; at most {most_percent} is allowed."
                ),
                conflicts: vec![Conflict {
                    constraint: "objective.maximumRisk".into(),
                    relaxation: least - most,
                }],
            };
        }
        aim.solve(&self.limited(problem))
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        Some(Self::aim(problem).gap(&self.limited(problem), solution))
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Option<Cost> {
        Some(Self::aim(problem).cost(problem, weights))
    }
}

impl Describe for MaximumReturn {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Maximum return",
            summary: "The weights with the greatest expected return whose risk stays below a limit.",
            formula: "max μ'w subject to ρ(w) ≤ c, Σ w = B, l ≤ w ≤ u and group limits; ρ = √(w'Σw) for the variance",
            conventions: &[
                "The limit has the unit of the measure: the volatility per year for the variance, a fraction of the capital per period of the price history for measures of loss.",
                "Without a limit the capital goes where the expected return is greatest.",
            ],
            parameters: vec![
                Parameter {
                    name: "measure",
                    label: "Risk measure",
                    help: "What is kept below the limit.",
                    value: Value::Method { family: "measure", default: Measure::default().kind() },
                    advanced: false,
                },
                Parameter {
                    name: "maximumRisk",
                    label: "Greatest risk",
                    help: "The measure stays at or below this; for the variance, the volatility.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(0.0),
                        max: Some(GREATEST_RISK),
                        default: None,
                    },
                    advanced: false,
                },
            ],
            references: vec![Reference {
                text: "Krokhmal, P., Palmquist, J., Uryasev, S. (2002). Portfolio optimization with conditional value-at-risk objective and constraints. The Journal of Risk 4(2).",
                url: Some("https://doi.org/10.21314/JOR.2002.057"),
            }],
        }
    }
}
