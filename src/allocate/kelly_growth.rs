//! max E ln(1 + w'r): the greatest growth of the capital, over scenarios; with a fraction c of Kelly the
//! greatest E u(1 + w'r), u(x) = (x^(1−γ) − 1) / (1 − γ) with γ = 1/c, which in small steps is c times
//! the Kelly weights. Or the continuous approximation, max μ'w − γ/2 w'Σw.
//!
//! The exact one by Newton's method: each step is a quadratic program with the second derivative at the
//! last weights, and goes no nearer to ruin, 1 + w'r = 0, than a tenth of the way.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::cardinality::Cost;
use super::convex::{Convex, total};
use super::measure::risk::{Functional, Risk, Series};
use super::perspective::QuadraticForm;
use super::problem::{Outcome, Problem, Solution, product};
use super::scenarios::Scenarios;
use super::verify::GAP_TOLERANCE;
use super::{Allocator, LimitKind};
use crate::error::Error;
use crate::math::cholesky::dot;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// From a hundredth of Kelly to all of it: more risks more for less growth.
const FRACTIONS: [f64; 2] = [0.01, 1.0];

/// Newton's method doubles the digits with every step once it is near.
const STEPS: usize = 60;

/// A step leaves at least this part of the way to ruin.
const LEFT_TO_RUIN: f64 = 0.1;

/// What growth is computed from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum GrowthModel {
    /// From the periods of the history.
    #[default]
    Scenarios,
    /// From mean and covariance, as if prices moved continuously.
    Continuous,
}

/// The greatest growth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct KellyGrowth {
    /// What growth is computed from.
    pub model: GrowthModel,
    /// Which part of Kelly; 1 grows most, 0.5 is half Kelly.
    pub fraction: f64,
}

impl Default for KellyGrowth {
    fn default() -> Self {
        Self { model: GrowthModel::default(), fraction: 1.0 }
    }
}

/// E u(1 + w'r) and its derivatives.
struct Growth {
    scenarios: Scenarios,
    /// What trading costs in a period.
    costs: Vec<Convex>,
    /// 1, and what the part of the capital that is not invested earns in a period.
    start: f64,
    /// γ.
    aversion: f64,
}

impl KellyGrowth {
    /// On the scenarios of the problem, shifted to its expected returns; none for the continuous model.
    fn growth(&self, problem: &Problem) -> Option<Growth> {
        let scenarios = problem.scenarios.as_ref().filter(|_| self.model == GrowthModel::Scenarios)?;
        let periods = scenarios.periods_per_year;
        let means = scenarios.combined(scenarios.probabilities());
        let shifts: Vec<f64> = problem.mean.iter().zip(&means).map(|(mu, m)| mu / periods - m).collect();
        Some(Growth {
            scenarios: scenarios.shifted(&shifts),
            costs: problem.limits.costs.iter().map(|cost| cost.times(1.0 / periods)).collect(),
            start: 1.0 + (1.0 - problem.limits.budget) * problem.risk_free_rate / periods,
            aversion: 1.0 / self.fraction,
        })
    }

    /// The continuous approximation.
    fn continuous(&self, problem: &Problem) -> Aim {
        let quadratic = Some(&problem.covariance / self.fraction);
        let costs = problem.limits.costs.clone();
        Aim { quadratic, reward: problem.mean.clone(), costs, ..Aim::default() }
    }
}

impl Growth {
    fn wealth(&self, problem: &Problem, weights: &[f64]) -> Vec<f64> {
        let start = self.start - total(&self.costs, problem, weights);
        let mut wealth = self.scenarios.portfolio(weights);
        wealth.iter_mut().for_each(|x| *x += start);
        wealth
    }

    /// E u; minus infinity at ruin.
    fn value(&self, wealth: &[f64]) -> f64 {
        let power = 1.0 - self.aversion;
        let utility = |x: f64| match x {
            x if x <= 0.0 => f64::NEG_INFINITY,
            x if power == 0.0 => libm::log(x),
            x => libm::expm1(power * libm::log(x)) / power,
        };
        wealth.iter().zip(self.scenarios.probabilities()).map(|(x, p)| p * utility(*x)).sum()
    }

    /// p x^power, scenario by scenario.
    fn counts(&self, wealth: &[f64], power: f64) -> Vec<f64> {
        let count = |(x, p): (&f64, &f64)| p * libm::exp(power * libm::log(*x));
        wealth.iter().zip(self.scenarios.probabilities()).map(count).collect()
    }

    /// What growth gains at some wealth by returns, less what costs take from it.
    fn aim(&self, wealth: &[f64]) -> Aim {
        let counts = self.counts(wealth, -self.aversion);
        let worth = counts.iter().sum();
        let costs = self.costs.iter().map(|cost| cost.times(worth)).collect();
        Aim { reward: self.scenarios.combined(&counts), costs, ..Aim::default() }
    }

    /// Minus the second derivative.
    fn curvature(&self, wealth: &[f64]) -> DMatrix<f64> {
        self.scenarios.second_moment(&self.counts(wealth, -self.aversion - 1.0)) * self.aversion
    }

    /// The best weights of the second-order approximation at some wealth.
    fn step(&self, problem: &Problem, wealth: &[f64], from: &[f64]) -> Option<Solution> {
        let curvature = self.curvature(wealth);
        let mut aim = self.aim(wealth);
        aim.reward.iter_mut().zip(product(&curvature, from)).for_each(|(r, h)| *r += h);
        aim.quadratic = Some(curvature);
        match aim.solve(problem) {
            Outcome::Solved(solution) => Some(solution),
            _ => None,
        }
    }

    /// Weights that no scenario ruins: those of the approximation at no return, or of the least loss in
    /// the worst scenario.
    fn safe(&self, problem: &Problem) -> Result<Solution, Outcome> {
        let flat = vec![1.0; self.scenarios.len()];
        let first = self.step(problem, &flat, &vec![0.0; problem.len()]);
        let ruined = |solution: &Solution| self.wealth(problem, &solution.weights).iter().any(|x| *x <= 0.0);
        if let Some(solution) = first.filter(|solution| !ruined(solution)) {
            return Ok(solution);
        }
        let shifted = Problem { scenarios: Some(self.scenarios.clone().into()), ..problem.clone() };
        let worst = Risk::Scenario(Series::Below(0.0), Functional::Tail(0.0));
        let aim = Aim { costs: self.costs.clone(), ..Aim::least(worst.into(), problem.len()) };
        match aim.solve(&shifted) {
            Outcome::Solved(solution) if !ruined(&solution) => Ok(solution),
            Outcome::Solved(_) => Err(Outcome::Infeasible {
                explanation: "Every portfolio within the constraints would have lost the whole capital in some period: growth has no meaning. Lower the budget or the least weights.".into(),
                conflicts: vec![],
            }),
            other => Err(other),
        }
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let mut best = match self.safe(problem) {
            Ok(solution) => solution,
            Err(outcome) => return outcome,
        };
        let mut wealth = self.wealth(problem, &best.weights);
        for _ in 0..STEPS {
            let Some(mut next) = self.step(problem, &wealth, &best.weights) else { break };
            let direction: Vec<f64> = next.weights.iter().zip(&best.weights).map(|(a, b)| a - b).collect();
            let (value, across) = (self.value(&wealth), self.wealth(problem, &next.weights));
            let gains = wealth.iter().zip(&across).map(|(x, y)| y - x).collect::<Vec<f64>>();
            let rise = dot(&self.counts(&wealth, -self.aversion), &gains);
            let mut part = 1.0_f64;
            for (x, y) in wealth.iter().zip(&across).filter(|(x, y)| **y < LEFT_TO_RUIN * **x) {
                part = part.min((1.0 - LEFT_TO_RUIN) * x / (x - y));
            }
            // Costs are convex: on the way there is no less than this.
            let at = |part: f64| -> Vec<f64> {
                wealth.iter().zip(&gains).map(|(x, gain)| x + part * gain).collect()
            };
            while part > 1e-9 && self.value(&at(part)) < value + 0.1 * part * rise {
                part *= 0.5;
            }
            if part < 1.0 {
                let weights = best.weights.iter().zip(&direction).map(|(w, d)| w + part * d);
                next.weights = weights.collect();
            }
            let arrived = self.gap(problem, &next) <= 1e-3 * GAP_TOLERANCE || part <= 1e-9;
            wealth = self.wealth(problem, &next.weights);
            best = next;
            if arrived {
                break;
            }
        }
        Outcome::Solved(best)
    }

    /// E u is concave: below its tangent plane at the weights.
    fn gap(&self, problem: &Problem, solution: &Solution) -> f64 {
        let wealth = self.wealth(problem, &solution.weights);
        if wealth.iter().any(|x| *x <= 0.0) {
            return f64::INFINITY;
        }
        self.tangent(&wealth).gap(problem, solution)
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Cost {
        let wealth = self.wealth(problem, weights);
        let value = -self.value(&wealth);
        let size = if value.is_finite() { self.tangent(&wealth).cost(problem, weights).size } else { 1.0 };
        Cost { value, size }
    }

    /// The tangent plane at some wealth.
    fn tangent(&self, wealth: &[f64]) -> Aim {
        // At the optimum returns may be worth nothing any more; what fluctuations cost still has a size.
        let counts = self.counts(wealth, -self.aversion - 1.0);
        let squares = wealth.iter().zip(&counts).map(|(x, count)| count * (x - self.start).powi(2));
        let size = 0.5 * self.aversion * squares.sum::<f64>();
        Aim { size, ..self.aim(wealth) }
    }
}

impl Allocator for KellyGrowth {
    fn carries(&self) -> &'static [LimitKind] {
        LimitKind::PRICED
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        let [least, greatest] = FRACTIONS;
        if !(least..=greatest).contains(&self.fraction) {
            let message = format!(
                "The fraction of Kelly is {}; it lies between {least} and {greatest}.",
                self.fraction
            );
            return Err(Error::invalid("fraction", message));
        }
        if self.model == GrowthModel::Scenarios && problem.scenarios.is_none() {
            let message = "Growth over scenarios needs the returns of a price history, and only moments are given: give prices, or choose the continuous model.";
            return Err(Error::invalid("model", message));
        }
        Ok(())
    }

    fn inverts(&self) -> bool {
        self.model == GrowthModel::Continuous
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        match self.growth(problem) {
            Some(growth) => growth.solve(problem),
            None => self.continuous(problem).solve(problem),
        }
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        Some(match self.growth(problem) {
            Some(growth) => growth.gap(problem, solution),
            None => self.continuous(problem).gap(problem, solution),
        })
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Option<Cost> {
        Some(match self.growth(problem) {
            Some(growth) => growth.cost(problem, weights),
            None => self.continuous(problem).cost(problem, weights),
        })
    }

    fn quadratic(&self, problem: &Problem) -> Option<QuadraticForm> {
        let limits = &problem.limits;
        let simple = self.growth(problem).is_none() && limits.convex.is_empty() && limits.costs.is_empty();
        simple.then(|| QuadraticForm::less(&problem.covariance / self.fraction, problem.mean.clone()))
    }
}

impl Describe for KellyGrowth {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Kelly growth",
            summary: "The weights with which the capital grows fastest, or a cautious fraction of them.",
            formula: "max Σ_t p[t] u(1 + w'r[t]) subject to Σ w = B and the limits; u(x) = ln x for the whole of Kelly, (x^(1−γ) − 1) / (1 − γ) with γ = 1/c for the fraction c; continuous: max μ'w − γ/2 w'Σw",
            conventions: &[
                "Scenarios are the periods of the history, shifted so that their means are the expected returns. Weights that any of them would ruin, 1 + w'r ≤ 0, are excluded.",
                "Half Kelly is the portfolio of a relative risk aversion of 2: in small steps, and where no limit binds, half of the Kelly weights and half in what has no risk.",
                "The capital is wholly invested: add a riskless asset to leave a part of it aside. A budget above 1 borrows, one below 1 lends, at the risk-free rate.",
            ],
            parameters: vec![
                Parameter {
                    name: "model",
                    label: "Growth from",
                    help: "Every period of the history counts as it was, or only mean and covariance do.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "scenarios", label: "Scenarios" },
                            Choice { value: "continuous", label: "Mean and covariance" },
                        ],
                        default: "scenarios",
                    },
                    advanced: false,
                },
                Parameter {
                    name: "fraction",
                    label: "Fraction of Kelly",
                    help: "All of Kelly grows most and falls deep on the way; half of it has three quarters of the growth above the riskless for half of the risk.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(FRACTIONS[0]),
                        max: Some(FRACTIONS[1]),
                        default: Some(1.0),
                    },
                    advanced: false,
                },
            ],
            references: vec![
                Reference {
                    text: "Kelly, J. L. (1956). A new interpretation of information rate. The Bell System Technical Journal 35(4).",
                    url: Some("https://doi.org/10.1002/j.1538-7305.1956.tb03809.x"),
                },
                Reference {
                    text: "MacLean, L. C., Thorp, E. O., Ziemba, W. T. (2010). Long-term capital growth: the good and bad properties of the Kelly and fractional Kelly capital growth criteria. Quantitative Finance 10(7).",
                    url: Some("https://doi.org/10.1080/14697688.2010.506108"),
                },
            ],
        }
    }
}
