//! Volatility models against published figures and the library arch, on the series of `peers/volatility.json`, and
//! what is refused.

use crate::marks_per_pound::{self, fit, fixture};
use serde_json::{Value, json};

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn relative(found: f64, expected: f64) -> f64 {
    (found / expected - 1.0).abs()
}

/// Six digits, of the figures of Fiorentini, Calzolari and Panattoni and of the errors that TSP and rugarch print.
#[test]
fn the_garch_benchmark() {
    marks_per_pound::assert_garch_benchmark(&fit(json!({"kind": "garch"})).unwrap());
}

/// The published point is near the top and not on it: at the figures printed, this likelihood is 1e-4 below what is
/// found here, which moves the mean by a hundredth of its error and the others by less.
#[test]
fn the_egarch_benchmark() {
    let fitted = fit(json!({"kind": "egarch"})).unwrap();
    let published = fixture()["published"]["egarch"].clone();
    for (k, parameter) in fitted["parameters"].as_array().unwrap().iter().enumerate() {
        let (found, expected) = (number(&parameter["value"]), number(&published[k]));
        let within = if k == 0 { 1.5e-4 } else { 6e-5 };
        assert!((found - expected).abs() < within, "{k}: {found} and {expected}");
        assert!((found - expected).abs() < 0.02 * number(&parameter["standardError"]));
    }
}

/// arch's optimiser stops within about 1e-5 of the top, its errors are numerical differences.
#[test]
fn the_models_of_arch() {
    let cases = fixture()["cases"].as_array().unwrap().clone();
    assert_eq!(cases.len(), 5);
    for case in &cases {
        let fitted = fit(case["model"].clone()).unwrap();
        let scale = number(&fitted["sample"]["periodsPerYear"]);
        let value = number(&fitted["logLikelihood"]);
        // A top is flat: what is 1e-5 of an error away from it is 1e-10 below.
        assert!((value - number(&case["logLikelihood"])).abs() < 1e-6, "{case}");
        let mut compared = 0;
        for parameter in fitted["parameters"].as_array().unwrap() {
            let symbol = parameter["symbol"].as_str().unwrap();
            let Some(expected) = case["parameters"].get(symbol) else { continue };
            compared += 1;
            let (found, expected) = (number(&parameter["value"]), number(expected));
            let error = number(&parameter["standardError"]);
            assert!((found - expected).abs() < 2e-3 * error, "{symbol}: {found} and {expected}");
            for (ours, theirs) in
                [("standardError", "standardErrors"), ("robustStandardError", "robustStandardErrors")]
            {
                if let Some(expected) = case[theirs].get(symbol) {
                    let found = number(&parameter[ours]);
                    assert!(
                        relative(found, number(expected)) < 2e-3,
                        "{ours} of {symbol}: {found}, {expected}"
                    );
                }
            }
        }
        assert_eq!(compared, case["parameters"].as_object().unwrap().len());
        for (k, expected) in case["forecast"].as_array().into_iter().flatten().enumerate() {
            let found = number(&fitted["forecast"][k]).powi(2) / scale;
            assert!(relative(found, number(expected)) < 2e-5, "{k} ahead: {found} and {expected}");
        }
    }
}

/// Student-t innovations nest the normal ones, and GJR nests GARCH: a model that holds another fits no worse.
#[test]
fn wider_models_fit_no_worse() {
    let likelihood = |model: Value| number(&fit(model).unwrap()["logLikelihood"]);
    let garch = likelihood(json!({"kind": "garch"}));
    assert!(likelihood(json!({"kind": "gjrGarch"})) >= garch);
    assert!(likelihood(json!({"kind": "garch", "mean": "zero"})) <= garch);
    for kind in ["garch", "gjrGarch", "egarch", "ewma"] {
        let student = likelihood(json!({"kind": kind, "innovations": "student"}));
        assert!(student > likelihood(json!({"kind": kind})), "{kind}");
    }
    let best = likelihood(json!({"kind": "ewma"}));
    assert!(likelihood(json!({"kind": "ewma", "decay": 0.94})) < best);
}

/// With Student-t, the most likely GARCH of this series has α + β at its limit.
#[test]
fn a_model_without_a_level_says_so() {
    let fitted = fit(json!({"kind": "garch", "innovations": "student"})).unwrap();
    assert!(number(&fitted["persistence"]) < 1.0 && number(&fitted["persistence"]) > 0.9998);
    assert_eq!(fitted["warnings"][0]["code"], "volatilityAtBound");
    assert!(fitted["parameters"][1]["standardError"].is_null());
}

/// The mean of simulated variances, against what is forecast of them.
#[test]
fn egarch_forecasts_are_means_of_what_may_come() {
    use allotrope::estimate::volatility::{Fitted, VolatilityModel};
    use allotrope::math::random::BlockStream;
    let model: VolatilityModel = serde_json::from_value(json!({"kind": "egarch"})).unwrap();
    let model = model.method().check().unwrap();
    let returns: Vec<f64> = fixture()["returns"].as_array().unwrap().iter().map(number).collect();
    let fitted = Fitted::of(&model, &returns).unwrap();
    let forecast = fitted.forecast(&model, 4);
    let (paths, mut stream) = (40_000, BlockStream::new(7, 0));
    let (mut sums, mut squares) = ([0.0; 4], [0.0; 4]);
    for _ in 0..paths {
        let mut h = fitted.next;
        for k in 0..4 {
            sums[k] += h;
            squares[k] += h * h;
            let z = fitted.news[(stream.uniform() * returns.len() as f64) as usize];
            h = model.process.next(&fitted.parameters, z * h.sqrt(), h);
        }
    }
    for k in 0..4 {
        let mean = sums[k] / f64::from(paths);
        let error = ((squares[k] / f64::from(paths) - mean * mean).max(0.0) / f64::from(paths)).sqrt();
        assert!(
            (forecast[k] - mean).abs() <= 4.0 * error + 1e-12,
            "{k}: {} and {mean} ± {error}",
            forecast[k]
        );
    }
    // Far ahead lies the level that is stated.
    let level = model.process.unconditional(&fitted.parameters, &fitted.news).unwrap();
    assert!(relative(fitted.forecast(&model, 400)[399], level) < 1e-6);
}

#[test]
fn too_little_and_nothing_that_moves() {
    let short = marks_per_pound::run(json!({"kind": "garch"}), &[0.01, -0.02, 0.03]).unwrap_err();
    assert_eq!(short["code"], "insufficientHistory");
    assert!(short["message"].as_str().unwrap().contains("101 are needed"), "{short}");
    let still = marks_per_pound::run(json!({"kind": "garch"}), &[0.0; 200]).unwrap_err();
    assert_eq!((still["code"].as_str(), still["path"].as_str()), (Some("invalidValue"), Some("prices")));
    let decay = fit(json!({"kind": "ewma", "decay": 1.5})).unwrap_err();
    assert_eq!(decay["path"], "model.decay");
}

/// Stretches of 100 days, where EGARCH has several tops, some of them on a bend. Where the best of many searches by a
/// plain program (`peers/egarch_short.py`) has volatility rise with surprises and fade, it is the one that is found;
/// where none is, there is a sentence.
#[test]
fn short_series_have_a_top_or_a_sentence() {
    let returns = marks_per_pound::returns();
    let stretches: Vec<Value> =
        serde_json::from_str(include_str!("../fixtures/peers/egarch_short.json")).unwrap();
    let (mut refused, mut same) = (0, 0);
    for stretch in &stretches {
        let first = stretch["first"].as_u64().unwrap() as usize;
        let own = &returns[first..first + 100];
        match marks_per_pound::run(json!({"kind": "egarch", "mean": "zero"}), own) {
            Ok(fitted) => {
                let of = |name: &str| number(&stretch[name]);
                if of("α") > 0.0 && (0.0..0.999).contains(&of("β")) {
                    same += 1;
                    // Nelder-Mead stops within 1e-10.
                    assert!((number(&fitted["logLikelihood"]) - of("logLikelihood")).abs() < 1e-8, "{first}");
                }
            }
            Err(error) => {
                refused += 1;
                assert_eq!((&error["code"], &error["path"]), (&json!("notConverged"), &json!("prices")));
            }
        }
    }
    assert_eq!((stretches.len(), refused, same), (19, 1, 6));
}

/// Crashes, jumps between two prices, a trend: whatever comes, numbers or a sentence.
#[test]
fn strange_series_end_in_numbers_or_a_sentence() {
    let spike = |t: usize| if t == 60 { -3.0 } else { 0.001 * (t % 7) as f64 };
    let flip = |t: usize| if t.is_multiple_of(2) { 0.01 } else { -0.01 };
    let trend = |t: usize| 0.01 + 1e-9 * (t % 3) as f64;
    let late = |t: usize| if t < 150 { 0.0 } else { 0.05 * flip(t / 3) };
    let shapes: [&dyn Fn(usize) -> f64; 4] = [&spike, &flip, &trend, &late];
    for shape in shapes {
        let returns: Vec<f64> = (0..200).map(shape).collect();
        for kind in ["garch", "gjrGarch", "egarch", "ewma"] {
            for innovations in ["normal", "student"] {
                match marks_per_pound::run(json!({"kind": kind, "innovations": innovations}), &returns) {
                    Ok(fitted) => {
                        assert!(fitted["volatilities"][199].is_f64() && fitted["forecast"][0].is_f64())
                    }
                    Err(error) => assert!(error["message"].as_str().unwrap().ends_with('.'), "{error}"),
                }
            }
        }
    }
}
