//! The loss in a scenario that is stated asset by asset: −s'w ≤ L. Assets that are not stated keep their
//! price, or move as regression on the stated ones has it, s = Σ_us Σ_ss⁻¹ s_s.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::Consequence;
use crate::allocate::problem::Problem;
use crate::error::Error;
use crate::market::ByAsset;
use crate::math::cholesky::{Cholesky, dot};
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// A price that is gone, and ten times as much again.
const CHANGES: [f64; 2] = [-1.0, 10.0];

/// A stated asset whose variance the others explain up to this part moves as one with them.
const ALONE: f64 = 1e-10;

/// What assets do that nothing is stated of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum OtherAssets {
    /// They move with the stated ones, by their covariances.
    #[default]
    Follow,
    /// They keep their price.
    Stay,
}

/// The loss in a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StatedScenario {
    /// By how much prices change: −0.5 is a fall by half.
    pub changes: ByAsset,
    /// What the others do.
    pub others: OtherAssets,
    /// Part of the capital.
    pub loss: f64,
}

impl Default for StatedScenario {
    fn default() -> Self {
        Self { changes: ByAsset::default(), others: OtherAssets::default(), loss: 0.5 }
    }
}

impl StatedScenario {
    /// The change of every asset; none where the stated ones move as one.
    fn moves(&self, problem: &Problem) -> Option<Vec<f64>> {
        let mut moves = self.changes.of(&problem.assets);
        if self.others == OtherAssets::Stay {
            return Some(moves);
        }
        let stated = |i: &usize| self.changes.0.contains_key(&problem.assets[*i]);
        let riskless = problem.riskless();
        let known: Vec<usize> = (0..problem.len()).filter(|i| stated(i) && !riskless.contains(i)).collect();
        let among =
            DMatrix::from_fn(known.len(), known.len(), |a, b| problem.covariance[(known[a], known[b])]);
        let mut pull: Vec<f64> = known.iter().map(|&i| moves[i]).collect();
        Cholesky::of(&among, ALONE)?.solve(&mut pull);
        for i in (0..problem.len()).filter(|i| !stated(i)) {
            moves[i] = known.iter().zip(&pull).map(|(&j, pull)| problem.covariance[(i, j)] * pull).sum();
            // No price falls below nothing.
            moves[i] = moves[i].max(-1.0);
        }
        Some(moves)
    }
}

impl Consequence for StatedScenario {
    fn check(&self, problem: &Problem) -> Result<(), Error> {
        super::check_loss(self.loss)?;
        let [least, greatest] = CHANGES;
        let rule = "A change of a price lies between −1, where nothing is left of it, and 10; −0.5 is a fall by half.";
        self.changes.check(least..=greatest, "changes", rule)?;
        self.changes.check_names(&problem.known, "changes")?;
        if !self.changes.0.keys().any(|asset| problem.assets.contains(asset)) {
            let message = "State by how much the price of one asset at least would change.";
            return Err(Error::invalid("changes", message));
        }
        if self.moves(problem).is_none() {
            let message = "Two of the stated assets move as one: state only one of them, or let the others keep their price.";
            return Err(Error::invalid("changes", message));
        }
        Ok(())
    }

    fn figure(&self, problem: &Problem, weights: &[f64]) -> f64 {
        self.moves(problem).map_or(f64::INFINITY, |moves| -dot(&moves, weights))
    }

    fn slack(&self, problem: &Problem, weights: &[f64]) -> f64 {
        self.loss - self.figure(problem, weights)
    }

    fn tolerated(&self) -> (&'static str, f64) {
        ("loss", self.loss)
    }

    fn words(&self) -> (&'static str, Option<f64>, &'static str) {
        ("Loss in the scenario", None, "of the capital")
    }
}

impl Describe for StatedScenario {
    fn describe() -> Method {
        let [min, max] = CHANGES.map(Some);
        Method {
            kind: String::new(),
            label: "The loss in a scenario",
            summary: "If prices change as stated, no more than this part of the capital is lost.",
            formula: "−s'w ≤ L, with s as stated, and s_u = Σ_us Σ_ss⁻¹ s_s for assets u that follow the stated ones s",
            conventions: &["All prices change at once; how likely that is plays no part."],
            parameters: vec![
                Parameter {
                    name: "changes",
                    label: "Price changes",
                    help: "By how much the price of an asset changes.",
                    value: Value::PerAsset { unit: Unit::Fraction, min, max, default: None },
                    advanced: false,
                },
                super::loss_parameter("What could be lost in it without giving up.", 0.5),
                Parameter {
                    name: "others",
                    label: "Other assets",
                    help: "What assets do that nothing is stated of.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "follow", label: "Follow by their covariances" },
                            Choice { value: "stay", label: "Keep their price" },
                        ],
                        default: "follow",
                    },
                    advanced: false,
                },
            ],
            references: vec![Reference {
                text: "Kupiec, P. H. (1998). Stress testing in a value at risk framework. The Journal of Derivatives 6(1).",
                url: Some("https://doi.org/10.3905/jod.1998.408008"),
            }],
        }
    }
}
