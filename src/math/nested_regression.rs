//! Least squares with an intercept on the first so many of a list of regressors, all from one factor.
//!
//! ```text
//! y = a + Σ_{k < count} b_k x_k + e,   Z = x centred and of length 1,  L L' = Z'Z,  w = L⁻¹ Z'y
//! E'E = Y'Y − Σ_{k < count} w_k w_k'        b = L⁻ᵀ w of the first rows
//! ```
//!
//! Rows of L belong to regressors in order, so that a shorter list is a leading block. Golub & Van Loan, Matrix
//! Computations, 4th ed., sections 4.2 and 5.3.

use nalgebra::DMatrix;

use super::cholesky::{Cholesky, dot};

/// A regressor of which those before leave less than this part of its variance follows from them.
const COLLINEAR: f64 = 1e-10;

/// The regressions of several targets.
pub struct NestedRegression {
    lower: DMatrix<f64>,
    /// w, by target.
    projected: Vec<Vec<f64>>,
    /// Y'Y about the means.
    crossed: DMatrix<f64>,
    /// Mean and length of each regressor.
    scales: Vec<[f64; 2]>,
    /// Of each target.
    means: Vec<f64>,
}

fn centred(values: &[f64]) -> (f64, Vec<f64>) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (mean, values.iter().map(|x| x - mean).collect())
}

impl NestedRegression {
    /// Of targets on regressors, all of one length; or the place of the first regressor that does not move or
    /// follows from those before it.
    pub fn of(regressors: &[&[f64]], targets: &[&[f64]]) -> Result<Self, usize> {
        let mut scales = Vec::with_capacity(regressors.len());
        let mut z: Vec<Vec<f64>> = Vec::with_capacity(regressors.len());
        let mut factor = Cholesky::default();
        for (k, values) in regressors.iter().enumerate() {
            let (mean, mut own) = centred(values);
            let length = dot(&own, &own).sqrt();
            // A constant keeps no more than the rounding of its mean.
            if length <= 1e-13 * mean.abs() * (own.len() as f64).sqrt() {
                return Err(k);
            }
            own.iter_mut().for_each(|x| *x /= length);
            z.push(own);
            let row: Vec<f64> = z.iter().map(|other| dot(other, &z[k])).collect();
            if !factor.push(&row, COLLINEAR) {
                return Err(k);
            }
            scales.push([mean, length]);
        }
        let (means, targets): (Vec<f64>, Vec<Vec<f64>>) =
            targets.iter().map(|values| centred(values)).unzip();
        let project = |y: &Vec<f64>| {
            let mut w: Vec<f64> = z.iter().map(|z| dot(z, y)).collect();
            factor.solve_lower(&mut w);
            w
        };
        let projected = targets.iter().map(project).collect();
        let crossed = DMatrix::from_fn(targets.len(), targets.len(), |i, j| dot(&targets[i], &targets[j]));
        Ok(Self { lower: factor.lower(), projected, crossed, scales, means })
    }

    /// Sums of squares and products of what the first `count` regressors leave of the targets.
    pub fn residuals(&self, count: usize) -> DMatrix<f64> {
        let left = |i: usize, j: usize| dot(&self.projected[i][..count], &self.projected[j][..count]);
        DMatrix::from_fn(self.means.len(), self.means.len(), |i, j| self.crossed[(i, j)] - left(i, j))
    }

    /// Intercept and coefficients of a target on the first `count` regressors.
    pub fn coefficients(&self, target: usize, count: usize) -> (f64, Vec<f64>) {
        let mut b = self.projected[target][..count].to_vec();
        for k in (0..count).rev() {
            b[k] /= self.lower[(k, k)];
            for j in 0..k {
                b[j] -= self.lower[(k, j)] * b[k];
            }
        }
        b.iter_mut().zip(&self.scales).for_each(|(b, [_, length])| *b /= length);
        let intercept =
            self.means[target] - b.iter().zip(&self.scales).map(|(b, [mean, _])| b * mean).sum::<f64>();
        (intercept, b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_and_what_has_no_answer() {
        let x = [1.0, 2.0, 3.0, 5.0];
        let y = x.map(|x| 3.0 - 2.0 * x);
        let found = NestedRegression::of(&[&x], &[&y]).unwrap();
        let (a, b) = found.coefficients(0, 1);
        assert!((a - 3.0).abs() < 1e-13 && (b[0] + 2.0).abs() < 1e-13);
        // By hand: the sum of squares of y about its mean is 4 × 8.75.
        assert!((found.residuals(0)[(0, 0)] - 35.0).abs() < 1e-12);
        assert!(found.residuals(1)[(0, 0)].abs() < 1e-12);
        assert_eq!(NestedRegression::of(&[&x, &y], &[&y]).err(), Some(1));
        assert_eq!(NestedRegression::of(&[&[0.1; 4]], &[&y]).err(), Some(0));
    }
}
