//! w[i] = B / N: the budget in equal parts. Where a bound forbids that, the asset stays at its bound
//! and the others share the rest equally.

use serde::{Deserialize, Serialize};

use super::problem::{Outcome, Problem, Solution};
use super::{Allocator, proportional};
use crate::method::{Describe, Method, Reference};

/// The same weight for every asset.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct EqualWeight {}

impl Allocator for EqualWeight {
    fn inverts(&self) -> bool {
        false
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        proportions(problem, &vec![1.0; problem.len()])
    }

    fn gap(&self, _problem: &Problem, _solution: &Solution) -> Option<f64> {
        None
    }
}

/// The weights in these proportions, as an outcome.
pub(super) fn proportions(problem: &Problem, targets: &[f64]) -> Outcome {
    match proportional::clipped(targets, &problem.limits) {
        Some(weights) => Outcome::Solved(Solution::new(weights, vec![])),
        None => Outcome::Infeasible {
            explanation: "The bounds leave no room for weights in common proportions: a rule of proportions \
                          holds assets long, and cannot spend the budget with these bounds."
                .into(),
            conflicts: vec![],
        },
    }
}

impl Describe for EqualWeight {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Equal weight",
            summary: "The same weight for every asset; it needs no estimate.",
            formula: "w[i] = B / N; with bounds w[i] = clip(θ, l[i], u[i]) and the θ for which Σ w = B",
            conventions: &["Does not carry limits by group."],
            parameters: vec![],
            references: vec![Reference {
                text: "DeMiguel, V., Garlappi, L., Uppal, R. (2009). Optimal versus naive diversification. The Review of Financial Studies 22(5).",
                url: Some("https://doi.org/10.1093/rfs/hhm075"),
            }],
        }
    }
}
