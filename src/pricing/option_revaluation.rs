//! One option in many scenarios, by Black's formula.
//!
//! ```text
//! F' = A eˣ,  A = S e^{b τ}      d₁ = ln(A/K)/s + s/2 + x/s      d₂ = d₁ − s      s = σ √τ
//! profit = q [e^{−ρτ} w (F' Φ(w d₁) − K Φ(w d₂)) − V]
//! ```
//!
//! x log-return of the spot, τ years left at the horizon, V today's value, q quantity; the rest as in
//! [`carry`](super::carry). What settles in coin is covered: its coin value at the horizon times the
//! scenario's spot is this same number. An option that expires within the horizon pays what the
//! scenario's spot gives. Φ comes from [`CdfTable`]: a price is good to 10⁻¹⁴ of F' + K.

use super::smile_move::SmileMove;
use super::{Figures, Revaluation, Right, ScenarioBlock};
use crate::math::normal::CdfTable;
use crate::pricing::black76::LEAST_DEVIATION;
use crate::pricing::carry::Carry;

/// An option position, ready for scenarios.
#[derive(Debug)]
pub struct OptionRevaluation {
    asset: usize,
    right: Right,
    strike: f64,
    volatility: f64,
    smile: Option<SmileMove>,
    /// √τ.
    root_years: f64,
    /// A.
    forward: f64,
    /// ln(A/K).
    log_moneyness: f64,
    /// e^{−ρτ} q.
    scale: f64,
    /// q V.
    value_now: f64,
}

impl OptionRevaluation {
    /// `asset` is the place in the blocks, `now` the position's figures today, `elapsed` the horizon
    /// in years.
    pub fn new(
        asset: usize,
        (right, strike, volatility): (Right, f64, f64),
        carry: &Carry,
        (quantity, now): (f64, &Figures),
        elapsed: f64,
    ) -> Self {
        let (ratio, discount) = carry.after(elapsed);
        let forward = carry.spot * ratio;
        Self {
            asset,
            right,
            strike,
            volatility,
            smile: None,
            root_years: (carry.years - elapsed).max(0.0).sqrt(),
            forward,
            log_moneyness: libm::log(forward / strike),
            scale: discount * quantity,
            value_now: now.value,
        }
    }

    /// The same with a volatility that follows the spot.
    pub fn following(self, smile: Option<SmileMove>) -> Self {
        Self { smile, ..self }
    }

    /// The place of its asset in the blocks.
    pub fn asset(&self) -> usize {
        self.asset
    }

    /// σ in a scenario.
    #[inline(always)]
    pub fn volatility_at(&self, x: f64, shift: f64) -> f64 {
        let followed = self.smile.as_ref().map_or(0.0, |smile| smile.shift(x));
        (self.volatility + followed + shift).max(0.0)
    }

    /// B at forward F' = A eˣ and deviation s.
    #[inline(always)]
    fn price(&self, table: &CdfTable, x: f64, factor: f64, deviation: f64, inverse: f64) -> f64 {
        let w = self.right.sign();
        let d1 = (self.log_moneyness + x) * inverse + 0.5 * deviation;
        let d2 = d1 - deviation;
        w * (self.forward * factor * table.cdf(w * d1) - self.strike * table.cdf(w * d2))
    }
}

impl Revaluation for OptionRevaluation {
    fn profit(&self, scenarios: &ScenarioBlock, out: &mut [f64]) {
        let table = CdfTable::get();
        let (returns, factors) = (scenarios.log_returns(self.asset), scenarios.factors(self.asset));
        let steps = out.iter_mut().zip(returns.iter().zip(factors));
        let payoff = |factor: f64| self.right.payoff(self.forward * factor, self.strike);
        let shifts = scenarios.volatility_shifts(self.asset);
        if shifts.is_some() || self.smile.is_some() {
            for (i, (profit, (&x, &factor))) in steps.enumerate() {
                let shift = shifts.map_or(0.0, |shifts| shifts[i]);
                let deviation = self.volatility_at(x, shift) * self.root_years;
                let price = if deviation < LEAST_DEVIATION {
                    payoff(factor)
                } else {
                    self.price(table, x, factor, deviation, 1.0 / deviation)
                };
                *profit += self.scale * price - self.value_now;
            }
            return;
        }
        let deviation = self.volatility * self.root_years;
        if deviation < LEAST_DEVIATION {
            for (profit, (_, &factor)) in steps {
                *profit += self.scale * payoff(factor) - self.value_now;
            }
            return;
        }
        let inverse = 1.0 / deviation;
        for (profit, (&x, &factor)) in steps {
            *profit += self.scale * self.price(table, x, factor, deviation, inverse) - self.value_now;
        }
    }
}
