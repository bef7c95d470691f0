//! max μ'w such that what was stated, and no more of it, is to be sat through: the portfolio of greatest
//! return on the efficient frontier whose consequence is tolerated.
//!
//! The consequences hang on return and volatility, and grow with the volatility: for each return the least
//! variance has the mildest. A scenario's does not, there the frontier is part of the definition. Along the
//! frontier the slack of the former is concave, that of a scenario a broken line: from the top down the first
//! corner that is tolerated has the answer between it and the one above.

use serde::{Deserialize, Serialize};

use super::frontier::{self, Line};
use super::problem::{Conflict, Outcome, Problem, Solution};
use super::response::{ImpliedTolerance, RiskFigure};
use super::{Allocator, LimitKind, Measure, Tolerance, feasibility};
use crate::error::Error;
use crate::math::cholesky::dot;
use crate::method::{Describe, Method, Parameter, Reference, Value};

/// Returns at which a frontier without corners is looked at first.
const LOOKS: usize = 12;

/// A slack below this is none: a billionth of the capital.
const NO_SLACK: f64 = 1e-9;

/// Steps of a search that halves its interval at least every other time.
const STEPS: usize = 100;

/// The tolerance by consequences.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StatedTolerance {
    /// What would be sat through.
    pub tolerance: Tolerance,
}

/// A portfolio of the frontier.
#[derive(Debug, Clone)]
struct Point {
    level: f64,
    slack: f64,
    solution: Solution,
}

impl StatedTolerance {
    fn point(&self, problem: &Problem, line: &Line, level: f64) -> Option<Point> {
        let (solution, _) = frontier::point(problem, line, level)?;
        let slack = self.tolerance.method().slack(problem, &solution.weights);
        Some(Point { level, slack, solution })
    }

    /// Between a point that is tolerated and one of more return that is not: where the slack ends.
    fn edge(&self, problem: &Problem, line: &Line, mut within: Point, mut beyond: Point) -> Point {
        // Regula falsi; the side that stays twice counts half (Illinois).
        let (mut inner, mut outer) = (within.slack, beyond.slack);
        let mut stayed = 0;
        for _ in 0..STEPS {
            let level = within.level + (beyond.level - within.level) * inner / (inner - outer);
            if within.slack <= NO_SLACK || level <= within.level || level >= beyond.level {
                break;
            }
            let Some(point) = self.point(problem, line, level) else { break };
            if point.slack >= 0.0 {
                inner = point.slack;
                outer = if stayed > 0 { 0.5 * outer } else { outer };
                stayed = 1;
                within = point;
            } else {
                outer = point.slack;
                inner = if stayed < 0 { 0.5 * inner } else { inner };
                stayed = -1;
                beyond = point;
            }
        }
        within
    }

    /// The mildest point between two levels, by golden sections; ends at the first that is tolerated.
    fn mildest(&self, problem: &Problem, line: &Line, mut low: f64, mut high: f64) -> Option<Point> {
        const PART: f64 = 0.381_966_011_250_105;
        let at = |level: f64| self.point(problem, line, level);
        let (mut left, mut right) = (at(low + PART * (high - low))?, at(high - PART * (high - low))?);
        for _ in 0..STEPS {
            if left.slack >= 0.0 || right.slack >= 0.0 || right.level - left.level <= 1e-12 * high.abs() {
                break;
            }
            if left.slack > right.slack {
                high = right.level;
                right = left;
                left = at(low + PART * (high - low))?;
            } else {
                low = left.level;
                left = right;
                right = at(high - PART * (high - low))?;
            }
        }
        Some(if right.slack >= left.slack { right } else { left })
    }

    fn search(&self, problem: &Problem, line: &Line) -> Outcome {
        let [least, greatest] = line.ends();
        let levels = match line {
            Line::Exact(corners) => corners.iter().map(|corner| corner.expected_return).collect(),
            Line::Sought { .. } => {
                // An interior point needs room, and the portfolios of greatest return have none.
                let part = |k: usize| (k as f64 / LOOKS as f64).max(1e-9);
                (0..=LOOKS).map(|k| greatest - (greatest - least) * part(k)).collect::<Vec<_>>()
            }
        };
        let mut points: Vec<Point> = vec![];
        for level in levels {
            let Some(point) = self.point(problem, line, level) else { continue };
            if point.slack >= 0.0 {
                return Outcome::Solved(match points.pop() {
                    Some(beyond) => self.edge(problem, line, point, beyond).solution,
                    None => point.solution,
                });
            }
            points.push(point);
        }
        // None of them is tolerated; between two of them one may be.
        let Some(best) = (0..points.len()).max_by(|&a, &b| points[a].slack.total_cmp(&points[b].slack))
        else {
            return Outcome::NotConverged {
                explanation: "No point of the frontier passed its verification.".into(),
            };
        };
        let above = &points[best.saturating_sub(1)];
        let below = &points[(best + 1).min(points.len() - 1)];
        let mildest = self.mildest(problem, line, below.level, above.level);
        let mildest = mildest.filter(|point| point.slack > points[best].slack);
        match mildest {
            Some(point) if point.slack >= 0.0 => {
                let beyond = points.iter().rev().find(|beyond| beyond.level > point.level);
                let beyond = beyond.unwrap_or(&points[0]).clone();
                Outcome::Solved(self.edge(problem, line, point, beyond).solution)
            }
            mildest => self.intolerable(problem, &mildest.as_ref().unwrap_or(&points[best]).solution.weights),
        }
    }

    fn intolerable(&self, problem: &Problem, mildest: &[f64]) -> Outcome {
        let consequence = self.tolerance.method();
        let (name, _, _) = consequence.words();
        let (field, tolerated) = consequence.tolerated();
        let figure = consequence.figure(problem, mildest);
        Outcome::Infeasible {
            explanation: format!(
                "Every portfolio on the frontier goes beyond what is tolerated. {name}: {} at the mildest, and {} is tolerated.",
                feasibility::percent(figure),
                feasibility::percent(tolerated)
            ),
            conflicts: vec![Conflict {
                constraint: format!("objective.tolerance.{field}"),
                relaxation: figure - tolerated,
            }],
        }
    }
}

impl Allocator for StatedTolerance {
    fn carries(&self) -> &'static [LimitKind] {
        &[LimitKind::Rows]
    }

    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.tolerance.method().check(problem).map_err(|error| error.inside("tolerance"))
    }

    fn risk_figure(
        &self,
        problem: &Problem,
        weights: Option<&[f64]>,
        current: Option<&[f64]>,
    ) -> Option<RiskFigure> {
        let consequence = self.tolerance.method();
        let (label, level, convention) = consequence.words();
        let figure = |weights: &[f64]| consequence.figure(problem, weights);
        Some(RiskFigure {
            measure: self.tolerance.kind(),
            label,
            level,
            value: weights.map(figure),
            current: current.map(figure),
            convention,
        })
    }

    fn implied(&self, problem: &Problem, weights: &[f64]) -> Option<ImpliedTolerance> {
        let line = Line::of(problem).ok()?;
        let (solution, _) = frontier::point(problem, &line, dot(&problem.mean, weights))?;
        let lambda = *solution.multipliers.last()?;
        Some(ImpliedTolerance {
            volatility: problem.portfolio_variance(weights).sqrt(),
            // Below this the variance is all that counts.
            risk_aversion: (lambda > 1e-9).then(|| 1.0 / lambda),
            binding: self.tolerance.method().slack(problem, weights) <= 10.0 * NO_SLACK,
        })
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        match Line::of(problem) {
            Ok(line) => self.search(problem, &line),
            Err(outcome) => outcome,
        }
    }

    /// The gap of the least variance at this return, and what is left of the tolerance where a greater return
    /// could be had for it.
    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        let earned = dot(&problem.mean, &solution.weights);
        let sought = problem.earning("points", earned);
        let slack = self.tolerance.method().slack(problem, &solution.weights);
        let greatest = feasibility::greatest(problem, &problem.mean, &[])?;
        let size = problem.mean.iter().fold(0.0_f64, |size, mean| size.max(mean.abs()));
        let top = greatest - earned <= 1e-8 * size * problem.limits.budget;
        let missed = if top { (-slack).max(0.0) } else { slack.abs() };
        Some(Measure::default().gap(&sought, solution).max(missed))
    }
}

impl Describe for StatedTolerance {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Tolerance by consequences",
            summary: "The greatest expected return on the efficient frontier whose consequences are still tolerated; says which risk aversion and which volatility that implies.",
            formula: "max μ'w over the efficient frontier, subject to the stated consequence; implied risk aversion 1 / (dσ²/2 / dμ) of the frontier at w",
            conventions: &[
                "Expected returns and volatilities per year as estimated.",
                "The weights are those of maximum utility at the implied risk aversion.",
            ],
            parameters: vec![Parameter {
                name: "tolerance",
                label: "What would be sat through",
                help: "A loss, a missed goal or a scenario that would not make one give up.",
                value: Value::Method { family: "tolerance", default: Tolerance::default().kind() },
                advanced: false,
            }],
            references: vec![Reference {
                text: "Das, S., Markowitz, H., Scheid, J., Statman, M. (2010). Portfolio optimization with mental accounts. Journal of Financial and Quantitative Analysis 45(2).",
                url: Some("https://doi.org/10.1017/S0022109010000141"),
            }],
        }
    }
}
