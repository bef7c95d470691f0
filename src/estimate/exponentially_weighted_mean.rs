//! m[i] = Σ_t w[t] r[t][i] with weights w that halve every h periods.

use serde::{Deserialize, Serialize};

use super::{MeanEstimate, MeanEstimator, MeanSource, half_life};
use crate::error::Error;
use crate::math::cholesky::dot;
use crate::method::{Describe, Method, Reference};

/// The exponentially weighted mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ExponentiallyWeightedMean {
    /// After so many periods a return counts half.
    pub half_life: f64,
}

impl Default for ExponentiallyWeightedMean {
    fn default() -> Self {
        Self { half_life: half_life::DEFAULT }
    }
}

impl MeanEstimator for ExponentiallyWeightedMean {
    fn check(&self) -> Result<(), Error> {
        half_life::check(self.half_life)
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let rows = source.returns.observations();
        let weights = half_life::weights(self.half_life, rows);
        let columns = source.returns.columns().chunks_exact(rows);
        Ok(MeanEstimate::of(columns.map(|column| dot(&weights, column)).collect()))
    }
}

impl Describe for ExponentiallyWeightedMean {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Exponentially weighted mean",
            summary: "The average of past returns, the recent ones counting more: what moved up lately is taken to go on.",
            formula: "μ[i] = p · Σ_t w[t] r[t][i], w[t] ∝ 2^(−age/h) with the sum 1",
            conventions: &[
                "Its standard error is that of a history of about 2.9 half-lives: large.",
                "A span s is a half-life of ln 2 / ln((s + 1)/(s − 1)).",
            ],
            parameters: vec![half_life::parameter()],
            references: vec![Reference {
                text: "J.P. Morgan/Reuters (1996), RiskMetrics technical document, 4th edition, section 5.2",
                url: None,
            }],
        }
    }
}
