//! GARCH against the library arch and a plain program for dynamic correlations: tests/fixtures/peers/garch.py.

use serde_json::{Value, json};

use super::estimators::{close, estimate, matrix, vector};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/garch.json")).unwrap()
}

/// Both stop where the likelihood is flat to its last digits, which leaves α and β six.
#[test]
fn what_other_programs_find() {
    let fixture = fixture();
    for case in fixture["cases"].as_array().unwrap() {
        let response = estimate(&fixture["returns"], &json!({"covariance": case["covariance"]}));
        close(
            &matrix(&response["covariance"]),
            &matrix(&case["expected"]),
            1e-6,
            &case["covariance"].to_string(),
        );
        if case["covariance"]["correlation"] == "dynamic" {
            let [a, b] = [0, 1].map(|k| fixture["dynamic"][k].as_f64().unwrap());
            let said = format!("Correlations move with a = {a:.4} and b = {b:.4}.");
            assert_eq!(response["warnings"][0]["message"], said);
        } else {
            assert_eq!(response["warnings"], json!([]));
        }
    }
}

/// Returning to the variance of the sample, the mean of many periods comes near to it; and every forecast
/// is on its way from the next one's.
#[test]
fn the_sample_variance_is_what_volatility_returns_to() {
    let returns = &fixture()["returns"];
    let volatilities =
        |covariance: Value| vector(&estimate(returns, &json!({"covariance": covariance}))["volatilities"]);
    let sample = volatilities(json!({"kind": "sample", "ddof": 0}));
    let ahead = |horizon: u32| {
        volatilities(json!({"kind": "garch", "longRunVariance": "sample", "horizon": horizon}))
    };
    let (next, month, long) = (ahead(1), ahead(21), ahead(1000));
    for i in 0..4 {
        let between = |a: f64, x: f64, b: f64| (a.min(b)..=a.max(b)).contains(&x);
        assert!(between(next[i], month[i], long[i]) && between(month[i], long[i], sample[i]), "{i}");
        // Of the distance of the next one's, 1/1000 (1 + p + p² + …) is left, p being below 0.99.
        assert!((long[i] - sample[i]).abs() < 0.1 * (next[i] - sample[i]).abs() + 1e-9, "{i}");
    }
}

#[test]
fn what_is_not_fitted_is_said() {
    let fixture = fixture();
    let garch = json!({"covariance": {"kind": "garch", "correlation": "dynamic"}});
    let sample = json!({"covariance": {"kind": "sample", "ddof": 0}});
    let some = json!(fixture["returns"].as_array().unwrap()[..99]);
    let response = estimate(&some, &garch);
    assert_eq!(response["warnings"][0]["code"], "garchNotFitted");
    close(
        &matrix(&response["covariance"]),
        &matrix(&estimate(&some, &sample)["covariance"]),
        1e-12,
        "sample",
    );

    // One asset repeats another, and one does not move at all.
    let repeat = |row: &Value| json!([row[0], row[1], row[0], 0.0]);
    let repeated: Vec<Value> = fixture["returns"].as_array().unwrap().iter().map(repeat).collect();
    let response = estimate(&json!(repeated), &garch);
    let said = response["warnings"].as_array().unwrap();
    assert!(
        said.iter().any(|notice| notice["message"].as_str().unwrap().contains("constant ones")),
        "{said:?}"
    );
    let covariance = matrix(&response["covariance"]);
    assert!((covariance[2] / covariance[0] - 1.0).abs() < 1e-9);
    assert!(covariance[12..].iter().all(|x| *x == 0.0));

    // A volatility that only grows has no level to return to.
    let mut stream = allotrope::math::random::BlockStream::new(5, 0);
    let growing: Vec<Value> =
        (0..500).map(|t| json!([0.001 * (0.012 * f64::from(t)).exp() * stream.normal()])).collect();
    let response = estimate(&json!(growing), &json!({"covariance": {"kind": "garch"}}));
    assert_eq!(response["warnings"][0]["code"], "garchEdge", "{response}");
}

#[test]
fn horizons_and_counts_that_cannot_be_used_are_refused() {
    let refused = |columns: usize, covariance: Value| {
        let names: Vec<String> = (0..columns).map(|i| format!("A{i}")).collect();
        let column: Vec<f64> = (0..5).map(|t| 1.0 + f64::from(t % 2)).collect();
        let table: Vec<(&str, &[f64])> =
            names.iter().map(|name| (name.as_str(), column.as_slice())).collect();
        super::refused("estimate", &json!({"prices": super::prices(&table), "covariance": covariance}))
            .path
            .unwrap()
    };
    assert_eq!(refused(2, json!({"kind": "garch", "horizon": 0})), "covariance.horizon");
    assert_eq!(refused(2, json!({"kind": "garch", "horizon": 1001})), "covariance.horizon");
    assert_eq!(refused(51, json!({"kind": "garch", "correlation": "dynamic"})), "covariance.correlation");
}
