//! Limits on risk, exposure and turnover, and costs of trading: each with each objective that carries it,
//! against portfolios that another program found, and what is said of those that cannot hold.

use serde_json::{Value, json};

use super::{fixture_prices, moments, refused, run, solved};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/constraints.json")).unwrap()
}

/// The prices of `measures.json`, which the script reads as well.
fn table() -> Value {
    fixture_prices(&serde_json::from_str(include_str!("../fixtures/peers/measures.json")).unwrap())
}

/// Ours is within 1e-7 of the optimum by its own proof, the other about as near; a smooth optimum turns that
/// into some 1e-6 of a weight, and ratios found by iteration are known to 1e-9 of themselves.
#[test]
fn what_another_program_finds() {
    let (fixture, table) = (fixture(), table());
    let mut missed = vec![];
    for case in fixture["cases"].as_array().unwrap() {
        let request = json!({
            "prices": table,
            "objective": case["objective"],
            "constraints": case["constraints"],
            "riskFreeRate": fixture["riskFreeRate"],
            "current": fixture["current"],
        });
        let response = run("allocate", &request);
        if response["status"] != "solved" {
            missed.push(format!("{}: {}", case["name"], response["explanation"]));
            continue;
        }
        let weights = solved(&response);
        let expected: Vec<f64> =
            case["weights"].as_array().unwrap().iter().map(|w| w.as_f64().unwrap()).collect();
        let off = weights.iter().zip(&expected).map(|(w, e)| (w - e).abs()).fold(0.0, f64::max);
        if off.is_nan() || off > 1e-5 {
            missed.push(format!("{}: {off:.1e} {weights:?} {expected:?}", case["name"]));
        }
        for figure in ["turnover", "tradingCosts"] {
            let (found, expected) = (response[figure].as_f64(), case[figure].as_f64());
            let near = found.unwrap_or_default() - expected.unwrap_or_default();
            assert!(found.is_some() == expected.is_some() && near.abs() < 1e-3, "{} {figure}", case["name"]);
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Three assets of 20 %, 30 % and 40 % volatility, uncorrelated; a third of the capital in each now.
fn simple(objective: Value, constraints: Value) -> Value {
    let covariance = [vec![0.04, 0.0, 0.0], vec![0.0, 0.09, 0.0], vec![0.0, 0.0, 0.16]];
    let held: Vec<Value> = (1..=3).map(|i| json!({"asset": format!("A{i}"), "weight": 1.0 / 3.0})).collect();
    json!({
        "moments": moments(&[0.04, 0.06, 0.1], &covariance),
        "objective": objective,
        "constraints": constraints,
        "current": held,
    })
}

fn least() -> Value {
    json!({"kind": "minimumRisk"})
}

/// What cannot hold is named, in words and by its place, with what it alone would have to give way by:
/// figures by hand. The least volatility is 1 / √(1/0.04 + 1/0.09 + 1/0.16) = 0.15367.
#[test]
fn limits_that_cannot_hold_are_named() {
    let lowest = 1.0 / (1.0 / 0.04 + 1.0 / 0.09 + 1.0 / 0.16_f64).sqrt();
    let caps = json!([{"assets": ["A1"], "min": 0.9}]);
    for (constraints, name, conflicts) in [
        (json!({"grossExposure": 0.8}), "gross exposure", vec![("constraints.grossExposure", 0.2)]),
        (json!({"risk": [{"max": 0.1}]}), "volatility", vec![("constraints.risk[0].max", lowest - 0.1)]),
        // 17/30 of the capital have to be bought, and as much sold.
        (
            json!({"turnover": 0.1, "bounds": caps}),
            "turnover",
            vec![("constraints.turnover", 34.0 / 30.0 - 0.1)],
        ),
        (
            json!({
                "bounds": [{"assets": ["*"], "min": -1.0}, {"assets": ["A1"], "min": -1.0, "max": -0.4}],
                "shortExposure": 0.1
            }),
            "short exposure",
            vec![("constraints.shortExposure", 0.3)],
        ),
        // The weights of 3 to 1 and less are at √(0.9²·0.04 + …) of them; both limits are named.
        (
            json!({"turnover": 0.2, "risk": [{"max": 0.16}]}),
            "turnover",
            vec![("constraints.risk[0].max", f64::NAN), ("constraints.turnover", f64::NAN)],
        ),
    ] {
        for objective in [least(), json!({"kind": "maximumReturn"}), json!({"kind": "maximumRatio"})] {
            let response = run("allocate", &simple(objective, constraints.clone()));
            assert_eq!(response["status"], "infeasible", "{constraints} {response}");
            let explanation = response["explanation"].as_str().unwrap();
            assert!(explanation.contains(name), "{explanation}");
            for (place, relaxation) in &conflicts {
                let stated = response["conflicts"].as_array().unwrap().iter();
                let found = stated.clone().find(|conflict| conflict["constraint"] == *place);
                let by =
                    found.unwrap_or_else(|| panic!("{place}: {response}"))["relaxation"].as_f64().unwrap();
                assert!(relaxation.is_nan() || (by - relaxation).abs() < 1e-6, "{place}: {by}");
                // What is said to help does.
                let mut relaxed = constraints.clone();
                let field = match *place {
                    "constraints.risk[0].max" => &mut relaxed["risk"][0]["max"],
                    other => &mut relaxed[other.trim_start_matches("constraints.")],
                };
                *field = json!(field.as_f64().unwrap() + by + 1e-6);
                solved(&run("allocate", &simple(least(), relaxed)));
            }
        }
    }
}

#[test]
fn what_means_nothing_is_refused_with_its_path() {
    for (constraints, path) in [
        (json!({"grossExposure": -1}), "constraints.grossExposure"),
        (json!({"shortExposure": -0.1}), "constraints.shortExposure"),
        (json!({"turnover": 1e3}), "constraints.turnover"),
        (json!({"risk": [{"max": -0.1}]}), "constraints.risk[0].max"),
        (json!({"risk": [{"max": 11}]}), "constraints.risk[0].max"),
        (
            json!({"risk": [{"max": 0.1, "measure": {"kind": "maximumDrawdown"}}]}),
            "constraints.risk[0].measure.kind",
        ),
        (
            json!({"risk": [{"max": 0.1}, {"max": 0.1, "benchmark": {"X": 1}}]}),
            "constraints.risk[1].benchmark.X",
        ),
        (json!({"risk": [{"max": 0.1, "benchmark": {"A1": 1, "A2": -1}}]}), "constraints.risk[0].benchmark"),
        (json!({"costs": {"rate": 2}}), "constraints.costs.rate"),
        (json!({"costs": {"rates": {"A1": -0.1}}}), "constraints.costs.rates.A1"),
        (json!({"costs": {"rates": {"X": 0.1}}}), "constraints.costs.rates.X"),
        (json!({"costs": {"impacts": {"X": 0.1}}}), "constraints.costs.impacts.X"),
        (json!({"costs": {"rate": 0.1, "holdingYears": 0}}), "constraints.costs.holdingYears"),
    ] {
        let error = refused("allocate", &simple(json!({"kind": "maximumUtility"}), constraints));
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
        assert!(
            error.message.ends_with('.') && !error.message.trim_end_matches('.').contains(". "),
            "{error}"
        );
    }
    // Without what is held now there is nothing to trade from.
    for field in ["turnover", "costs"] {
        let stated = if field == "turnover" { json!(0.1) } else { json!({"rate": 0.01}) };
        let mut request = simple(least(), json!({field: stated}));
        request["current"] = Value::Null;
        let error = refused("allocate", &request);
        assert_eq!(error.path, Some(format!("constraints.{field}")));
        assert!(error.message.contains("none are given"), "{error}");
    }
}

/// Every objective obeys each limit, or refuses it in one sentence with its place.
#[test]
fn every_objective_obeys_or_refuses() {
    let catalog = run("catalog", &json!({}));
    let family = catalog["families"].as_array().unwrap().iter().find(|family| family["name"] == "objective");
    let (mut carried, mut refusals) = (0, 0);
    let table = table();
    for method in family.unwrap()["methods"].as_array().unwrap() {
        for (constraints, path) in [
            (json!({"risk": [{"max": 0.165}]}), "constraints.risk[0].max"),
            (
                json!({"grossExposure": 1.2, "bounds": [{"assets": ["*"], "min": -0.5}]}),
                "constraints.grossExposure",
            ),
            (
                json!({"shortExposure": 0.1, "bounds": [{"assets": ["*"], "min": -0.5}]}),
                "constraints.shortExposure",
            ),
            (json!({"turnover": 0.5}), "constraints.turnover"),
            (json!({"costs": {"rate": 0.01}}), "constraints.costs"),
        ] {
            let request = json!({
                "prices": table,
                "objective": {"kind": method["kind"]},
                "constraints": constraints,
                "riskFreeRate": -0.6,
                "current": fixture()["current"],
            });
            match allotrope::operations::run_json("allocate", &request.to_string(), &mut ()) {
                Err(error) => {
                    assert_eq!(error.path.as_deref(), Some(path), "{method}: {error}");
                    assert!(error.message.contains("cannot carry the"), "{error}");
                    refusals += 1;
                }
                Ok(answer) => {
                    let answer: Value = serde_json::from_str(&answer).unwrap();
                    let weights = solved(&answer);
                    let short: f64 = weights.iter().map(|w| (-w).max(0.0)).sum();
                    let obeyed = match path {
                        "constraints.grossExposure" => 1.0 + 2.0 * short <= 1.2 + 1e-8,
                        "constraints.shortExposure" => short <= 0.1 + 1e-8,
                        "constraints.turnover" => answer["turnover"].as_f64().unwrap() <= 0.5 + 1e-8,
                        "constraints.costs" => answer["tradingCosts"].as_f64().unwrap() >= 0.0,
                        _ => answer["volatility"].as_f64().unwrap() <= 0.165 + 1e-8,
                    };
                    assert!(obeyed, "{method}: {answer}");
                    carried += 1;
                }
            }
        }
    }
    assert!(carried >= 35 && refusals >= 20, "{carried} {refusals}");
}

/// With all of a limit's room used, every point of the frontier stays within it, and costs reduce what it earns.
#[test]
fn the_frontier_stays_within_the_limits() {
    let free = run("frontier", &simple(least(), json!({})));
    for (constraints, most) in [(json!({"turnover": 0.5}), 0.5), (json!({"risk": [{"max": 0.2}]}), 0.2)] {
        let response = run("frontier", &simple(least(), constraints.clone()));
        assert_eq!(response["status"], "solved", "{response}");
        let points = response["points"].as_array().unwrap();
        assert_eq!(points.len(), 40, "{}", response["warnings"]);
        for point in points {
            let weights = point["weights"].as_array().unwrap().iter().map(|w| w.as_f64().unwrap());
            let used = match constraints.get("turnover") {
                Some(_) => weights.map(|w| (w - 1.0 / 3.0).abs()).sum::<f64>(),
                None => point["volatility"].as_f64().unwrap(),
            };
            assert!(used <= most + 1e-8, "{point}");
        }
        // The greatest return is where the limit binds.
        let end = |response: &Value| response["points"][39]["expectedReturn"].as_f64().unwrap();
        assert!(end(&response) < end(&free) - 0.01, "{response}");
    }
    // The third asset earns 6 % more than the first and 4 % more than the second: half of that is what trading
    // may cost, once sold and once bought.
    for (rate, last) in [(0.025, [0.0, 1.0 / 3.0, 2.0 / 3.0]), (0.031, [1.0 / 3.0; 3])] {
        let response = run("frontier", &simple(least(), json!({"costs": {"rate": rate}})));
        assert_eq!(response["points"].as_array().unwrap().len(), 40, "{}", response["warnings"]);
        for (i, expected) in last.iter().enumerate() {
            let weight = response["points"][39]["weights"][i].as_f64().unwrap();
            assert!((weight - expected).abs() < 1e-5, "{rate}: {}", response["points"][39]);
        }
    }
    let response = run("frontier", &simple(least(), json!({"grossExposure": 0.5})));
    assert_eq!(response["conflicts"][0]["constraint"], "constraints.grossExposure");
}

/// What is held beside the chosen assets is sold, and counts; a series that is only compared with is not
/// among the weights.
#[test]
fn assets_beside_the_chosen_ones_count() {
    let mut request =
        simple(least(), json!({"turnover": 0.8, "risk": [{"max": 0.3, "benchmark": {"A3": 1}}]}));
    request["assets"] = json!(["A1", "A2"]);
    let response = run("allocate", &request);
    assert_eq!(response["status"], "infeasible", "{response}");
    request["constraints"]["risk"][0]["max"] = json!(0.45);
    let response = run("allocate", &request);
    let weights = solved(&response);
    assert_eq!(weights.len(), 2);
    let turnover = 1.0 / 3.0 + weights.iter().map(|w| (w - 1.0 / 3.0).abs()).sum::<f64>();
    assert!((response["turnover"].as_f64().unwrap() - turnover).abs() < 1e-12);
    let error = (0.04 * weights[0].powi(2) + 0.09 * weights[1].powi(2) + 0.16).sqrt();
    assert!(error <= 0.45 + 1e-8, "{weights:?}");
    let response = run("frontier", &request);
    assert_eq!(response["assets"], json!(["A1", "A2"]));
    assert_eq!(response["points"][0]["weights"].as_array().unwrap().len(), 2);
}
