//! The operations `riskBacktest` and `riskComparison`: nothing of the future, the same figures however methods are
//! spread, and agreement with plain reimplementations.

use allotrope::Error;
use allotrope::math::random::BlockStream;
use allotrope::operations::{Operation, read};
use allotrope::risk::backtest::{BacktestRisk, RiskBacktestResponse, TrafficLight};
use allotrope::risk::{CompareRisk, RiskComparison, RiskMethod, run};
use allotrope::sample::{MakeSample, SampleRequest};
use serde_json::{Value, json};

/// The sample book over its last `rows` days, with changes on top.
fn sample(rows: usize, changes: Value) -> Value {
    let mut sample =
        serde_json::to_value(MakeSample::run(&SampleRequest::default(), &mut ()).unwrap()).unwrap();
    for field in ["dates", "prices"] {
        let all = sample["prices"][field].as_array_mut().unwrap();
        all.drain(..all.len() - rows);
    }
    let mut request = json!({});
    for field in ["positions", "quotes", "prices"] {
        request[field] = sample[field].take();
    }
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    request
}

fn backtest(request: &Value) -> Result<RiskBacktestResponse, Error> {
    BacktestRisk::run(&read::<BacktestRisk>(&request.to_string())?, &mut ())
}

fn compare(request: &Value) -> Result<RiskComparison, Error> {
    CompareRisk::run(&read::<CompareRisk>(&request.to_string())?, &mut ())
}

fn kinds() -> Vec<Value> {
    RiskMethod::family().methods.into_iter().map(|method| json!({"kind": method.kind})).collect()
}

/// One coin held, with these log-returns in its past.
fn one_coin(log_returns: &[f64], changes: Value) -> Value {
    let first: jiff::civil::Date = "2020-01-01".parse().unwrap();
    let mut log = 0.0;
    let mut prices = vec![vec![100.0]];
    for r in log_returns {
        log += r;
        prices.push(vec![100.0 * f64::exp(log)]);
    }
    let dates: Vec<String> =
        (0..prices.len()).map(|t| (first + jiff::Span::new().days(t as i64)).to_string()).collect();
    let now = format!("{}T00:00:00Z", dates[dates.len() - 1]);
    let mut request = json!({
        "positions": [{"id": "1", "quantity": 3, "instrument": {"kind": "spot", "asset": "BTC"}}],
        "quotes": {"valuationTime": now, "spots": {"BTC": 200}},
        "prices": {"dates": dates, "assets": ["BTC"], "prices": prices},
    });
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    request
}

fn normals(count: usize, seed: u64) -> Vec<f64> {
    let mut stream = BlockStream::new(seed, 0);
    (0..count).map(|_| 0.03 * stream.normal()).collect()
}

#[test]
fn no_step_knows_what_comes_after_it() {
    // Every method of the catalog. The last 8 prices are halved: the figures of all steps before stay, and so do
    // the profits but for the last 8.
    let request = sample(300, json!({"window": 270, "level": 0.95, "refitEvery": 7}));
    let mut other = request.clone();
    for row in other["prices"]["prices"].as_array_mut().unwrap().iter_mut().skip(292) {
        for price in row.as_array_mut().unwrap() {
            *price = json!(price.as_f64().unwrap() * 0.5);
        }
    }
    let (before, after) = (backtest(&request).unwrap(), backtest(&other).unwrap());
    let steps = before.dates.len();
    assert_eq!(steps, 29);
    assert_eq!(before.profits[..steps - 8], after.profits[..steps - 8]);
    assert_ne!(before.profits[steps - 8], after.profits[steps - 8]);
    assert_eq!(before.methods.len(), kinds().len());
    for (one, two) in before.methods.iter().zip(&after.methods) {
        let (one, two) = (&one.forecasts, &two.forecasts);
        // The figure of the step at which the first changed price ends is made before it.
        let known = steps - 7;
        assert_eq!(one.value_at_risk.len(), steps, "{:?}", one.failure);
        assert_eq!(one.value_at_risk[..known], two.value_at_risk[..known], "{:?}", one.method);
        assert_eq!(one.expected_shortfall[..known], two.expected_shortfall[..known], "{:?}", one.method);
        assert_ne!(one.expected_shortfall[steps - 1], two.expected_shortfall[steps - 1], "{:?}", one.method);
    }
}

#[test]
fn the_figures_do_not_depend_on_how_methods_are_spread() {
    let request = sample(290, json!({"window": 270, "level": 0.95, "methods": kinds()}));
    let whole = backtest(&request).unwrap();
    for workers in [2, 4] {
        let mut given = vec![];
        for part in kinds().chunks(kinds().len().div_ceil(workers)) {
            let mut share = request.clone();
            share["methods"] = json!(part);
            given.extend(backtest(&share).unwrap().methods.into_iter().map(|method| method.forecasts));
        }
        let mut last = request.clone();
        (last["methods"], last["given"]) = (json!([]), json!(given));
        assert_eq!(backtest(&last).unwrap(), whole);
    }
    let mut short = request.clone();
    short["given"] = json!([{"method": kinds()[0], "valueAtRisk": [1.0], "expectedShortfall": [1.0]}]);
    assert_eq!(backtest(&short).unwrap_err().path.as_deref(), Some("given[0]"));
}

#[test]
fn history_is_walked_as_a_plain_loop_walks_it() {
    let returns = normals(400, 1);
    let request =
        one_coin(&returns, json!({"window": 250, "level": 0.95, "methods": [{"kind": "historical"}]}));
    let found = backtest(&request).unwrap();
    assert_eq!(found.dates.len(), 150);
    let loss = |r: &f64| -600.0 * (f64::exp(*r) - 1.0);
    let mut exceptions = vec![];
    for (step, var) in found.methods[0].forecasts.value_at_risk.iter().enumerate() {
        let mut window: Vec<f64> = returns[step..step + 250].iter().map(loss).collect();
        window.sort_by(f64::total_cmp);
        // k = ⌈250 × 0.95⌉ = 238. Prices and their logarithms round.
        assert!((var - window[237]).abs() < 1e-9 * window[237].abs(), "{step}");
        let now = loss(&returns[step + 250]);
        assert!((found.profits[step] + now).abs() < 1e-9);
        if now > window[237] {
            exceptions.push(step as u32);
        }
    }
    assert_eq!(found.methods[0].exceptions, exceptions);
    assert!((found.methods[0].expected_exceptions - 7.5).abs() < 1e-12);
    let words = format!("{} exceptions where 7.5 were expected: green.", exceptions.len());
    assert!(found.methods[0].summary.starts_with(&words), "{}", found.methods[0].summary);

    // Horizons of five days follow one another and do not overlap.
    let request = one_coin(
        &returns,
        json!({"window": 250, "level": 0.95, "horizonDays": 5, "methods": [{"kind": "historical"}]}),
    );
    let found = backtest(&request).unwrap();
    assert_eq!(found.profits.len(), 30);
    let sum: f64 = returns[255..260].iter().sum();
    assert!((found.profits[1] + loss(&sum)).abs() < 1e-9);
}

#[test]
fn figures_that_are_too_low_are_found_out() {
    // Quiet for 300 days, then three times as volatile.
    let mut returns = normals(600, 2);
    returns.iter_mut().skip(300).for_each(|r| *r *= 3.0);
    let request = one_coin(&returns, json!({"window": 300, "level": 0.975, "to": "2021-02-01"}));
    let found = backtest(&request).unwrap();
    let normal = found.methods.iter().find(|method| method.method.kind == "parametricNormal").unwrap();
    assert_eq!(normal.light, Some(TrafficLight::Red));
    let [kupiec, _, conditional, _, z2] = &normal.tests[..] else { panic!("{:?}", normal.tests) };
    assert!(kupiec.rejected && conditional.rejected && z2.rejected, "{:?}", normal.tests);
    assert!(z2.statistic < z2.critical);
    assert!(!found.ranking.is_empty());
}

#[test]
fn what_cannot_be_tested_says_what_is_missing() {
    let error = backtest(&one_coin(&normals(100, 3), json!({}))).unwrap_err();
    assert_eq!(error.path.as_deref(), Some("window"));
    assert_eq!(
        error.message,
        "The common history has 100 returns; a window of 500 leaves none to test. Take a shorter window or a longer history."
    );
    for (changes, path) in [
        (json!({"window": 5}), "window"),
        (json!({"refitEvery": 0}), "refitEvery"),
        (json!({"level": 2}), "level"),
        (json!({"methods": []}), "methods"),
        (json!({"positions": []}), "positions"),
    ] {
        let error = backtest(&one_coin(&normals(100, 3), changes)).unwrap_err();
        assert_eq!(error.path.as_deref(), Some(path));
    }
    let few =
        backtest(&one_coin(&normals(100, 3), json!({"window": 60, "methods": [{"kind": "historical"}]})));
    assert_eq!(few.unwrap().warnings.last().unwrap().code, "fewExceptions");
}

#[test]
fn methods_side_by_side_are_the_methods_alone() {
    let request = sample(400, json!({"methods": kinds()}));
    let whole = compare(&request).unwrap();
    assert_eq!(whole.levels, [0.95, 0.975, 0.99]);
    for one in &whole.methods {
        for figures in &one.row.figures {
            let mut alone = request.clone();
            alone.as_object_mut().unwrap().remove("methods");
            alone["method"] = serde_json::to_value(&one.row.method).unwrap();
            alone["level"] = json!(figures.level);
            let alone = run(&serde_json::from_value(alone).unwrap(), &mut ()).unwrap();
            assert_eq!(figures.value_at_risk, alone.value_at_risk);
            assert_eq!(figures.expected_shortfall, alone.expected_shortfall);
            assert_eq!(figures.band, alone.band);
        }
    }
    let rows: Vec<Value> = whole.methods.iter().map(|one| serde_json::to_value(&one.row).unwrap()).collect();
    let mut last = request.clone();
    (last["methods"], last["given"]) = (json!([]), json!(rows));
    assert_eq!(compare(&last).unwrap(), whole);
    assert!(whole.methods[0].difference.is_empty());
    assert!(whole.summary.starts_with("At 99 % the value at risk is lowest by "), "{}", whole.summary);
}

#[test]
fn a_difference_is_put_down_to_spread_or_tail() {
    // One move of 30 % in a hundred, else ±1 %: at 99.5 % history sees the far move, the normal does not.
    let far = |t: usize| if t % 100 == 50 { -0.3 } else { 0.01 - 0.02 * (t % 2) as f64 };
    let returns: Vec<f64> = (0..1000).map(far).collect();
    let methods = json!([{"kind": "parametricNormal"}, {"kind": "historical"}]);
    let found = compare(&one_coin(&returns, json!({"methods": methods, "levels": [0.995]}))).unwrap();
    let said = &found.methods[1].difference;
    assert!(
        said.starts_with("History is ") && said.contains(" % above Parametric normal at 99.5 %"),
        "{said}"
    );
    assert!(said.contains("its tail is heavier") && !said.contains("its standard deviation"), "{said}");
    // What fails keeps a row.
    let few = compare(&one_coin(&normals(1, 5), json!({"methods": methods}))).unwrap();
    assert!(few.methods[0].row.figures.is_empty() && few.methods[0].row.failure.is_some());
    assert_eq!(few.methods[1].row.figures.len(), 3);
    assert!(
        few.summary.ends_with("1 method has no figures; the reason stands in the row."),
        "{}",
        few.summary
    );
}

#[test]
fn tails_are_fitted_anew_at_refits_alone() {
    let normals = normals(330, 11);
    let returns: Vec<f64> =
        normals.iter().enumerate().map(|(t, r)| r * (1.0 + 2.0 * f64::from(t > 300 && t % 3 == 0))).collect();
    let drawn =
        |distribution: &str| json!({"kind": "monteCarlo", "distribution": distribution, "scenarios": 100});
    for method in [
        json!({"kind": "parametricStudentT"}),
        json!({"kind": "extremeValue"}),
        drawn("studentT"),
        drawn("fittedMargins"),
    ] {
        let walk = |every: u32| {
            let changes = json!({"window": 300, "level": 0.975, "refitEvery": every, "methods": [method]});
            backtest(&one_coin(&returns, changes)).unwrap().methods.remove(0).forecasts.value_at_risk
        };
        let (each, never) = (walk(1), walk(1000));
        // The first step is a refit of both, and the storm that begins with the second changes the tail.
        assert_eq!(each[0], never[0], "{method}");
        assert_ne!(each[25], never[25], "{method}");
        // What is not fitted goes on: the figures follow the storm.
        assert!(method["distribution"] == "fittedMargins" || never[25] != never[0], "{method}");
    }
}

#[test]
fn a_stretch_longer_than_the_window_is_plain_history() {
    let methods = json!([{"kind": "historical"}, {"kind": "stressedWindow", "length": 300}]);
    let changes = json!({"window": 100, "level": 0.95, "methods": methods});
    let found = backtest(&one_coin(&normals(130, 3), changes)).unwrap();
    assert!(found.ranking.ends_with(" has the figures of History at every step."), "{}", found.ranking);
}

#[test]
fn filtered_history_beats_plain_history_where_volatility_comes_in_spells() {
    // GARCH with α = 0.15 and β = 0.83. Simulated apart, with the true volatilities for the filter, the mean
    // difference of the scores is 2 to 5 of its standard errors over 800 days.
    let (mut told_apart, methods) = (0, json!([{"kind": "historical"}, {"kind": "filteredHistorical"}]));
    for seed in 0..3 {
        let mut h = 1.0;
        let mut returns = normals(1050, seed);
        for r in &mut returns {
            let z = *r / 0.03;
            *r = 0.02 * f64::sqrt(h) * z;
            h = 0.02 + 0.15 * h * z * z + 0.83 * h;
        }
        let changes = json!({"window": 250, "level": 0.95, "refitEvery": 100, "methods": methods});
        let found = backtest(&one_coin(&returns, changes)).unwrap();
        assert_eq!(found.methods[1].rank, Some(1), "{}", found.ranking);
        let plain = found.methods[0].joint_score.unwrap();
        assert!(plain.difference > 0.0);
        told_apart += u32::from(plain.p_value.is_some_and(|p| p < 0.05));
        assert_eq!(found.methods[1].forecasts.held, 0);
    }
    assert!(told_apart >= 2, "{told_apart}");
}
