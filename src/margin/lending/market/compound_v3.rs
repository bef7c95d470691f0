//! Compound v3: the protocol takes over the whole account and credits what is left of the collateral.
//!
//! ```text
//! liquidatable  Σ C T < D
//! credited      Σ C (1 − p)          p the penalty, one less the liquidation factor
//! left          max(Σ C (1 − p) − D, 0) in the borrowed coin; what is missing the reserves bear
//! ```

use serde::{Deserialize, Serialize};

use super::{LendingRules, Terms};
use crate::error::Error;
use crate::margin::lending::curve::Curve;
use crate::margin::lending::pack::{Pack, Rates, Reserve};
use crate::margin::lending::seizure::Seizure;
use crate::margin::lending::state::State;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};

/// The coin that is borrowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum CometBase {
    /// The market of USDC.
    #[default]
    Usdc,
    /// The market of WETH.
    Weth,
}

/// Compound v3 on Ethereum.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct CompoundV3 {
    /// The coin that is borrowed.
    pub base: CometBase,
}

impl Describe for CompoundV3 {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Compound v3, Ethereum",
            summary: "Health is the collateral by its liquidation collateral factors over the debt; below 1 the protocol absorbs the account and credits the collateral less a penalty.",
            formula: "H = Σ C T / D;  left = max(Σ C (1 − p) − D, 0)",
            conventions: &[
                "One coin is borrowed; the others are collateral and earn nothing.",
                "An absorbed account keeps no collateral: what is left is in the borrowed coin.",
            ],
            parameters: vec![Parameter {
                name: "base",
                label: "Borrowed coin",
                help: "Each market lends one coin.",
                value: Value::Choice {
                    choices: vec![
                        Choice { value: "usdc", label: "USDC" },
                        Choice { value: "weth", label: "WETH" },
                    ],
                    default: "usdc",
                },
                advanced: false,
            }],
            references: vec![Reference {
                text: "Compound III documentation, Liquidation",
                url: Some("https://docs.compound.finance/liquidation"),
            }],
        }
    }
}

impl LendingRules for CompoundV3 {
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    fn pack(&self) -> Result<Pack, Error> {
        Pack::read(match self.base {
            CometBase::Usdc => include_str!("../packs/compound_v3_usdc.json"),
            CometBase::Weth => include_str!("../packs/compound_v3_weth.json"),
        })
    }

    fn terms(&self, _pack: &Pack, reserve: &Reserve) -> Option<Terms> {
        (reserve.threshold > 0.0).then_some(Terms {
            loan_to_value: reserve.loan_to_value,
            threshold: reserve.threshold,
            penalty: 1.0 - reserve.liquidation_factor,
        })
    }

    fn curve(&self, rates: &Rates) -> Curve {
        let at_kink = rates.base + rates.slope_below * rates.kink;
        Curve {
            kink: rates.kink,
            at_zero: rates.base,
            at_kink,
            at_full: at_kink + rates.slope_above * (1.0 - rates.kink),
        }
    }

    fn supply_rate(&self, rates: &Rates, utilization: f64) -> f64 {
        let below = utilization.min(rates.kink) * rates.supply_slope_below;
        below + (utilization - rates.kink).max(0.0) * rates.supply_slope_above
    }

    fn takes_part(&self) -> bool {
        false
    }

    fn liquidate(&self, state: &State) -> Seizure {
        let mut taken = Seizure::none(state.collateral.len(), state.debt.len());
        let debt = state.debt_value();
        let credited: f64 = state.collateral.iter().map(|one| one.value * (1.0 - one.penalty)).sum();
        taken.seized = state.collateral.iter().map(|one| one.value).collect();
        taken.penalty = state.collateral.iter().map(|one| one.value * one.penalty).sum();
        taken.protocol_fee = taken.penalty;
        taken.credit = (credited - debt).max(0.0);
        let missing = (debt - credited).max(0.0);
        // One coin is borrowed: where a request names it twice, each bears its part.
        taken.written_off = state.debt.iter().map(|one| missing * one / debt).collect();
        taken.repaid = state.debt.iter().map(|one| one - missing * one / debt).collect();
        taken
    }
}
