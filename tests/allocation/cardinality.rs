//! Few assets, or positions of a least size: against mixed-integer programs of others and against every
//! choice there is.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{fixture_prices, moments, refused, run, solved};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/cardinality.json")).unwrap()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

/// HiGHS keeps to its limits within 1e-9, and both leave about 1e-10 of a quadratic objective, which
/// where it is flat is 2e-5 of a weight.
#[test]
fn what_mixed_integer_programs_find() {
    let fixture = fixture();
    let table = fixture_prices(&fixture);
    for case in fixture["cases"].as_array().unwrap() {
        let request = json!({
            "prices": table, "objective": case["objective"], "constraints": case["constraints"], "periodsPerYear": 365,
        });
        let answer = run("allocate", &request);
        let found = solved(&answer);
        for (weight, expected) in found.iter().zip(numbers(&case["weights"])) {
            let off = (weight - expected).abs();
            assert!(
                off < 2e-5,
                "{}: {found:?} instead of {}: {}",
                case["name"],
                case["weights"],
                answer["selection"]
            );
        }
        assert_eq!(answer["selection"]["proved"], true, "{}: {}", case["name"], answer["selection"]);
    }
}

/// What an answer made small: the inverse of the ratio for those that make a ratio great.
fn cost(answer: &Value, objective: &str) -> f64 {
    let number = |field: &str| answer[field].as_f64().unwrap();
    match objective {
        "maximumRatio" => 1.0 / number("sharpeRatio"),
        "maximumDiversification" => 1.0 / number("diversificationRatio"),
        _ => number("volatility").powi(2),
    }
}

/// The least cost over every choice of up to `most` of the assets, each at least `least`.
fn enumerated(given: &Value, objective: &Value, most: usize, least: f64) -> Option<f64> {
    let assets = given["assets"].as_array().unwrap();
    let kind = objective["kind"].as_str().unwrap();
    let mut best: Option<f64> = None;
    for mask in 1_u32..1 << assets.len() {
        if mask.count_ones() as usize > most {
            continue;
        }
        let chosen = |i: usize| mask >> i & 1 == 1;
        let bounds: Vec<Value> = (assets.iter().enumerate())
            .map(|(i, asset)| match chosen(i) {
                true => json!({"assets": [asset], "min": least}),
                false => json!({"assets": [asset], "max": 0}),
            })
            .collect();
        let request = json!({"moments": given, "objective": objective, "constraints": {"bounds": bounds}});
        let answer = run("allocate", &request);
        if answer["status"] == "solved" {
            let found = cost(&answer, kind);
            best = Some(best.map_or(found, |best| best.min(found)));
        }
    }
    best
}

/// Loadings on two factors and risks of its own.
fn covariance(loadings: &[f64], own: &[f64]) -> Vec<Vec<f64>> {
    let n = own.len();
    let entry = |i: usize, j: usize| {
        let common = loadings[i] * loadings[j] + loadings[n + i] * loadings[n + j];
        common + if i == j { own[i] } else { 0.0 }
    };
    (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_choice_is_better(
        means in prop::collection::vec(0.01..0.4f64, 7),
        loadings in prop::collection::vec(-0.2..0.6f64, 14),
        own in prop::collection::vec(0.01..0.2f64, 7),
        most in 1usize..5,
        least in prop::sample::select(vec![0.0, 0.1, 0.3]),
        kind in prop::sample::select(vec!["minimumRisk", "maximumRatio", "maximumDiversification"]),
    ) {
        let given = moments(&means, &covariance(&loadings, &own));
        let objective = json!({"kind": kind});
        let constraints = json!({"maxAssets": most, "minPosition": least});
        let answer = run("allocate", &json!({"moments": given, "objective": objective, "constraints": constraints}));
        let best = enumerated(&given, &objective, most, least).unwrap();
        let weights = solved(&answer);
        prop_assert!(weights.iter().filter(|w| **w != 0.0).count() <= most);
        prop_assert!(weights.iter().all(|w| *w == 0.0 || *w >= least - 1e-8));
        prop_assert_eq!(&answer["selection"]["proved"], true);
        // Both are proved to 1e-7.
        prop_assert!((cost(&answer, kind) / best - 1.0).abs() < 5e-7, "{} {best}", cost(&answer, kind));
    }
}

fn twelve() -> Value {
    let (mut loadings, mut own) = (vec![], vec![]);
    for i in 0..24 {
        loadings.push(0.15 + 0.05 * ((i * 7) % 5) as f64 * if i < 12 { 1.0 } else { -1.0 });
    }
    (0..12).for_each(|i| own.push(0.02 + 0.01 * ((i * 5) % 7) as f64));
    moments(&[0.1; 12], &covariance(&loadings, &own))
}

#[test]
fn a_search_that_is_cut_short_says_so() {
    let table = fixture_prices(&fixture());
    let objective = json!({"kind": "minimumRisk", "measure": {"kind": "conditionalValueAtRisk"}});
    let answer = |constraints: Value| {
        run("allocate", &json!({"prices": table, "objective": objective, "constraints": constraints}))
    };
    let (short, whole) = (answer(json!({"maxAssets": 3, "maxNodes": 1})), answer(json!({"maxAssets": 3})));
    let [cut, best] = [&short, &whole].map(|answer| answer["risk"]["value"].as_f64().unwrap());
    solved(&short);
    let gap = short["selection"]["optimalityGap"].as_f64().unwrap();
    assert_eq!(short["selection"]["proved"], false);
    assert!(best >= cut * (1.0 - gap) && gap > 1e-4, "{gap} {cut} {best}");
    assert_eq!(short["warnings"][0]["code"], "selectionOpen");
    assert_eq!(whole["warnings"], json!([]));
    assert_eq!(whole["selection"]["held"], 3);
}

#[test]
fn too_few_assets_for_the_budget_are_named() {
    let constraints = json!({"maxAssets": 3, "bounds": [{"assets": ["*"], "max": 0.2}]});
    let answer = run("allocate", &json!({"moments": twelve(), "constraints": constraints}));
    assert_eq!(answer["status"], "infeasible");
    let explanation = answer["explanation"].as_str().unwrap();
    assert_eq!(
        explanation,
        "The 3 greatest caps sum to 60 % and the budget is 100 %. It would take 5 assets."
    );
    let relaxation = |constraint: &str| {
        let conflicts = answer["conflicts"].as_array().unwrap();
        let found = conflicts.iter().find(|conflict| conflict["constraint"] == constraint);
        found.unwrap_or_else(|| panic!("{answer}"))["relaxation"].as_f64().unwrap()
    };
    assert_eq!(relaxation("constraints.maxAssets"), 2.0);
    assert!((relaxation("constraints.budget") - 0.4).abs() < 1e-12);
    // Three times a third, rounded to a millionth.
    assert!((relaxation("constraints.bounds[0].max") - 0.133_333).abs() < 1e-6);
}

/// Three held for a rule on three groups of four, but at least 40 % of each.
#[test]
fn least_positions_that_leave_no_room_are_named() {
    let groups: Vec<Value> = (0..3)
        .map(|k| json!({"name": format!("G{k}"), "assets": (1..5).map(|i| format!("A{}", 4 * k + i)).collect::<Vec<_>>(), "min": 0.25}))
        .collect();
    let constraints = json!({"minPosition": 0.4, "groups": groups});
    let answer = run("allocate", &json!({"moments": twelve(), "constraints": constraints}));
    assert_eq!(answer["status"], "infeasible", "{answer}");
    let conflict = &answer["conflicts"][0];
    assert_eq!(conflict["constraint"], "constraints.minPosition");
    // Three of a third each: bisected to 0.4 / 2^14.
    assert!((conflict["relaxation"].as_f64().unwrap() - (0.4 - 1.0 / 3.0)).abs() < 3e-5, "{answer}");
}

#[test]
fn caps_below_the_least_position_are_named() {
    let bounds = json!([{"assets": ["*"], "max": 0.2}, {"assets": ["A1"], "max": 0.5}]);
    let constraints = json!({"maxAssets": 8, "minPosition": 0.3, "bounds": bounds});
    let answer = run("allocate", &json!({"moments": twelve(), "constraints": constraints}));
    assert_eq!(answer["status"], "infeasible");
    let explanation = answer["explanation"].as_str().unwrap();
    assert!(
        explanation.starts_with(
            "What is capped below the least position of 30 % cannot be held: the 8 greatest caps of the rest sum to 50 % and the budget is 100 %."
        ),
        "{explanation}"
    );
}

#[test]
fn what_cannot_be_carried_is_refused() {
    for kind in ["equalWeight", "riskBudgeting", "hierarchicalRiskParity", "inverseVolatility"] {
        let request =
            json!({"moments": twelve(), "objective": {"kind": kind}, "constraints": {"maxAssets": 3}});
        let error = refused("allocate", &request);
        assert_eq!(error.path.as_deref(), Some("constraints.maxAssets"), "{kind}: {error}");
    }
    for (field, value) in [("maxAssets", json!(0)), ("minPosition", json!(-0.1)), ("minPosition", json!(11))]
    {
        let error = refused("allocate", &json!({"moments": twelve(), "constraints": {field: value}}));
        assert_eq!(error.path, Some(format!("constraints.{field}")));
    }
}

/// With a limit on the gross exposure the relaxation is a cone program of its own; a choice that obeys it
/// anyway, since nothing is short, is the same.
#[test]
fn convex_limits_hold_beside_the_choice() {
    for kind in
        ["minimumRisk", "maximumRatio", "maximumDiversification", "maximumDecorrelation", "maximumUtility"]
    {
        let mut request = json!({
            "moments": twelve(), "objective": {"kind": kind},
            "constraints": {"maxAssets": 2, "grossExposure": 1.5},
        });
        let limited = solved(&run("allocate", &request));
        request["constraints"] = json!({"maxAssets": 2});
        let free = solved(&run("allocate", &request));
        // Both are proved to 1e-7 of what is made small, which where it is flat is 1e-3.5 of a weight.
        for (a, b) in limited.iter().zip(&free) {
            assert!((a - b).abs() < 5e-4, "{kind}: {limited:?} {free:?}");
        }
    }
}

#[test]
fn the_frontier_is_drawn_without_the_choice() {
    let mut request = json!({"moments": twelve(), "includeMethods": [{"kind": "minimumRisk"}]});
    let free = run("frontier", &request);
    request["constraints"] = json!({"maxAssets": 2});
    let chosen = run("frontier", &request);
    assert_eq!(free["points"], chosen["points"]);
    assert_eq!(chosen["warnings"][0]["code"], "choiceLeftOut");
    let weights = numbers(&chosen["methods"][0]["point"]["weights"]);
    assert_eq!(weights.iter().filter(|w| **w != 0.0).count(), 2);
}

/// Of assets that cannot be told apart any choice is as good: no search through all of them.
#[test]
fn equal_assets_need_no_search() {
    let covariance: Vec<Vec<f64>> =
        (0..30).map(|i| (0..30).map(|j| if i == j { 0.04 } else { 0.01 }).collect()).collect();
    let request = json!({"moments": moments(&[0.1; 30], &covariance), "constraints": {"maxAssets": 5}});
    let answer = run("allocate", &request);
    let mut weights = solved(&answer);
    weights.retain(|w| *w != 0.0);
    assert_eq!(weights.len(), 5);
    assert!(weights.iter().all(|w| (w - 0.2).abs() < 1e-7));
    assert_eq!(answer["selection"]["proved"], true);
    assert!(answer["selection"]["nodes"].as_u64().unwrap() < 50, "{}", answer["selection"]);
}
