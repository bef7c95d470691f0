//! Expected returns and covariances of a set of assets, per year.

use nalgebra::DMatrix;

use super::{Covariance, Mean};
use crate::market::Returns;

/// Expected returns and covariances per year.
#[derive(Debug, Clone)]
pub struct Moments {
    /// The assets, in the order of both.
    pub assets: Vec<String>,
    /// Expected return of each asset.
    pub mean: Vec<f64>,
    /// Covariance matrix, symmetric and positive semidefinite.
    pub covariance: DMatrix<f64>,
    /// How much the covariance was shrunk, where the estimator does.
    pub shrinkage: Option<f64>,
}

impl Moments {
    /// Estimated from returns.
    pub fn estimate(returns: &Returns, mean: &Mean, covariance: &Covariance) -> Self {
        let periods = returns.sample().periods_per_year;
        let mean = mean.method().estimate(returns);
        let estimate = covariance.method().estimate(returns);
        Self {
            assets: returns.assets().to_vec(),
            mean: mean.into_iter().map(|m| m * periods).collect(),
            covariance: estimate.matrix * periods,
            shrinkage: estimate.shrinkage,
        }
    }

    /// Volatility of each asset.
    pub fn volatilities(&self) -> Vec<f64> {
        self.covariance.diagonal().iter().map(|v| v.max(0.0).sqrt()).collect()
    }
}

/// ρ[i][j] = Σ[i][j] / √(Σ[i][i] Σ[j][j]), within [−1, 1]; an asset without variance is correlated
/// with itself only.
pub fn correlation(covariance: &DMatrix<f64>) -> DMatrix<f64> {
    let n = covariance.nrows();
    let inverse: Vec<f64> =
        covariance.diagonal().iter().map(|v| if *v > 0.0 { 1.0 / v.sqrt() } else { 0.0 }).collect();
    let mut matrix = covariance.clone();
    for j in 0..n {
        for i in 0..n {
            matrix[(i, j)] =
                if i == j { 1.0 } else { (matrix[(i, j)] * inverse[i] * inverse[j]).clamp(-1.0, 1.0) };
        }
    }
    matrix
}
