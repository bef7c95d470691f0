//! American options on a price with constant volatility, by spectral collocation of the exercise boundary.
//!
//! ```text
//! V = V_E + E        V_E European value, E premium of early exercise, an integral along the boundary
//! put     K E(S/K; r, q)              call    S E(K/S; q, r)        as C(S, K, r, q) = P(K, S, q, r)
//! theta   r V − (r − q) S Δ − σ² S² Γ/2    per year, where the option is held
//! vega    of E by its values at σ (1 ± 10⁻³),  rho at r ± 10⁻⁴, with boundaries of their own
//! ```
//!
//! S spot, K strike, r rate of the quote currency and q of the coin (r less the cost of carry), of either
//! sign, σ volatility. Where exercising at once is best, V is the payoff, delta ±1 and all else 0.
//!
//! | scheme | value | delta | gamma | vega | theta | rho |
//! |---|---|---|---|---|---|---|
//! | [`fast`](Scheme::fast) | 10⁻⁵ | 10⁻⁴ | 10⁻³ | 10⁻⁴ | 2·10⁻⁴ | 2·10⁻³ |
//! | [`accurate`](Scheme::accurate) | 3·10⁻⁷ | 10⁻⁶ | 2·10⁻⁵ | 2·10⁻⁶ | 10⁻⁵ | 10⁻⁴ |
//!
//! are the greatest errors found, value as a fraction of the greater of S and K, delta as it is, the others
//! in units of 1/(S σ√T), S √T, S σ/√T and K T: for rates of 0 to 15 %, yields of −5 % to 20 %, volatilities
//! of 10 % to 200 % and a day to three years. The errors of the value hold for rates of −30 % to 40 %,
//! volatilities of 5 % to 400 % and ten years, and of the fast scheme's values above half a per cent of
//! that scale by 2·10⁻⁴ of themselves. Between two boundaries (q < r < 0 for a put) both schemes err by
//! 10⁻⁵ in the value, and vega and rho by 10⁻² at worst. Where σ is below (|r| + |q|)√T/100 the volatility is neglected but in
//! the European value. Sources: see [`boundary`] and [`premium`](self::premium::premium).

mod boundary;
mod deterministic;
mod exercise;
mod guess;
mod higher;
mod premium;
mod premium_table;
pub mod revaluation;
mod scheme;

pub use scheme::Scheme;

use self::boundary::Dynamics;
use self::deterministic::deterministic;
use self::exercise::ExerciseRegion;
use super::black76::{Black76, LEAST_DEVIATION};
use super::carry::Carry;
use super::{Figures, Right};

/// (|r| + |q|)√T/σ above which the drift outruns the volatility, so that the instant of exercise is known
/// beforehand: the value is the greater of the European one and that without volatility.
const STILL: f64 = 100.0;
/// Vega's step, as a fraction of the volatility.
const VOLATILITY_STEP: f64 = 1e-3;
/// Rho's step.
const RATE_STEP: f64 = 1e-4;
/// Rho's greatest step, as a fraction of the rate on the strike.
const RATE_FRACTION: f64 = 0.01;

/// An American option whose exercise boundary is known.
#[derive(Debug, Clone)]
pub struct American {
    right: Right,
    strike: f64,
    carry: Carry,
    put: Dynamics,
    /// Whether time decides and not chance.
    still: bool,
    region: ExerciseRegion,
    scheme: &'static Scheme,
}

impl American {
    /// Strike above zero, volatility and years not below.
    pub fn new(right: Right, strike: f64, volatility: f64, carry: &Carry, scheme: &'static Scheme) -> Self {
        let put = dynamics(right, volatility, carry);
        let years = carry.years;
        let still = volatility * years.sqrt() < LEAST_DEVIATION
            || (put.rate.abs() + put.dividend.abs()) * years.sqrt() > STILL * volatility;
        let region = if still { ExerciseRegion::Nowhere } else { ExerciseRegion::new(&put, years, scheme) };
        Self { right, strike, carry: *carry, put, still, region, scheme }
    }

    /// Value, delta and gamma at a spot price; the other figures are those of the European option where
    /// early exercise never pays, and else 0.
    pub fn at(&self, spot: f64) -> Figures {
        let Carry { years, discount_rate, carry, .. } = self.carry;
        if self.still {
            let rates = (discount_rate, discount_rate - carry);
            let planned = deterministic(self.right, (spot, self.strike), rates, years);
            let european = self.european(spot);
            return if european.value > planned.value { european } else { planned };
        }
        let log = -self.right.sign() * libm::log(spot / self.strike);
        let payoff = self.right.payoff(spot, self.strike);
        if self.region.holds(years, log) {
            return Figures { value: payoff, delta: self.right.sign(), ..Figures::default() };
        }
        let european = self.european(spot);
        if let ExerciseRegion::Nowhere = self.region {
            return european;
        }
        let [e, e1, e2] = self.region.premium(&self.put, years, log, self.scheme);
        let (value, delta, gamma) = match self.right {
            Right::Put => (self.strike * e, e1, e2 / self.strike),
            Right::Call => {
                let inverse = self.strike / spot;
                (spot * e, e - inverse * e1, inverse * inverse * e2 / spot)
            }
        };
        Figures {
            value: (european.value + value.max(0.0)).max(payoff),
            delta: european.delta + delta,
            gamma: european.gamma + gamma,
            ..Figures::default()
        }
    }

    /// Value, delta, gamma, vega, theta and rho at the spot price of the market.
    pub fn figures(&self) -> Figures {
        let Carry { spot, discount_rate, carry, .. } = self.carry;
        let here = self.at(spot);
        if self.settled(&here) {
            return here;
        }
        let european = self.european(spot);
        let volatility = self.put.volatility;
        let slope = |up: Self, down: Self, step: f64| (up.excess(spot) - down.excess(spot)) / (2.0 * step);
        let step = VOLATILITY_STEP * volatility;
        let still = [0.0; 2];
        let vega = slope(self.moved(volatility + step, still), self.moved(volatility - step, still), step);
        let step = self.rate_step();
        let rho = slope(self.moved(volatility, [step, 0.0]), self.moved(volatility, [-step, 0.0]), step);
        let diffusion = 0.5 * volatility * volatility * spot * spot * here.gamma;
        Figures {
            theta: discount_rate * here.value - carry * spot * here.delta - diffusion,
            vega: european.vega + vega,
            rho: european.rho + rho,
            ..here
        }
    }

    /// Whether nothing is left to differentiate: exercise never pays, or at once, or at a known instant.
    fn settled(&self, here: &Figures) -> bool {
        matches!(self.region, ExerciseRegion::Nowhere) || here.gamma == 0.0
    }

    /// Small beside the distance to rates that move the region to elsewhere.
    fn rate_step(&self) -> f64 {
        let Dynamics { rate, dividend, .. } = self.put;
        let room = match rate {
            0.0 => -dividend,
            _ if rate > 0.0 => rate,
            _ => (rate - dividend).min(-rate),
        };
        RATE_STEP.min(room * RATE_FRACTION)
    }

    fn european(&self, spot: f64) -> Figures {
        let carry = Carry { spot, forward: spot * self.carry.ratio(), ..self.carry };
        let volatility = self.put.volatility;
        carry.option(&Black76::new(self.right, carry.forward, self.strike, volatility, carry.years))
    }

    /// What it is worth beyond the European option.
    fn excess(&self, spot: f64) -> f64 {
        self.at(spot).value - self.european(spot).value
    }

    /// With another volatility, and the rates of the quote currency and of the coin shifted.
    fn moved(&self, volatility: f64, [rate, coin]: [f64; 2]) -> Self {
        let Carry { forward, years, carry, discount_rate, discount, .. } = self.carry;
        let carry = Carry {
            forward: forward * libm::exp((rate - coin) * years),
            carry: carry + rate - coin,
            discount_rate: discount_rate + rate,
            discount: discount * libm::exp(-rate * years),
            ..self.carry
        };
        let put = dynamics(self.right, volatility, &carry);
        Self { carry, put, region: self.region.moved(&put, years, self.scheme), ..*self }
    }
}

/// Of the put that the option is: a call's rates change places.
fn dynamics(right: Right, volatility: f64, carry: &Carry) -> Dynamics {
    let (rate, dividend) = (carry.discount_rate, carry.discount_rate - carry.carry);
    match right {
        Right::Put => Dynamics { rate, dividend, volatility },
        Right::Call => Dynamics { rate: dividend, dividend: rate, volatility },
    }
}
