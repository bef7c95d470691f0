//! Weights whose contributions to the risk stand in given proportions: w[i] ∂ρ/∂w[i] ∝ b[i], for the
//! variance w[i] (Σw)[i] ∝ b[i]. Equal budgets give risk parity (equal risk contributions). Measures on
//! scenarios are for [`super::shares`]; the variance goes its own, faster way.
//!
//! For ν > 0 let x(ν) = argmin ½ x'Σx − ν Σ b[i] ln x[i] over l ≤ x ≤ u. Without bounds that hold,
//! x(ν) has the contributions and only needs scaling to the budget; with bounds the ν is sought for
//! which Σ x(ν) = B (Richard & Roncalli 2019). x(ν) is found one coordinate at a time:
//! x[i] = (−c[i] + √(c[i]² + 4 Σ[i][i] ν b[i])) / 2Σ[i][i], c[i] = Σ_{j≠i} Σ[i][j] x[j], clipped to
//! its bounds (Griveau-Billion, Richard & Roncalli 2013).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::measure::Measure;
use super::measure::risk::Risk;
use super::problem::{Outcome, Problem, Solution};
use super::{Allocator, interior_point, proportional, shares, verify};
use crate::error::{Code, Error};
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// Sweeps over all coordinates before the method gives up; nearly singular matrices take hundreds.
const SWEEPS: usize = 20_000;

/// A sweep that moves no coordinate by more than this part of itself has arrived.
const STILL: f64 = 1e-12;

/// Risk contributions in given proportions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct RiskBudgeting {
    /// What is shared out.
    pub measure: Measure,
    /// The share of each asset in the risk, up to a common factor; 1 for assets that are left out.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>", optional))]
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub budgets: BTreeMap<String, f64>,
}

impl RiskBudgeting {
    /// The measure where it is taken on scenarios.
    fn risk(&self) -> Option<Risk> {
        Some(self.measure.method().risk()).filter(|risk| risk.needs_scenarios())
    }

    /// Budgets by position, with the sum 1.
    fn budgets(&self, problem: &Problem) -> Vec<f64> {
        let raw: Vec<f64> =
            problem.assets.iter().map(|asset| self.budgets.get(asset).copied().unwrap_or(1.0)).collect();
        let total: f64 = raw.iter().sum();
        raw.iter().map(|b| b / total).collect()
    }
}

impl Allocator for RiskBudgeting {
    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.measure.check(problem).map_err(|error| error.inside("measure"))?;
        let limits = &problem.limits;
        if let Some(i) = (0..problem.len()).find(|&i| limits.upper[i] < 0.0) {
            let entry = limits.sources[i][1].unwrap_or_default();
            let message = format!(
                "{} may only be held short here, and risk budgets are for long positions.",
                problem.assets[i]
            );
            return Err(Error::invalid(format!("constraints.bounds[{entry}].max"), message));
        }
        for (asset, budget) in &self.budgets {
            let path = format!("budgets.{asset}");
            if !(0.0..=1e6).contains(budget) {
                return Err(Error::invalid(
                    path,
                    format!("The budget of {asset} is {budget}; it is not negative."),
                ));
            }
            if !problem.known.contains(asset) {
                return Err(Error::new(Code::NotFound, format!("There is no asset {asset}.")).at(path));
            }
        }
        let total: f64 = problem.assets.iter().map(|a| self.budgets.get(a).copied().unwrap_or(1.0)).sum();
        if total <= 0.0 {
            return Err(Error::invalid("budgets", "All risk budgets are zero."));
        }
        Ok(())
    }

    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn inverts(&self) -> bool {
        self.risk().is_none()
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let budgets = self.budgets(problem);
        if let Some(risk) = self.risk() {
            return shares::solve(risk, problem, &budgets);
        }
        let riskless = problem.riskless();
        if let Some(&i) = riskless.iter().find(|&&i| budgets[i] > 0.0) {
            let asset = &problem.assets[i];
            return Outcome::Infeasible {
                explanation: format!(
                    "{asset} has a constant price and cannot carry a share of the risk: leave it out or give it a risk budget of 0."
                ),
                conflicts: vec![],
            };
        }
        match solve(problem, &budgets) {
            Some(weights) => Outcome::Solved(Solution::new(weights, vec![])),
            None => interior_point::stalled(),
        }
    }

    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64> {
        let budgets = self.budgets(problem);
        Some(match self.risk() {
            Some(risk) => shares::gap(risk, problem, &budgets, solution),
            None => verify::budget_gap(problem, &budgets, &solution.weights),
        })
    }
}

fn solve(problem: &Problem, budgets: &[f64]) -> Option<Vec<f64>> {
    let (n, limits) = (problem.len(), &problem.limits);
    let deviation: Vec<f64> = (0..n).map(|i| problem.variance(i).sqrt()).collect();
    // The independent case, w ∝ √b / σ, is the start.
    let start: Vec<f64> =
        (0..n).map(|i| if deviation[i] > 0.0 { budgets[i].sqrt() / deviation[i] } else { 0.0 }).collect();
    let mut x = start.clone();
    descend(problem, budgets, 1.0, (&vec![0.0; n], &vec![f64::INFINITY; n]), &mut x)?;
    let total: f64 = x.iter().sum();
    let scaled: Vec<f64> = x.iter().map(|x| x * limits.budget / total).collect();
    let inside = |i: usize| limits.lower[i] <= scaled[i] && scaled[i] <= limits.upper[i];
    if (0..n).all(inside) {
        return Some(scaled);
    }
    // Σ x(ν) grows with ν: bracket the budget, then halve on the logarithm.
    let lower: Vec<f64> = limits.lower.iter().map(|l| l.max(0.0)).collect();
    let bounds = (lower.as_slice(), limits.upper.as_slice());
    let first = (limits.budget / total).powi(2);
    let mut x = proportional::clipped(&start, limits)?;
    let mut sum = |nu: f64| -> Option<(f64, Vec<f64>)> {
        descend(problem, budgets, nu, bounds, &mut x)?;
        Some((x.iter().sum::<f64>() - limits.budget, x.clone()))
    };
    let (mut low, mut high) = (first, first);
    let rounding = 1e-13 * limits.budget;
    let mut tries = 0..200;
    while sum(low)?.0 > rounding {
        tries.next()?;
        low *= 0.25;
    }
    while sum(high)?.0 < -rounding {
        tries.next()?;
        high *= 4.0;
    }
    while high / low > 1.0 + 1e-15 {
        let middle = (low * high).sqrt();
        if middle <= low || middle >= high {
            break;
        }
        if sum(middle)?.0 < 0.0 { low = middle } else { high = middle }
    }
    let mut weights = sum(high)?.1;
    interior_point::settle(limits, &mut weights);
    Some(weights)
}

/// Sweeps over the coordinates until none moves; none if they never rest.
fn descend(
    problem: &Problem,
    budgets: &[f64],
    nu: f64,
    bounds: (&[f64], &[f64]),
    x: &mut [f64],
) -> Option<()> {
    let n = x.len();
    let mut gradient = problem.marginal_variance(x);
    for sweep in 0..SWEEPS {
        let mut moved = 0.0_f64;
        for i in 0..n {
            let variance = problem.variance(i);
            if variance <= 0.0 {
                continue;
            }
            let c = gradient[i] - variance * x[i];
            let root = (c * c + 4.0 * variance * nu * budgets[i]).sqrt();
            // The form without cancellation for either sign of c.
            let best =
                if c > 0.0 { 2.0 * nu * budgets[i] / (root + c) } else { (root - c) / (2.0 * variance) };
            let next = best.clamp(bounds.0[i], bounds.1[i]);
            let step = next - x[i];
            if step != 0.0 {
                x[i] = next;
                let column = &problem.covariance.as_slice()[i * n..(i + 1) * n];
                gradient.iter_mut().zip(column).for_each(|(g, s)| *g += step * s);
                moved = moved.max(step.abs() / next.abs().max(f64::MIN_POSITIVE));
            }
        }
        if moved <= STILL {
            return Some(());
        }
        if sweep % 50 == 49 {
            // The updates gather rounding.
            gradient = problem.marginal_variance(x);
        }
    }
    None
}

impl Describe for RiskBudgeting {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Risk parity (risk budgeting)",
            summary: "Every asset carries its share of the risk: the same for all, or in the proportions of the budgets.",
            formula: "w[i] ∂ρ/∂w[i] / ρ(w) = b[i] / Σ_j b[j], with w[i] (Σw)[i] / w'Σw for the variance; with bounds, clipped solutions of min ρ(x) − ν Σ b[i] ln x[i] (½ x'Σx for the variance) with the ν for which Σ x = B",
            conventions: &[
                "Long only: a lower bound below zero counts as zero.",
                "Where a bound holds, the others keep contributions in proportion to their budgets.",
                "Does not carry limits by group.",
                "A target return τ of a measure counts as τ Σ w / B, so that the contributions add up to the risk.",
            ],
            parameters: vec![
                Parameter {
                    name: "measure",
                    label: "Risk measure",
                    help: "What is shared out.",
                    value: Value::Method { family: "measure", default: Measure::default().kind() },
                    advanced: false,
                },
                Parameter {
                    name: "budgets",
                    label: "Risk budgets",
                    help: "The share of each asset in the risk, up to a common factor; left out, all are equal.",
                    value: Value::PerAsset {
                        unit: Unit::None,
                        min: Some(0.0),
                        max: Some(1e6),
                        default: Some(1.0),
                    },
                    advanced: true,
                },
            ],
            references: vec![
                Reference {
                    text: "Maillard, S., Roncalli, T., Teïletche, J. (2010). The properties of equally weighted risk contribution portfolios. The Journal of Portfolio Management 36(4).",
                    url: Some("https://doi.org/10.3905/jpm.2010.36.4.060"),
                },
                Reference {
                    text: "Richard, J.-C., Roncalli, T. (2019). Constrained risk budgeting portfolios. arXiv:1902.05710.",
                    url: Some("https://arxiv.org/abs/1902.05710"),
                },
            ],
        }
    }
}
