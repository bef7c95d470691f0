//! max μ'w − λ/2 w'Σw, or m'w − λ ρ(w) with the expected return per period m for measures on
//! scenarios: expected return less a price for risk.

use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::cardinality::Cost;
use super::measure::Measure;
use super::perspective::QuadraticForm;
use super::problem::{Outcome, Problem, Solution};
use super::risk_aversion::{self, DEFAULT_AVERSION};
use super::{Allocator, LimitKind, interior_point, verify};
use crate::error::Error;
use crate::math::cholesky::dot;
use crate::method::{Describe, Method, Parameter, Reference, Value};

/// The greatest utility.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MaximumUtility {
    /// What risk is.
    pub measure: Measure,
    /// The price λ of risk.
    pub risk_aversion: f64,
}

impl Default for MaximumUtility {
    fn default() -> Self {
        Self { measure: Measure::default(), risk_aversion: DEFAULT_AVERSION }
    }
}

impl MaximumUtility {
    /// The aim for measures other than the variance, and under convex limits or costs: with the expected return
    /// per period for measures on scenarios, per year for the others.
    fn aim(&self, problem: &Problem) -> Option<Aim> {
        let (limits, risk) = (&problem.limits, self.measure.method().risk());
        let squared = self.measure.method().squared();
        if squared && limits.convex.is_empty() && limits.costs.is_empty() {
            return None;
        }
        let periods = match &problem.scenarios {
            Some(scenarios) if risk.needs_scenarios() => scenarios.periods_per_year,
            _ => 1.0,
        };
        Some(Aim {
            risk: (!squared).then(|| risk.into()),
            aversion: self.risk_aversion,
            quadratic: squared.then(|| &problem.covariance * self.risk_aversion),
            reward: problem.mean.iter().map(|mean| mean / periods).collect(),
            costs: limits.costs.iter().map(|cost| cost.times(1.0 / periods)).collect(),
            ..Aim::default()
        })
    }
}

impl Allocator for MaximumUtility {
    fn carries(&self) -> &'static [LimitKind] {
        LimitKind::PRICED
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.measure.check(problem).map_err(|error| error.inside("measure"))?;
        risk_aversion::check(self.risk_aversion)
    }

    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn inverts(&self) -> bool {
        !self.measure.method().risk().needs_scenarios()
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        match self.aim(problem) {
            Some(aim) => aim.solve(problem),
            None => {
                let reward: Vec<f64> = problem.mean.iter().map(|mean| mean / self.risk_aversion).collect();
                let mut outcome = interior_point::minimum_variance_less(problem, &reward);
                if let Outcome::Solved(solution) = &mut outcome {
                    // Those of the utility, which is the program's objective times the aversion.
                    solution.multipliers.iter_mut().for_each(|y| *y *= self.risk_aversion);
                }
                outcome
            }
        }
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        if let Some(aim) = self.aim(problem) {
            return Some(aim.gap(problem, solution));
        }
        let mut gradient = problem.marginal_variance(&solution.weights);
        let aversion = self.risk_aversion;
        gradient.iter_mut().zip(&problem.mean).for_each(|(g, mean)| *g = aversion * *g - mean);
        let risk = aversion * problem.portfolio_variance(&solution.weights);
        let size = risk.max(dot(&problem.mean, &solution.weights).abs()).max(f64::MIN_POSITIVE);
        Some(verify::linear_gap(&problem.limits, &gradient, solution).max(0.0) / size)
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Option<Cost> {
        Some(self.aim(problem)?.cost(problem, weights))
    }

    fn quadratic(&self, problem: &Problem) -> Option<QuadraticForm> {
        let simple = self.aim(problem).is_none();
        simple.then(|| QuadraticForm::less(&problem.covariance * self.risk_aversion, problem.mean.clone()))
    }
}

impl Describe for MaximumUtility {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Maximum utility",
            summary: "The weights with the greatest expected return less a price for risk.",
            formula: "max μ'w − λ/2 w'Σw for the variance, max μ'w − λ √(w'Σw) for the standard deviation, max m'w − λ ρ(w) for measures on scenarios, subject to Σ w = B, l ≤ w ≤ u and group limits",
            conventions: &[
                "With the variance both terms are per year; λ = 1 is the growth-optimal (Kelly) portfolio of small returns.",
                "With a measure on scenarios the expected return m is per period of the price history, like the measure.",
            ],
            parameters: vec![
                Parameter {
                    name: "measure",
                    label: "Risk measure",
                    help: "What is paid for.",
                    value: Value::Method { family: "measure", default: Measure::default().kind() },
                    advanced: false,
                },
                risk_aversion::parameter("How much expected return one more unit of risk has to earn."),
            ],
            references: vec![Reference {
                text: "H. Markowitz (1959), Portfolio selection: efficient diversification of investments, Wiley",
                url: None,
            }],
        }
    }
}
