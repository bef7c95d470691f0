//! Eigenvalues and eigenvectors of a symmetric matrix, A = V diag(λ) V', greatest first.

use nalgebra::{DMatrix, SymmetricEigen};

use super::order::falling;

/// Implicit QR takes two or three rounds per eigenvalue; a matrix that takes a hundred is no matrix
/// of numbers.
const ROUNDS_PER_ROW: usize = 100;

/// λ and V, column k belonging to the k-th greatest eigenvalue.
#[derive(Debug, Clone)]
pub struct Spectrum {
    /// λ, descending.
    pub values: Vec<f64>,
    /// V, orthonormal columns.
    pub vectors: DMatrix<f64>,
}

impl Spectrum {
    /// The spectrum of a symmetric matrix; none where an entry is no number.
    pub fn of(matrix: &DMatrix<f64>) -> Option<Self> {
        if matrix.iter().any(|x| !x.is_finite()) {
            return None;
        }
        if matrix.is_empty() {
            return Some(Self { values: vec![], vectors: matrix.clone() });
        }
        let rounds = ROUNDS_PER_ROW * matrix.nrows();
        let eigen = SymmetricEigen::try_new(matrix.clone(), f64::EPSILON, rounds)?;
        let order = falling(eigen.eigenvalues.as_slice());
        Some(Self {
            values: order.iter().map(|&k| eigen.eigenvalues[k]).collect(),
            vectors: eigen.eigenvectors.select_columns(&order),
        })
    }

    /// V diag(values) V' with other values in the place of λ.
    pub fn rebuilt(&self, values: &[f64]) -> DMatrix<f64> {
        let mut scaled = self.vectors.clone();
        for (mut column, value) in scaled.column_iter_mut().zip(values) {
            column *= *value;
        }
        let matrix = scaled * self.vectors.transpose();
        (&matrix + matrix.transpose()) * 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correlation_of_two() {
        let spectrum = Spectrum::of(&DMatrix::from_row_slice(2, 2, &[1.0, -0.3, -0.3, 1.0])).unwrap();
        approx::assert_relative_eq!(spectrum.values[0], 1.3, max_relative = 1e-14);
        approx::assert_relative_eq!(spectrum.values[1], 0.7, max_relative = 1e-14);
    }

    #[test]
    fn rebuilds_what_it_took_apart() {
        let matrix = DMatrix::from_fn(7, 7, |i, j| 1.0 / (1.0 + i as f64 + j as f64));
        let spectrum = Spectrum::of(&matrix).unwrap();
        assert!(spectrum.values.is_sorted_by(|a, b| a >= b));
        assert!((spectrum.rebuilt(&spectrum.values) - matrix).abs().max() < 1e-14);
    }

    #[test]
    fn nothing_and_no_number() {
        assert!(Spectrum::of(&DMatrix::zeros(0, 0)).unwrap().values.is_empty());
        assert!(Spectrum::of(&DMatrix::from_element(2, 2, f64::NAN)).is_none());
    }
}
