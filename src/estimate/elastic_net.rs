//! Elastic net: the next mean return on lagged returns, volatilities and further series, where a coefficient that
//! explains too little is zero.

use serde::{Deserialize, Serialize};

use super::predictors::{self, PastReturns, Predictors};
use super::{MeanEstimate, MeanEstimator, MeanSource};
use crate::error::Error;
use crate::market::Observed;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// Coefficients drawn towards zero, small ones all the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ElasticNet {
    /// λ.
    pub penalty: f64,
    /// ρ: 1 is the lasso.
    pub mix: f64,
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

impl Default for ElasticNet {
    fn default() -> Self {
        Self {
            penalty: 0.2,
            mix: 0.5,
            lags: 5,
            volatility_bars: 20,
            past: PastReturns::All,
            series: vec![],
            levels: vec![],
            horizon: 20,
        }
    }
}

impl ElasticNet {
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

impl MeanEstimator for ElasticNet {
    fn check(&self) -> Result<(), Error> {
        predictors::check_penalty(self.penalty)?;
        if !(0.01..=1.0).contains(&self.mix) {
            let message = "The share of the absolute penalty lies between 0.01 and 1; without it this is ridge regression.";
            return Err(Error::invalid("mix", message));
        }
        self.predictors().check()
    }

    fn observes(&self) -> Vec<Observed> {
        self.predictors().observes()
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let regressors = self.predictors().of(source)?;
        Ok(MeanEstimate::of(regressors.penalised(self.penalty, self.mix)?))
    }
}

impl Describe for ElasticNet {
    fn describe() -> Method {
        let mut parameters = vec![
            predictors::penalty_parameter(0.2),
            Parameter {
                name: "mix",
                label: "Absolute share",
                help: "How much of the penalty is on absolute coefficients, which makes small ones zero; 100 % is the lasso.",
                value: Value::Number {
                    unit: Unit::Fraction,
                    min: Some(0.01),
                    max: Some(1.0),
                    default: Some(0.5),
                },
                advanced: false,
            },
        ];
        parameters.extend(predictors::parameters(5, 20, 20, "all"));
        Method {
            kind: String::new(),
            label: "Elastic net",
            summary: "Regresses the coming mean return on past returns, volatility and other series, and drops what explains too little.",
            formula: "μ = p (ȳ + s_y z'b), b the least of |y − Z b|²/(2n) + λ (ρ |b|₁ + (1 − ρ) |b|²/2), y the z-scored mean return of the next h bars, Z z-scores of lagged returns, volatilities and series",
            conventions: predictors::CONVENTIONS,
            parameters,
            references: vec![Reference {
                text: "H. Zou, T. Hastie (2005), Regularization and variable selection via the elastic net, Journal of the Royal Statistical Society B 67(2), 301-320",
                url: Some("https://doi.org/10.1111/j.1467-9868.2005.00503.x"),
            }],
        }
    }
}
