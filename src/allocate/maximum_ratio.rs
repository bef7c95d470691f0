//! max (μ − r)'w / ρ(w): the greatest reward for each unit of risk, with the risk-free rate r. With
//! the variance as the measure ρ is the volatility and the ratio Sharpe's: the tangency portfolio
//! under the constraints.

use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::cardinality::Cost;
use super::measure::Measure;
use super::perspective::QuadraticForm;
use super::problem::{Conflict, Outcome, Problem, Solution};
use super::{Allocator, LimitKind, feasibility, ratio, verify};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Value};

/// The greatest ratio of excess return to risk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MaximumRatio {
    /// What risk is; its root where that is the variance.
    pub measure: Measure,
}

impl MaximumRatio {
    /// The ratio to a measure other than the variance, or with convex limits or costs.
    fn aim(&self, problem: &Problem) -> Option<Aim> {
        let risk = self.measure.method().risk();
        let limits = &problem.limits;
        let other = risk.needs_scenarios() || !limits.convex.is_empty() || !limits.costs.is_empty();
        other.then(|| Aim::ratio(risk, excess(problem), limits.costs.clone()))
    }
}

fn excess(problem: &Problem) -> Vec<f64> {
    problem.mean.iter().map(|mean| mean - problem.risk_free_rate).collect()
}

impl Allocator for MaximumRatio {
    fn carries(&self) -> &'static [LimitKind] {
        LimitKind::PRICED
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.measure.check(problem).map_err(|error| error.inside("measure"))
    }

    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn inverts(&self) -> bool {
        !self.measure.method().risk().needs_scenarios()
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let excess = excess(problem);
        let size = excess.iter().fold(0.0_f64, |size, e| size.max(e.abs()));
        if let Some(greatest) = feasibility::greatest(problem, &excess, &problem.limits.costs)
            && greatest <= 1e-12 * size
        {
            let rate = feasibility::percent(problem.risk_free_rate);
            let subject = if excess.iter().all(|e| *e <= 0.0) {
                "No asset is".to_owned()
            } else {
                "No portfolio within the constraints is".to_owned()
            };
            return Outcome::Infeasible {
                explanation: format!(
                    "{subject} expected to earn more than the risk-free rate of {rate}: every ratio is zero or \
                     negative, and the greatest of them would reward risk. Minimum risk still has a meaning, as have risk \
                     budgets and equal weights; or lower the rate."
                ),
                conflicts: vec![Conflict {
                    constraint: "riskFreeRate".into(),
                    relaxation: -greatest / problem.limits.budget,
                }],
            };
        }
        match self.aim(problem) {
            Some(aim) => aim.solve(problem),
            None => ratio::maximise(problem, &excess),
        }
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        Some(match self.aim(problem) {
            Some(aim) => aim.gap(problem, solution),
            None => verify::ratio_gap(problem, &excess(problem), solution),
        })
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Option<Cost> {
        Some(self.aim(problem)?.cost(problem, weights))
    }

    fn quadratic(&self, problem: &Problem) -> Option<QuadraticForm> {
        let simple = self.aim(problem).is_none();
        simple.then(|| QuadraticForm::ratio(problem.covariance.clone(), excess(problem)))
    }
}

impl Describe for MaximumRatio {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Maximum ratio",
            summary: "The weights with the greatest expected return above the risk-free rate for each unit of risk; with variance as the measure, the maximum Sharpe ratio.",
            formula: "max (μ − r)'w / ρ(w), with ρ = √(w'Σw) for the variance, subject to Σ w = B, l ≤ w ≤ u and group limits",
            conventions: &[
                "The risk-free rate is per year, as are expected returns and covariances.",
                "Small changes of expected returns move the weights much; their standard errors are large.",
            ],
            parameters: vec![Parameter {
                name: "measure",
                label: "Risk measure",
                help: "What the expected return is held against.",
                value: Value::Method { family: "measure", default: Measure::default().kind() },
                advanced: false,
            }],
            references: vec![Reference {
                text: "Sharpe, W. F. (1966). Mutual fund performance. The Journal of Business 39(1).",
                url: Some("https://doi.org/10.1086/294846"),
            }],
        }
    }
}
