//! One code path decides a step of the past and today's allocation and plan.

use allotrope::backtest::{BacktestRebalance, StrategyWalk, TradeCause};
use allotrope::operations::run_json;
use serde_json::{Value, json};

use super::properties::{ASSETS, prices, request};
use super::{adds_up, run};

const WINDOW: usize = 30;

fn answer(operation: &str, request: &Value) -> Value {
    serde_json::from_str(&run_json(operation, &request.to_string(), &mut ()).unwrap()).unwrap()
}

#[test]
fn the_weights_of_a_step_are_those_of_the_operation_allocate() {
    let objective = json!({"kind": "riskBudgeting"});
    let covariance = json!({"kind": "ledoitWolf"});
    let target = json!({"kind": "allocation", "objective": objective, "covariance": covariance});
    let strategies =
        json!([{"target": target, "every": "week", "policy": {"kind": "calendar", "every": "week"}}]);
    let asked = request(&prices(7), &ASSETS, json!({"strategies": strategies, "delay": 0}));
    let response = run(&asked).unwrap();
    let walk = &response.strategies[0];
    adds_up(walk);
    let names: Vec<&str> = response.lines.iter().map(|line| line.name.as_str()).collect();
    let dates = asked["prices"]["dates"].as_array().unwrap();
    let mut steps = 0;
    for trade in walk.rebalances.iter().filter(|trade| !trade.target.is_empty()) {
        let row = WINDOW + trade.at;
        let on_a_monday = row.is_multiple_of(7);
        if !on_a_monday {
            continue;
        }
        let held: Vec<&str> = names
            .iter()
            .zip(&trade.target)
            .filter(|(_, weight)| **weight != 0.0)
            .map(|(name, _)| *name)
            .collect();
        // The order of the assets is that of the walk: the perpetual's coin comes first in both.
        let allocated = answer(
            "allocate",
            &json!({
                "prices": asked["prices"], "assets": held, "objective": objective, "covariance": covariance,
                "from": dates[row - WINDOW], "to": dates[row],
            }),
        );
        for weight in allocated["weights"].as_array().unwrap() {
            let place = names.iter().position(|name| weight["asset"] == **name).unwrap();
            assert_eq!(weight["weight"].as_f64().unwrap(), trade.target[place], "{weight}");
        }
        steps += 1;
    }
    assert!(steps > 8, "{steps} steps were replayed");
}

const NAMES: [&str; 2] = ["A", "C"];

/// The walk of given weights that are traded to each week, and for each trade what was held and the cash before it.
fn steps(changes: Value) -> (Value, StrategyWalk, Vec<([f64; 2], f64)>) {
    let prices: Vec<Vec<Option<f64>>> = prices(8).iter().map(|row| vec![row[0], row[2]]).collect();
    let flows = json!([{"date": "2024-01-22", "amount": 2000}, {"date": "2024-02-12", "amount": -1500}]);
    let mut own = json!({
        "capital": 10_000, "unit": 0.01, "spread": 0.001, "delay": 0, "cashRate": 0, "funding": [], "flows": flows,
    });
    for (field, value) in changes.as_object().unwrap() {
        own[field] = value.clone();
    }
    let asked = request(&prices, &NAMES, own);
    let walk = run(&asked).unwrap().strategies.remove(0);
    adds_up(&walk);
    let cash_after = |at: usize| (100.0 * walk.weights.cash[at] * walk.equity[at]).round() / 100.0;
    let mut held = [0.0; 2];
    let mut before = vec![];
    for trade in &walk.rebalances {
        assert_eq!(walk.weights.at[trade.at], trade.at);
        let costs: f64 =
            trade.orders.iter().map(|order| order.fee + order.spread + order.impact + order.gas).sum();
        let margined = asked["lines"][0]["heldAs"] == "linearPerpetual";
        let cash = match (trade.at, margined) {
            (0, _) => 10_000.0,
            // Coins: nothing but trades moves the cash. Perpetuals: trades only cost, what they pay came before.
            (at, false) => cash_after(at - 1),
            (at, true) => (100.0 * (cash_after(at) + costs - flow(&asked, at))).round() / 100.0,
        };
        before.push((held, cash));
        for order in &trade.orders {
            let after = held[order.line] + order.quantity;
            held[order.line] = if after.abs() <= 1e-12 * held[order.line].abs() { 0.0 } else { after };
        }
    }
    (asked, walk, before)
}

fn flow(asked: &Value, at: usize) -> f64 {
    let date = &asked["prices"]["dates"][at];
    let flows = asked["flows"].as_array().unwrap();
    flows.iter().find(|flow| flow["date"] == *date).map_or(0.0, |flow| flow["amount"].as_f64().unwrap())
}

/// Asks `rebalance` on the market of a row, with its prices up to there, and holds the answer against the trade.
fn replayed(
    asked: &Value,
    walk: &StrategyWalk,
    trade: &BacktestRebalance,
    cash: f64,
    changes: Value,
) -> Value {
    let row = trade.at;
    let date = asked["prices"]["dates"][row].clone();
    let until = |field: &str| json!(asked["prices"][field].as_array().unwrap()[..=row]);
    let price = |i: usize| asked["prices"]["prices"][row][i].clone();
    let volume = |i: usize| json!({"asset": NAMES[i], "dates": [date], "volumes": [asked["volumes"][i]["volumes"][row]]});
    let mut wanted = json!({
        "quotes": {"valuationTime": date, "spots": {"A": price(0), "C": price(1)}},
        "target": [{"asset": "A", "weight": trade.target[0]}, {"asset": "C", "weight": trade.target[1]}],
        "prices": {"dates": until("dates"), "assets": NAMES, "prices": until("prices")},
        "volumes": [volume(0), volume(1)], "flow": flow(asked, row),
        "takerFee": 0.001, "halfSpreads": {"A": 0.0005, "C": 0.0005}, "impact": 1, "mostSlices": 1,
    });
    for (field, value) in changes.as_object().unwrap() {
        wanted[field] = value.clone();
    }
    wanted["positions"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "cash", "instrument": {"kind": "spot", "asset": "USD"}, "quantity": cash}));
    let plan = answer("rebalance", &wanted);
    assert_eq!(plan["orders"].as_array().unwrap().len(), trade.orders.len(), "row {row}: {plan}");
    for order in &trade.orders {
        let planned = plan["orders"].as_array().unwrap().iter().find(|one| one["asset"] == NAMES[order.line]);
        let planned = planned.unwrap_or_else(|| panic!("no order of {} in {plan}", NAMES[order.line]));
        for (name, ours) in [
            ("quantity", order.quantity),
            ("price", order.price),
            ("notional", order.notional),
            ("fee", order.fee),
            ("spread", order.spread),
            ("impact", order.impact),
            ("gas", order.gas),
        ] {
            assert_eq!(planned[name].as_f64().unwrap(), ours, "{name} of {} in row {row}", NAMES[order.line]);
        }
    }
    let cut = |asset: &Value, exposure: f64, reason: &str| {
        (asset.to_string(), exposure.to_bits(), reason.to_owned())
    };
    let mut ours: Vec<_> =
        trade.unplaced.iter().map(|one| cut(&json!(NAMES[one.line]), one.exposure, one.reason)).collect();
    let rows = plan["unplaced"].as_array().unwrap().iter();
    let mut theirs: Vec<_> = rows
        .map(|one| cut(&one["asset"], one["exposure"].as_f64().unwrap(), one["reason"].as_str().unwrap()))
        .collect();
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs, "row {row}");
    assert_eq!(plan["account"]["before"].as_f64().unwrap(), cash);
    // The plan counts what it buys at what it takes, the account rounds the whole holding: half a cent a line each.
    let equity = plan["equityAfter"].as_f64().unwrap();
    assert!((equity - walk.equity[row]).abs() < 0.0201, "row {row}: {equity} and {}", walk.equity[row]);
    let after = plan["account"]["after"].as_f64().unwrap() / walk.equity[row];
    assert_eq!(after, walk.weights.cash[row], "row {row}");
    plan
}

fn position(asset: &str, held: f64, what: Value) -> Option<Value> {
    (held != 0.0).then(|| {
        let mut position = json!({"id": asset, "instrument": {"asset": asset}, "quantity": held});
        for (field, value) in what["instrument"].as_object().unwrap() {
            position["instrument"][field] = value.clone();
        }
        position["entryPrice"] = what["entryPrice"].clone();
        position
    })
}

/// The same holdings, prices, target and costs: the same orders, cut for the same reasons, and the same cash, to the
/// last bit. Volumes bind, lots and gas count, money comes and goes.
#[test]
fn the_orders_of_a_step_are_those_of_the_operation_rebalance() {
    let strategies = json!([{
        "target": {"kind": "fixedWeights", "weights": {"A": 0.55, "C": 0.4}}, "policy": {"kind": "calendar", "every": "week"},
    }]);
    let (asked, walk, before) = steps(json!({
        "strategies": strategies, "shareOfVolume": 0.1,
        "lines": [
            {"asset": "A", "lot": 0.01, "leastNotional": 20}, {"asset": "C", "gas": 1.5, "leastNotional": 20},
        ],
        "volumes": NAMES.map(|name| {
            let dates: Vec<Value> = request(&prices(8), &ASSETS, json!({}))["prices"]["dates"].as_array().unwrap().clone();
            json!({"asset": name, "dates": dates, "volumes": vec![if name == "A" { 45_000 } else { 600_000 }; dates.len()]})
        }),
    }));
    let (mut steps, mut cut, mut moved) = (0, 0, 0);
    for (trade, (held, cash)) in
        walk.rebalances.iter().zip(before).filter(|(trade, _)| trade.cause == TradeCause::Policy)
    {
        let coin = json!({"instrument": {"kind": "spot"}, "entryPrice": null});
        let positions: Vec<Value> =
            NAMES.iter().zip(held).filter_map(|(asset, held)| position(asset, held, coin.clone())).collect();
        let limits = json!({
            "positions": positions, "shareOfVolume": 0.1, "gas": {"C": 1.5}, "lotSizes": {"A": 0.01}, "leastOrder": 20,
        });
        let plan = replayed(&asked, &walk, trade, cash, limits);
        steps += 1;
        cut += trade.unplaced.len();
        moved += plan["orders"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["impact"].as_f64().unwrap() > 0.0)
            .count();
    }
    assert!(steps > 12 && cut > 2 && moved > 12, "{steps} steps, {cut} cut, {moved} with impact");
}

/// On margin, with a rate of its own for each contract: the first trade is cut for want of margin.
#[test]
fn the_orders_of_perpetuals_are_those_of_the_operation_rebalance() {
    let strategies = json!([{
        "target": {"kind": "fixedWeights", "weights": {"A": 1.9, "C": -0.8}}, "policy": {"kind": "calendar", "every": "week"},
    }]);
    let (asked, walk, before) = steps(json!({
        "strategies": strategies, "maintenanceMargin": 0.001, "flows": [{"date": "2024-01-22", "amount": 2000}],
        "lines": [
            {"asset": "A", "heldAs": "linearPerpetual", "initialMargin": 0.5},
            {"asset": "C", "heldAs": "linearPerpetual", "initialMargin": 0.1},
        ],
    }));
    let (mut steps, mut cut) = (0, 0);
    for (trade, (held, cash)) in
        walk.rebalances.iter().zip(before).filter(|(trade, _)| trade.cause == TradeCause::Policy)
    {
        let positions: Vec<Value> = (0..2)
            .filter_map(|i| {
                let entry = asked["prices"]["prices"][trade.at][i].clone();
                let what =
                    json!({"instrument": {"kind": "perpetual", "settlement": "linear"}, "entryPrice": entry});
                position(NAMES[i], held[i], what)
            })
            .collect();
        let limits = json!({
            "positions": positions, "reachedBy": "perpetuals", "marginRates": {"A": 0.5}, "shareOfVolume": 1,
        });
        replayed(&asked, &walk, trade, cash, limits);
        steps += 1;
        cut += trade.unplaced.iter().filter(|one| one.reason == "margin").count();
    }
    assert!(steps > 8 && cut > 0, "{steps} steps, {cut} cut");
}
