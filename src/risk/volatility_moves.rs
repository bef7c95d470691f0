//! How implied volatilities move with spots in scenarios: by a slope, stated or estimated, and by themselves.
//!
//! ```text
//! σ' = σ + β x + δ √d ε        x return of the spot, d days, ε standard normal, one for each asset
//! σ[t+1] − σ[t] = a + β r[t] + e[t]        β from the past: by ordinary least squares, bar by bar
//! ```
//!
//! r log-returns of the asset; σ its exponentially weighted volatility per year with λ = 0.94, or a series of the price
//! table, the index of implied volatility of an exchange for one. The error of β is that of Newey and West.

use serde::{Deserialize, Serialize};

use super::measure::Setting;
use crate::error::{Code, Error};
use crate::market::{Observed, ReturnKind, Returns};
use crate::math::robust_slope::robust_slope;
use crate::method::{Choice, Parameter, Unit, Value};

/// Steeper than this is a wrong unit: 60 % to 110 % on a fall by 10 %.
const STEEPEST: f64 = 5.0;
/// Volatility moves by more than one a day are wrong units.
const WIDEST: f64 = 1.0;
/// Fewest returns that tell a slope.
const FEWEST: usize = 30;
/// λ of RiskMetrics for days.
const DECAY: f64 = 0.94;
/// A series with a mean above counts volatility points: 55 for 0.55.
const POINTS: f64 = 3.0;

/// Where the slope of volatilities on spots comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum SpotVolatilitySource {
    /// The request.
    #[default]
    Stated,
    /// Past volatilities by exponential weights, asset by asset.
    PastReturns,
    /// A series of volatilities in the price table, and the returns of each asset.
    Series,
}

/// How volatility moved with one asset's spot in the past.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SpotVolatility {
    /// Whose spot.
    pub asset: String,
    /// β: volatility points for a rise by 1 %.
    pub slope: f64,
    /// Robust to autocorrelation and to changing variance.
    pub standard_error: f64,
    /// Standard deviation of what the slope leaves of a bar's change (0.02 is two points).
    pub residual_deviation: f64,
    /// Bars that it rests on.
    pub observations: usize,
}

/// Moves of the volatilities of all options; none by default.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VolatilityMoves {
    source: SpotVolatilitySource,
    series: String,
    spot_volatility: f64,
    volatility_deviation: f64,
}

/// The same over a horizon.
pub struct MovedVolatilities {
    /// β of each asset.
    pub slopes: Vec<f64>,
    /// δ √d.
    pub step: f64,
    /// Where the slopes are estimated.
    pub estimates: Vec<SpotVolatility>,
    /// As a sentence.
    pub word: String,
}

impl VolatilityMoves {
    /// From the fields of a method.
    pub fn check(
        source: SpotVolatilitySource,
        series: Option<&str>,
        spot_volatility: f64,
        volatility_deviation: f64,
    ) -> Result<Self, Error> {
        if !(-STEEPEST..=STEEPEST).contains(&spot_volatility) {
            let message = format!(
                "Volatility moves by {spot_volatility} points per 1 % of spot; it lies between -{STEEPEST} and {STEEPEST}."
            );
            return Err(Error::invalid("spotVolatility", message));
        }
        if !(0.0..=WIDEST).contains(&volatility_deviation) {
            let message = format!(
                "The daily move of volatility is {volatility_deviation}; it lies between 0 and {WIDEST} (0.02 is two points)."
            );
            return Err(Error::invalid("volatilityDeviation", message));
        }
        let series = series.unwrap_or_default().to_owned();
        if source == SpotVolatilitySource::Series && series.is_empty() {
            let message = "Name the series of the price table that holds volatilities.";
            return Err(Error::invalid("volatilitySeries", message));
        }
        Ok(Self { source, series, spot_volatility, volatility_deviation })
    }

    /// Whether volatilities move at all.
    pub fn any(&self) -> bool {
        self.source != SpotVolatilitySource::Stated
            || self.spot_volatility != 0.0
            || self.volatility_deviation != 0.0
    }

    /// Over the horizon of a setting.
    pub fn over(&self, setting: &Setting) -> Result<MovedVolatilities, Error> {
        let step = self.volatility_deviation * f64::from(setting.horizon_days).sqrt();
        let beside = format!("by {} points a day beside it.", 100.0 * self.volatility_deviation);
        if self.source == SpotVolatilitySource::Stated {
            let word = if self.any() {
                format!("Volatilities move by {} points per 1 % of spot, and {beside}", self.spot_volatility)
            } else {
                "Volatilities stay as they are.".into()
            };
            let slopes = vec![self.spot_volatility; setting.book.assets.len()];
            return Ok(MovedVolatilities { slopes, step, estimates: vec![], word });
        }
        let estimates = setting.fitted("spot volatility", &|| self.estimated(setting))?;
        let told = |one: &SpotVolatility| {
            format!(
                "{:.3} ± {:.3} with {} (what is left has a deviation of {:.2} points a bar)",
                one.slope,
                one.standard_error,
                one.asset,
                100.0 * one.residual_deviation
            )
        };
        let told: Vec<String> = estimates.iter().map(told).collect();
        let from = match self.source {
            SpotVolatilitySource::Series => format!("changes of {}", self.series),
            _ => format!("changes of exponentially weighted volatility (λ = {DECAY})"),
        };
        let word = format!(
            "Volatilities move per 1 % of spot by the slope of {from} on returns, {}, and {beside}",
            told.join(", ")
        );
        let slopes = estimates.iter().map(|one| one.slope.clamp(-STEEPEST, STEEPEST)).collect();
        Ok(MovedVolatilities { slopes, step, estimates, word })
    }

    fn estimated(&self, setting: &Setting) -> Result<Vec<SpotVolatility>, Error> {
        let observed = Observed { name: self.series.clone(), differences: true };
        let listed = match self.source {
            SpotVolatilitySource::Series => std::slice::from_ref(&observed),
            _ => &[],
        };
        let (returns, _) = setting.returns(ReturnKind::Log, listed, FEWEST)?;
        let of_series = match listed.is_empty() {
            true => None,
            false => {
                let looked_at = returns.looked_at(listed).map_err(|_| {
                    let message = format!("There is no series {} in the prices.", self.series);
                    Error::new(Code::NotFound, message).at("method.volatilitySeries")
                })?;
                let values = setting.history.position(&self.series).map(|i| setting.history.level(i));
                let known = values.into_iter().flatten().copied().filter(|value| value.is_finite());
                let (sum, count) = known.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
                let unit = if sum > POINTS * count { 0.01 } else { 1.0 };
                Some(looked_at.column(0).iter().map(|change| change * unit).collect::<Vec<f64>>())
            }
        };
        let one = |(i, asset): (usize, &String)| {
            let own = returns.column(i);
            let changes = of_series.clone().unwrap_or_else(|| weighted_changes(&returns, i));
            let found = robust_slope(own, &changes, None);
            SpotVolatility {
                asset: asset.clone(),
                slope: found.map_or(0.0, |found| found.slope),
                standard_error: found.map_or(0.0, |found| found.standard_error),
                residual_deviation: found.map_or(0.0, |found| found.residual_deviation),
                observations: own.len(),
            }
        };
        Ok(returns.assets().iter().enumerate().map(one).collect())
    }

    /// Its descriptions.
    pub fn parameters() -> [Parameter; 4] {
        let number =
            |unit, min, max| Value::Number { unit, min: Some(min), max: Some(max), default: Some(0.0) };
        [
            Parameter {
                name: "spotVolatilityFrom",
                label: "Volatility with spot",
                help: "Whether it is stated how volatilities move with spots, or estimated from the past.",
                value: Value::Choice {
                    choices: vec![
                        Choice { value: "stated", label: "Stated" },
                        Choice { value: "pastReturns", label: "From past returns" },
                        Choice { value: "series", label: "From a series of volatilities" },
                    ],
                    default: "stated",
                },
                advanced: true,
            },
            Parameter {
                name: "spotVolatility",
                label: "Volatility per spot move",
                help: "Volatility points for a rise of the spot by 1 %: with −0.5, a fall by 10 % lifts 60 % to 65 %.",
                value: Value::When {
                    parameter: "spotVolatilityFrom",
                    is: "stated",
                    value: Box::new(number(Unit::None, -STEEPEST, STEEPEST)),
                },
                advanced: true,
            },
            Parameter {
                name: "volatilitySeries",
                label: "Volatility series",
                help: "The column of the price table with volatilities, as decimals or in points, such as an index of implied volatility.",
                value: Value::When {
                    parameter: "spotVolatilityFrom",
                    is: "series",
                    value: Box::new(Value::Name),
                },
                advanced: true,
            },
            Parameter {
                name: "volatilityDeviation",
                label: "Daily volatility move",
                help: "Standard deviation of what a day adds to implied volatilities, whatever the spot does: 0.02 is two points.",
                value: number(Unit::Fraction, 0.0, WIDEST),
                advanced: true,
            },
        ]
    }
}

/// σ[t+1] − σ[t] per year by exponential weights, the mean of r² before the first return.
fn weighted_changes(returns: &Returns, asset: usize) -> Vec<f64> {
    let own = returns.column(asset);
    let periods = returns.sample().periods_per_year;
    let mut variance = own.iter().map(|r| r * r).sum::<f64>() / own.len() as f64;
    let mut change = |r: &f64| {
        let before = variance;
        variance = (1.0 - DECAY) * r * r + DECAY * before;
        (variance * periods).sqrt() - (before * periods).sqrt()
    };
    own.iter().map(&mut change).collect()
}
