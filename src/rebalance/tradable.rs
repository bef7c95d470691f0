//! What can be traded, as numbers.

use super::costs::TradeCosts;
use crate::market::ByAsset;

/// The initial margin of a contract: its own, else that of its asset, else that of all.
pub(super) fn margin_rate(rates: &ByAsset, contract: &str, asset: &str, all: f64) -> f64 {
    rates.0.get(contract).or_else(|| rates.0.get(asset)).copied().unwrap_or(all)
}

/// So much of a lot or a tick is rounding.
pub(super) const WHOLE: f64 = 1e-9;

/// One thing that can be traded, as numbers: any instrument that the engine prices becomes one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tradable {
    /// By which equals are told apart, so that the order of lines does not matter.
    pub name: String,
    /// What is quoted for one unit; none today.
    pub price: Option<f64>,
    /// Cash that opening one unit takes: a coin its price, a perpetual nothing.
    pub unit_value: f64,
    /// Cash that closing one unit held brings: a coin its price; of a perpetual the profit since entry, or nothing
    /// where profits are paid as they arise.
    pub close_value: f64,
    /// What one unit moves with, in money: the price, of what is inverse the face value.
    pub unit_exposure: f64,
    /// What fees and impact are of, in money for one unit: in general the exposure.
    pub unit_notional: f64,
    /// Trades are whole multiples of it; 0 for any quantity.
    pub lot: f64,
    /// Limit prices are whole multiples of it; 0 for any price.
    pub tick: f64,
    /// No order is worth less, in money.
    pub least_notional: f64,
    /// What it costs.
    pub costs: TradeCosts,
    /// Initial margin of a unit of exposure; 1 for what is paid in full.
    pub margin_rate: f64,
    /// Units wanted beside the target: what is kept, or less what other lines have of the same exposure.
    pub aside: f64,
    /// Units traded whatever flows and tolerance are: of a roll, a hedge, or an order by hand.
    pub extra: f64,
}

impl Tradable {
    /// What is paid in full, as a coin.
    pub fn paid(name: impl Into<String>, price: f64, costs: TradeCosts) -> Self {
        Self { unit_value: price, close_value: price, ..Self::margined(name, price, price, 1.0, costs) }
    }

    /// What is entered without paying and settled as it goes: a linear contract has its price as exposure, an
    /// inverse one its face value.
    pub fn margined(
        name: impl Into<String>,
        price: f64,
        unit_exposure: f64,
        margin_rate: f64,
        costs: TradeCosts,
    ) -> Self {
        Self {
            name: name.into(),
            price: Some(price),
            unit_exposure,
            unit_notional: unit_exposure.abs(),
            costs,
            margin_rate,
            ..Self::default()
        }
    }

    /// Whether it can be traded today.
    pub(super) fn usable(&self) -> bool {
        let positive = |number: f64| number > 0.0 && number.is_finite();
        self.price.is_some_and(positive) && self.unit_exposure != 0.0 && positive(self.unit_notional)
    }

    /// Money that a holding ties up beside what was paid for it.
    pub(super) fn locked(&self, held: f64) -> f64 {
        let paid = if held > 0.0 { self.unit_value.max(0.0) } else { 0.0 };
        held.abs() * (self.margin_rate * self.unit_exposure.abs() - paid).max(0.0)
    }

    /// The whole lots in a size, which is not below zero.
    pub(super) fn floor(&self, size: f64) -> f64 {
        if self.lot > 0.0 { self.lot * (size / self.lot + WHOLE).floor() } else { size }
    }

    /// The whole lots nearest to a size.
    pub(super) fn nearest(&self, size: f64) -> f64 {
        if self.lot > 0.0 { self.lot * (size / self.lot - WHOLE).round().max(0.0) } else { size }
    }

    /// The price at which an order still fills, spread and impact included.
    pub(super) fn limit_price(&self, price: f64, quantity: f64, slices: u32) -> f64 {
        let away =
            self.costs.half_spread + self.costs.impact_rate(self.unit_notional * quantity.abs(), slices);
        let limit = price * (1.0 + if quantity > 0.0 { away } else { -away });
        if self.tick <= 0.0 {
            return limit.max(0.0);
        }
        let ticks = limit / self.tick;
        let whole = if quantity > 0.0 { (ticks - WHOLE).ceil() } else { (ticks + WHOLE).floor() };
        self.tick * whole.max(1.0)
    }
}
