//! Risk: figures by every method and what goes with them, backtests, stress. One program, since each costs seconds to
//! link.

mod backtest;
mod contributions;
mod figures;
mod liquidity;
#[path = "../marks_per_pound/mod.rs"]
mod marks_per_pound;
mod record;
mod reverse_stress;
mod risk_methods;
mod stress;
mod trade;
mod volatility_models;

use allotrope::math::random::BlockStream;
use allotrope::operations::run_json;
use allotrope::{Code, Error};
use serde_json::{Value, json};

/// The answer of an operation as every door gives it.
fn answer(operation: &str, request: &Value) -> Result<Value, Error> {
    run_json(operation, &request.to_string(), &mut ()).map(|text| serde_json::from_str(&text).unwrap())
}

/// What an operation refuses, with the place.
fn refusal(operation: &str, request: &Value) -> (Code, String, String) {
    let error = answer(operation, request).unwrap_err();
    (error.code, error.path.unwrap_or_default(), error.message)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn assert_near(a: f64, b: f64, tolerance: f64, what: &str) {
    assert!((a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-9), "{what}: {a} against {b}");
}

fn dates(count: usize) -> Vec<String> {
    let first: jiff::civil::Date = "2024-01-01".parse().unwrap();
    (0..count).map(|t| (first + jiff::Span::new().days(t as i64)).to_string()).collect()
}

const NAMES: [&str; 3] = ["A", "B", "C"];

/// Daily prices of `A`, `B`, `C` with normal log-returns of these volatilities and a common part, ending at 100.
fn normal_prices(count: usize, volatilities: [f64; 3], seed: u64) -> Value {
    let mut stream = BlockStream::new(seed, 0);
    let mut logs = vec![[0.0; 3]];
    for t in 1..count {
        let common = stream.normal();
        let step = |i: usize, own: f64| logs[t - 1][i] + volatilities[i] * (0.6 * common + 0.8 * own);
        let row = [stream.normal(), stream.normal(), stream.normal()];
        logs.push([step(0, row[0]), step(1, row[1]), step(2, row[2])]);
    }
    let last = logs[count - 1];
    let price = |row: &[f64; 3]| [0, 1, 2].map(|i| 100.0 * (row[i] - last[i]).exp());
    json!({"dates": dates(count), "assets": NAMES, "prices": logs.iter().map(price).collect::<Vec<_>>()})
}

/// Spot positions of `A`, `B`, `C` at 100 each, with a history.
fn book(quantities: [f64; 3], prices: Value) -> Value {
    let spot = |i: usize| json!({"id": NAMES[i], "instrument": {"kind": "spot", "asset": NAMES[i]}, "quantity": quantities[i]});
    json!({
        "positions": [spot(0), spot(1), spot(2)],
        "quotes": {"valuationTime": "2026-11-20T08:00:00Z", "spots": {"A": 100.0, "B": 100.0, "C": 100.0}},
        "prices": prices,
    })
}

/// The same request with changes on top.
fn with(mut request: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    request
}

/// The sample book with changes on top.
fn sample(changes: Value) -> Value {
    let sample = answer("sample", &json!({})).unwrap();
    let mut request = json!({});
    for field in ["positions", "quotes", "prices"] {
        request[field] = sample[field].clone();
    }
    with(request, changes)
}
