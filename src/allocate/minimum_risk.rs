//! min ρ(w) over the weights that obey the limits, and earn at least `minimumReturn` where that is
//! given: μ'w ≥ r.

use serde::{Deserialize, Serialize};

use super::cardinality::Cost;
use super::measure::Measure;
use super::perspective::QuadraticForm;
use super::problem::{Conflict, Outcome, Problem, Solution};
use super::{Allocator, LimitKind, feasibility};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// The least expected return that may be asked for: beyond 100,000 % a year it is a slip of the
/// decimal mark.
const GREATEST_RETURN: f64 = 1000.0;

/// The least risk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MinimumRisk {
    /// What risk is.
    pub measure: Measure,
    /// Least expected return per year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_return: Option<f64>,
}

impl MinimumRisk {
    /// The problem with the least return among its limits.
    fn with_return(&self, problem: &Problem) -> Problem {
        self.minimum_return
            .map_or_else(|| problem.clone(), |least| problem.earning("objective.minimumReturn", least))
    }
}

impl Allocator for MinimumRisk {
    fn carries(&self) -> &'static [LimitKind] {
        match self.minimum_return {
            Some(_) => LimitKind::PRICED,
            // Costs reduce an expected return, and none counts.
            None => LimitKind::CONVEX,
        }
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.measure.check(problem).map_err(|error| error.inside("measure"))?;
        match self.minimum_return {
            Some(least) if !(-GREATEST_RETURN..=GREATEST_RETURN).contains(&least) => {
                let message = format!("The least return is {least} a year; 0.1 stands for 10 %.");
                Err(Error::invalid("minimumReturn", message))
            }
            _ => Ok(()),
        }
    }

    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn inverts(&self) -> bool {
        !self.measure.method().risk().needs_scenarios()
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        if let Some(least) = self.minimum_return
            && let Some(greatest) = feasibility::greatest(problem, &problem.mean, &problem.limits.costs)
            && greatest < least - 1e-9 * (1.0 + least.abs())
        {
            return Outcome::Infeasible {
                explanation: format!(
                    "The greatest expected return within the constraints is {} a year; {} are asked for.",
                    feasibility::percent(greatest),
                    feasibility::percent(least)
                ),
                conflicts: vec![Conflict {
                    constraint: "objective.minimumReturn".into(),
                    relaxation: least - greatest,
                }],
            };
        }
        self.measure.minimise(&self.with_return(problem))
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        Some(self.measure.gap(&self.with_return(problem), solution))
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Option<Cost> {
        Some(self.measure.cost(problem, weights))
    }

    fn quadratic(&self, problem: &Problem) -> Option<QuadraticForm> {
        let problem = self.with_return(problem);
        if !self.measure.is_quadratic(&problem) {
            return None;
        }
        let (n, given) = (problem.len(), usize::from(self.minimum_return.is_some()));
        let rows = problem.limits.rows[problem.limits.rows.len() - given..].to_vec();
        Some(QuadraticForm { rows, ..QuadraticForm::less(problem.covariance, vec![0.0; n]) })
    }
}

impl Describe for MinimumRisk {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Minimum risk",
            summary: "The weights of least risk; with variance as the measure, the minimum-variance portfolio.",
            formula: "min ρ(w) subject to Σ w = B, l ≤ w ≤ u, group limits, and μ'w ≥ r where r is given",
            conventions: &["Expected returns play no part unless a least return is given."],
            parameters: vec![
                Parameter {
                    name: "measure",
                    label: "Risk measure",
                    help: "What is made small.",
                    value: Value::Method { family: "measure", default: Measure::default().kind() },
                    advanced: false,
                },
                Parameter {
                    name: "minimumReturn",
                    label: "Least expected return",
                    help: "The portfolio has to be expected to earn at least this a year.",
                    value: Value::Number {
                        unit: Unit::PerYear,
                        min: Some(-GREATEST_RETURN),
                        max: Some(GREATEST_RETURN),
                        default: None,
                    },
                    advanced: true,
                },
            ],
            references: vec![Reference {
                text: "H. Markowitz (1952), Portfolio selection, The Journal of Finance 7(1), 77-91",
                url: Some("https://doi.org/10.1111/j.1540-6261.1952.tb01525.x"),
            }],
        }
    }
}
