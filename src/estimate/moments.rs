//! Expected returns and covariances of a set of assets, per year.

use std::ops::RangeInclusive;

use nalgebra::DMatrix;

use super::repair::Repair;
use super::{Covariance, Mean, MeanEstimate, MeanSource};
use crate::error::{Error, Notice};
use crate::market::{ByAsset, Returns};

/// Carries per year that a request may name.
pub const CARRY: RangeInclusive<f64> = -10.0..=10.0;

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

/// Moments, and what comes with them.
#[derive(Debug, Clone)]
pub struct Estimation {
    /// Per year.
    pub moments: Moments,
    /// Of the returns, where they do not count alike.
    pub probabilities: Option<Vec<f64>>,
    /// What to know about them.
    pub notices: Vec<Notice>,
}

impl Moments {
    /// Estimated from returns.
    pub fn estimate(
        returns: &Returns,
        known: &[String],
        mean: &Mean,
        covariance: &Covariance,
        repair: Repair,
    ) -> Result<Estimation, Error> {
        let periods = returns.sample().periods_per_year;
        let mut estimate = covariance.estimate(returns, repair)?;
        let MeanEstimate { mean, covariance: adjusted, probabilities, notices } = mean
            .method()
            .estimate(&MeanSource { returns, covariance: &estimate.matrix, known, horizon: None })
            .map_err(|error| error.inside("mean"))?;
        if probabilities.is_some() {
            (estimate.shrinkage, estimate.notices) = (None, vec![]);
        }
        estimate.notices.extend(notices);
        let moments = Self {
            assets: returns.assets().to_vec(),
            mean: mean.into_iter().map(|m| m * periods).collect(),
            covariance: adjusted.unwrap_or(estimate.matrix) * periods,
            shrinkage: estimate.shrinkage,
        };
        Ok(Estimation { moments, probabilities, notices: estimate.notices })
    }

    /// What holding each asset brings or costs beside its price, added to its expected return.
    pub fn add_carry(&mut self, carry: &ByAsset, known: &[String]) -> Result<(), Error> {
        carry.check(CARRY, "carry", "A carry per year lies between −10 and 10; 0.03 is 3 %.")?;
        carry.check_names(known, "carry")?;
        self.mean.iter_mut().zip(carry.of(&self.assets)).for_each(|(mean, carry)| *mean += carry);
        Ok(())
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
