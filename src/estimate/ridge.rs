//! Ridge regression: the next mean return on lagged returns, volatilities and further series, every coefficient at a
//! price that draws it towards zero.

use serde::{Deserialize, Serialize};

use super::predictors::{self, PastReturns, Predictors};
use super::{MeanEstimate, MeanEstimator, MeanSource};
use crate::error::Error;
use crate::market::Observed;
use crate::method::{Describe, Method, Reference};

/// Coefficients drawn towards zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Ridge {
    /// λ.
    pub penalty: f64,
    /// Returns of so many last bars are regressors.
    pub lags: u32,
    /// The volatility of so many last bars is a regressor; 0 for none.
    pub volatility_bars: u32,
    /// Whose past an asset is regressed on.
    pub past: PastReturns,
    /// Series of the price table that move by returns.
    pub series: Vec<String>,
    /// Series of the price table that are taken at their value.
    pub levels: Vec<String>,
    /// The mean of so many bars is foretold.
    pub horizon: u32,
}

impl Default for Ridge {
    fn default() -> Self {
        Self {
            penalty: 1.0,
            lags: 5,
            volatility_bars: 20,
            past: PastReturns::All,
            series: vec![],
            levels: vec![],
            horizon: 20,
        }
    }
}

impl Ridge {
    fn predictors(&self) -> Predictors<'_> {
        Predictors {
            lags: self.lags,
            volatility: self.volatility_bars,
            past: self.past,
            series: &self.series,
            levels: &self.levels,
            ahead: self.horizon,
        }
    }
}

impl MeanEstimator for Ridge {
    fn check(&self) -> Result<(), Error> {
        predictors::check_penalty(self.penalty)?;
        self.predictors().check()
    }

    fn observes(&self) -> Vec<Observed> {
        self.predictors().observes()
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let regressors = self.predictors().of(source)?;
        Ok(MeanEstimate::of(regressors.penalised(self.penalty, 0.0)?))
    }
}

impl Describe for Ridge {
    fn describe() -> Method {
        let mut parameters = vec![predictors::penalty_parameter(1.0)];
        parameters.extend(predictors::parameters(5, 20, 20, "all"));
        Method {
            kind: String::new(),
            label: "Ridge regression",
            summary: "Regresses the coming mean return on past returns, volatility and other series, with coefficients drawn towards zero.",
            formula: "μ = p (ȳ + s_y z'b), b = (Z'Z/n + λ I)⁻¹ Z'y/n, y the z-scored mean return of the next h bars, Z z-scores of lagged returns, volatilities and series",
            conventions: predictors::CONVENTIONS,
            parameters,
            references: vec![Reference {
                text: "A. Hoerl, R. Kennard (1970), Ridge regression: biased estimation for nonorthogonal problems, Technometrics 12(1), 55-67",
                url: Some("https://doi.org/10.1080/00401706.1970.10488634"),
            }],
        }
    }
}
