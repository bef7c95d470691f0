//! Robust portfolios against the weights that other libraries found.

use serde_json::{Value, json};

use super::{fixture_prices, moments, refused, run, solved};

fn table() -> Value {
    fixture_prices(&serde_json::from_str(include_str!("../fixtures/peers/measures.json")).unwrap())
}

/// Both solvers leave about 1e-10 of the objective; where it is flat that is 2e-5 of a weight.
#[test]
fn what_other_libraries_find() {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/peers/robust.json")).unwrap();
    let table = table();
    for case in fixture["cases"].as_array().unwrap() {
        let request =
            json!({"prices": table, "objective": case["objective"], "constraints": case["constraints"]});
        let response = run("allocate", &request);
        let found = solved(&response);
        for (weight, expected) in found.iter().zip(case["weights"].as_array().unwrap()) {
            let off = (weight - expected.as_f64().unwrap()).abs();
            assert!(off < 2e-5, "{}: {found:?} instead of {}", case["name"], case["weights"]);
        }
        if let Some(expected) = case["figure"].as_f64() {
            let value = response["risk"]["value"].as_f64().unwrap();
            assert!((value / expected - 1.0).abs() < 2e-5, "{}: {value} instead of {expected}", case["name"]);
        }
    }
}

fn weights(table: &Value, objective: Value, lower: f64) -> Vec<f64> {
    let constraints = json!({"bounds": [{"assets": ["*"], "min": lower, "max": 1}]});
    solved(&run("allocate", &json!({"prices": table, "objective": objective, "constraints": constraints})))
}

/// Without doubt robust portfolios are those of maximum utility; two solves of one program differ by 1e-5 of
/// a weight at most.
#[test]
fn no_doubt_is_maximum_utility() {
    let table = table();
    let plain = weights(&table, json!({"kind": "maximumUtility", "riskAversion": 5}), -0.5);
    for set in ["ellipsoid", "box"] {
        let objective =
            json!({"kind": "robustMeanVariance", "uncertainty": set, "confidence": 0, "riskAversion": 5});
        for (a, b) in weights(&table, objective, -0.5).iter().zip(&plain) {
            assert!((a - b).abs() < 1e-5);
        }
    }
    let measure = json!({"kind": "conditionalValueAtRisk", "level": 0.9});
    let plain =
        weights(&table, json!({"kind": "maximumUtility", "measure": measure, "riskAversion": 2}), -0.5);
    let objective =
        json!({"kind": "distributionallyRobustCvar", "level": 0.9, "radius": 0, "riskAversion": 2});
    for (a, b) in weights(&table, objective, -0.5).iter().zip(&plain) {
        assert!((a - b).abs() < 1e-5);
    }
}

/// In a ball that holds everything no scenario says more than another: all weights are equal. An ellipsoid of a
/// day of history leaves nothing but its variance.
#[test]
fn all_doubt_forgets_the_history() {
    let table = table();
    let objective = json!({"kind": "distributionallyRobustCvar", "radius": 1});
    assert!(weights(&table, objective, 0.0).iter().all(|weight| (weight - 1.0 / 6.0).abs() < 1e-6));
    let objective = json!({"kind": "robustMeanVariance", "confidence": 0.9999, "years": 0.003});
    let least = weights(&table, json!({"kind": "minimumRisk"}), 0.0);
    for (a, b) in weights(&table, objective, 0.0).iter().zip(&least) {
        // A doubt of √333 · √33 volatilities, 105, stands against expected returns of two volatilities at most.
        assert!((a - b).abs() < 0.02, "{a} {b}");
    }
}

/// Limits on groups, gross exposure and turnover stay, and costs reduce what is made great.
#[test]
fn robust_portfolios_carry_limits() {
    let table = table();
    let constraints = json!({
        "bounds": [{"assets": ["*"], "min": -0.5, "max": 1}],
        "rules": ["A0 + A1 >= 0.3"],
        "grossExposure": 1.4,
    });
    for objective in [
        json!({"kind": "robustMeanVariance", "confidence": 0.3, "riskAversion": 2}),
        json!({"kind": "robustMeanVariance", "uncertainty": "box", "confidence": 0.3, "riskAversion": 2}),
        json!({"kind": "distributionallyRobustCvar", "radius": 0.0001, "riskAversion": 0.1}),
    ] {
        let request = json!({"prices": table, "objective": objective, "constraints": constraints});
        let response = run("allocate", &request);
        let found = solved(&response);
        assert!(found[0] + found[1] > 0.3 - 1e-8);
        assert!(found.iter().map(|weight| weight.abs()).sum::<f64>() < 1.4 + 1e-8);
        assert!(response["verification"]["dualityGap"].as_f64().unwrap() < 1e-7);
    }
}

#[test]
fn what_cannot_be_doubted_is_refused() {
    let given = moments(&[0.1, 0.2], &[vec![0.04, 0.0], vec![0.0, 0.09]]);
    for (objective, path) in [
        (json!({"kind": "robustMeanVariance"}), "objective.years"),
        (json!({"kind": "robustMeanVariance", "years": 0}), "objective.years"),
        (json!({"kind": "robustMeanVariance", "years": 5, "confidence": 1}), "objective.confidence"),
        (json!({"kind": "robustMeanVariance", "years": 5, "riskAversion": 0}), "objective.riskAversion"),
        (json!({"kind": "distributionallyRobustCvar"}), "objective.level"),
        (json!({"kind": "distributionallyRobustCvar", "radius": -1}), "objective.radius"),
        (json!({"kind": "distributionallyRobustCvar", "level": 0.1}), "objective.level"),
        (json!({"kind": "distributionallyRobustCvar", "riskAversion": 0}), "objective.riskAversion"),
    ] {
        let error = refused("allocate", &json!({"moments": given, "objective": objective}));
        assert_eq!(error.path.as_deref(), Some(path));
    }
}
