//! What a valuation says: the value, and how it moves.

use serde::Serialize;

use super::exchange_units::ExchangeUnits;
use super::higher_greeks::HigherGreeks;

/// A value in quote currency with its derivatives, each for a whole unit: price 1.00, volatility 1.00
/// (from 60 % to 160 %), rate 1.00, one year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// In quote currency.
    pub value: f64,
    /// By the spot price, forward ÷ spot held.
    pub delta: f64,
    /// Of delta, by the spot price.
    pub gamma: f64,
    /// By volatility.
    pub vega: f64,
    /// By calendar time, per year; spot, volatility and rates held.
    pub theta: f64,
    /// By the rate of the quote currency, spot held.
    pub rho: f64,
    /// By the rate of the coin (its staking, lending or dividend yield), spot held.
    pub coin_rho: f64,
    /// Of second order across variables, and of third order.
    #[serde(flatten)]
    pub higher: HigherGreeks,
}

impl Figures {
    /// The figures of so many.
    pub fn times(self, quantity: f64) -> Self {
        // + 0 turns −0 into 0.
        let times = |figure: f64| figure * quantity + 0.0;
        Self {
            value: times(self.value),
            delta: times(self.delta),
            gamma: times(self.gamma),
            vega: times(self.vega),
            theta: times(self.theta),
            rho: times(self.rho),
            coin_rho: times(self.coin_rho),
            higher: self.higher.times(quantity),
        }
    }

    /// Whether every figure is a number.
    pub fn is_finite(&self) -> bool {
        let Self { value, delta, gamma, vega, theta, rho, coin_rho, higher } = self;
        let first = [value, delta, gamma, vega, theta, rho, coin_rho];
        first.iter().all(|figure| figure.is_finite()) && higher.is_finite()
    }

    /// Adds the figures of another position in the same asset.
    pub fn add(&mut self, other: &Self) {
        self.value += other.value;
        self.delta += other.delta;
        self.gamma += other.gamma;
        self.vega += other.vega;
        self.theta += other.theta;
        self.rho += other.rho;
        self.coin_rho += other.coin_rho;
        self.higher.add(&other.higher);
    }
}

/// A value in coin with its derivatives, in the same units.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CoinFigures {
    /// The coin.
    pub currency: String,
    /// In coin.
    pub value: f64,
    /// By the spot price.
    pub delta: f64,
    /// Of delta, by the spot price.
    pub gamma: f64,
    /// By volatility.
    pub vega: f64,
    /// By calendar time, per year.
    pub theta: f64,
    /// By the rate of the quote currency, spot held.
    pub rho: f64,
    /// By the rate of the coin, spot held.
    pub coin_rho: f64,
    /// Of second order across variables, and of third order.
    #[serde(flatten)]
    pub higher: HigherGreeks,
}

impl CoinFigures {
    /// The figures of so many.
    pub fn times(self, quantity: f64) -> Self {
        let times = |figure: f64| figure * quantity + 0.0;
        Self {
            currency: self.currency,
            value: times(self.value),
            delta: times(self.delta),
            gamma: times(self.gamma),
            vega: times(self.vega),
            theta: times(self.theta),
            rho: times(self.rho),
            coin_rho: times(self.coin_rho),
            higher: self.higher.times(quantity),
        }
    }

    /// Whether every figure is a number.
    pub fn is_finite(&self) -> bool {
        let Self { currency: _, value, delta, gamma, vega, theta, rho, coin_rho, higher } = self;
        let first = [value, delta, gamma, vega, theta, rho, coin_rho];
        first.iter().all(|figure| figure.is_finite()) && higher.is_finite()
    }

    /// Adds the figures of another position in the same coin.
    pub fn add(&mut self, other: &Self) {
        self.value += other.value;
        self.delta += other.delta;
        self.gamma += other.gamma;
        self.vega += other.vega;
        self.theta += other.theta;
        self.rho += other.rho;
        self.coin_rho += other.coin_rho;
        self.higher.add(&other.higher);
    }
}

/// What liquidity is worth against the amounts that were put in, had they been held instead.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ImpermanentLoss {
    /// In quote currency; fees aside never above zero.
    pub value: f64,
    /// By the spot price.
    pub delta: f64,
    /// Of delta, by the spot price.
    pub gamma: f64,
}

/// One position at one moment.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Valuation {
    /// Of one unit, in quote currency: the coin's, the contract's mark, the option's premium.
    pub price: f64,
    /// Of the whole position.
    #[serde(flatten)]
    pub figures: Figures,
    /// Delta times spot, in quote currency.
    pub exposure: f64,
    /// Delta where each moneyness, and so each delta, keeps its volatility: Δ + vega ∂σ/∂S by the asset's surface;
    /// for options on an asset that has one.
    pub skew_delta: Option<f64>,
    /// The same in coin, for what settles in coin.
    pub coin: Option<CoinFigures>,
    /// As the exchange displays it, for options.
    pub exchange: Option<ExchangeUnits>,
    /// The volatility used, per year.
    pub implied_volatility: Option<f64>,
    /// The forward price used.
    pub forward: Option<f64>,
    /// Years of 365 days.
    pub years_to_expiry: Option<f64>,
    /// Against holding, for liquidity whose price at entry is known.
    pub impermanent_loss: Option<ImpermanentLoss>,
    /// Past its expiry: valued at zero.
    pub expired: bool,
}

impl Valuation {
    /// Whether every figure is a number.
    pub fn is_finite(&self) -> bool {
        self.figures.is_finite()
            && self.price.is_finite()
            && self.exposure.is_finite()
            && self.skew_delta.is_none_or(f64::is_finite)
            && self.coin.as_ref().is_none_or(CoinFigures::is_finite)
            && self.exchange.as_ref().is_none_or(ExchangeUnits::is_finite)
    }
}
