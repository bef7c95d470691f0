//! The price at which a linear position is liquidated, from the one at which nothing of it is left, and back.
//!
//! ```text
//! equity s q (P − B) = maintenance q P (m + φ + c q) − d      P = (s B − d/q) / (s − m − φ − c q)
//! ```
//!
//! s 1 for a long and −1 for a short position, q coins, B bankruptcy price, m and d rate and deduction of the tier that
//! the position lies in *at P*, φ the fee of closing and c what rates rise by per coin, as its venue has them.

use crate::margin::Tier;
use crate::margin::rule::{Basis, Rule};

/// The place of a tier in prices: from the one at which a position enters it to the one at which it leaves.
fn span(rule: &Rule, size: f64, tiers: &[Tier], k: usize) -> (f64, f64) {
    if rule.basis == Basis::Size {
        let own = rule.tiers.at(size).0 == k;
        return if own { (0.0, f64::INFINITY) } else { (0.0, 0.0) };
    }
    (tiers[k].floor / size, tiers.get(k + 1).map_or(f64::INFINITY, |next| next.floor / size))
}

/// The liquidation price of a bankruptcy price. None where no price is: the position is fully backed.
pub fn liquidation_price(rule: &Rule, size: f64, long: bool, bankruptcy: f64) -> Option<f64> {
    let tiers = rule.tiers.all();
    let s = if long { 1.0 } else { -1.0 };
    let root = |k: usize| {
        let rate = tiers[k].maintenance_rate + rule.fee + rule.per_coin * size;
        (s * bankruptcy - tiers[k].deduction / size) / (s - rate)
    };
    let found = if long {
        // From above: the first tier whose root lies in it, or at whose upper end the margin jumps over the equity.
        (0..tiers.len()).rev().find_map(|k| {
            let (low, high) = span(rule, size, tiers, k);
            let root = root(k);
            (high > low && root > low).then(|| root.min(high))
        })
    } else {
        (0..tiers.len()).find_map(|k| {
            let (low, high) = span(rule, size, tiers, k);
            let root = root(k);
            (high > low && root <= high).then(|| root.max(low))
        })
    };
    found.filter(|price| *price > 0.0 && price.is_finite())
}

/// The bankruptcy price of a liquidation price: there the equity is the maintenance margin.
pub fn bankruptcy_price(rule: &Rule, size: f64, long: bool, liquidation: f64) -> f64 {
    let basis = if rule.basis == Basis::Size { size } else { size * liquidation };
    let (_, tier) = rule.tiers.at(basis);
    let rate = tier.maintenance_rate + rule.fee + rule.per_coin * size;
    let cushion = liquidation * rate - tier.deduction / size;
    if long { (liquidation - cushion).max(0.0) } else { liquidation + cushion }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::rule::CountedAt;
    use crate::margin::{Span, Tiers};

    fn rule() -> Rule {
        // BTCUSDT as announced for 2021-03-18 by Binance, the first five tiers.
        let rows = [
            [0.0, 0.004, 0.008],
            [50_000.0, 0.005, 0.01],
            [250_000.0, 0.01, 0.02],
            [1e6, 0.025, 0.05],
            [1e7, 0.05, 0.1],
        ];
        Rule {
            tiers: Tiers::check(&rows, Span::Marginal).unwrap(),
            basis: Basis::Notional,
            at: CountedAt::Mark,
            per_coin: 0.0,
            fee: 0.0,
            cap: None,
            open_interest: None,
            continuous: true,
        }
    }

    /// The isolated long of Binance's two-position example as freqtrade's tests carry it: 109.488 BTC entered at
    /// 32,481.98 and nothing set aside are liquidated at 18,778.73; the wallet of 1,535,443.01 backs it alone there.
    #[test]
    fn published_example() {
        let (size, entry, wallet) = (109.488, 32_481.98, 1_535_443.01);
        let price = liquidation_price(&rule(), size, true, entry - wallet / size).unwrap();
        // Printed to the cent.
        assert!((price - 18_778.73).abs() < 0.005, "{price}");
    }

    #[test]
    fn there_and_back_across_tiers() {
        for long in [true, false] {
            for size in [0.3, 1.4, 3.0, 20.0, 300.0, 2_000.0] {
                for bankruptcy in [9_000.0, 33_333.0, 71_000.0] {
                    let price = liquidation_price(&rule(), size, long, bankruptcy).unwrap();
                    assert_eq!(price > bankruptcy, long);
                    // Two divisions and a subtraction: some units in the last place.
                    let back = bankruptcy_price(&rule(), size, long, price);
                    assert!((back / bankruptcy - 1.0).abs() < 1e-13, "{back} for {bankruptcy}");
                }
            }
        }
    }

    #[test]
    fn a_backed_long_has_no_line_and_a_size_rule_one_tier() {
        assert_eq!(liquidation_price(&rule(), 1.0, true, 0.0), None);
        let by_size = Rule { basis: Basis::Size, tiers: Tiers::flat(0.01, 0.02), ..rule() };
        let price = liquidation_price(&by_size, 4.0, false, 101.0).unwrap();
        assert!((price - 100.0).abs() < 1e-12);
    }
}
