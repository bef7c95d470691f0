//! The least sum of squares of functions of a few variables: damped Gauss-Newton steps.
//!
//! ```text
//! (J'J + λ diag(J'J)) δ = −J'r        x ← x + δ where that lowers r'r
//! ```
//!
//! λ falls tenfold after a step that lowers the sum, and rises tenfold after one that does not. J is
//! taken by central differences. Levenberg (1944), Quarterly of Applied Mathematics 2; Marquardt (1963),
//! Journal of the Society for Industrial and Applied Mathematics 11.

use super::cholesky::{Cholesky, dot};

/// The step of the differences, the cube root of the rounding of a number, relative to |x|, or to 1 % where that is more.
const STEP: f64 = 6e-6;
/// With more damping than this no step is worth taking.
const MOST_DAMPING: f64 = 1e14;

/// Where the sum of squares is least near a start.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// The variables.
    pub x: Vec<f64>,
    /// r'r.
    pub squares: f64,
}

/// Follows the residuals downhill from `start` for at most so many rounds; `residuals` puts them, always as
/// many, into the empty list that it gets. A residual that is no number counts as infinite.
pub fn least_squares(
    residuals: &mut dyn FnMut(&[f64], &mut Vec<f64>),
    start: &[f64],
    rounds: usize,
) -> LeastSquares {
    let n = start.len();
    let mut at = |x: &[f64]| {
        let mut r = vec![];
        residuals(x, &mut r);
        let squares = dot(&r, &r);
        (r, if squares.is_nan() { f64::INFINITY } else { squares })
    };
    let mut x = start.to_vec();
    let (mut r, mut squares) = at(&x);
    let mut damping = 1e-3;
    for _ in 0..rounds {
        let columns: Vec<Vec<f64>> = (0..n)
            .map(|i| {
                let step = STEP * x[i].abs().max(1e-2);
                let mut moved = x.clone();
                moved[i] = x[i] + step;
                let up = at(&moved).0;
                moved[i] = x[i] - step;
                up.iter().zip(at(&moved).0).map(|(u, d)| (u - d) / (2.0 * step)).collect()
            })
            .collect();
        let slope: Vec<f64> = columns.iter().map(|column| -dot(column, &r)).collect();
        let rows: Vec<Vec<f64>> =
            (0..n).map(|i| (0..=i).map(|j| dot(&columns[i], &columns[j])).collect()).collect();
        // What no residual feels stays where it is.
        let least = rows.iter().map(|row| row[row.len() - 1]).fold(0.0, f64::max) * 1e-16 + f64::MIN_POSITIVE;
        let before = squares;
        let mut longest = 0.0;
        while damping < MOST_DAMPING {
            let mut factor = Cholesky::default();
            let whole = rows.iter().enumerate().all(|(i, row)| {
                let mut row = row.clone();
                row[i] = row[i] * (1.0 + damping) + least;
                factor.push(&row, 0.0)
            });
            if whole {
                let mut delta = slope.clone();
                factor.solve(&mut delta);
                let next: Vec<f64> = x.iter().zip(&delta).map(|(x, d)| x + d).collect();
                let (next_r, next_squares) = at(&next);
                if next_squares < squares {
                    let relative = |(d, x): (&f64, &f64)| d.abs() / (1.0 + x.abs());
                    longest = delta.iter().zip(&x).map(relative).fold(0.0, f64::max);
                    (x, r, squares) = (next, next_r, next_squares);
                    damping = (damping * 0.1).max(1e-12);
                    break;
                }
            }
            damping *= 10.0;
        }
        let little = before - squares <= 1e-14 * before && longest < 1e-9;
        if squares == 0.0 || damping >= MOST_DAMPING || little {
            break;
        }
    }
    LeastSquares { x, squares }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bent_valley() {
        // Rosenbrock 1960: 0 at (1, 1).
        let mut valley = |x: &[f64], r: &mut Vec<f64>| r.extend([10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]]);
        let found = least_squares(&mut valley, &[-1.2, 1.0], 200);
        assert!((found.x[0] - 1.0).abs() < 1e-12 && (found.x[1] - 1.0).abs() < 1e-12, "{found:?}");
    }

    /// NIST's certified values of the problem Misra1a (StRD, nonlinear regression, from its first start):
    /// b₁ (1 − e^{−b₂ x}), to the eleven digits that are certified, less what the last steps leave.
    #[test]
    fn a_certified_fit() {
        let x =
            [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0];
        let y = [
            10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78,
        ];
        let mut misra = |b: &[f64], r: &mut Vec<f64>| {
            r.extend(x.iter().zip(y).map(|(x, y)| b[0] * (1.0 - (-b[1] * x).exp()) - y));
        };
        let found = least_squares(&mut misra, &[500.0, 1e-4], 500);
        assert!((found.x[0] / 2.389_421_291_8e2 - 1.0).abs() < 1e-8, "{found:?}");
        assert!((found.x[1] / 5.501_564_318_1e-4 - 1.0).abs() < 1e-8, "{found:?}");
        assert!((found.squares / 1.245_513_889_4e-1 - 1.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn what_no_residual_feels_stays() {
        let mut blind = |x: &[f64], r: &mut Vec<f64>| r.push(x[0] - 3.0);
        let found = least_squares(&mut blind, &[0.0, 7.0], 50);
        assert!((found.x[0] - 3.0).abs() < 1e-12 && found.x[1] == 7.0, "{found:?}");
        let mut nothing = |_: &[f64], r: &mut Vec<f64>| r.push(f64::NAN);
        assert_eq!(least_squares(&mut nothing, &[1.0], 5).squares, f64::INFINITY);
    }
}
