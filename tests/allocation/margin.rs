//! Limits on margin, on leverage by group and on moves that have to be survived: against another program, against the
//! engine that measures accounts, and by hand.

use serde_json::{Value, json};

use super::golden::prices;
use super::{moments, refused, run, solved};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/margin_limits.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn by_asset(values: &[f64]) -> Value {
    (1..).zip(values).map(|(i, x)| (format!("A{i}"), json!(x))).collect::<serde_json::Map<_, _>>().into()
}

fn pack(tiers: &Value) -> Value {
    let contracts = json!([{"settlement": "linear", "tiers": tiers}]);
    json!({"label": "A venue", "date": "2026-01-01", "contracts": contracts})
}

fn asked(case: &Value, fixture: &Value) -> Value {
    let (mean, covariance) = (numbers(&case["mean"]), case["covariance"].as_array().unwrap());
    let covariance: Vec<Vec<f64>> = covariance.iter().map(numbers).collect();
    let mut constraints = json!({"bounds": [{"assets": ["*"], "min": -2, "max": 2}]});
    let venue =
        json!({"kind": "venueRates", "ownPack": pack(&fixture["tiers"]), "capital": fixture["capital"]});
    let max = &case["max"];
    let survival = |case: &Value| {
        let moves = json!({"kind": "statedMoves", "moves": by_asset(&numbers(&case["moves"]))});
        json!([{"name": "the crash", "scenario": moves, "min": 1.0 - max.as_f64().unwrap()}])
    };
    let mut borrow = json!({});
    match case["kind"].as_str().unwrap() {
        "stated" => {
            let rates =
                json!({"kind": "statedRates", "initial": case["rates"][0], "shortInitial": case["rates"][1]});
            constraints["margin"] = json!({"rates": rates, "initial": max});
        }
        "tiers" => constraints["margin"] = json!({"rates": venue, "maintenance": max}),
        "initial" => constraints["margin"] = json!({"rates": venue, "initial": max}),
        "survival" => constraints["survival"] = survival(case),
        "survivalWithMargin" => {
            constraints["margin"] = json!({"rates": venue});
            constraints["survival"] = survival(case);
        }
        "gross" => {
            let members: Vec<String> =
                numbers(&case["group"]).iter().map(|i| format!("A{}", i + 1.0)).collect();
            constraints["groups"] = json!([{"name": "class", "assets": members, "gross": max}]);
        }
        _ => borrow = by_asset(&numbers(&case["borrow"])),
    }
    json!({
        "moments": moments(&mean, &covariance),
        "objective": {"kind": "maximumUtility", "riskAversion": fixture["aversion"]},
        "constraints": constraints,
        "borrow": borrow,
    })
}

fn utility(case: &Value, aversion: f64, weights: &[f64]) -> f64 {
    let covariance: Vec<Vec<f64>> = case["covariance"].as_array().unwrap().iter().map(numbers).collect();
    let variance: f64 = covariance
        .iter()
        .zip(weights)
        .map(|(row, w)| w * row.iter().zip(weights).map(|(c, v)| c * v).sum::<f64>())
        .sum();
    let mean: f64 = numbers(&case["mean"]).iter().zip(weights).map(|(m, w)| m * w).sum();
    mean - 0.5 * aversion * variance
}

/// Both are within 1e-7 of the optimum by their own accounts; a smooth one turns that into some 1e-5 of a weight, the
/// digits of the fixture are ten.
#[test]
fn what_another_program_finds() {
    let fixture = fixture();
    let aversion = fixture["aversion"].as_f64().unwrap();
    let mut missed = vec![];
    for case in fixture["cases"].as_array().unwrap() {
        let response = run("allocate", &asked(case, &fixture));
        if response["status"] != "solved" {
            missed.push(format!("{}: {}", case["name"], response["explanation"]));
            continue;
        }
        let weights = solved(&response);
        let expected = numbers(&case["weights"]);
        let off = weights.iter().zip(&expected).map(|(w, e)| (w - e).abs()).fold(0.0, f64::max);
        if case["kind"] == "initial" {
            // Not convex: nothing better is there than the best of all choices of tiers, and what is found says where it
            // did not search.
            let [found, best] = [&weights, &expected].map(|weights| utility(case, aversion, weights));
            let said = response["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "marginTiers");
            if found > best + 1e-7 || (found < best - 1e-7 && !said) {
                missed.push(format!("{}: {found} {best} {weights:?}", case["name"]));
            }
        } else if off.is_nan() || off > 2e-5 {
            missed.push(format!("{}: {off:.1e} {weights:?} {expected:?}", case["name"]));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Days of two coins and a stablecoin: the last prices are 100,000, 4,000 and 1.
fn history() -> Value {
    let path = |last: f64, swing: f64, turn: f64| -> Vec<f64> {
        (0..60).map(|t| last * (swing * (f64::from(t - 59) * turn).sin()).exp()).collect()
    };
    prices(&[("BTC", &path(1e5, 0.1, 0.37)), ("ETH", &path(4e3, 0.2, 0.53)), ("USDT", &path(1.0, 1e-4, 0.9))])
}

/// What `margin` says of an account that holds these weights of a capital in contracts of a venue, after moves.
fn measured(venue: &str, capital: f64, weights: &[f64], moves: [f64; 2]) -> Value {
    let mut positions = vec![];
    for ((asset, spot), w) in [("BTC", 1e5), ("ETH", 4e3)].into_iter().zip(weights) {
        let quantity = w * capital / spot;
        if quantity.abs() > 1e-9 {
            positions.push(json!({
                "id": asset, "quantity": quantity, "entryPrice": spot,
                "instrument": {"kind": "perpetual", "asset": asset, "settlement": "linear"},
            }));
        }
    }
    let quotes = json!({
        "valuationTime": "2026-01-01T00:00:00Z",
        "spots": {"BTC": 1e5 * (1.0 + moves[0]), "ETH": 4e3 * (1.0 + moves[1]), "USD": 1.0},
    });
    let account = json!({"name": "A", "pack": venue, "collateral": {"USD": capital}, "positions": positions});
    run("margin", &json!({"accounts": [account], "quotes": quotes}))
}

/// Margin used at the solution, as the engine that measures accounts counts it for the same positions, keeps the limit, and
/// meets it where the limit binds; rates that rise with every coin are chords, which ask for a little more.
#[test]
fn the_margin_of_the_same_positions_keeps_the_limit() {
    for (venue, capital, room) in [
        ("binanceUsdM", 3e6, 1e-6),
        ("bybitUnified", 5e7, 1e-6),
        ("hyperliquid", 4e8, 1e-6),
        ("deribit", 1e8, 0.05),
    ] {
        let assets = if venue == "deribit" || venue == "bybitUnified" {
            json!(["BTC", "USDT"])
        } else {
            json!(["BTC", "ETH", "USDT"])
        };
        let request = |margin: Value| {
            json!({
                "prices": history(),
                "assets": assets,
                "objective": {"kind": "maximumReturn"},
                "carry": {"BTC": 8.0, "ETH": -8.0},
                "constraints": {
                    "bounds": [
                        {"assets": ["BTC"], "min": 0.8, "max": 2.0},
                        {"assets": ["ETH"], "min": -2.0, "max": -0.3},
                        {"assets": ["USDT"], "min": -3, "max": 3},
                    ],
                    "margin": margin,
                },
            })
        };
        for field in ["maintenance", "initial"] {
            let rates = json!({"kind": "venueRates", "pack": venue, "capital": capital});
            // The least that the bounds allow, asked of a limit that cannot hold.
            let response = run("allocate", &request(json!({"rates": rates, field: 0.001})));
            assert_eq!(response["status"], "infeasible", "{venue} {response}");
            let by = response["conflicts"][0]["relaxation"].as_f64().unwrap();
            assert_eq!(response["conflicts"][0]["constraint"], format!("constraints.margin.{field}"));
            let limit = 1.1 * (0.001 + by);
            let response = run("allocate", &request(json!({"rates": rates, field: limit})));
            let weights = solved(&response);
            // Contracts come first, money last.
            let state = measured(venue, capital, &weights[..weights.len() - 1], [0.0, 0.0]);
            let used = state[field].as_f64().unwrap() / capital;
            assert!(used <= limit + 1e-8, "{venue} {field}: {used} {limit}");
            // Initial rates jump, so that a weight may stop at a floor before the limit is met.
            let nearly = if field == "initial" { 0.5 } else { 1.0 - room };
            assert!(used > nearly * limit, "{venue} {field}: {used} {limit}");
        }
    }
}

/// After the moves the equity of the account less its maintenance is what the limit asks for where it binds.
#[test]
fn what_has_to_be_survived_is_survived() {
    let (venue, capital) = ("binanceUsdM", 3e6);
    let scenario = json!({"kind": "statedMoves", "moves": {"BTC": -0.4, "ETH": 0.5}});
    let request = json!({
        "prices": history(),
        "objective": {"kind": "maximumReturn"},
        "mean": {"kind": "historical"},
        "carry": {"BTC": 8.0, "ETH": -8.0},
        "constraints": {
            "bounds": [
                {"assets": ["BTC"], "min": 0.5, "max": 3},
                {"assets": ["ETH"], "min": -3, "max": -0.2},
                {"assets": ["USDT"], "min": -3, "max": 3},
            ],
            "margin": {"rates": {"kind": "venueRates", "pack": venue, "capital": capital}},
            "survival": [{"scenario": scenario, "min": 0.05}],
        },
    });
    let response = run("allocate", &request);
    let weights = solved(&response);
    assert!(weights[0] > 0.1 && weights[1] < -0.1, "{weights:?}");
    let state = measured(venue, capital, &weights, [-0.4, 0.5]);
    let left = state["headroom"].as_f64().unwrap() / capital;
    assert!((left - 0.05).abs() < 1e-7, "{left} {weights:?}");
}

/// Two assets of 20 % and 40 %, half of the capital in each at least.
fn simple(constraints: Value) -> Value {
    json!({
        "moments": moments(&[0.04, 0.1], &[vec![0.04, 0.0], vec![0.0, 0.16]]),
        "objective": {"kind": "minimumRisk"},
        "constraints": constraints,
    })
}

/// What cannot hold is named with what would help; what binds with what it is worth.
#[test]
fn limits_are_named() {
    let stated = json!({"kind": "statedRates", "initial": 0.1, "maintenance": 0.05});
    let falls = |min: f64| json!([{"scenario": {"kind": "pastEvent", "event": "2020-03-12"}, "min": min}]);
    // Half is lost at least by what is on record, and 5 % of the rest is maintenance.
    for (constraints, place, words) in [
        (
            json!({"margin": {"rates": stated, "initial": 0.08}}),
            "constraints.margin.initial",
            "raise constraints.margin.initial by 2 percentage points",
        ),
        (
            json!({"margin": {"rates": stated, "maintenance": 0.04}}),
            "constraints.margin.maintenance",
            "raise constraints.margin.maintenance by 1 percentage points",
        ),
        (
            json!({"groups": [{"name": "all", "assets": ["*"], "gross": 0.9}]}),
            "constraints.groups[0].gross",
            "raise constraints.groups[0].gross by 10 percentage points",
        ),
        (json!({"survival": falls(0.9)}), "constraints.survival[0].min", "lower constraints.survival[0].min"),
        (
            json!({"margin": {"rates": stated}, "survival": falls(0.9)}),
            "constraints.survival[0].min",
            "lower constraints.survival[0].min",
        ),
    ] {
        let response = run("allocate", &simple(constraints.clone()));
        assert_eq!(response["status"], "infeasible", "{response}");
        let conflicts = response["conflicts"].as_array().unwrap();
        assert!(conflicts.iter().any(|conflict| conflict["constraint"] == place), "{response}");
        assert!(response["explanation"].as_str().unwrap().contains(words), "{response}");
    }
    let mut request = simple(json!({
        "bounds": [{"assets": ["*"], "min": -1, "max": 2}],
        "margin": {"rates": {"kind": "statedRates", "initial": 0.1, "initials": {"A1": 0.2}}, "initial": 0.15},
    }));
    request["binding"] = json!(true);
    let response = run("allocate", &request);
    // 0.2 w + 0.1 (1 − w) = 0.15 at a half; free it would be 0.8.
    assert!((solved(&response)[0] - 0.5).abs() < 1e-8, "{response}");
    let binding = &response["binding"][0];
    assert_eq!(binding["constraint"], "constraints.margin.initial");
    // A percentage point more moves a tenth of the capital: √(0.36·0.04 + 0.16·0.16) − √(0.25·0.2).
    let change = (0.36_f64 * 0.04 + 0.16 * 0.16).sqrt() - 0.05_f64.sqrt();
    assert!((binding["volatility"].as_f64().unwrap() - change).abs() < 1e-7, "{binding}");
}

/// What borrowing costs turns a short position away, and comes off the return apart from the costs of trading.
#[test]
fn borrowing_costs_what_it_says() {
    let mut request = simple(json!({"bounds": [{"assets": ["*"], "min": -1, "max": 2}]}));
    request["objective"] = json!({"kind": "maximumReturn"});
    let response = run("allocate", &request);
    assert_eq!(solved(&response).iter().map(|w| w.round()).collect::<Vec<_>>(), [-1.0, 2.0]);
    assert_eq!(response["borrowingCosts"], Value::Null);
    request["borrow"] = json!({"A1": 0.05});
    let response = run("allocate", &request);
    // Short A1 costs 5 % and 4 % of its return, which buys 10 %: still worth it.
    assert!((response["borrowingCosts"].as_f64().unwrap() - 0.05).abs() < 1e-8, "{response}");
    assert_eq!(response["tradingCosts"], Value::Null);
    request["borrow"] = json!({"A1": 0.07});
    let response = run("allocate", &request);
    assert!(solved(&response)[0].abs() < 1e-7, "{response}");
    request["objective"] = json!({"kind": "minimumRisk"});
    assert_eq!(refused("allocate", &request).path.as_deref(), Some("borrow"));
    // Nothing can be short, and nothing is borrowed.
    request["constraints"] = json!({});
    solved(&run("allocate", &request));
    request["borrow"] = json!({"A1": -0.07});
    assert_eq!(refused("allocate", &request).path.as_deref(), Some("borrow.A1"));
}

/// Caps by dependency go from the one operation into the other as they come.
#[test]
fn caps_by_dependency_hold() {
    let held = |asset: &str, value: f64, on: [&str; 2]| {
        let mut held = json!({"name": format!("{asset} {value}"), "asset": asset, "value": value});
        for (field, name) in ["chain", "bridge"].iter().zip(on) {
            if !name.is_empty() {
                held[*field] = json!(name);
            }
        }
        held
    };
    let request = json!({
        "nodes": [
            {"name": "Chain", "kind": "chain", "failureProbability": 0.02, "lossGivenFailure": 1},
            {"name": "Bridge", "kind": "bridge", "failureProbability": 0.02, "lossGivenFailure": 1},
        ],
        "holdings": [
            held("A1", 50.0, ["Chain", "Bridge"]),
            held("A2", 30.0, ["Chain", ""]),
            held("A3", 20.0, ["", ""]),
            held("A3", 20.0, ["Chain", ""]),
        ],
        "caps": [{"on": "Bridge", "max": 0.25}, {"on": "Chain", "max": 0.4}],
    });
    let answer = run("dependencies", &request);
    let covariance: Vec<Vec<f64>> =
        (0..3).map(|i| (0..3).map(|j| if i == j { [0.04, 0.09, 0.25][i] } else { 0.0 }).collect()).collect();
    let asked = |constraints: &Value| json!({"moments": moments(&[0.1, 0.1, 0.1], &covariance), "objective": {"kind": "minimumRisk"}, "constraints": constraints});
    let free = solved(&run("allocate", &asked(&json!({}))));
    let chain = |w: &[f64]| w[0] + w[1] + 0.5 * w[2];
    assert!(free[0] > 0.5 && chain(&free) > 0.8, "{free:?}");
    let response = run("allocate", &asked(&answer["constraints"]));
    // At least half of A3 rests on the chain, so that 40 % cannot be kept: said with what would help.
    assert_eq!(response["status"], "infeasible", "{response}");
    let mut request = request;
    request["caps"][1]["max"] = json!(0.7);
    let answer = run("dependencies", &request);
    let capped = solved(&run("allocate", &asked(&answer["constraints"])));
    assert!(capped[0] <= 0.25 + 1e-8 && (chain(&capped) - 0.7).abs() < 1e-7, "{capped:?}");
}

#[test]
fn what_means_nothing_is_refused_with_its_path() {
    let survival = |entry: Value| json!({"survival": [entry]});
    for (constraints, path) in [
        (json!({"margin": {"initial": -1}}), "constraints.margin.initial"),
        (json!({"margin": {"assets": ["X"], "initial": 1}}), "constraints.margin.assets[0]"),
        (
            json!({"margin": {"rates": {"kind": "statedRates", "initial": 2}, "initial": 1}}),
            "constraints.margin.rates.initial",
        ),
        (
            json!({"margin": {"rates": {"kind": "venueRates", "pack": "x"}, "initial": 1}}),
            "constraints.margin.rates.pack",
        ),
        (json!({"margin": {"rates": {"kind": "venueRates"}, "initial": 1}}), "constraints.margin.rates.pack"),
        (
            json!({"margin": {"rates": {"kind": "venueRates", "capital": 0}, "initial": 1}}),
            "constraints.margin.rates.capital",
        ),
        (json!({"groups": [{"name": "g", "assets": ["*"], "gross": -1}]}), "constraints.groups[0].gross"),
        (survival(json!({"min": 11})), "constraints.survival[0].min"),
        (
            survival(json!({"scenario": {"kind": "pastEvent", "event": "x"}})),
            "constraints.survival[0].scenario.event",
        ),
        (
            survival(json!({"scenario": {"kind": "statedMoves", "moves": {"X": 0.1}}})),
            "constraints.survival[0].scenario.moves.X",
        ),
        (
            survival(json!({"scenario": {"kind": "statedMoves", "others": -1}})),
            "constraints.survival[0].scenario.others",
        ),
    ] {
        let error = refused("allocate", &simple(constraints));
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
    }
}
