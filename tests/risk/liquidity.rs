//! The operation `liquidity` against its formulas, worked out by hand and day by day.

use allotrope::Code;
use serde_json::{Value, json};

use crate::{answer, assert_near, book, dates, normal_prices, number, refusal, sample, with};

/// So much of each of A, B, C traded on each of 40 days before the quotes.
fn volumes(of_assets: [f64; 3]) -> Value {
    let days = dates(40);
    let series =
        |(asset, volume): (&str, f64)| json!({"asset": asset, "dates": days, "volumes": vec![volume; 40]});
    json!(crate::NAMES.into_iter().zip(of_assets).map(series).collect::<Vec<_>>())
}

fn liquidity(risk: &Value, changes: Value) -> Value {
    answer("liquidity", &with(json!({"risk": risk}), changes)).unwrap()
}

#[test]
fn one_coin_by_hand() {
    let request = book([5.0, 0.0, 0.0], normal_prices(400, [0.02, 0.03, 0.04], 12));
    let found = liquidity(&request, json!({"volumes": volumes([100.0, 1.0, 1.0])}));
    let asset = &found["assets"][0];
    // 500 at a tenth of 100 a day.
    assert_eq!((number(&asset["days"]), number(&found["days"])), (50.0, 50.0));
    assert_eq!((number(&asset["unsold"]), number(&found["unsold"])), (400.0, 400.0));
    let factor = (51.0_f64 * 101.0 / 300.0).sqrt();
    assert_near(number(&found["horizonFactor"]), factor, 1e-12, "factor");
    // Half of (0.1 % + 3 × 0.05 %) of 500.
    assert_near(number(&found["spreadCost"]), 0.625, 1e-12, "spread");
    let impact = 500.0 * number(&asset["volatility"]) * 0.1_f64.sqrt();
    assert_near(number(&found["impactCost"]), impact, 1e-12, "impact");
    let adjusted = factor * number(&found["valueAtRisk"]) + 0.625 + impact;
    assert_near(number(&found["adjustedValueAtRisk"]), adjusted, 1e-12, "adjusted");
    let schedule = found["schedule"].as_array().unwrap();
    assert_eq!((number(&schedule[0]["share"]), number(&schedule[schedule.len() - 1]["share"])), (1.0, 0.0));
    let plain = answer("risk", &request).unwrap();
    assert_eq!(found["valueAtRisk"], plain["valueAtRisk"]);
}

#[test]
fn the_wait_of_several_coins_is_the_sum_over_the_days() {
    let request = book([5.0, 3.0, -2.0], normal_prices(400, [0.02, 0.03, 0.04], 13));
    let request = with(request, json!({"horizonDays": 3, "method": {"kind": "parametricNormal"}}));
    let found = liquidity(&request, json!({"volumes": volumes([1e9, 400.0, 150.0])}));
    // Variances of what is held on each day, from the figures of books with those quantities.
    let variance = |quantities: [f64; 3]| {
        let prices = request["prices"].clone();
        let day = with(book(quantities, prices), json!({"method": {"kind": "parametricNormal"}}));
        number(&answer("risk", &day).unwrap()["standardDeviation"]).powi(2)
    };
    let (of_b, of_c) = ((300.0_f64 / 40.0).ceil(), (200.0_f64 / 15.0).ceil());
    let mut sold = 2.0 * variance([5.0, 3.0, -2.0]);
    for k in 0..14 {
        let left = |days: f64| (1.0 - f64::from(k) / days).max(0.0);
        sold += variance([5.0 * left(1.0), 3.0 * left(of_b), -2.0 * left(of_c)]);
    }
    let factor = (sold / (3.0 * variance([5.0, 3.0, -2.0]))).sqrt();
    assert_near(number(&found["horizonFactor"]), factor, 1e-9, "factor");
    assert_near(number(&found["positions"][1]["days"]), 7.5, 1e-12, "days of B");
    let deep = liquidity(
        &request,
        json!({"volumes": volumes([1e9; 3]), "impact": 0.0, "spreadFactor": 0.0, "spreads": {"A": 0.0, "B": 0.0, "C": 0.0}}),
    );
    assert_eq!((number(&deep["horizonFactor"]), number(&deep["unsold"])), (1.0, 0.0));
    assert_near(
        number(&deep["adjustedExpectedShortfall"]),
        number(&deep["expectedShortfall"]),
        1e-12,
        "deep",
    );
}

#[test]
fn what_is_not_known_is_said_and_what_is_wrong_refused() {
    let request = sample(json!({}));
    let found = answer("liquidity", &json!({"risk": request})).unwrap();
    assert!(found["days"].is_null() && number(&found["horizonFactor"]) == 1.0);
    assert!(found["warnings"].as_array().unwrap().iter().any(|notice| notice["code"] == "noVolume"));
    let plain = book([5.0, 3.0, 0.0], normal_prices(100, [0.02, 0.03, 0.04], 8));
    let old = liquidity(&plain, json!({"volumes": volumes([1.0; 3])}));
    assert!(old["warnings"].as_array().unwrap().iter().any(|notice| notice["code"] == "oldVolumes"));
    let one = |volumes: Value| json!({"volumes": [{"asset": "A", "dates": ["2024-01-01", "2024-01-02"], "volumes": volumes}]});
    for (changes, code, path) in [
        (json!({"shareOfVolume": 0.0}), Code::InvalidValue, "shareOfVolume"),
        (json!({"withinDays": 400}), Code::InvalidValue, "withinDays"),
        (json!({"spreads": {"A": 5.0}}), Code::InvalidValue, "spreads.A"),
        (one(json!([1.0])), Code::InvalidValue, "volumes[0].volumes"),
        (one(json!([1.0, -1.0])), Code::InvalidValue, "volumes[0].volumes[1]"),
        (json!({"risk": with(plain.clone(), json!({"level": 0.1}))}), Code::InvalidValue, "risk.level"),
    ] {
        let (found, at, message) = refusal("liquidity", &with(json!({"risk": plain}), changes));
        assert_eq!((found, at.as_str()), (code, path), "{message}");
    }
}
