//! A loan of a list: one collateral, one debt.
//!
//! ```text
//! health = C p_c T / (D p_d)        liquidated at or below 1, by the market's rule, at the prices of the round
//! ```
//!
//! C and D at today's prices, p prices over today's, T liquidation threshold. A part is repaid from the collateral with
//! the penalty until health is above 1 again; where no collateral is left the rest of the debt is written off.

use super::crowd::Amounts;
use crate::margin::lending::market::aave_v3::AaveV3;
use crate::margin::lending::state::Backing;

/// More liquidations one after the other than any loan needs.
const MOST_STEPS: usize = 200;

/// Such a loan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loan {
    /// The coin that backs it; none where that is money.
    pub collateral_asset: Option<usize>,
    /// The coin that is owed; none where that is money.
    pub debt_asset: Option<usize>,
    /// What is left of the collateral, at today's prices.
    pub collateral: f64,
    /// What is left of the debt.
    pub debt: f64,
    /// T.
    pub threshold: f64,
    /// What a liquidation takes beyond the debt it repays, as a part of it.
    pub penalty: f64,
    /// Whether the market takes all of it over at once.
    pub absorbed: bool,
}

/// What a liquidation did, at today's prices.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Repayment {
    /// Collateral that was seized, to be sold.
    pub seized: f64,
    /// Debt that was repaid, to be bought.
    pub repaid: f64,
    /// Debt that nobody repays, at the prices of the liquidation.
    pub written_off: f64,
    /// What went.
    pub amounts: Amounts,
}

fn price(asset: Option<usize>, prices: &[f64]) -> f64 {
    asset.map_or(1.0, |asset| prices[asset])
}

impl Loan {
    /// Exposure to coins: the collateral where it is one, else the debt.
    pub fn notional(&self) -> f64 {
        if self.collateral_asset.is_some() { self.collateral } else { self.debt }
    }

    /// All of it.
    pub fn amounts(&self) -> Amounts {
        Amounts { count: 1.0, notional: self.notional(), collateral: self.collateral, debt: self.debt }
    }

    /// The line: prices over today's along `x → 1 + β (x − 1)`, the β of collateral and debt given; and whether a fall
    /// meets it. None where no move does.
    pub fn line(&self, [collateral, debt]: [f64; 2]) -> Option<(f64, bool)> {
        let (counted, owed) = (self.collateral * self.threshold, self.debt);
        // counted (1 + β_c y) = owed (1 + β_d y) with y = x − 1.
        let slope = counted * collateral - owed * debt;
        let y = (owed - counted) / slope;
        (slope.abs() > 1e-14 * (counted + owed) && y > -1.0).then_some((1.0 + y, slope > 0.0))
    }

    /// Whether these prices end it.
    pub fn reached(&self, prices: &[f64]) -> bool {
        let counted = self.collateral * price(self.collateral_asset, prices) * self.threshold;
        self.debt > 0.0 && counted <= self.debt * price(self.debt_asset, prices) * (1.0 + 1e-12)
    }

    /// Liquidates what these prices ask for.
    pub fn force(&mut self, prices: &[f64]) -> Repayment {
        let (at_c, at_d) = (price(self.collateral_asset, prices), price(self.debt_asset, prices));
        let (first_c, first_d) = (self.collateral * at_c, self.debt * at_d);
        let (mut left, mut owed, mut written_off) = (first_c, first_d, 0.0);
        if self.absorbed {
            written_off = (owed - left * (1.0 - self.penalty)).max(0.0);
            (left, owed) = (0.0, 0.0);
        }
        let rules = AaveV3::default();
        for _ in 0..MOST_STEPS {
            let health = left * self.threshold / owed;
            if !(owed > 0.0 && left > 0.0 && (owed == first_d || health < 1.0)) {
                break;
            }
            let backing = Backing {
                value: left,
                threshold: self.threshold,
                loan_to_value: self.threshold,
                penalty: self.penalty,
                protocol_fee: 0.0,
            };
            let (repaid, seized) = rules.part((owed, owed), backing, health);
            if repaid <= 0.0 {
                break;
            }
            owed = if repaid < owed { owed - repaid } else { 0.0 };
            left = if seized < left { left - seized } else { 0.0 };
        }
        if left <= 0.0 && owed > 0.0 {
            (written_off, owed) = (owed, 0.0);
        }
        // What is over after the last of a debt stays with its owner.
        let done = owed <= 0.0;
        let before = *self;
        (self.collateral, self.debt) = (left / at_c, owed / at_d);
        let (seized, gone) = (before.collateral - self.collateral, before.debt - self.debt);
        let notional = before.notional() - self.notional();
        Repayment {
            seized,
            repaid: gone - written_off / at_d,
            written_off,
            amounts: Amounts {
                count: if done { 1.0 } else { 0.0 },
                notional,
                collateral: seized,
                debt: gone,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loan() -> Loan {
        Loan {
            collateral_asset: Some(0),
            debt_asset: None,
            collateral: 30_000.0,
            debt: 20_000.0,
            threshold: 0.83,
            penalty: 0.05,
            absorbed: false,
        }
    }

    /// 10 ETH at 3,000 with a threshold of 83 % and 20,000 owed are liquidated at 2,409.64.
    #[test]
    fn a_line_by_hand() {
        let (x, falls) = loan().line([1.0, 0.0]).unwrap();
        assert!(falls && (3_000.0 * x - 20_000.0 / 8.3).abs() < 1e-9);
        // Money backs 20,000 of coin: 30,000 · 0.83 = 20,000 x.
        let short = Loan { collateral_asset: None, debt_asset: Some(0), ..loan() };
        let (x, falls) = short.line([0.0, 1.0]).unwrap();
        assert!(!falls && (x - 1.245).abs() < 1e-15);
        // Both move alike.
        assert_eq!(loan().line([1.0, 1.0]), None);
    }

    /// At 0.8 the health is 24,000 · 0.83 / 20,000 = 0.996: half is repaid, 10,500 of collateral go. 13,500 · 0.83 over
    /// 10,000 is 1.1205.
    #[test]
    fn half_is_repaid_above_a_health_of_95_per_cent() {
        let mut loan = loan();
        let taken = loan.force(&[0.8]);
        assert!((taken.repaid - 10_000.0).abs() < 1e-9 && taken.written_off == 0.0);
        assert!((taken.seized * 0.8 - 10_500.0).abs() < 1e-9);
        assert!((loan.collateral * 0.8 - 13_500.0).abs() < 1e-9 && loan.debt == 10_000.0);
        assert_eq!(taken.amounts.count, 0.0);
    }

    /// At 0.6 the collateral is worth 18,000 and repays 18,000 / 1.05; the rest of 20,000 is written off.
    #[test]
    fn what_no_collateral_is_left_for_is_written_off() {
        let mut loan = loan();
        let taken = loan.force(&[0.6]);
        assert!((taken.written_off - (20_000.0 - 18_000.0 / 1.05)).abs() < 1e-9);
        assert_eq!((loan.collateral, loan.debt, taken.amounts.debt), (0.0, 0.0, 20_000.0));
        let absorbed = Loan { absorbed: true, ..self::loan() }.force(&[0.6]);
        assert!((absorbed.written_off - (20_000.0 - 18_000.0 * 0.95)).abs() < 1e-9);
    }
}
