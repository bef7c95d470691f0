//! Against accounts by cvxportfolio and bt, and walk-forward weights by skfolio: fixtures/peers/accounts.py.

use serde_json::{Value, json};

use super::{adds_up, only, run};

fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/peers/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

/// Equity by day before the trades of the day and after them.
fn account(fixture: &Value, policy: Value, changes: Value) -> [Vec<f64>; 2] {
    let target = json!({"kind": "fixedWeights", "weights": {"A": 0.4, "B": 0.4}});
    let mut request = json!({
        "prices": {"dates": fixture["dates"], "assets": ["A", "B"], "prices": fixture["prices"]},
        "capital": 10_000, "fee": 0,
        "strategies": [{"target": target, "policy": policy}],
    });
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    let walk = only(run(&request).unwrap());
    let before = walk.equity.iter().zip(&walk.cost_rates).map(|(equity, rate)| equity / (1.0 - rate));
    [before.collect(), walk.equity.clone()]
}

#[track_caller]
fn same(ours: &[f64], theirs: &Value) {
    let theirs = numbers(theirs);
    assert!(theirs.len() > 6);
    for (t, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        // Money is counted in 10⁻¹² of the capital; a dozen roundings a day.
        assert!((ours - theirs).abs() < 1e-6, "day {t}: {ours} and {theirs}");
    }
}

#[test]
fn costs_interest_and_drift_as_in_cvxportfolio() {
    let theirs = fixture("accounts");
    let changes = json!({"fee": 0.001, "cashRate": theirs["rate"]});
    let [before, _] = account(&theirs, json!({"kind": "calendar", "every": "day"}), changes);
    same(&before, &theirs["cvxportfolio"]);
}

#[test]
fn holding_and_daily_rebalancing_as_in_bt() {
    let theirs = fixture("accounts");
    let [_, held] = account(&theirs, json!({"kind": "hold"}), json!({}));
    same(&held, &theirs["btHeld"]);
    let [_, daily] = account(&theirs, json!({"kind": "calendar", "every": "day"}), json!({}));
    same(&daily, &theirs["btDaily"]);
}

#[test]
fn walk_forward_weights_as_in_skfolio() {
    let walks = fixture("accounts")["walkForward"].take();
    let prices = fixture("measures")["prices"].take();
    let rows = prices.as_array().unwrap().len();
    // The hundred and first day is a Monday, on which a new week begins; skfolio tests on seven days at a time.
    let first = "2024-04-15".parse::<jiff::civil::Date>().unwrap() - jiff::Span::new().days(100);
    let dates: Vec<String> =
        (0..rows).map(|t| (first + jiff::Span::new().days(t as i64)).to_string()).collect();
    let names: Vec<String> = (0..6).map(|i| format!("A{i}")).collect();
    let strategies: Vec<Value> = walks
        .as_array()
        .unwrap()
        .iter()
        .map(|walk| {
            let target = json!({"kind": "allocation", "objective": walk["objective"]});
            json!({"target": target, "every": "week", "policy": {"kind": "calendar", "every": "week"}})
        })
        .collect();
    let response = run(&json!({
        "prices": {"dates": dates, "assets": names, "prices": prices}, "window": 100, "strategies": strategies,
    }))
    .unwrap();
    assert_eq!(response.strategies.len(), 3);
    for (ours, theirs) in response.strategies.iter().zip(walks.as_array().unwrap()) {
        adds_up(ours);
        let theirs: Vec<Vec<f64>> = serde_json::from_value(theirs["weights"].clone()).unwrap();
        assert_eq!(theirs.len(), 21);
        for (k, (trade, theirs)) in ours.rebalances.iter().zip(&theirs).enumerate() {
            assert_eq!(trade.at, 7 * k);
            for (w, theirs) in trade.target.iter().zip(theirs) {
                // An interior point that stops at a relative gap g is √g of the weights away; asked for 1e-12.
                assert!((w - theirs).abs() < 2e-5, "{} on day {}: {w} and {theirs}", ours.name, 7 * k);
            }
        }
    }
}
