//! Totals of a portfolio.
//!
//! ```text
//! equity          = Σ V         cash, coins, option values, and the profit of futures and perpetuals
//! gross exposure  = Σ |Δ S|     over positions
//! net exposure    = Σ Δ S
//! 1 % move        = net exposure / 100, to first order
//! ```
//!
//! V value, Δ delta by the spot price, S spot; everything in quote currency.

use serde::Serialize;

use crate::pricing::{CoinFigures, Figures, Valuation};

/// A position that could not be taken into account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Excluded {
    /// Its id.
    pub id: String,
    /// One sentence: why.
    pub reason: String,
}

/// All positions in one asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AssetTotals {
    /// The coin or currency.
    pub asset: String,
    /// Its price in quote currency; none where only expired contracts are held and no price is known.
    pub spot: Option<f64>,
    /// Value and Greeks in quote currency.
    #[serde(flatten)]
    pub figures: Figures,
    /// Net delta times spot, in quote currency.
    pub exposure: f64,
    /// What settles in this coin, in coin.
    pub coin: Option<CoinFigures>,
}

/// The portfolio as a whole, in quote currency.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Sum of the values of all positions.
    pub value: f64,
    /// What the account is worth: cash, coins, option values, and profits since entry. The same as
    /// `value`: a future or perpetual is worth its profit, not its notional.
    pub equity: f64,
    /// Sum of the sizes of the exposures of all positions, whichever way they point.
    pub gross_exposure: f64,
    /// Sum of the exposures: long less short.
    pub net_exposure: f64,
    /// By volatility, all volatilities together.
    pub vega: f64,
    /// By calendar time, per year.
    pub theta: f64,
    /// By the rate of the quote currency.
    pub rho: f64,
    /// What a rise of all coins by 1 % earns, to first order.
    pub delta_one_percent: f64,
    /// By asset, in the order in which positions name them.
    pub by_asset: Vec<AssetTotals>,
}

impl Totals {
    /// Adds a position; `spot` is the price of its asset.
    pub(super) fn add(&mut self, asset: &str, spot: Option<f64>, valuation: &Valuation) {
        let figures = &valuation.figures;
        self.value += figures.value;
        self.equity = self.value;
        self.gross_exposure += valuation.exposure.abs();
        self.net_exposure += valuation.exposure;
        self.vega += figures.vega;
        self.theta += figures.theta;
        self.rho += figures.rho;
        self.delta_one_percent = self.net_exposure / 100.0;
        let totals = match self.by_asset.iter_mut().find(|totals| totals.asset == asset) {
            Some(totals) => totals,
            None => {
                self.by_asset.push(AssetTotals {
                    asset: asset.to_owned(),
                    spot,
                    figures: Figures::default(),
                    exposure: 0.0,
                    coin: None,
                });
                let last = self.by_asset.len() - 1;
                &mut self.by_asset[last]
            }
        };
        totals.figures.add(figures);
        totals.exposure += valuation.exposure;
        match (&mut totals.coin, &valuation.coin) {
            (Some(total), Some(coin)) => total.add(coin),
            (total @ None, Some(coin)) => *total = Some(coin.clone()),
            (_, None) => {}
        }
    }
}
