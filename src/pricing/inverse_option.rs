//! An option settled in coin: its value in coin, and how that moves.
//!
//! ```text
//! payoff in coin   max(S_T − K, 0)/S_T  call      max(K − S_T, 0)/S_T  put
//! v      = V/S
//! ∂v/∂S  = (Δ − v)/S                  ∂²v/∂S² = Γ/S − 2 (Δ − v)/S²
//! ∂v/∂σ  = vega/S                     ∂v/∂t   = theta/S
//! ∂²v/∂S∂σ = vanna/S − vega/S²
//! ```
//!
//! V, Δ, Γ, vega, theta, vanna: the option's value in quote currency per coin of notional and its
//! derivatives; S spot; v in coin. ∂v/∂ln S = Δ − v is the exchange's "net transaction delta".
//! Source: C. Alexander, D. Chen, A. Imeraj, "Crypto quanto and inverse options", Mathematical
//! Finance 33 (2023); Deribit, "Inverse options".

use super::{CoinFigures, Figures};

/// The figures in coin of what has these figures in quote currency.
pub fn coin_figures(currency: &str, figures: &Figures, spot: f64) -> CoinFigures {
    let value = figures.value / spot;
    let net = figures.delta - value;
    CoinFigures {
        currency: currency.to_owned(),
        value,
        delta: net / spot,
        gamma: figures.gamma / spot - 2.0 * net / (spot * spot),
        vega: figures.vega / spot,
        theta: figures.theta / spot,
    }
}

/// ∂²v/∂S∂σ.
pub fn coin_vanna(vega: f64, vanna: f64, spot: f64) -> f64 {
    vanna / spot - vega / (spot * spot)
}
