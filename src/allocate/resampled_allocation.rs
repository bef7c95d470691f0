//! Resampled allocation: the mean of the weights that an objective gives on histories simulated from the
//! estimates. What hangs on the luck of one history is averaged away.
//!
//! w = Σ_b w⁽ᵇ⁾ / B, where w⁽ᵇ⁾ solves the objective for the sample mean, the sample covariance and the
//! returns of T draws from N(m, S), with the moments m and S per period. Every simulated history has a
//! stream of its own; of the normals z of a draw, r = m + L z with S = L L'.
//!
//! Source: Michaud (1998), Efficient Asset Management, Harvard Business School Press.

use serde::{Deserialize, Serialize};

use super::maximum_utility::MaximumUtility;
use super::problem::{Outcome, Problem, Solution};
use super::response::{ChosenMethod, RiskFigure};
use super::scenarios::Scenarios;
use super::{Allocator, LimitKind, Measure, Objective, Verified};
use crate::error::{Error, Notice};
use crate::math::pivoted_cholesky::PivotedCholesky;
use crate::math::random::BlockStream;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::seed::{check_seed, seed_parameter};

/// One history is no mean; more than the most take minutes.
const RESAMPLES: [usize; 2] = [2, 2000];

/// A covariance needs two returns; a century has 36,525 days.
const OBSERVATIONS: [usize; 2] = [2, 36_525];

/// Ten years of months, where only moments are known.
const MONTHS: (usize, f64) = (120, 12.0);

/// The mean over simulated histories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ResampledAllocation {
    /// What the weights of each history are chosen for.
    pub objective: Box<Objective>,
    /// How many histories are simulated.
    pub resamples: usize,
    /// How many returns each has; as many as the history, where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observations: Option<usize>,
    /// The same seed gives the same weights.
    pub seed: u64,
}

impl Default for ResampledAllocation {
    fn default() -> Self {
        let objective = Objective::MaximumUtility(MaximumUtility::default()).into();
        Self { objective, resamples: 100, observations: None, seed: 1 }
    }
}

/// Draws histories of `rows` normal returns.
struct Simulator<'a> {
    problem: &'a Problem,
    factor: PivotedCholesky,
    rows: usize,
    periods_per_year: f64,
    seed: u64,
}

impl Simulator<'_> {
    /// The problem as the history of this number shows it.
    fn history(&self, number: usize) -> Problem {
        let (n, rows) = (self.problem.len(), self.rows);
        let mut stream = BlockStream::new(self.seed, number as u64);
        let mut normals = vec![0.0; self.factor.rank()];
        let mut columns = vec![0.0; n * rows];
        for t in 0..rows {
            normals.fill_with(|| stream.normal());
            for (p, &asset) in self.factor.order().iter().enumerate() {
                let moved: f64 = self.factor.row(p).iter().zip(&normals).map(|(l, z)| l * z).sum();
                columns[asset * rows + t] = self.problem.mean[asset] / self.periods_per_year + moved;
            }
        }
        let scenarios = Scenarios::alike(columns, rows, self.periods_per_year);
        let (mean, covariance) = scenarios.moments();
        Problem { mean, covariance, scenarios: Some(scenarios.into()), ..self.problem.clone() }
    }
}

impl ResampledAllocation {
    fn inner(&self) -> &dyn Allocator {
        self.objective.method()
    }

    fn simulator<'a>(&self, problem: &'a Problem) -> Option<Simulator<'a>> {
        let known = problem.scenarios.as_ref().map(|scenarios| (scenarios.len(), scenarios.periods_per_year));
        let (rows, periods_per_year) = known.unwrap_or(MONTHS);
        let covariance = &problem.covariance / periods_per_year;
        let factor = PivotedCholesky::new(covariance.as_slice(), problem.len())?;
        let rows = self.observations.unwrap_or(rows);
        Some(Simulator { problem, factor, rows, periods_per_year, seed: self.seed })
    }
}

impl Allocator for ResampledAllocation {
    fn carries(&self) -> &'static [LimitKind] {
        // A mean of weights obeys what each obeys, where that hangs on no moment.
        use LimitKind::{Costs, Deviations, Rows};
        match self.inner().carries() {
            kinds if kinds.contains(&Costs) => &[Rows, Deviations, Costs],
            kinds if kinds.contains(&Deviations) => &[Rows, Deviations],
            kinds if kinds.contains(&Rows) => &[Rows],
            _ => &[],
        }
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        if matches!(*self.objective, Objective::ResampledAllocation(_)) {
            return Err(Error::invalid("objective", "A resampled allocation is not resampled again."));
        }
        self.inner().check(problem).map_err(|error| error.inside("objective"))?;
        let [least, greatest] = RESAMPLES;
        if !(least..=greatest).contains(&self.resamples) {
            return Err(Error::invalid("resamples", "From 2 to 2,000 histories can be simulated."));
        }
        let [least, greatest] = OBSERVATIONS;
        if !self.observations.is_none_or(|rows| (least..=greatest).contains(&rows)) {
            return Err(Error::invalid("observations", "A history has from 2 to 36,525 returns."));
        }
        check_seed(self.seed).map(|_| ())
    }

    fn inverts(&self) -> bool {
        self.inner().inverts()
    }

    fn measure(&self) -> Option<&Measure> {
        self.inner().measure()
    }

    fn observes(&self) -> Vec<String> {
        self.inner().observes()
    }

    fn risk_figure(
        &self,
        problem: &Problem,
        weights: Option<&[f64]>,
        current: Option<&[f64]>,
    ) -> Option<RiskFigure> {
        self.inner().risk_figure(problem, weights, current)
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let Some(simulator) = self.simulator(problem) else {
            return Outcome::NotConverged {
                explanation: "No returns have this covariance, so that none can be simulated.".into(),
            };
        };
        let (mut total, mut solved, mut why) = (vec![0.0; problem.len()], 0, None);
        for number in 0..self.resamples {
            match super::solve(self.inner(), &simulator.history(number)) {
                Verified::Solved(Solution { weights, .. }, _) => {
                    total.iter_mut().zip(weights).for_each(|(total, weight)| *total += weight);
                    solved += 1;
                }
                Verified::Not(_, explanation, _) => why = Some(explanation),
            }
        }
        let label = ChosenMethod::of(&self.objective).label;
        let without = why.map(|why| {
            let missing = self.resamples - solved;
            format!(
                "{label} had no answer on {missing} of {} simulated histories; on one: {why}",
                self.resamples
            )
        });
        // A mean of the lucky half would be no mean of what can happen.
        if 2 * solved < self.resamples {
            return Outcome::NotConverged { explanation: without.unwrap_or_default() };
        }
        total.iter_mut().for_each(|weight| *weight /= solved as f64);
        let mut solution = Solution::new(total, vec![0.0; problem.limits.rows.len()]);
        solution.notices.extend(without.map(|message| Notice::new("resamplesLeftOut", message)));
        Outcome::Solved(solution)
    }

    fn gap(&self, _problem: &Problem, _solution: &Solution) -> Option<f64> {
        None
    }
}

impl Describe for ResampledAllocation {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Resampled allocation",
            summary: "The mean of the weights that an objective gives on many histories simulated from the estimates, so that less hangs on the luck of the one there is.",
            formula: "w = Σ_b w⁽ᵇ⁾ / B, w⁽ᵇ⁾ from the sample mean and covariance of T draws of N(m, S), b = 1 … B",
            conventions: &[
                "As many returns are drawn as the history has; with given moments 120 of a month each, unless another number is given.",
                "Simulated histories are estimated by their sample mean and sample covariance, whatever the estimators of m and S.",
                "With maximum utility, moving the risk aversion draws the resampled frontier whose portfolios share their price of risk, not their rank.",
                "Histories without a verified answer are left out of the mean, and that is said; beyond half of them there is none. The mean itself makes nothing great or small, so that it has no duality gap.",
            ],
            parameters: vec![
                Parameter {
                    name: "objective",
                    label: "Averaged objective",
                    help: "What the weights of each simulated history are chosen for.",
                    value: Value::Method { family: "objective", default: Self::default().objective.kind() },
                    advanced: false,
                },
                Parameter {
                    name: "resamples",
                    label: "Histories simulated",
                    help: "How many there are to average over.",
                    value: Value::Integer {
                        unit: Unit::Count,
                        min: Some(RESAMPLES[0] as i64),
                        max: Some(RESAMPLES[1] as i64),
                        default: Some(100),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "observations",
                    label: "Returns in each",
                    help: "How many returns a simulated history has; left out, as many as the history: fewer state less trust in it.",
                    value: Value::Integer {
                        unit: Unit::Count,
                        min: Some(OBSERVATIONS[0] as i64),
                        max: Some(OBSERVATIONS[1] as i64),
                        default: None,
                    },
                    advanced: true,
                },
                seed_parameter(1, "The same seed gives the same weights."),
            ],
            references: vec![Reference {
                text: "Michaud, R. O. (1998). Efficient asset management. Harvard Business School Press.",
                url: None,
            }],
        }
    }
}
