//! Black-Litterman: equilibrium returns as a prior, views as observations with an error.
//!
//! Prior μ ~ N(π, τΣ) with π = r + δΣw; views Pμ = q + ε, ε ~ N(0, Ω), Ω diagonal. With
//! A = τΣP' and B = PA + Ω,
//!
//! - posterior mean: π + A B⁻¹ (q − Pπ);
//! - posterior covariance of the mean: M = τΣ − A B⁻¹ A'; of returns: Σ + M.
//!
//! A view's confidence c gives Ω[k][k] = τ p'Σp (1 − c)/c: ½ is He and Litterman's Ω = diag(τPΣP'),
//! and for a single view the weights tilt by the part c of the tilt of certainty, which is Idzorek's
//! definition (Walters 2014, section "The Idzorek extension").
//!
//! Black & Litterman 1992; He & Litterman 1999; Idzorek 2005.

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

use super::equilibrium::RISK_AVERSION;
use super::market_portfolio as market;
use super::views::{self, View};
use super::{MeanEstimate, MeanEstimator, MeanSource};
use crate::error::Error;
use crate::market::ByAsset;
use crate::math::cholesky::Cholesky;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// He and Litterman's uncertainty of the prior.
const TAU: f64 = 0.05;

/// Equilibrium returns, moved by views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct BlackLitterman {
    /// What is expected of portfolios.
    pub views: Vec<View>,
    /// What each asset makes up of the market; equal when empty.
    pub weights: ByAsset,
    /// δ: excess return per unit of variance.
    pub risk_aversion: f64,
    /// How uncertain the prior is, as a part of the covariance.
    pub tau: f64,
    /// Per year.
    pub risk_free_rate: f64,
}

impl Default for BlackLitterman {
    fn default() -> Self {
        Self {
            views: vec![],
            weights: ByAsset::default(),
            risk_aversion: RISK_AVERSION,
            tau: TAU,
            risk_free_rate: 0.0,
        }
    }
}

impl MeanEstimator for BlackLitterman {
    fn check(&self) -> Result<(), Error> {
        views::check(&self.views)?;
        market::check(&self.weights)?;
        market::check_risk_aversion(self.risk_aversion)?;
        market::check_risk_free_rate(self.risk_free_rate)?;
        if !(1e-6..=10.0).contains(&self.tau) {
            return Err(Error::invalid("tau", "τ lies between 0.000001 and 10."));
        }
        Ok(())
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let periods = source.returns.sample().periods_per_year;
        let (_, with_market) = market::read(&self.weights, source)?;
        let rate = self.risk_free_rate / periods;
        let prior = DVector::from_iterator(
            with_market.len(),
            with_market.iter().map(|c| rate + self.risk_aversion * c),
        );
        let portfolios = views::portfolios(&self.views, source)?;
        let values: Vec<f64> = self.views.iter().map(|view| view.value / periods).collect();
        let confidences: Vec<f64> = self.views.iter().map(|view| view.confidence).collect();
        let (mean, covariance) =
            posterior(&prior, source.covariance, self.tau, &portfolios, &values, &confidences)?;
        Ok(MeanEstimate { covariance: Some(covariance), ..MeanEstimate::of(mean.as_slice().to_vec()) })
    }
}

/// The mean and the covariance of returns once the views are known.
fn posterior(
    prior: &DVector<f64>,
    covariance: &DMatrix<f64>,
    tau: f64,
    portfolios: &DMatrix<f64>,
    values: &[f64],
    confidences: &[f64],
) -> Result<(DVector<f64>, DMatrix<f64>), Error> {
    // A view without any confidence has an infinite error: it is as if it were not there.
    let counted: Vec<usize> = (0..values.len()).filter(|&k| confidences[k] > 0.0).collect();
    let p = portfolios.select_rows(&counted);
    let a = covariance * p.transpose() * tau;
    let mut b = &p * &a;
    for (row, &k) in counted.iter().enumerate() {
        let variance = b[(row, row)];
        // Beside the variances of what it holds, so that rounding counts as none.
        let held: f64 = (0..p.ncols()).map(|i| p[(row, i)].powi(2) * covariance[(i, i)]).sum();
        if variance <= 1e-12 * tau * held {
            let message = "The portfolio of the view has no risk: nothing can be learnt from its return.";
            return Err(Error::invalid(format!("views[{k}].assets"), message));
        }
        b[(row, row)] += variance * (1.0 - confidences[k]) / confidences[k];
    }
    // Pivots that are rounding beside their diagonal: views that follow from others.
    let factor = Cholesky::of(&b, 1e-12).ok_or_else(|| {
        let message = "Views that are held for certain repeat or contradict each other: lower a confidence or take one away.";
        Error::invalid("views", message)
    })?;
    let mut gaps: Vec<f64> = (&p * prior).iter().zip(&counted).map(|(said, &k)| values[k] - said).collect();
    factor.solve(&mut gaps);
    let mean = prior + &a * DVector::from_vec(gaps);
    // A B⁻¹ A' = F'F with F = L⁻¹A', B = LL'.
    let mut freed = a.transpose();
    freed.column_iter_mut().for_each(|mut column| factor.solve_lower(column.as_mut_slice()));
    let learnt = freed.tr_mul(&freed);
    let uncertainty = covariance * tau - learnt;
    Ok((mean, covariance + uncertainty))
}

impl Describe for BlackLitterman {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Black-Litterman",
            summary: "Equilibrium returns, moved by what you expect of single assets or of one over another.",
            formula: "μ = π + A B⁻¹ (q − Pπ), Σ* = Σ + τΣ − A B⁻¹ A', A = τΣP', B = PA + Ω; π = r + δΣw, views Pμ = q, Ω[k][k] = τ p'Σp (1 − c)/c with the confidence c",
            conventions: &[
                "Views are returns per year, with the risk-free rate in them; one over another is the difference.",
                "A confidence of 50 % is He and Litterman's Ω = diag(τPΣP'); 100 % takes the view as known, 0 % leaves it out.",
                "The covariance becomes that of returns whose mean is uncertain: wider by up to τ.",
            ],
            parameters: vec![
                views::parameter(),
                market::parameter(),
                market::risk_aversion(RISK_AVERSION),
                Parameter {
                    name: "tau",
                    label: "Uncertainty of the equilibrium",
                    help: "The covariance of the equilibrium returns, as a part of the covariance of returns (τ).",
                    value: Value::Number {
                        unit: Unit::None,
                        min: Some(1e-6),
                        max: Some(10.0),
                        default: Some(TAU),
                    },
                    advanced: true,
                },
                market::risk_free_rate(),
            ],
            references: vec![
                Reference {
                    text: "F. Black, R. Litterman (1992), Global portfolio optimization, Financial Analysts Journal 48(5), 28-43",
                    url: Some("https://doi.org/10.2469/faj.v48.n5.28"),
                },
                Reference {
                    text: "G. He, R. Litterman (1999), The intuition behind Black-Litterman model portfolios, Goldman Sachs",
                    url: Some("https://doi.org/10.2139/ssrn.334304"),
                },
                Reference {
                    text: "T. Idzorek (2005), A step-by-step guide to the Black-Litterman model, in: Forecasting expected returns in the financial markets, 17-38",
                    url: Some("https://doi.org/10.1016/B978-075068321-0.50003-0"),
                },
                Reference {
                    text: "J. Walters (2014), The Black-Litterman model in detail",
                    url: Some("https://doi.org/10.2139/ssrn.1314585"),
                },
            ],
        }
    }
}
