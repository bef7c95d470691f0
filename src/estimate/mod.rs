//! From returns to moments: expected returns and covariances, one file per estimator.
//!
//! Estimators work on returns per period; [`Moments`] holds them per year,
//! μ = p m and Σ = p S with p periods per year (arithmetic scaling, which takes returns as
//! uncorrelated over time).

mod autoregression;
mod conditioning;
mod dynamic_correlation;
mod expectation_maximization;
pub mod experts;
mod factors;
pub mod forecast;
mod full_history;
mod garch_volatility;
mod half_life;
pub mod hidden_markov;
mod history;
mod market_portfolio;
mod moments;
mod penalised;
mod persistence;
mod pooling_views;
mod predictors;
mod relative_entropy;
mod repair;
mod request;
mod series;
mod shrunk_mean;
mod tail_search;
mod views;
pub mod volatility;

use nalgebra::DMatrix;

pub use conditioning::Conditioning;
pub use factors::Regression;
pub use full_history::HistoryUse;
pub use history::{Estimated, HistorySettings, PERIODS_PER_YEAR, check_periods_per_year};
pub use moments::{Estimation, Moments, correlation};
pub use pooling_views::{PoolingView, ViewQuantity, ViewRelation};
pub use repair::Repair;
pub use request::{Estimate, EstimateRequest, EstimateResponse, run, settings};
pub use views::View;

use crate::error::{Code, Error, Notice};
use crate::market::{Observed, Returns};
use crate::math::symmetric_eigen::Spectrum;

/// An estimator of expected returns.
pub trait MeanEstimator {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Series of the price table that it looks at beside the assets.
    fn observes(&self) -> Vec<Observed> {
        vec![]
    }

    /// The expected return of each asset per period.
    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error>;
}

/// What expected returns are estimated from.
#[derive(Debug, Clone, Copy)]
pub struct MeanSource<'a> {
    /// Past returns.
    pub returns: &'a Returns,
    /// Their covariance per period, as the chosen estimator has it.
    pub covariance: &'a DMatrix<f64>,
    /// Assets that a request may name, those that were not chosen among them.
    pub known: &'a [String],
    /// The mean of how many coming periods is wanted, where whoever asks says so.
    pub horizon: Option<u32>,
}

impl MeanSource<'_> {
    /// The coming periods that a forecast is about, so many if nobody says.
    pub fn ahead(&self, own: u32) -> usize {
        self.horizon.unwrap_or(own) as usize
    }
}

/// Estimated expected returns.
#[derive(Debug, Clone)]
pub struct MeanEstimate {
    /// By asset, per period.
    pub mean: Vec<f64>,
    /// The covariance per period, where what is known of the means changes it.
    pub covariance: Option<DMatrix<f64>>,
    /// Of the past periods, where they do not count alike; the covariance is then theirs alone.
    pub probabilities: Option<Vec<f64>>,
    /// What to know about it.
    pub notices: Vec<Notice>,
}

impl MeanEstimate {
    /// Means that leave the covariance as it is.
    pub fn of(mean: Vec<f64>) -> Self {
        Self { mean, covariance: None, probabilities: None, notices: vec![] }
    }
}

/// An estimator of covariances.
pub trait CovarianceEstimator {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Whether it never gives a portfolio a negative variance, so that there is nothing to repair. Asking the
    /// matrix takes longer than most allocations.
    fn is_always_semidefinite(&self) -> bool {
        false
    }

    /// Series of the price table that it looks at beside the assets.
    fn observes(&self) -> Vec<Observed> {
        vec![]
    }

    /// The covariance of returns per period.
    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error>;
}

/// An estimated covariance matrix.
#[derive(Debug, Clone)]
pub struct CovarianceEstimate {
    /// The matrix, per period.
    pub matrix: DMatrix<f64>,
    /// How much of the target is in it, in [0, 1], where the estimator shrinks.
    pub shrinkage: Option<f64>,
    /// What to know about it.
    pub notices: Vec<Notice>,
}

impl CovarianceEstimate {
    /// A matrix of which there is no more to say.
    pub fn of(matrix: DMatrix<f64>) -> Self {
        Self { matrix, shrinkage: None, notices: vec![] }
    }
}

crate::methods! {
    /// How expected returns are estimated.
    pub enum Mean as dyn MeanEstimator, family "mean", label "Expected returns" {
        historical::Historical,
        exponentially_weighted_mean::ExponentiallyWeightedMean,
        equilibrium::Equilibrium,
        capm::CapitalAssetPricing,
        james_stein::JamesStein,
        bayes_stein::BayesStein,
        black_litterman::BlackLitterman,
        entropy_pooling::EntropyPooling,
        factor_premia::FactorPremia,
        vector_autoregression::VectorAutoregression,
        regime_mean::RegimeMean,
        ridge::Ridge,
        elastic_net::ElasticNet,
        boosted_trees::BoostedTrees,
    }
}

crate::methods! {
    /// How covariances are estimated.
    pub enum Covariance as dyn CovarianceEstimator, family "covariance", label "Covariance" {
        sample::Sample,
        ledoit_wolf::LedoitWolf,
        oas::OracleApproximating,
        exponentially_weighted::ExponentiallyWeighted,
        semi::Semi,
        denoised::Denoised,
        gerber::Gerber,
        garch::Garch,
        implied::Implied,
        factor_model::FactorModel,
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

/// Eigenvalues and eigenvectors of correlations.
fn spectrum(correlations: &DMatrix<f64>) -> Result<Spectrum, Error> {
    let unfound = || Error::new(Code::NotConverged, "The eigenvalues of the correlations were not found.");
    Spectrum::of(correlations).ok_or_else(unfound)
}
