//! Σ* = (1 − ρ) S + ρ m I with S = X'X / T of centred returns and m = tr S / N: the sample
//! covariance drawn towards a multiple of the identity, by the fixed point of the oracle for normal
//! returns,
//!
//! ρ = min(1, (a + m²) / ((T + 1)(a − m²/N))), a = Σ_ij S[i][j]² / N².
//!
//! Chen, Wiesel, Eldar & Hero 2010, equation 23, without its terms in 2/N, as the common
//! implementations have it.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::{CovarianceEstimate, CovarianceEstimator, centred};
use crate::error::Error;
use crate::market::Returns;
use crate::math::cross_product::cross_product;
use crate::method::{Describe, Method, Reference};

/// Oracle approximating shrinkage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct OracleApproximating {}

impl CovarianceEstimator for OracleApproximating {
    fn is_always_semidefinite(&self) -> bool {
        // A mean of X'X and a multiple of the identity.
        true
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let (rows, n) = (returns.observations() as f64, returns.assets().len());
        let mut s = cross_product(&centred(returns), returns.observations()) / rows;
        let size = n as f64;
        let scale = s.trace() / size;
        let spread = s.iter().map(|x| x * x).sum::<f64>() / (size * size);
        let (numerator, denominator) =
            (spread + scale * scale, (rows + 1.0) * (spread - scale * scale / size));
        // A matrix at its target, or of zeros, needs no shrinking.
        let at_target = denominator <= f64::EPSILON * numerator;
        let shrinkage = if at_target { 0.0 } else { (numerator / denominator).min(1.0) };
        s *= 1.0 - shrinkage;
        s += DMatrix::from_diagonal_element(n, n, shrinkage * scale);
        Ok(CovarianceEstimate { shrinkage: Some(shrinkage), ..CovarianceEstimate::of(s) })
    }
}

impl Describe for OracleApproximating {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Oracle approximating shrinkage",
            summary: "The sample covariance drawn towards equal variances and no correlation, by as much as normal returns would ask for.",
            formula: "Σ = p · ((1 − ρ) S + ρ m I), S = X'X / T, m = tr S / N, ρ = min(1, (a + m²) / ((T + 1)(a − m²/N))), a = mean of all S[i][j]²",
            conventions: &[
                "S divides by the number of returns T, not by T − 1.",
                "The article has further terms in 2/N, which the common implementations leave out; so does this one.",
                "Meant for normal returns: with heavy tails Ledoit-Wolf shrinks more, and rightly.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "Y. Chen, A. Wiesel, Y. Eldar, A. Hero (2010), Shrinkage algorithms for MMSE covariance estimation, IEEE Transactions on Signal Processing 58(10), 5016-5029",
                url: Some("https://doi.org/10.1109/TSP.2010.2053029"),
            }],
        }
    }
}
