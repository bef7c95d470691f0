//! The margin of short options by a standard formula; long ones are paid for and need none.
//!
//! ```text
//! call   IM = max(a − OTM/U, b) + v              MM = c + v
//! put    IM = max(max(a − OTM/U, b) + v, MM)     MM = max(c, c v) + v
//! ```
//!
//! per coin of notional, in coin: U price of the coin, v mark of the option over U, OTM how far it is out of the money.

use crate::pricing::Right;

/// The parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptionRule {
    /// a.
    pub initial: f64,
    /// b.
    pub least_initial: f64,
    /// c.
    pub maintenance: f64,
}

impl OptionRule {
    /// Initial and maintenance margin of one coin of a short option, as parts of the coin's price.
    pub fn rates(&self, right: Right, moneyness: f64, mark: f64) -> (f64, f64) {
        // OTM/U: (K − U)⁺/U for a call; `moneyness` is K/U.
        let out = match right {
            Right::Call => (moneyness - 1.0).max(0.0),
            Right::Put => (1.0 - moneyness).max(0.0),
        };
        let base = (self.initial - out).max(self.least_initial) + mark;
        match right {
            Right::Call => (base, self.maintenance + mark),
            Right::Put => {
                let maintenance = self.maintenance.max(self.maintenance * mark) + mark;
                (base.max(maintenance), maintenance)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DERIBIT: OptionRule = OptionRule { initial: 0.15, least_initial: 0.1, maintenance: 0.075 };

    #[test]
    fn the_published_formulas_in_each_of_their_cases() {
        // At the money, 4 % and 30 % out of the money; the last has the least.
        assert_eq!(DERIBIT.rates(Right::Call, 1.0, 0.05), (0.2, 0.125));
        let (initial, maintenance) = DERIBIT.rates(Right::Call, 1.04, 0.03);
        assert!((initial - 0.14).abs() < 1e-15 && (maintenance - 0.105).abs() < 1e-15);
        let (initial, _) = DERIBIT.rates(Right::Call, 1.3, 0.01);
        assert!((initial - 0.11).abs() < 1e-15);
        // A put far in the money: its own mark rules maintenance, and that the initial margin.
        let (initial, maintenance) = DERIBIT.rates(Right::Put, 6.0, 5.0);
        assert!((maintenance - 5.375).abs() < 1e-15 && initial == maintenance);
    }
}
