//! Reverse optimisation: μ = r + δ Σ w, the expected returns at which an investor with the risk
//! aversion δ, who maximises μ'x − ½ δ x'Σx over all x, holds the market portfolio w.
//!
//! Sharpe 1974; Black & Litterman 1992.

use serde::{Deserialize, Serialize};

use super::market_portfolio as market;
use super::{MeanEstimate, MeanEstimator, MeanSource};
use crate::error::Error;
use crate::market::ByAsset;
use crate::method::{Describe, Method, Reference};

/// He and Litterman's world average.
pub const RISK_AVERSION: f64 = 2.5;

/// Expected returns in equilibrium.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Equilibrium {
    /// What each asset makes up of the market; equal when empty.
    pub weights: ByAsset,
    /// δ: excess return per unit of variance.
    pub risk_aversion: f64,
    /// Per year.
    pub risk_free_rate: f64,
}

impl Default for Equilibrium {
    fn default() -> Self {
        Self { weights: ByAsset::default(), risk_aversion: RISK_AVERSION, risk_free_rate: 0.0 }
    }
}

impl MeanEstimator for Equilibrium {
    fn check(&self) -> Result<(), Error> {
        market::check(&self.weights)?;
        market::check_risk_aversion(self.risk_aversion)?;
        market::check_risk_free_rate(self.risk_free_rate)
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let (_, with_market) = market::read(&self.weights, source)?;
        let rate = self.risk_free_rate / source.returns.sample().periods_per_year;
        Ok(MeanEstimate::of(with_market.iter().map(|c| rate + self.risk_aversion * c).collect()))
    }
}

impl Describe for Equilibrium {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Equilibrium",
            summary: "The returns at which holding the market as it is makes sense: riskier beside the market means a higher expected return.",
            formula: "μ = r + δ Σ w, w the market weights with the sum 1, δ the risk aversion, r the risk-free rate",
            conventions: &[
                "Uses the chosen covariance and no past mean.",
                "δ is the market's excess return over its variance: 2.5 with a volatility of 60 % means an excess return of 90 % a year; lower it for coins.",
            ],
            parameters: vec![
                market::parameter(),
                market::risk_aversion(RISK_AVERSION),
                market::risk_free_rate(),
            ],
            references: vec![
                Reference {
                    text: "W. Sharpe (1974), Imputing expected security returns from portfolio composition, Journal of Financial and Quantitative Analysis 9(3), 463-472",
                    url: Some("https://doi.org/10.2307/2329873"),
                },
                Reference {
                    text: "F. Black, R. Litterman (1992), Global portfolio optimization, Financial Analysts Journal 48(5), 28-43",
                    url: Some("https://doi.org/10.2469/faj.v48.n5.28"),
                },
            ],
        }
    }
}
