//! A smooth function of one number by a table: Lagrange's cubic through the four nearest points, and the
//! value at the end beyond either end.

/// The table.
#[derive(Debug, Clone)]
pub struct Curve {
    low: f64,
    per_unit: f64,
    values: Vec<f64>,
}

impl Curve {
    /// Of `f` between two numbers at `points` points, at least four.
    pub fn new(f: &dyn Fn(f64) -> f64, low: f64, high: f64, points: usize) -> Self {
        let step = (high - low) / (points - 1) as f64;
        let values = (0..points).map(|i| f(low + step * i as f64)).collect();
        Self { low, per_unit: 1.0 / step, values }
    }

    /// f(x).
    #[inline]
    pub fn at(&self, x: f64) -> f64 {
        let last = (self.values.len() - 1) as f64;
        let place = ((x - self.low) * self.per_unit).clamp(0.0, last);
        let first = (place as usize).clamp(1, self.values.len() - 3) - 1;
        let t = place - (first + 1) as f64;
        let [a, b, c, d] = [0, 1, 2, 3].map(|k| self.values[first + k]);
        let (before, after, twice) = (t + 1.0, t - 1.0, t - 2.0);
        t * after * (before * d - twice * a) / 6.0 + before * twice * (after * b - t * c) * 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cubics_are_kept_and_ends_too() {
        let cubic = |x: f64| 1.0 - x + 2.0 * x * x - 0.5 * x * x * x;
        let curve = Curve::new(&cubic, -1.0, 3.0, 9);
        for i in 0..=100 {
            let x = -1.0 + 0.04 * f64::from(i);
            assert!((curve.at(x) - cubic(x)).abs() < 1e-13, "{x}");
        }
        assert!((curve.at(9.0) - cubic(3.0)).abs() < 1e-13 && (curve.at(-9.0) - cubic(-1.0)).abs() < 1e-13);
    }
}
