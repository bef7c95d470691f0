//! Resampled allocation against a second program with the same draws.

use serde_json::{Value, json};

use super::{fixture_prices, moments, refused, run, solved};

fn table() -> Value {
    fixture_prices(&serde_json::from_str(include_str!("../fixtures/peers/measures.json")).unwrap())
}

/// The same histories: what remains are the two solvers, 1e-10 of the objective each, which is 2e-5 of a
/// weight where the objective is flat.
#[test]
fn the_same_draws_give_the_same_mean() {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/peers/resampled.json")).unwrap();
    for case in fixture["cases"].as_array().unwrap() {
        let mut objective = case["objective"].clone();
        objective["kind"] = json!("resampledAllocation");
        let mut request = json!({"objective": objective, "constraints": case["constraints"]});
        match &case["moments"] {
            Value::Null => request["prices"] = table(),
            given => request["moments"] = given.clone(),
        }
        let found = solved(&run("allocate", &request));
        for (weight, expected) in found.iter().zip(case["weights"].as_array().unwrap()) {
            let off = (weight - expected.as_f64().unwrap()).abs();
            assert!(off < 2e-5, "{}: {found:?} instead of {}", case["name"], case["weights"]);
        }
    }
}

fn given() -> Value {
    let covariance = [vec![0.04, 0.006, 0.012], vec![0.006, 0.0225, 0.003], vec![0.012, 0.003, 0.09]];
    moments(&[0.08, 0.06, 0.07], &covariance)
}

fn resampled(inner: &Value, more: &Value) -> Value {
    let mut objective = json!({"kind": "resampledAllocation", "objective": inner});
    more.as_object().unwrap().iter().for_each(|(field, value)| objective[field] = value.clone());
    objective
}

/// A history of 36,525 returns hides nothing, and weights that hang on no history stay what they are.
#[test]
fn long_histories_lead_back_to_the_objective() {
    let least = json!({"kind": "minimumRisk"});
    let equal = json!({"kind": "equalWeight"});
    // Variances of 36,525 draws are known to 1 / √18,000 = 0.75 %, the mean of 4 to half of that, and a weight
    // moves by less than its variance does: four standard errors.
    for (inner, tolerance) in [(least, 0.015), (equal, 1e-15)] {
        let plain = solved(&run("allocate", &json!({"moments": given(), "objective": inner})));
        let objective = resampled(&inner, &json!({"observations": 36_525, "resamples": 4}));
        let mean = solved(&run("allocate", &json!({"moments": given(), "objective": objective})));
        for (a, b) in mean.iter().zip(&plain) {
            assert!((a - b).abs() < tolerance, "{mean:?} instead of {plain:?}");
        }
    }
}

#[test]
fn histories_are_repeatable_and_groups_hold() {
    let inner = json!({"kind": "maximumUtility", "riskAversion": 4});
    let constraints = json!({"rules": ["A1 + A3 <= 0.55", "A2 >= A1"]});
    let weights = |seed: u64| {
        let objective = resampled(&inner, &json!({"resamples": 30, "seed": seed}));
        let request = json!({"moments": given(), "objective": objective, "constraints": constraints});
        let response = run("allocate", &request);
        assert!(response["verification"]["passed"].as_bool().unwrap());
        assert_eq!(response["verification"]["dualityGap"], Value::Null);
        solved(&response)
    };
    let first = weights(1);
    assert_eq!(first, weights(1));
    assert_ne!(first, weights(2));
    // Luck is averaged away: what one history leaves out, another holds.
    assert!(first.iter().all(|weight| *weight > 0.01), "{first:?}");
}

/// Beside a frontier it stands like any other objective.
#[test]
fn it_stands_beside_a_frontier() {
    let objective = resampled(&json!({"kind": "minimumRisk"}), &json!({"resamples": 10}));
    let request = json!({"moments": given(), "includeMethods": [objective], "points": 20});
    let response = run("frontier", &request);
    assert_eq!(response["methods"][0]["method"]["kind"], "resampledAllocation");
    let volatility = response["methods"][0]["point"]["volatility"].as_f64().unwrap();
    // No portfolio lies below the least volatility.
    assert!(volatility > response["points"][0]["volatility"].as_f64().unwrap());
}

#[test]
fn histories_without_an_answer_are_said_or_refused() {
    // Means of 7 % with an error of √(0.04 / 10) = 6 %: some histories earn no 9 %, most earn no 14 %.
    for (least, status) in [(0.06, "solved"), (0.2, "notConverged")] {
        let inner = json!({"kind": "minimumRisk", "minimumReturn": least});
        let request = json!({"moments": given(), "objective": resampled(&inner, &json!({}))});
        let response = run("allocate", &request);
        assert_eq!(response["status"], status, "{response}");
        let text = response.to_string();
        assert!(text.contains("of 100 simulated histories"), "{text}");
        let said = response["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "resamplesLeftOut");
        assert_eq!(said, status == "solved");
    }
}

#[test]
fn what_cannot_be_resampled_is_refused() {
    let least = json!({"kind": "minimumRisk"});
    for (inner, more, path) in [
        (resampled(&least, &json!({})), json!({}), "objective.objective"),
        (json!({"kind": "maximumUtility", "riskAversion": 0}), json!({}), "objective.objective.riskAversion"),
        (least.clone(), json!({"resamples": 1}), "objective.resamples"),
        (least.clone(), json!({"observations": 1}), "objective.observations"),
        (least.clone(), json!({"seed": 9_007_199_254_740_992_u64}), "objective.seed"),
    ] {
        let request = json!({"moments": given(), "objective": resampled(&inner, &more)});
        assert_eq!(refused("allocate", &request).path.as_deref(), Some(path));
    }
    let inner = json!({"kind": "hierarchicalRiskParity"});
    let constraints = json!({"rules": ["A1 <= 0.2"]});
    let request =
        json!({"moments": given(), "objective": resampled(&inner, &json!({})), "constraints": constraints});
    assert_eq!(refused("allocate", &request).path.as_deref(), Some("constraints.rules[0]"));
}
