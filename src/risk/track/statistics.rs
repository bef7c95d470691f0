//! Moments of one series and of two beside each other.
//!
//! Standard deviations and covariances divide by n − 1, skew and kurtosis are those of the sample (divisor n).

/// The mean.
pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Σ (x − x̄)(y − ȳ)/(n − 1).
pub fn covariance(x: &[f64], y: &[f64]) -> f64 {
    let (mean_x, mean_y) = (mean(x), mean(y));
    let products = x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y));
    products.sum::<f64>() / (x.len() as f64 - 1.0).max(1.0)
}

/// The standard deviation.
pub fn deviation(x: &[f64]) -> f64 {
    covariance(x, x).sqrt()
}

/// Slope of y by x; none where x does not vary.
pub fn slope(y: &[f64], x: &[f64]) -> Option<f64> {
    let variance = covariance(x, x);
    (variance > 0.0).then(|| covariance(x, y) / variance)
}

/// None where either does not vary.
pub fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let spread = deviation(x) * deviation(y);
    (spread > 0.0).then(|| (covariance(x, y) / spread).clamp(-1.0, 1.0))
}

/// Skew and excess kurtosis; none where nothing varies.
pub fn shape(x: &[f64]) -> Option<(f64, f64)> {
    let middle = mean(x);
    let n = x.len() as f64;
    let moment = |power: i32| x.iter().map(|x| (x - middle).powi(power)).sum::<f64>() / n;
    let variance = moment(2);
    (variance > 0.0)
        .then(|| (moment(3) / (variance * variance.sqrt()), moment(4) / (variance * variance) - 3.0))
}

/// Mean of y where x is above zero (or below), for each unit of the mean of x there; none where it never is.
pub fn capture(y: &[f64], x: &[f64], above: bool) -> Option<f64> {
    let mut sums = (0.0, 0.0);
    for (x, y) in x.iter().zip(y).filter(|(x, _)| if above { **x > 0.0 } else { **x < 0.0 }) {
        sums = (sums.0 + x, sums.1 + y);
    }
    (sums.0 != 0.0).then(|| sums.1 / sums.0)
}
