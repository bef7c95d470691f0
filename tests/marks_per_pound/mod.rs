//! The exchange rate of marks and pounds on which programs compare their GARCH, natively and in a browser.

use allotrope::operations::run_json;
use serde_json::{Value, json};

/// `peers/volatility.json`.
pub fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/volatility.json")).unwrap()
}

/// A request to fit a model to these log-returns.
pub fn request(model: Value, returns: &[f64]) -> Value {
    let mut log = 0.0;
    let mut prices = vec![json!([1.0])];
    for r in returns {
        log += r;
        prices.push(json!([libm::exp(log)]));
    }
    // Days from 1970 on, without a calendar: 28 to the month.
    let date = |t: usize| format!("{}-{:02}-{:02}", 1970 + t / 336, t / 28 % 12 + 1, t % 28 + 1);
    let dates: Vec<String> = (0..prices.len()).map(date).collect();
    json!({"prices": {"dates": dates, "assets": ["DEMGBP"], "prices": prices}, "model": model, "horizon": 5})
}

/// The answer or the error.
#[allow(dead_code)]
pub fn run(model: Value, returns: &[f64]) -> Result<Value, Value> {
    match run_json("volatility", &request(model, returns).to_string(), &mut ()) {
        Ok(answer) => Ok(serde_json::from_str(&answer).unwrap()),
        Err(error) => Err(serde_json::to_value(error).unwrap()),
    }
}

/// The returns of the fixture.
pub fn returns() -> Vec<f64> {
    fixture()["returns"].as_array().unwrap().iter().map(|r| r.as_f64().unwrap()).collect()
}

/// A model of the whole series.
#[allow(dead_code)]
pub fn fit(model: Value) -> Result<Value, Value> {
    run(model, &returns())
}

/// The published parameters, ln L, and both kinds of standard errors, to half a unit of the sixth digit.
pub fn assert_garch_benchmark(fitted: &Value) {
    let published = &fixture()["published"]["garch"];
    let close = |found: &Value, expected: &Value| {
        let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
        let unit = libm::pow(10.0, libm::floor(libm::log10(expected.abs())) - 5.0);
        assert!((found - expected).abs() <= 0.5 * unit, "{found} and {expected}");
    };
    close(&fitted["logLikelihood"], &published["logLikelihood"]);
    for k in 0..4 {
        let parameter = &fitted["parameters"][k];
        close(&parameter["value"], &published["parameters"][k]);
        close(&parameter["standardError"], &published["standardErrors"][k]);
        close(&parameter["robustStandardError"], &published["robustStandardErrors"][k]);
    }
}
