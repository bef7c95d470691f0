//! Value and Greeks of one European option on a forward, undiscounted.
//!
//! ```text
//! V = F h(k) out of the money,    V(call) − V(put) = F − K
//! ```
//!
//! Delta and gamma are by the forward with v₀ held; theta is by calendar time, per year, with forward
//! and v₀ held. The vegas are by v₀ and θ as variances: by √v₀ and √θ they are 2 √v₀ and 2 √θ times as
//! large.

use super::HestonExpiry;
use crate::pricing::Right;

/// One option's figures, for whole units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HestonFigures {
    /// V, in quote currency.
    pub price: f64,
    /// ∂V/∂F.
    pub delta: f64,
    /// ∂²V/∂F².
    pub gamma: f64,
    /// ∂V/∂v₀.
    pub vega: f64,
    /// ∂V/∂θ.
    pub level_vega: f64,
    /// ∂V/∂t.
    pub theta: f64,
}

impl HestonExpiry {
    /// Forward and strike above zero.
    pub fn option(&self, right: Right, forward: f64, strike: f64) -> HestonFigures {
        let unit = self.time_value(libm::log(strike / forward));
        // What the computed option lacks of the one asked for: ±(F − K), with delta ±1.
        let owed = match (right, strike >= forward) {
            (Right::Call, false) => 1.0,
            (Right::Put, true) => -1.0,
            _ => 0.0,
        };
        HestonFigures {
            price: forward * unit.value + owed * (forward - strike),
            delta: unit.delta + owed,
            gamma: unit.gamma / forward,
            vega: forward * unit.by_variance,
            level_vega: forward * unit.by_level,
            theta: -forward * unit.by_years,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::heston::Heston;

    /// A model, rate, yield, spot and years, with options of that expiry (right, strike and price), and
    /// the absolute tolerance beside a relative one of 1e-12.
    type Table<'a> = ([f64; 5], [f64; 2], f64, f64, &'a [(Right, f64, f64)], f64);

    /// From the tests of QuantLib (hestonmodel.cpp): Lewis' table to 15 digits; a price by many methods of
    /// integration to 12 decimals; prices by the COS method, which is good to 1e-10; and a cached one
    /// of ten decimals, at the actual days of the years that it lies in.
    #[test]
    fn published_tables() {
        use Right::{Call, Put};
        let days = 5.0 / 366.0 + 86.0 / 365.0;
        let lewis = [
            (Put, 80.0, 7.958878113256768),
            (Call, 80.0, 26.774758743998854),
            (Put, 90.0, 12.017966707346305),
            (Call, 90.0, 20.93334900059671),
            (Put, 100.0, 17.05527096127011),
            (Call, 100.0, 16.070154917028834),
            (Put, 110.0, 23.0178258984428),
            (Call, 110.0, 12.132211516709845),
            (Put, 120.0, 29.811026202682472),
            (Call, 120.0, 9.024913483457836),
        ];
        let methods = [(Put, 100.0, 10.147041515497)];
        let cosines = [
            (Call, 120.0, 9.364410588426075),
            (Call, 250.0, 0.01036797658132471),
            (Put, 80.0, 5.319092971836708),
            (Put, 10.0, 0.01032681906278383),
        ];
        let cached = [(Call, 1.05, 0.0404774515)];
        let tables: [Table<'_>; 4] = [
            ([0.04, 4.0, 0.25, 1.0, -0.5], [0.01, 0.02], 100.0, 1.0, &lewis, 0.0),
            ([0.1, 4.0, 0.05, 0.4, -0.75], [0.05, 0.075], 100.0, 1.0, &methods, 1e-12),
            ([0.1, 4.0, 0.22, 1.8, -0.75], [0.15, 0.07], 100.0, 1.0, &cosines, 1e-10),
            ([0.1, 3.16, 0.09, 0.4, -0.2], [0.0225, 0.02], 1.0, days, &cached, 0.5e-10),
        ];
        for ([v0, kappa, theta, sigma, rho], [rate, carry], spot, years, options, tolerance) in tables {
            let model = Heston::new(v0, kappa, theta, sigma, rho).unwrap();
            let expiry = HestonExpiry::new(&model, years);
            let (forward, discount) = (spot * libm::exp((rate - carry) * years), libm::exp(-rate * years));
            for &(right, strike, published) in options {
                let price = discount * expiry.option(right, forward, strike).price;
                let allowed = tolerance + 1e-12 * published;
                assert!((price - published).abs() < allowed, "{right:?} {strike}: {price}, not {published}");
            }
        }
    }
}
