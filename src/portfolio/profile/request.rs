//! What `profile` asks for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::Error;
use crate::market::{GREATEST_VOLATILITY, PriceTable, Quotes, Timestamp, no_instant, parse_instant};
use crate::method::{Choice, Parameter, Unit, Value};
use crate::portfolio::Position;
use crate::pricing::SmileRule;

/// Price moves that a picture can have: none takes the whole price, and ten times is far enough.
const MOVES: std::ops::RangeInclusive<f64> = -0.99..=10.0;
const DEFAULT_RANGE: (f64, f64) = (-0.5, 0.5);
/// Volatilities are shifted by at most this.
const GREATEST_SHIFT: f64 = 1.0;
const DEFAULT_VOLATILITY_RANGE: f64 = 0.3;
/// How many dates can be asked for.
const MOST_DATES: usize = 20;
/// The largest beta, of either sign.
const GREATEST_BETA: f64 = 100.0;

/// What the assets beside the reference do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ProfileOthers {
    /// They are left out.
    #[default]
    Still,
    /// They move by the same percentage.
    Parallel,
    /// They move by their beta.
    Beta,
}

/// What profits are counted in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ProfileCurrency {
    /// The quote currency.
    #[default]
    Quote,
    /// The reference.
    Coin,
}

/// Since when profits count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ProfileSince {
    /// Since the moment of the quotes.
    #[default]
    Now,
    /// Since the entry price of each position.
    Entry,
}

/// Asks for profit and loss against price, volatility and time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProfileRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub positions: Vec<Position>,
    /// Today's market.
    pub quotes: Quotes,
    /// Past prices, which betas come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// The reference, whose price moves; the asset with the largest exposure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// What the other assets do.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub others: ProfileOthers,
    /// By asset: betas that go before those of the prices.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, number>"))]
    pub betas: BTreeMap<String, f64>,
    /// What profits are counted in.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub counted_in: ProfileCurrency,
    /// Since when profits count.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub since: ProfileSince,
    /// How volatilities follow the price.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub smile: SmileRule,
    /// S'/S − 1 at the lower end; −0.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowest: Option<f64>,
    /// S'/S − 1 at the upper end; 0.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highest: Option<f64>,
    /// Added to every volatility for the curves and the ladder; 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility_shift: Option<f64>,
    /// The largest shift of the heat map, up and down; 0.3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility_range: Option<f64>,
    /// Dates that have a curve beside today and the expiries, ISO 8601; the first is that of the heat map.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub dates: Vec<String>,
}

/// The settings, valid.
pub(super) struct Settings {
    pub range: (f64, f64),
    pub volatility_shift: f64,
    pub volatility_range: f64,
    pub dates: Vec<Timestamp>,
}

impl ProfileRequest {
    pub(super) fn settings(&self) -> Result<Settings, Error> {
        let range = (self.lowest.unwrap_or(DEFAULT_RANGE.0), self.highest.unwrap_or(DEFAULT_RANGE.1));
        for (field, value) in [("lowest", range.0), ("highest", range.1)] {
            if !MOVES.contains(&value) {
                let message = format!(
                    "The price move is {value}; it lies between -0.99 and 10 (-0.5 is a fall by half)."
                );
                return Err(Error::invalid(field, message));
            }
        }
        if range.1 - range.0 < 1e-3 {
            return Err(Error::invalid("highest", "The upper end lies at least 0.001 above the lower one."));
        }
        let volatility_shift = self.volatility_shift.unwrap_or(0.0);
        if volatility_shift.is_nan() || volatility_shift.abs() > GREATEST_SHIFT {
            let message =
                format!("The shift of volatilities is {volatility_shift}; it lies within ±{GREATEST_SHIFT}.");
            return Err(Error::invalid("volatilityShift", message));
        }
        let volatility_range = self.volatility_range.unwrap_or(DEFAULT_VOLATILITY_RANGE);
        if !(0.001..=GREATEST_VOLATILITY).contains(&volatility_range) {
            let message = format!(
                "The range of volatilities is {volatility_range}; it lies between 0.001 and {GREATEST_VOLATILITY}."
            );
            return Err(Error::invalid("volatilityRange", message));
        }
        if let Some((asset, beta)) =
            self.betas.iter().find(|(_, beta)| !(-GREATEST_BETA..=GREATEST_BETA).contains(*beta))
        {
            let message = format!("The beta of {asset} is {beta}; it lies within ±{GREATEST_BETA}.");
            return Err(Error::invalid(format!("betas.{asset}"), message));
        }
        if self.dates.len() > MOST_DATES {
            return Err(Error::invalid("dates", format!("There are at most {MOST_DATES} dates.")));
        }
        let now = parse_instant(&self.quotes.valuation_time);
        let date = |(i, text): (usize, &String)| match parse_instant(text) {
            Some(date) if now.is_none_or(|now| date >= now) => Ok(date),
            Some(_) => Err(Error::invalid(format!("dates[{i}]"), format!("{text} lies before the quotes."))),
            None => Err(no_instant(text, format!("dates[{i}]"))),
        };
        let dates = self.dates.iter().enumerate().map(date).collect::<Result<_, _>>()?;
        Ok(Settings { range, volatility_shift, volatility_range, dates })
    }
}

/// The settings that a person chooses.
pub(super) fn parameters() -> Vec<Parameter> {
    let choice = |name, label, help, default, choices: &[(&'static str, &'static str)]| Parameter {
        name,
        label,
        help,
        value: Value::Choice {
            choices: choices.iter().map(|&(value, label)| Choice { value, label }).collect(),
            default,
        },
        advanced: false,
    };
    let (least, most) = (Some(*MOVES.start()), Some(*MOVES.end()));
    let number = |name, label, help, (min, max), default| Parameter {
        name,
        label,
        help,
        value: Value::Number { unit: Unit::Fraction, min, max, default: Some(default) },
        advanced: true,
    };
    vec![
        choice(
            "others",
            "Other assets",
            "Left out, moved by the same percentage, or by their beta to the asset, from the last year of prices.",
            "still",
            &[("still", "Left out"), ("parallel", "Same percentage"), ("beta", "By their beta")],
        ),
        choice(
            "countedIn",
            "Counted in",
            "In coin, the value of everything in the picture is divided by the price of the asset.",
            "quote",
            &[("quote", "USD"), ("coin", "Coin")],
        ),
        choice(
            "since",
            "Profit since",
            "Since now, or since the entry prices that are known.",
            "now",
            &[("now", "Now"), ("entry", "Entry")],
        ),
        Parameter {
            name: "volatilityShift",
            label: "Volatility shift",
            help: "Added to every volatility: 0.1 lifts 60 % to 70 %.",
            value: Value::Dial { unit: Unit::Fraction, min: -0.5, max: GREATEST_SHIFT, default: 0.0 },
            advanced: false,
        },
        Parameter {
            advanced: true,
            ..choice(
                "smile",
                "Smile",
                "With a volatility surface: each strike keeps its volatility, or each moneyness does.",
                "stickyStrike",
                &[("stickyStrike", "Sticky strike"), ("stickyMoneyness", "Sticky moneyness")],
            )
        },
        number("lowest", "Lowest price move", "Left end of the picture.", (least, most), DEFAULT_RANGE.0),
        number("highest", "Highest price move", "Right end of the picture.", (least, most), DEFAULT_RANGE.1),
        number(
            "volatilityRange",
            "Volatility range",
            "The largest shift of the heat map, up and down.",
            (Some(0.001), Some(GREATEST_VOLATILITY)),
            DEFAULT_VOLATILITY_RANGE,
        ),
    ]
}
