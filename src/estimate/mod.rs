//! From returns to moments: expected returns and covariances, one file per estimator.
//!
//! Estimators work on returns per period; [`Moments`] holds them per year,
//! μ = p m and Σ = p S with p periods per year (arithmetic scaling, which takes returns as
//! uncorrelated over time).

mod conditioning;
mod history;
mod moments;
mod request;

use nalgebra::DMatrix;

pub use conditioning::condition_number;
pub use history::{Estimated, HistorySettings, PERIODS_PER_YEAR, check_periods_per_year};
pub use moments::{Moments, correlation};
pub use request::{Estimate, EstimateRequest, EstimateResponse, run, settings};

use crate::error::Error;
use crate::market::Returns;

/// An estimator of expected returns.
pub trait MeanEstimator {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// The expected return of each asset per period.
    fn estimate(&self, returns: &Returns) -> Vec<f64>;
}

/// An estimator of covariances.
pub trait CovarianceEstimator {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// The covariance of returns per period.
    fn estimate(&self, returns: &Returns) -> CovarianceEstimate;
}

/// An estimated covariance matrix.
#[derive(Debug, Clone)]
pub struct CovarianceEstimate {
    /// The matrix, per period.
    pub matrix: DMatrix<f64>,
    /// How much of the target is in it, in [0, 1], where the estimator shrinks.
    pub shrinkage: Option<f64>,
}

crate::methods! {
    /// How expected returns are estimated.
    pub enum Mean as dyn MeanEstimator, family "mean", label "Expected returns" {
        historical::Historical,
    }
}

crate::methods! {
    /// How covariances are estimated.
    pub enum Covariance as dyn CovarianceEstimator, family "covariance", label "Covariance" {
        sample::Sample,
        ledoit_wolf::LedoitWolf,
    }
}

/// Columns with their means taken away.
fn centred(returns: &Returns) -> Vec<f64> {
    let rows = returns.observations();
    let mut columns = returns.columns().to_vec();
    for column in columns.chunks_exact_mut(rows) {
        let mean = column.iter().sum::<f64>() / rows as f64;
        // A constant column must not keep the rounding of its mean as a variance.
        let constant = column.iter().all(|r| *r == column[0]);
        column.iter_mut().for_each(|r| *r = if constant { 0.0 } else { *r - mean });
    }
    columns
}
