//! min ≤ Σ β[i] w[i] ≤ max: how far a portfolio may move with a factor. The loadings β are those of the
//! factor model: slopes of one regression of each asset on all factors that bands name.

use serde::{Deserialize, Serialize};

use super::constraints::Row;
use crate::error::Error;
use crate::estimate::Regression;
use crate::market::{Observed, Returns};

/// Exposures beyond this are a slip of the unit.
const LARGEST: f64 = 1e6;

/// Least and greatest exposure to one factor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FactorBand {
    /// A series of the price table, be it held or not.
    pub factor: String,
    /// Whether it moves by differences, as a level such as a rate does; else by returns.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub differences: bool,
    /// Least exposure: return of the portfolio for a move of 1 of the factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Greatest exposure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// The series that bands look at.
pub(super) fn observed(bands: &[FactorBand]) -> Vec<Observed> {
    let series = |band: &FactorBand| Observed { name: band.factor.clone(), differences: band.differences };
    bands.iter().map(series).collect()
}

/// The limits that bands put on the weights of the assets that have these returns; none where only moments are
/// known.
pub(super) fn rows(bands: &[FactorBand], returns: Option<&Returns>) -> Result<Vec<Row>, Error> {
    if bands.is_empty() {
        return Ok(vec![]);
    }
    let Some(returns) = returns else {
        let message = "Loadings are estimated from prices, and only moments are given: give prices, or take the factors away.";
        return Err(Error::invalid("constraints.factors", message));
    };
    let path = |k: usize| format!("constraints.factors[{k}]");
    for (k, band) in bands.iter().enumerate() {
        for (value, side) in [(band.min, "min"), (band.max, "max")] {
            if value.is_some_and(|value| !(-LARGEST..=LARGEST).contains(&value)) {
                let message = "An exposure lies between −1e6 and 1e6; 1 moves as the factor does.";
                return Err(Error::invalid(format!("{}.{side}", path(k)), message));
            }
        }
        if let (Some(min), Some(max)) = (band.min, band.max)
            && min > max
        {
            let message = format!("The least value {min} is above the greatest, {max}.");
            return Err(Error::invalid(format!("{}.min", path(k)), message));
        }
    }
    let place = |k: usize| format!("{}.factor", path(k));
    let loadings = Regression::of(returns, &observed(bands), &place)?.loadings;
    let row = |(k, band): (usize, &FactorBand)| Row {
        name: format!("exposure to {}", band.factor),
        path: path(k),
        coefficients: loadings.column(k).iter().copied().collect(),
        min: band.min.unwrap_or(f64::NEG_INFINITY),
        max: band.max.unwrap_or(f64::INFINITY),
    };
    // A factor without a band only takes its part in the regression.
    let limited = |(_, band): &(usize, &FactorBand)| band.min.is_some() || band.max.is_some();
    Ok(bands.iter().enumerate().filter(limited).map(row).collect())
}
