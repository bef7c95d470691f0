//! Growth, tracking and robust portfolios against the weights that other libraries found.

use serde_json::{Value, json};

use super::{moments, prices, refused, run, solved};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/programs.json")).unwrap()
}

/// The prices of `measures.json`, which the script reads as well.
fn table() -> Value {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/peers/measures.json")).unwrap();
    let rows = fixture["prices"].as_array().unwrap();
    let column = |i: usize| -> Vec<f64> { rows.iter().map(|row| row[i].as_f64().unwrap()).collect() };
    let columns: Vec<Vec<f64>> = (0..6).map(column).collect();
    let names: Vec<String> = (0..6).map(|i| format!("A{i}")).collect();
    prices(&names.iter().map(String::as_str).zip(columns.iter().map(Vec::as_slice)).collect::<Vec<_>>())
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

/// Both solvers leave about 1e-10 of the objective; where it is flat that is 2e-5 of a weight.
#[test]
fn what_other_libraries_find() {
    let table = table();
    for case in fixture()["cases"].as_array().unwrap() {
        let mut request = json!({"prices": table});
        for (field, value) in case.as_object().unwrap() {
            if !["name", "weights"].contains(&field.as_str()) {
                request[field] = value.clone();
            }
        }
        let found = solved(&run("allocate", &request));
        for (weight, expected) in found.iter().zip(numbers(&case["weights"])) {
            let off = (weight - expected).abs();
            assert!(off < 2e-5, "{}: {found:?} instead of {}", case["name"], case["weights"]);
        }
    }
}

/// A coin that wins 11 of 20 even bets and moves by half of the stake: Kelly bets (p − q) / ½ = 0.2 of
/// the capital, half of it what the coin that wins or loses all asks for, 0.1. Half Kelly, with
/// u(x) = 1 − 1/x, bets f with p / (1 + f/2)² = q / (1 − f/2)².
#[test]
fn kelly_bets_on_a_coin() {
    let mut coin = vec![1000.0];
    for t in 0..20 {
        let factor = if t % 2 == 0 || t == 19 { 1.5 } else { 0.5 };
        coin.push(coin.last().unwrap() * factor);
    }
    let table = prices(&[("coin", &coin), ("cash", &[1.0; 21])]);
    let ratio = (0.55_f64 / 0.45).sqrt();
    let half = 2.0 * (ratio - 1.0) / (ratio + 1.0);
    for (fraction, expected) in [(1.0, 0.2), (0.5, half)] {
        let objective = json!({"kind": "kellyGrowth", "fraction": fraction});
        let weights = solved(&run("allocate", &json!({"prices": table, "objective": objective})));
        assert!((weights[0] - expected).abs() < 1e-8, "{fraction}: {weights:?}");
    }
}

/// Σ⁻¹μ for volatilities of 20 % and 15 %, a correlation of 0.2, and excess returns of 10 % and 6 %: the
/// rest is borrowed.
#[test]
fn continuous_kelly_is_the_inverse_times_the_mean() {
    let covariance = [vec![0.04, 0.006, 0.0], vec![0.006, 0.0225, 0.0], vec![0.0; 3]];
    let given = moments(&[0.1, 0.06, 0.0], &covariance);
    let bounds = json!({"bounds": [{"assets": ["*"], "min": -10, "max": 10}]});
    for fraction in [1.0, 0.5] {
        let objective = json!({"kind": "kellyGrowth", "model": "continuous", "fraction": fraction});
        let request = json!({"moments": given, "objective": objective, "constraints": bounds});
        let weights = solved(&run("allocate", &request));
        for (weight, expected) in weights.iter().zip([2.1875, 2.083_333_333_333_333]) {
            assert!((weight - expected * fraction).abs() < 1e-8, "{weights:?}");
        }
    }
}

#[test]
fn growth_knows_ruin() {
    // Both lose nine tenths on the same day: no more than 1.11 of the capital can be there.
    let fall: Vec<f64> = [100.0, 120.0, 12.0, 14.0, 20.0].into();
    let table = prices(&[("A", &fall), ("B", &fall.iter().map(|p| p * p).collect::<Vec<_>>())]);
    let objective = json!({"kind": "kellyGrowth"});
    let request = json!({"prices": table, "objective": objective, "constraints": {"budget": 2, "bounds": [{"assets": ["*"], "max": 2}]}});
    let response = run("allocate", &request);
    assert_eq!(response["status"], "infeasible", "{response}");
    assert!(response["explanation"].as_str().unwrap().contains("lost the whole capital"));
    let given = moments(&[0.1, 0.2], &[vec![0.04, 0.0], vec![0.0, 0.09]]);
    let error = refused("allocate", &json!({"moments": given, "objective": objective}));
    assert_eq!(error.path.as_deref(), Some("objective.model"));
    let error =
        refused("allocate", &json!({"moments": given, "objective": {"kind": "kellyGrowth", "fraction": 2}}));
    assert_eq!(error.path.as_deref(), Some("objective.fraction"));
}

/// A benchmark that can be held is held; what is only compared with is not among the weights, and its
/// tracking error is the root of w'Σw − 2 w'Σb + b'Σb.
#[test]
fn a_benchmark_that_can_be_held_is_held() {
    let covariance = [vec![0.04, 0.01, 0.012], vec![0.01, 0.09, 0.02], vec![0.012, 0.02, 0.05]];
    let given = moments(&[0.1, 0.06, 0.05], &covariance);
    let objective = json!({"kind": "benchmarkTracking", "benchmark": {"A1": 3, "A2": 1}});
    let request = json!({"moments": given, "objective": objective});
    let response = run("allocate", &request);
    for (weight, expected) in solved(&response).iter().zip([0.75, 0.25, 0.0]) {
        assert!((weight - expected).abs() < 1e-6, "{response}");
    }
    assert!(response["risk"]["value"].as_f64().unwrap() < 1e-6);
    let request = json!({"moments": given, "objective": objective, "assets": ["A2", "A3"]});
    let response = run("allocate", &request);
    let weights = solved(&response);
    assert_eq!(weights.len(), 2);
    let all = [0.0 - 0.75, weights[0] - 0.25, weights[1]];
    let product = |i: usize| (0..3).map(|j| covariance[i][j] * all[j]).sum::<f64>();
    let error = (0..3).map(|i| all[i] * product(i)).sum::<f64>().sqrt();
    assert_eq!(response["risk"]["label"], "Tracking error");
    assert!((response["risk"]["value"].as_f64().unwrap() / error - 1.0).abs() < 1e-12);
}

#[test]
fn benchmarks_that_mean_nothing_are_refused() {
    let given = moments(&[0.1, 0.2], &[vec![0.04, 0.0], vec![0.0, 0.09]]);
    for (benchmark, path) in [
        (json!({"X": 1}), "objective.benchmark.X"),
        (json!({"A1": 1, "A2": -1}), "objective.benchmark"),
        (json!({"A1": 1e9}), "objective.benchmark.A1"),
    ] {
        let objective = json!({"kind": "benchmarkTracking", "benchmark": benchmark});
        let error = refused("allocate", &json!({"moments": given, "objective": objective}));
        assert_eq!(error.path.as_deref(), Some(path));
    }
    // Beside a frontier a benchmark that is not among its assets leaves the method out.
    let objective = json!({"kind": "benchmarkTracking", "benchmark": {"A1": 1}});
    let request = json!({"moments": given, "assets": ["A2"], "includeMethods": [objective]});
    let warnings = run("frontier", &request)["warnings"].clone();
    assert!(warnings.as_array().unwrap().iter().any(|warning| warning["code"] == "methodLeftOut"));
}
