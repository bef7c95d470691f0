//! Portfolio margin by risk arrays: published arrays, an independent script, and what must hold of every book.

use allotrope::Error;
use allotrope::margin::scenario::{ArrayMargin, MarginGroup, PortfolioMarginResponse, ScenarioRow};
use allotrope::math::random::BlockStream;
use serde_json::{Value, json};

const METHODS: [&str; 7] = [
    "deribitPortfolioMargin",
    "paradexPortfolioMargin",
    "derivePortfolioMargin",
    "okxPortfolioMargin",
    "bybitPortfolioMargin",
    "spanArray",
    "statedArray",
];

fn margin(request: &Value) -> Result<PortfolioMarginResponse, Error> {
    use allotrope::margin::scenario::MarginPortfolio;
    use allotrope::operations::{Operation, read};
    MarginPortfolio::run(&read::<MarginPortfolio>(&request.to_string())?, &mut ())
}

pub(super) fn answer(request: &Value) -> PortfolioMarginResponse {
    margin(request).unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn only(response: &PortfolioMarginResponse) -> &MarginGroup {
    let [group] = &response.margin.groups[..] else { panic!("{} groups", response.margin.groups.len()) };
    group
}

pub(super) fn charge<'a>(
    group: &'a MarginGroup,
    label: &str,
) -> &'a allotrope::margin::scenario::MarginCharge {
    group.charges.iter().find(|charge| charge.label == label).unwrap()
}

pub(super) fn row(group: &MarginGroup, change: f64, volatility: f64) -> &ScenarioRow {
    let at = |row: &&ScenarioRow| {
        let scenario = &row.scenario;
        (scenario.change - change).abs() < 1e-12
            && scenario.volatility == volatility
            && scenario.skew.is_none()
    };
    group.scenarios.iter().find(at).unwrap()
}

fn option(id: &str, right: &str, strike: f64, expiry: &str, settlement: &str, quantity: f64) -> Value {
    let instrument = json!({
        "kind": "option", "asset": "BTC", "right": right, "strike": strike, "expiry": expiry, "settlement": settlement,
    });
    json!({"id": id, "instrument": instrument, "quantity": quantity})
}

/// A perpetual, or a future where an expiry is given; inverse contracts are worth a dollar.
fn future(id: &str, expiry: Option<&str>, settlement: &str, quantity: f64) -> Value {
    let mut instrument = json!({"kind": "perpetual", "asset": "BTC", "settlement": settlement});
    if let Some(expiry) = expiry {
        instrument["kind"] = json!("future");
        instrument["expiry"] = json!(expiry);
    }
    json!({"id": id, "instrument": instrument, "quantity": quantity})
}

/// Derive's test case of a naked short call, six of whose profits are published with sixteen digits. They were
/// computed in decimals of 18 digits: 10⁻¹² of the coin's price is 10⁻⁷, a double leaves 10⁻¹⁰.
#[test]
fn the_array_of_derive_is_its_published_one() {
    let expiry = "2025-02-28T08:00:00Z";
    let request = json!({
        "array": {"kind": "derivePortfolioMargin"},
        "positions": [option("call", "call", 100_000.0, expiry, "linear", -1.0)],
        "quotes": {
            "valuationTime": "2025-02-19T03:12:28Z", "spots": {"BTC": 95663.50604855}, "rates": {"USD": 0.15},
            "forwards": [{"asset": "BTC", "expiry": expiry, "price": 95776.67392708939}],
            "volatilities": [{"kind": "flat", "asset": "BTC", "volatility": 0.453803924321583}],
        },
    });
    let response = answer(&request);
    let group = only(&response);
    assert_eq!(group.scenarios.len(), 31);
    for (change, volatility, profit) in [
        (0.18, 0.5, -12939.312020443322),
        (0.135, -0.275, -7569.803983748366),
        (0.135, 0.0, -7978.264376240463),
        (0.0, -0.275, 819.1394805367843),
        (0.0, 0.0, -4.493969118840596),
        (-0.09, 0.5, 418.4087224880719),
    ] {
        let found = row(group, change, volatility).total;
        assert!((found - profit).abs() < 1e-12 * group.spot, "{change} {volatility}: {found} and {profit}");
    }
    // Loss with 0.3 % and 0.5 % of the price for the naked call.
    let naked = 0.003 * group.spot;
    assert!((group.maintenance - (0.8 * 12939.312020443322 + naked)).abs() < 1e-7);
    assert!((group.initial - (12939.312020443322 + 0.005 * group.spot)).abs() < 1e-7);
}

/// The example in Deribit's documentation of `private/pme/simulate`: a perpetual against a future, in coin. All digits
/// that are printed, 10⁻¹⁵ coins, of numbers below one.
#[test]
fn the_array_of_deribit_is_its_published_one() {
    const PRICE: f64 = 65666.19;
    let request = json!({
        "array": {"kind": "deribitPortfolioMargin"},
        "positions": [
            future("perpetual", None, "inverse", 0.314538364 * 65910.57),
            future("june", Some("2024-06-28T08:00:00Z"), "inverse", -0.001187534 * 67371.75),
        ],
        "quotes": {
            "valuationTime": "2024-06-17T10:22:20.501Z", "spots": {"BTC": PRICE},
            "forwards": [{"asset": "BTC", "expiry": "2024-06-28T08:00:00Z", "price": 67371.75}],
            "perpetuals": [{"asset": "BTC", "mark": 65910.57}],
        },
    });
    let perpetual = [
        -0.05991206933333334,
        -0.04289159509090909,
        -0.027351162086956524,
        -0.013105765166666668,
        0.0,
        0.012097629384615385,
        0.023299138074074074,
        0.033700538999999995,
        0.043384601931034494,
    ];
    let june = [
        0.0002261969523809524,
        0.00016193645454545456,
        0.00010326382608695652,
        0.00004948058333333334,
        0.0,
        -0.00004567438461538462,
        -0.00008796548148148148,
        -0.0001272357857142857,
        -0.00016379779310344832,
    ];
    let response = answer(&request);
    let group = only(&response);
    assert!(group.in_coin);
    let near = |found: f64, expected: f64| {
        assert!((found / PRICE - expected).abs() < 1e-15, "{} and {expected}", found / PRICE);
    };
    for (k, scenario) in group.scenarios[..27].iter().enumerate() {
        near(scenario.by_position[0], perpetual[k / 3]);
        near(scenario.by_position[1], june[k / 3]);
    }
    // Before the damper, tails count as the ends of the range; the damper leaves nothing of them.
    for tail in &group.scenarios[27..] {
        let end = 1.0 + f64::copysign(0.16, tail.scenario.change);
        let by_position = tail.by_position.iter();
        let ends =
            by_position.map(|profit| profit * tail.scenario.weight * (1.0 + tail.scenario.change) / end);
        let at = if tail.scenario.change < 0.0 { 0 } else { 8 };
        ends.zip([perpetual[at], june[at]]).for_each(|(found, expected)| near(found, expected));
        assert!(tail.counted >= 0.0);
    }
    assert!(group.worst.is_some_and(|worst| worst < 3));
    near(charge(group, "Worst scenario").initial, 0.05968587238095239);
    near(charge(group, "Roll shock").initial, 0.00315725898);
    assert_eq!(charge(group, "Delta shock").initial, 0.0);
    // The margin that is printed differs from the sum of its printed parts by 4e-10 coins.
    assert!((group.initial / PRICE - 0.06284313098).abs() < 1e-9);
    assert!((group.maintenance / PRICE - 0.050274504784).abs() < 1e-9);
}

/// Deribit's examples of 2019: ten options short at a strike cost 10 × 0.01 BTC, a hundred futures against a hundred of
/// another expiry 1 % of a hundred.
#[test]
fn charges_of_2019_are_those_of_its_examples() {
    let (near, far) = ("2026-12-25T08:00:00Z", "2027-03-26T08:00:00Z");
    let request = json!({
        "array": {"kind": "deribitPortfolioMargin", "shortOption": 0.01, "offsettingFutures": 0.01},
        "positions": [
            option("calls", "call", 60_000.0, near, "inverse", 10.0),
            option("puts", "put", 60_000.0, near, "inverse", -20.0),
            future("a", Some(near), "inverse", 6_000_000.0),
            future("b", Some(far), "inverse", -6_000_000.0),
        ],
        "quotes": {
            "valuationTime": "2026-11-20T08:00:00Z", "spots": {"BTC": 60_000},
            "volatilities": [{"kind": "flat", "asset": "BTC", "volatility": 0.6}],
        },
    });
    let response = answer(&request);
    let group = only(&response);
    assert!((charge(group, "Short options").initial / group.spot - 0.1).abs() < 1e-12);
    assert!((charge(group, "Offsetting futures").initial / group.spot - 1.0).abs() < 1e-12);
}

/// McMillan's array of a future with a maintenance margin of 10,000 for 20 points of 500 dollars, printed to ten dollars;
/// and a call that is sold against it, its array as printed.
#[test]
fn the_array_of_span_is_its_published_one() {
    let request = json!({
        "array": {"kind": "spanArray", "priceScan": 0.05, "days": 0},
        "positions": [future("future", None, "linear", 500.0)],
        "quotes": {"valuationTime": "1994-10-03T20:00:00Z", "spots": {"BTC": 400}},
    });
    let printed = [
        0.0, 0.0, 3330.0, 3330.0, -3330.0, -3330.0, 6670.0, 6670.0, -6670.0, -6670.0, 10000.0, 10000.0,
        -10000.0, -10000.0, 7000.0, -7000.0,
    ];
    let response = answer(&request);
    let group = only(&response);
    assert_eq!(group.scenarios.len(), printed.len());
    for (row, printed) in group.scenarios.iter().zip(printed) {
        assert!((row.counted - printed).abs() < 5.0, "{:?}: {}", row.scenario, row.counted);
    }
    assert!((group.maintenance - 10_000.0).abs() < 1e-9);
    assert!((group.initial - 11_000.0).abs() < 1e-9);
}

#[derive(serde::Deserialize)]
struct Expected {
    totals: Vec<f64>,
    counted: Vec<f64>,
    initial: f64,
    maintenance: f64,
}

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    request: Value,
    groups: Vec<Expected>,
}

/// Ten books by `tests/fixtures/peers/risk_arrays.py`, which knows Python's standard library and the formulas. Sums of
/// profits lose what their largest part does: 10⁻¹³ of the value of all positions.
#[test]
fn books_are_margined_as_an_independent_script_does() {
    assert_eq!(compared(include_str!("../fixtures/peers/risk_arrays.json")), 10);
}

/// Compares the answers to all cases of a script with what it found, and says how many they are.
pub(super) fn compared(text: &str) -> usize {
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    for Case { name, request, groups } in &cases {
        let response = answer(request);
        assert_eq!(response.margin.groups.len(), groups.len(), "{name}");
        for (group, expected) in response.margin.groups.iter().zip(groups) {
            let quantity = |place: &usize| {
                let position = &request["positions"][*place];
                let inverse = position["instrument"]["settlement"] == "inverse"
                    && position["instrument"]["kind"] != "option";
                let quantity = position["quantity"].as_f64().unwrap().abs();
                if inverse { quantity } else { quantity * group.spot }
            };
            let bound = 1e-13 * group.positions.iter().map(quantity).sum::<f64>();
            let sorted = |part: fn(&ScenarioRow) -> f64| {
                let mut numbers: Vec<f64> = group.scenarios.iter().map(part).collect();
                numbers.sort_by(f64::total_cmp);
                numbers
            };
            for (what, found, expected) in [
                ("totals", sorted(|row| row.total), &expected.totals),
                ("counted", sorted(|row| row.counted), &expected.counted),
                ("margins", vec![group.initial], &vec![expected.initial]),
                ("margins", vec![group.maintenance], &vec![expected.maintenance]),
            ] {
                // The script orders scenarios as its source does.
                let mut expected = expected.clone();
                expected.sort_by(f64::total_cmp);
                assert_eq!(found.len(), expected.len(), "{name} {what}");
                for (found, expected) in found.iter().zip(expected) {
                    assert!((found - expected).abs() < bound, "{name} {what}: {found} and {expected}");
                }
            }
        }
    }
    cases.len()
}

/// Options, futures and coins at random, some of them against each other.
fn random_book(stream: &mut BlockStream, size: usize) -> Vec<Value> {
    let expiries = ["2026-11-27T08:00:00Z", "2026-12-25T08:00:00Z", "2027-06-25T08:00:00Z"];
    let mut pick = |count: usize| (stream.uniform() * count as f64) as usize;
    (0..size)
        .map(|i| {
            let id = i.to_string();
            let quantity = (pick(41) as f64 - 20.0) / 4.0;
            match pick(5) {
                0 => future(&id, None, "linear", quantity),
                1 => future(&id, Some(expiries[pick(3)]), "linear", quantity),
                2 => json!({"id": id, "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": quantity.abs()}),
                side => {
                    let right = if side == 3 { "call" } else { "put" };
                    let strike = 40_000.0 + 5_000.0 * pick(10) as f64;
                    option(&id, right, strike, expiries[pick(3)], "linear", quantity)
                }
            }
        })
        .collect()
}

fn book(method: &str, positions: &[Value], trade: &[Value]) -> Value {
    json!({
        "array": {"kind": method}, "positions": positions, "trade": trade,
        "quotes": {
            "valuationTime": "2026-11-20T08:00:00Z", "spots": {"BTC": 60_000}, "rates": {"USD": 0.04},
            "volatilities": [{"kind": "flat", "asset": "BTC", "volatility": 0.6}],
            "perpetuals": [{"asset": "BTC", "fundingRate": 0.0001}],
        },
    })
}

fn times(positions: &[Value], factor: f64) -> Vec<Value> {
    let scaled = |position: &Value| {
        let mut position = position.clone();
        position["quantity"] = json!(position["quantity"].as_f64().unwrap() * factor);
        position
    };
    positions.iter().map(scaled).collect()
}

fn adds_up(margin: &ArrayMargin) {
    let sum = |part: fn(&MarginGroup) -> f64| margin.groups.iter().map(part).sum::<f64>();
    assert_eq!(margin.initial, sum(|group| group.initial));
    assert_eq!(margin.maintenance, sum(|group| group.maintenance));
    for group in &margin.groups {
        let mut least = 0.0_f64;
        for row in &group.scenarios {
            assert_eq!(row.by_position.len(), group.positions.len());
            assert_eq!(row.total, row.by_position.iter().sum::<f64>());
            // A tail counts in part, and never more than in whole.
            assert!(row.counted.abs() <= row.total.abs() * (1.0 + 1e-12) || group.in_coin);
            least = least.min(row.counted);
        }
        assert_eq!(group.worst.map_or(0.0, |worst| group.scenarios[worst].counted), least);
        assert!(group.charges.iter().all(|charge| charge.initial >= charge.maintenance));
        assert!(group.charges.iter().all(|charge| charge.maintenance >= 0.0));
        assert!(group.initial >= -least, "{} below the worst scenario, {least}", group.initial);
    }
}

/// Margins are never below the worst scenario, parts add up, twice the book is twice the margin where no amount of money
/// is a threshold, and a book with its mirror loses nothing in any scenario.
#[test]
fn what_must_hold_of_every_book() {
    let mut stream = BlockStream::new(7, 0);
    for turn in 0..12 {
        let positions = random_book(&mut stream, 1 + turn % 6);
        for method in METHODS {
            let Ok(once) = margin(&book(method, &positions, &[])) else { continue };
            adds_up(&once.margin);
            if !["deribitPortfolioMargin", "okxPortfolioMargin"].contains(&method) {
                let twice = answer(&book(method, &times(&positions, 2.0), &[])).margin.initial;
                let error = (twice - 2.0 * once.margin.initial).abs();
                assert!(error <= 1e-12 * twice, "{method}: {twice} and twice {}", once.margin.initial);
            }
            let mirrored: Vec<Value> = times(&positions, -1.0);
            let both = answer(&book(method, &positions, &mirrored)).trade.unwrap();
            adds_up(&both.margin);
            for group in &both.margin.groups {
                // The skew counts against the account, and options sold are discounted less than those bought.
                let worst = charge(group, group.charges[0].label).initial;
                assert!(worst <= 1e-9 * group.spot, "{method}: {worst} of a book and its mirror");
            }
        }
    }
}

/// A perpetual sold against coins is refused alone and needs little with them; the answer is that of the book after it.
#[test]
fn a_trade_is_margined_before_it_is_done() {
    let coins = json!({"id": "coins", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 2.0});
    let sale = future("sale", None, "linear", -2.0);
    let response = answer(&book("statedArray", std::slice::from_ref(&coins), std::slice::from_ref(&sale)));
    let after = response.trade.as_ref().unwrap();
    // A fifth of 120,000, with a quarter on top.
    assert!((response.margin.initial - 30_000.0).abs() < 1e-9);
    assert!(after.margin.initial < 1e-9 && (after.initial + 30_000.0).abs() < 1e-9);
    assert!((after.alone - 30_000.0).abs() < 1e-9 && after.allowed);
    assert_eq!((response.equity, after.free), (120_000.0, 120_000.0 - after.margin.initial));
    assert!(response.positions[1].trade && !response.positions[0].trade);
    let done = answer(&book("statedArray", &[coins, sale.clone()], &[]));
    assert_eq!(done.margin, after.margin);

    let mut poor = book("statedArray", &[future("long", None, "linear", 1.0)], &times(&[sale], -1.0));
    poor["equity"] = json!(16_000);
    let refused = answer(&poor);
    assert!((refused.free - 1_000.0).abs() < 1e-9 && !refused.trade.unwrap().allowed);
    assert!(refused.warnings.is_empty());
    poor["equity"] = json!(11_000);
    let closed = answer(&poor);
    assert_eq!(closed.warnings[0].code, "belowMaintenance");
    assert!((closed.usage.unwrap() - 12.0 / 11.0).abs() < 1e-12);
}

/// What is no part of the scenarios says so; what cannot be meant is refused with its place.
#[test]
fn bad_input_is_told_with_its_place() {
    let perpetual = future("long", None, "linear", 1.0);
    let cash = json!({"id": "cash", "instrument": {"kind": "cash", "currency": "USD"}, "quantity": 5_000});
    let coins = json!({"id": "coins", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 1});
    let past = option("past", "call", 60_000.0, "2026-11-01T08:00:00Z", "linear", 1.0);
    let request = book("spanArray", &[perpetual.clone(), cash, coins, past], &[]);
    let response = answer(&request);
    let reasons: Vec<&str> = response.uncounted.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(reasons, ["cash", "coins"]);
    assert_eq!(response.excluded[0].id, "past");

    let change = |field: &str, value: Value| {
        let mut request = book("spanArray", std::slice::from_ref(&perpetual), &[]);
        request[field] = value;
        let error = margin(&request).unwrap_err();
        (error.path.unwrap_or_default(), error.message)
    };
    for (field, value, path) in [
        ("equity", json!(-1), "equity"),
        ("positions", json!([]), "positions"),
        ("array", json!({"kind": "spanArray", "priceScan": 0.3, "extremeMove": 4}), "array.extremeMove"),
        ("array", json!({"kind": "spanArray", "priceScan": 0}), "array.priceScan"),
        ("array", json!({"kind": "statedArray", "steps": 0}), "array.steps"),
        (
            "array",
            json!({"kind": "statedArray", "scenarios": [{"change": -1, "volatility": 0, "weight": 1}]}),
            "array.scenarios[0].change",
        ),
        (
            "trade",
            json!([{"id": "a", "instrument": {"kind": "spot", "asset": ""}, "quantity": 1}]),
            "trade[0].instrument.asset",
        ),
    ] {
        let (found, message) = change(field, value);
        assert_eq!(found, path, "{message}");
        assert!(message.ends_with('.'), "{message}");
    }
}
