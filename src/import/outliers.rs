//! Prices that are a hundred times off their neighbours: a decimal mark in the wrong place.
//!
//! r(t) = ln p(t) − median of ln p over up to three rows before and after t, itself left out.
//! |r| ≥ ln 100 marks a price as off. A level that stays (a coin exchanged 1,000 for 1) leaves the
//! median between the two levels, so that nothing is marked there; its jump is reported once.

/// ln 100: the largest true move of a coin in one day that our data know is a factor of five.
const FAR: f64 = 4.605_170_185_988_092;

/// How many rows on each side are looked at.
const REACH: usize = 3;

/// What stands out in a series of positive prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Oddity {
    /// The price at this place is off by this factor (above or below one).
    Off(usize, f64),
    /// From this place on prices are at another level, by this factor.
    Jump(usize, f64),
}

/// The oddities of a series, in order.
pub fn oddities(prices: &[f64]) -> Vec<Oddity> {
    let logs: Vec<f64> = prices.iter().map(|price| libm::log(*price)).collect();
    let mut found = Vec::new();
    let mut last_good: Option<usize> = None;
    for t in 0..logs.len() {
        // Quick way for the ordinary row: like the one before it.
        let ordinary = last_good.is_some_and(|last| last + 1 == t && (logs[t] - logs[last]).abs() < FAR);
        if !ordinary {
            let from = t.saturating_sub(REACH);
            let to = (t + REACH + 1).min(logs.len());
            let mut around: Vec<f64> = (from..to).filter(|near| *near != t).map(|near| logs[near]).collect();
            // Two neighbours at least have to agree on what is ordinary.
            if around.len() >= 2 && logs.len() >= 3 {
                around.sort_unstable_by(f64::total_cmp);
                let middle = around.len() / 2;
                let median = if around.len() % 2 == 1 {
                    around[middle]
                } else {
                    (around[middle - 1] + around[middle]) / 2.0
                };
                let off = logs[t] - median;
                if off.abs() >= FAR {
                    found.push(Oddity::Off(t, libm::exp(off)));
                    continue;
                }
            }
            if let Some(last) = last_good
                && (logs[t] - logs[last]).abs() >= FAR
            {
                found.push(Oddity::Jump(t, libm::exp(logs[t] - logs[last])));
            }
        }
        last_good = Some(t);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_a_thousand_times_off_stands_out_anywhere() {
        for at in 0..6 {
            let mut prices = vec![100.0, 101.0, 99.0, 102.0, 100.5, 101.5];
            for factor in [1_000.0, 0.001] {
                prices[at] *= factor;
                match oddities(&prices)[..] {
                    [Oddity::Off(t, off)] => assert!(t == at && (off / factor - 1.0).abs() < 0.05),
                    ref other => panic!("{at}: {other:?}"),
                }
                prices[at] /= factor;
            }
        }
    }

    #[test]
    fn two_in_a_row_stand_out_and_a_new_level_does_not() {
        let two = oddities(&[1.0, 1.1, 1.0, 1_000.0, 1_000.0, 1.0, 1.1, 1.0]);
        assert!(matches!(two[..], [Oddity::Off(3, _), Oddity::Off(4, _)]), "{two:?}");
        let level = oddities(&[1.0, 1.1, 1.0, 1.2, 1_000.0, 1_100.0, 1_050.0, 990.0]);
        assert!(matches!(level[..], [Oddity::Jump(4, _)]), "{level:?}");
        assert!(oddities(&[100.0, 450.0, 90.0, 400.0]).is_empty());
        assert!(oddities(&[1.0, 1_000.0]).len() <= 1);
    }
}
