//! The portfolio that all investors hold together: what equilibrium returns are read from.

use crate::error::Error;
use crate::market::ByAsset;
use crate::math::cholesky::dot;
use crate::method::{Parameter, Unit, Value};

use super::MeanSource;

/// Refuses weights that are none.
pub fn check(weights: &ByAsset) -> Result<(), Error> {
    weights.check(0.0..=1e18, "weights", "The weight of an asset in the market is not negative.")
}

/// The weights with the sum 1, equal where none is given, and Σw: the covariance of each asset with
/// the portfolio.
pub fn read(weights: &ByAsset, source: &MeanSource) -> Result<(Vec<f64>, Vec<f64>), Error> {
    weights.check_names(source.known, "weights")?;
    let assets = source.returns.assets();
    let raw = if weights.is_empty() { vec![1.0; assets.len()] } else { weights.of(assets) };
    let total: f64 = raw.iter().sum();
    if total <= 0.0 {
        return Err(Error::invalid("weights", "No chosen asset has a weight in the market above zero."));
    }
    let shares: Vec<f64> = raw.iter().map(|w| w / total).collect();
    let with_market = source.covariance.column_iter().map(|column| dot(column.as_slice(), &shares)).collect();
    Ok((shares, with_market))
}

/// Its place in a form.
pub fn parameter() -> Parameter {
    Parameter {
        name: "weights",
        label: "Market weights",
        help: "What each asset makes up of the market, up to a common factor: shares or capitalisations; equal when none is given.",
        value: Value::PerAsset { unit: Unit::None, min: Some(0.0), max: Some(1e18), default: None },
        advanced: false,
    }
}

/// The rate that excess returns stand on.
pub fn check_risk_free_rate(rate: f64) -> Result<(), Error> {
    if (-1.0..=10.0).contains(&rate) {
        return Ok(());
    }
    Err(Error::invalid("riskFreeRate", "A rate per year lies between −1 and 10; 0.04 is 4 %."))
}

/// Its place in a form.
pub fn risk_free_rate() -> Parameter {
    Parameter {
        name: "riskFreeRate",
        label: "Risk-free rate within",
        help: "What an asset without risk returns; equilibrium pays for risk on top of it.",
        value: Value::Number { unit: Unit::PerYear, min: Some(-1.0), max: Some(10.0), default: Some(0.0) },
        advanced: true,
    }
}

/// Refuses a risk aversion that is none.
pub fn check_risk_aversion(aversion: f64) -> Result<(), Error> {
    if (0.0..=1e3).contains(&aversion) {
        return Ok(());
    }
    Err(Error::invalid("riskAversion", "The risk aversion lies between 0 and 1000."))
}

/// Its place in a form.
pub fn risk_aversion(default: f64) -> Parameter {
    Parameter {
        name: "riskAversion",
        label: "Risk aversion",
        help: "How much excess return the market asks for each unit of variance.",
        value: Value::Number { unit: Unit::None, min: Some(0.0), max: Some(1e3), default: Some(default) },
        advanced: false,
    }
}
