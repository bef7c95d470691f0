//! min w'Cw with the correlations C: the weights whose assets move together least, whatever their
//! separate volatilities.

use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::cardinality::Cost;
use super::measure::variance;
use super::perspective::QuadraticForm;
use super::problem::{Outcome, Problem, Solution};
use super::{Allocator, LimitKind};
use crate::error::{Code, Error};
use crate::estimate::correlation;
use crate::method::{Describe, Method, Reference};

/// The least correlation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MaximumDecorrelation {}

/// The same problem for assets that all have a volatility of 1.
fn of_unit_volatility(problem: &Problem) -> Problem {
    Problem { covariance: correlation(&problem.covariance), ..problem.clone() }
}

/// The aim under convex limits: those speak of the assets as they are.
fn aim(problem: &Problem) -> Option<Aim> {
    (!problem.limits.convex.is_empty()).then(|| Aim {
        quadratic: Some(of_unit_volatility(problem).covariance),
        reward: vec![0.0; problem.len()],
        ..Aim::default()
    })
}

impl Allocator for MaximumDecorrelation {
    fn carries(&self) -> &'static [LimitKind] {
        LimitKind::CONVEX
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        match problem.riskless().first() {
            Some(&i) => {
                let asset = &problem.assets[i];
                let message = format!(
                    "The price of {asset} does not move, so it correlates with nothing; leave it out."
                );
                Err(Error::new(Code::InvalidValue, message))
            }
            None => Ok(()),
        }
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        match aim(problem) {
            Some(aim) => aim.solve(problem),
            None => variance::minimise(&of_unit_volatility(problem)),
        }
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        Some(match aim(problem) {
            Some(aim) => aim.gap(problem, solution),
            None => variance::gap(&of_unit_volatility(problem), solution),
        })
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Option<Cost> {
        Some(aim(problem)?.cost(problem, weights))
    }

    fn quadratic(&self, problem: &Problem) -> Option<QuadraticForm> {
        let simple = aim(problem).is_none();
        simple.then(|| QuadraticForm::less(correlation(&problem.covariance), vec![0.0; problem.len()]))
    }
}

impl Describe for MaximumDecorrelation {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Maximum decorrelation",
            summary: "The weights whose assets move together least, whatever their separate volatilities.",
            formula: "min w'Cw subject to Σ w = B, l ≤ w ≤ u and group limits, with the correlations C",
            conventions: &[
                "Neither expected returns nor volatilities play a part.",
                "Where all volatilities are equal this is the minimum-variance portfolio.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "P. Christoffersen, V. Errunza, K. Jacobs, H. Langlois (2012), Is the potential for international diversification disappearing?, The Review of Financial Studies 25(12), 3711-3751",
                url: Some("https://doi.org/10.1093/rfs/hhs104"),
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    /// Choueifaty and Coignard (2008) have three assets of one volatility, where the least
    /// correlation, the least variance and the greatest diversification are one portfolio; other
    /// volatilities leave it where it is.
    #[test]
    fn weights_follow_the_correlations_alone() {
        let correlations = [[1.0, 0.9, 0.1], [0.9, 1.0, 0.1], [0.1, 0.1, 1.0]];
        for volatilities in [[0.1, 0.1, 0.1], [0.2, 0.9, 0.4]] {
            let covariance: Vec<Vec<f64>> = (0..3)
                .map(|i| (0..3).map(|j| correlations[i][j] * volatilities[i] * volatilities[j]).collect())
                .collect();
            let request = serde_json::json!({
                "moments": {"assets": ["A", "B", "C"], "expectedReturns": [0.1, 0.1, 0.1], "covariance": covariance},
                "objective": {"kind": "maximumDecorrelation"},
            });
            let answer = crate::operations::run_json("allocate", &request.to_string(), &mut ()).unwrap();
            let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
            assert_eq!(answer["status"], "solved");
            // The paper prints 25.71 %, 25.71 % and 48.57 %: two decimals of a per cent.
            for (i, printed) in [0.2571, 0.2571, 0.4857].into_iter().enumerate() {
                let weight = answer["weights"][i]["weight"].as_f64().unwrap();
                assert!((weight - printed).abs() < 5e-5, "{weight} for {printed}");
            }
        }
    }
}
