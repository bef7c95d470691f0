//! Histories with any gaps against greatest likelihood by formula: tests/fixtures/peers/missing.py.

use serde_json::{Value, json};

use super::estimators::{close, estimate_from, matrix, vector};
use super::{prices, refused, run};

/// The prices that returns make, with gaps where `has` says so.
fn table(returns: &[Vec<f64>], has: impl Fn(usize, usize) -> bool) -> Value {
    let names: Vec<String> = (0..returns[0].len()).map(|i| format!("A{i}")).collect();
    let columns: Vec<Vec<f64>> = (0..names.len())
        .map(|i| {
            let mut column = vec![1.0];
            returns.iter().for_each(|row| column.push(column[column.len() - 1] * (1.0 + row[i])));
            column.iter().enumerate().map(|(t, price)| if has(t, i) { *price } else { f64::NAN }).collect()
        })
        .collect();
    prices(&names.iter().map(String::as_str).zip(columns.iter().map(Vec::as_slice)).collect::<Vec<_>>())
}

fn request(prices: &Value, covariance: Value) -> Value {
    json!({"prices": prices, "periodsPerYear": 1, "history": "expectationMaximization", "covariance": covariance})
}

fn rows(of: &Value) -> Vec<Vec<f64>> {
    of.as_array().unwrap().iter().map(vector).collect()
}

#[test]
fn greatest_likelihood_of_any_pattern() {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/peers/missing.json")).unwrap();
    let priced = rows(&fixture["priced"]);
    let prices = table(&rows(&fixture["returns"]), |t, i| priced[t][i] == 1.0);
    let response = run("estimate", &request(&prices, json!({"kind": "sample", "ddof": 0})));
    // Steps end at 1e-10 of the largest entry with all assets on one scale.
    close(&matrix(&response["covariance"]), &matrix(&fixture["covariance"]), 1e-9, "covariance");
    close(&vector(&response["expectedReturns"]), &vector(&fixture["mean"]), 1e-8, "mean");
    assert_eq!(response["sample"]["observations"], 160);
    let said = response["warnings"][0]["message"].as_str().unwrap();
    assert!(said.starts_with("Of 160 returns are missing: A1 ") && said.contains(" steps of "), "{said}");

    let unbiased = run("estimate", &request(&prices, json!({"kind": "sample"})));
    let scaled: Vec<f64> = matrix(&response["covariance"]).iter().map(|c| c * 160.0 / 159.0).collect();
    close(&matrix(&unbiased["covariance"]), &scaled, 1e-14, "one lost degree of freedom");
}

/// Where only heads are missing the likelihood splits, and its maximum is known by formula.
#[test]
fn late_starts_as_the_formula_has_them() {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/peers/estimators.json")).unwrap();
    let unequal = &fixture["unequal"];
    let starts: Vec<usize> = vector(&unequal["starts"]).into_iter().map(|start| start as usize).collect();
    let sample = json!({"kind": "sample", "ddof": 0});
    let settings = json!({"history": "expectationMaximization", "covariance": sample});
    let response = estimate_from(&fixture["returns"], &starts, &settings);
    close(&matrix(&response["covariance"]), &matrix(&unequal["covariance"]), 1e-9, "covariance");
    close(&vector(&response["expectedReturns"]), &vector(&unequal["mean"]), 1e-8, "mean");
}

/// Half of the prices are missing in runs that alternate, so that no two assets share a pattern; the
/// volatility that is true comes back from moments and from drawn returns alike.
#[test]
fn half_a_history_keeps_its_volatility() {
    let mut stream = allotrope::math::random::BlockStream::new(12, 0);
    let volatilities = [0.84, 0.4, 0.3, 0.2];
    let returns: Vec<Vec<f64>> = (0..1460)
        .map(|_| volatilities.iter().map(|v| v / 365.0_f64.sqrt() * stream.normal()).collect())
        .collect();
    let prices = table(&returns, |t, i| i > 1 || t / 30 % 4 < 2 || (i == 1 && t % 120 < 100));
    for covariance in [json!({"kind": "sample"}), json!({"kind": "ledoitWolf"})] {
        let mut request = request(&prices, covariance.clone());
        request["periodsPerYear"] = json!(365);
        let response = run("estimate", &request);
        let found = vector(&response["volatilities"])[0];
        // 730 returns know a volatility to 0.84/√1460 = 0.022; three of that. Zeros would make it 0.59.
        assert!((found - 0.84).abs() < 0.066, "{found} by {covariance}");
        assert_eq!(response["sample"]["observations"], 1460);
    }
}

#[test]
fn histories_without_gaps_stay_as_they_are() {
    let returns: Vec<Vec<f64>> =
        (0..40).map(|t| vec![0.01 * f64::from(t * 7 % 11), 0.02 * f64::from(t * 5 % 13)]).collect();
    let mut asked = request(&table(&returns, |_, _| true), json!({"kind": "sample"}));
    let response = run("estimate", &asked);
    asked["history"] = json!("common");
    assert_eq!(response, run("estimate", &asked));
}

#[test]
fn assets_that_never_meet_are_named() {
    let returns: Vec<Vec<f64>> =
        (0..40).map(|t| vec![0.01 * f64::from(t * 7 % 11), 0.02 * f64::from(t * 5 % 13), 0.0]).collect();
    let apart = table(&returns, |t, i| i == 2 || (i == 0) == (t < 20));
    let error = refused("estimate", &request(&apart, json!({"kind": "sample"})));
    assert_eq!(error.path.as_deref(), Some("history"));
    assert!(error.message.starts_with("A0 and A1 have together 0 returns"), "{error}");
    // A stablecoin with gaps has no variance, and none is made up for it.
    let gaps = table(&returns, |t, i| i != 2 || t % 9 != 4);
    let response = run("estimate", &request(&gaps, json!({"kind": "sample"})));
    assert_eq!(vector(&response["volatilities"])[2], 0.0);
}
