//! The Cholesky factor A = L L' of a symmetric positive definite matrix that grows and shrinks by
//! one row and column at a time.
//!
//! Appending a row costs n²/2 operations, removing one at most n² (a sweep of Givens rotations),
//! solving n²; so an active-set method pays per step what a new factor would cost it per row.
//! Golub & Van Loan, Matrix Computations, 4th ed., sections 4.2 and 6.5.

use nalgebra::DMatrix;

/// The rows of L, each as long as its diagonal needs.
#[derive(Debug, Clone, Default)]
pub struct Cholesky {
    rows: Vec<Vec<f64>>,
}

impl Cholesky {
    /// The factor of `matrix`, or none where a pivot is not above `floor` times its diagonal.
    pub fn of(matrix: &DMatrix<f64>, floor: f64) -> Option<Self> {
        let mut factor = Self { rows: Vec::with_capacity(matrix.nrows()) };
        for i in 0..matrix.nrows() {
            if !factor.push(&matrix.as_slice()[i * matrix.nrows()..][..=i], floor) {
                return None;
            }
        }
        Some(factor)
    }

    /// Rows of the factored matrix.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it factors nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Appends a row of A, its diagonal element last; refuses where the pivot is not above `floor`
    /// times that element.
    pub fn push(&mut self, row: &[f64], floor: f64) -> bool {
        let n = self.len();
        debug_assert_eq!(row.len(), n + 1);
        let mut l = row.to_vec();
        for i in 0..n {
            l[i] = (l[i] - dot(&self.rows[i][..i], &l[..i])) / self.rows[i][i];
        }
        let pivot = l[n] - dot(&l[..n], &l[..n]);
        if pivot.is_nan() || pivot <= floor * row[n] || pivot <= 0.0 {
            return false;
        }
        l[n] = pivot.sqrt();
        self.rows.push(l);
        true
    }

    /// Removes row and column `k` of A.
    pub fn remove(&mut self, k: usize) {
        self.rows.remove(k);
        for j in k..self.len() {
            let (a, b) = (self.rows[j][j], self.rows[j][j + 1]);
            let r = a.hypot(b);
            let (cosine, sine) = (a / r, b / r);
            for row in &mut self.rows[j..] {
                let (a, b) = (row[j], row[j + 1]);
                row[j] = cosine * a + sine * b;
                row[j + 1] = cosine * b - sine * a;
            }
            self.rows[j].truncate(j + 1);
        }
    }

    /// Replaces `b` by L⁻¹ b.
    pub fn solve_lower(&self, b: &mut [f64]) {
        for (i, row) in self.rows.iter().enumerate() {
            b[i] = (b[i] - dot(&row[..i], &b[..i])) / row[i];
        }
    }

    /// L z.
    pub fn times(&self, z: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|row| dot(row, z)).collect()
    }

    /// Replaces `b` by A⁻¹ b.
    pub fn solve(&self, b: &mut [f64]) {
        self.solve_lower(b);
        for (i, row) in self.rows.iter().enumerate().rev() {
            let x = b[i] / row[i];
            b[i] = x;
            for (b, l) in b.iter_mut().zip(&row[..i]) {
                *b -= l * x;
            }
        }
    }

    /// L as a matrix.
    pub fn lower(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.len(), self.len(), |i, j| if j <= i { self.rows[i][j] } else { 0.0 })
    }
}

/// The inner product, in four running sums: a fixed order that SIMD can follow on every target.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (left, right) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        for k in 0..4 {
            sums[k] += a[k] * b[k];
        }
    }
    (sums[0] + sums[2]) + (sums[1] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(n: usize) -> DMatrix<f64> {
        let x = DMatrix::from_fn(n + 3, n, |t, i| ((t * 7 + i * 13 + t * t * i) % 11) as f64 - 4.0);
        x.transpose() * x
    }

    #[test]
    fn solves_after_rows_left() {
        let a = matrix(9);
        let mut factor = Cholesky::of(&a, 1e-12).unwrap();
        let mut kept: Vec<usize> = (0..9).collect();
        for k in [8, 0, 3] {
            factor.remove(k);
            kept.remove(k);
        }
        let reduced = DMatrix::from_fn(6, 6, |i, j| a[(kept[i], kept[j])]);
        let x: Vec<f64> = (0..6).map(|i| i as f64 - 2.5).collect();
        let mut b = (&reduced * nalgebra::DVector::from_column_slice(&x)).as_slice().to_vec();
        factor.solve(&mut b);
        for (solved, x) in b.iter().zip(&x) {
            // The matrix has a condition number below 1e3.
            assert!((solved - x).abs() < 1e-12, "{solved} {x}");
        }
        assert!((factor.lower() * factor.lower().transpose() - reduced).abs().max() < 1e-12);
    }

    #[test]
    fn refuses_a_dependent_row() {
        let a = DMatrix::from_row_slice(2, 2, &[4.0, 2.0, 2.0, 1.0]);
        assert!(Cholesky::of(&a, 1e-13).is_none());
    }
}
