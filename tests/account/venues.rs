//! Liquidation by the rules of a venue: by hand, and on the day on which `margin` says that the same account ends.

use allotrope::backtest::{StrategyWalk, TradeCause};
use allotrope::margin::{Charged, MarginResponse, MeasureMargin, venue};
use allotrope::market::Settlement;
use allotrope::operations::{Operation, read};
use serde_json::{Value, json};

use super::{backtest, only, sources};

/// One perpetual on BTC for so many times the capital, on successive days, in a unit too small to be seen.
fn held(venue: &str, leverage: f64, prices: &[f64], changes: Value) -> StrategyWalk {
    let dates: Vec<String> = (0..prices.len()).map(|t| format!("2024-01-{:02}", t + 1)).collect();
    let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
    let rows: Vec<[f64; 1]> = prices.iter().map(|price| [*price]).collect();
    let rows: Vec<&[f64]> = rows.iter().map(<[f64; 1]>::as_slice).collect();
    let mut request = json!({
        "strategies": [{
            "target": {"kind": "fixedWeights", "weights": {"BTC": leverage.signum()}},
            "policy": {"kind": "hold"}, "leverage": leverage.abs(),
        }],
        "lines": [{"asset": "BTC", "heldAs": "linearPerpetual", "initialMargin": 0.01}],
        "pack": venue,
        "unit": 0,
    });
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    only(backtest(&dates, &["BTC"], &rows, request).unwrap())
}

/// The day of the first liquidation.
fn ended(walk: &StrategyWalk) -> Option<usize> {
    walk.events.iter().find(|event| event.code == "liquidated").map(|event| event.at)
}

fn margin(request: &Value) -> MarginResponse {
    MeasureMargin::run(&read::<MeasureMargin>(&request.to_string()).unwrap(), &mut ()).unwrap()
}

fn account(venue: &str, capital: f64, positions: &[(&str, f64, f64)], spots: &Value) -> Value {
    let positions: Vec<Value> = positions
        .iter()
        .map(|(asset, quantity, entry)| {
            json!({
                "id": asset, "quantity": quantity, "entryPrice": entry,
                "instrument": {"kind": "perpetual", "asset": asset, "settlement": "linear"},
            })
        })
        .collect();
    let account = json!({"name": "A", "pack": venue, "collateral": {"USD": capital}, "positions": positions});
    json!({"accounts": [account], "quotes": {"valuationTime": "2024-01-01T00:00:00Z", "spots": spots}})
}

/// 10,000 hold 0.5 BTC at 100,000: 10,000 + 0.5 (P − 100,000) = 0.004 · 0.5 P at 80,321.29 (the first tier of 0.4 % goes
/// up to 50,000), where 0.5 % of the notional is the fee of closing.
#[test]
fn everything_is_closed_at_the_tier() {
    let walk = held("binanceUsdM", 5.0, &[1e5, 81_000.0, 80_322.0, 80_321.0, 90_000.0], json!({}));
    assert_eq!(ended(&walk), Some(3));
    let order = &walk.rebalances.last().unwrap().orders[0];
    assert_eq!((order.quantity, order.price), (-0.5, 80_321.0));
    assert!((order.fee - 0.005 * 40_160.5).abs() < 1e-6, "{order:?}");
    // 160.50 less the fee of 200.80: nothing is earned of the rise after it.
    assert!((walk.equity[3] - (160.5 - 200.8025)).abs() < 1e-6, "{:?}", walk.equity);
    assert_eq!(walk.equity[3], walk.equity[4]);
    let [price, _, _, costs] = sources(&walk, "BTC");
    assert!((price + 9_839.5).abs() < 1e-6 && (costs + 200.8025).abs() < 1e-6, "{price} {costs}");
    // Where no venue is named the rate of the request, 5 %, ends it at 40,000/0.475.
    assert_eq!(ended(&held("stated", 5.0, &[1e5, 84_211.0, 84_210.0], json!({}))), Some(2));
}

/// 100,000 hold 10 BTC at a maintenance of 1.25 %. Of more than 100,000 a fifth is closed first: at 91,100 the equity of
/// 11,000 is below 11,387.50; 2 BTC cost 911 and 10,089 cover 9,110. At 91,000 what is left, 9,090, does not cover
/// 9,100, and all is closed.
#[test]
fn a_fifth_is_closed_first() {
    let capital = json!({"capital": 100_000});
    let walk = held("hyperliquid", 10.0, &[1e5, 91_100.0, 91_100.0], capital.clone());
    let orders = &walk.rebalances.last().unwrap().orders;
    assert_eq!((ended(&walk), orders.len(), orders[0].quantity), (Some(1), 1, -2.0));
    assert!(
        (walk.equity[1] - 10_089.0).abs() < 1e-6 && walk.equity[2] == walk.equity[1],
        "{:?}",
        walk.equity
    );
    let walk = held("hyperliquid", 10.0, &[1e5, 91_000.0, 95_000.0], capital);
    let closed: Vec<f64> =
        walk.rebalances.last().unwrap().orders.iter().map(|order| order.quantity).collect();
    assert_eq!(closed, [-2.0, -8.0]);
    assert!((walk.equity[1] - 5_450.0).abs() < 1e-6, "{:?}", walk.equity);
    assert_eq!(walk.rebalances.last().unwrap().cause, TradeCause::Liquidation);
}

/// 0.9 BTC and 400,000 of inverse contracts at 100,000, with 10,000 of money that is no collateral of theirs. At 82,400 there
/// are 4.9 − 400,000/82,400 coins, 3,760 of money, and N = 4.854 coins ask for N (1 % + 0.005 % N). The part k that stays
/// solves 3,760 − 2,000 (1 − k) = 4,000 k + 97.09 k².
#[test]
fn as_much_is_closed_as_it_takes() {
    let prices: [&[f64]; 3] = [&[1e5], &[82_400.0], &[82_400.0]];
    let strategies = json!([{
        "target": {"kind": "fixedWeights", "weights": {"BTC": 0.9, "BTC-PERP": 4}}, "policy": {"kind": "hold"},
    }]);
    let lines = json!([
        {"asset": "BTC"},
        {"name": "BTC-PERP", "asset": "BTC", "heldAs": "inversePerpetual", "initialMargin": 0.01},
    ]);
    let changes =
        json!({"strategies": strategies, "lines": lines, "capital": 100_000, "pack": "deribit", "unit": 0});
    let walk =
        only(backtest(&["2024-01-01", "2024-01-02", "2024-01-03"], &["BTC"], &prices, changes).unwrap());
    assert_eq!(ended(&walk), Some(1));
    let order = &walk.rebalances.last().unwrap().orders[0];
    let rise = 5e-5 * 400_000.0 * (400_000.0 / 82_400.0);
    let kept = (-2_000.0 + (2_000.0_f64.powi(2) + 4.0 * rise * 1_760.0).sqrt()) / (2.0 * rise);
    // A billionth more is closed, for the cents.
    assert!((order.quantity + 400_000.0 * (1.0 - kept)).abs() < 1.0, "{order:?} {kept}");
    assert!((walk.equity[1] - (13_760.0 - 2_000.0 * (1.0 - kept))).abs() < 0.01, "{:?}", walk.equity);
    // What is left is not closed on the next day at the same price.
    assert_eq!(walk.events.iter().filter(|event| event.code == "liquidated").count(), 1);
}

/// The first day at or beyond the liquidation price of `margin`, at the price of that day: of long and short positions in
/// several tiers at several venues.
#[test]
fn the_day_is_that_of_the_liquidation_price() {
    for venue in ["binanceUsdM", "bybitUnified", "hyperliquid", "dydx", "deribit", "okx"] {
        for (leverage, capital) in [(3.0, 1e4), (9.0, 2e5), (15.0, 3e6), (-4.0, 5e4), (-12.0, 1e7)] {
            let quantity = leverage * capital / 1e5;
            let at = |spot: f64| {
                account(venue, capital, &[("BTC", quantity, 1e5)], &json!({"BTC": spot, "USD": 1.0}))
            };
            let state = margin(&at(1e5));
            let price = state.accounts[0].positions[0].liquidation_price.unwrap();
            let away = price / 1e5;
            // Geometric steps that meet the price between the seventh and the eighth, and just beyond it.
            let path = |miss: f64| -> Vec<f64> {
                let mut path: Vec<f64> = (0..8).map(|t| 1e5 * away.powf(f64::from(t) / 7.4)).collect();
                path.push(price * (1.0 - miss * leverage.signum()));
                path
            };
            for (miss, day) in [(1e-9, Some(8)), (-1e-9, None)] {
                let walk = held(venue, leverage, &path(miss), json!({"capital": capital}));
                assert_eq!(ended(&walk), day, "{venue} {leverage} {price}");
                if let Some(day) = day {
                    let order = &walk.rebalances.last().unwrap().orders[0];
                    assert_eq!((order.price, walk.rebalances.last().unwrap().at), (path(miss)[8], day));
                }
            }
        }
    }
}

/// Two coins in one account end on the day on which `margin` finds no headroom in the same positions at the prices of it.
#[test]
fn two_coins_share_their_collateral() {
    let (btc, eth) = (1e5, 4e3);
    let path: Vec<[f64; 2]> = (0..9).map(|t| [btc * 0.985_f64.powi(t), eth * 1.012_f64.powi(t)]).collect();
    let capital = 1e6;
    let positions = [("BTC", 4.0 * capital / btc, btc), ("ETH", -5.0 * capital / eth, eth)];
    let expected = path.iter().position(|[a, b]| {
        let spots = json!({"BTC": a, "ETH": b, "USD": 1.0});
        margin(&account("binanceUsdM", capital, &positions, &spots)).totals.headroom <= 0.0
    });
    let dates: Vec<String> = (1..=9).map(|t| format!("2024-01-{t:02}")).collect();
    let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
    let rows: Vec<&[f64]> = path.iter().map(<[f64; 2]>::as_slice).collect();
    let line = |asset: &str| json!({"asset": asset, "heldAs": "linearPerpetual", "initialMargin": 0.01});
    let changes = json!({
        "strategies": [{"target": {"kind": "fixedWeights", "weights": {"BTC": 4, "ETH": -5}}, "policy": {"kind": "hold"}}],
        "lines": [line("BTC"), line("ETH")], "capital": capital, "pack": "binanceUsdM", "unit": 0,
    });
    let walk = only(backtest(&dates, &["BTC", "ETH"], &rows, changes).unwrap());
    assert!(expected.is_some_and(|day| day > 1), "{expected:?}");
    assert_eq!(ended(&walk), expected);
}

#[test]
fn what_a_venue_does_not_know_is_said() {
    let prices: [&[f64]; 2] = [&[1.0], &[1.0]];
    let days = ["2024-01-01", "2024-01-02"];
    let of = |pack: &str, held_as: &str| {
        let strategies = super::fixed(json!({"XYZ": 1}), "hold");
        let lines = json!([{"asset": "XYZ", "heldAs": held_as}]);
        backtest(&days, &["XYZ"], &prices, json!({"strategies": strategies, "lines": lines, "pack": pack}))
    };
    for (pack, held_as) in [("nowhere", "spot"), ("binanceUsdM", "linearPerpetual")] {
        assert_eq!(of(pack, held_as).unwrap_err().path.as_deref(), Some("pack"), "{pack}");
    }
    let warnings = of("binanceUsdM", "spot").unwrap().warnings;
    assert!(warnings.iter().any(|notice| notice.code == "noCollateral"), "{warnings:?}");
}

/// A earns a little more by its price, and as a perpetual pays 0.03 % of funding a day: with the carry of what is held B is
/// chosen, which stakes nothing.
#[test]
fn an_allocation_counts_the_carry_of_what_it_holds() {
    let days: Vec<String> = (1..=30).map(|t| format!("2024-01-{t:02}")).collect();
    let path = |mean: f64, t: i32| 100.0 * (mean * f64::from(t) + 0.002 * f64::from(t % 2)).exp();
    let rows: Vec<[f64; 2]> = (0..30).map(|t| [path(0.0012, t), path(0.001, t)]).collect();
    let rows: Vec<&[f64]> = rows.iter().map(<[f64; 2]>::as_slice).collect();
    let dates: Vec<&str> = days.iter().map(String::as_str).collect();
    let chosen = |carry: &str| {
        let target = json!({
            "kind": "allocation", "objective": {"kind": "maximumReturn"}, "carryOfLines": carry,
            "mean": {"kind": "historical"},
        });
        let rates = vec![0.0003; days.len()];
        let times: Vec<String> = days.iter().map(|day| format!("{day}T16:00:00Z")).collect();
        let changes = json!({
            "strategies": [{"target": target, "every": "month", "policy": {"kind": "hold"}}],
            "lines": [{"asset": "A", "heldAs": "linearPerpetual", "initialMargin": 0.1}],
            "funding": [{"asset": "A", "dates": times, "rates": rates}],
            "window": 20, "unit": 0,
        });
        let walk = only(backtest(&dates, &["A", "B"], &rows, changes).unwrap());
        walk.rebalances[0].target.clone()
    };
    for (carry, expected) in [("excluded", [1.0, 0.0]), ("included", [0.0, 1.0])] {
        let found = chosen(carry);
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{carry}: {found:?}");
    }
}

/// What an exposure asks for as a function of its part of the capital is the margin of the contract at the moved price: exact
/// where tiers are in pieces or whole, above by the stated part of a chord where rates rise with every coin.
#[test]
fn an_exposure_asks_for_what_its_contract_does() {
    let (capital, price) = (3e7, 1e5);
    for (name, settlement) in [
        ("binanceUsdM", Settlement::Linear),
        ("bybitUnified", Settlement::Linear),
        ("bybitUnified", Settlement::Inverse),
        ("binanceCoinM", Settlement::Inverse),
        ("hyperliquid", Settlement::Linear),
        ("okx", Settlement::Linear),
        ("deribit", Settlement::Linear),
        ("deribit", Settlement::Inverse),
    ] {
        let written = venue(name).unwrap();
        let pack = written.check().unwrap();
        let contract = pack.contract("BTC", settlement).unwrap();
        let held =
            Charged { asset: "BTC", settlement, capital, price: Some(price), leverage: None, reach: 2.0 };
        for moved in [0.5, 1.0, 1.7] {
            let charge = pack.maintenance(&held, moved).unwrap();
            for k in 0..=40 {
                let exposure = f64::from(k) / 20.0;
                let size = match settlement {
                    Settlement::Linear => exposure * capital / price,
                    Settlement::Inverse => exposure * capital,
                };
                let expected = contract.maintenance(size, moved * price, moved * price) / capital;
                let above = charge.at(exposure) - expected;
                // 0.005 % a coin of up to 600 coins, in 16 chords: (2/16)²/4 of 300 coins a part of the capital, as the price
                // moves by up to 2.
                let most =
                    if name == "deribit" { 2.0 * 5e-5 * 300.0 * (2.0_f64 / 16.0).powi(2) / 4.0 } else { 0.0 };
                assert!(above > -1e-12 && above <= most + 1e-12, "{name} {moved} {exposure}: {above}");
            }
        }
    }
}
