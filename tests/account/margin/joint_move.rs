//! A move of all prices and volatilities leaves what the account would have if the market stood there.

use serde_json::{Value, json};

use super::properties::{COINS, measured, solvent};
use super::{pack, perpetual, quotes, run};

/// The market after that part of a move with these β.
fn stand_at(request: &Value, spot: f64, betas: [f64; 3]) -> Value {
    let mut there = request.clone();
    for ((coin, price), beta) in COINS.iter().zip(betas) {
        there["quotes"]["spots"][coin] = json!(price * (1.0 + beta * spot));
    }
    there
}

#[test]
fn a_move_leaves_what_the_account_has_where_it_leads() {
    let betas = [1.0, 1.3, 1.7];
    let (mut ended, mut lived) = (0, 0);
    for (mut request, _) in solvent(40) {
        request["betas"] = json!({"BTC": betas[0], "ETH": betas[1], "SOL": betas[2]});
        for spot in [-0.3, 0.4] {
            request["move"] = json!({"spot": spot});
            let state = measured(&request);
            let scale: f64 = state.positions.iter().map(|position| position.notional).sum();
            let after = state.pools[0].after_move.unwrap();
            match after.end {
                Some(end) => {
                    let there = measured(&stand_at(&request, end.spot, betas)).totals.headroom;
                    // Rounding of sums as large as the notionals.
                    assert!(there.abs() <= 1e-10 * scale, "{there} at {}", end.spot);
                    assert!((end.spot - end.part * spot).abs() < 1e-15);
                    // The ray of the market ends where the move does.
                    let pool = &state.pools[0];
                    let point = if spot < 0.0 { &pool.market_below } else { &pool.market_above };
                    assert!((point.distance.unwrap() - end.spot).abs() < 1e-9);
                    ended += 1;
                }
                None => {
                    let there = measured(&stand_at(&request, spot, betas)).totals;
                    assert!((there.equity - after.equity).abs() <= 1e-10 * scale);
                    assert!((there.maintenance - after.maintenance).abs() <= 1e-10 * scale);
                    assert!(after.headroom > 0.0);
                    lived += 1;
                }
            }
        }
    }
    assert!(ended > 10 && lived > 10, "{ended} ended, {lived} lived");
}

#[test]
fn volatility_and_time_move_options() {
    let option = json!({
        "kind": "option", "asset": "BTC", "right": "call", "strike": 45_000, "expiry": "2027-01-29",
        "settlement": "linear",
    });
    let request = |spot: f64, volatility: f64, day: &str, asked: Value| {
        json!({
            "quotes": {
                "valuationTime": format!("{day}T08:00:00Z"), "spots": {"BTC": spot},
                "volatilities": [{"kind": "flat", "asset": "BTC", "volatility": volatility}],
            },
            "pack": "deribit", "move": asked,
            "accounts": [{
                "name": "short calls", "collateral": {"USDC": 14_000},
                "positions": [{"id": "calls", "instrument": option, "quantity": -1}],
            }],
        })
    };
    let asked = json!({"spot": 0.1, "volatility": 0.2, "days": 10});
    let state = measured(&request(40_000.0, 0.6, "2026-11-22", asked));
    let after = state.pools[0].after_move.unwrap();
    let there = measured(&request(44_000.0, 0.8, "2026-12-02", json!(null))).totals;
    // An option is priced to 1e-14 of the prices that make it up.
    assert!((after.equity - there.equity).abs() < 1e-8, "{} for {}", after.equity, there.equity);
    assert!((after.maintenance - there.maintenance).abs() < 1e-8);
    // It lives through either half alone and not through both.
    let end = |asked: Value| {
        measured(&request(40_000.0, 0.6, "2026-11-22", asked)).pools[0].after_move.unwrap().end
    };
    assert_eq!(end(json!({"spot": 0.14})), None);
    assert_eq!(end(json!({"volatility": 0.4})), None);
    let both = end(json!({"spot": 0.14, "volatility": 0.4})).unwrap();
    let met =
        measured(&request(40_000.0 * (1.0 + both.spot), 0.6 + both.volatility, "2026-11-22", json!(null)));
    assert!(met.totals.headroom.abs() < 1e-8, "{}", met.totals.headroom);
}

#[test]
fn a_move_stops_before_the_first_expiry_and_says_so() {
    let future =
        json!({"kind": "future", "asset": "BTC", "settlement": "linear", "expiry": "2026-11-27T08:00:00Z"});
    let request = json!({
        "quotes": quotes(json!({"BTC": 40_000})), "move": {"days": 30},
        "accounts": [{
            "name": "dated", "ownPack": pack(&[[0.0, 0.01, 0.02]], &[[0.0, 0.01, 0.02]]),
            "collateral": {"USDC": 10_000},
            "positions": [{"id": "1", "instrument": future, "quantity": 1}],
        }],
    });
    let response = run(&request).unwrap();
    assert!(response.accounts[0].pools[0].after_move.unwrap().end.is_none());
    assert!(response.warnings.iter().any(|warning| warning.code == "moveBeforeExpiry"));
}

#[test]
fn moves_beyond_reason_are_refused_with_their_place() {
    let request = json!({"quotes": quotes(json!({"BTC": 1})), "accounts": [{"name": "one"}]});
    for (asked, path) in [
        (json!({"spot": -1}), "move.spot"),
        (json!({"volatility": 9}), "move.volatility"),
        (json!({"days": -1}), "move.days"),
    ] {
        let mut request = request.clone();
        request["move"] = asked;
        assert_eq!(run(&request).unwrap_err().path.as_deref(), Some(path));
    }
}

#[test]
fn without_a_venue_the_first_that_has_figures_for_all_of_it_is_taken() {
    let request = |collateral: Value, instrument: Value| {
        json!({
            "quotes": quotes(json!({"BTC": 40_000, "SOL": 150, "XYZ": 0.2})),
            "accounts": [{
                "name": "one", "collateral": collateral,
                "positions": [{"id": "1", "instrument": instrument, "quantity": 1}],
            }],
        })
    };
    let venue = |collateral: Value, instrument: Value| measured(&request(collateral, instrument)).venue;
    assert_eq!(venue(json!({"USDT": 1e4}), perpetual("BTC", "linear")), "Binance USD-M");
    assert_eq!(venue(json!({"BTC": 1}), perpetual("BTC", "inverse")), "Binance COIN-M");
    assert_eq!(venue(json!({"USDC": 1e4}), perpetual("XYZ", "linear")), "dYdX v4");
    let error = run(&request(json!({"BTC": 1}), perpetual("XYZ", "inverse"))).unwrap_err();
    assert_eq!(error.path.as_deref(), Some("accounts[0].pack"));
}
