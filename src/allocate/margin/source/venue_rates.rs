//! Margin by the rules of a venue: tiers at the size that a weight has with a stated capital.

use serde::{Deserialize, Serialize};

use super::{MarginSource, OnMargin, Which};
use crate::error::Error;
use crate::margin::{Charge, Charged, VENUES, VenuePack, venue};
use crate::market::{ByAsset, Settlement};
use crate::method::{Choice, Describe, Method, Parameter, Unit, Value};

const CAPITAL: f64 = 100_000.0;

/// The rules of a venue, at a size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct VenueRates {
    /// The venue.
    pub pack: String,
    /// Rules of one's own, instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_pack: Option<Box<VenuePack>>,
    /// What the weights are parts of, in quote currency.
    pub capital: f64,
    /// The contracts that exposures are held in.
    pub settlement: Settlement,
    /// The leverage chosen, which may ask for more initial margin than the tier does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leverage: Option<f64>,
    /// Prices of coins, where the venue counts sizes in them; the last of the history where none is given.
    pub prices: ByAsset,
}

impl Default for VenueRates {
    fn default() -> Self {
        Self {
            pack: VENUES[0].0.to_owned(),
            own_pack: None,
            capital: CAPITAL,
            settlement: Settlement::Linear,
            leverage: None,
            prices: ByAsset::default(),
        }
    }
}

impl MarginSource for VenueRates {
    fn charges(&self, held: &[OnMargin], which: Which) -> Result<Vec<[Charge; 2]>, Error> {
        if !(1.0..=1e15).contains(&self.capital) {
            return Err(Error::invalid("capital", "The capital lies between 1 and 10¹⁵."));
        }
        if self.leverage.is_some_and(|leverage| !(leverage > 0.0 && leverage <= 1e4)) {
            return Err(Error::invalid("leverage", "A leverage lies above 0 and up to 10,000."));
        }
        self.prices.check(1e-12..=1e12, "prices", "A price lies between 10⁻¹² and 10¹².")?;
        let (written, field) = match &self.own_pack {
            Some(own) => ((**own).clone(), "ownPack"),
            None => (venue(&self.pack).map_err(|error| error.at("pack"))?, "pack"),
        };
        let pack = written.check().map_err(|error| error.inside(field))?;
        let of = |held: &OnMargin| {
            let charged = Charged {
                asset: held.asset,
                settlement: self.settlement,
                capital: self.capital,
                price: self.prices.0.get(held.asset).copied().or(held.price),
                leverage: self.leverage,
                reach: held.reach,
            };
            let charge = match which {
                Which::Initial => pack.initial(&charged),
                Which::Maintenance => pack.maintenance(&charged, held.factor),
            };
            let charge = charge.map_err(|error| error.at(field))?;
            Ok([charge.clone(), charge])
        };
        held.iter().map(of).collect()
    }
}

impl Describe for VenueRates {
    fn describe() -> Method {
        let choices = VENUES.iter().map(|(value, label)| Choice { value, label }).collect();
        let parameter = |name, label, help, value, advanced| Parameter { name, label, help, value, advanced };
        let number =
            |unit, min, max, default| Value::Number { unit, min: Some(min), max: Some(max), default };
        Method {
            kind: String::new(),
            label: "Of a venue",
            summary: "Asks for the margin of a venue's tiers at the size that each weight has with a stated capital.",
            formula: "f(e) = Σ (m[k] − m[k−1]) max(e − floor[k] / C, 0), C capital; initial margin e max(i[k], 1 / leverage), k the tier of e C",
            conventions: &[
                "Every position is a contract of the venue in what the contracts pay in; money is none.",
                "Initial rates hold for the whole position: the lowest tiers are taken first, and those that the weights lie in where that is not enough.",
                "Rates that rise with every coin are chords, which ask for a little more.",
            ],
            parameters: vec![
                parameter(
                    "pack",
                    "Venue",
                    "Whose margin rules apply.",
                    Value::Choice { choices, default: VENUES[0].0 },
                    false,
                ),
                parameter(
                    "capital",
                    "Capital",
                    "What the weights are parts of: it decides the tiers.",
                    number(Unit::Money, 1.0, 1e15, Some(CAPITAL)),
                    false,
                ),
                parameter(
                    "leverage",
                    "Leverage chosen",
                    "Asks for at least one over it as initial margin.",
                    number(Unit::None, 0.01, 1e4, None),
                    false,
                ),
                parameter(
                    "settlement",
                    "Contracts pay in",
                    "In what the contracts pay that exposures are held in.",
                    Value::Choice {
                        choices: vec![
                            Choice { value: "linear", label: "Quote currency" },
                            Choice { value: "inverse", label: "The coin" },
                        ],
                        default: "linear",
                    },
                    true,
                ),
                parameter(
                    "prices",
                    "Prices",
                    "Of coins, where the venue counts sizes in them; the last of the history where none is given.",
                    Value::PerAsset { unit: Unit::Money, min: Some(1e-12), max: Some(1e12), default: None },
                    true,
                ),
            ],
            references: vec![super::brunnermeier()],
        }
    }
}
