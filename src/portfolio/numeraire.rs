//! Values and Greeks counted in a coin.
//!
//! ```text
//! E = V / S_n                       equity in coins of the numeraire n
//! own price      ∂E/∂S_n   = (Δ_n − E) / S_n
//!                ∂²E/∂S_n² = Γ_n / S_n − 2 (Δ_n − E) / S_n²
//! other prices   ∂E/∂S_j   = Δ_j / S_n           ∂²E/∂S_j² = Γ_j / S_n
//! volatility     𝒱 / S_n                         time   Θ / S_n
//! ```
//!
//! and of an account that is held in a coin, the exposure in dollars that its own equity adds:
//!
//! ```text
//! dV/dS = e + Δ_total,    Δ_total = Σ q_i (Δ_i − v_i)
//! ```
//!
//! V value of the whole portfolio in quote currency, Δ Γ 𝒱 Θ its Greeks by asset, S prices; v value in coin of
//! what settles in coin, e the equity of the account in coin. Δ_total is what exchanges show for the account.

use serde::Serialize;

use super::totals::Totals;
use crate::error::{Code, Error};
use crate::market::Market;
use crate::pricing::Valuation;

/// What is held in a coin: coins, and what settles in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CoinAccount {
    /// e, in coins.
    pub equity: f64,
    /// Σ q (Δ − v): the delta beside that of the equity, in coins.
    pub delta_total: f64,
}

impl CoinAccount {
    /// The part of a position in the account of its coin; none where it is held in another currency.
    pub(super) fn of(valuation: &Valuation, spot: f64, margined: bool) -> Option<Self> {
        let Valuation { figures, coin, .. } = valuation;
        if let Some(coin) = coin {
            return Some(Self { equity: coin.value, delta_total: figures.delta - coin.value });
        }
        // Worth a number of coins, whatever their price.
        let by_price = (figures.delta * spot - figures.value).abs() <= 1e-12 * figures.value.abs();
        let coins = !margined && figures.gamma == 0.0 && figures.delta != 0.0 && by_price;
        coins.then_some(Self { equity: figures.delta, delta_total: 0.0 })
    }

    /// Adds another part.
    pub(super) fn add(&mut self, other: &Self) {
        self.equity += other.equity;
        self.delta_total += other.delta_total;
    }
}

/// One asset, counted in the numeraire.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct NumeraireAsset {
    /// The coin or currency.
    pub asset: String,
    /// Its price in quote currency.
    pub spot: Option<f64>,
    /// Of the positions in it, in coins of the numeraire.
    pub value: f64,
    /// ∂E/∂S of its price.
    pub delta: f64,
    /// S ∂E/∂S: coins for a rise by 100 %.
    pub exposure: f64,
    /// ∂²E/∂S² of its price.
    pub gamma: f64,
    /// By volatility.
    pub vega: f64,
    /// By calendar time, per year.
    pub theta: f64,
}

/// The portfolio counted in a coin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct NumeraireTotals {
    /// The coin.
    pub currency: String,
    /// E.
    pub value: f64,
    /// By volatility.
    pub vega: f64,
    /// By calendar time, per year.
    pub theta: f64,
    /// By asset, the numeraire among them whether held or not.
    pub by_asset: Vec<NumeraireAsset>,
}

/// The totals in coins of `currency`.
pub(super) fn in_numeraire(
    totals: &Totals,
    currency: &str,
    market: &Market,
) -> Result<NumeraireTotals, Error> {
    let s = market.spot(currency).map_err(|error| error.at("numeraire"))?;
    let equity = totals.value / s;
    let held = |asset: &str| totals.by_asset.iter().any(|one| one.asset == asset);
    let numeraire = |delta: f64, gamma: f64| {
        let delta = (delta - equity) / s;
        (delta, gamma / s - 2.0 * delta / s)
    };
    let mut by_asset: Vec<NumeraireAsset> = totals
        .by_asset
        .iter()
        .map(|one| {
            let figures = &one.figures;
            let (delta, gamma) = if one.asset == currency {
                numeraire(figures.delta, figures.gamma)
            } else {
                (figures.delta / s, figures.gamma / s)
            };
            NumeraireAsset {
                asset: one.asset.clone(),
                spot: one.spot,
                value: figures.value / s,
                delta,
                exposure: delta * one.spot.unwrap_or(0.0),
                gamma,
                vega: figures.vega / s,
                theta: figures.theta / s,
            }
        })
        .collect();
    if !held(currency) {
        let (delta, gamma) = numeraire(0.0, 0.0);
        by_asset.push(NumeraireAsset {
            asset: currency.to_owned(),
            spot: Some(s),
            value: 0.0,
            delta,
            exposure: delta * s,
            gamma,
            vega: 0.0,
            theta: 0.0,
        });
    }
    if !equity.is_finite() || !by_asset.iter().all(|one| one.delta.is_finite() && one.gamma.is_finite()) {
        return Err(Error::new(Code::InvalidValue, "The totals are too large for numbers.").at("numeraire"));
    }
    let (vega, theta) = (totals.vega / s, totals.theta / s);
    Ok(NumeraireTotals { currency: currency.to_owned(), value: equity, vega, theta, by_asset })
}
