//! An American option on a price without volatility: exercised at the best instant.
//!
//! ```text
//! V = max over u in [0, T] of w (S e^{−qu} − K e^{−ru}), and 0         the best u is 0, T or ln(rK/qS)/(r − q)
//! ```
//!
//! Delta, theta and the rhos are those of exercise at that instant; what remains is given as 0.

use crate::pricing::{Figures, Right};

/// The figures at spot S and strike K; r `rate`, q `dividend`, T `years`.
pub fn deterministic(
    right: Right,
    (spot, strike): (f64, f64),
    (rate, dividend): (f64, f64),
    years: f64,
) -> Figures {
    let w = right.sign();
    let parts = |u: f64| (spot * libm::exp(-dividend * u), strike * libm::exp(-rate * u));
    let turn = libm::log(rate * strike / (dividend * spot)) / (rate - dividend);
    let inside = Some(turn).filter(|u| (0.0..years).contains(u));
    let value = |u: f64| {
        let (coin, cash) = parts(u);
        w * (coin - cash)
    };
    let mut best = 0.0;
    for u in [Some(years), inside].into_iter().flatten() {
        // A later instant has to be better by more than rounding.
        if value(u) > value(best) + 1e-15 * (spot + strike) {
            best = u;
        }
    }
    if value(best) <= 0.0 {
        return Figures::default();
    }
    let (coin, cash) = parts(best);
    // Only exercise at expiry comes closer with time.
    let theta = if best == years { w * (dividend * coin - rate * cash) } else { 0.0 };
    Figures {
        value: w * (coin - cash),
        delta: w * coin / spot,
        theta,
        rho: w * best * cash,
        coin_rho: -w * best * coin,
        ..Figures::default()
    }
}
