use serde_json::{Value, json};

use super::walk::{Course, Walked, walk};
use crate::market::Day;
use crate::math::random::BlockStream;
use crate::rebalance::TradeCosts;
use crate::rebalance::policy::RebalancePolicy;

const START: Day = Day { year: 2024, month: 1, day: 31 };

fn policies(written: &[Value]) -> Vec<RebalancePolicy> {
    written.iter().map(|one| serde_json::from_value(one.clone()).unwrap()).collect()
}

fn walked(
    columns: &[Vec<f64>],
    target: &[f64],
    (fee, capital): (f64, f64),
    policies: &[RebalancePolicy],
) -> Vec<Walked> {
    let days: Vec<Day> =
        (1..=columns[0].len() as i64).map(|t| Day::from_number(START.number() + t)).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let course = Course {
        started: START,
        days: &days,
        columns: &columns,
        per_year: 365.0,
        target,
        groups: &[vec![0]],
        capital,
        costs: &TradeCosts { fee, ..TradeCosts::default() },
        window: 20,
        level: 0.95,
    };
    walk(&course, policies, &mut ())
}

/// Returns of assets that move by themselves.
fn drawn(assets: u64, rows: usize, deviation: f64, drift: f64) -> Vec<Vec<f64>> {
    (0..assets)
        .map(|i| {
            let mut stream = BlockStream::new(11, i);
            (0..rows).map(|_| drift + deviation * stream.normal()).collect()
        })
        .collect()
}

/// 100.00, half in a coin. It rises by 20 %: 60 of 110 is 4.5 points too much, 5.00 are sold for 0.05. It falls by
/// 10 %: 49.50 of 104.45 is 2.6 points too little, which the threshold of 4 points lets be.
#[test]
fn two_days_worked_by_hand() {
    let columns = [vec![0.2, -0.1]];
    let found =
        walked(&columns, &[0.5], (0.01, 100.0), &policies(&[json!({"kind": "threshold", "width": 0.04})]));
    let Walked { equity, trades, turnover, cost, .. } = &found[0];
    // Sums of a few decimals.
    let near = |a: f64, b: f64| (a - b).abs() < 1e-11;
    assert!(near(equity[1], 109.95) && near(equity[2], 104.45), "{equity:?}");
    assert!(*trades == 1 && near(*turnover, 5.0 / 110.0) && near(*cost, 0.05 / 110.0));
}

#[test]
fn a_band_of_no_width_is_walked_as_the_calendar_of_every_day() {
    let columns = drawn(3, 300, 0.03, 0.001);
    for target in [[0.5, 0.3, 0.2], [0.4, 0.2, 0.1]] {
        let found = walked(
            &columns,
            &target,
            (0.002, 1e6),
            &policies(&[
                json!({"kind": "calendar", "every": "day"}),
                json!({"kind": "threshold", "width": 0}),
                json!({"kind": "threshold", "width": 0, "of": "relative"}),
                json!({"kind": "threshold", "width": 0, "to": "edge"}),
            ]),
        );
        assert_eq!(found[0].equity, found[1].equity);
        assert_eq!(found[0].equity, found[2].equity);
        // The edge of nothing is found by halving, to 1e-15 of the equity a day.
        let apart = found[0].equity.iter().zip(&found[3].equity).map(|(a, b)| (a / b - 1.0).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-10);
        assert_eq!((found[0].trades, found[3].trades), (300, 300));
    }
}

/// One asset beside cash whose weight drifts with a = σ π (1 − π): within ±h it trades a²/(2h) a year to the edge
/// and a²/h to the centre, and strays by σ h/√3 and σ h/√6.
#[test]
fn bands_trade_and_stray_as_in_closed_form() {
    let (volatility, per_year, rows, width) = (1.0_f64, 4000.0, 100_000, 0.05);
    // The drift for which the weight of one half has none.
    let columns = drawn(1, rows, volatility / f64::sqrt(per_year), 0.5 * volatility * volatility / per_year);
    let found = walked(
        &columns,
        &[0.5],
        (0.0, 1.0),
        &policies(&[
            json!({"kind": "threshold", "width": width, "to": "edge"}),
            json!({"kind": "threshold", "width": width, "to": "centre"}),
        ]),
    );
    let years = rows as f64 / per_year;
    let drift = volatility * 0.25;
    for (walked, [trading, straying]) in found.iter().zip([[2.0, 3.0], [1.0, 6.0]]) {
        let apart: Vec<f64> =
            (0..rows).map(|t| walked.equity[t + 1] / walked.equity[t] - 1.0 - 0.5 * columns[0][t]).collect();
        let error = (apart.iter().map(|d| d * d).sum::<f64>() / rows as f64 * per_year).sqrt();
        // Looked at between steps the walk behaves as within a band wider by 0.5826 steps (Broadie, Glasserman and Kou).
        let seen = width + 0.5826 * drift / per_year.sqrt();
        let expected = drift * drift / (trading * seen);
        // 25 years are 600 passages of the band, whose count strays by about 4 %; three times that.
        assert!(
            (walked.turnover / years / 0.5 / (2.0 * expected) - 1.0).abs() < 0.12,
            "{} {expected}",
            walked.turnover / years
        );
        let expected = volatility * seen / f64::sqrt(straying);
        assert!((error / expected - 1.0).abs() < 0.12, "{error} against {expected}");
    }
}

#[test]
fn nothing_looks_ahead_and_scaling_the_account_scales_everything() {
    let columns = drawn(2, 120, 0.04, 0.0);
    let all = RebalancePolicy::of_all_kinds();
    assert!(all.len() >= 9);
    let found = walked(&columns, &[0.6, 0.4], (0.003, 1000.0), &all);
    let mut other = columns.clone();
    other.iter_mut().for_each(|column| column[80..].reverse());
    let changed = walked(&other, &[0.6, 0.4], (0.003, 1000.0), &all);
    let scaled = walked(&columns, &[0.6, 0.4], (0.003, 8000.0), &all);
    for (policy, ((found, changed), scaled)) in all.iter().zip(found.iter().zip(&changed).zip(&scaled)) {
        assert_eq!(found.equity[..=80], changed.equity[..=80], "{}", policy.kind());
        // By a power of two: to the last digit.
        let eightfold: Vec<f64> = found.equity.iter().map(|equity| 8.0 * equity).collect();
        assert_eq!(eightfold, scaled.equity, "{}", policy.kind());
        assert!(found.cost >= 0.0 && found.equity.iter().all(|equity| *equity > 0.0));
    }
}

#[test]
fn costs_of_all_that_is_traded_and_a_coin_that_becomes_worthless_end_no_walk() {
    let all = RebalancePolicy::of_all_kinds();
    let worthless = vec![vec![0.1, -1.0 + 1e-12, 0.0, 0.0], vec![0.01; 4]];
    for target in [[0.5, 0.5], [1.5, 0.5]] {
        for (policy, found) in all.iter().zip(walked(&worthless, &target, (1.0, 100.0), &all)) {
            assert!(
                found.equity.iter().all(|equity| equity.is_finite() && *equity >= 0.0),
                "{}",
                policy.kind()
            );
        }
    }
}

fn answered(request: &Value) -> Result<Value, crate::Error> {
    let answer = crate::operations::run_json("rebalancePolicies", &request.to_string(), &mut ())?;
    Ok(serde_json::from_str(&answer).unwrap())
}

fn table(rows: usize) -> Value {
    let columns = drawn(2, rows, 0.03, 0.0);
    let mut prices = [100.0, 10.0];
    let dates: Vec<String> =
        (0..rows as i64).map(|t| Day::from_number(START.number() + t).to_string()).collect();
    let rows: Vec<Value> = (0..rows)
        .map(|t| {
            prices.iter_mut().zip(&columns).for_each(|(price, column)| *price *= 1.0 + column[t]);
            json!(prices)
        })
        .collect();
    json!({"dates": dates, "assets": ["BTC", "ETH"], "prices": rows})
}

#[test]
fn the_answer_holds_every_kind_the_bands_and_the_width_of_the_closed_form() {
    let found = answered(&json!({
        "prices": table(400), "target": {"BTC": 0.5, "ETH": 0.3, "USD": 0.2},
        "policy": {"kind": "threshold", "width": 0.03}, "fee": 0.0005, "halfSpread": 0.0005,
        "groups": [{"name": "all", "assets": ["*"]}]
    }))
    .unwrap();
    let policies = found["policies"].as_array().unwrap();
    assert_eq!(policies.len(), RebalancePolicy::family().methods.len());
    assert_eq!(policies[0]["policy"]["width"], 0.03);
    // 10 bp, γ 2, a half: as printed, to its six decimals.
    assert!((found["widths"][0]["edge"].as_f64().unwrap() - 0.036056).abs() < 5e-7);
    assert_eq!(found["warnings"][0]["code"], "countedAsCash");
    let bands = found["bands"].as_array().unwrap();
    let number = |band: &Value, name: &str| band[name].as_f64().unwrap();
    for band in bands {
        let stray = number(band, "trackingError").powi(2);
        assert!((number(band, "loss") - number(band, "cost") - stray).abs() < 1e-12);
    }
    let best = found["best"].as_u64().unwrap() as usize;
    assert!(bands.iter().all(|band| number(band, "loss") >= number(&bands[best], "loss")));
    // The widest costs less than the narrowest and strays more.
    assert!(number(&bands[12], "cost") < number(&bands[0], "cost"));
    assert!(number(&bands[12], "trackingError") > number(&bands[0], "trackingError"));
}

#[test]
fn what_cannot_be_compared_is_refused_with_its_place() {
    let prices = table(40);
    for (request, path) in [
        (json!({"prices": prices, "target": {}}), "target"),
        (json!({"prices": prices, "target": {"USD": 1}}), "target"),
        (json!({"prices": prices, "target": {"XMR": 0.5}}), "target.XMR"),
        (json!({"target": {"BTC": 1}}), "prices"),
        (json!({"prices": prices, "target": {"BTC": 1}, "fee": -0.1}), "fee"),
        (json!({"prices": prices, "target": {"BTC": 1}, "window": 1}), "window"),
        (
            json!({"prices": prices, "target": {"BTC": 1}, "policy": {"kind": "threshold", "width": 3}}),
            "policy.width",
        ),
        (
            json!({"prices": prices, "target": {"BTC": 1}, "groups": [{"name": "a", "assets": ["XMR"]}]}),
            "groups[0].assets[0]",
        ),
    ] {
        let error = answered(&request).unwrap_err();
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
    }
}
