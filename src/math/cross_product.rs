//! Sums over all pairs of columns, `out[i][j] = Σ_t f(x[t][i], x[t][j])` with a symmetric `f`:
//! X'X with the product, squared Euclidean distances with the squared difference.
//!
//! Columns are packed in panels of [`WIDTH`], row after row, so that one pass over two panels fills
//! a block of `WIDTH × WIDTH` sums held in registers. Every sum runs over `t` in order, and no sum
//! is split: the result does not depend on the target.

use nalgebra::DMatrix;

/// Columns of a panel: 4 × 4 sums fit the sixteen registers of two numbers that wasm's SIMD has.
const WIDTH: usize = 4;

/// X'X of a matrix of `rows` rows given column after column.
pub fn cross_product(columns: &[f64], rows: usize) -> DMatrix<f64> {
    pairwise(columns, rows, |a, b| a * b)
}

/// Squared Euclidean distances between columns, by differences: no digits cancel between columns
/// that are almost equal.
pub fn squared_distances(columns: &[f64], rows: usize) -> DMatrix<f64> {
    pairwise(columns, rows, |a, b| (a - b) * (a - b))
}

fn pairwise(columns: &[f64], rows: usize, f: impl Fn(f64, f64) -> f64) -> DMatrix<f64> {
    let n = columns.len().checked_div(rows).unwrap_or(0);
    let panels = pack(columns, rows, n);
    let mut out = DMatrix::zeros(n, n);
    for (p, left) in panels.iter().enumerate() {
        for (q, right) in panels[..=p].iter().enumerate() {
            let mut sums = [[0.0; WIDTH]; WIDTH];
            for (a, b) in left.iter().zip(right) {
                for (row, a) in sums.iter_mut().zip(a) {
                    for (sum, b) in row.iter_mut().zip(b) {
                        *sum += f(*a, *b);
                    }
                }
            }
            for (i, row) in (p * WIDTH..n).zip(&sums) {
                for (j, sum) in (q * WIDTH..n).zip(row) {
                    out[(i, j)] = *sum;
                    out[(j, i)] = *sum;
                }
            }
        }
    }
    out
}

/// Panels of columns, row after row; the last one is filled up with zeros.
fn pack(columns: &[f64], rows: usize, n: usize) -> Vec<Vec<[f64; WIDTH]>> {
    (0..n.div_ceil(WIDTH))
        .map(|p| {
            let mut panel = vec![[0.0; WIDTH]; rows];
            for k in 0..WIDTH.min(n - p * WIDTH) {
                let column = &columns[(p * WIDTH + k) * rows..][..rows];
                for (row, x) in panel.iter_mut().zip(column) {
                    row[k] = *x;
                }
            }
            panel
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_plain_sums() {
        let (rows, n) = (7, 6);
        let columns: Vec<f64> = (0..rows * n).map(|k| ((k * k * 31) % 17) as f64 - 5.0).collect();
        let x = DMatrix::from_column_slice(rows, n, &columns);
        // Whole numbers this small have no rounding.
        assert_eq!(cross_product(&columns, rows), x.transpose() * &x);
        let distances = squared_distances(&columns, rows);
        assert_eq!(distances[(1, 4)], (x.column(1) - x.column(4)).norm_squared());
        assert_eq!(distances[(3, 3)], 0.0);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(cross_product(&[], 0).len(), 0);
    }
}
