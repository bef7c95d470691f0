//! The upper tail of Fisher's F distribution: P(F > f) = I_x(b/2, a/2) with x = b / (b + a f), for a and b degrees of
//! freedom, I the regularised incomplete beta function.
//!
//! Source: NIST Digital Library of Mathematical Functions, 8.17.

use super::student_t::incomplete_beta;

/// P(F > f), f ≥ 0.
pub fn upper_tail(f: f64, a: f64, b: f64) -> f64 {
    incomplete_beta(0.5 * b, 0.5 * a, b, a * f)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.f.sf: `tests/fixtures/peers/forecast.py`.
    #[test]
    fn tails_of_another_library() {
        let fixture: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/forecast.json")).unwrap();
        for row in fixture["fisher"].as_array().unwrap() {
            let [f, a, b, p] = ["f", "a", "b", "p"].map(|name| row[name].as_f64().unwrap());
            // Errors of the logarithm of the gamma function are 1e-15 of a thousand.
            assert!((upper_tail(f, a, b) / p - 1.0).abs() < 1e-11, "{f} {a} {b}: {}", upper_tail(f, a, b));
        }
        assert_eq!(upper_tail(0.0, 3.0, 7.0), 1.0);
    }
}
