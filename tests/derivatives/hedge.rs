//! Hedges whose numbers are known otherwise.

use allotrope::operations::run_json;
use serde_json::{Value, json};

fn hedge(request: &Value) -> Result<Value, allotrope::Error> {
    let answer = run_json("hedge", &request.to_string(), &mut ())?;
    Ok(serde_json::from_str(&answer).unwrap())
}

fn solved(request: &Value) -> Value {
    hedge(request).unwrap_or_else(|error| panic!("{error}"))
}

fn quotes() -> Value {
    json!({
        "valuationTime": "2026-11-20T08:00:00Z",
        "spots": {"BTC": 60000, "ETH": 3000},
        "volatilities": [{"kind": "flat", "asset": "BTC", "volatility": 0.6}, {"kind": "flat", "asset": "ETH", "volatility": 0.7}],
    })
}

fn spot(asset: &str, quantity: f64) -> Value {
    json!({"id": asset, "instrument": {"kind": "spot", "asset": asset}, "quantity": quantity})
}

fn perpetual(asset: &str) -> Value {
    json!({"kind": "perpetual", "asset": asset, "settlement": "linear"})
}

fn inverse(asset: &str) -> Value {
    json!({"kind": "perpetual", "asset": asset, "settlement": "inverse", "contractSize": 1})
}

fn option(asset: &str, right: &str, strike: f64, settlement: &str) -> Value {
    json!({"kind": "option", "asset": asset, "right": right, "strike": strike, "expiry": "2026-12-25T08:00:00Z", "settlement": settlement})
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// Two coins at 60,000 want 1.9 to 2.0 sold; at 5 basis points for 60,000 each that is 57.
#[test]
fn coins_are_hedged_by_a_perpetual_down_to_the_band() {
    let request = json!({
        "positions": [spot("BTC", 2.0)], "quotes": quotes(),
        "instruments": [{"instrument": perpetual("BTC"), "fee": 0.0005}],
        "bands": [{"asset": "BTC", "delta": {"min": -0.1, "max": 0.1}}],
    });
    let answer = solved(&request);
    assert_eq!(answer["status"], "hedged");
    assert!((number(&answer["trades"][0]["quantity"]) + 1.9).abs() < 1e-8, "{answer}");
    assert!((number(&answer["cost"]) - 57.0).abs() < 1e-5);
    assert!((number(&answer["assets"][0]["delta"]["after"]) - 0.1).abs() < 1e-8);
    // In lots of 0.25 the nearest within the band is −2.
    let mut whole = request.clone();
    whole["instruments"][0]["lot"] = json!(0.25);
    let answer = solved(&whole);
    assert_eq!(answer["trades"][0]["quantity"], -2.0);
    assert_eq!(answer["assets"][0]["delta"]["after"], 0.0);
    assert_eq!(answer["gap"], 0.0);
}

/// The synthetic dollar of the exchanges' manuals: coins held are hedged by as many dollars of the inverse
/// perpetual as they are worth; counted in coin they were so from the first.
#[test]
fn a_short_inverse_perpetual_makes_a_dollar_of_a_coin() {
    let mut request = json!({
        "positions": [spot("BTC", 1.5)], "quotes": quotes(),
        "instruments": [{"instrument": inverse("BTC"), "fee": 0.0005, "lot": 10}],
        "bands": [{"asset": "BTC", "delta": {"min": -1e-6, "max": 1e-6}}],
    });
    let answer = solved(&request);
    assert_eq!(answer["trades"][0]["quantity"], -90000.0);
    assert!((number(&answer["trades"][0]["notional"]) - 90_000.0).abs() < 1e-6);
    assert!((number(&answer["cost"]) - 45.0).abs() < 1e-9);
    request["numeraire"] = json!("coin");
    let answer = solved(&request);
    assert_eq!(answer["trades"], json!([]));
    assert_eq!(answer["assets"][0]["delta"]["before"], 0.0);
}

/// A call of delta 0.50 bought for 0.10 coin raises the account's delta by 0.40 (the exchange's own example
/// of the net transaction delta): what is left after the trade is what positions valued anew have.
#[test]
fn options_paid_in_coin_count_net_of_their_premium() {
    let request = json!({
        "positions": [{"id": "short", "instrument": option("BTC", "call", 60000.0, "inverse"), "quantity": -10}],
        "quotes": quotes(),
        "instruments": [
            {"instrument": option("BTC", "call", 65000.0, "inverse"), "fee": 0.0003, "halfSpread": 0.02, "lot": 0.1},
            {"instrument": inverse("BTC"), "fee": 0.0005, "lot": 10},
        ],
        "bands": [{"asset": "BTC", "delta": {"min": -0.01, "max": 0.01}, "vega": {"min": -300, "max": 300}}],
    });
    let answer = solved(&request);
    assert_eq!(answer["status"], "hedged");
    let (option, future) = (&answer["trades"][0], &answer["trades"][1]);
    let price = number(&option["price"]);
    // By hand: Black at σ = 60 %, 35 days, F = 60,000.
    let s = 0.6 * (35.0_f64 / 365.0).sqrt();
    let phi = |d: f64| 0.5 * libm::erfc(-d / std::f64::consts::SQRT_2);
    let d1 = (60_000.0_f64 / 65_000.0).ln() / s + s / 2.0;
    let (n1, n2) = (phi(d1), phi(d1 - s));
    assert!((price - (60_000.0 * n1 - 65_000.0 * n2)).abs() < 1e-8);
    let net = n1 - price / 60_000.0;
    assert!((number(&option["delta"]) - net * number(&option["quantity"])).abs() < 1e-10);
    assert!((number(&future["delta"]) - number(&future["quantity"]) / 60_000.0).abs() < 1e-12);
    let steps = number(&option["quantity"]) / 0.1;
    assert!((steps - steps.round()).abs() < 1e-9);
    let after = &answer["assets"][0];
    assert!(number(&after["delta"]["after"]).abs() <= 0.01 && number(&after["vega"]["after"]).abs() <= 300.0);
    // What is paid: the premium in coin, and in dollars the costs alone.
    let paid = answer["payments"].as_array().unwrap();
    assert_eq!((&paid[0]["currency"], &paid[1]["currency"]), (&json!("USD"), &json!("BTC")));
    assert!((number(&paid[0]["amount"]) + number(&answer["cost"])).abs() < 1e-9);
    let premium = -price / 60_000.0 * number(&option["quantity"]);
    assert!((number(&paid[1]["amount"]) - premium).abs() < 1e-12);
    let expected = number(&after["delta"]["before"]) + number(&option["delta"]) + number(&future["delta"]);
    assert!((number(&after["delta"]["after"]) - expected).abs() < 1e-9);
}

#[test]
fn what_cannot_be_reached_is_named_and_large_trades_are_warned_of() {
    let request = json!({
        "positions": [spot("BTC", 2.0), {"id": "o", "instrument": option("ETH", "put", 2500.0, "linear"), "quantity": 5}],
        "quotes": quotes(),
        "instruments": [{"instrument": perpetual("BTC"), "most": 1.5, "depth": 10}],
        "bands": [{"asset": "BTC", "delta": {"min": 0, "max": 0}}, {"asset": "ETH", "vega": {"min": 0, "max": 0}}],
    });
    let answer = solved(&request);
    assert_eq!(answer["status"], "outOfReach");
    let explanation = answer["explanation"].as_str().unwrap();
    assert!(explanation.contains("the delta of BTC;"), "{explanation}");
    assert!(explanation.contains("the vega of ETH, which no instrument offered moves"), "{explanation}");
    assert!((number(&answer["trades"][0]["quantity"]) + 1.5).abs() < 1e-6);
    assert!((number(&answer["assets"][0]["delta"]["missed"]) - 0.5).abs() < 1e-6);
    assert_eq!(answer["warnings"][0]["code"], "largeTrade");
    assert_eq!(answer["warnings"][0]["path"], "instruments[0].depth");
}

/// Every coin is brought within the same amounts of money, by its perpetual and the options held where nobody says
/// by what; a stablecoin is let alone. The figures are those of the positions priced again by hand above.
#[test]
fn one_width_in_money_serves_all_coins() {
    let call = option("BTC", "call", 60000.0, "inverse");
    let request = json!({
        "positions": [spot("BTC", 1.0), spot("ETH", -20.0), spot("USDC", 50000.0), {"id": "c", "instrument": call, "quantity": 4}],
        "quotes": quotes(),
        "within": {"exposure": 600, "vega": 50},
    });
    let answer = solved(&request);
    assert_eq!(answer["status"], "hedged", "{answer}");
    let labels: Vec<&str> =
        answer["offered"].as_array().unwrap().iter().map(|o| o["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["BTC_USDC-PERPETUAL", "ETH_USDC-PERPETUAL", "BTC-25DEC26-60000-C"]);
    let assets = answer["assets"].as_array().unwrap();
    assert_eq!(assets.len(), 2);
    for held in assets {
        let after = number(&held["delta"]["after"]) * number(&held["spot"]);
        assert!(after.abs() <= 600.0 * (1.0 + 1e-7), "{held}");
    }
    assert!((number(&assets[0]["vega"]["after"]) - 5000.0).abs() < 1e-3, "{}", assets[0]);
    assert!(assets[1]["vega"]["band"].is_null() && assets[1]["delta"]["band"]["max"] == 0.2);
    // The 19.8 ether bought at 5 basis points of 3,000 are 29.7.
    let bought = &answer["trades"][1];
    assert!(
        (number(&bought["quantity"]) - 19.8).abs() < 1e-6 && (number(&bought["cost"]) - 29.7).abs() < 1e-5
    );
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_place() {
    let good = json!({
        "positions": [spot("BTC", 2.0)], "quotes": quotes(),
        "instruments": [{"instrument": perpetual("BTC")}],
        "bands": [{"asset": "BTC", "delta": {"min": 0, "max": 0}}],
    });
    assert_eq!(solved(&good)["status"], "hedged");
    let with = |path: &str, value: Value| {
        let mut request = good.clone();
        *request.pointer_mut(path).unwrap() = value;
        hedge(&request).unwrap_err().path.unwrap()
    };
    assert_eq!(with("/bands", json!([])), "within");
    assert_eq!(with("/bands/0", json!({"asset": "BTC"})), "bands[0]");
    assert_eq!(with("/bands/0/delta", json!({"min": 1, "max": 0})), "bands[0].delta");
    assert_eq!(with("/bands/0/asset", json!("DOGE")), "bands[0].asset");
    let offered = |more: Value| {
        let mut offered = json!({"instrument": perpetual("BTC")});
        offered.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        with("/instruments/0", offered)
    };
    assert_eq!(offered(json!({"fee": -1})), "instruments[0].fee");
    assert_eq!(offered(json!({"lot": 0})), "instruments[0].lot");
    assert_eq!(offered(json!({"symbol": "BTC-PERPETUAL"})), "instruments[0]");
    assert_eq!(with("/instruments/0", json!({"symbol": "BTC-NEVER"})), "instruments[0].symbol");
    assert_eq!(with("/instruments/0", json!({"symbol": "DOGE-PERPETUAL"})), "instruments[0].symbol");
    assert_eq!(offered(json!({"instrument": perpetual("DOGE")})), "instruments[0].instrument");
    let mut expired = option("BTC", "put", 50000.0, "linear");
    expired["expiry"] = json!("2026-11-01T08:00:00Z");
    assert_eq!(offered(json!({"instrument": expired})), "instruments[0].instrument");
}
