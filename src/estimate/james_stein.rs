//! James-Stein: μ = (1 − s) m + s g with past means m, a common mean g and
//! s = (tr Σ − 2 λ₁) / (T ‖m − g‖²) within [0, 1], λ₁ the greatest eigenvalue of Σ.
//!
//! James & Stein 1961, for correlated assets as in Meucci 2005, section 4.4.2.

use serde::{Deserialize, Serialize};

use super::shrunk_mean::{self, CommonMean};
use super::{MeanEstimate, MeanEstimator, MeanSource, spectrum};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// Past means, drawn together by James and Stein's share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct JamesStein {
    /// What past means are drawn towards.
    pub towards: CommonMean,
}

impl Default for JamesStein {
    fn default() -> Self {
        Self { towards: CommonMean::GrandMean }
    }
}

impl MeanEstimator for JamesStein {
    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let means = source.returns.means();
        let towards = self.towards.of(&means, source)?;
        let distance: f64 = means.iter().map(|m| (m - towards).powi(2)).sum();
        let greatest = spectrum(source.covariance)?.values.first().copied().unwrap_or(0.0);
        let excess = source.covariance.trace() - 2.0 * greatest;
        let share = excess / (source.returns.observations() as f64 * distance);
        // Equal means stay as they are, whatever the share.
        let share = if distance > 0.0 { share.clamp(0.0, 1.0) } else { 0.0 };
        Ok(MeanEstimate::of(shrunk_mean::drawn(&means, towards, share)))
    }
}

impl Describe for JamesStein {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "James-Stein",
            summary: "Past means drawn together, the more the noisier they are.",
            formula: "μ = (1 − s) m + s g, s = (tr Σ − 2 λ₁) / (T ‖m − g‖²) within [0, 1], m past means per period, T returns, λ₁ the greatest eigenvalue of Σ",
            conventions: &[
                "Where one common factor makes up more than half of all variance, as among coins, s is zero and nothing is drawn.",
                "Uses the chosen covariance.",
            ],
            parameters: vec![CommonMean::parameter("grandMean")],
            references: vec![
                Reference {
                    text: "W. James, C. Stein (1961), Estimation with quadratic loss, Proceedings of the Fourth Berkeley Symposium 1, 361-379",
                    url: None,
                },
                Reference {
                    text: "A. Meucci (2005), Risk and Asset Allocation, section 4.4.2, Springer",
                    url: Some("https://doi.org/10.1007/978-3-540-27904-4"),
                },
            ],
        }
    }
}
