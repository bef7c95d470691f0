//! Published portfolios: `fixtures/allocation.json` says where each is from.

use serde_json::Value;

use super::{run, solved};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/allocation.json")).unwrap()
}

#[test]
fn published_weights() {
    for scenario in fixture()["allocations"].as_array().unwrap() {
        let name = scenario["name"].as_str().unwrap();
        let response = run("allocate", &scenario["request"]);
        // Half a digit of what the source prints.
        let tolerance = scenario["tolerance"].as_f64().unwrap();
        for (weight, expected) in solved(&response).iter().zip(scenario["weights"].as_array().unwrap()) {
            let expected = expected.as_f64().unwrap();
            assert!((weight - expected).abs() <= tolerance, "{name}: {weight} instead of {expected}");
        }
        for figure in ["volatility", "sharpeRatio", "diversificationRatio"] {
            if let Some(expected) = scenario[figure].as_f64() {
                let off = response[figure].as_f64().unwrap() / expected - 1.0;
                assert!(off.abs() < 1e-8, "{name}: {figure} {} instead of {expected}", response[figure]);
            }
        }
    }
}

/// The return of each published corner is asked for as the least return: the weights there are the
/// corner's own.
#[test]
fn published_corner_portfolios() {
    for scenario in fixture()["frontiers"].as_array().unwrap() {
        let name = scenario["name"].as_str().unwrap();
        let means = scenario["request"]["moments"]["expectedReturns"].as_array().unwrap();
        for corner in scenario["corners"].as_array().unwrap() {
            let expected: Vec<f64> =
                corner["weights"].as_array().unwrap().iter().map(|w| w.as_f64().unwrap()).collect();
            let earned: f64 = expected.iter().zip(means).map(|(w, mean)| w * mean.as_f64().unwrap()).sum();
            let mut request = scenario["request"].clone();
            request["objective"] = serde_json::json!({"kind": "minimumRisk", "minimumReturn": earned});
            for (weight, expected) in solved(&run("allocate", &request)).iter().zip(&expected) {
                // The corners are given to fifteen digits; their returns are rounded once.
                assert!((weight - expected).abs() <= 1e-9, "{name}: {weight} instead of {expected}");
            }
        }
    }
}
