//! The weights of an allocation over the window before each day on which they are found anew.

use serde::{Deserialize, Serialize};

use super::TargetRule;
use crate::allocate::{self, AllocateRequest, Constraints, Objective};
use crate::estimate::{Covariance, HistoryUse, Mean, Repair};
use crate::market::{ByAsset, ReturnKind};
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};

/// Whether expected returns are net of what holding costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum CarryOfLines {
    /// Prices and the stated carry alone.
    #[default]
    Excluded,
    /// With funding, basis, staking and borrowing of the instruments that assets are held as.
    Included,
}

/// The settings of an allocation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Allocation {
    /// What the weights are chosen for.
    pub objective: Objective,
    /// What they have to obey.
    pub constraints: Constraints,
    /// How expected returns are estimated.
    pub mean: Mean,
    /// What holding each asset brings or costs beside its price, per year.
    pub carry: ByAsset,
    /// What borrowing an asset costs per year, where it is held short.
    pub borrow: ByAsset,
    /// Whether the carry of what assets are held as is added.
    pub carry_of_lines: CarryOfLines,
    /// How covariances are estimated.
    pub covariance: Covariance,
    /// What is done where the estimated covariance is none.
    pub repair: Repair,
    /// Per year.
    pub risk_free_rate: f64,
    /// Which part of unequal histories is used.
    pub history: HistoryUse,
    /// Simple or log returns.
    pub returns: ReturnKind,
    /// Instead of what the dates say.
    pub periods_per_year: Option<f64>,
}

impl TargetRule for Allocation {
    fn allocation(&self) -> AllocateRequest {
        AllocateRequest {
            objective: self.objective.clone(),
            constraints: self.constraints.clone(),
            mean: self.mean.clone(),
            carry: self.carry.clone(),
            borrow: self.borrow.clone(),
            covariance: self.covariance.clone(),
            repair: self.repair,
            risk_free_rate: self.risk_free_rate,
            history: self.history,
            returns: self.returns,
            periods_per_year: self.periods_per_year,
            ..AllocateRequest::default()
        }
    }

    fn counts_carry(&self) -> bool {
        self.carry_of_lines == CarryOfLines::Included
    }
}

impl Describe for Allocation {
    fn describe() -> Method {
        let objective = Parameter {
            name: "objective",
            label: "Objective",
            help: "What the weights are chosen for.",
            value: Value::Method { family: "objective", default: Objective::default().kind() },
            advanced: false,
        };
        let carry = Parameter {
            name: "carryOfLines",
            label: "Carry of what is held",
            help: "Whether expected returns are net of funding, basis and borrowing, with staking, of the instruments that assets are held as.",
            value: Value::Choice {
                choices: vec![
                    Choice { value: "excluded", label: "Not counted" },
                    Choice { value: "included", label: "Counted" },
                ],
                default: "excluded",
            },
            advanced: true,
        };
        Method {
            kind: String::new(),
            label: "Allocation",
            summary: "Chooses weights anew from the window of past returns that ends before each decision.",
            formula: "w[t] = argmin of the objective over the returns of (t − delay − window, t − delay]",
            conventions: &[
                "An asset is chosen from once the window is full of its history, and as long as it has a price.",
                "Where no weights are found the last ones stay.",
            ],
            parameters: std::iter::once(objective).chain(allocate::settings()).chain([carry]).collect(),
            references: vec![Reference {
                text: "DeMiguel, V., Garlappi, L., Uppal, R. (2009). Optimal versus naive diversification. The Review of Financial Studies 22(5).",
                url: Some("https://doi.org/10.1093/rfs/hhm075"),
            }],
        }
    }
}
