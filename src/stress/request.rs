//! What `stress` asks.

use serde::{Deserialize, Serialize};

use super::StressScenario;
use super::correlation::CorrelationStress;
use super::spiral::Spiral;
use crate::SchemaVersion;
use crate::error::Error;
use crate::estimate::Covariance;
use crate::market::{PriceTable, Quotes};
use crate::method::{Choice, Parameter, Unit, Value};
use crate::portfolio::Position;
use crate::risk::Window;

/// Longest horizon, in days.
const LONGEST_HORIZON: u32 = 365;
const DEFAULT_HORIZON: u32 = 1;
const MOVES: std::ops::RangeInclusive<f64> = -0.99..=10.0;
const DEFAULT_RANGE: (f64, f64) = (-0.5, 0.5);
const DEFAULT_VOLATILITY_RANGE: f64 = 0.3;
const MOST_SCENARIOS: usize = 200;

/// A scenario by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct UserScenario {
    /// As a person calls it.
    pub name: String,
    /// How the market goes.
    pub scenario: StressScenario,
}

/// Whether past events are replayed beside the scenarios of the request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum RecordedEvents {
    /// All of them, by the price history where it covers their dates.
    #[default]
    Included,
    /// All of them as they were recorded, whatever the price history shows: it may be none that was ever traded.
    Recorded,
    /// None.
    Excluded,
}

/// How far each factor of the tornado goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum StepSize {
    /// The same for all prices.
    #[default]
    Stated,
    /// Each price by one standard deviation over the horizon.
    StandardDeviation,
}

/// Asks what positions lose under scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StressRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub positions: Vec<Position>,
    /// Today's market.
    pub quotes: Quotes,
    /// Past prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// Scenarios of one's own.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub scenarios: Vec<UserScenario>,
    /// Whether past events are replayed as well.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub events: RecordedEvents,
    /// Days over which standard deviations are counted; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u32>,
    /// How the covariance is estimated.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub covariance: Covariance,
    /// First date of the history that the covariance may use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last date of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Whose price the grid moves; all coins by the same percentage where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Least price move of the grid, S'/S − 1; −0.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowest: Option<f64>,
    /// Greatest; 0.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highest: Option<f64>,
    /// Greatest shift of volatilities of the grid; 0.3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility_range: Option<f64>,
    /// How far prices go in the tornado.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub step: StepSize,
    /// That far, where it is stated; 0.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot_step: Option<f64>,
    /// Stablecoins in the tornado; 0.02.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peg_step: Option<f64>,
    /// Volatilities in the tornado; 0.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility_step: Option<f64>,
    /// Perpetuals and futures against spot in the tornado; 0.01.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis_step: Option<f64>,
    /// The interest rate in the tornado; 0.01.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_step: Option<f64>,
    /// Other correlations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation: Option<CorrelationStress>,
    /// Whether forced selling is followed, and how.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub spiral: Spiral,
}

/// The settings, valid.
pub(super) struct Settings {
    pub horizon_days: u32,
    pub window: Window,
    pub range: (f64, f64),
    pub volatility_range: f64,
    pub steps: Steps,
}

/// How far the factors of the tornado go.
pub(super) struct Steps {
    pub spot: f64,
    pub peg: f64,
    pub volatility: f64,
    pub basis: f64,
    pub rate: f64,
}

/// Name, label, help, least, greatest and default of the numbers that a person chooses.
type Field = (&'static str, &'static str, &'static str, (f64, f64), f64);

const RANGE: [Field; 3] = [
    ("lowest", "Lowest price move", "Left end of the grid.", (*MOVES.start(), *MOVES.end()), DEFAULT_RANGE.0),
    (
        "highest",
        "Highest price move",
        "Right end of the grid.",
        (*MOVES.start(), *MOVES.end()),
        DEFAULT_RANGE.1,
    ),
    (
        "volatilityRange",
        "Volatility range",
        "Largest shift of the grid, up and down.",
        (0.001, 3.0),
        DEFAULT_VOLATILITY_RANGE,
    ),
];

const STEPS: [Field; 5] = [
    ("spotStep", "Price step", "Of coins in the tornado.", (0.0001, 0.99), 0.1),
    ("pegStep", "Stablecoin step", "Of stablecoins in the tornado.", (0.0001, 0.99), 0.02),
    ("volatilityStep", "Volatility step", "In points, of all volatilities.", (0.0001, 3.0), 0.1),
    ("basisStep", "Basis step", "Of perpetuals and futures against spot.", (0.0001, 0.5), 0.01),
    ("rateStep", "Rate step", "Of the interest rate.", (0.0001, 1.0), 0.01),
];

fn within((field, label, _, (least, most), default): Field, value: Option<f64>) -> Result<f64, Error> {
    let value = value.unwrap_or(default);
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Error::invalid(field, format!("{label}: {value} does not lie between {least} and {most}.")))
}

/// A horizon within its range.
pub(super) fn horizon(days: Option<u32>) -> Result<u32, Error> {
    let days = days.unwrap_or(DEFAULT_HORIZON);
    if (1..=LONGEST_HORIZON).contains(&days) {
        return Ok(days);
    }
    let message = format!("The horizon is {days} days; it lies between 1 and {LONGEST_HORIZON}.");
    Err(Error::invalid("horizonDays", message))
}

impl StressRequest {
    pub(super) fn settings(&self) -> Result<Settings, Error> {
        if self.scenarios.len() > MOST_SCENARIOS {
            return Err(Error::invalid(
                "scenarios",
                format!("There are at most {MOST_SCENARIOS} scenarios."),
            ));
        }
        self.covariance.method().check().map_err(|error| error.inside("covariance"))?;
        self.spiral.method().check().map_err(|error| error.inside("spiral"))?;
        let [lowest, highest, volatility] = RANGE;
        let range = (within(lowest, self.lowest)?, within(highest, self.highest)?);
        if range.1 - range.0 < 1e-3 {
            return Err(Error::invalid("highest", "The upper end lies at least 0.001 above the lower one."));
        }
        let [spot, peg, shift, basis, rate] = STEPS;
        Ok(Settings {
            horizon_days: horizon(self.horizon_days)?,
            window: Window::between(self.from.as_deref(), self.to.as_deref())?,
            range,
            volatility_range: within(volatility, self.volatility_range)?,
            steps: Steps {
                spot: within(spot, self.spot_step)?,
                peg: within(peg, self.peg_step)?,
                volatility: within(shift, self.volatility_step)?,
                basis: within(basis, self.basis_step)?,
                rate: within(rate, self.rate_step)?,
            },
        })
    }
}

/// The horizon, as a parameter.
pub(super) fn horizon_parameter() -> Parameter {
    Parameter {
        name: "horizonDays",
        label: "Horizon",
        help: "Days over which standard deviations are counted.",
        value: Value::Integer {
            unit: Unit::Days,
            min: Some(1),
            max: Some(LONGEST_HORIZON.into()),
            default: Some(DEFAULT_HORIZON.into()),
        },
        advanced: false,
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
    let number = |(name, label, help, (min, max), default): Field| Parameter {
        name,
        label,
        help,
        value: Value::Number { unit: Unit::Fraction, min: Some(min), max: Some(max), default: Some(default) },
        advanced: true,
    };
    let mut parameters = vec![
        choice(
            "events",
            "Past events",
            "Replayed from the price history where it covers them, else as recorded.",
            "included",
            &[("included", "Replayed"), ("recorded", "As recorded"), ("excluded", "Left out")],
        ),
        choice(
            "step",
            "Tornado step",
            "How far each price goes, one at a time.",
            "stated",
            &[("stated", "The same for all"), ("standardDeviation", "One standard deviation")],
        ),
        horizon_parameter(),
        crate::risk::parametric_normal::covariance(),
    ];
    parameters.push(Parameter {
        name: "spiral",
        label: "Liquidity spiral",
        help: "Forced selling that moves prices and forces more.",
        value: Value::Method { family: "spiral", default: Spiral::default().kind() },
        advanced: false,
    });
    parameters.extend(RANGE.into_iter().chain(STEPS).map(number));
    parameters
}
