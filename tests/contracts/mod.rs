//! Markets and contracts for the tests of pricing.

use std::collections::BTreeMap;

use allotrope::market::{Forward, Market, Quotes, Timestamp, VolatilityQuote, parse_instant};
use allotrope::portfolio::parse_symbol;
use allotrope::pricing::instrument::{Contract, Holding};
use allotrope::pricing::{ScenarioBlock, ScenarioFrame, SmileRule, Valuation};
/// When every contract here expires.
pub const EXPIRY: &str = "2026-12-25T08:00:00Z";
/// The year of option expiries.
pub const YEAR_MILLISECONDS: f64 = 365.0 * 86_400_000.0;

/// A market with one coin, BTC, `years` (to the millisecond) before [`EXPIRY`].
#[derive(Debug, Clone, Copy)]
pub struct OneCoin {
    pub spot: f64,
    /// Quoted, or carried at the rates.
    pub forward: Option<f64>,
    pub rate: f64,
    pub coin_rate: f64,
    pub volatility: f64,
    pub years: f64,
}

impl OneCoin {
    pub fn quotes(&self) -> Quotes {
        let expiry = parse_instant(EXPIRY).unwrap();
        let left = (self.years * YEAR_MILLISECONDS).round() as i64;
        let now = Timestamp::from_millisecond(expiry.as_millisecond() - left).unwrap();
        let asset = || "BTC".to_owned();
        Quotes {
            valuation_time: now.to_string(),
            spots: BTreeMap::from([(asset(), self.spot)]),
            rates: BTreeMap::from([("USD".to_owned(), self.rate), (asset(), self.coin_rate)]),
            forwards: self
                .forward
                .map(|price| Forward { asset: asset(), expiry: EXPIRY.into(), price })
                .into_iter()
                .collect(),
            volatilities: vec![VolatilityQuote::Flat { asset: asset(), volatility: self.volatility }],
            perpetuals: vec![],
        }
    }

    pub fn market(&self) -> Market {
        self.quotes().check().unwrap()
    }
}

pub fn contract(symbol: &str) -> Box<dyn Contract> {
    parse_symbol(symbol).unwrap().method().check().unwrap()
}

/// An option on BTC at [`EXPIRY`].
pub fn option(strike: f64, right: char, inverse: bool) -> Box<dyn Contract> {
    let root = if inverse { "BTC" } else { "BTC_USDC" };
    let strike = strike.to_string().replace('.', "D");
    contract(&format!("{root}-25DEC26-{strike}-{right}"))
}

pub fn value(contract: &dyn Contract, market: &OneCoin, quantity: f64) -> Valuation {
    contract.value(&market.market(), &Holding { quantity, entry_price: None }).unwrap()
}

/// The profit of a holding when BTC moves by each log-return, and its volatility by each shift.
pub fn profits(
    contract: &dyn Contract,
    market: &OneCoin,
    holding: &Holding,
    horizon_years: f64,
    log_returns: &[f64],
    volatility_shifts: Option<&[f64]>,
) -> Vec<f64> {
    // BTC stands second, so that a mix-up of places shows.
    let frame = ScenarioFrame {
        assets: vec!["ETH".into(), "BTC".into()],
        horizon_years,
        smile: SmileRule::StickyStrike,
    };
    let pad = |values: &[f64]| [vec![9.0; values.len()], values.to_vec()].concat();
    let factors: Vec<f64> = log_returns.iter().map(|x| x.exp()).collect();
    let (log_returns, factors) = (pad(log_returns), pad(&factors));
    let shifts = volatility_shifts.map(pad);
    let len = factors.len() / 2;
    let block = ScenarioBlock::new(len, &log_returns, &factors, shifts.as_deref());
    let mut out = vec![0.0; len];
    contract.revaluation(&market.market(), holding, &frame).unwrap().profit(&block, &mut out);
    out
}
