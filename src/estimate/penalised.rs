//! Linear regression with a price on its coefficients, on z-scores z and a target y of mean 0 and variance 1:
//!
//! ```text
//! min_b  1/(2n) |y − Z b|² + λ (ρ |b|₁ + (1 − ρ)/2 |b|²)
//! ρ = 0   (C + λ I) b = c                                   C = Z'Z/n,  c = Z'y/n
//! ρ > 0   b_k ← S(c_k − Σ_{j≠k} C_kj b_j, λρ) / (C_kk + λ (1 − ρ))   one by one, S(x, t) = sign(x) max(|x| − t, 0)
//! ```
//!
//! Hoerl and Kennard (1970), Technometrics 12(1); Zou and Hastie (2005), Journal of the Royal Statistical Society B 67(2);
//! Friedman, Hastie and Tibshirani (2010), Journal of Statistical Software 33(1), section 2.1.

use nalgebra::DMatrix;

use crate::math::cholesky::Cholesky;

/// Steps of a coefficient, a correlation of the target, that are none.
const STILL: f64 = 1e-12;
/// Rounds at most.
const ROUNDS: usize = 20_000;

/// b from C and c; none where the rounds do not end.
pub fn coefficients(c: &DMatrix<f64>, with: &[f64], penalty: f64, mix: f64) -> Option<Vec<f64>> {
    let n = with.len();
    let quadratic = penalty * (1.0 - mix);
    if mix == 0.0 {
        let factor = Cholesky::of(&(c + DMatrix::identity(n, n) * quadratic), 0.0)?;
        let mut b = with.to_vec();
        factor.solve(&mut b);
        return Some(b);
    }
    let mut b = vec![0.0; n];
    // c − C b, kept as b moves.
    let mut left = with.to_vec();
    for _ in 0..ROUNDS {
        let mut largest = 0.0_f64;
        for k in 0..n {
            let own = c[(k, k)];
            if own <= 0.0 {
                continue;
            }
            let pull = left[k] + own * b[k];
            let next = pull.signum() * (pull.abs() - penalty * mix).max(0.0) / (own + quadratic);
            let step = next - b[k];
            if step != 0.0 {
                b[k] = next;
                left.iter_mut().zip(c.column(k).iter()).for_each(|(left, c)| *left -= c * step);
                largest = largest.max(step.abs());
            }
        }
        if largest < STILL {
            return Some(b);
        }
    }
    None
}
