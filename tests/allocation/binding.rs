//! What a limit that binds is worth: the same as two requests of which one has it looser, and a case by hand.

use serde_json::{Value, json};

use super::{moments, run, solved};

fn three() -> Value {
    let covariance = vec![vec![0.04, 0.006, 0.01], vec![0.006, 0.09, 0.03], vec![0.01, 0.03, 0.25]];
    moments(&[0.06, 0.10, 0.20], &covariance)
}

fn request(objective: &Value, constraints: &Value) -> Value {
    json!({"moments": three(), "objective": objective, "constraints": constraints, "binding": true})
}

/// With the field at a path like `groups[0].max` moved by so much.
fn moved(constraints: &Value, path: &str, by: f64) -> Value {
    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    let mut constraints = constraints.clone();
    let field = constraints.pointer_mut(&pointer).unwrap_or_else(|| panic!("nothing at {pointer}"));
    *field = json!(field.as_f64().unwrap() + by);
    constraints
}

#[test]
fn a_limit_is_worth_what_the_answer_without_a_part_of_it_gains() {
    let constraints = json!({
        "bounds": [
            {"assets": ["*"], "min": -0.2, "max": 0.7},
            {"assets": ["A1"], "max": 0.4},
            {"assets": ["A3"], "min": 0.25}
        ],
        "groups": [{"name": "first two", "assets": ["A1", "A2"], "max": 0.72}]
    });
    let mut compared = 0;
    for objective in [
        json!({"kind": "minimumRisk"}),
        json!({"kind": "maximumRatio"}),
        json!({"kind": "maximumUtility", "riskAversion": 3}),
        json!({"kind": "maximumReturn"}),
    ] {
        let here = run("allocate", &request(&objective, &constraints));
        solved(&here);
        for limit in here["binding"].as_array().unwrap() {
            let (path, by) = (limit["constraint"].as_str().unwrap(), limit["loosened"].as_f64().unwrap());
            let path = path.strip_prefix("constraints.").unwrap();
            let by = if path.ends_with("min") { -by } else { by };
            let there = run("allocate", &request(&objective, &moved(&constraints, path, by)));
            solved(&there);
            for figure in ["expectedReturn", "volatility", "sharpeRatio"] {
                let [here, there] = [&here, &there].map(|answer| answer[figure].as_f64().unwrap());
                let change = limit[figure].as_f64().unwrap();
                // The same problem solved twice in the same way.
                assert!((change - (there - here)).abs() <= 1e-12, "{objective} {path} {figure}");
            }
            compared += 1;
        }
    }
    assert!(compared >= 6, "only {compared} limits bind");
}

#[test]
fn a_cap_on_one_of_two_by_hand() {
    let two = moments(&[0.05, 0.1], &[vec![0.04, 0.0], vec![0.0, 0.16]]);
    let answer = run(
        "allocate",
        &json!({"moments": two, "binding": true, "constraints": {"bounds": [{"assets": ["A1"], "max": 0.6}]}}),
    );
    // The least variance has four fifths in the first: at 60 % the cap binds.
    let volatility = |first: f64| (0.04 * first * first + 0.16 * (1.0 - first) * (1.0 - first)).sqrt();
    let limits = answer["binding"].as_array().unwrap();
    assert_eq!(limits.len(), 1);
    assert_eq!(limits[0]["constraint"], "constraints.bounds[0].max");
    let close = |field: &str, expected: f64| {
        let value = limits[0][field].as_f64().unwrap();
        assert!((value - expected).abs() <= 1e-10, "{field}: {value}, expected {expected}");
    };
    close("loosened", 0.01);
    close("volatility", volatility(0.61) - volatility(0.6));
    close("expectedReturn", -0.0005);
}

#[test]
fn exposure_and_risk_limits_are_priced_too() {
    let constraints = json!({
        "bounds": [{"assets": ["*"], "min": -1, "max": 2}],
        "grossExposure": 1.3,
        "risk": [{"max": 0.25}]
    });
    let answer =
        run("allocate", &request(&json!({"kind": "maximumUtility", "riskAversion": 0.5}), &constraints));
    solved(&answer);
    let risk = answer["binding"]
        .as_array()
        .unwrap()
        .iter()
        .find(|limit| limit["constraint"].as_str().unwrap().starts_with("constraints.risk"));
    // A volatility limit of 25 % is loosened by a point, and used to the full.
    let risk = risk.unwrap_or_else(|| panic!("{answer}"));
    assert!(
        (risk["volatility"].as_f64().unwrap() - risk["loosened"].as_f64().unwrap()).abs() <= 1e-6,
        "{risk}"
    );
    assert!(risk["expectedReturn"].as_f64().unwrap() > 0.0);
}

#[test]
fn nothing_binds_or_nobody_asked() {
    let answer = run("allocate", &json!({"moments": three(), "binding": true}));
    assert_eq!(answer["binding"], json!([]));
    let answer = run("allocate", &json!({"moments": three()}));
    assert_eq!(answer["binding"], Value::Null);
}
