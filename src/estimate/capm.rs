//! Capital asset pricing model: μ[i] = r + β[i] (m − r), β = Σw / w'Σw, with the market portfolio w,
//! its expected return m and the risk-free rate r.
//!
//! Sharpe 1964.

use serde::{Deserialize, Serialize};

use super::market_portfolio as market;
use super::{MeanEstimate, MeanEstimator, MeanSource};
use crate::error::Error;
use crate::market::ByAsset;
use crate::math::cholesky::dot;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// Expected returns by beta.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct CapitalAssetPricing {
    /// What each asset makes up of the market; equal when empty.
    pub weights: ByAsset,
    /// Expected return of the market per year; the mean of its history when left out.
    pub market_return: Option<f64>,
    /// Per year.
    pub risk_free_rate: f64,
}

impl MeanEstimator for CapitalAssetPricing {
    fn check(&self) -> Result<(), Error> {
        market::check(&self.weights)?;
        market::check_risk_free_rate(self.risk_free_rate)?;
        match self.market_return {
            Some(expected) if !(-1.0..=10.0).contains(&expected) => {
                Err(Error::invalid("marketReturn", "A return per year lies between −1 and 10; 0.1 is 10 %."))
            }
            _ => Ok(()),
        }
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let (shares, with_market) = market::read(&self.weights, source)?;
        let variance = dot(&shares, &with_market);
        if variance <= 0.0 {
            return Err(Error::invalid("weights", "The market has no risk: no asset in it moves."));
        }
        let periods = source.returns.sample().periods_per_year;
        let rate = self.risk_free_rate / periods;
        let expected = match self.market_return {
            Some(expected) => expected / periods,
            None => dot(&shares, &source.returns.means()),
        };
        Ok(MeanEstimate::of(with_market.iter().map(|c| rate + c / variance * (expected - rate)).collect()))
    }
}

impl Describe for CapitalAssetPricing {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Capital asset pricing model",
            summary: "The market's expected return, shared out by how much each asset moves with the market.",
            formula: "μ[i] = r + β[i] (m − r), β = Σw / w'Σw, m the market's expected return, r the risk-free rate, w the market weights",
            conventions: &["Betas come from the chosen covariance; the market is made of the chosen assets."],
            parameters: vec![
                market::parameter(),
                Parameter {
                    name: "marketReturn",
                    label: "Market's expected return",
                    help: "What the market is expected to return; left out, the mean of its history.",
                    value: Value::Number {
                        unit: Unit::PerYear,
                        min: Some(-1.0),
                        max: Some(10.0),
                        default: None,
                    },
                    advanced: false,
                },
                market::risk_free_rate(),
            ],
            references: vec![Reference {
                text: "W. Sharpe (1964), Capital asset prices: a theory of market equilibrium under conditions of risk, The Journal of Finance 19(3), 425-442",
                url: Some("https://doi.org/10.1111/j.1540-6261.1964.tb02865.x"),
            }],
        }
    }
}
