//! Estimators against other libraries, on returns of our own: tests/fixtures/peers/estimators.py.

use serde_json::{Value, json};

use super::{prices, run};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/estimators.json")).unwrap()
}

/// The returns of the fixture.
pub fn returns() -> Value {
    fixture()["returns"].take()
}

pub fn vector(numbers: &Value) -> Vec<f64> {
    numbers.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

pub fn matrix(rows: &Value) -> Vec<f64> {
    rows.as_array().unwrap().iter().flat_map(vector).collect()
}

/// What `estimate` makes of the returns, handed over as the prices that they make.
pub fn estimate(returns: &Value, settings: &Value) -> Value {
    estimate_from(returns, &[], settings)
}

/// The same where some assets have no price before their start.
pub fn estimate_from(returns: &Value, starts: &[usize], settings: &Value) -> Value {
    let mut request = json!({"prices": table(returns, starts), "periodsPerYear": 1});
    request.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    run("estimate", &request)
}

/// The prices that returns make.
pub fn table(returns: &Value, starts: &[usize]) -> Value {
    let rows: Vec<Vec<f64>> = returns.as_array().unwrap().iter().map(vector).collect();
    let names: Vec<String> = (0..rows[0].len()).map(|i| format!("A{i}")).collect();
    let columns: Vec<Vec<f64>> = (0..names.len())
        .map(|i| {
            let growth = rows.iter().scan(1.0, |price, row| {
                *price *= 1.0 + row[i];
                Some(*price)
            });
            let start = starts.get(i).copied().unwrap_or(0);
            let begun = |(t, price)| if t < start { f64::NAN } else { price };
            std::iter::once(1.0).chain(growth).enumerate().map(begun).collect()
        })
        .collect();
    let table: Vec<(&str, &[f64])> =
        names.iter().map(String::as_str).zip(columns.iter().map(Vec::as_slice)).collect();
    prices(&table)
}

pub fn close(found: &[f64], expected: &[f64], digits: f64, of: &str) {
    assert_eq!(found.len(), expected.len(), "{of}");
    let size = expected.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= digits * size, "{of}: {found} {expected}");
    }
}

fn covariance(name: &str, digits: f64) -> Value {
    let fixture = fixture();
    let case = fixture["covariances"].as_array().unwrap().iter().find(|case| case["name"] == name);
    let case = case.unwrap_or_else(|| panic!("no case {name}"));
    let response = estimate(&fixture["returns"], &json!({"covariance": case["covariance"]}));
    close(&matrix(&response["covariance"]), &matrix(&case["expected"]), digits, name);
    response
}

/// The way over prices costs a product and a quotient; sums over 260 returns some roundings more.
const ROUNDING: f64 = 1e-13;

#[test]
fn shrunk_covariances() {
    for name in [
        "ledoitWolf identity (scikit-learn)",
        "ledoitWolf constantCorrelation (covShrinkage)",
        "ledoitWolf singleFactor (covShrinkage)",
        "ledoitWolf singleFactor (PyPortfolioOpt)",
        "oracleApproximating (scikit-learn)",
    ] {
        let response = covariance(name, ROUNDING);
        let shrinkage = response["shrinkage"].as_f64().unwrap();
        assert!(0.0 < shrinkage && shrinkage < 1.0, "{name}: {shrinkage} leaves the formula untested");
    }
}

#[test]
fn weighted_and_one_sided_covariances() {
    covariance("exponentiallyWeighted mean (pandas)", ROUNDING);
    covariance("exponentiallyWeighted zero (skfolio)", ROUNDING);
    covariance("semi (PyPortfolioOpt)", ROUNDING);
}

#[test]
fn counted_covariances() {
    covariance("gerber eitherMoves (skfolio)", ROUNDING);
    covariance("gerber normalised (skfolio)", ROUNDING);
    covariance("gerber bothMove (Riskfolio-Lib)", ROUNDING);
}

#[test]
fn implied_volatilities() {
    let response = covariance("implied (skfolio)", ROUNDING);
    assert_eq!(response["warnings"], json!([]));
    let fixture = fixture();
    let some = json!({"covariance": {"kind": "implied", "volatilities": {"A2": 0.5}}});
    let response = estimate(&fixture["returns"], &some);
    let plain = estimate(&fixture["returns"], &json!({}));
    let (found, historical) = (vector(&response["volatilities"]), vector(&plain["volatilities"]));
    for i in 0..8 {
        let expected = if i == 2 { 0.5 } else { historical[i] };
        assert!((found[i] - expected).abs() < 1e-14, "{i}: {} {expected}", found[i]);
    }
    let said = response["warnings"][0]["message"].as_str().unwrap();
    assert!(said.contains("A0, A1, A3, A4"), "{said}");
}

/// The peers fit the edge of the noise otherwise; what comes of it is the same as long as the same
/// number of components stands out. Theirs and ours take different ways to the eigenvectors.
#[test]
fn denoised_covariances() {
    for name in ["denoised (skfolio)", "denoised shrunk (Riskfolio-Lib)"] {
        let response = covariance(name, 1e-12);
        let said = response["warnings"][0]["message"].as_str().unwrap();
        assert!(said.starts_with("2 of 8 components"), "{said}");
    }
    // Without the market the matrix is singular; skfolio lifts its eigenvalues to 1e-13.
    let detoned = covariance("denoised and detoned (skfolio)", 1e-11);
    assert_eq!(detoned["conditionNumber"], Value::Null);
    assert_eq!(detoned["smallestEigenvalue"], 0.0);
}

#[test]
fn means() {
    let fixture = fixture();
    for case in fixture["means"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let response = estimate(&fixture["returns"], &json!({"mean": case["mean"]}));
        // Means are small beside the returns that they are made of: their rounding is some times larger.
        close(&vector(&response["expectedReturns"]), &vector(&case["expected"]), 1e-11, name);
        if !case["covariance"].is_null() {
            close(&matrix(&response["covariance"]), &matrix(&case["covariance"]), 1e-12, name);
        }
    }
}

#[test]
fn carry_is_added_to_any_mean() {
    let fixture = fixture();
    for mean in ["historical", "equilibrium", "blackLitterman"] {
        let plain = estimate(&fixture["returns"], &json!({"mean": {"kind": mean}}));
        let carried = estimate(
            &fixture["returns"],
            &json!({"mean": {"kind": mean}, "carry": {"A1": 0.03, "A4": -0.1}}),
        );
        let (plain, carried) = (vector(&plain["expectedReturns"]), vector(&carried["expectedReturns"]));
        let expected: Vec<f64> =
            (0..8).map(|i| plain[i] + [0.0, 0.03, 0.0, 0.0, -0.1][i.min(4)] * f64::from(i < 5)).collect();
        assert_eq!(carried, expected, "{mean}");
    }
}

#[test]
fn the_smallest_eigenvalue() {
    let fixture = fixture();
    let response = estimate(&fixture["returns"], &json!({}));
    let (found, expected) = (&response["smallestEigenvalue"], &fixture["smallestEigenvalue"]);
    // Power iteration is stated to be good to about a tenth.
    close(&[found.as_f64().unwrap()], &[expected.as_f64().unwrap()], 0.1, "smallest eigenvalue");
}

/// Pairs that agree and a third that does not: the statistic as first written counts only where both
/// move, and gives correlations that no returns have.
#[test]
fn what_is_no_covariance_is_repaired_and_said() {
    let rows = json!([
        [0.02, 0.02, 0.001],
        [-0.02, -0.02, 0.001],
        [0.001, 0.02, 0.02],
        [0.001, -0.02, -0.02],
        [0.02, 0.001, -0.02],
        [-0.02, 0.001, 0.02]
    ]);
    let settings =
        |repair: &str| json!({"covariance": {"kind": "gerber", "version": "bothMove"}, "repair": repair});
    for repair in ["nearestCorrelation", "clipping"] {
        let response = estimate(&rows, &settings(repair));
        assert_eq!(response["warnings"][0]["code"], "covarianceRepaired", "{response}");
        let covariance = matrix(&response["covariance"]);
        // Correlations 1, 1 and −1: by symmetry the nearest are ½, ½ and −½, all eigenvalues but one
        // being equal; eigenvalues are kept above 1e-8.
        for (i, j, sign) in [(0, 1, 1.0), (1, 2, 1.0), (0, 2, -1.0)] {
            let correlation = covariance[3 * i + j] / (covariance[3 * i + i] * covariance[3 * j + j]).sqrt();
            assert!((correlation - 0.5 * sign).abs() < 1e-7, "{repair}: {correlation}");
        }
        let smallest = response["smallestEigenvalue"].as_f64().unwrap();
        assert!(smallest > 1e-9 && smallest < 1e-7, "{smallest}");
    }
    let plain = estimate(&rows, &json!({"covariance": {"kind": "gerber"}}));
    assert_eq!(plain["warnings"], json!([]), "the other versions are covariances");
}

#[test]
fn views_that_say_nothing_are_refused_with_their_place() {
    let table = prices(&[("A", &[1.0, 1.1, 1.0, 1.2]), ("B", &[1.0, 0.9, 1.0, 1.1]), ("USD", &[1.0; 4])]);
    let refuse = |views: Value| {
        let mean = json!({"kind": "blackLitterman", "views": views});
        super::refused("estimate", &json!({"prices": table, "mean": mean}))
    };
    let path = |views: Value| refuse(views).path.unwrap();
    assert_eq!(path(json!([{"assets": {"A": 0}, "value": 0.1}])), "mean.views[0].assets");
    assert_eq!(path(json!([{"assets": {"C": 1}, "value": 0.1}])), "mean.views[0].assets.C");
    assert_eq!(path(json!([{"assets": {"A": 1}, "value": 11}])), "mean.views[0].value");
    assert_eq!(path(json!([{"assets": {"A": 1}, "value": 0, "confidence": 2}])), "mean.views[0].confidence");
    assert_eq!(path(json!([{"assets": {"USD": 1}, "value": 0.1}])), "mean.views[0].assets");
    let twice = json!([{"assets": {"A": 1}, "value": 0.1, "confidence": 1}, {"assets": {"A": 2}, "value": 0.1, "confidence": 1}]);
    assert_eq!(path(twice), "mean.views");
    let unused = json!([{"assets": {"A": 1}, "value": 0.1, "confidence": 0}]);
    let with =
        run("estimate", &json!({"prices": table, "mean": {"kind": "blackLitterman", "views": unused}}));
    let without = run("estimate", &json!({"prices": table, "mean": {"kind": "blackLitterman"}}));
    assert_eq!(with["expectedReturns"], without["expectedReturns"]);
}

/// Three of eight assets begin late: means and covariances of the completed table are those of
/// maximum likelihood.
#[test]
fn unequal_histories_in_full() {
    let fixture = fixture();
    let unequal = &fixture["unequal"];
    let starts: Vec<usize> = vector(&unequal["starts"]).into_iter().map(|start| start as usize).collect();
    let settings = json!({"history": "full", "covariance": {"kind": "sample", "ddof": 0}});
    let response = estimate_from(&fixture["returns"], &starts, &settings);
    // The ridge of the regressions is a part of 1e-12.
    close(&matrix(&response["covariance"]), &matrix(&unequal["covariance"]), 1e-10, "covariance");
    close(&vector(&response["expectedReturns"]), &vector(&unequal["mean"]), 1e-9, "mean");
    assert_eq!(response["sample"]["observations"], 260);
    let said: Vec<&str> =
        response["warnings"].as_array().unwrap().iter().map(|w| w["message"].as_str().unwrap()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("A3 has no returns until 2024-03-02: 60 of 260 "), "{}", said[0]);
    assert!(said[1].starts_with("A1, A6 have no returns until"), "{}", said[1]);
}

/// An asset that no other moves with, twice as volatile as they are: half a history says so, and is
/// not filled with zeros, which would make it 0.84 √½ = 0.59.
#[test]
fn half_a_history_keeps_its_volatility() {
    let mut stream = allotrope::math::random::BlockStream::new(11, 0);
    let volatilities = [0.84, 0.4, 0.3, 0.2];
    let rows: Vec<Vec<f64>> = (0..1460)
        .map(|_| volatilities.iter().map(|v| v / 365.0_f64.sqrt() * stream.normal()).collect())
        .collect();
    let settings = json!({"history": "full", "periodsPerYear": 365});
    let response = estimate_from(&json!(rows), &[730, 0, 0, 0], &settings);
    let found = vector(&response["volatilities"])[0];
    // 730 returns know a volatility to 0.84/√1460 = 0.022; three of that.
    assert!((found - 0.84).abs() < 0.066, "{found}");
    assert_eq!(response["sample"]["observations"], 1460);
}

#[test]
fn what_cannot_be_completed_is_refused() {
    let fixture = fixture();
    let rows: Vec<Vec<f64>> = fixture["returns"].as_array().unwrap()[..20].iter().map(vector).collect();
    let request = |starts: [usize; 8]| {
        let names: Vec<String> = (0..8).map(|i| format!("A{i}")).collect();
        let columns: Vec<Vec<f64>> = (0..8)
            .map(|i| (0..20).map(|t| if t < starts[i] { f64::NAN } else { 1.0 + rows[t][i] }).collect())
            .collect();
        let table: Vec<(&str, &[f64])> =
            names.iter().map(String::as_str).zip(columns.iter().map(Vec::as_slice)).collect();
        json!({"prices": prices(&table), "history": "full"})
    };
    let error = super::refused("estimate", &request([0, 0, 0, 0, 0, 0, 0, 12]));
    assert_eq!(error.path.as_deref(), Some("history"));
    assert!(error.message.contains("A7 has 7 returns"), "{}", error.message);
    let equal = run("estimate", &request([0; 8]));
    let mut common = request([0; 8]);
    common["history"] = json!("common");
    assert_eq!(equal, run("estimate", &common), "equal histories are used as they are");
}
