//! Probabilities of several tests at once, adjusted so that each can be held against the level of all.
//!
//! ```text
//! p sorted ascending, m tests
//! Holm                  p̃(k) = max_{j ≤ k} min(1, (m − j + 1) p(j))      any wrong rejection at most by the level
//! Benjamini-Hochberg    p̃(k) = min_{j ≥ k} min(1, m p(j) / j)            share of wrong ones among the rejected
//! ```
//!
//! Sources: Holm (1979), Scandinavian Journal of Statistics 6(2); Benjamini and Hochberg (1995), Journal of the Royal
//! Statistical Society B 57(1).

use super::order::falling;

/// Holm's, in the order given.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut most = 0.0_f64;
    for (k, &i) in falling(p).iter().rev().enumerate() {
        most = most.max(((p.len() - k) as f64 * p[i]).min(1.0));
        adjusted[i] = most;
    }
    adjusted
}

/// Benjamini's and Hochberg's, in the order given.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut least = 1.0_f64;
    for (k, &i) in falling(p).iter().enumerate() {
        least = least.min(p.len() as f64 * p[i] / (p.len() - k) as f64);
        adjusted[i] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// statsmodels' multipletests: `tests/fixtures/peers/forecast.py`.
    #[test]
    fn adjusted_as_by_another_library() {
        let fixture: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/forecast.json")).unwrap();
        let numbers = |name: &str| -> Vec<f64> {
            let list = fixture["tests"][name].as_array().unwrap();
            list.iter().map(|x| x.as_f64().unwrap()).collect()
        };
        let p = numbers("p");
        // A product and a quotient, rounded.
        let same = |a: Vec<f64>, b: Vec<f64>| a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-15);
        assert!(same(holm(&p), numbers("holm")));
        assert!(same(benjamini_hochberg(&p), numbers("benjaminiHochberg")));
        assert!(holm(&[]).is_empty() && benjamini_hochberg(&[]).is_empty());
    }
}
