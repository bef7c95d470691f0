//! Allocation by way of the JSON door, as every caller meets it.

mod bands;
mod binding;
mod budgets;
mod cardinality;
mod degenerate;
mod entropy_pooling;
mod estimates;
mod estimators;
mod factors;
mod garch;
mod gini;
mod goldens;
mod hierarchical;
mod limits;
mod margin;
mod measures;
mod missing;
mod nested;
mod outcomes;
mod programs;
mod properties;
mod real_history;
mod resampled;
mod robust;
mod stocks;
mod tolerance;
mod units;

#[path = "../golden/mod.rs"]
mod golden;

use golden::{prices, solved};
use serde_json::{Value, json};

/// The response; a refused request fails the test.
fn run(operation: &str, request: &Value) -> Value {
    let answer = allotrope::operations::run_json(operation, &request.to_string(), &mut ());
    serde_json::from_str(&answer.unwrap_or_else(|error| panic!("{error}"))).unwrap()
}

/// The error of a request that has to be refused.
fn refused(operation: &str, request: &Value) -> allotrope::Error {
    match allotrope::operations::run_json(operation, &request.to_string(), &mut ()) {
        Ok(answer) => panic!("not refused: {answer}"),
        Err(error) => error,
    }
}

/// Moments of assets `A1`, `A2`, … per year.
fn moments(expected_returns: &[f64], covariance: &[Vec<f64>]) -> Value {
    let assets: Vec<String> = (1..=expected_returns.len()).map(|i| format!("A{i}")).collect();
    json!({"assets": assets, "expectedReturns": expected_returns, "covariance": covariance})
}

/// The prices of a fixture, row by row, of assets `A0`, `A1`, ….
fn fixture_prices(fixture: &Value) -> Value {
    let rows = fixture["prices"].as_array().unwrap();
    let column = |i: usize| rows.iter().map(|row| row[i].as_f64().unwrap()).collect();
    named_prices(&(0..rows[0].as_array().unwrap().len()).map(column).collect::<Vec<_>>())
}

/// A price table of assets `A0`, `A1`, ….
fn named_prices(columns: &[Vec<f64>]) -> Value {
    let names: Vec<String> = (0..columns.len()).map(|i| format!("A{i}")).collect();
    let table: Vec<(&str, &[f64])> =
        names.iter().map(String::as_str).zip(columns.iter().map(Vec::as_slice)).collect();
    prices(&table)
}
