//! Accounts worked by hand, to the cent: what a day, a trade, a roll and a liquidation do, and that all of it adds up.

mod dependencies;
mod exchange_margins;
mod frictions;
mod futures;
mod hand_worked;
mod index;
mod intraday_need;
mod lending;
mod liquidation_costs;
mod liquidation_map;
mod liquidation_risk;
mod margin;
mod misfortunes;
mod peers;
mod portfolio_margin;
mod properties;
mod replay;
mod venues;

use allotrope::Error;
use allotrope::backtest::{Backtest, BacktestResponse, StrategyWalk};
use allotrope::operations::{Operation, read};
use serde_json::{Value, json};

/// The answer to a request on this table of prices.
fn backtest(
    dates: &[&str],
    assets: &[&str],
    prices: &[&[f64]],
    changes: Value,
) -> Result<BacktestResponse, Error> {
    let rows: Vec<Vec<Value>> = prices
        .iter()
        .map(|row| row.iter().map(|price| if price.is_nan() { Value::Null } else { json!(price) }).collect())
        .collect();
    let mut request = json!({
        "prices": {"dates": dates, "assets": assets, "prices": rows},
        "capital": 10_000, "fee": 0, "unit": 0.01,
    });
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    run(&request)
}

fn run(request: &Value) -> Result<BacktestResponse, Error> {
    Backtest::run(&read::<Backtest>(&request.to_string())?, &mut ())
}

/// A strategy of given weights.
fn fixed(weights: Value, policy: &str) -> Value {
    json!([{"target": {"kind": "fixedWeights", "weights": weights}, "policy": {"kind": policy}}])
}

/// The one strategy of an answer, after the check that its account adds up exactly.
fn only(response: BacktestResponse) -> StrategyWalk {
    let [walk]: [StrategyWalk; 1] = response.strategies.try_into().unwrap();
    adds_up(&walk);
    walk
}

fn adds_up(walk: &StrategyWalk) {
    assert_eq!(walk.reconciliation.residual, 0.0, "{:?}", walk.reconciliation);
    assert_eq!(walk.reconciliation.end, *walk.equity.last().unwrap());
    assert!(walk.attribution.iter().all(|line| line.costs <= 0.0), "costs below zero");
}

/// What a line brought: price, funding, carry, costs.
fn sources(walk: &StrategyWalk, name: &str) -> [f64; 4] {
    let line = walk.attribution.iter().find(|line| line.name == name).unwrap();
    [line.price, line.funding, line.carry, line.costs]
}
