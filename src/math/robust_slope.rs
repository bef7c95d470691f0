//! The slope of a line through points in time, with an error that holds where neighbours resemble each other.
//!
//! ```text
//! β = Σ (x − x̄) y / Σ (x − x̄)²        standard error = √(n ω)/Σ (x − x̄)²
//! ```
//!
//! ω long-run variance of (x − x̄) e by [`robust_mean`], e what the line leaves. Newey and West (1987), as there.

use super::newey_west::robust_mean;

/// A slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RobustSlope {
    /// β.
    pub slope: f64,
    /// Robust to autocorrelation and to changing variance.
    pub standard_error: f64,
    /// Standard deviation of what the line leaves, by n − 2.
    pub residual_deviation: f64,
}

/// With the lags that are given, else automatic ones; none of fewer than three points, and of an x that does not vary.
pub fn robust_slope(x: &[f64], y: &[f64], lags: Option<usize>) -> Option<RobustSlope> {
    let n = x.len() as f64;
    if x.len() < 3 {
        return None;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (of_x, of_y) = (mean(x), mean(y));
    let centred: Vec<f64> = x.iter().map(|x| x - of_x).collect();
    let square: f64 = centred.iter().map(|x| x * x).sum();
    if square <= 0.0 || square.is_nan() {
        return None;
    }
    let slope = centred.iter().zip(y).map(|(x, y)| x * y).sum::<f64>() / square;
    let left: Vec<f64> = centred.iter().zip(y).map(|(x, y)| y - of_y - slope * x).collect();
    let scores: Vec<f64> = centred.iter().zip(&left).map(|(x, e)| x * e).collect();
    Some(RobustSlope {
        slope,
        standard_error: robust_mean(&scores, lags).standard_error * n / square,
        residual_deviation: (left.iter().map(|e| e * e).sum::<f64>() / (n - 2.0)).sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// statsmodels' OLS with HAC errors: `tests/fixtures/peers/robust_slope.py`.
    #[test]
    fn slopes_of_an_independent_library() {
        let rows: Vec<Value> =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/robust_slope.json")).unwrap();
        let numbers = |values: &Value| -> Vec<f64> { serde_json::from_value(values.clone()).unwrap() };
        // Sums of 150 products in another order.
        let close = |found: f64, expected: &Value| {
            assert!((found / expected.as_f64().unwrap() - 1.0).abs() < 1e-11, "{found} and {expected}");
        };
        assert_eq!(rows.len(), 3);
        for row in rows {
            let (x, y) = (numbers(&row["x"]), numbers(&row["y"]));
            for fixed in row["fixed"].as_array().unwrap() {
                let lags = fixed["lags"].as_u64().map(|lags| lags as usize);
                let found = robust_slope(&x, &y, lags).unwrap();
                close(found.slope, &row["slope"]);
                close(found.residual_deviation, &row["residualDeviation"]);
                close(found.standard_error, &fixed["standardError"]);
            }
        }
    }

    #[test]
    fn what_has_no_slope() {
        assert_eq!(robust_slope(&[1.0, 2.0], &[1.0, 2.0], None), None);
        assert_eq!(robust_slope(&[1.0; 9], &[2.0; 9], None), None);
        let exact = robust_slope(&[1.0, 2.0, 4.0], &[2.0, 4.0, 8.0], None).unwrap();
        assert_eq!((exact.slope, exact.standard_error), (2.0, 0.0));
    }
}
