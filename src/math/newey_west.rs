//! The standard error of a mean when neighbours resemble each other.
//!
//! ```text
//! ω = γ₀ + 2 Σ_{j ≤ L} (1 − j/(L+1)) γ_j        standard error = √(ω/n)
//! ```
//!
//! γ_j autocovariances with divisor n, L lags. Automatic lags: with m = ⌈4 (n/100)^{2/9}⌉, s₀ = γ₀ + 2 Σ_{j≤m} γ_j and
//! s₁ = 2 Σ_{j≤m} j γ_j, L = ⌈1.1447 (n (s₁/s₀)²)^{1/3}⌉, below n. Sources: W. K. Newey, K. D. West, "A Simple, Positive
//! Semi-definite, Heteroskedasticity and Autocorrelation Consistent Covariance Matrix" (1987), and "Automatic Lag
//! Selection in Covariance Matrix Estimation" (1994).

/// A mean with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RobustMean {
    /// Of the values.
    pub mean: f64,
    /// Robust to autocorrelation and to changing variance.
    pub standard_error: f64,
    /// L.
    pub lags: usize,
}

/// With the lags that are given, else automatic ones; needs two values.
pub fn robust_mean(values: &[f64], lags: Option<usize>) -> RobustMean {
    let n = values.len();
    let count = n as f64;
    let mean = values.iter().sum::<f64>() / count;
    let centred: Vec<f64> = values.iter().map(|x| x - mean).collect();
    let covariance = |j: usize| centred[j..].iter().zip(&centred).map(|(a, b)| a * b).sum::<f64>() / count;
    let variance = covariance(0);
    let lags = lags.unwrap_or_else(|| automatic_lags(n, variance, covariance)).min(n - 1);
    let weighted = |j: usize| (1.0 - j as f64 / (lags + 1) as f64) * covariance(j);
    let long_run = variance + 2.0 * (1..=lags).map(weighted).sum::<f64>();
    RobustMean { mean, standard_error: libm::sqrt(long_run.max(0.0) / count), lags }
}

fn automatic_lags(n: usize, variance: f64, covariance: impl Fn(usize) -> f64) -> usize {
    let count = n as f64;
    let most = (libm::ceil(4.0 * libm::pow(count / 100.0, 2.0 / 9.0)) as usize).min(n - 1);
    let (mut s0, mut s1) = (variance, 0.0);
    for j in 1..=most {
        let twice = 2.0 * covariance(j);
        s0 += twice;
        s1 += j as f64 * twice;
    }
    let ratio = s1 / s0;
    let lags = libm::ceil(1.1447 * libm::cbrt(count * ratio * ratio));
    // A constant has no autocorrelation: 0/0.
    if lags.is_finite() { lags as usize } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Errors of statsmodels and automatic lags of arch: `tests/fixtures/peers/newey_west.py`.
    #[test]
    fn errors_and_lags_of_independent_libraries() {
        let rows: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/newey_west.json")).unwrap();
        assert!(rows.len() >= 3);
        for row in &rows {
            let values: Vec<f64> =
                row["values"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
            for fixed in row["fixed"].as_array().unwrap() {
                let lags = fixed["lags"].as_u64().unwrap() as usize;
                let found = robust_mean(&values, Some(lags));
                let expected = fixed["standardError"].as_f64().unwrap();
                // Sums of some hundred products, rounded.
                assert!((found.standard_error / expected - 1.0).abs() < 1e-11, "{found:?} and {expected}");
            }
            let found = robust_mean(&values, None);
            assert_eq!(found.lags as u64, row["automaticLags"].as_u64().unwrap());
            assert!((found.mean / row["mean"].as_f64().unwrap() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn short_and_constant_series_are_numbers() {
        assert_eq!(robust_mean(&[0.5; 10], None).standard_error, 0.0);
        assert_eq!(robust_mean(&[1.0, 3.0], Some(0)).standard_error, libm::sqrt(0.5));
        assert!(robust_mean(&[1.0, 3.0], None).standard_error.is_finite());
    }
}
