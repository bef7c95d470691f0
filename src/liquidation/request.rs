//! What `liquidationRisk` asks.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::{Code, Error, grouped};
use crate::estimate::Covariance;
use crate::margin::{MarginAccount, MarginRequest};
use crate::market::{ByAsset, PriceTable, Quotes};
use crate::method::{Parameter, Unit, Value};
use crate::seed::{check_seed, seed_parameter};
use crate::stress::StatedCorrelation;
use crate::stress::impact::ImpactLaw;

const HORIZONS: RangeInclusive<u32> = 1..=365;
const STEPS_PER_DAY: RangeInclusive<u32> = 1..=24;
const PATHS: RangeInclusive<u32> = 100..=1_000_000;
/// Steps of all paths together: a minute of work with ten coins.
const MOST_STEPS: u64 = 150_000_000;
const LEVELS: RangeInclusive<f64> = 0.5..=0.9999;
const SLOPES: RangeInclusive<f64> = -5.0..=5.0;
const DEVIATIONS: RangeInclusive<f64> = 0.0..=1.0;
const CORRELATIONS: RangeInclusive<f64> = -1.0..=1.0;
const PARTS: RangeInclusive<f64> = 0.0..=0.5;
const DEFAULT_HORIZON: u32 = 30;
const DEFAULT_PATHS: u32 = 20_000;
const DEFAULT_SEED: u64 = 7;
const DEFAULT_LEVEL: f64 = 0.99;
/// Volatilities rise by half a point when a coin falls by 1 %.
const DEFAULT_SLOPE: f64 = -0.5;
const DEFAULT_DEVIATION: f64 = 0.03;
const DEFAULT_CORRELATION: f64 = 0.7;
const DEFAULT_SLIPPAGE: f64 = 0.005;

/// Asks how near accounts are to liquidation, and how likely it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LiquidationRiskRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The accounts, as `margin` takes them.
    pub accounts: Vec<MarginAccount>,
    /// The market.
    pub quotes: Quotes,
    /// The venue of accounts that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// What borrowed coins cost per year.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub interest: ByAsset,
    /// Past prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// First date of the history that the covariance may use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last date of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// How the covariance is estimated.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub covariance: Covariance,
    /// Volatilities per year; they go before estimated ones.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub volatilities: ByAsset,
    /// Correlations of log-returns; they go before estimated ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub correlations: Vec<StatedCorrelation>,
    /// Correlation of two coins of which the history does not tell; 0.7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_correlation: Option<f64>,
    /// Expected growth of prices per year; 0 for those that are left out.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub expected_returns: ByAsset,
    /// 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u32>,
    /// Steps of a path per day; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps_per_day: Option<u32>,
    /// 20,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paths: Option<u32>,
    /// For the paths; 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Of value at risk and expected shortfall; 0.99.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// Volatility points for a rise of the spot by 1 %; −0.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot_volatility: Option<f64>,
    /// Standard deviation of what a day adds to volatilities beside that; 0.03.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility_deviation: Option<f64>,
    /// Whether funding is paid, interest accrues, futures go to the spot and options age along a path; they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accrual: Option<bool>,
    /// Whether a path may end between two steps; it may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barrier_correction: Option<bool>,
    /// What closing moves prices by, as a fraction; 0.005.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slippage: Option<f64>,
    /// What the venue takes for a liquidation, as a fraction of what is closed, instead of its pack's fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<f64>,
    /// How far closing moves prices of assets with a volume.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub impact: ImpactLaw,
    /// Volume of a day in quote currency; assets without one have the stated slippage.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub volumes: ByAsset,
}

/// The settings, valid.
pub(super) struct Settings {
    pub horizon_days: u32,
    pub steps_per_day: u32,
    pub paths: usize,
    pub seed: u64,
    pub level: f64,
    pub slope: f64,
    pub deviation: f64,
    pub other_correlation: f64,
    pub accrual: bool,
    pub bridge: bool,
    pub slippage: f64,
    pub penalty: Option<f64>,
}

fn within<T: PartialOrd + std::fmt::Display>(
    value: T,
    range: &RangeInclusive<T>,
    field: &str,
) -> Result<T, Error> {
    if range.contains(&value) {
        return Ok(value);
    }
    let message = format!("It is {value}; it lies between {} and {}.", range.start(), range.end());
    Err(Error::invalid(field, message))
}

impl LiquidationRiskRequest {
    /// The settings, or what is wrong with the request.
    pub(super) fn check(&self) -> Result<Settings, Error> {
        self.margin_request().check()?;
        self.covariance.method().check().map_err(|error| error.inside("covariance"))?;
        self.impact.method().check().map_err(|error| error.inside("impact"))?;
        let growth = "An expected return is a decimal per year, 0.1 for 10 %, within ±10.";
        self.expected_returns.check(-10.0..=10.0, "expectedReturns", growth)?;
        self.volumes.check(1e-6..=1e18, "volumes", "A day's volume is above zero.")?;
        let settings = Settings {
            horizon_days: within(self.horizon_days.unwrap_or(DEFAULT_HORIZON), &HORIZONS, "horizonDays")?,
            steps_per_day: within(self.steps_per_day.unwrap_or(1), &STEPS_PER_DAY, "stepsPerDay")?,
            paths: within(self.paths.unwrap_or(DEFAULT_PATHS), &PATHS, "paths")? as usize,
            seed: check_seed(self.seed.unwrap_or(DEFAULT_SEED))?,
            level: within(self.level.unwrap_or(DEFAULT_LEVEL), &LEVELS, "level")?,
            slope: within(self.spot_volatility.unwrap_or(DEFAULT_SLOPE), &SLOPES, "spotVolatility")?,
            deviation: within(
                self.volatility_deviation.unwrap_or(DEFAULT_DEVIATION),
                &DEVIATIONS,
                "volatilityDeviation",
            )?,
            other_correlation: within(
                self.other_correlation.unwrap_or(DEFAULT_CORRELATION),
                &CORRELATIONS,
                "otherCorrelation",
            )?,
            accrual: self.accrual.unwrap_or(true),
            bridge: self.barrier_correction.unwrap_or(true),
            slippage: within(self.slippage.unwrap_or(DEFAULT_SLIPPAGE), &PARTS, "slippage")?,
            penalty: self.penalty.map(|penalty| within(penalty, &PARTS, "penalty")).transpose()?,
        };
        let steps = settings.paths as u64 * u64::from(settings.horizon_days * settings.steps_per_day);
        if steps > MOST_STEPS {
            let message = format!(
                "The paths have {} steps together; they have at most {}. Take fewer paths, days or steps per day.",
                grouped(steps),
                grouped(MOST_STEPS)
            );
            return Err(Error::new(Code::TooLarge, message).at("paths"));
        }
        Ok(settings)
    }

    /// What the accounts are, as `margin` is asked.
    fn margin_request(&self) -> MarginRequest {
        MarginRequest {
            schema_version: None,
            accounts: self.accounts.clone(),
            quotes: self.quotes.clone(),
            pack: self.usual_pack().to_owned(),
            volatilities: self.volatilities.clone(),
            betas: ByAsset::default(),
            survive: None,
            joint_move: None,
            slashing: None,
            depeg: None,
            curve: None,
            interest: self.interest.clone(),
            numeraire: None,
        }
    }

    /// The venue of accounts that name none.
    pub(super) fn usual_pack(&self) -> &str {
        self.pack.as_deref().unwrap_or(crate::margin::ANY_VENUE)
    }
}

fn number(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    unit: Unit,
    (range, default): (&RangeInclusive<f64>, f64),
) -> Parameter {
    let (min, max) = (Some(*range.start()), Some(*range.end()));
    Parameter {
        name,
        label,
        help,
        value: Value::Number { unit, min, max, default: Some(default) },
        advanced: name != "slippage",
    }
}

fn count(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    unit: Unit,
    (min, max, default): (i64, i64, i64),
) -> Parameter {
    Parameter {
        name,
        label,
        help,
        value: Value::Integer { unit, min: Some(min), max: Some(max), default: Some(default) },
        advanced: name == "stepsPerDay",
    }
}

/// The settings that a person chooses.
pub(super) fn parameters() -> Vec<Parameter> {
    let range = |range: &RangeInclusive<u32>, default: u32| {
        ((*range.start()).into(), (*range.end()).into(), default.into())
    };
    vec![
        count(
            "horizonDays",
            "Horizon",
            "Over how many days accounts may be liquidated.",
            Unit::Days,
            range(&HORIZONS, DEFAULT_HORIZON),
        ),
        count(
            "paths",
            "Paths",
            "How many paths are drawn; the error falls with the square root of their number.",
            Unit::Count,
            range(&PATHS, DEFAULT_PATHS),
        ),
        number(
            "slippage",
            "Slippage",
            "What closing at liquidation moves prices by.",
            Unit::Fraction,
            (&PARTS, DEFAULT_SLIPPAGE),
        ),
        number(
            "spotVolatility",
            "Volatility per spot move",
            "Points that implied volatilities gain when the spot rises by 1 %: with −0.5, a fall by 10 % lifts 60 % to 65 %.",
            Unit::None,
            (&SLOPES, DEFAULT_SLOPE),
        ),
        number(
            "volatilityDeviation",
            "Daily volatility move",
            "Standard deviation of what a day adds to implied volatilities, whatever the spot does: 0.03 is three points.",
            Unit::Fraction,
            (&DEVIATIONS, DEFAULT_DEVIATION),
        ),
        number(
            "otherCorrelation",
            "Correlation without history",
            "Of two coins of which the price history does not tell.",
            Unit::None,
            (&CORRELATIONS, DEFAULT_CORRELATION),
        ),
        number(
            "level",
            "Level",
            "Share of outcomes in which the loss stays below the value at risk.",
            Unit::Fraction,
            (&LEVELS, DEFAULT_LEVEL),
        ),
        count(
            "stepsPerDay",
            "Steps per day",
            "In how many steps a path goes through a day; it may end between two steps.",
            Unit::Count,
            range(&STEPS_PER_DAY, 1),
        ),
        Parameter {
            name: "expectedReturns",
            label: "Expected returns",
            help: "How much prices grow a year on average.",
            value: Value::PerAsset {
                unit: Unit::PerYear,
                min: Some(-10.0),
                max: Some(10.0),
                default: Some(0.0),
            },
            advanced: true,
        },
        crate::risk::parametric_normal::covariance(),
        seed_parameter(DEFAULT_SEED, "The same seed gives the same paths."),
    ]
}
