//! Selling in equal parts, day by day.

/// Whole days until an exposure is sold at so much a day: at least one.
pub fn days(exposure: f64, a_day: f64) -> f64 {
    (exposure.abs() / a_day).ceil().max(1.0)
}

/// Σₖ (1 − k/a)(1 − k/b) over the days k = 0, 1, … before the sooner of two sales is over.
pub fn together(a: f64, b: f64) -> f64 {
    let m = a.min(b);
    let squares = (m - 1.0) * m * (2.0 * m - 1.0) / 6.0;
    m - 0.5 * m * (m - 1.0) * (1.0 / a + 1.0 / b) + squares / (a * b)
}

/// What part is unsold after so many days.
pub fn unsold(exposure: f64, a_day: f64, after: f64) -> f64 {
    (1.0 - after * a_day / exposure.abs()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_over_the_days_of_two_sales() {
        for (a, b) in [(1.0_f64, 1.0_f64), (1.0, 7.0), (5.0, 5.0), (12.0, 30.0)] {
            let days = 0..a.min(b) as usize;
            let sum: f64 = days.map(|k| (1.0 - k as f64 / a) * (1.0 - k as f64 / b)).sum();
            assert!((together(a, b) - sum).abs() < 1e-12, "{a} {b}: {} {sum}", together(a, b));
        }
        // The closed form of one asset: (D + 1)(2 D + 1)/(6 D).
        assert!((together(10.0, 10.0) - 11.0 * 21.0 / 60.0).abs() < 1e-12);
    }

    #[test]
    fn whole_days() {
        assert_eq!((days(100.0, 100.0), days(101.0, 100.0), days(-1.0, 100.0)), (1.0, 2.0, 1.0));
        assert_eq!((unsold(-100.0, 10.0, 3.0), unsold(100.0, 10.0, 11.0)), (0.7, 0.0));
    }
}
