//! What some variables do on average when others are given: the partitioned normal distribution.
//!
//! ```text
//! x_b = Σ_ba Σ_aa⁻¹ x_a      Σ_b|a = Σ_bb − Σ_ba Σ_aa⁻¹ Σ_ab      distance² = x_a' Σ_aa⁻¹ x_a
//! ```
//!
//! Source: T. W. Anderson (2003), An Introduction to Multivariate Statistical Analysis, 3rd ed., section 2.5.

use nalgebra::DMatrix;

use crate::error::{Code, Error};
use crate::math::cholesky::Cholesky;

/// A pivot below this part of its variance is rounding: the asset goes with the others exactly.
const LEAST_PIVOT: f64 = 1e-12;

/// What the others do.
pub struct Propagated {
    /// x of all assets of the covariance.
    pub moves: Vec<f64>,
    /// Σ_b|a, zero for those that are stated.
    pub left: DMatrix<f64>,
    /// Of what is stated.
    pub distance: f64,
}

/// The moves of all assets given those of some.
pub fn propagate(covariance: &DMatrix<f64>, stated: &[(usize, f64)]) -> Result<Propagated, Error> {
    let n = covariance.nrows();
    let of_stated =
        DMatrix::from_fn(stated.len(), stated.len(), |i, j| covariance[(stated[i].0, stated[j].0)]);
    let factor = Cholesky::of(&of_stated, LEAST_PIVOT).ok_or_else(|| {
        let message = "The assets whose moves are stated go together exactly; leave one of them out.";
        Error::new(Code::InvalidValue, message).at("spots")
    })?;
    let x: Vec<f64> = stated.iter().map(|(_, x)| *x).collect();
    let mut weights = x.clone();
    factor.solve(&mut weights);
    let distance = weights.iter().zip(&x).map(|(w, x)| w * x).sum::<f64>().max(0.0).sqrt();
    // L⁻¹ Σ_ab, column by column.
    let halves: Vec<Vec<f64>> = (0..n)
        .map(|b| {
            let mut column: Vec<f64> = stated.iter().map(|(a, _)| covariance[(*a, b)]).collect();
            factor.solve_lower(&mut column);
            column
        })
        .collect();
    let mut moves: Vec<f64> = (0..n)
        .map(|b| stated.iter().zip(&weights).map(|((a, _), w)| covariance[(*a, b)] * w).sum())
        .collect();
    for (a, x) in stated {
        moves[*a] = *x;
    }
    let open = |b: usize| stated.iter().all(|(a, _)| *a != b);
    let left = DMatrix::from_fn(n, n, |i, j| match open(i) && open(j) {
        true => covariance[(i, j)] - halves[i].iter().zip(&halves[j]).map(|(p, q)| p * q).sum::<f64>(),
        false => 0.0,
    });
    Ok(Propagated { moves, left, distance })
}
