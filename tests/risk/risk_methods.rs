//! Risk methods on the past against plain reimplementations: two spot positions, whose profit is Σ q S (e^x − 1).

use allotrope::math::random::BlockStream;
use allotrope::operations::{Operation, run_json};
use allotrope::sample::{MakeSample, SampleRequest};
use serde_json::{Value, json};

const QUANTITIES: [f64; 2] = [3.0, -40.0];
const SPOTS: [f64; 2] = [100.0, 5.0];

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn close(found: &Value, expected: f64, within: f64) {
    let found = number(found);
    assert!((found / expected - 1.0).abs() < within, "{found} and {expected}");
}

/// Two series of log-returns whose common volatility comes in spells.
fn returns(count: usize, seed: u64) -> Vec<[f64; 2]> {
    let mut stream = BlockStream::new(seed, 0);
    let mut h = 1.0;
    let mut next = || {
        let (a, b) = (stream.normal(), stream.normal());
        let z = 0.8 * a + 0.6 * b;
        let row = [0.02 * f64::sqrt(h) * a, 0.03 * f64::sqrt(h) * z];
        h = 0.05 + 0.12 * h * a * a + 0.83 * h;
        row
    };
    (0..count).map(|_| next()).collect()
}

fn dates(count: usize) -> Vec<String> {
    let first: jiff::civil::Date = "2018-01-01".parse().unwrap();
    (0..count).map(|t| (first + jiff::Span::new().days(t as i64)).to_string()).collect()
}

fn request(returns: &[[f64; 2]], settings: Value) -> Value {
    let mut logs = [0.0; 2];
    let mut prices = vec![vec![100.0, 5.0]];
    for row in returns {
        logs = [logs[0] + row[0], logs[1] + row[1]];
        prices.push(vec![100.0 * libm::exp(logs[0]), 5.0 * libm::exp(logs[1])]);
    }
    let position = |id: &str, quantity: f64| json!({"id": id, "instrument": {"kind": "spot", "asset": id}, "quantity": quantity});
    let mut request = json!({
        "positions": [position("A", QUANTITIES[0]), position("B", QUANTITIES[1])],
        "quotes": {"valuationTime": "2025-01-01T00:00:00Z", "spots": {"A": SPOTS[0], "B": SPOTS[1]}},
        "prices": {"dates": dates(prices.len()), "assets": ["A", "B"], "prices": prices},
    });
    for (name, value) in settings.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

fn answer(request: &Value) -> Result<Value, Value> {
    match run_json("risk", &request.to_string(), &mut ()) {
        Ok(text) => Ok(serde_json::from_str(&text).unwrap()),
        Err(error) => Err(serde_json::to_value(error).unwrap()),
    }
}

fn measured(returns: &[[f64; 2]], settings: Value) -> Value {
    answer(&request(returns, settings)).unwrap()
}

fn loss(x: &[f64; 2]) -> f64 {
    -(0..2).map(|i| QUANTITIES[i] * SPOTS[i] * libm::expm1(x[i])).sum::<f64>()
}

/// VaR and ES of losses with weights, by going down from the largest.
fn figures(losses: &[f64], weights: &[f64], level: f64) -> [f64; 2] {
    let mut order: Vec<usize> = (0..losses.len()).collect();
    order.sort_by(|a, b| losses[*b].total_cmp(&losses[*a]));
    let (mut above, mut sum) = (0.0, 0.0);
    for i in order {
        if above + weights[i] > (1.0 - level) * (1.0 + 1e-9) {
            return [losses[i], (sum + (1.0 - level - above) * losses[i]) / (1.0 - level)];
        }
        above += weights[i];
        sum += weights[i] * losses[i];
    }
    unreachable!("weights come to 1")
}

fn equal(losses: &[f64], level: f64) -> [f64; 2] {
    figures(losses, &vec![1.0 / losses.len() as f64; losses.len()], level)
}

fn windows(returns: &[[f64; 2]], bars: usize) -> Vec<f64> {
    let sum = |w: &[[f64; 2]]| w.iter().fold([0.0; 2], |sum, r| [sum[0] + r[0], sum[1] + r[1]]);
    returns.windows(bars).map(|w| loss(&sum(w))).collect()
}

/// Variances of one asset by exponential weights: of each return, and of the one to come.
fn ewma(returns: &[[f64; 2]], asset: usize, decay: f64) -> Vec<f64> {
    let mut h = vec![returns.iter().map(|r| r[asset] * r[asset]).sum::<f64>() / returns.len() as f64];
    for r in returns {
        h.push((1.0 - decay) * r[asset] * r[asset] + decay * h[h.len() - 1]);
    }
    h
}

#[test]
fn weights_by_age() {
    let returns = returns(700, 1);
    for (bars, level) in [(1, 0.99), (5, 0.95)] {
        let losses = windows(&returns, bars);
        let raw: Vec<f64> = (0..losses.len()).rev().map(|age| f64::powi(0.98, age as i32)).collect();
        let total: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|w| w / total).collect();
        let [value, shortfall] = figures(&losses, &weights, level);
        let risk = measured(
            &returns,
            json!({"method": {"kind": "ageWeighted"}, "level": level, "horizonDays": bars}),
        );
        // Prices rounded on the way to returns: 1e-16 of a price is 1e-14 of a return.
        close(&risk["valueAtRisk"], value, 1e-11);
        close(&risk["expectedShortfall"], shortfall, 1e-11);
    }
}

#[test]
fn moves_at_the_volatility_of_today() {
    let returns = returns(600, 2);
    let h = [ewma(&returns, 0, 0.94), ewma(&returns, 1, 0.94)];
    let scaled: Vec<[f64; 2]> =
        (0..600).map(|t| [0, 1].map(|i| returns[t][i] * (h[i][600] / h[i][t]).sqrt())).collect();
    for bars in [1, 10] {
        let [value, shortfall] = equal(&windows(&scaled, bars), 0.975);
        let method = json!({"kind": "volatilityScaled", "model": {"kind": "ewma", "decay": 0.94}});
        let risk = measured(&returns, json!({"method": method, "level": 0.975, "horizonDays": bars}));
        close(&risk["valueAtRisk"], value, 1e-11);
        close(&risk["expectedShortfall"], shortfall, 1e-11);
    }
}

#[test]
fn filtered_history_over_a_day_and_over_ten() {
    let returns = returns(500, 3);
    let h = [ewma(&returns, 0, 0.97), ewma(&returns, 1, 0.97)];
    let news = |i: usize| -> Vec<f64> {
        let z: Vec<f64> = (0..500).map(|t| returns[t][i] / h[i][t].sqrt()).collect();
        let mean = z.iter().sum::<f64>() / 500.0;
        z.iter().map(|z| z - mean).collect()
    };
    let news = [news(0), news(1)];
    let method = json!({"kind": "filteredHistorical", "model": {"kind": "ewma", "decay": 0.97}});
    let losses: Vec<f64> = (0..500).map(|t| loss(&[0, 1].map(|i| news[i][t] * h[i][500].sqrt()))).collect();
    let [value, shortfall] = equal(&losses, 0.99);
    let risk = measured(&returns, json!({"method": method, "level": 0.99}));
    close(&risk["valueAtRisk"], value, 1e-11);
    close(&risk["expectedShortfall"], shortfall, 1e-11);
    assert!(risk["seed"].is_null());

    // Over ten days, paths of other random numbers: within four errors of both simulations.
    let mut stream = BlockStream::new(99, 5);
    let path = |_| {
        let (mut x, mut now) = ([0.0; 2], [h[0][500], h[1][500]]);
        for _ in 0..10 {
            let date = (stream.uniform() * 500.0) as usize;
            for i in 0..2 {
                let e = news[i][date] * now[i].sqrt();
                x[i] += e;
                now[i] = 0.03 * e * e + 0.97 * now[i];
            }
        }
        loss(&x)
    };
    let [value, shortfall] = equal(&(0..20_000).map(path).collect::<Vec<f64>>(), 0.95);
    let risk = measured(&returns, json!({"method": method, "level": 0.95, "horizonDays": 10}));
    for (name, expected) in [("valueAtRisk", value), ("expectedShortfall", shortfall)] {
        let error = number(&risk["standardError"][name]) * f64::sqrt(2.0);
        assert!(
            (number(&risk[name]) - expected).abs() < 4.0 * error,
            "{name}: {} and {expected} ± {error}",
            risk[name]
        );
    }
    assert_eq!(risk["seed"], 7);
}

/// On a path of known volatility that ends in a storm: 2.326 times the last deviation is what a day can lose.
#[test]
fn filters_know_that_a_storm_has_come() {
    let mut calm = returns(1000, 4);
    let last = calm.len() - 6;
    for row in &mut calm[last..] {
        *row = [0.1, 0.1].map(|r| if row[0] < 0.0 { -r } else { r });
    }
    let value = |kind: &str| {
        number(&measured(&calm, json!({"method": {"kind": kind}, "level": 0.95}))["valueAtRisk"])
    };
    let plain = value("historical");
    assert!(value("filteredHistorical") > 1.5 * plain && value("volatilityScaled") > 1.5 * plain);
}

#[test]
fn the_worst_stretch_is_plain_history_between_its_dates() {
    let returns = returns(900, 5);
    let risk =
        measured(&returns, json!({"method": {"kind": "stressedWindow", "length": 120}, "level": 0.95}));
    let losses = windows(&returns, 1);
    let worst =
        (0..=780).map(|start| equal(&losses[start..start + 120], 0.95)[1]).fold(f64::NEG_INFINITY, f64::max);
    close(&risk["expectedShortfall"], worst, 1e-11);
    let words: Vec<&str> = risk["convention"]["distribution"].as_str().unwrap().split([' ', ',']).collect();
    let at = words.iter().position(|word| *word == "from").unwrap();
    let (from, to) = (words[at + 1], words[at + 3]);
    let first: jiff::civil::Date = from.parse().unwrap();
    let before = (first - jiff::Span::new().days(1)).to_string();
    let plain = measured(&returns, json!({"level": 0.95, "from": before, "to": to}));
    assert_eq!(plain["valueAtRisk"], risk["valueAtRisk"]);
    assert_eq!(plain["expectedShortfall"], risk["expectedShortfall"]);
    let all =
        measured(&returns, json!({"method": {"kind": "stressedWindow", "length": 5000}, "level": 0.95}));
    assert!(all["warnings"].to_string().contains("stretchBeyondHistory"));
}

/// Two states whose parameters are known, the last of them a crisis.
#[test]
fn states_of_calm_and_of_crisis() {
    let mut stream = BlockStream::new(6, 0);
    let mut state = 0;
    let rows = 2500;
    let made: Vec<[f64; 2]> = (0..rows)
        .map(|t| {
            if t + 8 > rows {
                state = 1;
            } else if stream.uniform() < [0.02, 0.05][state] {
                state = 1 - state;
            }
            let (a, b) = (stream.normal(), stream.normal());
            let v = [0.01, 0.05][state];
            [v * a, v * (0.6 * a + 0.8 * b)]
        })
        .collect();
    let risk = measured(&made, json!({"method": {"kind": "regimeMixture"}, "level": 0.99}));
    // The variance of q S x in either state, and the quantile of their mixture with 95 % of crisis.
    let (a, b) = (QUANTITIES[0] * SPOTS[0], QUANTITIES[1] * SPOTS[1]);
    let unit = (a * a + b * b + 2.0 * 0.6 * a * b).sqrt();
    let beyond = |x: f64, v: f64| 0.5 * libm::erfc(x / (v * unit) / f64::sqrt(2.0));
    let (mut low, mut high) = (0.0, unit);
    for _ in 0..60 {
        let x = 0.5 * (low + high);
        if 0.05 * beyond(x, 0.01) + 0.95 * beyond(x, 0.05) > 0.01 { low = x } else { high = x }
    }
    // 700 days of crisis tell its deviation to 3 %, the simulation its quantile to 2 %.
    close(&risk["valueAtRisk"], low, 0.12);
    let words = risk["convention"]["distribution"].as_str().unwrap();
    assert!(words.contains("calm (volatility 19 %") || words.contains("calm (volatility 20 %"), "{words}");
    assert!(words.contains("crisis (volatility 9"), "{words}");
    let three = measured(&made, json!({"method": {"kind": "regimeMixture", "states": 3}}));
    assert!(three["convention"]["distribution"].as_str().unwrap().contains("between ("));
}

const METHODS: [&str; 5] =
    ["ageWeighted", "volatilityScaled", "filteredHistorical", "stressedWindow", "regimeMixture"];

/// With options, over several days: parts that add up, a band around the figure, and words for every convention.
#[test]
fn parts_add_up_for_every_method() {
    let sample = serde_json::to_value(MakeSample::run(&SampleRequest::default(), &mut ()).unwrap()).unwrap();
    for kind in METHODS {
        for days in [1, 5] {
            let mut request = json!({"method": {"kind": kind}, "level": 0.975, "horizonDays": days});
            if kind == "filteredHistorical" || kind == "regimeMixture" {
                request["method"]["scenarios"] = json!(3000);
            }
            if kind == "ageWeighted" {
                // At 0.98, windows of five days are worth twenty: too few for an error at this level.
                request["method"]["decay"] = json!(0.997);
            }
            for name in ["positions", "quotes", "prices"] {
                request[name] = sample[name].clone();
            }
            let risk = answer(&request).unwrap_or_else(|error| panic!("{kind}: {error}"));
            for figure in ["valueAtRisk", "expectedShortfall"] {
                let sum: f64 =
                    risk["contributions"].as_array().unwrap().iter().map(|part| number(&part[figure])).sum();
                close(&risk[figure], sum, 1e-9);
                assert!(number(&risk["standardError"][figure]) > 0.0, "{kind}");
            }
            assert!(number(&risk["expectedShortfall"]) > number(&risk["valueAtRisk"]));
            assert!(number(&risk["band"]["low"]) < number(&risk["valueAtRisk"]), "{kind}");
            for (name, words) in risk["convention"].as_object().unwrap() {
                assert!(words.as_str().unwrap().ends_with('.'), "{kind}: {name} {words}");
            }
            assert_eq!(risk, answer(&request).unwrap());
        }
    }
}

#[test]
fn too_short_a_history_is_refused_or_its_figures_have_a_warning() {
    let short = returns(60, 7);
    for kind in ["volatilityScaled", "filteredHistorical", "regimeMixture"] {
        let error = answer(&request(&short, json!({"method": {"kind": kind}}))).unwrap_err();
        assert_eq!(error["code"], "insufficientHistory", "{kind}");
        assert!(error["message"].as_str().unwrap().contains("are needed"), "{error}");
    }
    for kind in METHODS {
        let far = json!({"method": {"kind": kind}, "level": 0.9999});
        let risk = measured(&returns(200, 8), far);
        let simulated = kind == "regimeMixture";
        assert!(
            simulated || risk["warnings"].to_string().contains("levelBeyondSample"),
            "{kind}: {}",
            risk["warnings"]
        );
        assert!(simulated || risk["standardError"].is_null(), "{kind}");
    }
    for (method, path) in [
        (json!({"kind": "ageWeighted", "decay": 0.5}), "method.decay"),
        (json!({"kind": "stressedWindow", "length": 3}), "method.length"),
        (json!({"kind": "regimeMixture", "states": 7}), "method.states"),
        (json!({"kind": "filteredHistorical", "scenarios": 1}), "method.scenarios"),
        (json!({"kind": "filteredHistorical", "model": {"kind": "ewma", "decay": 2}}), "method.model.decay"),
    ] {
        let error = answer(&request(&short, json!({"method": method}))).unwrap_err();
        assert_eq!(error["path"], path);
    }
    // A price that never moves stays where it is beside one that does.
    let still: Vec<[f64; 2]> = returns(300, 9).iter().map(|r| [r[0], 0.0]).collect();
    for kind in METHODS {
        let risk = answer(&request(&still, json!({"method": {"kind": kind}})));
        match risk {
            Ok(risk) => assert!(number(&risk["valueAtRisk"]) > 0.0, "{kind}"),
            Err(error) => assert_eq!((kind, &error["code"]), ("regimeMixture", &json!("notConverged"))),
        }
    }
}
