//! How near a covariance matrix is to being singular.
//!
//! κ = λ_max / λ_min of the correlation matrix (of which scales do not matter), by power iteration
//! with the matrix and with its Cholesky factor: a few products instead of all eigenvalues.

use nalgebra::DMatrix;

use super::correlation;
use crate::math::cholesky::{Cholesky, dot};

/// Rounds of power iteration; the ratio of two successive norms then moves by less than a tenth,
/// which is enough to say "about a million".
const ROUNDS: usize = 30;

/// The ends of the spectrum of the correlations among assets that move, to about a tenth.
#[derive(Debug, Clone, Copy)]
pub struct Conditioning {
    /// Greatest eigenvalue.
    pub greatest: f64,
    /// Smallest eigenvalue; zero where the matrix is singular to working precision.
    pub smallest: f64,
}

impl Conditioning {
    /// Of the correlations of a covariance matrix.
    pub fn of(covariance: &DMatrix<f64>) -> Self {
        let moving: Vec<usize> = (0..covariance.nrows()).filter(|&i| covariance[(i, i)] > 0.0).collect();
        let covariance =
            DMatrix::from_fn(moving.len(), moving.len(), |i, j| covariance[(moving[i], moving[j])]);
        let (matrix, n) = (correlation(&covariance), moving.len());
        if n < 2 {
            return Self { greatest: 1.0, smallest: 1.0 };
        }
        let greatest = growth(n, |x| {
            let mut product = vec![0.0; n];
            for (column, x) in matrix.as_slice().chunks_exact(n).zip(x.iter()) {
                product.iter_mut().zip(column).for_each(|(p, m)| *p += m * x);
            }
            x.copy_from_slice(&product);
        });
        let smallest = match Cholesky::of(&matrix, n as f64 * f64::EPSILON) {
            Some(factor) => 1.0 / growth(n, |x| factor.solve(x)),
            None => 0.0,
        };
        Self { greatest, smallest }
    }

    /// κ, infinite where the matrix is singular.
    pub fn number(self) -> f64 {
        self.greatest / self.smallest
    }
}

/// The largest eigenvalue of a symmetric map, from a start that no eigenvector is likely to avoid.
fn growth(n: usize, map: impl Fn(&mut [f64])) -> f64 {
    let mut x: Vec<f64> = (0..n).map(|i| 1.0 + (i as f64 * 0.618_033_988_75).fract()).collect();
    for (i, x) in x.iter_mut().enumerate() {
        if i % 2 == 1 {
            *x = -*x;
        }
    }
    let mut norm = 0.0;
    for _ in 0..ROUNDS {
        let length = dot(&x, &x).sqrt();
        x.iter_mut().for_each(|x| *x /= length);
        map(&mut x);
        norm = dot(&x, &x).sqrt();
    }
    norm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_correlated_assets() {
        // Eigenvalues of a correlation of 0.999 are 1.999 and 0.001, whatever the volatilities.
        let covariance = DMatrix::from_row_slice(2, 2, &[0.04, 0.1998, 0.1998, 1.0]);
        approx::assert_relative_eq!(Conditioning::of(&covariance).smallest, 0.001, max_relative = 0.01);
        approx::assert_relative_eq!(Conditioning::of(&covariance).number(), 1999.0, max_relative = 0.01);
    }

    #[test]
    fn two_equal_assets() {
        assert_eq!(Conditioning::of(&DMatrix::from_element(2, 2, 0.3)).number(), f64::INFINITY);
    }
}
