//! Entropy pooling against other solvers (tests/fixtures/peers/entropy_pooling.py) and against its own views.

use serde_json::{Value, json};

use super::estimators::{close, estimate, matrix, returns, table, vector};
use super::{refused, run};

fn pooled(views: &Value) -> Value {
    json!({"kind": "entropyPooling", "views": views})
}

fn answer(views: &Value) -> Value {
    estimate(&returns(), &json!({"mean": pooled(views)}))
}

/// What `allocate` says of weights that are given by equal bounds, with a measure.
fn measured(mean: &Value, asset: &str, measure: &Value) -> f64 {
    let request = json!({
        "prices": table(&returns(), &[]), "periodsPerYear": 1, "mean": mean,
        "constraints": {"bounds": [{"assets": [asset], "min": 1, "max": 1}]},
        "objective": {"kind": "minimumRisk", "measure": measure},
    });
    run("allocate", &request)["risk"]["value"].as_f64().unwrap()
}

fn conditional_value_at_risk(views: &Value, asset: &str) -> f64 {
    measured(&pooled(views), asset, &json!({"kind": "conditionalValueAtRisk", "level": 0.95}))
}

#[test]
fn equals_other_solvers() {
    let fixture: Value =
        serde_json::from_str(include_str!("../fixtures/peers/entropy_pooling.json")).unwrap();
    for case in fixture["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        // Interior points with a gap of 1e-13 or what rounding leaves of it, which moves probabilities by its root;
        // skfolio searches the VaR of a CVaR view, here of 0.02, to 1e-4.
        let searched = name == "CVaR raised (skfolio)" || name == "all (skfolio)";
        let digits = if searched { 1e-3 } else { 1e-8 };
        let response = answer(&case["views"]);
        let (mean, covariance) = (vector(&response["expectedReturns"]), matrix(&response["covariance"]));
        close(&mean, &vector(&case["expected"]), digits, name);
        close(&covariance, &matrix(&case["covariance"]), digits, name);
        let entropy = case["relativeEntropy"].as_f64().unwrap();
        let said = response["warnings"][0]["message"].as_str().unwrap();
        let periods = format!(
            "leave {:.0} of 260 past periods in effect (relative entropy {entropy:.3})",
            260.0 * (-entropy).exp()
        );
        assert!(said.contains(&periods), "{name}: {said}");
    }
}

#[test]
fn without_views_there_is_the_history() {
    let plain = answer(&json!([]));
    let history = estimate(&returns(), &json!({"covariance": {"kind": "sample", "ddof": 0}}));
    assert_eq!(plain["warnings"], json!([]));
    for field in ["expectedReturns", "volatilities"] {
        // The same sums in another order, over prices of rounded growth.
        close(&vector(&plain[field]), &vector(&history[field]), 1e-14, field);
    }
    close(&matrix(&plain["covariance"]), &matrix(&history["covariance"]), 1e-14, "covariance");
}

/// Every kind at once, from both sides, and on portfolios.
#[test]
fn views_are_met() {
    let views = json!([
        {"of": "mean", "assets": {"A2": 1}, "value": 0.002},
        {"of": "mean", "assets": {"A0": 0.5, "A5": -1, "A1": 0.5}, "relation": "atLeast", "value": 0.003},
        {"of": "volatility", "assets": {"A1": 1, "A3": -1}, "relation": "atMost", "value": 0.02},
        {"of": "volatility", "assets": {"A4": 1}, "value": 0.025},
        {"of": "correlation", "assets": {"A0": 1, "A4": 1}, "relation": "atLeast", "value": 0.8},
        {"of": "conditionalValueAtRisk", "assets": {"A6": 1}, "value": 0.06},
        {"of": "conditionalValueAtRisk", "assets": {"A7": 1}, "relation": "atMost", "value": 0.05},
    ]);
    let response = answer(&views);
    let (mean, covariance) = (vector(&response["expectedReturns"]), matrix(&response["covariance"]));
    let at = |i: usize, j: usize| covariance[8 * i + j];
    let equal = |found: f64, said: f64| assert!((found - said).abs() < 1e-8, "{found} {said}");
    equal(mean[2], 0.002);
    equal(0.5 * (mean[0] + mean[1]) - mean[5], 0.003);
    equal((at(1, 1) + at(3, 3) - 2.0 * at(1, 3)).sqrt(), 0.02);
    equal(at(4, 4).sqrt(), 0.025);
    equal(at(0, 4) / (at(0, 0) * at(4, 4)).sqrt(), 0.8);
    equal(conditional_value_at_risk(&views, "A6"), 0.06);
    equal(conditional_value_at_risk(&views, "A7"), 0.05);
    // Of the standard deviation by scenarios and of the covariance there is one.
    let deviation = measured(&pooled(&views), "A4", &json!({"kind": "semivariance"}));
    assert!(deviation < 0.025, "{deviation}");
    let said = response["warnings"][0]["message"].as_str().unwrap();
    assert!(said.contains("of 260 past periods in effect (relative entropy "), "{said}");
    let half =
        estimate(&returns(), &json!({"mean": {"kind": "entropyPooling", "views": views, "confidence": 0.5}}));
    let history = answer(&json!([]));
    let (half, history) = (vector(&half["expectedReturns"]), vector(&history["expectedReturns"]));
    equal(half[2], 0.5 * (history[2] + 0.002));
}

/// Probabilities of all sizes, down to nothing: every measure is still solved and passes its verification.
#[test]
fn measures_hold_with_strained_views() {
    let views = json!([{"assets": {"A0": 1}, "value": 0.05}, {"assets": {"A3": 1, "A6": -1}, "value": 0.01}]);
    for kind in [
        "variance",
        "semivariance",
        "meanAbsoluteDeviation",
        "giniMeanDifference",
        "firstLowerPartialMoment",
        "conditionalValueAtRisk",
        "entropicValueAtRisk",
        "worstRealization",
        "maximumDrawdown",
        "averageDrawdown",
        "conditionalDrawdownAtRisk",
        "entropicDrawdownAtRisk",
        "ulcerIndex",
    ] {
        let request = json!({
            "prices": table(&returns(), &[]), "periodsPerYear": 1, "mean": pooled(&views),
            "objective": {"kind": "minimumRisk", "measure": {"kind": kind}},
        });
        let response = run("allocate", &request);
        assert_eq!(response["status"], "solved", "{kind}: {}", response["explanation"]);
        let said = response["warnings"][0]["message"].as_str().unwrap();
        assert!(said.starts_with("The views leave 4 of 260 past periods"), "{said}");
    }
}

#[test]
fn views_that_cannot_be_met_are_named() {
    let refuse = |views: &Value| {
        let request = json!({"prices": table(&returns(), &[]), "periodsPerYear": 1, "mean": pooled(views)});
        let error = refused("estimate", &request);
        (error.path.unwrap(), error.message)
    };
    let mean =
        |value: f64, relation: &str| json!({"assets": {"A0": 1}, "value": value, "relation": relation});
    let harmless = json!({"assets": {"A1": 1}, "value": 0.001});
    let (path, message) = refuse(&json!([harmless, mean(0.5, "equal")]));
    assert_eq!(path, "mean.views[1]");
    assert_eq!(message, "No weighting of the past periods meets view 2: change it or take it away.");
    let (path, message) = refuse(&json!([mean(0.002, "atLeast"), harmless, mean(0.001, "atMost")]));
    assert_eq!(path, "mean.views");
    assert!(message.contains("meets together the views 1, 3:"), "{message}");
    let tail = |value: f64| json!({"of": "conditionalValueAtRisk", "assets": {"A0": 1}, "value": value});
    assert_eq!(refuse(&json!([tail(0.5)])).0, "mean.views[0]");
    let (path, message) = refuse(&json!([harmless, tail(0.03), tail(0.04)]));
    assert!(path == "mean.views" && message.contains("the views 2, 3:"), "{path} {message}");
    let spread = json!({"of": "volatility", "assets": {"A0": 1}, "value": 0.5});
    let (path, message) = refuse(&json!([harmless, spread]));
    assert!(path == "mean.views[1]" && message.contains("with means and volatilities held"), "{message}");
    let alone = json!([{"of": "correlation", "assets": {"A0": 1}, "value": 0.5}]);
    assert_eq!(refuse(&alone).0, "mean.views[0].assets");
    let unknown = json!([{"of": "volatility", "assets": {"Z": 1}, "value": 0.5}]);
    assert_eq!(refuse(&unknown).0, "mean.views[0].assets.Z");
    let much = json!([{"of": "conditionalValueAtRisk", "assets": {"A0": 1}, "value": 5}]);
    assert_eq!(refuse(&much).0, "mean.views[0].value");
}
