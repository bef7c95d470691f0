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
    let held = refused("estimate", &json!({"prices": table(&[])}));
    assert!(held.message.starts_with("R has the price"), "{held}");
    let mean = json!({"mean": {"kind": "factorPremia", "premia": {"M": 0.1}}});
    assert_eq!(refused("estimate", &request(&[], &mean)).path.unwrap(), "mean.premia.M");
    let short = json!({"covariance": model(json!(["M"]), json!(["R"])), "to": "2024-01-04"});
    assert_eq!(refused("estimate", &request(&[], &short)).path.unwrap(), "covariance.factors[0]");
}
