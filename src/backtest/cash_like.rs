//! Assets that stand in for cash: their prices stay where they are, as those of a stablecoin do.
//!
//! A peg shows in where prices stay and not in how they jitter: deviations of prices from their mean over a year tell a
//! stablecoin (0.1 %, noisy ones 1 %) from a currency (3 %) where volatilities overlap.

/// Fewer prices than these tell nothing.
const LEAST_PRICES: usize = 20;

/// Whether prices deviate by less than a part of their mean: √(Σ (p − m)² / n) < below · m, over those that are known.
pub fn is_cash_like(prices: &[f64], below: f64) -> bool {
    let known = || prices.iter().copied().filter(|price| price.is_finite());
    let count = known().count();
    if below <= 0.0 || count < LEAST_PRICES {
        return false;
    }
    let mean = known().sum::<f64>() / count as f64;
    let squares: f64 = known().map(|price| (price - mean) * (price - mean)).sum();
    (squares / count as f64).sqrt() < below * mean
}

#[cfg(test)]
mod tests {
    use super::is_cash_like;

    /// 1 ± a deviates by a; a gap changes nothing, and nothing is told by a handful.
    #[test]
    fn a_peg_is_told_by_where_its_price_stays() {
        let wave = |size: f64, count: usize| -> Vec<f64> {
            (0..count).map(|t| if t % 2 == 0 { 1.0 + size } else { 1.0 - size }).collect()
        };
        assert!(is_cash_like(&wave(0.0099, 40), 0.01));
        assert!(!is_cash_like(&wave(0.0101, 40), 0.01));
        assert!(!is_cash_like(&wave(0.0, 19), 0.01) && is_cash_like(&wave(0.0, 20), 0.01));
        assert!(!is_cash_like(&wave(0.0, 40), 0.0), "0 is none");
        let mut gaps = wave(0.005, 40);
        gaps[7] = f64::NAN;
        assert!(is_cash_like(&gaps, 0.01));
        // The same path in another unit of money.
        assert!(is_cash_like(&gaps.iter().map(|price| 150.0 * price).collect::<Vec<_>>(), 0.01));
    }
}
