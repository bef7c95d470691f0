//! The Gini mean difference: against programs over all pairs, beside other limits, and where scenarios are
//! tied.

use serde_json::{Value, json};

use super::measures::heavy_tailed;
use super::{fixture_prices, named_prices, run, solved};

fn allocate(table: &Value, objective: &Value, constraints: &Value) -> Value {
    run("allocate", &json!({"prices": table, "objective": objective, "constraints": constraints}))
}

fn measure() -> Value {
    json!({"kind": "giniMeanDifference"})
}

fn least() -> Value {
    json!({"kind": "minimumRisk", "measure": measure()})
}

fn value(response: &Value) -> f64 {
    solved(response);
    response["risk"]["value"].as_f64().unwrap()
}

/// A simplex over all pairs stops at a vertex, to 1e-10 in its units of one per cent: its value is ours to
/// nine digits, and its weights to the root of what that leaves. The library that approximates is above.
#[test]
fn least_over_all_pairs() {
    let read = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let mut prices = read(include_str!("../fixtures/peers/measures.json"));
    prices["prices"].as_array_mut().unwrap().truncate(101);
    let table = fixture_prices(&prices);
    let fixture = read(include_str!("../fixtures/peers/gini.json"));
    let cases = fixture["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let response = allocate(&table, &least(), &case["constraints"]);
        let (ours, theirs) = (value(&response), case["value"].as_f64().unwrap());
        let exact = case["source"].as_str().unwrap().starts_with("scipy");
        let allowed = if exact { -1e-9..1e-9 } else { -1e-3..0.0 };
        let off = ours / theirs - 1.0;
        assert!(allowed.contains(&off), "{}: {ours} instead of {theirs}, off by {off:e}", case["source"]);
        for (weight, expected) in solved(&response).iter().zip(case["weights"].as_array().unwrap()) {
            let off = weight - expected.as_f64().unwrap();
            assert!(off.abs() < if exact { 1e-6 } else { 1e-2 }, "{}: off by {off}", case["source"]);
        }
    }
}

/// Beside other measures, as objective and as limit, over histories whose scenarios are sorted for one and
/// ranked for the other; against a benchmark; with costs, turnover and a number of assets.
#[test]
fn goes_with_everything_else() {
    for (assets, days) in [(8, 250), (10, 900)] {
        let table = heavy_tailed(70 + assets as u64, assets, days);
        let most = 1.1 * value(&allocate(&table, &least(), &json!({})));
        let tail = json!({"kind": "conditionalValueAtRisk"});
        let worst = allocate(&table, &json!({"kind": "minimumRisk", "measure": tail}), &json!({}));
        let worst = 1.1 * worst["risk"]["value"].as_f64().unwrap();
        let limit = json!({"risk": [{"measure": measure(), "max": most}]});
        let both = json!({"risk": [{"measure": measure(), "max": most}, {"measure": tail, "max": worst}]});
        let tracking =
            json!({"risk": [{"measure": measure(), "max": 0.5 * most, "benchmark": {"A0": 1, "A1": 1}}]});
        for constraints in [&limit, &both] {
            for objective in [
                json!({"kind": "maximumReturn"}),
                json!({"kind": "minimumRisk"}),
                json!({"kind": "minimumRisk", "measure": tail}),
                json!({"kind": "minimumRisk", "measure": {"kind": "meanAbsoluteDeviation"}, "minimumReturn": 0.05}),
                json!({"kind": "maximumRatio", "measure": tail}),
            ] {
                let response = allocate(&table, &objective, constraints);
                let weights = solved(&response);
                let closed = |(i, w): (usize, &f64)| json!({"assets": [format!("A{i}")], "min": w - 1e-9, "max": w + 1e-9});
                let bounds: Vec<Value> = weights.iter().enumerate().map(closed).collect();
                let there = value(&allocate(&table, &least(), &json!({"bounds": bounds})));
                assert!(there <= most * (1.0 + 1e-6), "{objective}: {there} of {most}");
            }
        }
        let current: Vec<Value> =
            (0..assets).map(|i| json!({"asset": format!("A{i}"), "weight": 1.0 / assets as f64})).collect();
        for (objective, constraints) in [
            (least(), tracking.clone()),
            (json!({"kind": "maximumReturn"}), tracking.clone()),
            (
                json!({"kind": "benchmarkTracking", "measure": measure(), "benchmark": {"A0": 1, "A5": 2}}),
                json!({"bounds": [{"assets": ["A5"], "max": 0.3}]}),
            ),
            (
                json!({"kind": "benchmarkTracking", "measure": measure(), "benchmark": {"A0": 1, "A5": 2}}),
                json!({"bounds": [{"assets": ["A5"], "max": 0.3}], "turnover": 0.5}),
            ),
            (least(), json!({"turnover": 0.1})),
            (least(), json!({"maxAssets": 3})),
            (least(), json!({"bounds": [{"assets": ["*"], "min": -0.3, "max": 0.6}]})),
            (
                json!({"kind": "maximumRatio", "measure": measure()}),
                json!({"bounds": [{"assets": ["*"], "min": -0.3, "max": 0.6}], "grossExposure": 1.5}),
            ),
        ] {
            let request = json!({"prices": table, "objective": objective, "constraints": constraints, "current": current});
            solved(&run("allocate", &request));
        }
    }
}

/// Prices of assets by day, from returns by day and asset.
fn grown(days: usize, assets: usize, returns: impl Fn(usize, usize) -> f64) -> Value {
    let column = |i: usize| {
        let mut column = vec![100.0];
        for t in 0..days {
            column.push(column[t] * (1.0 + returns(t, i)));
        }
        column
    };
    named_prices(&(0..assets).map(column).collect::<Vec<_>>())
}

fn wave(t: usize, i: usize) -> f64 {
    0.01 * (((t * (37 + 16 * i) + t * t * (3 + i)) % 1009) as f64 / 504.0 - 1.0)
}

/// Days without any returns, a coin next to a dollar in whole hundredths of a per cent, prices that stand still,
/// an asset that is there twice, and moves of whole per cents: scenarios in a row are tied, and neither the
/// order nor a curvature is there to be found.
#[test]
fn tied_scenarios_are_no_obstacle() {
    let coarse = |r: f64, unit: f64| (r / unit).round() * unit;
    let tables = [
        grown(700, 6, |t, i| if t % 7 < 3 { 0.0 } else { wave(t, i) }),
        grown(400, 5, |t, i| if i == 0 { coarse(0.02 * wave(t, i), 1e-4) } else { wave(t, i) }),
        grown(400, 5, |t, i| if i == 0 { 0.0 } else { wave(t, i) }),
        grown(400, 4, |t, i| if i == 0 { 1e-4 } else { wave(t, i) }),
        grown(400, 6, |t, i| wave(t, i % 3)),
        grown(400, 6, |t, i| coarse(wave(t, i), 0.01)),
        grown(60, 12, |t, i| coarse(wave(t, i), 0.005)),
        grown(300, 3, |_, _| 0.0),
        grown(300, 2, |t, _| wave(t, 0)),
        grown(8, 12, wave),
    ];
    for (k, table) in tables.iter().enumerate() {
        let response = allocate(table, &least(), &json!({}));
        let lowest = value(&response);
        if [2, 3, 7].contains(&k) {
            assert!(lowest < 1e-12, "{k}: {lowest}");
        }
        if k == 7 {
            // Nothing earns anything either: there is nothing to choose by.
            continue;
        }
        for (objective, constraints) in [
            (json!({"kind": "maximumUtility", "measure": measure()}), json!({})),
            (
                json!({"kind": "maximumReturn", "measure": measure(), "maximumRisk": 1.2 * lowest + 1e-4}),
                json!({}),
            ),
            (json!({"kind": "hierarchicalEqualRiskContribution", "measure": measure()}), json!({})),
            (least(), json!({"bounds": [{"assets": ["*"], "min": -0.5, "max": 1}]})),
            (least(), json!({"bounds": [{"assets": ["A0"], "max": 0.2}]})),
        ] {
            let response = allocate(table, &objective, &constraints);
            assert_eq!(
                response["status"], "solved",
                "{k} {objective} {constraints}: {}",
                response["explanation"]
            );
        }
        let objective = json!({"kind": "riskBudgeting", "measure": measure()});
        let response = allocate(table, &objective, &json!({}));
        let refused = [2, 3].contains(&k);
        assert_eq!(
            response["status"],
            if refused { "infeasible" } else { "solved" },
            "{k}: {}",
            response["explanation"]
        );
    }
}
