//! Ways to reach an exposure of one asset, and what each costs over a horizon, opened and closed again.
//!
//! ```text
//! total = trading + carry + capital
//! trading   2 (f + s) (1 + rolls) |x|
//! carry     coins −q h x      perpetual φ h x      future b h x, b = ln(F/S)/T
//! capital   r h · margin      margin |x| for coins, m |x| for what has a margin
//! ```
//!
//! x exposure, h horizon in years, q yield of the coin, r rate of the quote currency, φ funding a year that longs pay,
//! m initial margin. A future is rolled each time it expires within the horizon. Short exposures earn what long ones
//! pay; coins are not sold short.

use serde::Serialize;

use super::book::{Terms, future, perpetual};
use super::request::ReachedBy;
use crate::market::{Market, QUOTE_CURRENCY, Settlement, format_instant, is_currency};
use crate::pricing::instrument::{Instrument, spot::Spot};

/// Futures that are looked at for one asset.
const MOST_FUTURES: usize = 4;

/// One way to reach an exposure.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ExposureWay {
    /// The coin or currency.
    pub asset: String,
    /// The exchange-style name of the instrument.
    pub label: String,
    /// In quote currency; below zero is short.
    pub exposure: f64,
    /// Cash that is tied up: the price of coins, the initial margin of contracts.
    pub capital: f64,
    /// Fees and spreads, opened and closed, with rolls; in quote currency over the horizon.
    pub trading: f64,
    /// Funding, basis or yield; below zero is earned.
    pub carry: f64,
    /// What the capital would earn at the rate of the quote currency.
    pub capital_cost: f64,
    /// All of it.
    pub total: f64,
    /// Whether funding or forward are quoted.
    pub quoted: bool,
    /// Whether it costs least.
    pub least: bool,
    /// Whether the plan takes it.
    pub taken: bool,
}

/// The ways of one asset, and the instrument that the plan takes; coins where the wanted way is not quoted.
pub(super) fn ways(
    market: &Market,
    asset: &str,
    exposure: f64,
    by: ReachedBy,
    terms: &Terms,
) -> (Vec<ExposureWay>, Instrument) {
    let years = terms.horizon_days / 365.0;
    let (rate, size) = (market.rate(QUOTE_CURRENCY), exposure.abs());
    let trade = 2.0 * (terms.fee + terms.half_spread(asset)) * size;
    let coins = Instrument::Spot(Spot { asset: asset.to_owned() });
    let mut found: Vec<(ExposureWay, Instrument, ReachedBy)> = vec![];
    let mut add = |label: String, what: Instrument, margin: f64, rolls: f64, carry: f64, quoted: bool, by| {
        let (capital, trading) = (margin * size, trade * (1.0 + rolls));
        let (carry, capital_cost) = (carry * years * exposure, rate * years * capital);
        let total = trading + carry + capital_cost;
        let asset = asset.to_owned();
        let (least, taken) = (false, false);
        let way = ExposureWay {
            asset,
            label,
            exposure,
            capital,
            trading,
            carry,
            capital_cost,
            total,
            quoted,
            least,
            taken,
        };
        found.push((way, what, by));
    };
    let Ok(spot) = market.spot(asset) else { return (vec![], coins) };
    if exposure >= 0.0 {
        add(asset.to_owned(), coins.clone(), 1.0, 0.0, -market.rate(asset), true, ReachedBy::Coins);
    }
    let funding = market.perpetual(asset, Settlement::Linear).and_then(|quote| quote.funding);
    let margin = |contract: &str| terms.request.margin(contract, asset);
    // Nobody lists perpetuals on every currency as on every coin: there they have to be quoted.
    if funding.is_some() || !is_currency(asset) {
        let swap = perpetual(asset);
        let (margin_rate, carry) = (margin(&swap.1), funding.unwrap_or(0.0));
        add(swap.1, swap.0, margin_rate, 0.0, carry, funding.is_some(), ReachedBy::Perpetuals);
    }
    let ahead =
        market.forwards(asset).filter(|(expiry, _)| market.years_to(*expiry) > terms.roll_days / 365.0);
    for (expiry, forward) in ahead.take(MOST_FUTURES) {
        let left = market.years_to(expiry);
        let basis = libm::log(forward / spot) / left;
        let rolls = (years / left).ceil() - 1.0;
        let dated = future(asset, &format_instant(expiry));
        let margin_rate = margin(&dated.1);
        add(dated.1, dated.0, margin_rate, rolls.max(0.0), basis, true, ReachedBy::DatedFutures);
    }
    let least = (0..found.len()).min_by(|a, b| found[*a].0.total.total_cmp(&found[*b].0.total));
    if let Some(least) = least {
        found[least].0.least = true;
    }
    let taken = match by {
        ReachedBy::LeastCost => least,
        // The first that outlives the horizon, else the last.
        ReachedBy::DatedFutures => {
            let dated: Vec<usize> = (0..found.len()).filter(|k| found[*k].2 == by).collect();
            let outlives = dated.iter().find(|k| found[**k].0.trading <= trade * (1.0 + 1e-9));
            outlives.or(dated.last()).copied()
        }
        _ => found.iter().position(|(_, _, way)| *way == by),
    };
    // Coins are asked for by name; another way that is not quoted gives way to the first that is.
    let first = (by != ReachedBy::Coins && !found.is_empty()).then_some(0);
    let taken = taken.or(first);
    let instrument = taken.map_or(coins, |k| {
        found[k].0.taken = true;
        found[k].1.clone()
    });
    (found.into_iter().map(|(way, ..)| way).collect(), instrument)
}
