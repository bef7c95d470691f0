//! What Monte Carlo draws log-returns from: one covariance for all, or rank correlations and each asset by itself.

use nalgebra::DMatrix;

use super::copula;
use super::drawn_moves::Heavy;
use super::measure::Setting;
use super::monte_carlo::{DrawnDistribution, MonteCarlo};
use super::parametric_student_t::check_history;
use crate::error::{Code, Error, Notice};
use crate::estimate::Repair;
use crate::market::Returns;
use crate::math::pivoted_cholesky::PivotedCholesky;
use crate::math::student_t_fit::{self, MOST as MOST_DEGREES};

/// What log-returns are drawn from.
pub struct Law {
    /// Mean of each asset over the horizon.
    pub drift: Vec<f64>,
    /// L.
    pub factor: PivotedCholesky,
    /// None where returns are normal.
    pub heavy: Option<Heavy>,
    /// As a sentence goes on after "Log-returns are".
    pub word: String,
    /// What to know of it.
    pub notices: Vec<Notice>,
}

fn factor(covariance: &DMatrix<f64>) -> Result<PivotedCholesky, Error> {
    PivotedCholesky::new(covariance.as_slice(), covariance.nrows()).ok_or_else(|| {
        let message = "The covariance of the returns is not that of any distribution; look for prices that are far off.";
        Error::new(Code::NotConverged, message).at("prices")
    })
}

impl Law {
    /// Over `h` bars, as a method has it.
    pub fn of(method: &MonteCarlo, setting: &Setting, returns: &Returns, h: f64) -> Result<Self, Error> {
        match method.distribution {
            DrawnDistribution::Normal | DrawnDistribution::StudentT => {
                Self::elliptical(method, setting, returns, h)
            }
            DrawnDistribution::FittedMargins | DrawnDistribution::PastMargins => {
                Self::copula(method, setting, returns, h)
            }
        }
    }

    /// From one covariance for all.
    fn elliptical(method: &MonteCarlo, setting: &Setting, returns: &Returns, h: f64) -> Result<Self, Error> {
        let estimate = method.covariance.estimate(returns, Repair::default());
        let estimate = estimate.map_err(|error| error.inside("method"))?;
        let covariance = estimate.matrix * h;
        let factor = factor(&covariance)?;
        let (heavy, word) = match method.distribution {
            DrawnDistribution::Normal => (None, "normal".to_owned()),
            _ => {
                let fit = || {
                    let degrees = match method.degrees_of_freedom {
                        Some(degrees) => degrees,
                        None => {
                            check_history(returns.observations())?;
                            let (squares, rank) = copula::distances(returns, &factor);
                            student_t_fit::fit(&squares, rank).map_or(MOST_DEGREES, |fitted| fitted.degrees)
                        }
                    };
                    Ok((degrees, Heavy::new(degrees, degrees - 2.0, None)))
                };
                let (degrees, heavy) = setting.fitted("Student's t", &fit)?;
                (Some(heavy), format!("Student's t with {degrees:.2} degrees of freedom"))
            }
        };
        Ok(Self {
            drift: method.mean.over(h, returns, &covariance),
            factor,
            heavy,
            word: format!("{word} with the {} covariance", method.covariance.kind()),
            notices: estimate.notices,
        })
    }

    /// From rank correlations, and each asset by itmethod.
    fn copula(method: &MonteCarlo, setting: &Setting, returns: &Returns, h: f64) -> Result<Self, Error> {
        let own = method.distribution == DrawnDistribution::FittedMargins;
        let fit = || {
            let (correlations, repaired) = copula::correlations(returns)?;
            let degrees = match method.degrees_of_freedom {
                Some(degrees) => degrees,
                None => copula::degrees(returns, &correlations)?,
            };
            let margins = copula::margins(returns, degrees, h, own);
            let heavy = Heavy::new(degrees, degrees, Some((copula::below(degrees), margins)));
            Ok((degrees, factor(&correlations)?, heavy, repaired))
        };
        let (degrees, factor, mut heavy, repaired) = setting.fitted("t copula", &fit)?;
        if let (false, Some((_, margins)), Some(_)) = (own, &mut heavy.copula, setting.walk) {
            // The past is no model: it follows at every step.
            *margins = copula::margins(returns, degrees, h, false);
        }
        let (means, n) = (returns.means(), returns.observations() as f64);
        let variance = |i: usize| {
            returns.column(i).iter().map(|r| (r - means[i]) * (r - means[i])).sum::<f64>() / (n - 1.0) * h
        };
        let variances =
            DMatrix::from_fn(means.len(), means.len(), |i, j| if i == j { variance(i) } else { 0.0 });
        Ok(Self {
            drift: method.mean.over(h, returns, &variances),
            factor,
            heavy: Some(heavy),
            word: format!(
                "{} under a t copula with {degrees:.2} degrees of freedom",
                if own { "Student's t, each with its own degrees of freedom," } else { "those of the past" }
            ),
            notices: repaired.into_iter().collect(),
        })
    }
}
