//! Gerber statistic: co-movements are counted, not multiplied, and only those beyond a threshold.
//!
//! With σ the standard deviations, y[t][i] = 1 where r[t][i] ≥ cσ[i], −1 where r[t][i] ≤ −cσ[i] and
//! 0 between, H = Y'Y counts the pairs that move together less those that move against each other.
//! The correlations are
//!
//! - G[i][j] = H[i][j] / (T − N[i][j]), N[i][j] counting the times at which neither moves;
//! - G[i][j] = H[i][j] / √(H[i][i] H[j][j]);
//! - G[i][j] = H[i][j] / |Y|'|Y|[i][j], the statistic as it was first written,
//!
//! and S[i][j] = G[i][j] σ[i] σ[j]. The second is a Gram matrix. So is N, and
//! 1 / (T − N[i][j]) = Σ_k N[i][j]^k / T^(k+1) is a sum of elementwise powers of it: by Schur's
//! product theorem the first is positive semidefinite too. The third need not be.
//!
//! Gerber, Markowitz, Ernst, Miao, Javid & Sargen 2022.

use serde::{Deserialize, Serialize};

use super::{CovarianceEstimate, CovarianceEstimator, centred};
use crate::error::Error;
use crate::market::Returns;
use crate::math::cholesky::dot;
use crate::math::cross_product::cross_product;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// What the counts are divided by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Version {
    /// The times at which at least one of the two moves.
    #[default]
    EitherMoves,
    /// The geometric mean of their own counts.
    Normalised,
    /// The times at which both move.
    BothMove,
}

/// The Gerber covariance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Gerber {
    /// How far a return has to go to count, in standard deviations.
    pub threshold: f64,
    /// What the counts are divided by.
    pub version: Version,
}

impl Default for Gerber {
    fn default() -> Self {
        Self { threshold: 0.5, version: Version::EitherMoves }
    }
}

impl CovarianceEstimator for Gerber {
    fn check(&self) -> Result<(), Error> {
        if (0.0..=2.0).contains(&self.threshold) {
            return Ok(());
        }
        let message = "The threshold lies between 0 and 2 standard deviations.";
        Err(Error::invalid("threshold", message))
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let (rows, n) = (returns.observations(), returns.assets().len());
        let deviations: Vec<f64> =
            centred(returns).chunks_exact(rows).map(|x| (dot(x, x) / rows as f64).sqrt()).collect();
        let mut moves = returns.columns().to_vec();
        for (column, deviation) in moves.chunks_exact_mut(rows).zip(&deviations) {
            let far = self.threshold * deviation;
            column.iter_mut().for_each(|r| *r = if r.abs() >= far && *r != 0.0 { r.signum() } else { 0.0 });
        }
        let together = cross_product(&moves, rows);
        let sizes: Vec<f64> = moves.iter().map(|y| y.abs()).collect();
        let counts = match self.version {
            Version::BothMove => cross_product(&sizes, rows),
            Version::EitherMoves => {
                let still: Vec<f64> = sizes.iter().map(|y| 1.0 - y).collect();
                cross_product(&still, rows).map(|neither| rows as f64 - neither)
            }
            Version::Normalised => {
                let own = together.diagonal().map(f64::sqrt);
                &own * own.transpose()
            }
        };
        let matrix = nalgebra::DMatrix::from_fn(n, n, |i, j| {
            let counted = if counts[(i, j)] > 0.0 { together[(i, j)] / counts[(i, j)] } else { 0.0 };
            deviations[i] * deviations[j] * if i == j { 1.0 } else { counted }
        });
        Ok(CovarianceEstimate::of(matrix))
    }
}

impl Describe for Gerber {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Gerber",
            summary: "Correlations by counting how often assets make large moves together, which no single violent day can rule.",
            formula: "Σ[i][j] = p · σ[i] σ[j] · H[i][j] / d[i][j], H[i][j] = times moved together − times moved apart, of moves of at least cσ; d[i][j] = times either moves, or √(H[i][i] H[j][j]), or times both move",
            conventions: &[
                "Standard deviations divide by the number of returns T; moves are counted from zero, not from the mean.",
                "The first two versions are positive semidefinite always. The third, as first written, is not: where it fails, the nearest covariance is taken and that is said.",
            ],
            parameters: vec![
                Parameter {
                    name: "threshold",
                    label: "Threshold",
                    help: "How far a return has to go to count, in standard deviations.",
                    value: Value::Number {
                        unit: Unit::None,
                        min: Some(0.0),
                        max: Some(2.0),
                        default: Some(0.5),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "version",
                    label: "Divided by",
                    help: "Which times the counted moves are set against.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "eitherMoves", label: "Times that either moves" },
                            Choice { value: "normalised", label: "Geometric mean of own moves" },
                            Choice { value: "bothMove", label: "Times that both move" },
                        ],
                        default: "eitherMoves",
                    },
                    advanced: true,
                },
            ],
            references: vec![Reference {
                text: "S. Gerber, H. Markowitz, P. Ernst, Y. Miao, B. Javid, P. Sargen (2022), The Gerber statistic: a robust co-movement measure for portfolio optimization, The Journal of Portfolio Management 48(3), 87-102",
                url: Some("https://doi.org/10.3905/jpm.2021.1.316"),
            }],
        }
    }
}
