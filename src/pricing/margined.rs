//! Futures and perpetuals: the profit since entry.
//!
//! ```text
//! linear, q coins               V = q (P − E)
//!   ∂V/∂S = q k    ∂V/∂t = −b q P    ∂V/∂r = −∂V/∂r_c = T q P    ∂²V/∂S∂t = −b q k
//! inverse, Q of quote currency  v = Q (1/E − 1/P) in coin,  V = v S = Q (S/E − 1/k)
//!   ∂V/∂S = Q/E    ∂V/∂t = −b Q/k    ∂V/∂r = −∂V/∂r_c = T Q/k
//!   ∂v/∂S = Q/(P S)    ∂²v/∂S² = −2 Q/(P S²)    ∂³v/∂S³ = 6 Q/(P S³)
//!   ∂v/∂t = −b Q/P     ∂²v/∂S∂t = b Q/(P S)     ∂³v/∂S²∂t = −2 b Q/(P S²)
//!   ∂v/∂r = −∂v/∂r_c = T Q/P
//! ```
//!
//! r, r_c rates of quote currency and coin, E entry and P mark price, S spot, k = P/S, b cost of carry per year (P = S e^{bT}), T years to
//! delivery; a perpetual has T = 0, and for b the funding that it is expected to pay. Profits are settled as they arise, so
//! nothing is discounted. Without an entry price E = P: no profit so far. Q = contracts × contract
//! size, negative short. In quote currency an inverse position has no gamma: its coin profit is
//! curved just as its conversion is. A short one of Q = −E for each coin held leaves no delta.

use super::revaluation::Proportional;
use super::{CoinFigures, Figures, HigherGreeks, Revaluation, Settlement, Valuation};

/// Where a contract stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// S.
    pub spot: f64,
    /// P.
    pub price: f64,
    /// b.
    pub carry: f64,
    /// T.
    pub years: f64,
}

/// A position in a future or perpetual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margined {
    /// In what it pays.
    pub settlement: Settlement,
    /// Coins (linear), or quote currency of face value (inverse).
    pub size: f64,
    /// E.
    pub entry: f64,
}

impl Margined {
    /// Value and Greeks; what pays in coin has them in coin too.
    pub fn value(&self, asset: &str, mark: &Mark) -> Valuation {
        let Mark { spot, price, carry, years } = *mark;
        let (figures, coin) = match self.settlement {
            Settlement::Linear => {
                let notional = self.size * price;
                let figures = Figures {
                    value: self.size * (price - self.entry),
                    delta: self.size * (price / spot),
                    theta: -carry * notional,
                    rho: years * notional,
                    coin_rho: -years * notional,
                    higher: HigherGreeks { charm: -carry * self.size * (price / spot), ..Default::default() },
                    ..Figures::default()
                };
                (figures, None)
            }
            Settlement::Inverse => {
                let coins = self.size / price;
                let profit = self.size * (price - self.entry) / (self.entry * price);
                let figures = Figures {
                    value: profit * spot,
                    delta: self.size / self.entry,
                    theta: -carry * coins * spot,
                    rho: years * coins * spot,
                    coin_rho: -years * coins * spot,
                    ..Figures::default()
                };
                let delta = coins / spot;
                let gamma = -2.0 * delta / spot;
                let coin = CoinFigures {
                    currency: asset.to_owned(),
                    value: profit,
                    delta,
                    gamma,
                    vega: 0.0,
                    theta: -carry * coins,
                    rho: years * coins,
                    coin_rho: -years * coins,
                    higher: HigherGreeks {
                        charm: carry * delta,
                        speed: -3.0 * gamma / spot,
                        color: carry * gamma,
                        ..HigherGreeks::default()
                    },
                };
                (figures, Some(coin))
            }
        };
        // times(1): a short position of nothing has no −0.
        let figures = figures.times(1.0);
        Valuation {
            price,
            figures,
            exposure: figures.delta * spot,
            coin: coin.map(|coin| coin.times(1.0)),
            ..Valuation::default()
        }
    }

    /// The position in scenarios; `ratio` is P/S at the horizon, `earned` what time brings whatever the price.
    pub fn revaluation(&self, asset: usize, mark: &Mark, ratio: f64, earned: f64) -> Box<dyn Revaluation> {
        let (slope, drift) = match self.settlement {
            Settlement::Linear => {
                let slope = self.size * mark.spot * ratio;
                (slope, slope - self.size * mark.price)
            }
            Settlement::Inverse => {
                let drift = self.size * (mark.spot / mark.price - 1.0 / ratio);
                (self.size * mark.spot / self.entry, drift)
            }
        };
        Box::new(Proportional { asset, slope, drift: drift + earned })
    }
}
