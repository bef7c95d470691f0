//! Σ* = (1 − δ) S + δ m I: the sample covariance drawn towards a multiple of the identity.
//!
//! With S = X'X / T of centred returns, m = tr(S) / N,
//! d² = ‖S − m I‖² / N (how far S is from its target),
//! b² = min(d², (1/T²) Σ_t ‖x_t x_t' − S‖² / N) (how much of that is noise), δ = b² / d²;
//! norms are Frobenius. δ minimises the expected squared distance to the true matrix as T and N
//! grow together.
//!
//! Ledoit & Wolf 2004, A well-conditioned estimator for large-dimensional covariance matrices.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::{CovarianceEstimate, CovarianceEstimator, centred};
use crate::market::Returns;
use crate::math::cross_product::cross_product;
use crate::method::{Describe, Method, Reference};

/// The sample covariance shrunk to a scaled identity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct LedoitWolf {}

impl CovarianceEstimator for LedoitWolf {
    fn estimate(&self, returns: &Returns) -> CovarianceEstimate {
        let (rows, n) = (returns.observations(), returns.assets().len());
        shrink(&centred(returns), rows, n)
    }
}

fn shrink(centred: &[f64], rows: usize, n: usize) -> CovarianceEstimate {
    let mut s = cross_product(centred, rows) / rows as f64;
    let (size, observations) = (n as f64, rows as f64);
    let scale = s.trace() / size;
    let distance = s.iter().map(|x| x * x).sum::<f64>() / size - scale * scale;
    // Σ_t ‖x_t x_t' − S‖² = Σ_t ‖x_t‖⁴ − T ‖S‖².
    let mut lengths = vec![0.0; rows];
    for column in centred.chunks_exact(rows.max(1)) {
        for (length, x) in lengths.iter_mut().zip(column) {
            *length += x * x;
        }
    }
    let fourth = lengths.iter().map(|l| l * l).sum::<f64>() / observations;
    let noise = (fourth - s.iter().map(|x| x * x).sum::<f64>()) / (size * observations);
    // S at its target (one asset, no variance at all) needs no shrinking, and has nothing to divide by.
    let tiny = f64::EPSILON * scale * scale;
    let shrinkage = if distance <= tiny { 0.0 } else { (noise.max(0.0) / distance).min(1.0) };
    s *= 1.0 - shrinkage;
    s += DMatrix::from_diagonal_element(n, n, shrinkage * scale);
    CovarianceEstimate { matrix: s, shrinkage: Some(shrinkage) }
}

impl Describe for LedoitWolf {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Ledoit-Wolf",
            summary: "The sample covariance drawn towards equal variances and no correlation, by as much as its noise asks for.",
            formula: "Σ = p · ((1 − δ) S + δ (tr S / N) I), S = X'X / T; δ = noise of S / distance of S from its target, both as mean squares",
            conventions: &[
                "S divides by the number of returns T, not by T − 1.",
                "Always invertible unless all variances are zero. All assets are drawn towards one variance, so that coins and stablecoins in one table are changed most.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "Ledoit, O., Wolf, M. (2004). A well-conditioned estimator for large-dimensional covariance matrices. Journal of Multivariate Analysis 88(2).",
                url: Some("https://doi.org/10.1016/S0047-259X(03)00096-4"),
            }],
        }
    }
}
