//! What is to be hedged, with what, and how far.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::market::Quotes;
use crate::portfolio::{Position, parse_symbol};
use crate::pricing::instrument::Instrument;

/// The most instruments that may be offered; each whole one of them doubles the search at worst.
const MOST_INSTRUMENTS: usize = 40;
/// The most bands: three Greeks of some assets.
const MOST_BANDS: usize = 100;
/// The most nodes of the search.
const MOST_NODES: usize = 5_000;

/// Positions, their market, the instruments that may be traded, and where the Greeks are to end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HedgeRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub positions: Vec<Position>,
    /// The market.
    pub quotes: Quotes,
    /// What may be traded. Without any: the linear perpetual of each coin at a fee of 0.05 %, and, where gamma or
    /// vega are limited, the options that are held at a fee of 0.03 % and half a spread of 2 %.
    #[serde(default)]
    pub instruments: Vec<HedgeInstrument>,
    /// Where every coin that the positions move with is to end; stablecoins and currencies are no coins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<HedgeWithin>,
    /// Where the Greeks of single coins are to end; goes before `within`.
    #[serde(default)]
    pub bands: Vec<HedgeBand>,
    /// In what the equity is counted, which decides what a delta of 0 is.
    #[serde(default)]
    pub numeraire: Numeraire,
}

/// One instrument that may be traded, and at what cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HedgeInstrument {
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<Instrument>,
    /// Its name on an exchange, instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Fee as a fraction of the notional traded; the notional of an option is its coin's spot price.
    #[serde(default)]
    pub fee: f64,
    /// Half the spread between bid and ask, as a fraction of the instrument's price.
    #[serde(default)]
    pub half_spread: f64,
    /// Trades are whole multiples of this many units; without it any size is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<f64>,
    /// The greatest trade either way, in units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// What the market holds or turns over in a day, in units; a large share of it is warned of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<f64>,
    /// The share of the depth beyond which a trade is warned of.
    #[serde(default = "tenth")]
    pub share_of_depth: f64,
}

fn tenth() -> f64 {
    0.1
}

/// How far from zero Greeks may end, in traders' units; what is left out is not limited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct HedgeWithin {
    /// Delta times spot, in quote currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposure: Option<f64>,
    /// What a move of 1 % changes the exposure by: gamma times spot squared over 100, in quote currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gamma: Option<f64>,
    /// In quote currency per volatility point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vega: Option<f64>,
}

/// Where the Greeks of one asset are to end, in natural units: coins, coins per 1.00 of price, quote currency
/// per 1.00 of volatility.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HedgeBand {
    /// The coin.
    pub asset: String,
    /// By the spot price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<Band>,
    /// Of delta, by the spot price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gamma: Option<Band>,
    /// By volatility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vega: Option<Band>,
}

/// From least to greatest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Least value.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
}

/// In what the equity is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Numeraire {
    /// The quote currency: coins held have a delta of one each.
    #[default]
    Quote,
    /// The coin of each band: coins held and profits in coin have none.
    Coin,
}

impl HedgeRequest {
    /// Refuses what cannot be meant.
    pub(super) fn check(&self) -> Result<(), Error> {
        let within = self.within.unwrap_or_default();
        let widths = [("exposure", within.exposure), ("gamma", within.gamma), ("vega", within.vega)];
        if self.bands.is_empty() && widths.iter().all(|(_, width)| width.is_none()) {
            return Err(Error::invalid(
                "within",
                "Nothing says where the Greeks are to end: limit exposure, gamma or vega.",
            ));
        }
        for (field, width) in widths {
            if let Some(width) = width
                && !(0.0..=1e18).contains(&width)
            {
                return Err(Error::invalid(
                    format!("within.{field}"),
                    format!("{width} is not zero or above."),
                ));
            }
        }
        for (count, most, field) in [
            (self.instruments.len(), MOST_INSTRUMENTS, "instruments"),
            (self.bands.len(), MOST_BANDS, "bands"),
        ] {
            if count > most {
                let message = format!("There are {count} {field}; the limit is {most}.");
                return Err(Error::new(Code::TooLarge, message).at(field));
            }
        }
        for (j, offered) in self.instruments.iter().enumerate() {
            offered.check().map_err(|error| error.inside(&format!("instruments[{j}]")))?;
        }
        for (b, band) in self.bands.iter().enumerate() {
            band.check().map_err(|error| error.inside(&format!("bands[{b}]")))?;
            if self.bands[..b].iter().any(|other| other.asset == band.asset) {
                let message = format!("{} has two bands.", band.asset);
                return Err(Error::invalid(format!("bands[{b}].asset"), message));
            }
        }
        Ok(())
    }

    /// How many nodes the search may visit.
    pub(super) fn most_nodes() -> usize {
        MOST_NODES
    }
}

impl HedgeInstrument {
    /// An instrument at these costs in any size.
    pub(super) fn at(instrument: Instrument, fee: f64, half_spread: f64) -> Self {
        let share_of_depth = tenth();
        let instrument = Some(instrument);
        Self {
            instrument,
            symbol: None,
            fee,
            half_spread,
            lot: None,
            most: None,
            depth: None,
            share_of_depth,
        }
    }

    /// What it is, by itself or by its name.
    pub(super) fn read(&self) -> Result<Instrument, Error> {
        match (&self.instrument, &self.symbol) {
            (Some(instrument), None) => Ok(instrument.clone()),
            (None, Some(symbol)) => parse_symbol(symbol).map_err(|mut error| {
                error.path = Some("symbol".to_owned());
                error
            }),
            _ => Err(Error::new(Code::InvalidRequest, "Give either an instrument or its symbol.")),
        }
    }

    fn check(&self) -> Result<(), Error> {
        for (field, value, most) in [
            ("fee", self.fee, 1.0),
            ("halfSpread", self.half_spread, 1.0),
            ("shareOfDepth", self.share_of_depth, 1e3),
        ] {
            if !(0.0..=most).contains(&value) {
                return Err(Error::invalid(field, format!("{value} does not lie between 0 and {most}.")));
            }
        }
        for (field, value) in [("lot", self.lot), ("most", self.most), ("depth", self.depth)] {
            if let Some(value) = value
                && !(value > 0.0 && value <= 1e18)
            {
                return Err(Error::invalid(field, format!("{value} is not above zero and below 1e18.")));
            }
        }
        Ok(())
    }
}

impl HedgeBand {
    fn check(&self) -> Result<(), Error> {
        let parts = [("delta", self.delta), ("gamma", self.gamma), ("vega", self.vega)];
        if parts.iter().all(|(_, band)| band.is_none()) {
            let message = format!("The band of {} names no Greek: give delta, gamma or vega.", self.asset);
            return Err(Error::new(Code::InvalidValue, message));
        }
        for (field, band) in parts {
            if let Some(Band { min, max }) = band
                && !(min.is_finite() && max.is_finite() && min <= max)
            {
                return Err(Error::invalid(field, format!("{min} to {max} is no range.")));
            }
        }
        Ok(())
    }
}
