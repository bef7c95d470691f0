//! The operation `trackRecord` against skfolio, empyrical, quantstats, scipy and pandas.

use allotrope::Code;
use serde_json::{Value, json};

use crate::{answer, assert_near, book, normal_prices, number, refusal, sample, with};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/records.json")).unwrap()
}

/// The holdings of the fixture at its last prices.
fn request(peer: &Value, holding: &str) -> Value {
    let last = peer["prices"].as_array().unwrap().last().unwrap();
    let spot = |id: &str, quantity: f64| json!({"id": id, "instrument": {"kind": "spot", "asset": id}, "quantity": quantity});
    let cash = json!({"id": "cash", "instrument": {"kind": "cash", "currency": "USD"}, "quantity": 150.0});
    json!({
        "positions": [spot("A", 3.0), spot("B", 2.0), cash],
        "quotes": {"valuationTime": "2026-11-20T08:00:00Z", "spots": {"A": last[0], "B": last[1]}},
        "prices": {"dates": peer["dates"], "assets": ["A", "B", "C"], "prices": peer["prices"]},
        "holding": holding,
        "benchmark": "C",
    })
}

#[test]
fn figures_are_those_of_the_libraries() {
    let peer = fixture();
    for holding in ["quantities", "weights"] {
        let expected = &peer[holding];
        let found = answer("trackRecord", &request(&peer, holding)).unwrap();
        // Both sides compute in double precision from the same prices.
        let near = |a: &Value, b: &Value, what: &str| assert_near(number(a), number(b), 1e-9, what);
        for figure in [
            "annualReturn",
            "volatility",
            "semideviation",
            "skew",
            "kurtosis",
            "maximumDrawdown",
            "averageDrawdown",
            "conditionalDrawdown",
            "ulcerIndex",
        ] {
            near(&found[figure], &expected[figure], figure);
        }
        for figure in ["best", "worst"] {
            near(&found[figure]["value"], &expected[figure], figure);
        }
        for figure in ["beta", "correlation", "upsideCapture", "downsideCapture"] {
            near(&found["benchmark"][figure], &expected[figure], figure);
        }
        let episodes = found["episodes"].as_array().unwrap();
        assert_eq!(episodes.len(), 5);
        for (episode, (depth, trough)) in episodes
            .iter()
            .zip(expected["depths"].as_array().unwrap().iter().zip(expected["troughs"].as_array().unwrap()))
        {
            near(&episode["depth"], depth, "depth");
            assert_eq!(&episode["trough"], trough);
        }
        for (name, ours) in [
            ("rollingVolatility", "volatility"),
            ("rollingBeta", "beta"),
            ("rollingCorrelation", "correlation"),
        ] {
            let rolled = found["rolling"][ours].as_array().unwrap();
            assert_eq!(rolled.len(), 400 - 59);
            for (a, b) in rolled.iter().step_by(40).zip(expected[name].as_array().unwrap()) {
                near(a, b, name);
            }
        }
    }
}

#[test]
fn the_longest_time_below_a_peak_is_counted_in_days() {
    let peer = fixture();
    let found = answer("trackRecord", &request(&peer, "weights")).unwrap();
    let below: Vec<f64> = found["drawdowns"].as_array().unwrap().iter().map(number).collect();
    // Daily prices: the bars below the peak in a row, and the one on which it is reached again.
    let mut longest = 0.0_f64;
    let mut run = 0.0;
    for drawdown in &below {
        run = if *drawdown > 0.0 { run + 1.0 } else { 0.0 };
        longest = longest.max(run);
    }
    let found = number(&found["longestDays"]);
    assert!(found == longest + 1.0 || found == longest, "{found} {longest}");
}

#[test]
fn a_level_has_a_beta_and_no_capture() {
    let peer = fixture();
    let mut request = request(&peer, "weights");
    request["prices"]["assets"][2] = json!("rate");
    for (t, row) in request["prices"]["prices"].as_array_mut().unwrap().iter_mut().enumerate() {
        row[2] = json!((t as f64 * 0.1).sin());
    }
    request["benchmark"] = json!("rate");
    let found = answer("trackRecord", &request).unwrap();
    assert_eq!(found["benchmark"]["level"], true);
    assert!(found["benchmark"]["beta"].is_number() && found["benchmark"]["upsideCapture"].is_null());
    request.as_object_mut().unwrap().remove("benchmark");
    let found = answer("trackRecord", &request).unwrap();
    assert_eq!(found["benchmark"]["name"], "Equal weights");
}

#[test]
fn the_sample_book_has_a_past_and_bad_input_a_sentence() {
    let found = answer("trackRecord", &sample(json!({}))).unwrap();
    assert!(number(&found["maximumDrawdown"]) > 0.0);
    let plain = book([5.0, 3.0, 0.0], normal_prices(100, [0.02, 0.03, 0.04], 8));
    for (changes, code, path) in [
        (json!({"window": 1}), Code::InvalidValue, "window"),
        (json!({"level": 0.2}), Code::InvalidValue, "level"),
        (json!({"benchmark": "none"}), Code::NotFound, "benchmark"),
        (json!({"from": "no date"}), Code::InvalidValue, "from"),
        (json!({"prices": null}), Code::InsufficientHistory, "prices"),
        (json!({"positions": []}), Code::InvalidValue, "positions"),
    ] {
        let (found, at, message) = refusal("trackRecord", &with(plain.clone(), changes));
        assert_eq!((found, at.as_str()), (code, path), "{message}");
    }
    // Three times as much as there is, in what fell by more than a third since.
    let mut falling = book(
        [3.0, 0.0, 0.0],
        json!({"dates": ["2024-01-01", "2024-01-02", "2024-01-03"], "assets": ["A"], "prices": [[200.0], [100.0], [100.0]]}),
    );
    let debt = json!({"id": "debt", "instrument": {"kind": "cash", "currency": "USD"}, "quantity": -200.0});
    falling["positions"] = json!([falling["positions"][0], debt]);
    let (_, at, message) = refusal("trackRecord", &with(falling, json!({"holding": "weights"})));
    assert_eq!(at, "holding", "{message}");
    assert!(message.contains("2024-01-02"), "{message}");
}
