//! One American option in many scenarios: the European value there, and the premium from a table.
//!
//! ```text
//! profit = q [V_E(S', τ) + E(S', τ) − V]      put  E = K e(ln S'/K)      call  E = S' e(ln K/S')
//! ```
//!
//! e is tabulated once, in cubic Hermite pieces that meet at the boundary of exercise, so that a
//! scenario costs what a European one costs and a look into the table. Tables for moved volatilities are
//! made as they are asked for, on a ladder of volatilities between which e is interpolated linearly. The
//! table errs by less than 10⁻⁶ of strike or spot, the greater, and with moved volatilities by 2·10⁻⁵.
//! What an early exercise within the horizon would add is not counted.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::premium_table::PremiumTable;
use crate::pricing::carry::Carry;
use crate::pricing::option_revaluation::OptionRevaluation;
use crate::pricing::{Revaluation, Right, ScenarioBlock};

/// Rungs of the ladder per doubling of the volatility.
const RUNGS: f64 = 32.0;
/// The ladder's ends: below the one and above the other the premium is that of the end.
const LADDER: (f64, f64) = (1e-3, 32.0);

/// An American option position, ready for scenarios.
#[derive(Debug)]
pub struct AmericanRevaluation {
    european: OptionRevaluation,
    right: Right,
    strike: f64,
    spot: f64,
    quantity: f64,
    volatility: f64,
    /// Of the put that it is, at the horizon: rate, dividend, years.
    terms: [f64; 3],
    table: PremiumTable,
    ladder: RefCell<BTreeMap<i32, PremiumTable>>,
}

impl AmericanRevaluation {
    /// `european` is revalued against the American value of today; the rest as there.
    pub fn new(
        european: OptionRevaluation,
        (right, strike, volatility): (Right, f64, f64),
        carry: &Carry,
        quantity: f64,
        elapsed: f64,
    ) -> Self {
        let (rate, dividend) = (carry.discount_rate, carry.discount_rate - carry.carry);
        let years = (carry.years - elapsed).max(0.0);
        let terms = match right {
            Right::Put => [rate, dividend, years],
            Right::Call => [dividend, rate, years],
        };
        let table = PremiumTable::new(terms, volatility);
        let (spot, ladder) = (carry.spot, RefCell::default());
        Self { european, right, strike, spot, quantity, volatility, terms, table, ladder }
    }

    /// e at a volatility.
    fn at(&self, volatility: f64, log: f64) -> f64 {
        if volatility == self.volatility {
            return self.table.at(log);
        }
        let rung = RUNGS * libm::log2(volatility.max(LADDER.0).min(LADDER.1));
        let mut ladder = self.ladder.borrow_mut();
        let mut on = |rung: f64| {
            let table = ladder
                .entry(rung as i32)
                .or_insert_with(|| PremiumTable::new(self.terms, libm::exp2(rung / RUNGS)));
            table.at(log)
        };
        let (low, high) = (on(rung.floor()), on(rung.floor() + 1.0));
        low + (high - low) * (rung - rung.floor())
    }
}

impl Revaluation for AmericanRevaluation {
    fn profit(&self, scenarios: &ScenarioBlock, out: &mut [f64]) {
        self.european.profit(scenarios, out);
        if self.terms[2] == 0.0 {
            return;
        }
        let asset = self.european.asset();
        let shifts = scenarios.volatility_shifts(asset);
        let moneyness = libm::log(self.spot / self.strike);
        let (returns, factors) = (scenarios.log_returns(asset), scenarios.factors(asset));
        for (i, profit) in out.iter_mut().enumerate() {
            let shift = shifts.map_or(0.0, |shifts| shifts[i]);
            let log = -self.right.sign() * (moneyness + returns[i]);
            let excess = self.at(self.european.volatility_at(returns[i], shift), log);
            let scale = match self.right {
                Right::Put => self.strike,
                Right::Call => self.spot * factors[i],
            };
            *profit += self.quantity * scale * excess;
        }
    }
}
