//! Failures of what holdings depend on: against every set of failures with its probability, by hand, and what is refused.

use allotrope::operations::run_json;
use proptest::prelude::*;
use serde_json::{Value, json};

fn answer(name: &str, request: &Value) -> Result<Value, allotrope::Error> {
    run_json(name, &request.to_string(), &mut ()).map(|text| serde_json::from_str(&text).unwrap())
}

fn dependencies(request: &Value) -> Value {
    answer("dependencies", request).unwrap_or_else(|error| panic!("{error}: {request}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// A lender on a chain that holds a token of an issuer, with two coins and a dollar.
fn small() -> Value {
    json!({
        "nodes": [
            {"name": "Chain", "kind": "chain", "failureProbability": 0.02, "lossGivenFailure": 0.5},
            {"name": "Lender", "kind": "protocol", "failureProbability": 0.05, "lossGivenFailure": 0.8,
             "dependsOn": [{"on": "Chain", "share": 0.5}, {"on": "Issuer", "share": 0.25}]},
            {"name": "Issuer", "kind": "issuer", "failureProbability": 0.01, "lossGivenFailure": 0.4},
        ],
        "holdings": [
            {"name": "Lent", "asset": "ETH", "value": 6000, "chain": "Chain", "protocol": "Lender", "role": "collateral"},
            {"name": "Kept", "asset": "ETH", "value": 4000, "chain": "Chain"},
            {"name": "Dollars", "asset": "USDC", "value": 5000, "issuer": "Issuer", "role": "stable"},
            {"name": "Apart", "asset": "BTC", "value": 5000},
        ],
        "draws": 20_000,
    })
}

#[test]
fn figures_are_those_of_all_sets_of_failures() {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/peers/failures.json")).unwrap();
    for case in fixture["cases"].as_array().unwrap() {
        let found = dependencies(&json!({
            "nodes": fixture["nodes"], "holdings": fixture["holdings"], "level": fixture["level"],
            "draws": fixture["draws"], "horizonDays": case["horizonDays"], "dependence": case["dependence"],
        }));
        assert_eq!(found["draws"], fixture["draws"]);
        for figures in ["failures", "together"] {
            let (ours, theirs) = (&found[figures], &case[figures]);
            // Scenarios come equally often, so that the draws are nearer than four independent standard errors.
            let near = |field: &str, error: &str| {
                let gap = (number(&ours[field]) - number(&theirs[field])).abs();
                assert!(gap < 4.0 * number(&theirs[error]), "{figures} {field}: {ours} and {theirs}");
            };
            near("expectedLoss", "meanError");
            near("expectedShortfall", "shortfallError");
            let between = number(&theirs["between"][0]) - 1e-6..=number(&theirs["between"][1]) + 1e-6;
            assert!(between.contains(&number(&ours["valueAtRisk"])), "{figures}: {ours} and {theirs}");
        }
        // Without a draw in them: the market alone, and what is lost if one fails.
        for field in ["expectedLoss", "valueAtRisk", "expectedShortfall"] {
            let gap = number(&found["market"][field]) - number(&case["market"][field]);
            assert!(gap.abs() < 1e-6, "{field} of the market: {gap}");
        }
        for (node, loss) in
            found["nodes"].as_array().unwrap().iter().zip(case["lossIfFails"].as_array().unwrap())
        {
            assert!((number(&node["lossIfFails"]) - number(loss)).abs() < 1e-6, "{node} {loss}");
        }
        // Parts add up to the whole.
        let parts = |field: &str| -> f64 {
            found["holdings"].as_array().unwrap().iter().map(|row| number(&row[field])).sum()
        };
        for (part, whole) in [("expectedShortfall", "together"), ("expectedLoss", "failures")] {
            let whole = number(&found[whole][part]);
            assert!((parts(part) - whole).abs() < 1e-9 * whole, "{part}: {} {whole}", parts(part));
        }
    }
}

/// The chain takes half of what is on it. The lender's half on it is in what "Lent" names itself, and counts once:
/// Lent loses 0.5, Kept 0.5: 5,000. The lender takes 0.8 of Lent: 4,800. The issuer takes 0.4 of the dollars and through
/// the lender 0.25 · 0.4 of Lent: 2,000 + 600.
#[test]
fn losses_and_shares_by_hand() {
    let found = dependencies(&small());
    let of = |field: &str| -> Vec<f64> {
        found["nodes"].as_array().unwrap().iter().map(|node| number(&node[field])).collect()
    };
    let near = |field: &str, expected: [f64; 3]| {
        let found = of(field);
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{field}: {found:?}");
    };
    near("lossIfFails", [5000.0, 4800.0, 2600.0]);
    near("expectedLoss", [100.0, 240.0, 26.0]);
    near("named", [10_000.0, 6000.0, 5000.0]);
    near("resting", [10_000.0, 6000.0, 6500.0]);
    near("share", [0.5, 0.3, 0.325]);
    assert_eq!(found["value"], 20_000.0);
    let kinds = found["concentrations"].as_array().unwrap();
    assert!(kinds.iter().all(|kind| number(&kind["effective"]) == 1.0) && kinds.len() == 3, "{kinds:?}");
    let edge = json!({"from": "Lender", "holding": false, "to": "Issuer", "share": 0.25, "amount": 1500.0});
    assert!(found["edges"].as_array().unwrap().contains(&edge));
    assert_eq!(found["roles"][1], json!({"role": null, "value": 9000.0}));
}

/// With nothing that fails the figures are those of the operation `risk`, to the last digit of a sum; with failures they
/// take its very scenarios.
#[test]
fn the_market_is_that_of_the_risk_operation() {
    let days: Vec<String> =
        (0..400).map(|t| format!("2025-{:02}-{:02}", 1 + t / 28 % 12, 1 + t % 28)).collect();
    let days: Vec<String> = days.iter().take(336).cloned().collect();
    let price =
        |t: usize, k: f64| 100.0 * (1.0 + 0.1 * ((t as f64) * k).sin() + 0.03 * ((t * t) as f64 * k).cos());
    let rows: Vec<[f64; 2]> = (0..days.len()).map(|t| [price(t, 0.37), price(t, 0.91)]).collect();
    let spot = |asset: &str| json!({"kind": "spot", "asset": asset});
    for method in [
        json!({"kind": "historical"}),
        json!({"kind": "ageWeighted"}),
        json!({"kind": "monteCarlo", "scenarios": 4000}),
    ] {
        let risk = json!({
            "positions": [{"id": "a", "instrument": spot("BTC"), "quantity": 30}, {"id": "b", "instrument": spot("ETH"), "quantity": 50}],
            "quotes": {"valuationTime": "2025-12-28T08:00:00Z", "spots": {"BTC": 100, "ETH": 100}},
            "prices": {"dates": days, "assets": ["BTC", "ETH"], "prices": rows},
            "method": method, "level": 0.95, "horizonDays": 10,
        });
        let with = |probability: f64| {
            dependencies(&json!({
                "risk": risk, "draws": 8000, "caps": [{"on": "Venue", "max": 0.1}],
                "nodes": [{"name": "Venue", "kind": "venue", "failureProbability": probability, "lossGivenFailure": 1}],
                "holdings": [{"name": "there", "position": "b", "share": 0.6, "venue": "Venue"}],
            }))
        };
        let (alone, without, exposed) = (answer("risk", &risk).unwrap(), with(0.0), with(0.9));
        for field in ["valueAtRisk", "expectedShortfall"] {
            for figures in ["market", "together"] {
                let (ours, theirs) = (number(&without[figures][field]), number(&alone[field]));
                assert!((ours - theirs).abs() < 1e-9 * theirs, "{method} {figures} {field}: {ours} {theirs}");
            }
            assert!(number(&exposed["together"][field]) > number(&without["together"][field]), "{method}");
        }
        assert_eq!(without["failures"]["expectedLoss"], 0.0);
        // 0.6 of 50 coins at 100 are there, and the whole book is counted.
        assert_eq!((number(&exposed["value"]), number(&exposed["nodes"][0]["resting"])), (8000.0, 3000.0));
        // The cap knows that four tenths of the coins are elsewhere.
        assert_eq!(exposed["constraints"]["rules"], json!(["0.6 * ETH <= 0.1"]));
        let rows = exposed["holdings"].as_array().unwrap();
        assert_eq!(
            rows.iter().map(|row| number(&row["value"])).collect::<Vec<_>>(),
            [3000.0, 3000.0, 2000.0]
        );
        assert_eq!((&rows[1]["name"], &rows[2]["name"]), (&json!("Other BTC"), &json!("Other ETH")));
    }
    let closed = json!({
        "risk": {"positions": [{"id": "a", "instrument": spot("BTC"), "quantity": 30}], "quotes": {"valuationTime": "2025-12-28T08:00:00Z", "spots": {"BTC": 100}},
                 "prices": {"dates": days, "assets": ["BTC", "ETH"], "prices": rows}, "method": {"kind": "parametricNormal"}},
        "nodes": [], "holdings": [{"name": "x", "position": "a"}],
    });
    assert_eq!(answer("dependencies", &closed).unwrap_err().path.as_deref(), Some("risk.method"));
}

/// The constraints go to the allocator as they are, and what it answers keeps every cap.
#[test]
fn the_allocator_keeps_the_caps() {
    let mut request = small();
    request["caps"] =
        json!([{"on": "Lender", "max": 0.1}, {"kind": "chain", "max": 0.25}, {"role": "stable", "max": 0.3}]);
    let found = dependencies(&request);
    let caps = found["caps"].as_array().unwrap();
    assert_eq!(
        caps.iter().map(|cap| cap["kept"].as_bool().unwrap()).collect::<Vec<_>>(),
        [false, false, true]
    );
    // The chain and the role concern whole assets; of ETH six tenths are with the lender.
    assert_eq!(found["constraints"]["groups"].as_array().unwrap().len(), 2);
    assert_eq!(found["constraints"]["rules"], json!(["0.6 * ETH <= 0.1"]));
    let days: Vec<String> = (1..=28).map(|day| format!("2025-01-{day:02}")).collect();
    let rows: Vec<[f64; 3]> = (0..28)
        .map(|t| [0.5, 1.7, 2.9].map(|k| 100.0 + 3.0 * (t as f64 * k).sin()))
        .map(|[eth, usdc, btc]| [eth, 100.0 + 0.01 * (usdc - 100.0), btc])
        .collect();
    for objective in ["minimumRisk", "maximumReturn"] {
        let asked = json!({
            "prices": {"dates": days, "assets": ["ETH", "USDC", "BTC"], "prices": rows},
            "objective": {"kind": objective}, "constraints": found["constraints"],
        });
        let weights = answer("allocate", &asked).unwrap_or_else(|error| panic!("{error}"))["weights"].clone();
        let weight = |asset: &str| {
            let row = weights.as_array().unwrap().iter().find(|row| row["asset"] == asset).unwrap();
            number(&row["weight"])
        };
        assert!(0.6 * weight("ETH") <= 0.1 + 1e-6 && weight("USDC") <= 0.3 + 1e-6, "{objective} {weights}");
        assert!(weight("BTC") > 0.5, "{objective} {weights}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let cases = [
        (
            "/holdings/0/protocol",
            json!("Nobody"),
            "holdings[0].protocol",
            "Nobody is not among the dependencies.",
        ),
        (
            "/holdings/0/protocol",
            json!("Chain"),
            "holdings[0].protocol",
            "Chain is of the kind chain, and not protocol.",
        ),
        (
            "/holdings/2/value",
            json!(null),
            "holdings[2].value",
            "A holding has a value, or names a position.",
        ),
        ("/holdings/2/value", json!(1e300), "holdings[2].value", "The value is 1"),
        ("/holdings/1/asset", json!(""), "holdings[1].asset", "A holding names its asset, or a position."),
        ("/holdings/1/name", json!(""), "holdings[1].name", "A holding needs a name."),
        ("/nodes/1/dependsOn/0/on", json!("Lender"), "nodes[1].dependsOn[0].on", "Lender depends on itself."),
        ("/nodes/1/dependsOn/1/on", json!("Chain"), "nodes[1].dependsOn[1].on", "Chain is named twice."),
        ("/nodes/1/dependsOn/1/on", json!("Gone"), "nodes[1].dependsOn[1].on", "Gone is not among"),
        ("/nodes/1/dependsOn/0/share", json!(0.8), "nodes[1].dependsOn", "The shares add up to 1.05"),
        ("/nodes/1/dependsOn/0/share", json!(-0.1), "nodes[1].dependsOn[0].share", "It is -0.1"),
        ("/nodes/2/name", json!(""), "nodes[2].name", "What holdings depend on needs a name."),
        ("/nodes/2/name", json!("Chain"), "nodes[2].name", "Two dependencies are called Chain."),
        ("/nodes/2/failureProbability", json!(1.5), "nodes[2].failureProbability", "It is 1.5"),
        ("/nodes/2/lossGivenFailure", json!(2), "nodes[2].lossGivenFailure", "It is 2"),
        ("/nodes/2/buffer", json!(1), "nodes[2].buffer", "It is 1;"),
        ("/nodes/2/factors", json!({"audits": -1}), "nodes[2].factors.audits", "The factor is -1"),
        (
            "/nodes/2/factors",
            json!({"verification": "native"}),
            "nodes[2].factors.verification",
            "Only a bridge",
        ),
        ("/nodes/2/kind", json!("bank"), "nodes[2].kind", "unknown variant"),
        ("/draws", json!(10), "draws", "There are 10 draws"),
        ("/level", json!(0.2), "level", "The level is 0.2"),
        ("/horizonDays", json!(0), "horizonDays", "The horizon is 0 days"),
        ("/caps", json!([{"on": "Chain", "role": "stable", "max": 0.1}]), "caps[0]", "A cap is on one name"),
        ("/caps", json!([{"on": "Chain", "max": 1.1}]), "caps[0].max", "The cap is 1.1"),
        ("/caps", json!([{"on": "Moon", "max": 0.1}]), "caps[0].on", "Moon is not among"),
        ("/dependence", json!({"kind": "oneFactor", "correlation": 1}), "dependence.correlation", "It is 1;"),
        ("/score", json!({"kind": "logisticScore", "audit": 99}), "score.audit", "The coefficient is 99"),
        ("/holdings", json!([]), "holdings", "There are no holdings."),
    ];
    for (place, value, path, message) in cases {
        let mut request = small();
        request["level"] = json!(0.99);
        request["horizonDays"] = json!(365);
        request["caps"] = json!([]);
        request["dependence"] = json!({"kind": "oneFactor"});
        request["score"] = json!({"kind": "logisticScore"});
        for node in 0..3 {
            request["nodes"][node]["buffer"] = json!(0);
            request["nodes"][node]["factors"] = json!({});
        }
        *request.pointer_mut(place).unwrap() = value;
        let error = answer("dependencies", &request).unwrap_err();
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
        assert!(error.message.contains(message), "{error}");
    }
    let mut uneven = small();
    uneven["holdings"][0]["marketLosses"] = json!([1, 2, 3]);
    uneven["holdings"][1]["marketLosses"] = json!([1, 2]);
    let error = answer("dependencies", &uneven).unwrap_err();
    assert_eq!(error.path.as_deref(), Some("holdings[1].marketLosses"));
    uneven["holdings"][1] = json!({"name": "x", "position": "p"});
    assert_eq!(answer("dependencies", &uneven).unwrap_err().path.as_deref(), Some("holdings[1].position"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever fails and whatever the market does, nobody loses more than he holds; a holding that depends on one thing
    /// more, or a failure that is more likely, never lowers the loss.
    #[test]
    fn losses_stay_within_what_is_held(
        values in prop::collection::vec(0.0..1e5f64, 4),
        moves in prop::collection::vec(-2.0..1.0f64, 5),
        probability in 0.05..0.9f64,
        share in 0.0..1.0f64,
    ) {
        let mut request = small();
        let mut whole = 0.0;
        for (h, value) in values.iter().enumerate() {
            let losses: Vec<f64> = moves.iter().map(|x| value * x * h as f64 / 3.0).collect();
            request["holdings"][h]["value"] = json!(value);
            request["holdings"][h]["marketLosses"] = json!(losses);
            whole += value;
        }
        request["draws"] = json!(1000);
        request["level"] = json!(0.9999);
        request["nodes"][1]["dependsOn"][0]["share"] = json!(0.7 * share);
        request["nodes"][2]["dependsOn"] = json!([{"on": "Lender", "share": share}]);
        let base = dependencies(&request);
        prop_assert!(number(&base["together"]["valueAtRisk"]) <= whole * (1.0 + 1e-12));
        prop_assert!(number(&base["failures"]["valueAtRisk"]) <= whole * (1.0 + 1e-12));
        for node in base["nodes"].as_array().unwrap() {
            let [lost, resting] = ["lossIfFails", "resting"].map(|field| number(&node[field]));
            prop_assert!(lost <= resting + 1e-9 && resting <= whole + 1e-9, "{}", node);
        }
        let figure = |found: &Value| number(&found["together"]["expectedLoss"]);
        let mut likelier = request.clone();
        likelier["nodes"][0]["failureProbability"] = json!(probability);
        prop_assert!(figure(&dependencies(&likelier)) >= figure(&base) - 1e-9);
        let mut dependent = request.clone();
        dependent["holdings"][3]["chain"] = json!("Chain");
        prop_assert!(figure(&dependencies(&dependent)) >= figure(&base) - 1e-9);
    }
}
