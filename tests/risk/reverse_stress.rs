//! The operation `reverseStress` against cvxpy, a sweep over all directions by scipy, and closed forms.

use allotrope::error::Code;
use allotrope::math::normal::cdf;
use allotrope::sample::{MakeSample, SampleRequest};
use allotrope::stress::reverse::{Metric, ReverseStressRequest, ReverseStressResponse, Search, nearest, run};
use allotrope::{Error, operations::Operation};
use nalgebra::DMatrix;
use serde_json::{Value, json};

fn numbers(value: &Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/reverse_stress.json")).unwrap()
}

fn metric(case: &Value, n: usize) -> Metric {
    Metric::new(DMatrix::from_row_slice(n, n, &numbers(&case["covariance"]))).unwrap()
}

/// The interior point method of cvxpy stops at 1e-13 of its own measure, which leaves 1e-10 of a point beside a bound.
#[test]
fn linear_books_as_cvxpy_has_them() {
    let fixture = fixture();
    let cases = fixture["linear"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let exposures = numbers(&case["exposures"]);
        let n = exposures.len();
        let (metric, bounds) = (metric(case, n), vec![(-0.99, 10.0); n]);
        let loss = case["loss"].as_f64().unwrap();
        let profits = |points: &[Vec<f64>]| -> Vec<f64> {
            points.iter().map(|y| y.iter().zip(&exposures).map(|(y, e)| y * e).sum()).collect()
        };
        let search = Search {
            profits: &profits,
            metric: &metric,
            bounds: &bounds,
            loss,
            positions: n,
            seed: 7,
            starts: &[],
        };
        let found = search.run().unwrap().0.unwrap();
        let program = nearest(&metric, &exposures, -loss, &bounds).unwrap().unwrap();
        let expected = numbers(&case["point"]);
        for ((a, b), c) in found.point.iter().zip(&expected).zip(&program) {
            assert!((a - b).abs() < 1e-9 && (c - b).abs() < 1e-9, "{a}, {c} and {b}");
        }
        assert!((found.distance / case["distance"].as_f64().unwrap() - 1.0).abs() < 1e-9);
        assert!((found.profit / -loss - 1.0).abs() < 1e-9);
        assert!(found.residual < 1e-6 && found.directions > 0);
    }
}

fn black(spot: f64, strike: f64, volatility: f64, years: f64, sign: f64) -> f64 {
    let deviation = volatility * years.sqrt();
    let d1 = (spot / strike).ln() / deviation + deviation / 2.0;
    sign * (spot * cdf(sign * d1) - strike * cdf(sign * (d1 - deviation)))
}

/// A sweep over 721 directions, refined about the nearest, finds no nearer one. The distance is least where its slope
/// is zero: a point 1e-8 off changes it by 1e-16.
#[test]
fn option_books_as_a_sweep_over_directions_has_them() {
    let fixture = fixture();
    let cases = fixture["options"].as_array().unwrap();
    assert_eq!(cases.len(), 2);
    for case in cases {
        let metric = metric(case, 2);
        let coins = numbers(&case["coins"]);
        let options: Vec<Vec<f64>> = case["options"].as_array().unwrap().iter().map(numbers).collect();
        let profit = |y: &[f64]| -> f64 {
            let of = |o: &Vec<f64>| {
                let after = black(o[0] * (1.0 + y[o[6] as usize]), o[1], o[2], o[3], o[4]);
                o[5] * (after - black(o[0], o[1], o[2], o[3], o[4]))
            };
            100.0 * (coins[0] * y[0] + coins[1] * y[1]) + options.iter().map(of).sum::<f64>()
        };
        let profits = |points: &[Vec<f64>]| -> Vec<f64> { points.iter().map(|y| profit(y)).collect() };
        let loss = case["loss"].as_f64().unwrap();
        let bounds = [(-0.99, 10.0); 2];
        let search = Search {
            profits: &profits,
            metric: &metric,
            bounds: &bounds,
            loss,
            positions: 4,
            seed: 7,
            starts: &[],
        };
        let (found, _) = search.run().unwrap();
        let found = found.unwrap();
        for (a, b) in found.point.iter().zip(numbers(&case["point"])) {
            assert!((a - b).abs() < 1e-6, "{a} and {b}");
        }
        assert!((found.distance / case["distance"].as_f64().unwrap() - 1.0).abs() < 1e-9);
        assert!((found.profit + loss).abs() < 1e-8 * loss && found.residual < 1e-5);
    }
}

fn reverse(value: Value) -> Result<ReverseStressResponse, Error> {
    let request: ReverseStressRequest = serde_json::from_value(value).unwrap();
    run(&request)
}

fn of_sample(changes: Value) -> Value {
    let sample = serde_json::to_value(MakeSample::run(&SampleRequest::default(), &mut ()).unwrap()).unwrap();
    let mut request = json!({});
    for field in ["positions", "quotes", "prices"] {
        request[field] = sample[field].clone();
    }
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    request
}

/// One coin: a loss of L is a fall of L/(q S), that many standard deviations, and twice as many days shorten it by √2.
#[test]
fn one_coin_falls_by_the_part_that_is_lost() {
    let position = json!([{"id": "a", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 2}]);
    let request = |days: u32| of_sample(json!({"positions": position, "loss": 10_000, "horizonDays": days}));
    let (one, two) = (reverse(request(1)).unwrap(), reverse(request(2)).unwrap());
    let spot = request(1)["quotes"]["spots"]["BTC"].as_f64().unwrap();
    let fall = -10_000.0 / (2.0 * spot);
    assert!((one.moves[0].change - fall).abs() < 1e-9);
    assert!((one.moves[0].deviations + one.distance.unwrap()).abs() < 1e-9);
    assert!((one.distance.unwrap() / two.distance.unwrap() - 2f64.sqrt()).abs() < 1e-9);
    assert!((one.profit.unwrap() + 10_000.0).abs() < 1e-5);
    let words = format!(
        "BTC −{:.1} %: a {:.1}-standard-deviation move over 1 day.",
        -100.0 * fall,
        one.distance.unwrap()
    );
    assert!(one.sentence == words || fall.abs() >= 0.1, "{} and {words}", one.sentence);
}

#[test]
fn the_sample_book_loses_what_was_asked() {
    let response =
        reverse(of_sample(json!({"volatilityDeviation": 0.08, "volatilityCorrelation": 0}))).unwrap();
    let profit = response.profit.unwrap();
    assert!((profit / -response.loss - 1.0).abs() < 1e-8, "{profit} and {}", response.loss);
    assert!((response.by_position.iter().sum::<f64>() - profit).abs() < 1e-9 * response.loss);
    assert!(response.residual.unwrap() < 1e-4 && response.directions > 0, "{response:?}");
    // Volatilities that may move, and need not, make the same loss no less likely than those that are held.
    let held = reverse(of_sample(json!({"loss": response.loss}))).unwrap();
    assert!(response.distance.unwrap() <= held.distance.unwrap() * (1.0 + 1e-9));
    assert!(held.moves.iter().all(|one| one.volatility == 0.0));
}

#[test]
fn what_cannot_be_lost_is_said() {
    // A long put loses its premium and no more.
    let put = json!([{"id": "put", "instrument": {"kind": "option", "asset": "BTC", "right": "put", "strike": 50_000,
        "expiry": "2030-03-29", "settlement": "linear"}, "quantity": 1}]);
    let mut request = of_sample(json!({"positions": put, "loss": 1e6}));
    request["quotes"]["volatilities"] = json!([{"kind": "flat", "asset": "BTC", "volatility": 0.6}]);
    let response = reverse(request).unwrap();
    assert!(response.distance.is_none() && response.moves.is_empty());
    assert!(response.sentence.starts_with("None"), "{}", response.sentence);
    assert!(response.greatest_loss > 0.0 && response.greatest_loss < 1e6);

    let refused = |changes: Value, path: &str, code: Code| {
        let error = reverse(of_sample(changes)).unwrap_err();
        assert_eq!((error.path.as_deref(), error.code), (Some(path), code), "{error}");
    };
    refused(json!({"prices": null}), "prices", Code::InsufficientHistory);
    refused(json!({"loss": -5}), "loss", Code::InvalidValue);
    refused(json!({"horizonDays": 0}), "horizonDays", Code::InvalidValue);
    refused(json!({"volatilityCorrelation": 1}), "volatilityCorrelation", Code::InvalidValue);
}
