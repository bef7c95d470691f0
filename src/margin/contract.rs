//! The maintenance margin of one contract at a price, and what coins count, for who keeps the positions himself.

use super::collateral::Haircuts;
use super::pack::CheckedPack;
use super::rule::{Leg, Piece, Rule};
use crate::error::Error;
use crate::market::Settlement;

/// How a venue margins one contract.
pub struct ContractMargin {
    rule: Rule,
    inverse: bool,
}

/// What a venue counts of one coin.
pub struct CoinsCounted(Haircuts);

impl CheckedPack<'_> {
    /// What is counted of a coin.
    pub fn collateral(&self, asset: &str) -> Result<CoinsCounted, Error> {
        self.haircuts(asset).map(CoinsCounted)
    }

    /// The margin of contracts on a coin.
    pub fn contract(&self, asset: &str, settlement: Settlement) -> Result<ContractMargin, Error> {
        let rule = self.rule(asset, settlement)?.clone();
        Ok(ContractMargin { rule, inverse: settlement == Settlement::Inverse })
    }
}

impl CoinsCounted {
    /// Nothing at all.
    pub fn nothing() -> Self {
        Self(Haircuts::flat(1.0))
    }

    /// Of coins worth so much at a price.
    pub fn of(&self, value: f64, price: f64) -> f64 {
        self.0.counted(Piece::line(0.0, value), price, 1.0).at(1.0)
    }
}

impl ContractMargin {
    /// Of a size, in coins or in face value, at a price, with coins at `spot`; in quote currency. What counts at the entry
    /// counts at the price, to which what has been earned is settled.
    pub fn maintenance(&self, size: f64, price: f64, spot: f64) -> f64 {
        let size = size.abs();
        if size == 0.0 || price.is_nan() || price <= 0.0 {
            return 0.0;
        }
        let notional = if self.inverse { size / price } else { size * price };
        let leg = Leg {
            value: Piece::default(),
            size,
            notional,
            entry_notional: notional,
            coin_price: self.inverse.then_some(spot),
            rule: self.rule.clone(),
            leverage: None,
        };
        leg.maintenance(1.0).at(1.0)
    }
}
