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

use super::HeldPosition;
use super::numeraire::{CoinAccount, NumeraireTotals};
use crate::market::format_instant;
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
    /// The sum of skew deltas, and of deltas where there are none.
    pub skew_delta: Option<f64>,
    /// What settles in this coin, in coin.
    pub coin: Option<CoinFigures>,
    /// The account that is held in this coin: coins, and what settles in them.
    pub account: Option<CoinAccount>,
}

impl AssetTotals {
    fn new(asset: &str, spot: Option<f64>) -> Self {
        let (figures, exposure) = (Figures::default(), 0.0);
        Self { asset: asset.to_owned(), spot, figures, exposure, skew_delta: None, coin: None, account: None }
    }

    fn add(&mut self, valuation: &Valuation, account: Option<&CoinAccount>) {
        if self.skew_delta.or(valuation.skew_delta).is_some() {
            let before = self.skew_delta.unwrap_or(self.figures.delta);
            self.skew_delta = Some(before + valuation.skew_delta.unwrap_or(valuation.figures.delta));
        }
        self.figures.add(&valuation.figures);
        self.exposure += valuation.exposure;
        match (&mut self.coin, &valuation.coin) {
            (Some(total), Some(coin)) => total.add(coin),
            (total @ None, Some(coin)) => *total = Some(coin.clone()),
            (_, None) => {}
        }
        if let Some(account) = account {
            self.account.get_or_insert_default().add(account);
        }
    }
}

/// All positions in one asset that expire at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ExpiryTotals {
    /// ISO 8601, UTC; none for what never expires.
    pub expiry: Option<String>,
    /// The same figures as by asset.
    #[serde(flatten)]
    pub totals: AssetTotals,
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
    /// Σ Γ S²/100 over assets: what a rise of all coins by 1 % adds to delta, in quote currency.
    pub dollar_gamma: f64,
    /// What a rise of all coins by 1 % earns, to first order.
    pub delta_one_percent: f64,
    /// By asset, in the order in which positions name them.
    pub by_asset: Vec<AssetTotals>,
    /// By expiry and asset, by date, and after them what never expires.
    pub by_expiry: Vec<ExpiryTotals>,
    /// In the coin of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_numeraire: Option<NumeraireTotals>,
}

impl Totals {
    /// Adds a position; `spot` is the price of its asset.
    pub(super) fn add(&mut self, held: &HeldPosition, spot: Option<f64>, valuation: &Valuation) {
        let figures = &valuation.figures;
        self.value += figures.value;
        self.equity = self.value;
        self.gross_exposure += valuation.exposure.abs();
        self.net_exposure += valuation.exposure;
        self.vega += figures.vega;
        self.theta += figures.theta;
        self.rho += figures.rho;
        self.dollar_gamma += spot.map_or(0.0, |spot| figures.gamma * spot * spot / 100.0);
        self.delta_one_percent = self.net_exposure / 100.0;
        let asset = held.contract.asset();
        let account = spot.and_then(|spot| CoinAccount::of(valuation, spot, held.contract.margined()));
        let place = self.by_asset.iter().position(|totals| totals.asset == asset).unwrap_or_else(|| {
            self.by_asset.push(AssetTotals::new(asset, spot));
            self.by_asset.len() - 1
        });
        self.by_asset[place].add(valuation, account.as_ref());
        let expiry = held.contract.needs().forward.map(format_instant);
        let same = |one: &ExpiryTotals| one.expiry == expiry && one.totals.asset == asset;
        let place = self.by_expiry.iter().position(same).unwrap_or_else(|| {
            let totals = AssetTotals::new(asset, spot);
            self.by_expiry.push(ExpiryTotals { expiry: expiry.clone(), totals });
            self.by_expiry.len() - 1
        });
        self.by_expiry[place].totals.add(valuation, account.as_ref());
    }

    /// Puts the expiries in order, after the last position.
    pub(super) fn sort(&mut self) {
        // Dates as they are written sort as dates; without one comes last.
        self.by_expiry.sort_by(|a, b| {
            (a.expiry.is_none(), &a.expiry, &a.totals.asset).cmp(&(
                b.expiry.is_none(),
                &b.expiry,
                &b.totals.asset,
            ))
        });
    }
}
