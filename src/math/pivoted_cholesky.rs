//! Factor of a positive semidefinite matrix: A = L Lᵀ with diagonal pivoting.
//!
//! At each step the largest remaining diagonal is taken next; when it falls to the size of rounding
//! the rest of the matrix is zero but for rounding and the factor has found its rank. Rows of L
//! stand in the order of the pivots: row p has p + 1 entries (at most `rank`) and belongs to the
//! index `order[p]` of A.
//!
//! Source: Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., section 10.3.

/// The factor of a matrix with its order of pivots.
#[derive(Debug, Clone)]
pub struct PivotedCholesky {
    order: Vec<usize>,
    /// Row p starts at p(p+1)/2.
    rows: Vec<f64>,
    rank: usize,
}

impl PivotedCholesky {
    /// Factors a symmetric n × n matrix in row-major order; none when it has a direction of negative
    /// variance beyond rounding, or a number that is not finite.
    pub fn new(matrix: &[f64], n: usize) -> Option<Self> {
        if matrix.iter().any(|x| !x.is_finite()) {
            return None;
        }
        let mut a = matrix.to_vec();
        let mut order: Vec<usize> = (0..n).collect();
        let largest = (0..n).map(|i| a[i * n + i].abs()).fold(0.0, f64::max);
        // Rounding of n subtractions of numbers of the size of the largest diagonal (Higham, eq. 10.26);
        // a covariance computed from data carries a little more of its own.
        let tolerance = 16.0 * n as f64 * f64::EPSILON * largest;
        let mut rank = n;
        for step in 0..n {
            let pivot =
                (step..n).fold(step, |best, i| if a[i * n + i] > a[best * n + best] { i } else { best });
            let diagonal = a[pivot * n + pivot];
            if diagonal <= tolerance {
                let least = (step..n).map(|i| a[i * n + i]).fold(f64::INFINITY, f64::min);
                // A diagonal of zero leaves no room for anything beside it.
                let beside = (step..n).any(|i| (step..i).any(|j| a[i * n + j].abs() > tolerance));
                if least < -tolerance || beside {
                    return None;
                }
                rank = step;
                break;
            }
            swap(&mut a, n, step, pivot);
            order.swap(step, pivot);
            let root = diagonal.sqrt();
            a[step * n + step] = root;
            for i in step + 1..n {
                a[i * n + step] /= root;
            }
            for i in step + 1..n {
                let factor = a[i * n + step];
                for j in step + 1..=i {
                    a[i * n + j] -= factor * a[j * n + step];
                    a[j * n + i] = a[i * n + j];
                }
            }
        }
        let rows = (0..n)
            .flat_map(|p| (0..=p).map(move |q| (p, q)))
            .map(|(p, q)| if q < rank { a[p * n + q] } else { 0.0 })
            .collect();
        Some(Self { order, rows, rank })
    }

    /// Index in the matrix of each row of the factor.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// How many independent directions the matrix has.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// Row `p` of the factor: the loadings of index `order()[p]`, on `min(p + 1, rank)` directions.
    pub fn row(&self, p: usize) -> &[f64] {
        let start = p * (p + 1) / 2;
        &self.rows[start..start + (p + 1).min(self.rank)]
    }
}

/// Exchanges two indices of a symmetric matrix whose leading columns hold the factor.
fn swap(a: &mut [f64], n: usize, i: usize, j: usize) {
    if i == j {
        return;
    }
    for k in 0..n {
        a.swap(i * n + k, j * n + k);
    }
    for k in i..n {
        a.swap(k * n + i, k * n + j);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn product(factor: &PivotedCholesky, n: usize) -> Vec<f64> {
        let mut matrix = vec![0.0; n * n];
        for p in 0..n {
            for q in 0..n {
                matrix[factor.order()[p] * n + factor.order()[q]] =
                    factor.row(p).iter().zip(factor.row(q)).map(|(x, y)| x * y).sum();
            }
        }
        matrix
    }

    #[test]
    fn finds_the_rank() {
        let two_alike = [0.04, 0.04, 0.01, 0.04, 0.04, 0.01, 0.01, 0.01, 0.09];
        let factor = PivotedCholesky::new(&two_alike, 3).unwrap();
        assert_eq!(factor.rank(), 2);
        for (a, b) in product(&factor, 3).iter().zip(two_alike) {
            assert!((a - b).abs() < 1e-16);
        }
        assert_eq!(PivotedCholesky::new(&[0.0; 4], 2).unwrap().rank(), 0);
        assert_eq!(PivotedCholesky::new(&[], 0).unwrap().rank(), 0);
    }

    #[test]
    fn refuses_what_is_no_covariance() {
        assert!(PivotedCholesky::new(&[1.0, 2.0, 2.0, 1.0], 2).is_none());
        assert!(PivotedCholesky::new(&[0.0, 1.0, 1.0, 0.0], 2).is_none());
        assert!(PivotedCholesky::new(&[-1.0], 1).is_none());
        assert!(PivotedCholesky::new(&[f64::NAN], 1).is_none());
        assert!(PivotedCholesky::new(&[f64::INFINITY], 1).is_none());
    }

    proptest! {
        #[test]
        fn gives_the_matrix_back(n in 1usize..8, rank in 1usize..8, seed in prop::collection::vec(-1.0..1.0f64, 64)) {
            // B Bᵀ with B of n × rank.
            let at = |i: usize, k: usize| seed[i * 8 + k];
            let mut matrix = vec![0.0; n * n];
            for i in 0..n {
                for j in 0..n {
                    matrix[i * n + j] = (0..rank).map(|k| at(i, k) * at(j, k)).sum();
                }
            }
            let factor = PivotedCholesky::new(&matrix, n).unwrap();
            prop_assert!(factor.rank() <= n.min(rank));
            for (a, b) in product(&factor, n).iter().zip(&matrix) {
                // Dropped directions have a variance below the tolerance of the factor.
                prop_assert!((a - b).abs() < 1e-12);
            }
        }
    }
}
