//! The operation `risk` against closed forms, a plain reimplementation, and its own invariances.

use allotrope::error::Code;
use allotrope::math::random::BlockStream;
use allotrope::operations::Operation;
use allotrope::portfolio::Portfolio;
use allotrope::risk::{RiskRequest, RiskResponse, run};
use allotrope::sample::{MakeSample, SampleBook, SampleRequest};
use allotrope::{Error, market};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Rounding of sums over some thousand scenarios.
const ROUNDING: f64 = 1e-10;

fn sample() -> SampleBook {
    MakeSample::run(&SampleRequest::default(), &mut ()).unwrap()
}

/// A request from JSON, as every door sends it.
fn request(value: Value) -> RiskRequest {
    serde_json::from_value(value).unwrap()
}

fn risk(value: Value) -> Result<RiskResponse, Error> {
    run(&request(value), &mut ())
}

/// A request for the sample book with changes on top.
fn of_sample(changes: Value) -> Value {
    let sample = serde_json::to_value(sample()).unwrap();
    let mut request = json!({});
    for field in ["positions", "quotes", "prices"] {
        request[field] = sample[field].clone();
    }
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    request
}

fn dates(count: usize) -> Vec<String> {
    let first: jiff::civil::Date = "2024-01-01".parse().unwrap();
    (0..count).map(|t| (first + jiff::Span::new().days(t as i64)).to_string()).collect()
}

/// Daily prices of assets `A`, `B`, … with normal log-returns of these daily volatilities and a common
/// part, ending at 100.
fn normal_prices(count: usize, volatilities: &[f64], seed: u64) -> Value {
    let mut stream = BlockStream::new(seed, 0);
    let mut logs = vec![vec![0.0; volatilities.len()]];
    for t in 1..count {
        let common = stream.normal();
        let step = |(i, v): (usize, &f64)| logs[t - 1][i] + v * (0.6 * common + 0.8 * stream.normal());
        let row = volatilities.iter().enumerate().map(step).collect();
        logs.push(row);
    }
    let last = logs[count - 1].clone();
    let prices: Vec<Vec<f64>> = logs
        .iter()
        .map(|row| row.iter().zip(&last).map(|(x, end)| 100.0 * (x - end).exp()).collect())
        .collect();
    json!({"dates": dates(count), "assets": names(volatilities.len()), "prices": prices})
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|i| char::from(b'A' + i as u8).to_string()).collect()
}

/// Spot positions in `A`, `B`, … at 100 each.
fn spots(quantities: &[f64]) -> (Value, Value) {
    let positions: Vec<Value> = quantities
        .iter()
        .zip(names(quantities.len()))
        .map(|(quantity, asset)| json!({"id": asset, "instrument": {"kind": "spot", "asset": asset}, "quantity": quantity}))
        .collect();
    let spots: serde_json::Map<String, Value> =
        names(quantities.len()).into_iter().map(|asset| (asset, json!(100.0))).collect();
    (json!(positions), json!({"valuationTime": "2026-11-20T08:00:00Z", "spots": spots}))
}

fn assert_near(a: f64, b: f64, tolerance: f64, what: &str) {
    assert!((a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-9), "{what}: {a} against {b}");
}

/// Of any history.
const METHODS: [&str; 4] = ["historical", "parametricNormal", "deltaGammaVega", "monteCarlo"];
/// And of one that shows a shape.
const ALL: [&str; 7] = [
    "historical",
    "parametricNormal",
    "deltaGammaVega",
    "monteCarlo",
    "parametricStudentT",
    "cornishFisher",
    "extremeValue",
];

/// How far a method's figures follow the order of its sums: those of a covariance and of a fitted tail lose some six
/// digits of sixteen where assets are alike and tails are short.
const FOLLOWING: f64 = 1e-9;

#[test]
fn parametric_normal_has_the_published_factors() {
    let (positions, quotes) = spots(&[3.0]);
    let prices = normal_prices(400, &[0.02], 1);
    for (level, var, es) in
        [(0.95, 1.644854, 2.062713), (0.975, 1.959964, 2.337803), (0.99, 2.326348, 2.665214)]
    {
        let risk = risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "level": level,
            "method": {"kind": "parametricNormal"}}))
        .unwrap();
        // The factors are printed to six decimals.
        assert!((risk.value_at_risk / risk.standard_deviation - var).abs() < 5e-7);
        assert!((risk.expected_shortfall / risk.standard_deviation - es).abs() < 5e-7);
    }
}

#[test]
fn parametric_normal_is_the_spread_of_the_history() {
    // Of a linear book, the variance x'Σx is the sample variance of its own past profits.
    let (positions, quotes) = spots(&[3.0, -2.0, 1.5]);
    let prices = normal_prices(300, &[0.02, 0.03, 0.01], 2);
    let ask = |kind: &str| {
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": {"kind": kind}}))
            .unwrap()
    };
    let (normal, past) = (ask("parametricNormal"), ask("historical"));
    assert_near(normal.standard_deviation, past.standard_deviation, ROUNDING, "standard deviation");
}

#[test]
fn monte_carlo_agrees_with_the_lognormal_within_its_stated_error() {
    let (positions, quotes) = spots(&[5.0]);
    let prices = normal_prices(500, &[0.05], 3);
    let table = prices["prices"].as_array().unwrap();
    let logs: Vec<f64> =
        table.windows(2).map(|p| (p[1][0].as_f64().unwrap() / p[0][0].as_f64().unwrap()).ln()).collect();
    let n = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / n;
    for (days, drift) in [(1, "zero"), (10, "sample")] {
        let bars = f64::from(days);
        let variance = logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0) * bars;
        let mu = if drift == "zero" { -0.5 * variance } else { mean * bars };
        // loss = 500 (1 − exp(x)), x ~ N(mu, variance)
        let var = 500.0 * (1.0 - (mu - 2.326_347_874_040_841 * variance.sqrt()).exp());
        let cdf = |x: f64| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
        let tail = (mu + 0.5 * variance).exp() * cdf(-2.326_347_874_040_841 - variance.sqrt()) / 0.01;
        let es = 500.0 * (1.0 - tail);
        let seeds = 24;
        let (mut in_var, mut in_es) = ((0.0, 0.0), (0.0, 0.0));
        for seed in 0..seeds {
            let risk = risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "seed": seed,
                "horizonDays": days, "method": {"kind": "monteCarlo", "mean": drift}}))
            .unwrap();
            let error = risk.standard_error.unwrap();
            let (a, b) = (
                (risk.value_at_risk - var) / error.value_at_risk,
                (risk.expected_shortfall - es) / error.expected_shortfall,
            );
            in_var = (in_var.0 + a, in_var.1 + a * a);
            in_es = (in_es.0 + b, in_es.1 + b * b);
        }
        for (sum, squares) in [in_var, in_es] {
            // In units of the stated error: mean 0 ± 3.5/√24, mean square 1 ± 3.5 √(2/24).
            let count = f64::from(seeds);
            assert!((sum / count).abs() < 3.5 / count.sqrt(), "bias of {}", sum / count);
            assert!(
                (squares / count - 1.0).abs() < 3.5 * (2.0 / count).sqrt(),
                "spread of {}",
                squares / count
            );
        }
    }
}

#[test]
fn monte_carlo_agrees_with_delta_normal_on_small_moves() {
    // Moves of 0.1 % a day: exp(x) − 1 = x but for 1 part in 500 at the VaR.
    let (positions, quotes) = spots(&[5.0, -3.0, 2.0]);
    let prices = normal_prices(400, &[0.001, 0.0008, 0.0015], 4);
    let ask = |method: Value| {
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": method})).unwrap()
    };
    let normal = ask(json!({"kind": "parametricNormal"}));
    let drawn = ask(json!({"kind": "monteCarlo", "scenarios": 400_000}));
    let error = drawn.standard_error.unwrap();
    let slack = 0.002 * normal.value_at_risk;
    assert!((drawn.value_at_risk - normal.value_at_risk).abs() < 3.5 * error.value_at_risk + slack);
    assert!(
        (drawn.expected_shortfall - normal.expected_shortfall).abs() < 3.5 * error.expected_shortfall + slack
    );
    for (a, b) in drawn.contributions.iter().zip(&normal.contributions) {
        // A position's mean over 4,000 tail scenarios strays by σᵢ/√4000 = 2 % of its volatility.
        assert!(
            (a.expected_shortfall - b.expected_shortfall).abs() < 0.02 * normal.expected_shortfall,
            "{}",
            a.id
        );
        assert!((a.value_at_risk - b.value_at_risk).abs() < 0.05 * normal.value_at_risk, "{}", a.id);
    }
}

/// Every past day applied to the quotes, every contract valued anew, the losses sorted: no part of the
/// scenario engine.
fn plain_history(book: &SampleBook, level: f64) -> (f64, f64, Vec<f64>) {
    let portfolio = Portfolio::check(&book.positions).unwrap();
    let history = book.prices.check().unwrap();
    let value = |quotes: &market::Quotes| -> f64 {
        let market = quotes.check().unwrap();
        portfolio
            .positions()
            .iter()
            .map(|p| p.contract.value(&market, &p.holding).unwrap().figures.value)
            .sum()
    };
    let now = value(&book.quotes);
    let profits: Vec<f64> = (1..history.times().len())
        .map(|t| {
            let mut quotes = book.quotes.clone();
            for (i, asset) in history.assets().iter().enumerate() {
                let column = history.column(i);
                *quotes.spots.get_mut(asset).unwrap() *= column[t] / column[t - 1];
            }
            value(&quotes) - now
        })
        .collect();
    let mut losses: Vec<f64> = profits.iter().map(|p| -p).collect();
    losses.sort_by(|a, b| b.total_cmp(a));
    let mass = losses.len() as f64 * (1.0 - level);
    let whole = mass.floor() as usize;
    let es = (losses[..whole].iter().sum::<f64>() + (mass - whole as f64) * losses[whole]) / mass;
    (losses[whole], es, profits)
}

#[test]
fn history_is_what_a_plain_loop_over_the_days_gives() {
    let book = sample();
    let (var, es, profits) = plain_history(&book, 0.99);
    let risk = risk(of_sample(json!({"method": {"kind": "historical"}}))).unwrap();
    // The table of Φ is good to 4e-15 of the notional: 1e-9 of the losses.
    assert_near(risk.value_at_risk, var, 1e-9, "VaR");
    assert_near(risk.expected_shortfall, es, 1e-9, "ES");
    assert_eq!(risk.scenarios, Some(profits.len()));
    assert_near(risk.expected_profit, profits.iter().sum::<f64>() / profits.len() as f64, 1e-8, "mean");
    let worst = profits.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).unwrap();
    assert_eq!(risk.worst[0].label, book.prices.dates[worst.0 + 1]);
    assert_near(risk.worst[0].profit, *worst.1, 1e-9, "worst");
    assert!(risk.worst.windows(2).all(|pair| pair[0].profit <= pair[1].profit));
}

#[test]
fn parts_add_up_to_the_figures_and_to_the_assets() {
    for kind in ALL {
        for (days, level) in [(1, 0.99), (10, 0.975), (3, 0.9)] {
            let risk =
                risk(of_sample(json!({"method": {"kind": kind}, "horizonDays": days, "level": level})))
                    .unwrap();
            let sum = |part: &dyn Fn(&allotrope::risk::PositionRisk) -> f64| {
                risk.contributions.iter().map(part).sum::<f64>()
            };
            assert_near(sum(&|p| p.value_at_risk), risk.value_at_risk, ROUNDING, kind);
            assert_near(sum(&|p| p.expected_shortfall), risk.expected_shortfall, ROUNDING, kind);
            assert_near(sum(&|p| p.share.unwrap()), 1.0, ROUNDING, kind);
            let by_asset: f64 = risk.by_asset.iter().map(|a| a.expected_shortfall).sum();
            assert_near(by_asset, risk.expected_shortfall, ROUNDING, kind);
            assert_near(risk.by_asset.iter().map(|a| a.weight.unwrap()).sum(), 1.0, ROUNDING, kind);
            let counted: f64 = risk.histogram.counts.iter().sum();
            if let Some(scenarios) = risk.scenarios {
                assert_eq!(counted, scenarios as f64);
            }
            assert!(risk.expected_shortfall >= risk.value_at_risk);
            let band = risk.band.unwrap();
            assert!(band.low.unwrap() <= risk.value_at_risk);
            assert!(band.high.is_none_or(|high| high >= risk.value_at_risk));
        }
    }
}

#[test]
fn hedges_have_negative_parts() {
    let risk = risk(of_sample(json!({}))).unwrap();
    let part = |id: &str| risk.contributions.iter().find(|p| p.id == id).unwrap();
    for hedge in ["7", "8", "9"] {
        assert!(part(hedge).expected_shortfall < 0.0, "{}", part(hedge).label);
    }
    assert_eq!(part("5").expected_shortfall, 0.0);
    // What the sample is there to show: a tenth of the capital, the most of the risk.
    assert_eq!(risk.by_asset[0].asset, "SOL");
    assert!(risk.by_asset[0].share.unwrap() > 3.0 * risk.by_asset[0].weight.unwrap());
}

#[test]
fn order_of_positions_and_columns_does_not_matter() {
    for kind in ALL {
        let straight = risk(of_sample(json!({"method": {"kind": kind}}))).unwrap();
        let mut other = of_sample(json!({"method": {"kind": kind}}));
        other["positions"].as_array_mut().unwrap().reverse();
        other["prices"]["assets"].as_array_mut().unwrap().reverse();
        for row in other["prices"]["prices"].as_array_mut().unwrap() {
            row.as_array_mut().unwrap().reverse();
        }
        let turned = risk(other).unwrap();
        let rounding = FOLLOWING;
        assert_near(straight.value_at_risk, turned.value_at_risk, rounding, kind);
        assert_near(straight.expected_shortfall, turned.expected_shortfall, rounding, kind);
        for (a, b) in straight.contributions.iter().zip(turned.contributions.iter().rev()) {
            assert_eq!(a.id, b.id);
            assert!(
                (a.expected_shortfall - b.expected_shortfall).abs() < rounding * straight.expected_shortfall
            );
        }
    }
}

#[test]
fn figures_grow_with_the_quantities() {
    for kind in ALL {
        let one = risk(of_sample(json!({"method": {"kind": kind}}))).unwrap();
        let mut scaled = of_sample(json!({"method": {"kind": kind}}));
        for position in scaled["positions"].as_array_mut().unwrap() {
            position["quantity"] = json!(position["quantity"].as_f64().unwrap() * 3.0);
        }
        let three = risk(scaled).unwrap();
        let rounding = FOLLOWING;
        assert_near(3.0 * one.value_at_risk, three.value_at_risk, rounding, kind);
        assert_near(3.0 * one.expected_shortfall, three.expected_shortfall, rounding, kind);
        assert_near(3.0 * one.standard_deviation, three.standard_deviation, 1e-9, kind);
    }
}

#[test]
fn shortfall_of_the_whole_is_at_most_that_of_the_parts() {
    for level in [0.9, 0.975, 0.99, 0.999] {
        let request = of_sample(json!({"level": level}));
        let whole = risk(request.clone()).unwrap().expected_shortfall;
        let parts: f64 = [0, 1]
            .map(|part| {
                let mut request = request.clone();
                let all = request["positions"].as_array().unwrap().clone();
                let some = all.into_iter().enumerate().filter(|(i, _)| i % 2 == part).map(|(_, p)| p);
                request["positions"] = some.collect();
                risk(request).unwrap().expected_shortfall
            })
            .iter()
            .sum();
        assert!(whole <= parts + 1e-9 * parts.abs());
    }
}

#[test]
fn a_seed_gives_the_same_figures_again() {
    let ask = |seed: u64| risk(of_sample(json!({"method": {"kind": "monteCarlo"}, "seed": seed}))).unwrap();
    assert_eq!(ask(7), ask(7));
    assert_ne!(ask(7).value_at_risk, ask(8).value_at_risk);
    assert_eq!(ask(7).seed, Some(7));
    assert_eq!(risk(of_sample(json!({}))).unwrap().seed, None);
}

/// The same numbers stand in `tests/browser.rs`: they are those of every machine, to the last bit. Whoever
/// changes the arithmetic on purpose changes the last digits in both places.
#[test]
fn figures_do_not_depend_on_the_machine() {
    let risk = risk(of_sample(json!({"method": {"kind": "monteCarlo"}, "seed": 7}))).unwrap();
    assert_eq!(
        (risk.value_at_risk, risk.expected_shortfall),
        (9_839.509_800_961_565, 11_310.774_693_168_662)
    );
}

#[test]
fn extremes_are_errors_and_not_numbers() {
    let (mut positions, quotes) = spots(&[1e18]);
    let rows = [[1e-250], [1e250], [1.0], [1e200]];
    let prices = json!({"dates": dates(4), "assets": ["A"], "prices": rows});
    for kind in METHODS {
        for days in [1, 3] {
            let ask = risk(
                json!({"positions": positions, "quotes": quotes, "prices": prices, "horizonDays": days, "method": {"kind": kind}}),
            );
            if let Ok(risk) = ask {
                let text = serde_json::to_string(&risk).unwrap();
                assert!(risk.value_at_risk.is_finite() && !text.contains("[null"), "{kind}: {text}");
            }
        }
    }
    positions[0]["quantity"] = json!(0.0);
    let nothing =
        risk(json!({"positions": positions, "quotes": quotes, "prices": normal_prices(50, &[0.02], 1)}))
            .unwrap();
    assert_eq!((nothing.value_at_risk, nothing.expected_shortfall), (0.0, 0.0));
}

#[test]
fn antithetic_pairs_steady_the_mean() {
    let (positions, quotes) = spots(&[5.0]);
    let prices = normal_prices(300, &[0.02], 5);
    let mean = |draws: &str, seed: u64| {
        let method = json!({"kind": "monteCarlo", "draws": draws, "scenarios": 1001});
        let risk = risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": method, "seed": seed})).unwrap();
        assert_eq!(risk.scenarios, Some(if draws == "antithetic" { 1002 } else { 1001 }));
        risk.expected_profit.abs()
    };
    let total = |draws: &str| (0..20).map(|seed| mean(draws, seed)).sum::<f64>();
    assert!(total("antithetic") < 0.1 * total("independent"));
}

#[test]
fn windows_overlap_or_are_scaled() {
    let (positions, quotes) = spots(&[1.0]);
    let prices =
        json!({"dates": dates(5), "assets": ["A"], "prices": [[100.0], [90.0], [99.0], [99.0], [108.9]]});
    let ask = |method: Value, days: u32| {
        risk(
            json!({"positions": positions, "quotes": quotes, "prices": prices, "method": method, "horizonDays": days, "level": 0.5}),
        )
    };
    let two = ask(json!({"kind": "historical"}), 2).unwrap();
    // 99/100, 99/90, 108.9/99: losses 1, −10, −10.
    assert_eq!(two.scenarios, Some(3));
    assert_near(two.worst[0].profit, -1.0, 1e-12, "worst window");
    assert_eq!(two.worst[0].label, "2 bars to 2024-01-03");
    let scaled = ask(json!({"kind": "historical", "horizon": "squareRootOfTime"}), 2).unwrap();
    assert_eq!(scaled.scenarios, Some(4));
    assert_near(scaled.worst[0].profit, 100.0 * (0.9f64.powf(2f64.sqrt()) - 1.0), 1e-12, "scaled");
    let error = ask(json!({"kind": "historical"}), 5).unwrap_err();
    assert_eq!((error.code, error.path.as_deref()), (Code::InsufficientHistory, Some("horizonDays")));
}

#[test]
fn time_passes_where_it_is_asked_to() {
    let still = risk(of_sample(json!({"horizonDays": 10}))).unwrap();
    let aged = risk(of_sample(json!({"horizonDays": 10, "timeDecay": "included"}))).unwrap();
    assert_ne!(still.value_at_risk, aged.value_at_risk);
    // Longer than the call's life: it pays what the scenario gives, and nothing breaks.
    let beyond = risk(of_sample(json!({"horizonDays": 60, "timeDecay": "included"}))).unwrap();
    assert!(beyond.expected_shortfall.is_finite());
}

#[test]
fn what_cannot_be_measured_is_left_out_with_its_reason() {
    let mut request = of_sample(json!({}));
    let positions = request["positions"].as_array_mut().unwrap();
    positions
        .push(json!({"id": "unknown", "instrument": {"kind": "spot", "asset": "NOPE"}, "quantity": 1.0}));
    positions
        .push(json!({"id": "no history", "instrument": {"kind": "spot", "asset": "AVAX"}, "quantity": 1.0}));
    positions.push(json!({"id": "expired", "instrument": {"kind": "option", "asset": "BTC", "right": "call",
        "strike": 50000.0, "expiry": "2026-06-26T08:00:00Z", "settlement": "linear"}, "quantity": 1.0}));
    positions
        .push(json!({"id": "par", "instrument": {"kind": "cash", "currency": "DAI"}, "quantity": 500.0}));
    request["quotes"]["spots"]["AVAX"] = json!(20.0);
    let whole = risk(of_sample(json!({}))).unwrap();
    let risk = risk(request).unwrap();
    let reasons: Vec<(&str, &str)> =
        risk.excluded.iter().map(|e| (e.id.as_str(), e.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            ("unknown", "There is no spot price of NOPE."),
            ("no history", "There is no price history of AVAX."),
            ("expired", "It has expired."),
        ]
    );
    let codes: Vec<&str> = risk.warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes.iter().filter(|code| **code == "positionExcluded").count(), 3);
    assert!(codes.contains(&"noPriceRisk"));
    // The rest is measured as before.
    assert_eq!(risk.value_at_risk, whole.value_at_risk);
    assert_near(risk.portfolio_value, whole.portfolio_value + 500.0, 1e-12, "value");
}

#[test]
fn nothing_to_measure_is_an_error_that_says_why() {
    let (positions, quotes) = spots(&[1.0, 2.0]);
    let error = risk(json!({"positions": positions, "quotes": quotes})).unwrap_err();
    assert_eq!((error.code, error.path.as_deref()), (Code::InsufficientHistory, Some("positions")));
    assert_eq!(
        error.message,
        "None of the positions can be measured. A is not in these figures: There is no price history of A. B is not in these figures: There is no price history of B."
    );
    let error = risk(json!({"positions": [], "quotes": quotes})).unwrap_err();
    assert_eq!(error.path.as_deref(), Some("positions"));
}

#[test]
fn money_alone_has_no_price_risk() {
    let positions = json!([
        {"id": "1", "instrument": {"kind": "cash", "currency": "USD"}, "quantity": 100.0},
        {"id": "2", "instrument": {"kind": "spot", "asset": "USDT"}, "quantity": 50.0},
    ]);
    for kind in METHODS {
        let risk = risk(json!({"positions": positions, "quotes": {"valuationTime": "2026-11-20"}, "method": {"kind": kind}})).unwrap();
        assert_eq!((risk.value_at_risk, risk.portfolio_value), (0.0, 150.0));
        assert_eq!(risk.contributions[0].share, None);
        assert!(risk.warnings.iter().any(|w| w.code == "nothingMoves"));
        assert!(risk.warnings.iter().any(|w| w.code == "noPriceRisk"));
    }
}

#[test]
fn a_short_history_says_what_it_cannot_show() {
    let (positions, quotes) = spots(&[1.0]);
    let prices = normal_prices(201, &[0.03], 6);
    let risk =
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "level": 0.9999})).unwrap();
    assert_eq!(risk.standard_error, None);
    assert_eq!(risk.band.unwrap().high, None);
    let notice = risk.warnings.iter().find(|w| w.code == "levelBeyondSample").unwrap();
    assert!(
        notice.message.starts_with("A history of 200 days cannot show a 1-in-10,000 outcome"),
        "{}",
        notice.message
    );
    assert!(notice.message.contains("10,000"));
}

#[test]
fn histories_at_their_least() {
    let (positions, quotes) = spots(&[1.0, 1.0]);
    let ask = |prices: &Value, kind: &str| {
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": {"kind": kind}}))
    };
    let one_day = json!({"dates": ["2024-01-01"], "assets": ["A", "B"], "prices": [[1.0, 2.0]]});
    let same = json!({"dates": dates(4), "assets": ["A", "B"], "prices": [[1.0, 2.0], [1.1, 2.2], [1.0, 2.0], [1.2, 2.4]]});
    let constant = json!({"dates": dates(4), "assets": ["A", "B"], "prices": [[1.0, 5.0], [1.1, 5.0], [1.0, 5.0], [1.2, 5.0]]});
    let flat =
        json!({"dates": dates(3), "assets": ["A", "B"], "prices": [[1.0, 5.0], [1.0, 5.0], [1.0, 5.0]]});
    for kind in METHODS {
        let error = ask(&one_day, kind).unwrap_err();
        assert!(
            error.message.contains("A has one price in the history used, and a return needs two."),
            "{error}"
        );
        let alike = ask(&same, kind).unwrap();
        assert_near(
            alike.contributions[0].expected_shortfall,
            alike.contributions[1].expected_shortfall,
            1e-9,
            kind,
        );
        assert_eq!(alike.warnings.iter().any(|w| w.code == "singularCovariance"), kind == "monteCarlo");
        assert_eq!(ask(&constant, kind).unwrap().contributions[1].value_at_risk.abs(), 0.0);
        let still = ask(&flat, kind).unwrap();
        assert_eq!(
            (still.value_at_risk, still.expected_shortfall, still.standard_deviation),
            (0.0, 0.0, 0.0)
        );
    }
}

#[test]
fn weekly_prices_say_that_they_show_no_day() {
    let (positions, quotes) = spots(&[1.0]);
    let first: jiff::civil::Date = "2024-01-01".parse().unwrap();
    let weeks: Vec<String> = (0..40).map(|t| (first + jiff::Span::new().weeks(t)).to_string()).collect();
    let rows: Vec<[f64; 1]> = (0..40).map(|t| [100.0 + f64::from(t * 7 % 11)]).collect();
    let prices = json!({"dates": weeks, "assets": ["A"], "prices": rows});
    let ask = |days: u32, method: Value| {
        risk(
            json!({"positions": positions, "quotes": quotes, "prices": prices, "horizonDays": days, "method": method}),
        )
    };
    assert_eq!(ask(1, json!({"kind": "historical"})).unwrap_err().path.as_deref(), Some("horizonDays"));
    assert_eq!(ask(14, json!({"kind": "historical"})).unwrap().scenarios, Some(38));
    assert!(ask(1, json!({"kind": "historical", "horizon": "squareRootOfTime"})).is_ok());
    assert!(ask(1, json!({"kind": "monteCarlo"})).is_ok());
}

#[test]
fn settings_out_of_range_name_their_field() {
    for (changes, path) in [
        (json!({"level": 0.4}), "level"),
        (json!({"level": 1.0}), "level"),
        (json!({"horizonDays": 0}), "horizonDays"),
        (json!({"horizonDays": 366}), "horizonDays"),
        (json!({"seed": 9_007_199_254_740_992u64}), "seed"),
        (json!({"from": "yesterday"}), "from"),
        (json!({"method": {"kind": "monteCarlo", "scenarios": 99}}), "method.scenarios"),
        (json!({"method": {"kind": "parametricStudentT", "degreesOfFreedom": 2}}), "method.degreesOfFreedom"),
        (json!({"method": {"kind": "deltaGammaVega", "spotVolatility": 50}}), "method.spotVolatility"),
        (
            json!({"method": {"kind": "deltaGammaVega", "volatilityDeviation": -1}}),
            "method.volatilityDeviation",
        ),
        (json!({"method": {"kind": "extremeValue", "tailShare": 0.7}}), "method.tailShare"),
        (json!({"method": {"kind": "monteCarlo", "relativeError": 0}}), "method.relativeError"),
        (json!({"method": {"kind": "monteCarlo", "degreesOfFreedom": 1}}), "method.degreesOfFreedom"),
        (json!({"method": {"kind": "monteCarlo", "scenarios": 5_000_001}}), "method.scenarios"),
        (
            json!({"method": {"kind": "parametricNormal", "covariance": {"kind": "sample", "ddof": 3}}}),
            "method.covariance.ddof",
        ),
    ] {
        let error = risk(of_sample(changes)).unwrap_err();
        assert_eq!((error.code, error.path.as_deref()), (Code::InvalidValue, Some(path)));
    }
    let wrong = r#"{"positions":[],"quotes":{"valuationTime":"2026-11-20"},"levels":0.99}"#;
    let error = allotrope::operations::run_json("risk", wrong, &mut ()).unwrap_err();
    assert_eq!((error.code, error.path.as_deref()), (Code::InvalidRequest, Some("levels")));
}

#[test]
fn the_window_can_be_chosen() {
    let risk = risk(of_sample(json!({"from": "2026-01-01", "to": "2026-06-30"}))).unwrap();
    let sample = risk.sample.unwrap();
    assert_eq!((sample.first_date.as_str(), sample.last_date.as_str()), ("2026-01-01", "2026-06-30"));
    assert_eq!(risk.scenarios, Some(180));
}

#[test]
fn a_quote_far_from_the_history_is_worth_a_word() {
    let mut request = of_sample(json!({}));
    request["quotes"]["spots"]["SOL"] = json!(142_300.0);
    assert!(risk(request).unwrap().warnings.iter().any(|w| w.code == "quoteFarFromHistory"));
}

/// Prices with exactly this covariance of simple returns per day (denominator n − 1), by four orthogonal moves.
fn prices_with(volatilities: [f64; 2], correlation: f64) -> Value {
    let (x, y) = ([1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]);
    let other = (1.0 - correlation * correlation).sqrt();
    let mut rows = vec![[100.0, 100.0]];
    for t in 0..4 {
        let z = [x[t], correlation * x[t] + other * y[t]];
        let last = rows[t];
        rows.push([0, 1].map(|i| last[i] * (1.0 + volatilities[i] * 0.75f64.sqrt() * z[i])));
    }
    json!({"dates": dates(5), "assets": ["A", "B"], "prices": rows})
}

/// Hull, Options, Futures, and Other Derivatives, chapter on value at risk: with z = 2.33 and 1.65.
#[test]
fn linear_cases_of_a_textbook() {
    let deviation = |dollars: [f64; 2], volatilities: [f64; 2]| {
        let (positions, quotes) = spots(&dollars.map(|dollars| dollars / 100.0));
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices_with(volatilities, 0.3),
            "method": {"kind": "parametricNormal"}}))
        .unwrap()
        .standard_deviation
    };
    let ten_days = 2.33 * 10f64.sqrt();
    // Dollars, as they are printed; 220,227 is itself a whole number of them.
    assert!((deviation([1e7, 0.0], [0.02, 0.01]) * ten_days - 1_473_621.0).abs() < 1.0);
    assert!((deviation([0.0, 5e6], [0.02, 0.01]) * ten_days - 368_405.0).abs() < 1.0);
    let both = deviation([1e7, 5e6], [0.02, 0.01]);
    assert!((both - 220_227.0).abs() < 0.6 && (both * ten_days - 1_622_657.0).abs() < 4.0, "{both}");
    // Options on 1,000 × 120 and 20,000 × 30 dollars.
    let options = deviation([120_000.0, 600_000.0], [0.02, 0.01]);
    assert!((options - 7_099.0).abs() < 0.6 && (options * 1.65 * 5f64.sqrt() - 26_193.0).abs() < 4.0);
}

#[test]
fn student_t_has_the_published_factors_and_falls_to_the_normal() {
    let (positions, quotes) = spots(&[3.0]);
    let ask = |level: f64, method: Value| {
        let prices = normal_prices(400, &[0.02], 1);
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "level": level, "method": method})).unwrap()
    };
    for (level, var, es) in
        [(0.95, 1.507443, 2.264771), (0.975, 1.963243, 2.823871), (0.99, 2.649492, 3.691510)]
    {
        let risk = ask(level, json!({"kind": "parametricStudentT", "degreesOfFreedom": 4}));
        // Printed to six decimals.
        assert!((risk.value_at_risk / risk.standard_deviation - var).abs() < 6e-7);
        assert!((risk.expected_shortfall / risk.standard_deviation - es).abs() < 6e-7);
    }
    let normal = ask(0.99, json!({"kind": "parametricNormal"}));
    // Fitted to normal returns: heavy by chance at most.
    let fitted = ask(0.99, json!({"kind": "parametricStudentT"}));
    assert!((fitted.value_at_risk / normal.value_at_risk - 1.0).abs() < 0.06);
    assert!(
        fitted.standard_error.unwrap().value_at_risk > 0.9 * normal.standard_error.unwrap().value_at_risk
    );
}

#[test]
fn parts_are_derivatives() {
    for method in [
        json!({"kind": "parametricStudentT", "degreesOfFreedom": 3.5}),
        json!({"kind": "cornishFisher"}),
        json!({"kind": "cornishFisher", "parameters": "corrected"}),
        json!({"kind": "deltaGammaVega", "spotVolatility": -0.4, "volatilityDeviation": 0.02, "mean": "sample"}),
    ] {
        let whole = risk(of_sample(json!({"method": method}))).unwrap();
        for (i, part) in whole.contributions.iter().enumerate() {
            let bumped = |by: f64| {
                let mut request = of_sample(json!({"method": method}));
                let quantity = &mut request["positions"][i]["quantity"];
                *quantity = json!(quantity.as_f64().unwrap() * (1.0 + by));
                risk(request).unwrap()
            };
            let (up, down) = (bumped(1e-3), bumped(-1e-3));
            // Central differences of a step of 1e-3 leave 1e-6 of the curvature.
            let slack = 2e-5 * whole.value_at_risk;
            let of_var = (up.value_at_risk - down.value_at_risk) / 2e-3;
            let of_es = (up.expected_shortfall - down.expected_shortfall) / 2e-3;
            assert!(
                (of_var - part.value_at_risk).abs() < slack,
                "{method} {}: {of_var} {part:?}",
                part.label
            );
            assert!(
                (of_es - part.expected_shortfall).abs() < slack,
                "{method} {}: {of_es} {part:?}",
                part.label
            );
        }
    }
}

#[test]
fn cornish_fisher_is_what_the_moments_of_a_plain_loop_give() {
    let (_, _, profits) = plain_history(&sample(), 0.99);
    let n = profits.len() as f64;
    let mean = profits.iter().sum::<f64>() / n;
    let central = |power: i32| profits.iter().map(|p| (p - mean).powi(power)).sum::<f64>() / n;
    let (skew, excess) = (central(3) / central(2).powf(1.5), central(4) / central(2).powi(2) - 3.0);
    let deviation = (central(2) * n / (n - 1.0)).sqrt();
    let z: f64 = -2.326_347_874_040_841;
    let w = z + (z * z - 1.0) * skew / 6.0 + (z.powi(3) - 3.0 * z) * excess / 24.0
        - (2.0 * z.powi(3) - 5.0 * z) * skew * skew / 36.0;
    let found = risk(of_sample(json!({"method": {"kind": "cornishFisher"}}))).unwrap();
    assert_near(found.value_at_risk, -(mean + deviation * w), 1e-8, "VaR");
    assert!(!found.warnings.iter().any(|w| w.code.starts_with("expansion")));
}

#[test]
fn cornish_fisher_outside_its_domain_says_what_it_did() {
    let (positions, quotes) = spots(&[1.0]);
    let ask = |jumps: usize, size: f64| {
        let mut price = 100.0;
        let mut stream = BlockStream::new(9, 0);
        let mut rows = vec![[price]];
        for t in 0..400 {
            price *= if t % 400 < jumps { 1.0 - size } else { 1.0 + 0.01 * stream.normal() };
            rows.push([price]);
        }
        let prices = json!({"dates": dates(401), "assets": ["A"], "prices": rows});
        let ask = |kind: &str| {
            risk(
                json!({"positions": positions, "quotes": quotes, "prices": prices, "method": {"kind": kind}}),
            )
            .unwrap()
        };
        (ask("cornishFisher"), ask("historical"))
    };
    let codes = |risk: &RiskResponse| risk.warnings.iter().map(|w| w.code).collect::<Vec<_>>();
    let (corrected, _) = ask(1, 0.1);
    assert!(codes(&corrected).contains(&"expansionCorrected"), "{:?}", corrected.warnings);
    let (left, history) = ask(1, 0.4);
    assert!(codes(&left).contains(&"expansionLeft"), "{:?}", left.warnings);
    assert_eq!((left.value_at_risk, left.band), (history.value_at_risk, history.band));
}

#[test]
fn second_order_sees_what_a_straight_line_does_not() {
    // A short straddle: no delta, all gamma.
    let (mut positions, mut quotes) = spots(&[0.0]);
    for right in ["call", "put"] {
        positions.as_array_mut().unwrap().push(json!({"id": right, "quantity": -10.0, "instrument":
            {"kind": "option", "asset": "A", "right": right, "strike": 109.4, "expiry": "2027-05-20T08:00:00Z", "settlement": "linear"}}));
    }
    quotes["volatilities"] = json!([{"kind": "flat", "asset": "A", "volatility": 0.6}]);
    let prices = normal_prices(300, &[0.03], 4);
    let ask = |method: Value| {
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": method})).unwrap()
    };
    let drawn = ask(json!({"kind": "monteCarlo", "scenarios": 100_000}));
    let second = ask(json!({"kind": "deltaGammaVega"}));
    let line = ask(json!({"kind": "parametricNormal"}));
    // What moves of 8 % leave beyond the second order, and simple for log-returns.
    assert!(
        (second.value_at_risk / drawn.value_at_risk - 1.0).abs() < 0.1,
        "{} {}",
        second.value_at_risk,
        drawn.value_at_risk
    );
    assert!(line.value_at_risk < 0.6 * drawn.value_at_risk);
    assert!(second.warnings.iter().any(|w| w.code == "volatilityHeld"));
    // Volatilities that rise as prices fall are losses of a book that is short of them.
    let vega = ask(json!({"kind": "deltaGammaVega", "volatilityDeviation": 0.03}));
    assert!(vega.value_at_risk > 1.2 * second.value_at_risk);
    let total: f64 = vega.histogram.counts.iter().sum();
    // All but what lies beyond four standard deviations.
    assert!((total / 299.0 - 1.0).abs() < 0.01, "{total}");
}

#[test]
fn second_order_of_a_straight_line_is_the_straight_line() {
    let (positions, quotes) = spots(&[3.0, -2.0, 1.5]);
    let prices = normal_prices(300, &[0.02, 0.03, 0.01], 2);
    let ask = |kind: &str| {
        let method = json!({"kind": kind, "mean": "sample"});
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": method})).unwrap()
    };
    let (line, second) = (ask("parametricNormal"), ask("deltaGammaVega"));
    assert_near(line.value_at_risk, second.value_at_risk, 1e-10, "VaR");
    assert_near(line.expected_shortfall, second.expected_shortfall, 1e-10, "ES");
    let (a, b) = (line.standard_error.unwrap(), second.standard_error.unwrap());
    // The straight line counts the error of the mean too: 1/√n beside z/√(2n).
    assert!(a.value_at_risk > b.value_at_risk && b.value_at_risk > 0.8 * a.value_at_risk);
    for (a, b) in line.contributions.iter().zip(&second.contributions) {
        assert_near(a.value_at_risk, b.value_at_risk, 1e-9, &a.id);
    }
}

#[test]
fn extreme_values_reach_beyond_the_history() {
    let ask =
        |level: f64| risk(of_sample(json!({"method": {"kind": "extremeValue"}, "level": level}))).unwrap();
    let (near, far) = (ask(0.99), ask(0.9999));
    let fit = far.tail_fit.as_ref().unwrap();
    assert!(far.value_at_risk > 1.2 * near.value_at_risk && far.value_at_risk > fit.chosen.threshold);
    let band = far.band.unwrap();
    assert!(band.low.unwrap() < far.value_at_risk && band.high.unwrap() > far.value_at_risk);
    // The figures are those of the threshold that is shown.
    assert_near(fit.chosen.value_at_risk.unwrap(), far.value_at_risk, 1e-12, "chosen");
    assert!(fit.choices.windows(2).all(|pair| pair[0].threshold <= pair[1].threshold));
    assert!(fit.choices.len() > 10 && fit.choices.iter().all(|choice| choice.mean_excess > 0.0));
    // Within the sample it is the history's, and so is nearly the tail mean.
    let within = ask(0.85);
    let past = risk(of_sample(json!({"level": 0.85}))).unwrap();
    assert_eq!(within.value_at_risk, past.value_at_risk);
    assert_near(within.expected_shortfall, past.expected_shortfall, 0.03, "spliced");
}

#[test]
fn short_histories_are_refused_with_what_it_takes() {
    let (positions, quotes) = spots(&[1.0]);
    let ask = |returns: usize, method: Value| {
        let prices = normal_prices(returns + 1, &[0.03], 6);
        risk(
            json!({"positions": positions, "quotes": quotes, "prices": prices, "level": 0.9999, "method": method}),
        )
    };
    let error = ask(150, json!({"kind": "extremeValue"})).unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (
            Code::InsufficientHistory,
            "A history of 150 days has 15 losses in a tail of 10 %, and its law cannot be told from fewer than 20: it takes at least 200 returns, or a larger tail."
        )
    );
    let error = ask(29, json!({"kind": "cornishFisher"})).unwrap_err();
    assert_eq!(error.message, "Skewness and kurtosis cannot be told from 29 returns: it takes at least 30.");
    let error = ask(49, json!({"kind": "parametricStudentT"})).unwrap_err();
    assert!(error.message.contains("it takes at least 50"), "{error}");
    assert!(ask(49, json!({"kind": "parametricStudentT", "degreesOfFreedom": 5})).is_ok());
    // At 0.9999 on 200 days there is a figure, and its band is as wide as what is known.
    let far = ask(200, json!({"kind": "extremeValue"})).unwrap();
    let band = far.band.unwrap();
    let reach = band.high.map_or(f64::INFINITY, |high| high - far.value_at_risk);
    assert!(reach > 0.2 * far.value_at_risk, "{band:?} {}", far.value_at_risk);
    // What never moves has neither.
    let flat: Vec<[f64; 1]> = vec![[100.0]; 300];
    for kind in ["extremeValue", "cornishFisher", "parametricStudentT"] {
        let prices = json!({"dates": dates(300), "assets": ["A"], "prices": flat});
        let still = risk(
            json!({"positions": positions, "quotes": quotes, "prices": prices, "method": {"kind": kind}}),
        )
        .unwrap();
        assert_eq!((still.value_at_risk, still.expected_shortfall), (0.0, 0.0), "{kind}");
    }
}

/// VaR of 100 of an asset whose log-returns are normal with this variance, and such that it is not expected to move.
fn lognormal_var(variance: f64) -> f64 {
    100.0 * (1.0 - (-0.5 * variance - 2.326_347_874_040_841 * variance.sqrt()).exp())
}

#[test]
fn monte_carlo_meets_the_closed_form_within_its_stated_error() {
    let (positions, quotes) = spots(&[1.0]);
    let prices = normal_prices(60, &[0.04], 3);
    let table = prices["prices"].as_array().unwrap();
    let logs: Vec<f64> =
        table.windows(2).map(|p| (p[1][0].as_f64().unwrap() / p[0][0].as_f64().unwrap()).ln()).collect();
    let n = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / n;
    let truth = lognormal_var(logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0));
    let ask = |draws: &str, scenarios: u32, seed: u64| {
        let method = json!({"kind": "monteCarlo", "draws": draws, "scenarios": scenarios});
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": method, "seed": seed})).unwrap()
    };
    // 99 of 100 within 2.576 stated errors: of 100 seeds, more than 5 outside happen once in 2,000 times.
    let outside = (0..100).filter(|seed| {
        let risk = ask("independent", 4000, *seed);
        (risk.value_at_risk - truth).abs() > 2.576 * risk.standard_error.unwrap().value_at_risk
    });
    assert!(outside.count() <= 5);
    // The error falls with the root of the number, and faster where points are spread evenly.
    let error = |draws: &str, scenarios: u32| {
        let errors = (0..24).map(|seed| ask(draws, scenarios, seed).standard_error.unwrap().value_at_risk);
        errors.sum::<f64>() / 24.0
    };
    // An error that comes from losses 13 (and 51) ranks apart is known to 1/√13 (1/√51), over 24 seeds to 5.7 %
    // (2.9 %), their ratio to 6.4 %. Three of these, and 1.2 % for the bend of the normal's quantile between the ranks
    // 34.5 and 47.5 of 4,096.
    let (few, many) = (error("independent", 4096), error("independent", 65_536));
    assert!((few / many / 4.0 - 1.0).abs() < 0.205, "{few} {many}");
    let even = error("quasiRandom", 65_536);
    assert!(even < 0.25 * many, "{even} {many}");
    let risk = ask("quasiRandom", 8192, 1);
    let off = (risk.value_at_risk - truth).abs() / risk.standard_error.unwrap().value_at_risk;
    // Student's t with seven degrees is beyond 5.4 once in a thousand.
    assert!(off < 5.4, "{off}");
}

#[test]
fn the_scenarios_that_an_error_takes() {
    let ask = |scenarios: f64, wanted: f64| {
        let method = json!({"kind": "monteCarlo", "scenarios": scenarios as u32, "relativeError": wanted});
        risk(of_sample(json!({"method": method}))).unwrap()
    };
    let needed = ask(20_000.0, 0.01).scenarios_needed.unwrap();
    // With as many the error is as wanted, but for the error of errors.
    let then = ask(needed, 0.01);
    let reached = then.standard_error.unwrap().value_at_risk / then.value_at_risk;
    assert!((reached / 0.01 - 1.0).abs() < 0.15, "{needed}: {reached}");
    assert_near(ask(20_000.0, 0.005).scenarios_needed.unwrap(), 4.0 * needed, 1e-3, "half the error");
    assert_eq!(risk(of_sample(json!({}))).unwrap().scenarios_needed, None);
}

#[test]
fn heavy_tails_are_drawn_as_they_are_in_closed_form() {
    // Moves of 0.1 % a day: exp(x) − 1 = x but for 1 part in 300 at the VaR.
    let (positions, quotes) = spots(&[5.0, -3.0, 2.0]);
    let prices = normal_prices(400, &[0.001, 0.0008, 0.0015], 4);
    let ask = |method: Value| {
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": method})).unwrap()
    };
    let closed = ask(json!({"kind": "parametricStudentT", "degreesOfFreedom": 4}));
    for draws in ["independent", "quasiRandom"] {
        let drawn = ask(
            json!({"kind": "monteCarlo", "distribution": "studentT", "degreesOfFreedom": 4, "scenarios": 131_072, "draws": draws}),
        );
        let error = drawn.standard_error.unwrap();
        // 3.5 errors, or their like with seven degrees.
        let slack = 0.004 * closed.value_at_risk;
        assert!(
            (drawn.value_at_risk - closed.value_at_risk).abs() < 5.4 * error.value_at_risk + slack,
            "{draws}"
        );
        assert!(
            (drawn.expected_shortfall - closed.expected_shortfall).abs()
                < 5.4 * error.expected_shortfall + 2.0 * slack,
            "{draws}"
        );
    }
    // Normal returns have many degrees of freedom, whichever way they are fitted.
    let normal = ask(json!({"kind": "monteCarlo", "scenarios": 50_000}));
    for distribution in ["studentT", "fittedMargins"] {
        let fitted = ask(json!({"kind": "monteCarlo", "distribution": distribution, "scenarios": 50_000}));
        assert!((fitted.value_at_risk / normal.value_at_risk - 1.0).abs() < 0.1, "{distribution}");
    }
}

#[test]
fn past_margins_are_the_past() {
    let (positions, quotes) = spots(&[1.0]);
    let prices = normal_prices(800, &[0.03], 8);
    let ask = |method: Value| {
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "level": 0.95, "method": method})).unwrap()
    };
    let past = ask(json!({"kind": "historical"}));
    let drawn = ask(
        json!({"kind": "monteCarlo", "distribution": "pastMargins", "degreesOfFreedom": 5, "mean": "sample", "scenarios": 65_536, "draws": "quasiRandom"}),
    );
    // One rank of 800 at the tail is about 1 % of the VaR.
    assert!((drawn.value_at_risk / past.value_at_risk - 1.0).abs() < 0.02);
    assert!(drawn.worst[0].profit >= past.worst[0].profit - 1e-9, "never beyond the worst");
}

#[test]
fn volatilities_that_move_are_revalued_and_expanded_alike() {
    let (mut positions, mut quotes) = spots(&[0.0]);
    for right in ["call", "put"] {
        positions.as_array_mut().unwrap().push(json!({"id": right, "quantity": -10.0, "instrument":
            {"kind": "option", "asset": "A", "right": right, "strike": 110.0, "expiry": "2027-11-20T08:00:00Z", "settlement": "linear"}}));
    }
    quotes["volatilities"] = json!([{"kind": "flat", "asset": "A", "volatility": 0.6}]);
    let prices = normal_prices(300, &[0.01], 4);
    let ask = |kind: &str, slope: f64, own: f64| {
        let mut method = json!({"kind": kind, "spotVolatility": slope, "volatilityDeviation": own});
        if kind == "monteCarlo" {
            method["scenarios"] = json!(60_000);
        }
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": method})).unwrap()
    };
    for (slope, own) in [(-0.8, 0.0), (0.0, 0.02), (0.5, 0.01)] {
        let (drawn, second) = (ask("monteCarlo", slope, own), ask("deltaGammaVega", slope, own));
        let error = drawn.standard_error.unwrap().value_at_risk;
        // Third order of moves of 2.5 % and of 5 points, and simple for log-returns.
        let slack = 4.0 * error + 0.03 * drawn.value_at_risk;
        assert!(
            (drawn.value_at_risk - second.value_at_risk).abs() < slack,
            "{slope} {own}: {} {}",
            drawn.value_at_risk,
            second.value_at_risk
        );
        let sum: f64 = drawn.contributions.iter().map(|part| part.expected_shortfall).sum();
        assert_near(sum, drawn.expected_shortfall, ROUNDING, "parts");
    }
    assert!(ask("monteCarlo", 0.0, 0.02).value_at_risk > 1.5 * ask("monteCarlo", 0.0, 0.0).value_at_risk);
}

#[test]
fn volatilities_follow_spots_as_they_did_in_the_past() {
    // An index in points that has moved by −0.6 points per 1 % of spot, and by half a point of its own.
    let (mut positions, mut quotes) = spots(&[0.0]);
    positions.as_array_mut().unwrap().push(json!({"id": "put", "quantity": -10.0, "instrument":
        {"kind": "option", "asset": "A", "right": "put", "strike": 95.0, "expiry": "2027-11-20T08:00:00Z", "settlement": "linear"}}));
    quotes["volatilities"] = json!([{"kind": "flat", "asset": "A", "volatility": 0.6}]);
    let mut prices = normal_prices(400, &[0.03], 9);
    let mut stream = BlockStream::new(5, 0);
    let table = prices["prices"].as_array_mut().unwrap();
    let logs: Vec<f64> = table.iter().map(|row| row[0].as_f64().unwrap().ln()).collect();
    let mut level = 60.0;
    let mut decimals = vec![];
    for (t, row) in table.iter_mut().enumerate() {
        if t > 0 {
            level += -60.0 * (logs[t] - logs[t - 1]) + 0.5 * stream.normal();
        }
        row.as_array_mut().unwrap().push(json!(level));
        decimals.push(level / 100.0);
    }
    prices["assets"] = json!(["A", "DVOL"]);
    let ask = |kind: &str, settings: Value, prices: &Value| {
        let mut method = json!({"kind": kind});
        for (name, value) in settings.as_object().unwrap() {
            method[name] = value.clone();
        }
        risk(json!({"positions": positions, "quotes": quotes, "prices": prices, "method": method}))
    };
    let series = json!({"spotVolatilityFrom": "series", "volatilitySeries": "DVOL"});
    for kind in ["monteCarlo", "deltaGammaVega"] {
        let found = ask(kind, series.clone(), &prices).unwrap();
        let slope = &found.spot_volatility[0];
        // 0.005 of its own over moves of 0.03, 399 times.
        let error = 0.005 / 0.03 / 399f64.sqrt();
        assert!((slope.slope + 0.6).abs() < 4.0 * error, "{slope:?}");
        // The spread of a deviation of 399 is 3.5 %; automatic lags add as much again.
        assert!((slope.standard_error / error - 1.0).abs() < 0.25, "{slope:?}");
        assert!(
            (slope.residual_deviation / 0.005 - 1.0).abs() < 0.15 && slope.observations == 399,
            "{slope:?}"
        );
        // The figures are those of the same slope stated.
        let stated = ask(kind, json!({"spotVolatility": slope.slope}), &prices).unwrap();
        assert_eq!((stated.value_at_risk, stated.spot_volatility.len()), (found.value_at_risk, 0), "{kind}");
        assert!(found.value_at_risk > 1.05 * ask(kind, json!({}), &prices).unwrap().value_at_risk, "{kind}");
        assert!(found.convention.distribution.contains("the slope of changes of DVOL on returns"));
    }
    // As decimals it is the same.
    for (row, value) in prices["prices"].as_array_mut().unwrap().iter_mut().zip(&decimals) {
        row[1] = json!(value);
    }
    let slope = ask("monteCarlo", series, &prices).unwrap().spot_volatility.remove(0).slope;
    assert!((slope + 0.6).abs() < 0.034);
    // From returns alone: a plain regression of the changes of √h on them.
    let returns: Vec<f64> = logs.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let n = returns.len() as f64;
    let mut h = returns.iter().map(|r| r * r).sum::<f64>() / n;
    let mut change = |r: &f64| {
        let before = h;
        h = 0.06 * r * r + 0.94 * h;
        (365.0 * h).sqrt() - (365.0 * before).sqrt()
    };
    let changes: Vec<f64> = returns.iter().map(&mut change).collect();
    let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
    let (x, y) = (mean(&returns), mean(&changes));
    let products: f64 = returns.iter().zip(&changes).map(|(r, c)| (r - x) * (c - y)).sum();
    let plain = products / returns.iter().map(|r| (r - x) * (r - x)).sum::<f64>();
    let past = ask("monteCarlo", json!({"spotVolatilityFrom": "pastReturns"}), &prices).unwrap();
    assert_near(past.spot_volatility[0].slope, plain, 1e-9, "slope");
    for (settings, path) in [
        (json!({"spotVolatilityFrom": "series"}), "method.volatilitySeries"),
        (json!({"spotVolatilityFrom": "series", "volatilitySeries": "VIX"}), "method.volatilitySeries"),
    ] {
        assert_eq!(ask("monteCarlo", settings, &prices).unwrap_err().path.as_deref(), Some(path));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn figures_of_any_small_book_hold_together(
        quantities in prop::collection::vec(-1e6..1e6f64, 3),
        strike in 10.0..1000.0f64,
        options in -1e4..1e4f64,
        seed in 0u64..1000,
        level in 0.5..0.9999f64,
        days in 1u32..20,
        kind in prop::sample::select(METHODS.to_vec()),
        included in any::<bool>(),
    ) {
        let (mut positions, mut quotes) = spots(&quantities);
        positions.as_array_mut().unwrap().push(json!({"id": "option", "quantity": options, "instrument":
            {"kind": "option", "asset": "A", "right": "put", "strike": strike, "expiry": "2026-12-01T08:00:00Z", "settlement": "inverse"}}));
        quotes["volatilities"] = json!([{"kind": "flat", "asset": "A", "volatility": 0.6}]);
        let method = if kind == "monteCarlo" { json!({"kind": kind, "scenarios": 500}) } else { json!({"kind": kind}) };
        let risk = risk(json!({"positions": positions, "quotes": quotes, "prices": normal_prices(60, &[0.05, 0.02, 0.001], seed),
            "level": level, "horizonDays": days, "method": method, "seed": seed,
            "timeDecay": if included { "included" } else { "excluded" }})).unwrap();
        let size = risk.standard_deviation + risk.value_at_risk.abs() + risk.expected_shortfall.abs();
        prop_assert!(size.is_finite());
        prop_assert!(risk.expected_shortfall >= risk.value_at_risk - 1e-9 * size);
        let var: f64 = risk.contributions.iter().map(|p| p.value_at_risk).sum();
        let es: f64 = risk.contributions.iter().map(|p| p.expected_shortfall).sum();
        // Parts may be far larger than the total where they hedge each other.
        let parts: f64 = risk.contributions.iter().map(|p| p.value_at_risk.abs() + p.expected_shortfall.abs()).sum();
        prop_assert!((var - risk.value_at_risk).abs() <= 1e-9 * (size + parts), "{var} {}", risk.value_at_risk);
        prop_assert!((es - risk.expected_shortfall).abs() <= 1e-9 * (size + parts), "{es} {}", risk.expected_shortfall);
    }
}
