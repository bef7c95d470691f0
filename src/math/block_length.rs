//! The block length with which a stationary bootstrap of a series serves its mean best.
//!
//! ```text
//! b = (2 G² / D)^⅓ T^⅓   G = Σ λ(k/M) |k| γ(k)   D = 2 (Σ λ(k/M) γ(k))²   |k| ≤ M
//! ```
//!
//! with the autocovariances γ and the flat-top window λ(x) = 1 up to ½, 2 (1 − x) up to 1. M is twice the
//! first lag from which five in a row lie within ± 2 √(log₁₀ T / T), and b at most ⌈min(3 √T, T/3)⌉.
//!
//! Sources: Politis and White (2004), Automatic block-length selection for the dependent bootstrap,
//! Econometric Reviews 23(1); Patton, Politis and White (2009), Correction, Econometric Reviews 28(4).

use super::cholesky::dot;

/// K_T: as many autocorrelations in a row are small where dependence ends.
const QUIET: usize = 5;

/// The expected block length, 1 at least; 1 for a series that does not move.
pub fn stationary(series: &[f64]) -> f64 {
    // Rounding of a mean would make up a dependence.
    if series.iter().all(|x| *x == series[0]) {
        return 1.0;
    }
    let rows = series.len();
    let length = rows as f64;
    let mean = series.iter().sum::<f64>() / length;
    let centred: Vec<f64> = series.iter().map(|x| x - mean).collect();
    let lags = length.sqrt().ceil() as usize + QUIET;
    let covariance =
        |k: usize| if k < rows { dot(&centred[k..], &centred[..rows - k]) / length } else { 0.0 };
    let covariances: Vec<f64> = (0..=lags).map(covariance).collect();
    let small = 2.0 * (libm::log10(length) / length).sqrt() * covariances[0];
    let quiet = covariances[1..].windows(QUIET).position(|run| run.iter().all(|c| c.abs() < small));
    let window = quiet.map_or(lags, |before| (2 * (before + 1)).min(lags));
    let (mut slope, mut spectrum) = (0.0, covariances[0]);
    for (k, covariance) in covariances.iter().enumerate().take(window + 1).skip(1) {
        let weight = 2.0 * (2.0 * (1.0 - k as f64 / window as f64)).min(1.0);
        slope += weight * k as f64 * covariance;
        spectrum += weight * covariance;
    }
    let longest = (3.0 * length.sqrt()).min(length / 3.0).ceil();
    let ratio = slope / spectrum;
    libm::cbrt(ratio * ratio * length).min(longest).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::BlockStream;

    /// xₜ = a xₜ₋₁ + zₜ.
    fn autoregressive(a: f64, rows: usize) -> Vec<f64> {
        let mut stream = BlockStream::new(11, 0);
        let mut last = 0.0;
        let next = |_| {
            last = a * last + stream.normal();
            last
        };
        (0..rows).map(next).collect()
    }

    /// Of an autoregression, Σ |k| γ(k) / Σ γ(k) = 2a / (1 − a²), so that b = (T (2a / (1 − a²))²)^⅓. The
    /// estimate of a stands within four of its standard errors √((1 − a²) / T) at worst: half of b.
    #[test]
    fn of_an_autoregression() {
        let (a, rows) = (0.5_f64, 20_000);
        let expected = libm::cbrt(rows as f64 * (2.0 * a / (1.0 - a * a)).powi(2));
        let found = stationary(&autoregressive(a, rows));
        assert!((found / expected - 1.0).abs() < 0.5, "{found} instead of {expected}");
    }

    #[test]
    fn what_does_not_move_or_depend_has_short_blocks() {
        assert_eq!(stationary(&[0.02; 50]), 1.0);
        assert_eq!(stationary(&[0.1, 0.2]), 1.0);
        assert!(stationary(&autoregressive(0.0, 5000)) < 6.0);
    }
}
