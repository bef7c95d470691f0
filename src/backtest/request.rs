//! What `backtest` is asked, unchecked.

use serde::{Deserialize, Serialize};

use super::line::BacktestLine;
use super::target::Target;
use crate::SchemaVersion;
use crate::market::{FundingSeries, PriceTable, VolumeSeries};
use crate::rebalance::policy::RebalancePolicy;
use crate::rebalance::policy::calendar::TradingPeriod;

/// No venue: the rates of the request liquidate.
pub const STATED: &str = "stated";

/// A target and the policy that trades to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct BacktestStrategy {
    /// As a person calls it; that of its target where it is left out.
    pub name: Option<String>,
    /// The exposures that it wants.
    pub target: Target,
    /// When the target is found anew.
    pub every: TradingPeriod,
    /// When it is traded to.
    pub policy: RebalancePolicy,
    /// Exposures are those of the target times it.
    pub leverage: f64,
    /// Assets whose prices deviate by less than this part of their mean over the window stand in for cash, as a
    /// stablecoin does, and are not chosen; 0 leaves none out. Weights that name an asset hold it all the same.
    pub cash_like_below: f64,
}

impl Default for BacktestStrategy {
    fn default() -> Self {
        Self {
            name: None,
            target: Target::default(),
            every: TradingPeriod::default(),
            policy: RebalancePolicy::default(),
            leverage: 1.0,
            cash_like_below: 0.0,
        }
    }
}

/// A deposit, or a withdrawal below zero.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct BacktestFlow {
    /// ISO 8601; it takes place on the first date of the history that is not before it.
    pub date: String,
    /// In quote currency.
    pub amount: f64,
}

/// Strategies, the market that they meet and the account that they lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct BacktestRequest {
    /// Always 1.
    pub schema_version: Option<SchemaVersion>,
    /// Price history; a session may lend its own.
    pub prices: Option<PriceTable>,
    /// One to six.
    pub strategies: Vec<BacktestStrategy>,
    /// Which assets may be held; all that have prices and are none of the series where it is left out.
    pub assets: Option<Vec<String>>,
    /// Columns of the table that are no assets: what estimators look at.
    pub series: Vec<String>,
    /// What is held otherwise than as a coin paid in full on the terms of the request.
    pub lines: Vec<BacktestLine>,
    /// Equity at the beginning, in quote currency.
    pub capital: f64,
    /// First date of the walk; the earliest that the window allows where it is left out.
    pub from: Option<String>,
    /// Last date of the walk.
    pub to: Option<String>,
    /// Returns that estimates look back on.
    pub window: u32,
    /// Whether the window grows from the beginning of the history instead of rolling.
    pub expanding: bool,
    /// Bars between the last price that a decision knows and its trade.
    pub delay: u32,
    /// Of a trade, as a part of its notional.
    pub fee: f64,
    /// Between bid and ask, as a part of the price; a trade pays half of it.
    pub spread: f64,
    /// What an order of a day's volume moves the price by, in daily volatilities; needs volumes.
    pub impact: f64,
    /// Greatest part of a day's volume that a trade takes.
    pub share_of_volume: Option<f64>,
    /// What cash earns per year.
    pub cash_rate: f64,
    /// What a loan costs per year.
    pub loan_rate: f64,
    /// Greatest loan that purchases may take, as a part of the equity.
    pub loan: f64,
    /// Equity that an exposure of 1 on margin, short or on a loan needs before it is liquidated.
    pub maintenance_margin: f64,
    /// The venue whose margin rules liquidate, by tiers and pools and with its fee; `stated` for the rates of the request.
    pub pack: String,
    /// Of what is liquidated, as a part of its notional; by a venue where it states none.
    pub liquidation_fee: f64,
    /// Funding of perpetuals.
    pub funding: Vec<FundingSeries>,
    /// Traded value of assets.
    pub volumes: Vec<VolumeSeries>,
    /// Deposits and withdrawals.
    pub flows: Vec<BacktestFlow>,
    /// Bars without a price after which a holding is written off; never where it is left out.
    pub write_off_after: Option<u32>,
    /// Smallest unit of money, 0.01 for cents; 0 for a fraction below what is seen.
    pub unit: f64,
    /// Share of outcomes that a value at risk covers, over one bar, where a policy asks for one.
    pub risk_level: f64,
}

impl Default for BacktestRequest {
    fn default() -> Self {
        Self {
            schema_version: None,
            prices: None,
            strategies: vec![],
            assets: None,
            series: vec![],
            lines: vec![],
            capital: 100_000.0,
            from: None,
            to: None,
            window: 365,
            expanding: false,
            delay: 0,
            fee: 0.001,
            spread: 0.0,
            impact: 1.0,
            share_of_volume: None,
            cash_rate: 0.0,
            loan_rate: 0.0,
            loan: 0.0,
            maintenance_margin: 0.05,
            pack: STATED.to_owned(),
            liquidation_fee: 0.005,
            funding: vec![],
            volumes: vec![],
            flows: vec![],
            write_off_after: None,
            unit: 0.0,
            risk_level: 0.95,
        }
    }
}

impl BacktestRequest {
    /// Rows before the first of the walk: those that its first decision looks back on, where any strategy does.
    pub(super) fn looks_back(&self) -> usize {
        let looks = |strategy: &BacktestStrategy| strategy.target.method().needs_history();
        if self.strategies.iter().any(looks) { (self.window + self.delay) as usize } else { 0 }
    }
}
