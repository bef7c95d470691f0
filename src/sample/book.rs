//! Positions and quotes that go with the synthetic prices: coins held outright, a short inverse
//! perpetual and a put against them, a linear perpetual on top, a call sold.

use std::collections::BTreeMap;

use super::prices::{COINS, STABLECOIN};
use crate::market::{QUOTE_CURRENCY, Quotes, VolatilityQuote};
use crate::portfolio::Position;
use crate::pricing::instrument::Instrument;
use crate::pricing::instrument::cash::Cash;
use crate::pricing::instrument::option::VanillaOption;
use crate::pricing::instrument::perpetual::Perpetual;
use crate::pricing::instrument::spot::Spot;
use crate::pricing::{Exercise, Right, Settlement};

/// The morning after the last day of prices.
const VALUATION_TIME: &str = "2026-11-20T08:00:00Z";
/// Five weeks later.
const NEAR_EXPIRY: &str = "2026-12-25T08:00:00Z";
/// Four months later.
const FAR_EXPIRY: &str = "2027-03-26T08:00:00Z";

fn spot(asset: &str) -> Instrument {
    Instrument::Spot(Spot { asset: asset.into() })
}

fn option(right: Right, strike: f64, expiry: &str, settlement: Settlement) -> Instrument {
    let (asset, expiry) = ("BTC".into(), expiry.into());
    Instrument::VanillaOption(VanillaOption {
        asset,
        right,
        strike,
        expiry,
        settlement,
        exercise: Exercise::European,
    })
}

/// About a quarter of a million of equity.
pub(super) fn positions() -> Vec<Position> {
    let linear = Perpetual { asset: "SOL".into(), settlement: Settlement::Linear, contract_size: None };
    let inverse =
        Perpetual { asset: "BTC".into(), settlement: Settlement::Inverse, contract_size: Some(1.0) };
    let book = [
        (spot("BTC"), 1.35, None),
        (spot("ETH"), 14.5, None),
        (spot("SOL"), 155.0, None),
        (spot(STABLECOIN), 52_000.0, None),
        (Instrument::Cash(Cash { currency: QUOTE_CURRENCY.into() }), 41_000.0, None),
        (Instrument::Perpetual(linear), 240.0, Some(131.5)),
        (Instrument::Perpetual(inverse), -30_000.0, Some(60_800.0)),
        (option(Right::Put, 50_000.0, FAR_EXPIRY, Settlement::Inverse), 1.5, None),
        (option(Right::Call, 72_000.0, NEAR_EXPIRY, Settlement::Linear), -1.0, None),
    ];
    book.into_iter()
        .enumerate()
        .map(|(i, (instrument, quantity, entry_price))| Position {
            id: (i + 1).to_string(),
            instrument,
            quantity,
            entry_price,
        })
        .collect()
}

/// Spots are the last prices of the table.
pub(super) fn quotes(stablecoin_price: f64) -> Quotes {
    let flat = |asset: &str, volatility: f64| VolatilityQuote::Flat { asset: asset.into(), volatility };
    let point = |expiry: &str, strike: f64, volatility: f64| VolatilityQuote::Point {
        asset: "BTC".into(),
        expiry: expiry.into(),
        strike,
        volatility,
        bid: None,
        ask: None,
    };
    let coins = COINS.iter().map(|coin| (coin.name.to_owned(), coin.last_price));
    // Extended, not collected: collecting a map compiles a sort of its own.
    let (mut spots, mut rates) = (BTreeMap::new(), BTreeMap::new());
    spots.extend(coins.chain([(STABLECOIN.to_owned(), stablecoin_price)]));
    rates.extend([(QUOTE_CURRENCY.to_owned(), 0.04)]);
    Quotes {
        valuation_time: VALUATION_TIME.into(),
        spots,
        rates,
        forwards: vec![],
        volatilities: vec![
            flat("BTC", 0.49),
            flat("ETH", 0.64),
            flat("SOL", 0.84),
            // Puts far below the price cost more volatility than calls above it.
            point(FAR_EXPIRY, 50_000.0, 0.55),
            point(NEAR_EXPIRY, 72_000.0, 0.47),
        ],
        perpetuals: vec![],
    }
}
