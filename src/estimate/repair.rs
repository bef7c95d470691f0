//! The nearest covariance where an estimate is none: one that gives no portfolio a negative variance.
//!
//! Variances stay; the correlations C are moved, to X with X[i][i] = 1 and no eigenvalue below
//! [`LEAST`].
//!
//! - Nearest correlation: X = argmin ‖X − C‖ (Frobenius; Higham 2002). With P the projection on the
//!   matrices with such eigenvalues, X = P(C + Diag(y)) for the y that puts ones on its diagonal (Qi &
//!   Sun 2006); y ← y + 1 − diag X is the method of alternating projections, which Anderson's mixing
//!   of the last steps speeds up (Higham & Strabić 2016).
//! - Clipping: low eigenvalues are lifted to [`LEAST`] and the matrix is scaled back to ones. Cheaper,
//!   and farther away.

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

use super::{Covariance, CovarianceEstimate, correlation, spectrum};
use crate::error::{Code, Error, Notice};
use crate::market::Returns;
use crate::math::cholesky::Cholesky;

/// Least eigenvalue of repaired correlations, so that the matrix can be inverted.
const LEAST: f64 = 1e-8;

/// Eigenvalues below minus this are more than rounding of a sum over a long history.
const ROUNDING: f64 = 1e-10;

/// A projection that moves no correlation by more than this has arrived; ten digits are more than
/// any estimate has.
const STILL: f64 = 1e-10;

/// Rounds of projections; with mixing they take some tens.
const ROUNDS: usize = 500;

/// How many steps are mixed.
const MEMORY: usize = 5;

/// How a covariance is repaired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Repair {
    /// The nearest matrix that is one.
    #[default]
    NearestCorrelation,
    /// Low eigenvalues are lifted.
    Clipping,
}

impl Covariance {
    /// The covariance of returns per period by the chosen estimator, repaired where it is none.
    pub fn estimate(&self, returns: &Returns, repair: Repair) -> Result<CovarianceEstimate, Error> {
        let within = |error: Error| error.inside("covariance");
        let mut estimate = self.method().estimate(returns).map_err(within)?;
        if !self.method().is_always_semidefinite()
            && let Some((matrix, notice)) = repair.apply(&estimate.matrix)?
        {
            estimate.matrix = matrix;
            estimate.notices.push(notice);
        }
        Ok(estimate)
    }
}

impl Repair {
    /// The repaired matrix and what was done, where the matrix needs it.
    pub fn apply(self, covariance: &DMatrix<f64>) -> Result<Option<(DMatrix<f64>, Notice)>, Error> {
        let moving: Vec<usize> = (0..covariance.nrows()).filter(|&i| covariance[(i, i)] > 0.0).collect();
        let among = DMatrix::from_fn(moving.len(), moving.len(), |i, j| covariance[(moving[i], moving[j])]);
        let broken = correlation(&among);
        let mut lifted = broken.clone();
        lifted.fill_diagonal(1.0 + ROUNDING);
        if Cholesky::of(&lifted, 0.0).is_some() {
            return Ok(None);
        }
        let least = spectrum(&broken)?.values.last().copied().unwrap_or(1.0);
        let (repaired, name) = match self {
            Self::NearestCorrelation => (nearest(&broken)?, "the nearest correlations"),
            Self::Clipping => (clipped(&broken)?, "lifting its low eigenvalues"),
        };
        let farthest = (&repaired - &broken).abs().max();
        let mut matrix = covariance.clone();
        for (a, &i) in moving.iter().enumerate() {
            for (b, &j) in moving.iter().enumerate().filter(|(b, _)| *b != a) {
                matrix[(i, j)] = repaired[(a, b)] * (covariance[(i, i)] * covariance[(j, j)]).sqrt();
            }
        }
        let message = format!(
            "The estimated correlations have a negative eigenvalue, {least:.2e}: some portfolio would have a negative variance. They were repaired by {name}, which moves none by more than {farthest:.1e}."
        );
        Ok(Some((matrix, Notice::new("covarianceRepaired", message))))
    }
}

/// Eigenvalues lifted to the least, the diagonal scaled back to ones.
fn clipped(matrix: &DMatrix<f64>) -> Result<DMatrix<f64>, Error> {
    Ok(correlation(&lifted(matrix)?))
}

/// The nearest matrix without eigenvalues below [`LEAST`].
fn lifted(matrix: &DMatrix<f64>) -> Result<DMatrix<f64>, Error> {
    let spectrum = spectrum(matrix)?;
    let values: Vec<f64> = spectrum.values.iter().map(|v| v.max(LEAST)).collect();
    Ok(spectrum.rebuilt(&values))
}

/// The nearest correlation matrix, by its multipliers y.
fn nearest(matrix: &DMatrix<f64>) -> Result<DMatrix<f64>, Error> {
    let mut y = DVector::zeros(matrix.nrows());
    let mut steps: Vec<(DVector<f64>, DVector<f64>)> = vec![];
    for _ in 0..ROUNDS {
        let mut shifted = matrix.clone();
        shifted.set_diagonal(&(matrix.diagonal() + &y));
        let projected = lifted(&shifted)?;
        let residual = projected.diagonal().map(|x| 1.0 - x);
        if residual.amax() <= STILL {
            return Ok(correlation(&projected));
        }
        // A mixed step that made things much worse is forgotten, and with it what led there.
        let least = steps.iter().map(|(_, residual)| residual.norm()).fold(f64::INFINITY, f64::min);
        if residual.norm() > 10.0 * least {
            steps.clear();
        }
        let next = mixed(&y, &residual, &steps);
        steps.push((y, residual));
        if steps.len() > MEMORY {
            steps.remove(0);
        }
        y = next;
    }
    Err(Error::new(
        Code::NotConverged,
        "The nearest correlations were not found: choose clipping as the repair, or another covariance.",
    ))
}

/// Anderson's step: y + f − Σ_k γ[k] (Δy[k] + Δf[k]), the γ for which ‖f − Σ_k γ[k] Δf[k]‖ is least.
fn mixed(y: &DVector<f64>, f: &DVector<f64>, steps: &[(DVector<f64>, DVector<f64>)]) -> DVector<f64> {
    let mut next = y + f;
    if steps.is_empty() {
        return next;
    }
    let moves: Vec<DVector<f64>> = steps.iter().map(|(_, old)| f - old).collect();
    let gram = DMatrix::from_fn(moves.len(), moves.len(), |i, j| moves[i].dot(&moves[j]));
    // Without the newest steps' directions being apart there is nothing to mix.
    let Some(factor) = Cholesky::of(&gram, 1e-12) else { return next };
    let mut gamma: Vec<f64> = moves.iter().map(|step| step.dot(f)).collect();
    factor.solve(&mut gamma);
    for ((gamma, step), (old, _)) in gamma.iter().zip(&moves).zip(steps) {
        next -= (y - old + step) * *gamma;
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Higham 2002, section 4: the nearest correlation matrix to this one.
    #[test]
    fn the_published_example() {
        let broken = DMatrix::from_row_slice(3, 3, &[1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        let (repaired, notice) = Repair::NearestCorrelation.apply(&broken).unwrap().unwrap();
        // Printed with four digits; the least eigenvalue moves them by less.
        for (i, j, expected) in [(0, 1, 0.7607), (0, 2, 0.1573), (1, 2, 0.7607)] {
            approx::assert_abs_diff_eq!(repaired[(i, j)], expected, epsilon = 5e-5);
        }
        assert_eq!(notice.code, "covarianceRepaired");
        assert!(notice.message.contains("-4.14e-1"), "{}", notice.message);
    }

    #[test]
    fn repairs_leave_variances_and_lift_eigenvalues() {
        let broken = DMatrix::from_row_slice(
            4,
            4,
            &[0.04, 0.054, -0.03, 0.0, 0.054, 0.09, 0.05, 0.0, -0.03, 0.05, 0.0625, 0.0, 0.0, 0.0, 0.0, 0.0],
        );
        let mut distances = vec![];
        for repair in [Repair::NearestCorrelation, Repair::Clipping] {
            let (repaired, _) = repair.apply(&broken).unwrap().unwrap();
            assert_eq!(repaired.diagonal(), broken.diagonal());
            let moving = repaired.view((0, 0), (3, 3)).into_owned();
            let least = *spectrum(&correlation(&moving)).unwrap().values.last().unwrap();
            // Scaling to ones moves the least eigenvalue by a part of itself.
            assert!((0.3 * LEAST..3.0 * LEAST).contains(&least), "{least}");
            let broken = correlation(&broken.view((0, 0), (3, 3)).into_owned());
            distances.push((correlation(&moving) - broken).norm());
            assert!(repair.apply(&repaired).unwrap().is_none(), "repaired once is enough");
        }
        assert!(distances[0] < distances[1], "{distances:?}");
    }

    #[test]
    fn what_is_a_covariance_stays() {
        // Perfectly correlated: singular, and no less a covariance.
        let singular = DMatrix::from_element(3, 3, 0.04);
        assert!(Repair::NearestCorrelation.apply(&singular).unwrap().is_none());
    }
}
