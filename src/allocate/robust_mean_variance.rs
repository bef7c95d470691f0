//! max over w of min over m in U of m'w − λ/2 w'Σw: mean and variance when expected returns are known only
//! to lie in a set U about their estimates μ.
//!
//! With s = Y years of history, whose means have the covariance Σ/Y:
//! - box: |m[i] − μ[i]| ≤ δ[i] = z σ[i]/√Y takes Σ δ[i] |w[i]| off μ'w, with z = N⁻¹((1 + c)/2);
//! - ellipsoid: (m − μ)' (Σ/Y)⁻¹ (m − μ) ≤ κ² takes κ √(w'Σw/Y) off it, with κ² = χ²ₙ⁻¹(c).
//!
//! Sources: Tütüncü and Koenig (2004); Fabozzi, Kolm, Pachamanova and Focardi (2007), chapter 12.

use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::cardinality::Cost;
use super::convex::Convex;
use super::measure::risk::Risk;
use super::problem::{Outcome, Problem, Solution};
use super::response::RiskFigure;
use super::risk_aversion::{self, DEFAULT_AVERSION};
use super::{Allocator, LimitKind};
use crate::error::Error;
use crate::math::chi_square;
use crate::math::normal_quantile::normal_quantile;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// No doubt at all, and more than any history allows.
const CONFIDENCES: [f64; 2] = [0.0, 0.9999];

/// About a day, and longer than there were markets.
const YEARS: [f64; 2] = [0.003, 1000.0];

/// Where expected returns may lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum MeanSet {
    /// All together within an ellipsoid of their covariance.
    #[default]
    Ellipsoid,
    /// Each by itself within an interval.
    Box,
}

/// The greatest utility in the worst case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct RobustMeanVariance {
    /// The shape of the set.
    pub uncertainty: MeanSet,
    /// The probability with which it holds the expected returns.
    pub confidence: f64,
    /// The price λ of variance.
    pub risk_aversion: f64,
    /// Years of history behind the expected returns; those of the prices, where none are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<f64>,
}

impl Default for RobustMeanVariance {
    fn default() -> Self {
        Self {
            uncertainty: MeanSet::default(),
            confidence: 0.95,
            risk_aversion: DEFAULT_AVERSION,
            years: None,
        }
    }
}

impl RobustMeanVariance {
    /// What the worst expected returns in the set take off those of the portfolio.
    fn doubt(&self, problem: &Problem) -> Convex {
        let history = problem.scenarios.as_ref().map(|known| known.len() as f64 / known.periods_per_year);
        let error = self.years.or(history).map_or(0.0, |years| 1.0 / years.sqrt());
        match self.uncertainty {
            MeanSet::Ellipsoid => {
                let squared = chi_square::quantile(self.confidence, problem.len() as f64);
                Convex::from(Risk::Volatility).times(error * squared.sqrt())
            }
            MeanSet::Box => {
                let z = normal_quantile(0.5 * (1.0 + self.confidence));
                let most: Vec<f64> =
                    (0..problem.len()).map(|i| z * error * problem.variance(i).sqrt()).collect();
                Convex::deviation(most.clone(), most, vec![])
            }
        }
    }

    fn aim(&self, problem: &Problem) -> Aim {
        let doubt = Some(self.doubt(problem)).filter(|doubt| doubt.factor > 0.0);
        Aim {
            quadratic: Some(&problem.covariance * self.risk_aversion),
            reward: problem.mean.clone(),
            costs: doubt.into_iter().chain(problem.limits.costs.iter().cloned()).collect(),
            ..Aim::default()
        }
    }
}

impl Allocator for RobustMeanVariance {
    fn carries(&self) -> &'static [LimitKind] {
        LimitKind::PRICED
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        let within = |x: f64, [least, greatest]: [f64; 2]| (least..=greatest).contains(&x);
        if !within(self.confidence, CONFIDENCES) {
            return Err(Error::invalid("confidence", "A confidence lies between 0 and 0.9999."));
        }
        risk_aversion::check(self.risk_aversion)?;
        match self.years {
            Some(years) if !within(years, YEARS) => {
                Err(Error::invalid("years", "A history is a day long at least, and 1,000 years at most."))
            }
            None if problem.scenarios.is_none() => {
                let message = "How uncertain expected returns are hangs on the years of history behind them, and only moments are given: give the years.";
                Err(Error::invalid("years", message))
            }
            _ => Ok(()),
        }
    }

    fn risk_figure(
        &self,
        problem: &Problem,
        weights: Option<&[f64]>,
        current: Option<&[f64]>,
    ) -> Option<RiskFigure> {
        let doubt = self.doubt(problem);
        let value = |weights: &[f64]| doubt.value(problem, weights);
        Some(RiskFigure {
            measure: "variance".into(),
            label: "Doubt about the expected return",
            level: Some(self.confidence),
            value: weights.map(value),
            current: current.map(value),
            convention: "taken off the expected return per year in the worst case",
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

impl Describe for RobustMeanVariance {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Robust mean-variance",
            summary: "The weights with the greatest utility when expected returns turn out as bad as their history allows.",
            formula: "max μ'w − λ/2 w'Σw − d(w); ellipsoid: d = κ √(w'Σw / Y) with κ² the quantile of χ²ₙ at the confidence; box: d = Σ δ[i] |w[i]| with δ[i] = z σ[i] / √Y",
            conventions: &[
                "Y years of T periods each have the covariance Σ / Y of their means: the estimates are taken as means of independent returns.",
                "In the box z is two-sided, 1.96 at 95 %, for each asset by itself; the ellipsoid holds all n expected returns together with the confidence.",
                "Confidence 0 leaves maximum utility with the variance.",
            ],
            parameters: vec![
                Parameter {
                    name: "uncertainty",
                    label: "Uncertainty set",
                    help: "Whether expected returns may be wrong together or each by itself.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "ellipsoid", label: "Ellipsoid" },
                            Choice { value: "box", label: "Box" },
                        ],
                        default: "ellipsoid",
                    },
                    advanced: false,
                },
                Parameter {
                    name: "confidence",
                    label: "Confidence",
                    help: "The probability with which the set holds the true expected returns.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(CONFIDENCES[0]),
                        max: Some(CONFIDENCES[1]),
                        default: Some(0.95),
                    },
                    advanced: false,
                },
                risk_aversion::parameter(
                    "How much expected return one more unit of variance has to earn, halved.",
                ),
                Parameter {
                    name: "years",
                    label: "Years of history",
                    help: "How many stand behind the expected returns; left out, those of the prices.",
                    value: Value::Number {
                        unit: Unit::None,
                        min: Some(YEARS[0]),
                        max: Some(YEARS[1]),
                        default: None,
                    },
                    advanced: true,
                },
            ],
            references: vec![
                Reference {
                    text: "Tütüncü, R. H. and Koenig, M. (2004). Robust asset allocation. Annals of Operations Research 132.",
                    url: Some("https://doi.org/10.1023/B:ANOR.0000045281.41041.ed"),
                },
                Reference {
                    text: "Fabozzi, F. J., Kolm, P. N., Pachamanova, D. A. and Focardi, S. M. (2007). Robust portfolio optimization and management. Wiley.",
                    url: None,
                },
            ],
        }
    }
}
