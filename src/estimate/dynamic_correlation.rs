//! Correlations that move: Q[t] = (1 − a − b) S + a z[t−1] z[t−1]' + b Q[t−1], and
//! R[t] = diag(Q[t])^−½ Q[t] diag(Q[t])^−½, with standardised returns z, S = Z'Z / T and Q[1] = S.
//!
//! The maximum of ln L = −½ Σ_t (ln |R[t]| + z[t]' R[t]⁻¹ z[t] − z[t]'z[t]) over a and b, the second of
//! two steps. With d = √diag Q, |R| = |Q| / Π d² and z'R⁻¹z = (dz)'Q⁻¹(dz), so that R is never formed.
//! What is expected k periods ahead is R̄ + (a + b)^(k−1) (R[T+1] − R̄), R̄ being S with ones on its
//! diagonal.
//!
//! Engle 2002; the forecast: Engle & Sheppard 2001.

use nalgebra::DMatrix;

use super::correlation;
use super::persistence::Fit;
use crate::math::cholesky::dot;
use crate::math::cross_product::cross_product;
use crate::math::log_sum::LogSum;

/// Pivots of Q that are rounding beside their diagonal: returns that follow from others.
const SINGULAR: f64 = 1e-10;

/// Fitted correlations.
#[derive(Debug, Clone)]
pub struct Dynamic {
    /// a and b.
    pub fit: Fit,
    long_run: DMatrix<f64>,
    next: DMatrix<f64>,
}

impl Dynamic {
    /// The most likely correlations of standardised returns, one column after the other; none where
    /// none are found.
    pub fn of(standardised: &[f64], rows: usize) -> Option<Self> {
        let n = standardised.len() / rows;
        let mut z = vec![0.0; standardised.len()];
        for (i, column) in standardised.chunks_exact(rows).enumerate() {
            column.iter().enumerate().for_each(|(t, x)| z[t * n + i] = *x);
        }
        let target = cross_product(standardised, rows) / rows as f64;
        let lower: Vec<f64> =
            (0..n).flat_map(|i| (0..=i).map(move |j| (i, j))).map(|at| target[at]).collect();
        let mut work = Filter { z: &z, target: &lower, q: vec![], factor: vec![0.0; lower.len()] };
        let fit = Fit::least(0, &mut |fit| work.deviance(fit).unwrap_or(f64::INFINITY))?;
        work.deviance(&fit)?;
        let at = |i: usize, j: usize| work.q[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)];
        Some(Self { fit, long_run: correlation(&target), next: correlation(&DMatrix::from_fn(n, n, at)) })
    }

    /// The correlations that are expected `k` periods after the next.
    pub fn forecast(&self, k: i32) -> DMatrix<f64> {
        &self.long_run + (&self.next - &self.long_run) * self.fit.persistence().powi(k)
    }
}

/// The recursion, lower triangles row by row.
struct Filter<'a> {
    /// One row of standardised returns after the other.
    z: &'a [f64],
    target: &'a [f64],
    q: Vec<f64>,
    factor: Vec<f64>,
}

impl Filter<'_> {
    /// −2 ln L / T, but for what does not depend on a and b; none where a Q[t] is singular. Leaves Q of
    /// the period to come.
    fn deviance(&mut self, fit: &Fit) -> Option<f64> {
        let n = (((8 * self.target.len() + 1) as f64).sqrt() as usize - 1) / 2;
        let fixed = 1.0 - fit.persistence();
        self.q.clear();
        self.q.extend_from_slice(self.target);
        let (mut logs, mut sum) = (LogSum::default(), 0.0);
        let mut y = vec![0.0; n];
        for z in self.z.chunks_exact(n) {
            let mut start = 0;
            for i in 0..n {
                let (done, rest) = self.factor.split_at_mut(start);
                let (row, q) = (&mut rest[..=i], &self.q[start..=start + i]);
                let mut above = 0;
                for j in 0..i {
                    let other = &done[above..=above + j];
                    row[j] = (q[j] - dot(&row[..j], &other[..j])) / other[j];
                    above += j + 1;
                }
                let pivot = q[i] - dot(&row[..i], &row[..i]);
                if pivot.is_nan() || pivot <= SINGULAR * q[i] {
                    return None;
                }
                row[i] = pivot.sqrt();
                logs.add(pivot / q[i]);
                y[i] = (q[i].sqrt() * z[i] - dot(&row[..i], &y[..i])) / row[i];
                start += i + 1;
            }
            sum += dot(&y, &y);
            let mut at = 0;
            for i in 0..n {
                let pull = fit.alpha * z[i];
                for (j, z) in z[..=i].iter().enumerate() {
                    self.q[at + j] = fixed * self.target[at + j] + pull * z + fit.beta * self.q[at + j];
                }
                at += i + 1;
            }
        }
        Some((logs.value() + sum) * n as f64 / self.z.len() as f64)
    }
}
