//! Bayes-Stein: μ = (1 − s) m + s g with past means m, a common mean g and
//! s = (N + 2) / (N + 2 + T (m − g)'Σ⁻¹(m − g)): an empirical prior on the spread of the true means.
//!
//! Jorion 1986, equations 14 and 17; Σ is taken as known.

use serde::{Deserialize, Serialize};

use super::shrunk_mean::{self, CommonMean};
use super::{MeanEstimate, MeanEstimator, MeanSource};
use crate::error::Error;
use crate::math::cholesky::dot;
use crate::method::{Describe, Method, Reference};

/// Past means, drawn together by Jorion's share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct BayesStein {
    /// What past means are drawn towards.
    pub towards: CommonMean,
}

impl Default for BayesStein {
    fn default() -> Self {
        Self { towards: CommonMean::MinimumVariance }
    }
}

impl MeanEstimator for BayesStein {
    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let means = source.returns.means();
        let towards = self.towards.of(&means, source)?;
        let mut apart: Vec<f64> = means.iter().map(|m| m - towards).collect();
        shrunk_mean::factor(source)?.solve_lower(&mut apart);
        let freedom = means.len() as f64 + 2.0;
        let share = freedom / (freedom + source.returns.observations() as f64 * dot(&apart, &apart));
        Ok(MeanEstimate::of(shrunk_mean::drawn(&means, towards, share)))
    }
}

impl Describe for BayesStein {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Bayes-Stein",
            summary: "Past means drawn towards that of the portfolio with the least variance, by as much as chance could have spread them.",
            formula: "μ = (1 − s) m + s g, s = (N + 2) / (N + 2 + T (m − g)'Σ⁻¹(m − g)), m past means per period, T returns of N assets; g = 1'Σ⁻¹m / 1'Σ⁻¹1",
            conventions: &[
                "Uses the chosen covariance, which has to be invertible, and takes it as known.",
                "Only the means change; the covariance is left as it was estimated.",
            ],
            parameters: vec![CommonMean::parameter("minimumVariance")],
            references: vec![Reference {
                text: "P. Jorion (1986), Bayes-Stein estimation for portfolio analysis, Journal of Financial and Quantitative Analysis 21(3), 279-292",
                url: Some("https://doi.org/10.2307/2331042"),
            }],
        }
    }
}
