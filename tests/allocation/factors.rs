//! Factor models against skfolio and least squares of numpy: tests/fixtures/peers/factors.py.

use serde_json::{Value, json};

use super::estimators::{close, matrix, vector};
use super::{prices, refused, run, solved};

/// The way over prices and levels costs some roundings of numbers near 1 beside returns near 0.01, and sums
/// over 250 of them some more.
const ROUNDING: f64 = 1e-12;

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/factors.json")).unwrap()
}

/// The assets A0 to A3, the market M, the rate R, and what the test adds.
fn table(more: &[(&str, Vec<f64>)]) -> Value {
    let fixture = fixture();
    let rows: Vec<Vec<f64>> = fixture["rows"].as_array().unwrap().iter().map(vector).collect();
    let names = ["A0", "A1", "A2", "A3", "M"];
    let mut columns: Vec<(&str, Vec<f64>)> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let mut column = vec![1.0];
            rows.iter().for_each(|row| column.push(column[column.len() - 1] * (1.0 + row[i])));
            (*name, column)
        })
        .collect();
    let first = fixture["firstRate"].as_f64().unwrap();
    columns.push(("R", std::iter::once(first).chain(rows.iter().map(|row| row[5])).collect()));
    columns.extend(more.iter().cloned());
    prices(&columns.iter().map(|(name, column)| (*name, column.as_slice())).collect::<Vec<_>>())
}

fn request(more: &[(&str, Vec<f64>)], settings: &Value) -> Value {
    let mut request = json!({"prices": table(more), "assets": ["A0", "A1", "A2", "A3"], "periodsPerYear": 1});
    request.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    request
}

#[test]
fn what_other_libraries_find() {
    let fixture = fixture();
    for case in fixture["cases"].as_array().unwrap() {
        let (settings, expected) = (&case["settings"], &case["expected"]);
        let response = run("estimate", &request(&[], settings));
        assert_eq!(response["assets"], json!(["A0", "A1", "A2", "A3"]));
        if let Some(covariance) = expected.get("covariance") {
            close(&matrix(&response["covariance"]), &matrix(covariance), ROUNDING, &settings.to_string());
        }
        if let Some(mean) = expected.get("mean") {
            close(&vector(&response["expectedReturns"]), &vector(mean), ROUNDING, &settings.to_string());
        }
    }
    let response = run("estimate", &request(&[], &fixture["cases"][0]["settings"]));
    let explained = vector(&fixture["explained"]);
    let each: Vec<String> =
        [2, 0, 1, 3].iter().map(|&i| format!("A{i} {:.0} %", 100.0 * explained[i])).collect();
    let fit = response["warnings"].as_array().unwrap().iter().find(|notice| notice["code"] == "factorFit");
    let said = fit.unwrap()["message"].as_str().unwrap();
    let mut sorted = each.clone();
    sorted.sort_by_key(|one| said.find(one.as_str()).unwrap_or_else(|| panic!("{one} in {said}")));
    let shares: Vec<f64> = sorted.iter().map(|one| explained[one[1..2].parse::<usize>().unwrap()]).collect();
    assert!(shares.is_sorted_by(|a, b| a >= b), "{said}");
}

/// Every door that estimates a covariance hands the factors over, whether they are held or not.
#[test]
fn factors_need_not_be_held() {
    let model = json!({"kind": "factorModel", "factors": ["M"], "levels": ["R"]});
    let expected = matrix(&fixture()["cases"][0]["expected"]["covariance"]);
    let response = run("allocate", &request(&[], &json!({"covariance": model})));
    let weights = solved(&response);
    assert_eq!(weights.len(), 4);
    let variance: f64 = (0..16).map(|k| weights[k / 4] * weights[k % 4] * expected[k]).sum();
    approx::assert_relative_eq!(
        response["volatility"].as_f64().unwrap(),
        variance.sqrt(),
        max_relative = ROUNDING
    );

    // A factor that is held as well moves with itself alone.
    let own = json!({"covariance": {"kind": "factorModel", "factors": ["A1"]}});
    let response = run("estimate", &request(&[], &own));
    let covariance = matrix(&response["covariance"]);
    let sample = matrix(&run("estimate", &request(&[], &json!({})))["covariance"]);
    // Its covariances with the others are those of the sample, which define the loadings.
    close(&covariance[4..8], &sample[4..8], ROUNDING, "a held factor");

    let positions: Vec<Value> = (0..4)
        .map(|i| json!({"id": format!("p{i}"), "instrument": {"kind": "spot", "asset": format!("A{i}")}, "quantity": 1.0}))
        .collect();
    let spots: serde_json::Map<String, Value> = (0..4).map(|i| (format!("A{i}"), json!(1.0))).collect();
    let risk = |covariance: Value| {
        let request = json!({
            "positions": positions, "prices": table(&[]), "level": 0.95,
            "quotes": {"valuationTime": "2024-09-08", "spots": spots},
            "method": {"kind": "parametricNormal", "covariance": covariance},
        });
        run("risk", &request)["valueAtRisk"].as_f64().unwrap()
    };
    let equal: f64 = expected.iter().sum();
    let of_sample: f64 = sample.iter().sum();
    let ratio = risk(model) / risk(json!({"kind": "sample"}));
    approx::assert_relative_eq!(ratio, (equal / of_sample).sqrt(), max_relative = ROUNDING);
}

/// A factor that begins late is completed as an asset is.
#[test]
fn late_factors_in_full_histories() {
    let late: Vec<f64> =
        (0..251).map(|t| if t < 100 { f64::NAN } else { 1.0 + 0.1 * f64::from(t * 7 % 13) }).collect();
    let model = json!({"covariance": {"kind": "factorModel", "factors": ["L"]}, "history": "full"});
    let response = run("estimate", &request(&[("L", late.clone())], &model));
    assert_eq!(response["sample"]["observations"], 250);
    assert_eq!(response["assets"].as_array().unwrap().len(), 4);
    let common = json!({"covariance": {"kind": "factorModel", "factors": ["L"]}});
    let response = run("estimate", &request(&[("L", late)], &common));
    assert_eq!(response["sample"]["observations"], 150);
}

#[test]
fn factors_that_cannot_be_used_are_named() {
    let of = |more: &[(&str, Vec<f64>)], covariance: Value| {
        let error = refused("estimate", &request(more, &json!({"covariance": covariance})));
        (error.path.unwrap(), error.message)
    };
    let model =
        |factors: Value, levels: Value| json!({"kind": "factorModel", "factors": factors, "levels": levels});
    let (path, message) = of(&[], model(json!(["M", "X"]), json!([])));
    assert_eq!(
        (path.as_str(), message.as_str()),
        ("covariance.factors[1]", "There is no series X in the price table.")
    );
    let (path, _) = of(&[], model(json!(["M"]), json!(["X"])));
    assert_eq!(path, "covariance.levels[0]");
    let (path, message) = of(&[("C", vec![2.0; 251])], model(json!(["C"]), json!([])));
    assert_eq!((path.as_str(), message.as_str()), ("covariance.factors[0]", "The factor C does not move."));
    // Twice the differences of the rate.
    let rates = table(&[]);
    let twice: Vec<f64> =
        rates["prices"].as_array().unwrap().iter().map(|row| 2.0 * row[5].as_f64().unwrap() + 1.0).collect();
    let (path, message) = of(&[("T", twice)], model(json!([]), json!(["R", "T"])));
    assert_eq!(path, "covariance.levels[1]");
    assert!(message.starts_with("The factor T follows from"), "{message}");
    let (path, _) = of(&[], model(json!(["M", "M"]), json!([])));
    assert_eq!(path, "covariance.factors[1]");
    let (path, message) = of(&[], model(json!(["R"]), json!([])));
    assert!(
        path.starts_with("prices.prices[") && message.contains("taken in differences"),
        "{path}: {message}"
    );
    let nested =
        json!({"kind": "factorModel", "factorCovariance": {"kind": "factorModel", "factors": ["M"]}});
    assert_eq!(of(&[], nested).0, "covariance.factorCovariance");
    let held = refused("estimate", &json!({"prices": table(&[]), "assets": ["A0", "R"]}));
    assert!(held.message.starts_with("R has the price"), "{held}");
    let unnamed = run("estimate", &json!({"prices": table(&[])}));
    assert_eq!(unnamed["assets"], json!(["A0", "A1", "A2", "A3", "M"]));
    assert_eq!(unnamed["warnings"][0]["code"], "levelLeftOut");
    let mean = json!({"mean": {"kind": "factorPremia", "premia": {"M": 0.1}}});
    assert_eq!(refused("estimate", &request(&[], &mean)).path.unwrap(), "mean.premia.M");
    let short = json!({"covariance": model(json!(["M"]), json!(["R"])), "to": "2024-01-04"});
    assert_eq!(refused("estimate", &request(&[], &short)).path.unwrap(), "covariance.factors[0]");
}

/// Bands on loadings hold for each objective that carries rows, at the weights that another program finds. Ours
/// is within 1e-7 of the optimum by its own proof, which leaves some 1e-5 of a weight.
#[test]
fn exposures_stay_in_their_bands() {
    let fixture = fixture();
    let loadings: Vec<Vec<f64>> = fixture["loadings"].as_array().unwrap().iter().map(vector).collect();
    for case in fixture["banded"].as_array().unwrap() {
        let least = if case["long"] == true { 0.0 } else { -1.0 };
        let constraints = json!({"bounds": [{"assets": ["*"], "min": least}], "factors": case["bands"]});
        let settings = json!({"objective": case["objective"], "constraints": constraints});
        let weights = solved(&run("allocate", &request(&[], &settings)));
        for (w, expected) in weights.iter().zip(vector(&case["weights"])) {
            assert!((w - expected).abs() < 2e-5, "{}: {weights:?} {}", case["objective"], case["weights"]);
        }
        for (k, band) in case["bands"].as_array().unwrap().iter().enumerate() {
            let exposure: f64 = weights.iter().zip(&loadings).map(|(w, b)| w * b[k]).sum();
            assert!(band["min"].as_f64().is_none_or(|min| exposure >= min - 1e-8), "{band}: {exposure}");
            assert!(band["max"].as_f64().is_none_or(|max| exposure <= max + 1e-8), "{band}: {exposure}");
        }
    }
    let frontier = request(&[], &json!({"constraints": {"factors": [{"factor": "M", "max": 0.5}]}}));
    for point in run("frontier", &frontier)["points"].as_array().unwrap() {
        // One factor alone, whose loadings are other than beside a second.
        let market = run("estimate", &request(&[], &json!({"assets": ["A0", "A1", "A2", "A3", "M"]})));
        let covariance = matrix(&market["covariance"]);
        let beta = |i: usize| covariance[i * 5 + 4] / covariance[24];
        let exposure: f64 = vector(&point["weights"]).iter().enumerate().map(|(i, w)| w * beta(i)).sum();
        assert!(exposure <= 0.5 + 1e-8, "{exposure}");
    }
}

#[test]
fn bands_that_cannot_hold_are_named() {
    let of = |factors: Value| request(&[], &json!({"constraints": {"factors": factors}}));
    let response = run("allocate", &of(json!([{"factor": "M", "min": 5.0}])));
    assert_eq!(response["status"], "infeasible");
    let conflicts = response["conflicts"].as_array().unwrap();
    assert!(conflicts.iter().any(|one| one["constraint"] == "constraints.factors[0].min"), "{conflicts:?}");

    let path = |factors: Value| refused("allocate", &of(factors)).path.unwrap();
    assert_eq!(path(json!([{"factor": "X", "max": 1.0}])), "constraints.factors[0].factor");
    assert_eq!(path(json!([{"factor": "M", "max": 1e7}])), "constraints.factors[0].max");
    assert_eq!(path(json!([{"factor": "M", "min": 1.0, "max": 0.5}])), "constraints.factors[0].min");
    assert_eq!(path(json!([{"factor": "M"}, {"factor": "M", "max": 1.0}])), "constraints.factors[1].factor");
    let given = json!({
        "moments": super::moments(&[0.1], &[vec![0.04]]),
        "constraints": {"factors": [{"factor": "M", "max": 1.0}]},
    });
    assert_eq!(refused("allocate", &given).path.unwrap(), "constraints.factors");
    let mut hierarchical = of(json!([{"factor": "M", "max": 1.0}]));
    hierarchical["objective"] = json!({"kind": "hierarchicalRiskParity"});
    let error = refused("allocate", &hierarchical);
    assert!(error.message.contains("exposure to M"), "{error}");
}

/// Patterns and groups in bounds, groups and rules, and what matches nothing.
#[test]
fn limits_by_pattern() {
    let of = |constraints: Value| request(&[], &json!({"constraints": constraints}));
    let weights = |constraints: Value| solved(&run("allocate", &of(constraints)));
    let group = json!([{"name": "pair", "assets": ["A0", "*2"]}]);
    let by_name = weights(json!({"bounds": [{"assets": ["A0", "A2"], "min": 0.2}]}));
    let by_group = weights(json!({"bounds": [{"assets": ["group:pair"], "min": 0.2}], "groups": group}));
    assert_eq!(by_group, by_name);
    assert!(by_name[0] >= 0.2 - 1e-9 && by_name[2] >= 0.2 - 1e-9);
    // R and M are known and left out.
    let all = weights(json!({"rules": ["A* - A3 - M* >= 60 %"]}));
    assert!((all[..3].iter().sum::<f64>() - 0.6).abs() < 1e-6, "{all:?}");
    let said = |constraints: Value| refused("allocate", &of(constraints)).to_string();
    assert_eq!(
        said(json!({"bounds": [{"assets": ["B*"], "max": 0.2}]})),
        "constraints.bounds[0].assets[0]: No asset matches B*."
    );
    assert_eq!(
        said(json!({"groups": [{"name": "none", "assets": ["A1", "*B"]}]})),
        "constraints.groups[0].assets[1]: No asset matches *B."
    );
    assert_eq!(
        said(json!({"bounds": [{"assets": ["group:none"]}]})),
        "constraints.bounds[0].assets[0]: There is no group none here."
    );
    assert!(said(json!({"rules": ["A1 + B* <= 1"]})).ends_with("character 6: no asset matches B*."));
}
