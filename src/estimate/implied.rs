//! S[i][j] = s[i] s[j] ρ[i][j]: correlations ρ of past returns, with volatilities s that options
//! imply. An asset without one keeps its historical volatility.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::sample::Sample;
use super::{CovarianceEstimate, CovarianceEstimator, correlation};
use crate::error::{Error, Notice};
use crate::market::{ByAsset, GREATEST_VOLATILITY, Returns};
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// Implied volatilities with historical correlations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Implied {
    /// By asset, per year.
    pub volatilities: ByAsset,
}

impl CovarianceEstimator for Implied {
    fn check(&self) -> Result<(), Error> {
        let rule = format!("An implied volatility lies between 0 and {GREATEST_VOLATILITY}; 0.6 is 60 %.");
        self.volatilities.check(0.0..=GREATEST_VOLATILITY, "volatilities", &rule)
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let sample = Sample::default().estimate(returns)?.matrix;
        let (assets, periods) = (returns.assets(), returns.sample().periods_per_year);
        let given = |asset: &String| self.volatilities.0.get(asset).map(|v| v / periods.sqrt());
        let historical: Vec<&str> =
            assets.iter().filter(|asset| given(asset).is_none()).map(String::as_str).collect();
        let volatilities: Vec<f64> = assets
            .iter()
            .enumerate()
            .map(|(i, asset)| given(asset).unwrap_or_else(|| sample[(i, i)].sqrt()))
            .collect();
        let correlations = correlation(&sample);
        let matrix = DMatrix::from_fn(assets.len(), assets.len(), |i, j| {
            volatilities[i] * volatilities[j] * correlations[(i, j)]
        });
        let notices = match historical.as_slice() {
            [] => vec![],
            names => {
                let message = format!(
                    "No implied volatility is given for {}: the historical one is used.",
                    names.join(", ")
                );
                vec![Notice::new("volatilityHistorical", message)]
            }
        };
        Ok(CovarianceEstimate { notices, ..CovarianceEstimate::of(matrix) })
    }
}

impl Describe for Implied {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Implied volatilities",
            summary: "What option prices say of each asset's risk, with the correlations of past returns.",
            formula: "Σ[i][j] = s[i] s[j] ρ[i][j], s the implied volatilities per year, ρ the sample correlations",
            conventions: &[
                "Implied volatilities contain a premium: on average they are above what follows.",
                "Take those of options that expire near the horizon. An asset without one keeps its historical volatility, and that is said.",
            ],
            parameters: vec![Parameter {
                name: "volatilities",
                label: "Implied volatilities",
                help: "The volatility that each asset's options imply; the historical one where none is given.",
                value: Value::PerAsset {
                    unit: Unit::PerYear,
                    min: Some(0.0),
                    max: Some(GREATEST_VOLATILITY),
                    default: None,
                },
                advanced: false,
            }],
            references: vec![Reference {
                text: "V. DeMiguel, Y. Plyakha, R. Uppal, G. Vilkov (2013), Improving portfolio selection using option-implied volatility and skewness, Journal of Financial and Quantitative Analysis 48(6), 1813-1845",
                url: Some("https://doi.org/10.1017/S0022109013000616"),
            }],
        }
    }
}
