//! Σ* = (1 − δ) S + δ F: the sample covariance drawn towards a target F with few parameters.
//!
//! With S = X'X / T of centred returns X, Frobenius norms and sums over all i, j,
//!
//! δ = max(0, min(1, (π − ρ) / (T γ))), γ = ‖S − F‖²,
//! π = Σ_ij (1/T) Σ_t (x[t][i] x[t][j] − S[i][j])² (how noisy S is),
//! ρ = the covariance of the noise of F with that of S, summed alike.
//!
//! - identity: F = m I, m = tr S / N, ρ = 0 (Ledoit & Wolf 2004, multivariate analysis);
//! - constant correlation: F[i][j] = r̄ √(S[i][i] S[j][j]), F[i][i] = S[i][i], r̄ the mean sample
//!   correlation (Ledoit & Wolf 2004, portfolio management);
//! - single factor: F[i][j] = c[i] c[j] / v, F[i][i] = S[i][i], c = the covariances with the mean
//!   return of all assets, v = its variance (Ledoit & Wolf 2003).
//!
//! Every sum over pairs is a product of sums over assets within one t, so δ costs O(TN) beside S.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::{CovarianceEstimate, CovarianceEstimator, centred};
use crate::error::Error;
use crate::market::Returns;
use crate::math::cholesky::dot;
use crate::math::cross_product::cross_product;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};

/// What the sample covariance is drawn towards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ShrinkageTarget {
    /// Equal variances, no correlation.
    #[default]
    Identity,
    /// Own variances, one correlation for all pairs.
    ConstantCorrelation,
    /// Own variances, covariances by the mean of all assets.
    SingleFactor,
}

/// The sample covariance shrunk to a target.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct LedoitWolf {
    /// What the sample covariance is drawn towards.
    pub target: ShrinkageTarget,
}

impl CovarianceEstimator for LedoitWolf {
    fn is_always_semidefinite(&self) -> bool {
        // A mean of X'X and a target that is: the identity; one correlation, which as the mean of a correlation matrix is
        // never below −1 / (N − 1); one factor, whose part of a variance is never more than that variance.
        true
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let rows = returns.observations();
        let centred = centred(returns);
        let mut s = cross_product(&centred, rows) / rows as f64;
        let sample = Sample { x: &centred, rows, s: &s };
        let (target, noise_of_target) = match self.target {
            ShrinkageTarget::Identity => {
                let scale = s.trace() / s.nrows() as f64;
                (DMatrix::from_diagonal_element(s.nrows(), s.nrows(), scale), 0.0)
            }
            ShrinkageTarget::ConstantCorrelation => sample.constant_correlation(),
            ShrinkageTarget::SingleFactor => sample.single_factor(),
        };
        let distance = (&s - &target).norm_squared();
        // S at its target (one asset, no variance at all) needs no shrinking, and has nothing to divide by.
        let tiny = f64::EPSILON * s.norm_squared();
        let excess = (sample.noise() - noise_of_target) / rows as f64;
        let shrinkage = if distance <= tiny { 0.0 } else { (excess / distance).clamp(0.0, 1.0) };
        s *= 1.0 - shrinkage;
        s += target * shrinkage;
        Ok(CovarianceEstimate { shrinkage: Some(shrinkage), ..CovarianceEstimate::of(s) })
    }
}

/// Centred returns, one column after the other, and their covariance S.
struct Sample<'a> {
    x: &'a [f64],
    rows: usize,
    s: &'a DMatrix<f64>,
}

impl Sample<'_> {
    /// Σ_i weight(i) f(x[t][i]) for every t.
    fn across(&self, weight: impl Fn(usize) -> f64, f: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.rows];
        for (i, column) in self.x.chunks_exact(self.rows).enumerate() {
            let weight = weight(i);
            sums.iter_mut().zip(column).for_each(|(sum, x)| *sum += weight * f(*x));
        }
        sums
    }

    /// (1/T) Σ_t a[t] b[t].
    fn mean(&self, a: &[f64], b: &[f64]) -> f64 {
        dot(a, b) / self.rows as f64
    }

    /// π: Σ_t ‖x_t x_t' − S‖² / T = Σ_t ‖x_t‖⁴ / T − ‖S‖².
    fn noise(&self) -> f64 {
        let lengths = self.across(|_| 1.0, |x| x * x);
        self.mean(&lengths, &lengths) - self.s.norm_squared()
    }

    /// The part of π that stands on the diagonal, which F has in common with S.
    fn own_noise(&self) -> f64 {
        let fourths: f64 = self.x.iter().map(|x| x * x * x * x).sum::<f64>() / self.rows as f64;
        fourths - self.s.diagonal().norm_squared()
    }

    fn constant_correlation(&self) -> (DMatrix<f64>, f64) {
        let s = self.s;
        let deviations: Vec<f64> = s.diagonal().iter().map(|v| v.sqrt()).collect();
        let inverse: Vec<f64> = deviations.iter().map(|d| if *d > 0.0 { 1.0 / d } else { 0.0 }).collect();
        let moving = inverse.iter().filter(|x| **x > 0.0).count() as f64;
        let among = |left: &[f64], right: &[f64]| {
            s.column_iter().zip(right).map(|(column, r)| dot(column.as_slice(), left) * r).sum::<f64>()
        };
        let pairs = moving * (moving - 1.0);
        let correlation = if pairs > 0.0 { (among(&inverse, &inverse) - moving) / pairs } else { 0.0 };
        let mut target =
            DMatrix::from_fn(s.nrows(), s.nrows(), |i, j| correlation * deviations[i] * deviations[j]);
        target.set_diagonal(&s.diagonal());
        // Σ_{i≠j} √(S[j][j]/S[i][i]) ((1/T) Σ_t x[t][i]³ x[t][j] − S[i][i] S[i][j]).
        let cubes = self.across(|i| inverse[i], |x| x * x * x);
        let scaled = self.across(|i| deviations[i], |x| x);
        let all = self.mean(&cubes, &scaled) - among(&deviations, &deviations);
        (target, self.own_noise() + correlation * (all - self.own_noise()))
    }

    fn single_factor(&self) -> (DMatrix<f64>, f64) {
        let (s, n) = (self.s, self.s.nrows());
        let factor = self.across(|_| 1.0 / n as f64, |x| x);
        let variance = self.mean(&factor, &factor);
        if variance <= f64::EPSILON * s.trace() / (n * n) as f64 {
            // The assets cancel out: no factor, so no covariances in the target.
            return (DMatrix::from_diagonal(&s.diagonal()), self.own_noise());
        }
        let c: Vec<f64> = self.x.chunks_exact(self.rows).map(|x| self.mean(x, &factor)).collect();
        let mut target = DMatrix::from_fn(n, n, |i, j| c[i] * c[j] / variance);
        target.set_diagonal(&s.diagonal());
        // (1/T) Σ_t (c[j] v x[i] + c[i] v x[j] − c[i] c[j] m) m x[i] x[j] / v² − F[i][j] S[i][j], first
        // over all pairs, then less its diagonal.
        let squares = self.across(|_| 1.0, |x| x * x);
        let along = self.across(|i| c[i], |x| x);
        let pair =
            |squares: f64, along: f64, m: f64| along * m / variance * (2.0 * squares - m * along / variance);
        let of_all: f64 = (0..self.rows).map(|t| pair(squares[t], along[t], factor[t])).sum();
        let own: f64 = self
            .x
            .chunks_exact(self.rows)
            .zip(&c)
            .map(|(x, c)| x.iter().zip(&factor).map(|(x, m)| pair(x * x, c * x, *m)).sum::<f64>())
            .sum();
        let explained: f64 = (0..n)
            .flat_map(|j| (0..n).map(move |i| (i, j)))
            .filter(|(i, j)| i != j)
            .map(|(i, j)| target[(i, j)] * s[(i, j)])
            .sum();
        (target, self.own_noise() + (of_all - own) / self.rows as f64 - explained)
    }
}

impl Describe for LedoitWolf {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Ledoit-Wolf",
            summary: "The sample covariance drawn towards a simpler one, by as much as its noise asks for.",
            formula: "Σ = p · ((1 − δ) S + δ F), S = X'X / T; δ = (π − ρ) / (T ‖S − F‖²) within [0, 1], π the noise of S, ρ what of it F shares; F = (tr S / N) I, or own variances with the mean correlation, or own variances with the covariances of a single factor",
            conventions: &[
                "S divides by the number of returns T, not by T − 1.",
                "Towards the identity, all assets are drawn towards one variance, so that coins and stablecoins in one table are changed most; the other targets keep every variance.",
                "The single factor is the mean return of the chosen assets.",
                "Always invertible towards the identity unless all variances are zero.",
            ],
            parameters: vec![Parameter {
                name: "target",
                label: "Target",
                help: "What the sample covariance is drawn towards.",
                value: Value::Choice {
                    choices: vec![
                        Choice { value: "identity", label: "Equal variances, no correlation" },
                        Choice { value: "constantCorrelation", label: "One correlation for all" },
                        Choice { value: "singleFactor", label: "Single factor" },
                    ],
                    default: "identity",
                },
                advanced: false,
            }],
            references: vec![
                Reference {
                    text: "Ledoit, O., Wolf, M. (2004). A well-conditioned estimator for large-dimensional covariance matrices. Journal of Multivariate Analysis 88(2).",
                    url: Some("https://doi.org/10.1016/S0047-259X(03)00096-4"),
                },
                Reference {
                    text: "O. Ledoit, M. Wolf (2004), Honey, I shrunk the sample covariance matrix, The Journal of Portfolio Management 30(4), 110-119",
                    url: Some("https://doi.org/10.3905/jpm.2004.110"),
                },
                Reference {
                    text: "O. Ledoit, M. Wolf (2003), Improved estimation of the covariance matrix of stock returns with an application to portfolio selection, Journal of Empirical Finance 10(5), 603-621",
                    url: Some("https://doi.org/10.1016/S0927-5398(03)00007-0"),
                },
            ],
        }
    }
}
