//! A market moved by hand: S' = S (1 + m), σ' = σ (1 + r) + p, F'/S' = (1 + b) F/S.

use serde::{Deserialize, Serialize};

use super::{Scenario, VOLATILITIES, check_changes, check_range, fraction, spots, stated, volatility};
use crate::error::Error;
use crate::market::{ByAsset, is_stablecoin};
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::stress::background::Background;
use crate::stress::shock::Shock;

/// Stated moves of a market.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MarketShock {
    /// S'/S − 1 by asset; `*` stands for all coins that are not named.
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    pub spots: ByAsset,
    /// Added to every volatility.
    pub volatility: f64,
    /// Part of every volatility that is added to it.
    pub relative_volatility: f64,
    /// S'/S − 1 of stablecoins that are not named.
    pub peg: f64,
    /// Change of perpetuals and futures against spot.
    pub basis: f64,
    /// Added to the funding that longs pay per 8 hours.
    pub funding: f64,
    /// Added to the interest rate of the quote currency.
    pub rate: f64,
    /// Days that pass.
    pub days: f64,
}

const PEGS: (f64, f64) = (-0.9999, 1.0);
const BASES: (f64, f64) = (-0.9, 1.0);
const FUNDINGS: (f64, f64) = (-0.05, 0.05);
const RATES: (f64, f64) = (-1.0, 1.0);
const DAYS: (f64, f64) = (0.0, 365.0);
/// Intervals of funding in a year of 365 days.
const INTERVALS: f64 = 1_095.0;

impl Describe for MarketShock {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Stated moves",
            summary: "Moves prices, volatilities, basis, funding, rates and pegs as stated.",
            formula: "S' = S (1 + m), σ' = σ (1 + r) + p, F'/S' = (1 + b) F/S",
            conventions: &[
                "Prices of coins that are not named move as stated for *, else stand still.",
                "Strikes keep their volatilities when the price moves.",
                "Funding and interest count over the days that pass.",
            ],
            parameters: vec![
                spots("By how much each price changes; * is all coins that are not named."),
                volatility(),
                fraction(
                    "relativeVolatility",
                    "Volatility, relative",
                    "Part of every volatility added to it: 0.5 lifts 60 % to 90 %.",
                    (-1.0, 10.0),
                    true,
                ),
                fraction(
                    "peg",
                    "Stablecoins",
                    "By how much stablecoins that are not named leave their peg.",
                    PEGS,
                    false,
                ),
                fraction(
                    "basis",
                    "Basis",
                    "Change of perpetuals and futures against the spot price.",
                    BASES,
                    false,
                ),
                fraction(
                    "funding",
                    "Funding per 8 hours",
                    "Added to what longs pay, over the days that pass.",
                    FUNDINGS,
                    true,
                ),
                fraction("rate", "Interest rate", "Added to the rate of the quote currency.", RATES, true),
                Parameter {
                    name: "days",
                    label: "Days that pass",
                    help: "Options age and funding is paid over them.",
                    value: Value::Number {
                        unit: Unit::Days,
                        min: Some(DAYS.0),
                        max: Some(DAYS.1),
                        default: Some(0.0),
                    },
                    advanced: true,
                },
            ],
            references: vec![basel()],
        }
    }
}

/// Where the practice is laid down.
pub(super) fn basel() -> Reference {
    Reference {
        text: "Basel Committee on Banking Supervision (2018), Stress testing principles",
        url: Some("https://www.bis.org/bcbs/publ/d450.htm"),
    }
}

impl Scenario for MarketShock {
    fn shock(&self, background: &Background) -> Result<Shock, Error> {
        check_changes(&self.spots, background)?;
        for (field, value, range) in [
            ("volatility", self.volatility, VOLATILITIES),
            ("relativeVolatility", self.relative_volatility, (-1.0, 10.0)),
            ("peg", self.peg, PEGS),
            ("basis", self.basis, BASES),
            ("funding", self.funding, FUNDINGS),
            ("rate", self.rate, RATES),
            ("days", self.days, DAYS),
        ] {
            check_range(field, value, range)?;
        }
        let mut moves = stated(&self.spots, background);
        for (asset, (change, rule)) in background.assets.iter().zip(&mut moves) {
            if self.peg != 0.0 && is_stablecoin(asset) && !self.spots.0.contains_key(asset) {
                (*change, *rule) = (self.peg, "As stated for stablecoins.".to_owned());
            }
        }
        Ok(Shock {
            moves,
            volatility: self.volatility,
            relative_volatility: self.relative_volatility,
            basis: self.basis,
            funding: self.funding * INTERVALS,
            rate: self.rate,
            days: self.days,
            ..Shock::default()
        })
    }
}
