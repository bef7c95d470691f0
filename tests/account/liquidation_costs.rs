//! What liquidations add to value at risk and expected shortfall, with the price at which an account ends from `margin` and
//! everything else by hand.

use allotrope::operations::run_json;
use serde_json::{Value, json};

fn run(operation: &str, request: &Value) -> Value {
    let answer = run_json(operation, &request.to_string(), &mut ());
    serde_json::from_str(&answer.unwrap_or_else(|error| panic!("{error}"))).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

/// Log-returns of 250 days, some of them large.
fn returns() -> Vec<f64> {
    (0..250)
        .map(|t| 0.03 * (f64::from(t) * 0.7).sin() - if t % 25 == 3 { 0.02 * f64::from(t / 25) } else { 0.0 })
        .collect()
}

const SPOT: f64 = 100_000.0;

fn positions() -> Value {
    json!([{
        "id": "1", "quantity": 2.0, "entryPrice": SPOT,
        "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "linear"},
    }])
}

fn quotes() -> Value {
    json!({"valuationTime": "2025-01-01T00:00:00Z", "spots": {"BTC": SPOT, "USD": 1.0}})
}

fn accounts(collateral: f64) -> Value {
    json!([{"name": "A", "pack": "binanceUsdM", "collateral": {"USD": collateral}, "positions": positions()}])
}

fn asked(collateral: f64, method: Value) -> Value {
    let start: jiff::civil::Date = "2024-01-01".parse().unwrap();
    let mut price = SPOT;
    let mut rows = vec![[price]];
    for x in returns() {
        price *= x.exp();
        rows.push([price]);
    }
    let dates: Vec<String> = (0..rows.len())
        .map(|t| (start + jiff::SignedDuration::from_hours(24 * t as i64)).to_string())
        .collect();
    json!({
        "positions": positions(),
        "quotes": quotes(),
        "prices": {"dates": dates, "assets": ["BTC"], "prices": rows},
        "level": 0.95,
        "method": method,
        "liquidations": "included", "accounts": accounts(collateral), "liquidationFee": 0.01, "slippage": 0.02,
    })
}

/// k-th smallest of n, and the mean of the worst n (1 − level) with the rest of a whole one.
fn tail(mut losses: Vec<f64>, level: f64) -> [f64; 2] {
    losses.sort_by(f64::total_cmp);
    let n = losses.len() as f64;
    let k = (n * level - 1e-9).ceil();
    let above: f64 = losses[k as usize..].iter().sum();
    let at = losses[k as usize - 1];
    [at, ((k - n * level) * at + above) / (n * (1.0 - level))]
}

#[test]
fn liquidations_add_what_closing_costs() {
    for collateral in [9_000.0, 20_000.0, 40_000.0] {
        let margin = run("margin", &json!({"accounts": accounts(collateral), "quotes": quotes()}));
        let ends = number(&margin["accounts"][0]["positions"][0]["liquidationPrice"]);
        let (mut plain, mut with, mut closed, mut cost) = (vec![], vec![], 0.0, 0.0);
        for x in returns() {
            let price = SPOT * x.exp();
            let loss = 2.0 * (SPOT - price);
            let extra = if price <= ends { 0.03 * 2.0 * price } else { 0.0 };
            closed += f64::from(u8::from(extra > 0.0)) / 250.0;
            cost += extra / 250.0;
            plain.push(loss);
            with.push(loss + extra);
        }
        let response = run("risk", &asked(collateral, json!({"kind": "historical"})));
        let found = &response["liquidation"];
        let [value_at_risk, shortfall] = tail(plain, 0.95);
        let [value_at_risk_with, shortfall_with] = tail(with, 0.95);
        for (found, expected) in [
            (&response["valueAtRisk"], value_at_risk),
            (&response["expectedShortfall"], shortfall),
            (&found["valueAtRisk"], value_at_risk_with),
            (&found["expectedShortfall"], shortfall_with),
            (&found["valueAtRiskDue"], value_at_risk_with - value_at_risk),
            (&found["expectedShortfallDue"], shortfall_with - shortfall),
            (&found["probability"], closed),
            (&found["expectedCost"], cost),
        ] {
            // A price is made of 250 products: 1e-12 of 100,000 and some.
            assert!((number(found) - expected).abs() < 1e-5, "{collateral}: {found} {expected}");
        }
        assert_eq!(closed > 0.0, collateral < 40_000.0, "{ends}");
    }
}

/// Seeded, and so the same twice; more collateral never costs more.
#[test]
fn more_collateral_never_costs_more() {
    let method = json!({"kind": "monteCarlo", "scenarios": 2000});
    let costs: Vec<f64> = [5_000.0, 10_000.0, 15_000.0, 60_000.0]
        .iter()
        .map(|&collateral| {
            number(&run("risk", &asked(collateral, method.clone()))["liquidation"]["expectedCost"])
        })
        .collect();
    assert!(costs.is_sorted_by(|a, b| a >= b) && costs[0] > 0.0 && costs[3] == 0.0, "{costs:?}");
}

#[test]
fn what_cannot_be_counted_is_said() {
    let mut without = asked(20_000.0, json!({"kind": "historical"}));
    without["accounts"] = json!([]);
    for request in [asked(20_000.0, json!({"kind": "parametricNormal"})), without] {
        let response = run("risk", &request);
        assert_eq!(response["liquidation"], Value::Null);
        let warnings = response["warnings"].as_array().unwrap();
        assert!(warnings.iter().any(|warning| warning["code"] == "liquidationNotCounted"), "{warnings:?}");
    }
    let mut without = asked(20_000.0, json!({"kind": "historical"}));
    without["liquidations"] = json!("excluded");
    assert_eq!(run("risk", &without)["liquidation"], Value::Null);
    for (field, value, path) in [
        ("liquidationFee", json!(2), "liquidationFee"),
        ("slippage", json!(-1), "slippage"),
        ("pack", json!("x"), "accounts[0].pack"),
    ] {
        let mut request = asked(20_000.0, json!({"kind": "historical"}));
        if field == "pack" {
            request["accounts"][0].as_object_mut().unwrap().remove("pack");
        }
        request[field] = value;
        let error = run_json("risk", &request.to_string(), &mut ()).unwrap_err();
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
    }
}
