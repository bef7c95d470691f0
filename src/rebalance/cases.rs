//! Requests as the page makes them, each worked out by hand.

use serde_json::{Value, json};

use crate::operations::run_json;

fn asked(request: Value) -> Value {
    let answer =
        run_json("rebalance", &request.to_string(), &mut ()).unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_str(&answer).unwrap()
}

fn refused(request: Value) -> String {
    run_json("rebalance", &request.to_string(), &mut ()).unwrap_err().to_string()
}

fn spot(id: &str, asset: &str, quantity: f64) -> Value {
    json!({"id": id, "instrument": {"kind": "spot", "asset": asset}, "quantity": quantity})
}

fn cash(quantity: f64) -> Value {
    json!({"id": "cash", "instrument": {"kind": "cash", "currency": "USD"}, "quantity": quantity})
}

/// Two coins, 100 and 20, and fees of 0.1 % without a spread.
fn request(positions: Vec<Value>, target: Value) -> Value {
    json!({
        "positions": positions,
        "quotes": {"valuationTime": "2026-06-01T00:00:00Z", "spots": {"A": 100.0, "B": 20.0}},
        "target": target,
        "takerFee": 0.001,
        "halfSpreads": {"A": 0.0, "B": 0.0},
    })
}

fn both(a: f64, b: f64) -> Value {
    json!([{"asset": "A", "weight": a}, {"asset": "B", "weight": b}])
}

fn close(value: &Value, wanted: f64) -> bool {
    (value.as_f64().unwrap() - wanted).abs() < 1e-6
}

/// 60 A and 100 B with 2,000 of cash are 10,000: half and a quarter sell 10 A for 1,000 and buy 25 B for 500.
#[test]
fn drift_orders_and_account() {
    let mut asked_for =
        request(vec![spot("a", "A", 60.0), spot("b", "B", 100.0), cash(2000.0)], both(0.5, 0.25));
    asked_for["groups"] = json!([{"name": "Both", "assets": ["A", "B"]}]);
    let plan = asked(asked_for);
    let (a, b) = (&plan["drift"][0], &plan["drift"][1]);
    assert!(close(&a["weight"], 0.6) && close(&a["drift"], 0.1) && close(&b["drift"], -0.05), "{plan:#}");
    assert!(close(&plan["groups"][0]["drift"], 0.05) && close(&plan["driftNow"], 0.075), "{plan:#}");
    let orders = plan["orders"].as_array().unwrap();
    assert!(close(&orders[0]["quantity"], -10.0) && close(&orders[1]["quantity"], 25.0), "{orders:?}");
    assert_eq!((&orders[0]["label"], &orders[0]["purpose"]), (&json!("A"), &json!("target")));
    let account = &plan["account"];
    for (name, amount) in [
        ("before", 2000.0),
        ("sales", 1000.0),
        ("purchases", 500.0),
        ("fees", 1.5),
        ("after", 2498.5),
        ("residual", 0.0),
    ] {
        assert_eq!(account[name], json!(amount), "{name}");
    }
    assert!(close(&plan["equityAfter"], 9998.5), "{plan:#}");
}

/// Coins bought at 50 and 90, sold first in, last in: 10 A at 100 with a fee of 1 gain 500 − 1 or 100 − 1.
#[test]
fn gains_of_what_is_sold() {
    let lot = |id: &str, quantity: f64, cost: f64| {
        let mut position = spot(id, "A", quantity);
        position["entryPrice"] = json!(cost);
        position
    };
    for (choice, gain) in [("firstIn", 499.0), ("lastIn", 99.0), ("averageCost", 299.0)] {
        let mut request = request(vec![lot("1", 10.0, 50.0), lot("2", 10.0, 90.0)], both(0.5, 0.0));
        request["lotChoice"] = json!(choice);
        let plan = asked(request);
        assert!(close(&plan["gains"]["shortTerm"], gain), "{choice}: {plan:#}");
    }
}

/// Half of 10,000 by perpetuals of 10 % margin takes no cash; longs pay 0.01 % in 8 hours, 10.95 % a year.
#[test]
fn perpetuals_reach_an_exposure_and_are_compared() {
    let mut request = request(vec![cash(10_000.0)], both(0.5, 0.0));
    request["quotes"]["perpetuals"] = json!([{"asset": "A", "fundingRate": 0.0001}]);
    request["quotes"]["rates"] = json!({"USD": 0.05});
    request["quotes"]["forwards"] = json!([{"asset": "A", "expiry": "2026-08-31T08:00:00Z", "price": 102.0}]);
    request["reachedBy"] = json!("perpetuals");
    request["horizonDays"] = json!(73);
    let plan = asked(request.clone());
    let order = &plan["orders"][0];
    assert_eq!(order["label"], json!("A_USDC-PERPETUAL"));
    assert!(close(&order["quantity"], 50.0) && close(&order["cash"], 0.0) && close(&plan["locked"], 500.0));
    let ways = plan["ways"].as_array().unwrap();
    // A fifth of a year: capital 5,000 at 5 % is 50, of the margin 5; funding 0.1095 · 5,000 / 5; fees twice 5.
    assert!(close(&ways[0]["total"], 60.0) && close(&ways[1]["carry"], 109.5), "{ways:?}");
    assert!(close(&ways[1]["total"], 124.5) && ways[1]["taken"] == json!(true), "{ways:?}");
    // ln 1.02 over 91 1/3 days, of which 73 pass.
    let basis = 1.02_f64.ln() / (91.0 + 1.0 / 3.0) * 73.0 * 5000.0;
    assert!(close(&ways[2]["carry"], basis) && ways[0]["least"] == json!(true), "{ways:?}");
    request["reachedBy"] = json!("leastCost");
    assert_eq!(asked(request)["orders"][0]["label"], json!("A"));
}

/// A future that expires in four days is closed and opened in the next expiry, whatever the tolerance.
#[test]
fn futures_are_rolled() {
    let future = json!({
        "id": "f", "quantity": 10.0, "entryPrice": 99.0,
        "instrument": {"kind": "future", "asset": "A", "settlement": "linear", "expiry": "2026-06-05T08:00:00Z"},
    });
    let mut request = request(vec![future, cash(1000.0)], json!([]));
    request["quotes"]["forwards"] = json!([
        {"asset": "A", "expiry": "2026-06-05T08:00:00Z", "price": 100.0},
        {"asset": "A", "expiry": "2026-09-04T08:00:00Z", "price": 103.0},
    ]);
    request["tolerance"] = json!(0.5);
    let plan = asked(request.clone());
    let roll = &plan["rolls"][0];
    assert!(close(&roll["spread"], 3.0) && close(&roll["tradingCost"], 2.0), "{plan:#}");
    // ln(100 / 103) over 91 days.
    assert!(close(&roll["rollYield"], -(1.03_f64.ln()) * 365.0 / 91.0), "{roll}");
    let orders = plan["orders"].as_array().unwrap();
    assert!(close(&orders[0]["quantity"], -10.0) && orders[0]["purpose"] == json!("roll"), "{orders:?}");
    // The same exposure: 1,000 at 103.
    assert!(close(&orders[1]["notional"], 1000.0), "{orders:?}");
    // 10 of profit come in, and fees of 1 for each order.
    assert_eq!(plan["account"]["after"], json!(1008.0), "{plan:#}");
    request["quotes"]["forwards"].as_array_mut().unwrap().pop();
    let plan = asked(request);
    assert_eq!(plan["unplaced"][0]["reason"], json!("noNextExpiry"), "{plan:#}");
}

/// A stablecoin is bought; a perpetual on it is offered only where one is quoted.
#[test]
fn stablecoins_have_perpetuals_only_where_they_are_quoted() {
    let labels = |quoted: Value| {
        let target = json!([{"asset": "USDC", "weight": 0.5}]);
        let mut request = request(vec![cash(10_000.0)], target);
        request["quotes"]["perpetuals"] = quoted;
        let response = asked(request);
        let ways = response["ways"].as_array().unwrap().clone();
        ways.iter().map(|way| way["label"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(labels(json!([])), ["USDC"]);
    assert_eq!(labels(json!([{"asset": "USDC", "fundingRate": 0.0001}])), ["USDC", "USDC_USDC-PERPETUAL"]);
}

/// A call that stays is hedged by the perpetual in the same plan.
#[test]
fn hedges_stand_in_the_same_plan() {
    let call = json!({
        "id": "c", "quantity": -10.0,
        "instrument": {
            "kind": "option", "asset": "A", "settlement": "linear", "right": "call", "strike": 100.0,
            "expiry": "2026-09-01T08:00:00Z"
        },
    });
    let mut request =
        request(vec![call, spot("b", "B", 100.0), cash(8000.0)], json!([{"asset": "B", "weight": 0.2}]));
    request["quotes"]["volatilities"] = json!([{"kind": "flat", "asset": "A", "volatility": 0.6}]);
    request["hedge"] = json!({"within": {"exposure": 1.0}});
    let plan = asked(request);
    let hedge = plan["orders"].as_array().unwrap().iter().find(|order| order["purpose"] == json!("hedge"));
    let bought = hedge.unwrap()["quantity"].as_f64().unwrap();
    // Delta of a call at the money is N(d) with d = σ √T / 2 = 0.15.
    assert!((bought - 10.0 * 0.5598).abs() < 0.02, "{bought}");
    assert_eq!(plan["account"]["residual"], json!(0.0));
}

#[test]
fn orders_by_hand_take_the_place_of_the_target() {
    let mut request = request(vec![spot("a", "A", 60.0), cash(4000.0)], both(0.5, 0.3));
    request["byHand"] = json!({"A": -3.0});
    let plan = asked(request.clone());
    assert!(close(&plan["orders"][0]["quantity"], -3.0), "{plan:#}");
    assert_eq!(plan["orders"][0]["purpose"], json!("byHand"));
    request["byHand"] = json!({"C": 1.0});
    assert!(refused(request).contains("byHand.C: C is not part of this plan."));
}

/// Longs that stand against the target are closed before anything is sold short; coins are never.
#[test]
fn what_is_held_otherwise_is_closed_first() {
    let perpetual = json!({
        "id": "p", "quantity": 40.0, "entryPrice": 100.0,
        "instrument": {"kind": "perpetual", "asset": "A", "settlement": "linear"},
    });
    let held = vec![perpetual, spot("a", "A", 20.0), cash(8000.0)];
    // 6,000 of exposure in 10,000: 30 % sells 20 coins and 10 perpetuals.
    let plan = asked(request(held.clone(), both(0.3, 0.0)));
    let quantities: Vec<f64> =
        plan["orders"].as_array().unwrap().iter().map(|order| order["quantity"].as_f64().unwrap()).collect();
    assert_eq!(quantities, [-10.0, -20.0], "{plan:#}");
    let plan = asked(request(vec![spot("a", "A", 20.0), cash(8000.0)], both(-0.1, 0.0)));
    assert_eq!(plan["unplaced"][0]["reason"], json!("short"), "{plan:#}");
    assert!(close(&plan["orders"][0]["quantity"], -20.0), "{plan:#}");
}

#[test]
fn bad_input_is_refused_with_its_place() {
    let held = vec![spot("a", "A", 1.0)];
    let with = |field: &str, value: Value| {
        let mut request = request(held.clone(), both(0.5, 0.5));
        request[field] = value;
        request
    };
    assert!(refused(with("takerFee", json!(1.5))).starts_with("takerFee: 1.5 does not lie between 0 and 1."));
    assert!(refused(with("target", both(f64::MAX, 0.0))).starts_with("target[0].weight: "));
    assert!(refused(request(vec![], both(1.0, 0.0))).starts_with("positions: The equity"));
    // All it is worth for a fee: nothing is sold for nothing.
    let plan = asked(with("takerFee", json!(1.0)));
    assert_eq!((&plan["unplaced"][0]["reason"], &plan["orders"]), (&json!("costs"), &json!([])));
    // No price, a volume of zero: a row each, and the rest stands.
    let mut request = with("target", json!([{"asset": "A", "weight": 0.2}, {"asset": "C", "weight": 0.5}]));
    request["volumes"] = json!([{"asset": "A", "dates": ["2026-05-31"], "volumes": [0.0]}]);
    let plan = asked(request);
    let reasons: Vec<&Value> =
        plan["unplaced"].as_array().unwrap().iter().map(|row| &row["reason"]).collect();
    assert_eq!(reasons, [&json!("noVolume"), &json!("noPrice")], "{plan:#}");
    assert!(close(&plan["equityAfter"], 100.0));
}
