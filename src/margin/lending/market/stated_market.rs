//! A market by rules of one's own: every coin counts alike, unless the request says otherwise of it, and a liquidation
//! takes a part as Aave's does.

use serde::{Deserialize, Serialize};

use super::aave_v3::{AaveV3, CLOSE_FACTOR, EfficiencyMode, FULL_CLOSE_HEALTH};
use super::{LendingRules, Terms};
use crate::error::Error;
use crate::margin::lending::curve::Curve;
use crate::margin::lending::pack::{Pack, Rates, Reserve, thresholds};
use crate::margin::lending::seizure::Seizure;
use crate::margin::lending::state::State;
use crate::margin::scenario::fields::{self, Field, part};
use crate::method::{Describe, Method, Reference, Unit};

const PART: (f64, f64) = (0.0, 1.0);

const fn rate(name: &'static str, label: &'static str, default: f64) -> Field {
    part(name, label, "What borrowing costs there.", (0.0, 100.0), default).unit(Unit::PerYear).more()
}

/// In the order of the form.
const FIELDS: [Field; 11] = [
    part("loanToValue", "Loan to value", "The part of a collateral that may be borrowed.", PART, 0.7),
    part("threshold", "Threshold", "The part of a collateral that counts against the debt.", PART, 0.75),
    part("bonus", "Bonus", "What a liquidator takes beyond the debt repaid.", PART, 0.05),
    CLOSE_FACTOR,
    part("protocolFee", "Market's part of the bonus", "The rest is the liquidator's.", PART, 0.0).more(),
    Field { default: 0.0, ..FULL_CLOSE_HEALTH },
    part("kink", "Kink", "Part lent out beyond which the rate rises faster.", (0.01, 0.99), 0.8).more(),
    rate("rateAtZero", "Rate where nothing is lent", 0.0),
    rate("rateAtKink", "Rate at the kink", 0.05),
    rate("rateAtFull", "Rate where all is lent", 0.8),
    part("reserveFactor", "Market's part of the interest", "The rest is the suppliers'.", PART, 0.1).more(),
];

/// A lending market by rules of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StatedMarket {
    /// The part of a collateral that may be borrowed.
    pub loan_to_value: f64,
    /// The part of a collateral that counts against the debt.
    pub threshold: f64,
    /// What a liquidator takes beyond the debt repaid, as a part of it.
    pub bonus: f64,
    /// The market's part of the bonus.
    pub protocol_fee: f64,
    /// Part of all debt that one liquidation repays at most.
    pub close_factor: f64,
    /// Health at or below which all of a debt may be repaid.
    pub full_close_health: f64,
    /// Utilisation at which the rate begins to rise faster.
    pub kink: f64,
    /// Borrow rate per year where nothing is lent out.
    pub rate_at_zero: f64,
    /// Borrow rate per year at the kink.
    pub rate_at_kink: f64,
    /// Borrow rate per year where all is lent out.
    pub rate_at_full: f64,
    /// The market's part of the interest.
    pub reserve_factor: f64,
}

impl Default for StatedMarket {
    fn default() -> Self {
        let [
            loan_to_value,
            threshold,
            bonus,
            close_factor,
            protocol_fee,
            full_close_health,
            kink,
            rate_at_zero,
            rate_at_kink,
            rate_at_full,
            reserve_factor,
        ] = FIELDS.map(|field| field.default);
        Self {
            loan_to_value,
            threshold,
            bonus,
            close_factor,
            protocol_fee,
            full_close_health,
            kink,
            rate_at_zero,
            rate_at_kink,
            rate_at_full,
            reserve_factor,
        }
    }
}

impl Describe for StatedMarket {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Rules of one's own",
            summary: "Every coin counts by the same threshold and costs the same by utilisation, unless the account says otherwise of it.",
            formula: "H = Σ C T / Σ D;  S = R (1 + b)",
            conventions: &[
                "A liquidation repays a part of the debt for collateral and a bonus, as Aave's does, with no small positions.",
                "Every coin has a price of its own.",
            ],
            parameters: fields::parameters(&FIELDS),
            references: vec![Reference {
                text: "Aave v3 liquidations, whose order of steps it follows",
                url: Some("https://aave.com/help/borrowing/liquidations"),
            }],
        }
    }
}

impl StatedMarket {
    fn by_parts(&self) -> AaveV3 {
        AaveV3 {
            efficiency_mode: EfficiencyMode::None,
            close_factor: self.close_factor,
            full_close_health: self.full_close_health,
            small_position: 0.0,
        }
    }
}

impl LendingRules for StatedMarket {
    fn check(&self) -> Result<(), Error> {
        fields::check(
            &FIELDS,
            &[
                self.loan_to_value,
                self.threshold,
                self.bonus,
                self.close_factor,
                self.protocol_fee,
                self.full_close_health,
                self.kink,
                self.rate_at_zero,
                self.rate_at_kink,
                self.rate_at_full,
                self.reserve_factor,
            ],
        )?;
        thresholds(self.loan_to_value, self.threshold, self.bonus)?;
        match self.rate_at_zero <= self.rate_at_kink && self.rate_at_kink <= self.rate_at_full {
            true => Ok(()),
            false => {
                Err(Error::invalid("rateAtKink", "It lies between the rates at either end of the curve."))
            }
        }
    }

    fn pack(&self) -> Result<Pack, Error> {
        let rates = Rates {
            kink: self.kink,
            base: self.rate_at_zero,
            slope_below: self.rate_at_kink - self.rate_at_zero,
            slope_above: self.rate_at_full - self.rate_at_kink,
            reserve_factor: self.reserve_factor,
            ..Rates::default()
        };
        let every = Reserve {
            loan_to_value: self.loan_to_value,
            threshold: self.threshold,
            bonus: self.bonus,
            protocol_fee: self.protocol_fee,
            rates: Some(rates),
            ..Reserve::default()
        };
        Ok(Pack {
            name: "Rules of one's own".to_owned(),
            date: String::new(),
            source: String::new(),
            version: String::new(),
            reserves: vec![],
            modes: vec![],
            others: Some(every),
        })
    }

    fn terms(&self, pack: &Pack, reserve: &Reserve) -> Option<Terms> {
        self.by_parts().terms(pack, reserve)
    }

    fn curve(&self, rates: &Rates) -> Curve {
        self.by_parts().curve(rates)
    }

    fn supply_rate(&self, rates: &Rates, utilization: f64) -> f64 {
        self.by_parts().supply_rate(rates, utilization)
    }

    fn takes_part(&self) -> bool {
        true
    }

    fn liquidate(&self, state: &State) -> Seizure {
        self.by_parts().liquidate(state)
    }
}
