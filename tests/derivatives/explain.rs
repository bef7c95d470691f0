//! The operation `explain`: where a profit came from, against two valuations by `price`.

use allotrope::error::Code;
use allotrope::operations::run_json;
use proptest::prelude::*;
use serde_json::{Value, json};

const FIRST: &str = "2026-11-20T08:00:00Z";
const EXPIRY: &str = "2026-12-25T08:00:00Z";

fn run(operation: &str, request: &Value) -> Value {
    serde_json::from_str(&run_json(operation, &request.to_string(), &mut ()).unwrap()).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn option(right: &str, settlement: &str, quantity: f64) -> Value {
    json!({"id": right, "quantity": quantity, "instrument": {"kind": "option", "asset": "BTC", "right": right,
        "strike": 62000, "expiry": EXPIRY, "settlement": settlement}})
}

fn book() -> Value {
    json!([
        {"id": "spot", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 1.5},
        {"id": "perpetual", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "inverse", "contractSize": 1}, "quantity": -60000, "entryPrice": 61000},
        {"id": "future", "instrument": {"kind": "future", "asset": "BTC", "settlement": "linear", "expiry": EXPIRY}, "quantity": -2, "entryPrice": 60500},
        option("put", "inverse", 2.0),
        option("call", "linear", -1.0)
    ])
}

fn market(time: &str, spot: f64, volatility: f64, rate: f64) -> Value {
    json!({"valuationTime": time, "spots": {"BTC": spot}, "rates": {"USD": rate, "BTC": 0.01},
        "volatilities": [{"asset": "BTC", "kind": "flat", "volatility": volatility}]})
}

fn explain(positions: &Value, before: &Value, after: &Value) -> Value {
    run("explain", &json!({"positions": positions, "before": before, "after": after}))
}

const PARTS: [&str; 9] = ["delta", "gamma", "vega", "theta", "vanna", "volga", "rho", "cash", "rest"];

fn value(positions: &Value, quotes: &Value) -> f64 {
    number(&run("price", &json!({"positions": positions, "quotes": quotes}))["totals"]["value"])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The parts add up to what two valuations say, position by position and together.
    #[test]
    fn the_parts_add_up(
        spot in 30000.0..110000.0, volatility in 0.1..1.5, rate in -0.02..0.1, hours in 0..800,
    ) {
        let time = format!("2026-{}T08:00:00Z", if hours < 240 { format!("11-{:02}", 20 + hours / 24) } else { format!("12-{:02}", 1 + (hours - 240) / 24) });
        let (before, after) = (market(FIRST, 60000.0, 0.6, 0.04), market(&time, spot, volatility, rate));
        let answer = explain(&book(), &before, &after);
        let total = &answer["total"];
        let profit = number(&total["profit"]);
        // Values of some 10⁵ are told apart to 10⁻¹¹.
        prop_assert!((profit - (value(&book(), &after) - value(&book(), &before))).abs() < 1e-8);
        prop_assert!((PARTS.iter().map(|part| number(&total[*part])).sum::<f64>() - profit).abs() < 1e-8);
        for part in PARTS.iter().chain(&["profit"]) {
            let positions = answer["positions"].as_array().unwrap();
            let sum: f64 = positions.iter().map(|position| number(&position[*part])).sum();
            prop_assert!((sum - number(&total[*part])).abs() < 1e-7, "{part}");
        }
    }
}

/// What is linear or quadratic in the moves leaves no rest.
#[test]
fn coins_and_futures_leave_no_rest() {
    let positions = json!(book().as_array().unwrap()[..3].to_vec());
    let answer = explain(&positions, &market(FIRST, 60000.0, 0.6, 0.04), &market(FIRST, 45000.0, 0.9, 0.04));
    let total = &answer["total"];
    assert!(number(&total["rest"]).abs() < 1e-9);
    // 1.5 coins; a short inverse perpetual of 60,000 at 61,000; two futures at a forward of e^{0.03 T} of the spot.
    let forward = (0.03_f64 * 35.0 / 365.0).exp();
    let expected = -15000.0 * (1.5 - 60000.0 / 61000.0 - 2.0 * forward);
    assert!((number(&total["delta"]) - expected).abs() < 1e-8);
    assert_eq!(number(&total["gamma"]) + number(&total["vanna"]) + number(&total["volga"]), 0.0);
}

/// The rest is of third order: half the move leaves an eighth of it.
#[test]
fn the_rest_is_of_third_order() {
    let positions = json!([option("put", "inverse", 2.0), option("call", "linear", -1.0)]);
    let before = market(FIRST, 60000.0, 0.6, 0.04);
    let rest = |size: f64| {
        let after = market(FIRST, 60000.0 * (1.0 + 0.04 * size), 0.6 - 0.03 * size, 0.04);
        number(&explain(&positions, &before, &after)["total"]["rest"])
    };
    let rests = [1.0, 0.5, 0.25, 0.125].map(rest);
    assert!(rests[0].abs() > 1.0, "there is something to halve: {rests:?}");
    for pair in rests.windows(2).skip(1) {
        let ratio = pair[0] / pair[1];
        assert!((ratio - 8.0).abs() < 0.8, "{ratio} in {rests:?}");
    }
}

/// Second derivatives in price and volatility agree with `references/derivatives.md`: P 60000/55000, 30 days, 65 %.
#[test]
fn vanna_and_volga_are_those_of_the_table() {
    let mut put = option("put", "linear", 1.0);
    put["instrument"]["strike"] = json!(55000);
    put["instrument"]["expiry"] = json!("2026-12-20T08:00:00Z");
    let quotes = |spot: f64, volatility: f64| {
        json!({"valuationTime": FIRST, "spots": {"BTC": spot},
            "volatilities": [{"asset": "BTC", "kind": "flat", "volatility": volatility}]})
    };
    let answer = explain(&json!([put]), &quotes(60000.0, 0.65), &quotes(60600.0, 0.66));
    let part = |name: &str| number(&answer["total"][name]);
    // A change of 0.01 in volatility is known to 10⁻¹⁴ of it.
    assert!((part("vanna") / (-0.196_091_204_913_376_4 * 600.0 * 0.01) - 1.0).abs() < 1e-12);
    assert!((part("volga") / (0.5 * 1_889.252_310_660_957_8 * 1e-4) - 1.0).abs() < 1e-12);
    assert!((part("gamma") / (0.5 * 3.050_066_485_677_337_9e-5 * 360_000.0) - 1.0).abs() < 1e-12);
}

/// A quoted forward that rises against the spot is carry: T Δ S db, exact for a future but for the square.
#[test]
fn rates_and_forwards_have_a_part_of_their_own() {
    let future = json!([book()[2].clone()]);
    let with_forward = |price: f64| {
        let mut quotes = market(FIRST, 60000.0, 0.6, 0.04);
        quotes["forwards"] = json!([{"asset": "BTC", "expiry": EXPIRY, "price": price}]);
        quotes
    };
    let answer = explain(&future, &with_forward(60500.0), &with_forward(60510.0));
    assert!((number(&answer["total"]["rho"]) - -20.0).abs() < 0.005);
    assert!(number(&answer["total"]["delta"]).abs() < 1e-12);
    // A rate alone is the rho of `price`, be it of the quote currency or of the coin.
    let (before, after) = (market(FIRST, 60000.0, 0.6, 0.04), market(FIRST, 60000.0, 0.6, 0.0401));
    let rho = number(&run("price", &json!({"positions": book(), "quotes": before}))["totals"]["rho"]);
    let answer = explain(&book(), &before, &after);
    assert!((number(&answer["total"]["rho"]) / (rho * 1e-4) - 1.0).abs() < 1e-9);
    let mut after = before.clone();
    after["rates"]["BTC"] = json!(0.0101);
    let asset = &run("price", &json!({"positions": book(), "quotes": before}))["totals"]["byAsset"][0];
    let answer = explain(&book(), &before, &after);
    assert!((number(&answer["total"]["rho"]) / (number(&asset["coinRho"]) * 1e-4) - 1.0).abs() < 1e-9);
}

#[test]
fn what_expires_on_the_way_is_settled_and_cash_is_counted() {
    let positions = json!([option("call", "linear", 1.0), option("put", "linear", -1.0)]);
    let (before, after) =
        (market(FIRST, 60000.0, 0.6, 0.0), market("2026-12-26T08:00:00Z", 70000.0, 0.6, 0.0));
    let request = json!({"positions": positions, "before": before, "after": after,
        "cashFlows": [{"id": "call", "amount": -25.5}]});
    let answer = run("explain", &request);
    let first = value(&json!([option("call", "linear", 1.0)]), &before);
    let call = &answer["positions"][0];
    assert!((number(&call["profit"]) - (8000.0 - first - 25.5)).abs() < 1e-8);
    assert_eq!(number(&call["cash"]), -25.5);
    assert_eq!(answer["warnings"].as_array().unwrap().len(), 2);
    assert_eq!(answer["days"], 36.0);

    let error = |change: &dyn Fn(&mut Value)| {
        let mut request = request.clone();
        change(&mut request);
        run_json("explain", &request.to_string(), &mut ()).unwrap_err()
    };
    let earlier = error(&|request| request["after"]["valuationTime"] = json!("2026-11-01"));
    assert_eq!(earlier.path.as_deref(), Some("after.valuationTime"));
    let unknown = error(&|request| request["cashFlows"][0]["id"] = json!("elsewhere"));
    assert_eq!((unknown.code, unknown.path.as_deref()), (Code::NotFound, Some("cashFlows[0].id")));
    let mut lacking = request.clone();
    lacking["after"]["spots"] = json!({});
    let answer = run("explain", &lacking);
    assert_eq!(answer["excluded"].as_array().unwrap().len(), 2);
}

/// Moves of the first market are what a second market of these prices says.
#[test]
fn moves_are_a_second_market() {
    let before = market(FIRST, 60000.0, 0.6, 0.04);
    let after = market("2026-11-25T08:00:00Z", 54000.0, 0.7, 0.04);
    let moves = json!({"prices": {"BTC": -0.1}, "volatility": 0.1, "days": 5});
    let (by_market, by_moves) = (
        explain(&book(), &before, &after),
        run("explain", &json!({"positions": book(), "before": before, "moves": moves})),
    );
    assert_eq!(by_moves["to"], by_market["to"]);
    for part in PARTS.iter().chain(&["profit"]) {
        let (one, other) = (number(&by_market["total"][*part]), number(&by_moves["total"][*part]));
        // The table of normal probabilities is good to 10⁻¹⁴ of the forward.
        assert!((one - other).abs() < 1e-8, "{part}: {one}, {other}");
    }
    let error = |more: Value| {
        let mut request = json!({"positions": book(), "before": before});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        run_json("explain", &request.to_string(), &mut ()).unwrap_err().path
    };
    for (more, path) in [
        (json!({}), "after"),
        (json!({"moves": {}, "after": after}), "after"),
        (json!({"moves": {"prices": {"BTC": -1}}}), "moves.prices.BTC"),
        (json!({"moves": {"volatility": 11}}), "moves.volatility"),
        (json!({"moves": {"days": -1}}), "moves.days"),
    ] {
        assert_eq!(error(more).as_deref(), Some(path));
    }
}
