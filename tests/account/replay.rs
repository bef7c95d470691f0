//! One code path decides a step of the past and today's allocation and plan.

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
