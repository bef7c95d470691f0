//! Units to trade: against mixed-integer programs of others, against every choice there is, and what has
//! to be kept whatever the numbers.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{moments, named_prices, refused, run, solved};

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn named(values: &[f64]) -> Value {
    values.iter().enumerate().map(|(i, value)| (format!("A{}", i + 1), json!(value))).collect()
}

/// Weights that are given, and so computed: every bound is shut.
fn request(covariance: &Value, wanted: &[f64], units: Value) -> Value {
    let rows: Vec<Vec<f64>> = covariance.as_array().unwrap().iter().map(numbers).collect();
    let bound = |(i, w): (usize, &f64)| json!({"assets": [format!("A{}", i + 1)], "min": w, "max": w});
    let bounds: Vec<Value> = wanted.iter().enumerate().map(bound).collect();
    let mut units = units;
    units["kind"] = json!("wholeLots");
    json!({
        "moments": moments(&vec![0.0; wanted.len()], &rows), "units": units,
        "constraints": {"budget": wanted.iter().sum::<f64>(), "bounds": bounds},
    })
}

/// The units of an answer, after what has to hold of any: money is kept, nothing is spent that is not there,
/// trades are whole and large enough.
fn units(request: &Value) -> Value {
    let answer = run("allocate", request);
    let found = answer["units"].clone();
    assert_eq!(found["status"], "solved", "{found}");
    let asked = &request["units"];
    let number = |of: &Value, field: &str| of[field].as_f64().unwrap_or(0.0);
    let capital = number(&found, "capital");
    let mut before = capital;
    let mut after = number(&found, "leftover") + number(&found, "fees");
    for row in found["assets"].as_array().unwrap() {
        let [price, held, trade, units] = ["price", "held", "trade", "units"].map(|field| number(row, field));
        let named = |some: &str, every: &str| {
            asked[some][row["asset"].as_str().unwrap()].as_f64().unwrap_or(number(asked, every))
        };
        let (lot, least) = (named("lots", "lot"), named("minNotionals", "minNotional"));
        assert!((held + trade - units).abs() <= 1e-9 * units.abs().max(1.0), "{row}");
        assert!((number(row, "weight") - units * price / capital).abs() <= 1e-12, "{row}");
        assert!((number(row, "notional") - trade.abs() * price).abs() <= 1e-9 * capital, "{row}");
        assert!(trade == 0.0 || number(row, "notional") >= least * (1.0 - 1e-8), "{row}");
        assert!(lot == 0.0 || (trade / lot - (trade / lot).round()).abs() < 1e-6, "{row}");
        assert!(units >= -1e-9 || number(row, "wantedWeight") < 0.0 || held < 0.0, "{row}");
        before -= held * price;
        after += trade * price;
    }
    // Cash before is the capital less what is held, and it is what the trades, the fees and the rest come to.
    assert!((before - after).abs() <= 1e-9 * capital, "{before} before, {after} after: {found}");
    assert!(number(&found, "leftover") >= 0.0, "{found}");
    assert!(number(&found, "leastDistance") <= number(&found, "distance"), "{found}");
    found
}

/// SCIP keeps to 1e-9 of a squared distance in basis points, far below the distances here; ours
/// is proved to a millionth of the distance of holding nothing, about 3e-7.
#[test]
fn what_mixed_integer_programs_find() {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/peers/units.json")).unwrap();
    for case in fixture["cases"].as_array().unwrap() {
        let list = |field: &str| named(&numbers(&case[field]));
        let asked = json!({
            "prices": list("prices"), "held": list("held"), "lots": list("lots"), "capital": case["capital"],
            "minNotional": case["minNotional"], "feeRate": case["feeRate"], "feePerTrade": case["feePerTrade"],
        });
        let found = units(&request(&case["covariance"], &numbers(&case["wanted"]), asked));
        let (ours, theirs) = (found["distance"].as_f64().unwrap(), case["distance"].as_f64().unwrap());
        assert!((ours - theirs).abs() < 1e-6, "{}: {ours} instead of {theirs}: {found}", case["name"]);
        assert_eq!(found["proved"], true, "{}", case["name"]);
    }
}

/// What others round to is no nearer, by the risk of the difference or by the weights.
#[test]
fn no_farther_than_greedy_and_linear_programs() {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/peers/units.json")).unwrap();
    for case in fixture["others"].as_array().unwrap() {
        let (wanted, prices) = (numbers(&case["wanted"]), numbers(&case["prices"]));
        let capital = case["capital"].as_f64().unwrap();
        let covariance: Vec<Vec<f64>> = case["covariance"].as_array().unwrap().iter().map(numbers).collect();
        for by in ["risk", "weights"] {
            let asked = json!({"prices": named(&prices), "lot": 1, "capital": capital, "distance": by});
            let found = units(&request(&case["covariance"], &wanted, asked));
            assert_eq!(found["proved"], true, "{found}");
            for other in ["greedy", "linear"] {
                let held = numbers(&case[other]);
                let off: Vec<f64> =
                    (0..held.len()).map(|i| held[i] * prices[i] / capital - wanted[i]).collect();
                let entry = |i: usize, j: usize| match by {
                    "risk" => covariance[i][j],
                    _ => f64::from(i == j),
                };
                let pairs = (0..off.len()).flat_map(|i| (0..off.len()).map(move |j| (i, j)));
                let theirs = pairs.map(|(i, j)| off[i] * entry(i, j) * off[j]).sum::<f64>().sqrt();
                let ours = found["distance"].as_f64().unwrap();
                assert!(ours <= theirs + 1e-9, "{by}: {ours} and {theirs} of {other}");
            }
        }
    }
}

/// Assets, their wanted weights and what trading them takes.
#[derive(Debug, Clone)]
struct Case {
    covariance: Value,
    wanted: Vec<f64>,
    prices: Vec<f64>,
    held: Vec<f64>,
    lots: Vec<f64>,
    least: f64,
    rate: f64,
    fixed: f64,
}

impl Case {
    fn asked(&self, capital: f64) -> Value {
        json!({
            "prices": named(&self.prices), "held": named(&self.held), "lots": named(&self.lots),
            "minNotional": self.least, "feeRate": self.rate, "feePerTrade": self.fixed, "capital": capital,
        })
    }

    fn request(&self, asked: Value) -> Value {
        request(&self.covariance, &self.wanted, asked)
    }
}

const CAPITAL: f64 = 1000.0;

fn cases(assets: std::ops::Range<usize>) -> impl Strategy<Value = Case> {
    let one = (0.1..0.9f64, 0.05..0.5f64, 0.05..1.0f64, 5.0..120.0f64, 0..6u32, 1..4u32, any::<bool>());
    let fees = (prop_oneof![Just(0.0), Just(0.004)], prop_oneof![Just(0.0), Just(7.0)]);
    let least = prop_oneof![Just(0.0), Just(60.0), Just(250.0)];
    (prop::collection::vec(one, assets), fees, least).prop_map(|(drawn, (rate, fixed), least)| {
        let total: f64 = drawn.iter().map(|one| one.2).sum();
        let row = |i: usize| -> Vec<f64> {
            let of = |j: usize| drawn[i].0 * drawn[j].0 + if i == j { drawn[i].1.powi(2) } else { 0.0 };
            (0..drawn.len()).map(of).collect()
        };
        let mut wanted: Vec<f64> = drawn.iter().map(|one| (one.2 / total * 1e4).round() / 1e4).collect();
        let rest: f64 = wanted[1..].iter().sum();
        wanted[0] = 1.0 - rest;
        Case {
            covariance: (0..drawn.len()).map(|i| json!(row(i))).collect(),
            wanted,
            prices: drawn.iter().map(|one| (one.3 * 100.0).round() / 100.0).collect(),
            // Some with a half that is no whole lot.
            held: drawn.iter().map(|one| if one.6 { f64::from(one.4) * 0.5 } else { 0.0 }).collect(),
            lots: drawn.iter().map(|one| f64::from(one.5)).collect(),
            least,
            rate,
            fixed,
        }
    })
}

/// The least distance over every choice of trades.
fn enumerated(case: &Case) -> Option<f64> {
    fn deeper(case: &Case, trades: &mut Vec<f64>, best: &mut Option<f64>) {
        let i = trades.len();
        let row = |i: usize| numbers(&case.covariance[i]);
        if i == case.prices.len() {
            let all = || (0..i).map(|i| (case.prices[i], case.held[i], trades[i]));
            let spent: f64 = all()
                .map(|(price, held, trade)| {
                    let fixed = if trade == 0.0 { 0.0 } else { case.fixed };
                    price * (held + trade) + case.rate * price * trade.abs() + fixed
                })
                .sum();
            if spent > CAPITAL * (1.0 + 1e-12) {
                return;
            }
            let off: Vec<f64> = all()
                .zip(&case.wanted)
                .map(|((price, held, trade), wanted)| price * (held + trade) / CAPITAL - wanted)
                .collect();
            let square: f64 =
                (0..i).map(|i| off[i] * row(i).iter().zip(&off).map(|(q, d)| q * d).sum::<f64>()).sum();
            let distance = square.max(0.0).sqrt();
            *best = Some(best.map_or(distance, |best: f64| best.min(distance)));
            return;
        }
        let (price, held, lot) = (case.prices[i], case.held[i], case.lots[i]);
        let sold = (held / lot).floor() as i64;
        let bought = (1.5 * CAPITAL / (price * lot)) as i64;
        for count in -sold..=bought {
            let trade = lot * count as f64;
            let small = trade != 0.0 && price * trade.abs() < case.least;
            if small || price * (held + trade) > 1.5 * CAPITAL {
                continue;
            }
            trades.push(trade);
            deeper(case, trades, best);
            trades.pop();
        }
    }
    let mut best = None;
    deeper(case, &mut vec![], &mut best);
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The search may stop a millionth of the distance of holding nothing, at most 1, above the least.
    #[test]
    fn no_choice_of_lots_is_nearer(case in cases(1..4)) {
        let asked = case.request(case.asked(CAPITAL));
        let found = run("allocate", &asked)["units"].clone();
        match enumerated(&case) {
            Some(least) if found["status"] == "solved" => {
                let found = units(&asked);
                let distance = found["distance"].as_f64().unwrap();
                prop_assert!((distance - least).abs() <= 1e-6, "{} instead of {}", distance, least);
                prop_assert_eq!(&found["proved"], true);
                // A search that is stopped proves less, and nothing wrong.
                for most in [1, 3, 10] {
                    let mut stopped = asked.clone();
                    stopped["units"]["maxNodes"] = json!(most);
                    let found = units(&stopped);
                    let [distance, bound] = ["distance", "leastDistance"].map(|field| found[field].as_f64().unwrap());
                    prop_assert!(bound <= least + 1e-12 && distance >= least - 1e-12, "{}: {}", least, found);
                }
            }
            // Where only nothing can be done that is said.
            Some(_) => prop_assert!(found["explanation"].as_str().unwrap().ends_with("nothing can be traded.")),
            None => prop_assert_eq!(&found["status"], "infeasible"),
        }
    }

    /// Money is counted in any currency, units in any measure, and assets come in any order.
    #[test]
    fn scales_and_order_change_nothing(case in cases(3..7), factor in 0.01..100.0f64) {
        let answer = |asked: &Value| run("allocate", asked)["units"].clone();
        let plain = answer(&case.request(case.asked(CAPITAL)));
        prop_assume!(plain["status"] == "solved");
        let distance = |found: &Value| found["distance"].as_f64().unwrap();
        let times = |list: &[f64], by: f64| list.iter().map(|x| x * by).collect::<Vec<_>>();
        let money = Case {
            prices: times(&case.prices, factor), least: case.least * factor, fixed: case.fixed * factor, ..case.clone()
        };
        let measure = Case {
            prices: times(&case.prices, 1.0 / factor), held: times(&case.held, factor), lots: times(&case.lots, factor),
            ..case.clone()
        };
        let more = Case {
            held: times(&case.held, factor), lots: times(&case.lots, factor), least: case.least * factor,
            fixed: case.fixed * factor, ..case.clone()
        };
        for (scaled, capital) in [(money, CAPITAL * factor), (measure, CAPITAL), (more, CAPITAL * factor)] {
            let found = units(&scaled.request(scaled.asked(capital)));
            prop_assert!((distance(&found) - distance(&plain)).abs() <= 2e-6, "{} and {}", found, plain);
        }
        let mut reversed = case.request(case.asked(CAPITAL));
        reversed["assets"] = (1..=case.wanted.len()).rev().map(|i| format!("A{i}")).collect();
        let found = units(&reversed);
        prop_assert!((distance(&found) - distance(&plain)).abs() <= 2e-6, "{} and {}", found, plain);
    }

    /// Whatever can be traded in whole lots can be traded in half lots, and in any quantity: what is proved of
    /// the smaller lots lies below what is found for the larger ones.
    #[test]
    fn smaller_lots_come_nearer(case in cases(3..6)) {
        let halves = Case { lots: case.lots.iter().map(|lot| lot / 2.0).collect(), ..case.clone() };
        let any = Case { lots: vec![0.0; case.lots.len()], ..case.clone() };
        let answers = [&case, &halves, &any].map(|case| {
            let found = run("allocate", &case.request(case.asked(CAPITAL)))["units"].clone();
            (found["status"] == "solved").then_some(found)
        });
        for pair in answers.windows(2) {
            let [Some(larger), Some(smaller)] = pair else { continue };
            let [distance, least] = ["distance", "leastDistance"].map(|field| smaller[field].as_f64().unwrap());
            let above = larger["distance"].as_f64().unwrap() + 1e-6;
            prop_assert!(least <= above, "{} and {}", smaller, larger);
            prop_assert!(smaller["proved"] == false || distance <= above, "{} and {}", smaller, larger);
        }
    }
}

fn two() -> Value {
    json!([[0.36, 0.2], [0.2, 0.64]])
}

#[test]
fn any_quantity_without_fees_is_the_weights() {
    let found =
        units(&request(&two(), &[0.4, 0.6], json!({"capital": 5000, "prices": {"A1": 60000, "A2": 3000}})));
    assert!((found["assets"][0]["units"].as_f64().unwrap() - 2000.0 / 60000.0).abs() < 1e-12);
    assert!(found["distance"].as_f64().unwrap() < 1e-9 && found["leftover"].as_f64().unwrap() < 1e-6);
    // What is there already is not traded.
    let held = json!({"held": {"A1": 1, "A2": 20}, "prices": {"A1": 40, "A2": 3}, "feePerTrade": 1});
    let found = units(&request(&two(), &[0.4, 0.6], held));
    assert_eq!([&found["fees"], &found["capital"]], [0.0, 100.0]);
}

#[test]
fn prices_are_the_last_of_the_table() {
    let table = named_prices(&[vec![9.0, 11.0, 10.0, 12.5], vec![5.0, 4.0, 6.0, 5.0]]);
    let asked = json!({"prices": table, "objective": {"kind": "equalWeight"}, "units": {"kind": "wholeLots", "capital": 100, "lot": 1}});
    let found = units(&asked);
    assert_eq!([&found["assets"][0]["price"], &found["assets"][1]["price"]], [12.5, 5.0]);
    assert_eq!([&found["assets"][0]["units"], &found["assets"][1]["units"]], [4.0, 10.0]);
    assert_eq!(found["leftover"], 0.0);
}

#[test]
fn what_is_held_beside_the_chosen_assets_is_sold() {
    let table = named_prices(&[vec![9.0, 11.0, 10.0], vec![5.0, 4.0, 6.0], vec![1.0, 1.5, 2.0]]);
    let asked = json!({
        "prices": table, "assets": ["A0", "A1"], "objective": {"kind": "equalWeight"},
        "units": {"kind": "wholeLots", "held": {"A2": 50.5}, "lot": 1, "feeRate": 0.01},
    });
    let found = units(&asked);
    assert_eq!([&found["assets"][2]["trade"], &found["assets"][2]["fee"]], [-50.0, 1.0]);
    assert!(found["assets"][0]["trade"].as_f64().unwrap() > 0.0);
}

#[test]
fn a_capital_below_one_lot_is_an_answer() {
    let asked = |units: Value| run("allocate", &request(&two(), &[0.4, 0.6], units));
    let answer = asked(json!({"capital": 5000, "prices": {"A1": 60000, "A2": 90000}, "lot": 1}));
    assert_eq!(solved(&answer), [0.4, 0.6]);
    assert_eq!(answer["units"]["status"], "infeasible");
    let said = "One lot of A1 costs 60,000, the capital is 5,000: nothing can be traded.";
    assert_eq!(answer["units"]["explanation"], said);
    let answer = asked(
        json!({"capital": 5, "prices": {"A1": 60000, "A2": 3000}, "minNotional": 10, "feeRate": 0.001}),
    );
    let said = "The least trade of A1 costs 10.01 with its fee, the capital is 5: nothing can be traded.";
    assert_eq!(answer["units"]["explanation"], said);
    let answer = asked(json!({"capital": 5000, "prices": {"A1": 60000, "A2": 30}, "lot": 1}));
    assert_eq!(answer["units"]["status"], "solved");
    assert_eq!(answer["warnings"][0]["message"], "More than there is to spend: one lot of A1 costs 60,000.");
    // Debts that nothing pays for.
    let answer = asked(
        json!({"capital": 10, "prices": {"A1": 1, "A2": 1}, "held": {"A1": -50}, "lot": 1, "feeRate": 0.5}),
    );
    assert_eq!(answer["units"]["status"], "infeasible");
    assert!(answer["units"]["explanation"].as_str().unwrap().starts_with("No trades leave the cash"));
}

#[test]
fn a_search_that_stops_says_how_far_it_is() {
    let wanted = [0.31, 0.27, 0.19, 0.23];
    let rows: Vec<Vec<f64>> =
        (0..4).map(|i| (0..4).map(|j| if i == j { 0.5 } else { 0.3 }).collect()).collect();
    let units = json!({"capital": 1000, "prices": named(&[91.0, 83.0, 57.0, 70.0]), "lot": 1, "maxNodes": 1});
    let answer = run("allocate", &request(&json!(rows), &wanted, units));
    assert_eq!(answer["units"]["proved"], false);
    assert!(answer["units"]["leastDistance"].as_f64() < answer["units"]["distance"].as_f64());
    assert_eq!(answer["warnings"][0]["code"], "unitsOpen");
}

#[test]
fn what_is_refused() {
    let said = |units: Value| refused("allocate", &request(&two(), &[0.4, 0.6], units)).to_string();
    let prices = json!({"A1": 10, "A2": 20});
    for (units, message) in [
        (
            json!({"prices": prices}),
            "units.capital: Units are bought with money: there is neither a capital nor anything of value held.",
        ),
        (json!({"prices": prices, "capital": 0}), "units.capital: The capital is 0; it lies above zero."),
        (json!({"prices": prices, "capital": -5}), "units.capital: The capital is -5; it lies above zero."),
        (json!({"prices": {"A1": 10}, "capital": 100}), "units.prices.A2: There is no price of A2."),
        (json!({"prices": {"A1": 10, "A2": 0}, "capital": 100}), "units.prices.A2: A price is above zero."),
        (json!({"prices": prices, "capital": 100, "lot": -1}), "units.lot: It is zero or above."),
        (
            json!({"prices": prices, "capital": 100, "lots": {"A1": -1}}),
            "units.lots.A1: It is zero or above.",
        ),
        (
            json!({"prices": prices, "capital": 100, "minNotional": -1}),
            "units.minNotional: It is zero or above.",
        ),
        (json!({"prices": prices, "capital": 100, "held": {"B": 1}}), "units.held.B: There is no asset B."),
        (json!({"prices": prices, "capital": 100, "lots": {"B": 1}}), "units.lots.B: There is no asset B."),
        (
            json!({"prices": prices, "capital": 100, "feePerTrade": -1}),
            "units.feePerTrade: It is zero or above.",
        ),
        (
            json!({"prices": prices, "capital": 100, "feeRate": 1}),
            "units.feeRate: A fee is a part of what is traded and lies between 0 and 0.5; 0.001 is 10 basis points.",
        ),
    ] {
        assert_eq!(said(units), message);
    }
}
