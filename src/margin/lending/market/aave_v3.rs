//! Aave v3: a liquidator repays a part of the debt and takes collateral worth that part and a bonus.
//!
//! ```text
//! most repaid   R = D_k;  min(D_k, c ΣD) where C_j ≥ s, D_k ≥ s and health > h
//! seized        S = R (1 + b), at most C_j; then R = C_j / (1 + b)
//! fee           φ (S − S / (1 + b)), the protocol's part of the bonus
//! left          D_k − R and C_j − S are each 0 or at least s / 2
//! ```
//!
//! c close factor, h health at or below which all may be repaid, s the small position. No collateral left: what is
//! left of the debt is written off.

use serde::{Deserialize, Serialize};

use super::{LendingRules, Terms};
use crate::error::Error;
use crate::margin::lending::curve::Curve;
use crate::margin::lending::pack::{Pack, Rates, Reserve};
use crate::margin::lending::seizure::{Seizure, Step};
use crate::margin::lending::state::{Backing, State};
use crate::margin::scenario::fields::{self, Field, part};
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// Below it an account could be liquidated more often than is followed.
const LEAST_CLOSE_FACTOR: f64 = 0.05;
pub(super) const CLOSE_FACTOR: Field = part(
    "closeFactor",
    "Close factor",
    "Part of all debt that one liquidation repays at most.",
    (LEAST_CLOSE_FACTOR, 1.0),
    0.5,
);
pub(super) const FULL_CLOSE_HEALTH: Field = part(
    "fullCloseHealth",
    "Health for full repayment",
    "At or below it all of a debt may be repaid.",
    (0.0, 1.0),
    0.95,
)
.unit(Unit::None)
.more();
const SMALL_POSITION: Field = part(
    "smallPosition",
    "Small position",
    "Below it all may be taken; half of it may not be left.",
    (0.0, 1e9),
    2_000.0,
)
.unit(Unit::Money)
.more();
/// Each liquidation repays a twentieth of the debt at least or clears a side, and half as a rule: far fewer are enough.
const MOST_STEPS: usize = 200;

/// Which coins of an account count by thresholds of their kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum EfficiencyMode {
    /// None.
    #[default]
    None,
    /// Coins that follow ETH.
    EthCorrelated,
}

/// Aave v3 on Ethereum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct AaveV3 {
    /// Efficiency mode of the account.
    pub efficiency_mode: EfficiencyMode,
    /// Part of all debt that one liquidation repays at most.
    pub close_factor: f64,
    /// Health at or below which all of a debt may be repaid.
    pub full_close_health: f64,
    /// Value of a debt or collateral below which all of it may be taken; half of it may not be left.
    pub small_position: f64,
}

impl Default for AaveV3 {
    fn default() -> Self {
        Self {
            efficiency_mode: EfficiencyMode::None,
            close_factor: CLOSE_FACTOR.default,
            full_close_health: FULL_CLOSE_HEALTH.default,
            small_position: SMALL_POSITION.default,
        }
    }
}

impl Describe for AaveV3 {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Aave v3, Ethereum",
            summary: "Health is the collateral by its liquidation thresholds over the debt; below 1 a liquidator repays a part of the debt for collateral and a bonus.",
            formula: "H = Σ C T / Σ D;  S = R (1 + b);  H' − H = R (H − T (1 + b)) / (D − R)",
            conventions: &[
                "Each liquidation takes the collateral of greatest value for the debt of greatest value, until health is 1 or nothing is left.",
                "What would leave a debt or a collateral below half of the small position is cut until it does not.",
                "A liquidation at a health below T (1 + b) makes the account worse.",
                "In an efficiency mode the pack's thresholds of that mode hold for its coins.",
            ],
            parameters: vec![
                Parameter {
                    name: "efficiencyMode",
                    label: "Efficiency mode",
                    help: "Raises thresholds of coins that follow one another.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "none", label: "None" },
                            Choice { value: "ethCorrelated", label: "Coins that follow ETH" },
                        ],
                        default: "none",
                    },
                    advanced: false,
                },
                CLOSE_FACTOR.more().parameter(),
                FULL_CLOSE_HEALTH.parameter(),
                SMALL_POSITION.parameter(),
            ],
            references: vec![
                Reference {
                    text: "Aave v3.3 features: bad debt and liquidations, and LiquidationLogic at commit fd1fbd9",
                    url: Some("https://github.com/aave-dao/aave-v3-origin"),
                },
                Reference {
                    text: "Aave documentation, Interest rate strategy",
                    url: Some("https://aave.com/docs/aave-v3/smart-contracts/interest-rate-strategy"),
                },
            ],
        }
    }
}

impl AaveV3 {
    /// Of a debt, with all that is owed beside it, and a collateral: what is repaid and what is seized.
    pub fn part(&self, (owed, all_owed): (f64, f64), backing: Backing, health: f64) -> (f64, f64) {
        let all = 1.0 + backing.penalty;
        let small = backing.value < self.small_position
            || owed < self.small_position
            || health <= self.full_close_health;
        let most = if small { owed } else { owed.min(self.close_factor * all_owed) };
        let (repaid, seized) = match most * all > backing.value {
            true => (backing.value / all, backing.value),
            false => (most, most * all),
        };
        let least = 0.5 * self.small_position;
        let dust = repaid < owed
            && seized < backing.value
            && (owed - repaid < least || backing.value - seized < least);
        if !dust {
            return (repaid, seized);
        }
        let repaid = (owed - least).min((backing.value - least) / all).max(0.0);
        (repaid, repaid * all)
    }
}

fn greatest(values: impl Iterator<Item = f64>) -> Option<usize> {
    let found = values.enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    found.filter(|(_, value)| *value > 0.0).map(|(i, _)| i)
}

impl LendingRules for AaveV3 {
    fn check(&self) -> Result<(), Error> {
        fields::check(
            &[CLOSE_FACTOR, FULL_CLOSE_HEALTH, SMALL_POSITION],
            &[self.close_factor, self.full_close_health, self.small_position],
        )
    }

    fn pack(&self) -> Result<Pack, Error> {
        Pack::read(include_str!("../packs/aave_v3_ethereum.json"))
    }

    fn terms(&self, pack: &Pack, reserve: &Reserve) -> Option<Terms> {
        let chosen = match self.efficiency_mode {
            EfficiencyMode::None => None,
            EfficiencyMode::EthCorrelated => Some("ethCorrelated"),
        };
        let mode = pack.modes.iter().find(|mode| Some(mode.id.as_str()) == chosen);
        match mode.filter(|mode| mode.assets.contains(&reserve.asset)) {
            Some(mode) => Some(Terms {
                loan_to_value: mode.loan_to_value,
                threshold: mode.threshold,
                penalty: mode.bonus,
            }),
            None => (reserve.threshold > 0.0).then_some(Terms {
                loan_to_value: reserve.loan_to_value,
                threshold: reserve.threshold,
                penalty: reserve.bonus,
            }),
        }
    }

    fn curve(&self, rates: &Rates) -> Curve {
        Curve {
            kink: rates.kink,
            at_zero: rates.base,
            at_kink: rates.base + rates.slope_below,
            at_full: rates.base + rates.slope_below + rates.slope_above,
        }
    }

    fn supply_rate(&self, rates: &Rates, utilization: f64) -> f64 {
        self.curve(rates).rate(utilization) * utilization * (1.0 - rates.reserve_factor)
    }

    fn takes_part(&self) -> bool {
        true
    }

    fn liquidate(&self, state: &State) -> Seizure {
        let mut now = state.clone();
        let mut taken = Seizure::none(now.collateral.len(), now.debt.len());
        while taken.steps.len() < MOST_STEPS {
            let debt = greatest(now.debt.iter().copied());
            let collateral = greatest(now.collateral.iter().map(|one| one.value));
            let (Some(debt), Some(collateral), Some(health)) = (debt, collateral, now.health()) else {
                break;
            };
            if !taken.steps.is_empty() && health >= 1.0 {
                break;
            }
            let owed = (now.debt[debt], now.debt_value());
            let (repaid, seized) = self.part(owed, now.collateral[collateral], health);
            if repaid <= 0.0 {
                break;
            }
            now.debt[debt] = if repaid < now.debt[debt] { now.debt[debt] - repaid } else { 0.0 };
            let value = &mut now.collateral[collateral].value;
            *value = if seized < *value { *value - seized } else { 0.0 };
            taken.repaid[debt] += repaid;
            taken.seized[collateral] += seized;
            taken.penalty += seized - repaid;
            taken.protocol_fee += (seized - repaid) * state.collateral[collateral].protocol_fee;
            taken.steps.push(Step { debt, collateral, repaid, seized, health: now.health() });
        }
        if now.collateral_value() <= 0.0 {
            taken.written_off = now.debt;
        }
        taken
    }
}
