//! An option settled in coin: its value in coin, and how that moves.
//!
//! ```text
//! payoff in coin   max(S_T − K, 0)/S_T  call      max(K − S_T, 0)/S_T  put
//! v      = V/S
//! ∂v/∂S  = (Δ − v)/S                  ∂²v/∂S² = Γ/S − 2 (Δ − v)/S²
//! ∂v/∂σ  = vega/S                     ∂v/∂t   = theta/S         ∂v/∂r = rho/S
//! ∂²v/∂σ² = volga/S                   ∂³v/∂σ³ = ultima/S        ∂²v/∂σ∂t = veta/S
//! ∂²v/∂S∂σ  = (vanna − vega/S)/S      ∂²v/∂S∂t = (charm − theta/S)/S
//! ∂³v/∂S³   = speed/S − 3 ∂²v/∂S²/S
//! ∂³v/∂S²∂σ = zomma/S − 2 (vanna − vega/S)/S²
//! ∂³v/∂S²∂t = color/S − 2 (charm − theta/S)/S²
//! ```
//!
//! V, Δ, Γ, vega, theta and the rest: the option's value in quote currency per coin of notional and its
//! derivatives; S spot; v in coin. ∂v/∂ln S = Δ − v is the exchange's "net transaction delta".
//! Source: C. Alexander, D. Chen, A. Imeraj, "Crypto quanto and inverse options", Mathematical
//! Finance 33 (2023); Deribit, "Inverse options"; the third order from these by differentiation.

use super::{CoinFigures, Figures, HigherGreeks};

/// The figures in coin of what has these figures in quote currency; the net delta Δ − v is given, since the
/// difference of the two loses digits in the wings.
pub fn coin_figures(currency: &str, figures: &Figures, net: f64, spot: f64) -> CoinFigures {
    let Figures { value, gamma, vega, theta, rho, coin_rho, higher, .. } = *figures;
    let gamma = (gamma - 2.0 * (net / spot)) / spot;
    let vanna = (higher.vanna - vega / spot) / spot;
    let charm = (higher.charm - theta / spot) / spot;
    CoinFigures {
        currency: currency.to_owned(),
        value: value / spot,
        delta: net / spot,
        gamma,
        vega: vega / spot,
        theta: theta / spot,
        rho: rho / spot,
        coin_rho: coin_rho / spot,
        higher: HigherGreeks {
            vanna,
            volga: higher.volga / spot,
            charm,
            veta: higher.veta / spot,
            speed: (higher.speed - 3.0 * gamma) / spot,
            zomma: (higher.zomma - 2.0 * vanna) / spot,
            color: (higher.color - 2.0 * charm) / spot,
            ultima: higher.ultima / spot,
        },
    }
}
