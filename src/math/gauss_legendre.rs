//! Gauss-Legendre quadrature on [0, 1].
//!
//! ```text
//! ∫₀¹ f(x) dx = Σ wₖ f(xₖ),   exact for polynomials of degree 2n − 1
//! Pₙ(2 xₖ − 1) = 0            wₖ = 1/[(1 − t²) P'ₙ(t)²],  t = 2 xₖ − 1
//! ```
//!
//! Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions" (1964), 25.4.30.

use std::f64::consts::PI;

/// Newton's method doubles the digits of the first guess, of which two or three are right.
const STEPS: usize = 6;

/// Nodes, rising, with their weights.
pub fn gauss_legendre(count: usize) -> Vec<(f64, f64)> {
    let n = count as f64;
    (0..count)
        .map(|k| {
            let mut t = -libm::cos(PI * (k as f64 + 0.75) / (n + 0.5));
            let mut slope = 1.0;
            for _ in 0..STEPS {
                let (mut before, mut here) = (1.0, t);
                for j in 2..=count {
                    let j = j as f64;
                    (before, here) = (here, ((2.0 * j - 1.0) * t * here - (j - 1.0) * before) / j);
                }
                slope = n * (t * here - before) / (t * t - 1.0);
                t -= here / slope;
            }
            (0.5 * (1.0 + t), 1.0 / ((1.0 - t * t) * slope * slope))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_for_polynomials_of_the_degree() {
        for count in [2, 5, 12, 32, 64] {
            let rule = gauss_legendre(count);
            for degree in [0, 1, count, 2 * count - 1] {
                let sum: f64 = rule.iter().map(|(x, w)| w * x.powi(degree as i32)).sum();
                let error = (sum * (degree + 1) as f64 - 1.0).abs();
                assert!(error < 1e-13, "{count} nodes, degree {degree}: {error:e}");
            }
        }
    }

    /// Table 25.4 of Abramowitz and Stegun, n = 5, moved to [0, 1].
    #[test]
    fn published_nodes() {
        let rule = gauss_legendre(5);
        for (k, x, w) in [
            (2, 0.0, 0.568_888_888_888_889),
            (3, 0.538_469_310_105_683, 0.478_628_670_499_366),
            (4, 0.906_179_845_938_664, 0.236_926_885_056_189),
        ] {
            assert!((2.0 * rule[k].0 - 1.0 - x).abs() < 1e-15);
            assert!((2.0 * rule[k].1 - w).abs() < 1e-15);
        }
    }
}
