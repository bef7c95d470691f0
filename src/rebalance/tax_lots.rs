//! Which of the coins held are sold, and the gain that realises: proceeds less their cost.
//!
//! ```text
//! gain = Σ q (p − c) − costs of the sale        q coins of a lot, p price, c what one of them cost
//! ```
//!
//! With average cost every lot is sold in the same proportion. What is sold beyond the lots has no basis and no
//! gain, and is told.

use serde::{Deserialize, Serialize};

/// Which coins are sold first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum LotChoice {
    /// The first bought.
    #[default]
    FirstIn,
    /// The last bought.
    LastIn,
    /// Those that cost most, which realises the least gain.
    HighestCost,
    /// Those that cost least.
    LowestCost,
    /// All in proportion.
    AverageCost,
}

/// One lot: coins, what one cost, and for how many days it has been held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lot {
    /// Coins.
    pub quantity: f64,
    /// Of one, in money.
    pub cost: f64,
    /// Unknown where no date is given.
    pub days: Option<f64>,
}

/// What a sale realises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RealisedGain {
    /// Held for no longer than the limit, or since nobody says when, in quote currency; a loss is below zero.
    pub short_term: f64,
    /// Held for longer.
    pub long_term: f64,
    /// Coins sold whose cost is not known.
    pub without_basis: f64,
}

/// The gain of selling so many coins at a price, costs of the sale spread over them. Lots come in the order in
/// which they were bought.
pub fn realised(
    lots: &[Lot],
    choice: LotChoice,
    quantity: f64,
    price: f64,
    costs: f64,
    long_term: f64,
) -> RealisedGain {
    let mut order: Vec<&Lot> = lots.iter().collect();
    match choice {
        LotChoice::FirstIn | LotChoice::AverageCost => {}
        LotChoice::LastIn => order.reverse(),
        LotChoice::HighestCost => order.sort_by(|a, b| b.cost.total_cmp(&a.cost)),
        LotChoice::LowestCost => order.sort_by(|a, b| a.cost.total_cmp(&b.cost)),
    }
    let whole: f64 = lots.iter().map(|lot| lot.quantity).sum();
    let net = price - if quantity > 0.0 { costs / quantity } else { 0.0 };
    let part = if whole > 0.0 { (quantity / whole).min(1.0) } else { 0.0 };
    let mut gain = RealisedGain::default();
    let mut left = quantity;
    for lot in order {
        let sold =
            if choice == LotChoice::AverageCost { part * lot.quantity } else { lot.quantity.min(left) };
        left -= sold;
        let made = sold * (net - lot.cost);
        match lot.days {
            Some(days) if days > long_term => gain.long_term += made,
            _ => gain.short_term += made,
        }
    }
    gain.without_basis = if left > 1e-9 * quantity { left } else { 0.0 };
    gain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot(quantity: f64, cost: f64, days: f64) -> Lot {
        Lot { quantity, cost, days: Some(days) }
    }

    /// 100 at 10, 200 at 11, 100 at 9, of which 150 are sold at 12.
    #[test]
    fn each_choice_by_hand() {
        let lots = [lot(100.0, 10.0, 900.0), lot(200.0, 11.0, 400.0), lot(100.0, 9.0, 30.0)];
        let gain = |choice| realised(&lots, choice, 150.0, 12.0, 0.0, 365.0);
        let of = |short_term, long_term| RealisedGain { short_term, long_term, without_basis: 0.0 };
        assert_eq!(gain(LotChoice::FirstIn), of(0.0, 250.0));
        assert_eq!(gain(LotChoice::LastIn), of(300.0, 50.0));
        assert_eq!(gain(LotChoice::HighestCost), of(0.0, 150.0));
        assert_eq!(gain(LotChoice::LowestCost), of(300.0, 100.0));
        // 37.5 of the first, 75 of the second, 37.5 of the third.
        assert_eq!(gain(LotChoice::AverageCost), of(112.5, 150.0));
    }

    #[test]
    fn costs_lessen_the_gain_and_coins_without_a_basis_are_told() {
        let gain = realised(&[lot(2.0, 10.0, 1.0)], LotChoice::FirstIn, 4.0, 15.0, 2.0, 365.0);
        assert_eq!(gain, RealisedGain { short_term: 9.0, long_term: 0.0, without_basis: 2.0 });
    }
}
