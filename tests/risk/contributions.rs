//! Contributions by position, asset and group, with their errors.

use allotrope::Code;
use serde_json::{Value, json};

use crate::{answer, assert_near, book, normal_prices, number, refusal, sample, with};

/// Figures of one part and their stated errors: VaR, ES, se(VaR), se(ES).
fn parts(part: &Value) -> [f64; 4] {
    let error = &part["standardError"];
    let of = [
        &part["valueAtRisk"],
        &part["expectedShortfall"],
        &error["valueAtRisk"],
        &error["expectedShortfall"],
    ];
    of.map(number)
}

/// Compares stated errors with the spread over runs. A spread over n runs is known to 1/√(2n); four of these,
/// and a tenth for what is asymptotic in the stated one.
fn assert_spread(runs: &[[f64; 4]], what: &str) {
    let n = runs.len() as f64;
    for figure in [0, 1] {
        let mean = runs.iter().map(|run| run[figure]).sum::<f64>() / n;
        let spread = (runs.iter().map(|run| (run[figure] - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        let stated = (runs.iter().map(|run| run[figure + 2].powi(2)).sum::<f64>() / n).sqrt();
        let allowed = 4.0 / (2.0 * n).sqrt() + 0.1;
        assert!((stated / spread - 1.0).abs() < allowed, "{what} {figure}: stated {stated}, seen {spread}");
    }
}

#[test]
fn the_stated_errors_are_the_spread_over_seeds() {
    let request = book([5.0, 3.0, -2.0], normal_prices(300, [0.02, 0.03, 0.04], 3));
    let groups = json!([{"name": "first two", "assets": ["A", "B"]}]);
    let runs: Vec<Value> = (0..100)
        .map(|seed| {
            let method = json!({"kind": "monteCarlo", "scenarios": 4000});
            let changes =
                json!({"method": method, "seed": seed, "level": 0.95, "groupBy": "named", "groups": groups});
            answer("risk", &with(request.clone(), changes)).unwrap()
        })
        .collect();
    for place in 0..3 {
        let of: Vec<_> = runs.iter().map(|run| parts(&run["contributions"][place])).collect();
        assert_spread(&of, &format!("position {place}"));
    }
    let of: Vec<_> = runs.iter().map(|run| parts(&run["byGroup"][0])).collect();
    assert_spread(&of, "group");
}

#[test]
fn the_errors_of_the_closed_form_are_the_spread_over_histories() {
    let runs: Vec<Value> = (0..150)
        .map(|seed| {
            let request = book([5.0, 3.0, -2.0], normal_prices(251, [0.002, 0.003, 0.004], seed));
            answer("risk", &with(request, json!({"method": {"kind": "parametricNormal"}}))).unwrap()
        })
        .collect();
    for place in 0..3 {
        let of: Vec<_> = runs.iter().map(|run| parts(&run["contributions"][place])).collect();
        assert_spread(&of, &format!("position {place}"));
    }
}

#[test]
fn a_part_that_is_the_whole_has_the_errors_of_the_whole() {
    for kind in ["historical", "monteCarlo", "parametricNormal"] {
        let request = book([4.0, 0.0, 0.0], normal_prices(700, [0.02, 0.03, 0.04], 5));
        let risk = answer("risk", &with(request, json!({"method": {"kind": kind}}))).unwrap();
        let part = parts(&risk["contributions"][0]);
        // The line of a loss by itself is exact, but for the rounding of sums of squares.
        assert_near(part[2], number(&risk["standardError"]["valueAtRisk"]), 1e-6, kind);
        assert_near(part[3], number(&risk["standardError"]["expectedShortfall"]), 1e-6, kind);
        assert_near(parts(&risk["byGroup"][0])[2], part[2], 1e-9, kind);
    }
}

#[test]
fn groups_add_up_to_the_whole() {
    for group_by in ["kind", "expiry"] {
        let risk = answer("risk", &sample(json!({"groupBy": group_by}))).unwrap();
        let groups = risk["byGroup"].as_array().unwrap();
        assert!(groups.len() > 1);
        for figure in ["valueAtRisk", "expectedShortfall"] {
            let sum: f64 = groups.iter().map(|group| number(&group[figure])).sum();
            assert_near(sum, number(&risk[figure]), 1e-10, group_by);
        }
        let count: f64 = groups.iter().map(|group| number(&group["positions"])).sum();
        assert_eq!(count as usize, risk["contributions"].as_array().unwrap().len());
    }
    let named =
        json!([{"name": "large", "assets": ["BTC", "ETH"]}, {"name": "all", "assets": ["group:large", "*"]}]);
    let risk = answer("risk", &sample(json!({"groupBy": "named", "groups": named}))).unwrap();
    assert_near(number(&risk["byGroup"][1]["share"]), 1.0, 1e-10, "all");
    assert!(risk["warnings"].as_array().unwrap().iter().any(|notice| notice["code"] == "groupsOverlap"));
    let one = json!([{"name": "large", "assets": ["BTC"]}]);
    let risk = answer("risk", &sample(json!({"groupBy": "named", "groups": one}))).unwrap();
    assert_eq!(risk["byGroup"][1]["name"], "Others");

    let (code, path, message) = refusal("risk", &sample(json!({"groupBy": "named"})));
    assert_eq!((code, path.as_str()), (Code::InvalidValue, "groups"), "{message}");
    let unknown = json!([{"name": "x", "assets": ["NOSUCH"]}]);
    let (code, path, message) = refusal("risk", &sample(json!({"groupBy": "named", "groups": unknown})));
    assert_eq!((code, path.as_str()), (Code::NotFound, "groups[0].assets[0]"), "{message}");
}

#[test]
fn risk_is_told_per_unit_of_expected_profit() {
    let request = book([5.0, 3.0, -2.0], normal_prices(300, [0.02, 0.03, 0.04], 3));
    let plain = answer("risk", &request).unwrap();
    assert!(plain["contributions"][0]["expectedProfit"].is_null());
    let changes = json!({"expectedReturns": {"A": 0.365, "C": 0.1}, "horizonDays": 10});
    let risk = answer("risk", &with(request.clone(), changes)).unwrap();
    let first = &risk["contributions"][0];
    // 500 at 0.1 % a day over ten days.
    assert_near(number(&first["expectedProfit"]), 5.0, 1e-12, "profit");
    assert_near(number(&first["riskPerReturn"]), number(&first["expectedShortfall"]) / 5.0, 1e-12, "ratio");
    assert!(risk["contributions"][1]["expectedProfit"].is_null());
    // A short position in what is expected to rise earns nothing to divide by.
    assert!(risk["contributions"][2]["riskPerReturn"].is_null());
    let (code, path, _) = refusal("risk", &with(request, json!({"expectedReturns": {"A": 40.0}})));
    assert_eq!((code, path.as_str()), (Code::InvalidValue, "expectedReturns.A"));
}
