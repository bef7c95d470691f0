//! Estimators against scikit-learn and NumPy.

use serde_json::{Value, json};

use super::{prices, run};

fn numbers(rows: &Value) -> Vec<f64> {
    rows.as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .map(|x| x.as_f64().unwrap())
        .collect()
}

/// The covariance per period of returns that are handed over as the prices they make, and the
/// whole answer.
fn estimate(scenario: &Value, kind: &str) -> (Vec<f64>, Value) {
    let returns = scenario["returns"].as_array().unwrap();
    let width = returns[0].as_array().unwrap().len();
    // Log returns: normal draws below −1 are no simple returns.
    let columns: Vec<Vec<f64>> = (0..width)
        .map(|i| {
            let sums = returns.iter().scan(0.0, |sum, row| {
                *sum += row[i].as_f64().unwrap();
                Some(*sum)
            });
            std::iter::once(0.0).chain(sums).map(f64::exp).collect()
        })
        .collect();
    let names: Vec<String> = (0..width).map(|i| format!("A{i}")).collect();
    let table: Vec<(&str, &[f64])> =
        names.iter().map(String::as_str).zip(columns.iter().map(Vec::as_slice)).collect();
    let request = json!({"prices": prices(&table), "covariance": {"kind": kind}, "returns": "log", "periodsPerYear": 1});
    let response = run("estimate", &request);
    (numbers(&response["covariance"]), response)
}

fn close(found: &[f64], expected: &[f64]) {
    let size = expected.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
    for (found, expected) in found.iter().zip(expected) {
        // The way over prices costs an exponential and a logarithm.
        assert!((found - expected).abs() <= 1e-13 * size, "{found} {expected}");
    }
}

#[test]
fn ledoit_wolf_and_sample() {
    let scenarios: Value = serde_json::from_str(include_str!("../fixtures/ledoit_wolf.json")).unwrap();
    for scenario in scenarios.as_array().unwrap() {
        let (covariance, response) = estimate(scenario, "ledoitWolf");
        close(&covariance, &numbers(&scenario["covariance"]));
        close(&[response["shrinkage"].as_f64().unwrap()], &[scenario["shrinkage"].as_f64().unwrap()]);
        if !scenario["sample"].is_null() {
            close(&estimate(scenario, "sample").0, &numbers(&scenario["sample"]));
        }
    }
}

#[test]
fn estimates_go_back_in_as_moments() {
    let a: &[f64] = &[1.0, 1.1, 1.05, 1.2, 1.15];
    let b: &[f64] = &[2.0, 1.9, 2.1, 2.0, 2.2];
    let table = prices(&[("A", a), ("B", b)]);
    let estimated = run("estimate", &json!({"prices": table}));
    let moments = json!({"assets": estimated["assets"], "expectedReturns": estimated["expectedReturns"], "covariance": estimated["covariance"]});
    let direct = run("allocate", &json!({"prices": table, "riskFreeRate": 0.04}));
    let by_moments = run("allocate", &json!({"moments": moments, "riskFreeRate": 0.04}));
    assert_eq!(direct["weights"], by_moments["weights"]);
    assert_eq!(direct["sharpeRatio"], by_moments["sharpeRatio"]);
}

#[test]
fn no_covariance_gives_a_portfolio_a_negative_variance() {
    let mut state = 7_u64;
    let mut uniform = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let names: Vec<String> = (0..10).map(|i| format!("A{i}")).collect();
    // Fewer returns than assets, and more.
    for days in [7, 60] {
        let columns: Vec<Vec<f64>> = (0..10)
            .map(|_| {
                let mut price = 100.0;
                (0..days)
                    .map(|_| {
                        price *= 1.0 + 0.1 * (uniform() - 0.5);
                        price
                    })
                    .collect()
            })
            .collect();
        let columns: Vec<(&str, &[f64])> =
            names.iter().map(String::as_str).zip(columns.iter().map(Vec::as_slice)).collect();
        let family = allotrope::estimate::Covariance::family();
        // The volatilities of options have to be given.
        let kinds = family.methods.iter().map(|method| json!({"kind": method.kind}));
        let targets = ["constantCorrelation", "singleFactor"];
        let settings = (kinds.filter(|method| method["kind"] != "implied"))
            .chain(targets.map(|target| json!({"kind": "ledoitWolf", "target": target})));
        for covariance in settings {
            let response = run("estimate", &json!({"prices": prices(&columns), "covariance": covariance}));
            let rows = response["covariance"].as_array().unwrap();
            let matrix = nalgebra::DMatrix::from_fn(10, 10, |i, j| rows[i][j].as_f64().unwrap());
            let spectrum = matrix.symmetric_eigenvalues();
            // Ten eigenvalues, each to a few roundings of the greatest.
            assert!(spectrum.min() >= -1e-13 * spectrum.max(), "{covariance}, {days} days: {spectrum}");
        }
    }
}
