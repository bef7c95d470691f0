//! Totals by asset, by expiry and in coin add up to one another, and obey the identities of the numeraire.

use allotrope::operations::run_json;
use proptest::prelude::*;
use serde_json::{Value, json};

fn run(request: &Value) -> Value {
    serde_json::from_str(&run_json("price", &request.to_string(), &mut ()).unwrap()).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

const EXPIRIES: [&str; 2] = ["2026-12-25T08:00:00Z", "2027-03-26T08:00:00Z"];

/// Something of everything in two coins and at two expiries.
fn book() -> Value {
    let option = |id: &str,
                  asset: &str,
                  right: &str,
                  strike: f64,
                  expiry: usize,
                  settlement: &str,
                  quantity: f64| {
        json!({"id": id, "quantity": quantity, "instrument": {"kind": "option", "asset": asset, "right": right,
            "strike": strike, "expiry": EXPIRIES[expiry], "settlement": settlement}})
    };
    json!([
        {"id": "1", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 1.5},
        {"id": "2", "instrument": {"kind": "cash", "currency": "USD"}, "quantity": 25000},
        {"id": "3", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "linear"}, "quantity": -0.5, "entryPrice": 61000},
        {"id": "4", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "inverse"}, "quantity": -30000, "entryPrice": 61000},
        {"id": "5", "instrument": {"kind": "future", "asset": "ETH", "settlement": "inverse", "expiry": EXPIRIES[1]}, "quantity": 9000, "entryPrice": 3100},
        option("6", "BTC", "put", 50000.0, 0, "inverse", 2.0),
        option("7", "BTC", "call", 80000.0, 1, "linear", -1.0),
        option("8", "ETH", "call", 3200.0, 0, "inverse", 5.0)
    ])
}

fn quotes(btc: f64, eth: f64) -> Value {
    json!({"valuationTime": "2026-11-20T08:00:00Z", "spots": {"BTC": btc, "ETH": eth}, "rates": {"USD": 0.04},
        "volatilities": [{"asset": "BTC", "kind": "flat", "volatility": 0.6}, {"asset": "ETH", "kind": "flat", "volatility": 0.8}]})
}

fn totals(btc: f64, eth: f64, numeraire: Option<&str>) -> Value {
    let mut request = json!({"positions": book(), "quotes": quotes(btc, eth)});
    if let Some(coin) = numeraire {
        request["numeraire"] = json!(coin);
    }
    run(&request)["totals"].clone()
}

fn sum(rows: &Value, field: &str) -> f64 {
    rows.as_array().unwrap().iter().map(|row| number(&row[field])).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn by_expiry_and_by_asset_add_up_to_the_total(btc in 20000.0..150000.0, eth in 800.0..9000.0) {
        let totals = totals(btc, eth, None);
        for field in ["value", "vega", "theta", "rho", "exposure"] {
            let whole = number(&totals[if field == "exposure" { "netExposure" } else { field }]);
            for rows in ["byAsset", "byExpiry"] {
                // Sums of eight numbers in another order.
                prop_assert!((sum(&totals[rows], field) - whole).abs() <= 1e-12 * whole.abs().max(1e5), "{rows} {field}");
            }
        }
        for asset in totals["byAsset"].as_array().unwrap() {
            let of_asset: Vec<Value> = totals["byExpiry"].as_array().unwrap().iter()
                .filter(|row| row["asset"] == asset["asset"]).cloned().collect();
            for field in ["value", "delta", "gamma", "vega", "theta"] {
                let whole = number(&asset[field]);
                prop_assert!((sum(&json!(of_asset), field) - whole).abs() <= 1e-12 * whole.abs().max(1e-3));
            }
        }
        let gamma: f64 = totals["byAsset"].as_array().unwrap().iter()
            .map(|row| number(&row["gamma"]) * number(&row["spot"]).powi(2) / 100.0).sum();
        prop_assert!((number(&totals["dollarGamma"]) - gamma).abs() <= 1e-9 * gamma.abs().max(1.0));
    }

    /// Delta and gamma in the numeraire are the derivatives of its own value, by differences of `price` itself.
    #[test]
    fn greeks_in_the_numeraire_are_derivatives_of_the_value_in_coin(
        btc in 30000.0..100000.0, eth in 1500.0..6000.0, coin in prop_oneof![Just("BTC"), Just("ETH")],
    ) {
        let h = 1e-4;
        let equity = |b: f64, e: f64| number(&totals(btc * b, eth * e, Some(coin))["inNumeraire"]["value"]);
        let middle = totals(btc, eth, Some(coin));
        let rows = &middle["inNumeraire"]["byAsset"];
        for (asset, spot, moved) in [
            ("BTC", btc, [equity(1.0 - h, 1.0), equity(1.0 + h, 1.0)]),
            ("ETH", eth, [equity(1.0, 1.0 - h), equity(1.0, 1.0 + h)]),
        ] {
            let row = rows.as_array().unwrap().iter().find(|row| row["asset"] == asset).unwrap();
            let scale = equity(1.0, 1.0).abs().max(1.0);
            // Truncation h² and rounding ε/h, and ε/h² of the second difference, of the equity.
            let slope = (moved[1] - moved[0]) / (2.0 * h);
            prop_assert!((number(&row["exposure"]) - slope).abs() < 1e-6 * scale, "{asset} in {coin}");
            prop_assert!((number(&row["delta"]) * spot - slope).abs() < 1e-6 * scale);
            let bend = (moved[1] - 2.0 * equity(1.0, 1.0) + moved[0]) / (h * h);
            prop_assert!((number(&row["gamma"]) * spot * spot - bend).abs() < 1e-5 * scale, "{asset} in {coin}");
        }
        let value = sum(rows, "value");
        prop_assert!((value - number(&middle["inNumeraire"]["value"])).abs() < 1e-12 * value.abs().max(1.0));
    }

    /// dV/dS of what is held in coin is equity + Σ q (Δ − v), `references/derivatives.md`.
    #[test]
    fn an_account_in_coin_has_a_delta_from_its_own_equity(btc in 30000.0..100000.0) {
        let in_coin: Vec<Value> = book().as_array().unwrap().iter()
            .filter(|p| p["instrument"]["asset"] == "BTC" && p["instrument"]["settlement"] != "linear").cloned().collect();
        let answer = run(&json!({"positions": in_coin, "quotes": quotes(btc, 3000.0)}));
        let asset = &answer["totals"]["byAsset"][0];
        let account = &asset["account"];
        let (equity, delta) = (number(&account["equity"]), number(&account["deltaTotal"]));
        prop_assert!((equity + delta - number(&asset["delta"])).abs() < 1e-12);
        prop_assert!((equity * btc / number(&asset["value"]) - 1.0).abs() < 1e-12);
        let by_position: f64 = answer["positions"].as_array().unwrap().iter()
            .filter(|p| !p["coin"].is_null()).map(|p| number(&p["delta"]) - number(&p["coin"]["value"])).sum();
        prop_assert!((delta - by_position).abs() < 1e-12);
    }
}

#[test]
fn the_account_that_exchanges_show() {
    // An inverse future of Q has the delta Q/P in coin; the account's total is the sum of its net deltas.
    let book = json!([
        {"id": "coins", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 2},
        {"id": "perpetual", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "inverse", "contractSize": 10}, "quantity": -5000, "entryPrice": 40000}
    ]);
    let answer = run(&json!({"positions": book, "quotes": quotes(50000.0, 3000.0), "numeraire": "BTC"}));
    let account = &answer["totals"]["byAsset"][0]["account"];
    // 2 − 50,000 (1/40,000 − 1/50,000) = 1.75 coins; the future is short of 1.
    assert!((number(&account["equity"]) - 1.75).abs() < 1e-12);
    assert!((number(&account["deltaTotal"]) + 1.0).abs() < 1e-12);
    // In coin only what is short of the coin moves: dE/dlnS = Δ_total.
    let own = &answer["totals"]["inNumeraire"]["byAsset"][0];
    assert!((number(&own["exposure"]) + 1.0).abs() < 1e-12);
    assert!((number(&answer["totals"]["inNumeraire"]["value"]) - 1.75).abs() < 1e-12);
    // A numeraire that is not held has a delta of its own: everything is worth less of it when it rises.
    let other = run(&json!({"positions": book, "quotes": quotes(50000.0, 2500.0), "numeraire": "ETH"}));
    let rows = &other["totals"]["inNumeraire"]["byAsset"];
    assert!((number(&rows[1]["exposure"]) + 35.0).abs() < 1e-11);
    let missing = json!({"positions": book, "quotes": quotes(50000.0, 3000.0), "numeraire": "DOGE"});
    let error = run_json("price", &missing.to_string(), &mut ()).unwrap_err();
    assert_eq!(error.path.as_deref(), Some("numeraire"));
}
