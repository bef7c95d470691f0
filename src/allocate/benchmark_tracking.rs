//! min ρ(w'r − r_b): the least risk of the difference to a benchmark with the weights b, scaled to the
//! budget B. Since Σ w = B the difference is w'(r − 1 r_b / B): tracking is the least risk of assets whose
//! returns are counted against the benchmark's.

use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::cardinality::Cost;
use super::convex::Convex;
use super::measure::Measure;
use super::perspective::QuadraticForm;
use super::problem::{Outcome, Problem, Solution};
use super::response::RiskFigure;
use super::{Allocator, LimitKind, benchmark, verify};
use crate::error::Error;
use crate::market::ByAsset;
use crate::math::cholesky::dot;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// A benchmark that misses a limit by no more than this obeys it.
const ROUNDING: f64 = 1e-14;

/// A squared tracking error below this part of the largest variance is measured against that: the benchmark
/// is as good as held.
const NEGLIGIBLE: f64 = 1e-4;

/// The least difference to a benchmark.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct BenchmarkTracking {
    /// What is made small of the difference.
    pub measure: Measure,
    /// The weights of the benchmark, up to a common factor; equal ones where none are given.
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub benchmark: ByAsset,
}

impl BenchmarkTracking {
    /// By position, with the budget as their sum.
    fn weights(&self, problem: &Problem) -> Vec<f64> {
        benchmark::weights(&self.benchmark, problem)
    }

    /// The aim under convex limits: those speak of the assets as they are, and so does the aim.
    fn aim(&self, problem: &Problem) -> Option<Aim> {
        let reference = self.weights(problem);
        let risk = Convex { reference, ..self.measure.method().risk().into() };
        (!problem.limits.convex.is_empty()).then(|| Aim::least(risk, problem.len()))
    }

    /// The problem in which every asset earns what it earns more than the benchmark.
    fn relative(&self, problem: &Problem) -> Problem {
        let (n, part) = (problem.len(), 1.0 / problem.limits.budget);
        let weights = self.weights(problem);
        let common = problem.marginal_variance(&weights);
        let own = dot(&weights, &common);
        let mut relative = problem.clone();
        for i in 0..n {
            for j in 0..n {
                relative.covariance[(i, j)] += part * (part * own - common[i] - common[j]);
            }
        }
        relative.mean = vec![0.0; n];
        relative.scenarios = problem.scenarios.as_ref().map(|scenarios| {
            let mut benchmark = scenarios.portfolio(&weights);
            benchmark.iter_mut().for_each(|r| *r *= part);
            scenarios.less(&benchmark).into()
        });
        relative
    }
}

impl Allocator for BenchmarkTracking {
    fn carries(&self) -> &'static [LimitKind] {
        LimitKind::CONVEX
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.measure.check(problem).map_err(|error| error.inside("measure"))?;
        benchmark::check(&self.benchmark, problem)
    }

    fn observes(&self) -> Vec<String> {
        self.benchmark.0.keys().cloned().collect()
    }

    fn inverts(&self) -> bool {
        !self.measure.method().risk().needs_scenarios()
    }

    fn risk_figure(
        &self,
        problem: &Problem,
        weights: Option<&[f64]>,
        current: Option<&[f64]>,
    ) -> Option<RiskFigure> {
        let relative = self.relative(problem);
        let figure = RiskFigure::of(&self.measure, &relative, weights, current);
        let value = |weights: &[f64]| relative.portfolio_variance(weights).sqrt();
        figure.or_else(|| {
            Some(RiskFigure {
                measure: self.measure.kind(),
                label: "Tracking error",
                level: None,
                value: weights.map(value),
                current: current.map(value),
                convention: "volatility of the difference to the benchmark, per year",
            })
        })
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        if let Some(aim) = self.aim(problem) {
            return aim.solve(problem);
        }
        let benchmark = self.weights(problem);
        // Nothing is closer than the benchmark itself, and near it solvers lose their digits.
        if verify::max_violation(&problem.limits, &benchmark) <= ROUNDING {
            return Outcome::Solved(Solution::new(benchmark, vec![0.0; problem.limits.rows.len()]));
        }
        self.measure.minimise(&self.relative(problem))
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        if let Some(aim) = self.aim(problem) {
            return Some(aim.gap(problem, solution));
        }
        let relative = self.relative(problem);
        if self.measure.method().risk().needs_scenarios() {
            return Some(self.measure.gap(&relative, solution));
        }
        let gradient = relative.marginal_variance(&solution.weights);
        let least = NEGLIGIBLE * problem.largest_variance() * problem.limits.budget.powi(2);
        let size = relative.portfolio_variance(&solution.weights).max(least).max(f64::MIN_POSITIVE);
        let gap = verify::linear_gap(&relative.limits, &gradient, solution) / size;
        // What is no number stays none: `max` would make it a perfect zero.
        Some(if gap < 0.0 { 0.0 } else { gap })
    }

    fn cost(&self, problem: &Problem, weights: &[f64]) -> Option<Cost> {
        Some(match self.aim(problem) {
            Some(aim) => aim.cost(problem, weights),
            None => self.measure.cost(&self.relative(problem), weights),
        })
    }

    fn quadratic(&self, problem: &Problem) -> Option<QuadraticForm> {
        let simple = self.measure.is_quadratic(problem);
        simple.then(|| QuadraticForm::less(self.relative(problem).covariance, vec![0.0; problem.len()]))
    }
}

impl Describe for BenchmarkTracking {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Benchmark tracking",
            summary: "The weights that stay closest to a benchmark: with variance as the measure, the least tracking error.",
            formula: "min ρ(w'r − r_b) with r_b = B b'r / Σ b, subject to Σ w = B, l ≤ w ≤ u and group limits; with the variance, the tracking error √((w − b)'Σ(w − b))",
            conventions: &[
                "The benchmark is a portfolio of given weights, rebalanced every period, or a single series of the price table: give it the weight 1. A series that is not among the chosen assets is only compared with, not held.",
                "Measures on scenarios are taken on the differences of returns; the mean absolute deviation gives mean absolute tracking.",
                "The tracking error is per year.",
            ],
            parameters: vec![
                Parameter {
                    name: "measure",
                    label: "Risk measure",
                    help: "What is made small of the difference to the benchmark.",
                    value: Value::Method { family: "measure", default: Measure::default().kind() },
                    advanced: false,
                },
                Parameter {
                    name: "benchmark",
                    label: "Benchmark",
                    help: "Its weights, up to a common factor; left out, all are equal.",
                    value: Value::PerAsset {
                        unit: Unit::None,
                        min: Some(-benchmark::LARGEST),
                        max: Some(benchmark::LARGEST),
                        default: Some(0.0),
                    },
                    advanced: false,
                },
            ],
            references: vec![Reference {
                text: "Roll, R. (1992). A mean/variance analysis of tracking error. The Journal of Portfolio Management 18(4).",
                url: Some("https://doi.org/10.3905/jpm.1992.701922"),
            }],
        }
    }
}
