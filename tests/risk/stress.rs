//! The operation `stress` against hand-worked cases, numpy, and its own invariances.

use allotrope::Error;
use allotrope::error::Code;
use allotrope::sample::{MakeSample, SampleRequest};
use allotrope::stress::{StressRequest, StressResponse, blended, propagate, run};
use nalgebra::DMatrix;
use proptest::prelude::*;
use serde_json::{Value, json};

fn stress(value: Value) -> Result<StressResponse, Error> {
    let request: StressRequest = serde_json::from_value(value).unwrap();
    run(&request)
}

fn sample() -> Value {
    use allotrope::operations::Operation;
    serde_json::to_value(MakeSample::run(&SampleRequest::default(), &mut ()).unwrap()).unwrap()
}

/// A request for the sample book with changes on top.
fn of_sample(changes: Value) -> Value {
    let sample = sample();
    with(
        json!({"positions": sample["positions"], "quotes": sample["quotes"], "prices": sample["prices"]}),
        changes,
    )
}

fn with(mut request: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    request
}

/// Two coins, a perpetual above spot, a quarterly future, a stablecoin: all straight lines.
fn linear() -> Value {
    json!({
        "positions": [
            {"id": "btc", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 2},
            {"id": "eth", "instrument": {"kind": "spot", "asset": "ETH"}, "quantity": -10},
            {"id": "perp", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "linear"}, "quantity": -1},
            {"id": "future", "instrument": {"kind": "future", "asset": "BTC", "settlement": "linear", "expiry": "2026-03-27"}, "quantity": 3},
            {"id": "usdc", "instrument": {"kind": "spot", "asset": "USDC"}, "quantity": 50_000},
        ],
        "quotes": {
            "valuationTime": "2025-12-27T08:00:00Z",
            "spots": {"BTC": 100_000, "ETH": 4_000},
            "forwards": [{"asset": "BTC", "expiry": "2026-03-27", "price": 102_000}],
            "perpetuals": [{"asset": "BTC", "mark": 100_500, "fundingRate": 0.0001}],
        },
        "events": "excluded",
    })
}

fn scenario(kind: &str, fields: Value) -> Value {
    let mut one = fields;
    one["kind"] = json!(kind);
    json!([{"name": "one", "scenario": one}])
}

fn moved(fields: Value) -> Value {
    json!({"scenarios": scenario("marketShock", fields)})
}

/// Sums of a few products of numbers with few digits.
const ROUNDING: f64 = 1e-9;

#[test]
fn straight_lines_by_hand() {
    let profits =
        |fields: Value| stress(with(linear(), moved(fields))).unwrap().scenarios[0].by_position.clone();
    let close = |actual: Vec<f64>, expected: [f64; 5]| {
        for (i, (a, e)) in actual.iter().zip(expected).enumerate() {
            assert!((a - e).abs() < ROUNDING * 1e6, "{i}: {a} and {e}");
        }
    };
    // Futures and perpetuals keep their ratio to the spot: 3 × 102,000 × −10 %, −1 × 100,500 × −10 %.
    close(profits(json!({"spots": {"BTC": -0.1}})), [-20_000.0, 0.0, 10_050.0, -30_600.0, 0.0]);
    // `*` moves coins and leaves stablecoins.
    close(
        profits(json!({"spots": {"*": -0.1, "ETH": 0.5}})),
        [-20_000.0, -20_000.0, 10_050.0, -30_600.0, 0.0],
    );
    // The basis alone: −1 % of 100,500 and of 102,000.
    close(profits(json!({"basis": -0.01})), [0.0, 0.0, 1_005.0, -3_060.0, 0.0]);
    // Basis and spot together multiply: 102,000 × 0.9 × 0.99 − 102,000 = −11,118.
    close(
        profits(json!({"basis": -0.01, "spots": {"BTC": -0.1}})),
        [-20_000.0, 0.0, 100_500.0 * (1.0 - 0.891), -3.0 * 11_118.0, 0.0],
    );
    close(profits(json!({"peg": -0.12})), [0.0, 0.0, 0.0, 0.0, -6_000.0]);
    // Ten days of 0.01 % + 0.02 % every 8 hours on the mark, which shorts receive; the future keeps its carry b:
    // F' = S e^(b (T − 10/365)).
    let carry: f64 = (1.02f64).ln() / 90.0;
    let future = 3.0 * (100_000.0 * (carry * 80.0).exp() - 102_000.0);
    close(
        profits(json!({"funding": 0.0002, "days": 10})),
        [0.0, 0.0, 30.0 * 0.0003 * 100_500.0, future, 0.0],
    );
}

#[test]
fn an_option_is_worth_what_the_formula_says() {
    // references/derivatives.md, Black: the same option valued anew by `price` under the moved market.
    let positions = json!([
        {"id": "put", "instrument": {"kind": "option", "asset": "BTC", "right": "put", "strike": 55_000,
            "expiry": "2026-03-27", "settlement": "linear"}, "quantity": 3},
    ]);
    let quotes = |spot: f64, volatility: f64| {
        json!({
            "valuationTime": "2026-01-27T08:00:00Z",
            "spots": {"BTC": spot},
            "rates": {"USD": 0.03},
            "volatilities": [{"kind": "flat", "asset": "BTC", "volatility": volatility}],
        })
    };
    let value = |quotes: Value| {
        let request = serde_json::from_value(json!({"positions": positions, "quotes": quotes})).unwrap();
        allotrope::price::run(&request).unwrap().totals.equity
    };
    let request = with(
        json!({"positions": positions, "quotes": quotes(60_000.0, 0.65), "events": "excluded"}),
        moved(json!({"spots": {"BTC": -0.25}, "volatility": 0.1, "relativeVolatility": 0.2})),
    );
    let expected = value(quotes(45_000.0, 0.65 * 1.2 + 0.1)) - value(quotes(60_000.0, 0.65));
    let profit = stress(request).unwrap().scenarios[0].profit;
    // Scenarios take the normal distribution from a table that is good to 1e-14 of forward plus strike.
    assert!((profit - expected).abs() < 1e-8, "{profit} and {expected}");
}

/// `conditional_moves.json`, by numpy.
#[test]
fn others_move_as_numpy_says() {
    let text = include_str!("../fixtures/peers/conditional_moves.json");
    let cases: Vec<Value> = serde_json::from_str(text).unwrap();
    let numbers = |value: &Value| -> Vec<f64> { serde_json::from_value(value.clone()).unwrap() };
    assert_eq!(cases.len(), 3);
    for case in &cases {
        let expected = numbers(&case["expected"]);
        let covariance =
            DMatrix::from_row_slice(expected.len(), expected.len(), &numbers(&case["covariance"]));
        let places: Vec<usize> = serde_json::from_value(case["stated"].clone()).unwrap();
        let stated: Vec<(usize, f64)> = places.into_iter().zip(numbers(&case["moves"])).collect();
        let found = propagate(&covariance, &stated).unwrap();
        // Two ways to solve the same well-conditioned equations.
        let close = |a: f64, b: f64, scale: f64| assert!((a - b).abs() < 1e-12 * scale, "{a} and {b}");
        found.moves.iter().zip(&expected).for_each(|(a, b)| close(*a, *b, 1.0));
        found.left.iter().zip(numbers(&case["left"])).for_each(|(a, b)| close(*a, b, 1e-2));
        close(found.distance, case["distance"].as_f64().unwrap(), 10.0);
    }
}

#[test]
fn consequences_are_the_regression_on_what_is_stated() {
    let request = of_sample(json!({
        "events": "excluded", "covariance": {"kind": "sample"},
        "scenarios": scenario("conditionalShock", json!({"spots": {"BTC": -0.2}})),
    }));
    let response = stress(request.clone()).unwrap();
    let one = &response.scenarios[0];
    let prices = &request["prices"];
    let names: Vec<String> = serde_json::from_value(prices["assets"].clone()).unwrap();
    let rows: Vec<Vec<Option<f64>>> = serde_json::from_value(prices["prices"].clone()).unwrap();
    // The slope of a regression of simple returns, over the rows in which everything held has a price.
    let held: Vec<usize> =
        one.moves.iter().filter_map(|m| names.iter().position(|n| *n == m.asset)).collect();
    let full: Vec<Vec<f64>> =
        rows.iter().filter_map(|row| held.iter().map(|&i| row[i]).collect::<Option<Vec<f64>>>()).collect();
    let returns = |k: usize| -> Vec<f64> { full.windows(2).map(|w| w[1][k] / w[0][k] - 1.0).collect() };
    let place = |asset: &str| held.iter().position(|&i| names[i] == asset).unwrap();
    let (x, y) = (returns(place("BTC")), returns(place("ETH")));
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (mx, my) = (mean(&x), mean(&y));
    let slope = x.iter().zip(&y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>()
        / x.iter().map(|x| (x - mx) * (x - mx)).sum::<f64>();
    let eth = one.moves.iter().find(|m| m.asset == "ETH").unwrap();
    assert!((eth.change - slope * -0.2).abs() < 1e-12, "{} and {}", eth.change, slope * -0.2);
    assert!(one.uncertainty.unwrap() > 0.0 && one.distance.unwrap() > 1.0);
}

#[test]
fn events_follow_the_history_where_it_covers_them() {
    let dates = ["2024-08-01", "2024-08-03", "2024-08-04", "2024-08-05", "2024-08-06"];
    let prices = json!({"dates": dates, "assets": ["BTC", "ETH"],
        "prices": [[65_000.0, 3_200.0], [60_700.0, 2_900.0], [58_000.0, 2_700.0], [54_000.0, null], [56_000.0, 2_450.0]]});
    let response = stress(with(linear(), json!({"events": "included", "prices": prices.clone()}))).unwrap();
    assert_eq!(response.scenarios.len(), 7);
    let event = |name: &str| response.scenarios.iter().find(|s| s.name.contains(name)).unwrap();
    let of = |name: &str, asset: &str| event(name).moves.iter().find(|m| m.asset == asset).unwrap().clone();
    assert_eq!(of("yen", "BTC").change, 54_000.0 / 58_000.0 - 1.0);
    assert!(of("yen", "BTC").rule.starts_with("Price history"));
    // Without a price on the day itself ETH moves as recorded.
    assert_eq!(of("yen", "ETH").change, -0.214);
    assert_eq!(of("March 2020", "BTC").change, -0.511);
    // One recorded move is its own median.
    assert_eq!(of("May 2021", "ETH").change, -0.3);
    assert_eq!(of("USDC", "USDC").change, -0.13);
    assert_eq!(of("USDC", "BTC").change, 0.0);
    // Unless it is asked for as it was recorded.
    let recorded = stress(with(linear(), json!({"events": "recorded", "prices": prices}))).unwrap();
    let yen = recorded.scenarios.iter().find(|s| s.name.contains("yen")).unwrap();
    let bitcoin = yen.moves.iter().find(|m| m.asset == "BTC").unwrap();
    assert_eq!((bitcoin.change, bitcoin.rule.as_str()), (-0.151, "As recorded."));
    let march = event("March 2020");
    let hand = 2.0 * 100_000.0 * -0.511 + 40_000.0 * 0.694 - 100_500.0 * (0.9 * 0.489 - 1.0)
        + 3.0 * 102_000.0 * (0.9 * 0.489 - 1.0);
    assert!((march.profit - hand).abs() < 1e-6, "{} and {hand}", march.profit);
    assert!(march.sources.len() > 1);
}

#[test]
fn totals_are_sums_and_nothing_moves_nothing() {
    let response = stress(of_sample(json!({
        "scenarios": [
            {"name": "nothing", "scenario": {"kind": "marketShock"}},
            {"name": "together", "scenario": {"kind": "commonShock", "deviations": -2}},
        ],
        "step": "standardDeviation",
        "correlation": {"weight": 0.5},
    })))
    .unwrap();
    // The value now is read from another routine than the value in scenarios.
    let nothing = 1e-9 * response.value.abs();
    assert!(response.scenarios[0].by_position.iter().all(|profit| profit.abs() < nothing));
    for one in &response.scenarios {
        let sum: f64 = one.by_position.iter().sum();
        assert_eq!(one.profit, sum, "{}", one.name);
        assert_eq!(one.by_position.len(), response.positions.len());
    }
    for bar in &response.tornado {
        assert_eq!(bar.down, bar.down_by_position.iter().sum::<f64>(), "{}", bar.factor);
        assert_eq!(bar.up, bar.up_by_position.iter().sum::<f64>(), "{}", bar.factor);
    }
    let reach: Vec<f64> = response.tornado.iter().map(|bar| bar.down.abs().max(bar.up.abs())).collect();
    assert!(reach.windows(2).all(|pair| pair[0] >= pair[1]));
    let grid = response.grid.unwrap();
    let (x, y) = (grid.moves.len() / 2, grid.volatility_shifts.len() / 2);
    assert_eq!((grid.moves[x], grid.volatility_shifts[y]), (0.0, 0.0));
    assert!(grid.profit[y * grid.moves.len() + x].abs() < 1e-9 * response.value.abs());
    let worst: f64 = grid.worst_by_position.iter().sum();
    assert!((worst - grid.profit[grid.worst]).abs() < 1e-9 * response.value.abs());
    let correlation = response.correlation.unwrap();
    assert!(correlation.volatility_after != correlation.volatility_before);
}

#[test]
fn a_grid_is_made_of_scenarios() {
    let request = of_sample(json!({
        "events": "excluded", "asset": "BTC", "lowest": -0.4, "highest": 0.4, "volatilityRange": 0.2,
        "scenarios": scenario("marketShock", json!({"spots": {"BTC": -0.4}})),
    }));
    let response = stress(request).unwrap();
    let grid = response.grid.unwrap();
    let middle = grid.profit[grid.volatility_shifts.len() / 2 * grid.moves.len()];
    let scenario = response.scenarios[0].profit;
    assert!((middle - scenario).abs() < 1e-9 * response.value.abs(), "{middle} and {scenario}");
}

/// At correlations of one the volatility of a long book is the sum of those of its parts.
#[test]
fn correlations_of_one_add_up_volatilities() {
    let positions = json!([
        {"id": "btc", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 1},
        {"id": "eth", "instrument": {"kind": "spot", "asset": "ETH"}, "quantity": 20},
    ]);
    let request = with(
        of_sample(json!({"events": "excluded", "correlation": {"weight": 1}})),
        json!({"positions": positions}),
    );
    let volatility = |only: usize| {
        let mut alone = request.clone();
        alone["positions"] = json!([positions[only]]);
        // Only assets held are in the covariance, and both have all the sample's prices.
        stress(alone).unwrap().correlation.unwrap().volatility_after
    };
    let both = stress(request.clone()).unwrap().correlation.unwrap();
    let sum = volatility(0) + volatility(1);
    // A part of 1e-8 of the identity is mixed in.
    assert!((both.volatility_after / sum - 1.0).abs() < 2e-8, "{} and {sum}", both.volatility_after);
    let z = 2.326_347_874_040_841;
    assert!((both.value_at_risk_after / (z * both.volatility_after) - 1.0).abs() < 1e-12);
}

#[test]
fn a_spiral_is_followed_in_full_revaluation() {
    let spiral = |fields: Value| {
        let mut spiral = fields;
        spiral["kind"] = json!("leverageSpiral");
        with(linear(), json!({"spiral": spiral}))
    };
    let response =
        stress(spiral(json!({"shock": -0.1, "volumes": {"*": 1e9}, "impact": {"kind": "linearImpact"}})))
            .unwrap();
    let path = response.spiral.unwrap();
    assert_eq!(path.assets, ["BTC", "ETH", "USDC"]);
    // Thresholds 50, 25 and 20 (1 − 1/λ + 1 % = 0.99, 0.97, 0.96) and 10 (0.91) go at −10 %: four times 5 % of a day.
    assert!((path.rounds[0].crowd - 2.0 * 4.0 * 0.05e9).abs() < 1.0);
    let after = 0.9 * (-0.1f64 * 0.2).exp() - 1.0;
    assert!((path.rounds[1].moves[0] - after).abs() < 1e-12 && path.rounds[1].moves[2] == 0.0);
    // 200,000 − 40,000 of ETH short − 100,500 + 306,000 of delta by the moves of both.
    let equity = response.value + (200_000.0 - 40_000.0 - 100_500.0 + 306_000.0) * after;
    assert!((path.rounds[1].equity - equity).abs() < 1e-6, "{} and {equity}", path.rounds[1].equity);
    assert!(path.survives && path.sentence.contains("survives"), "{}", path.sentence);

    let refused =
        |request: Value, path: &str| assert_eq!(stress(request).unwrap_err().path.as_deref(), Some(path));
    refused(spiral(json!({"volumes": {"BTC": 1e9}})), "spiral.volumes.ETH");
    refused(spiral(json!({"volumes": {"*": -1}})), "spiral.volumes.*");
    refused(spiral(json!({"volumes": {"*": 1e9}, "shock": -1})), "spiral.shock");
    refused(
        spiral(json!({"volumes": {"*": 1e9}, "highestLeverage": 2, "targetLeverage": 3})),
        "spiral.targetLeverage",
    );
    refused(spiral(json!({"volumes": {"*": 1e9}, "equity": -1})), "spiral.equity");
}

#[test]
fn what_cannot_be_is_refused_in_one_sentence() {
    let refused = |request: Value, path: &str, code: Code, words: &str| {
        let error = stress(request).unwrap_err();
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
        assert_eq!(error.code, code, "{error}");
        assert!(error.message.contains(words), "{error}");
    };
    let spots = |moves: Value| with(linear(), moved(json!({"spots": moves})));
    let at = "scenarios[0].scenario.";
    refused(spots(json!({"XYZ": -0.1})), &format!("{at}spots.XYZ"), Code::NotFound, "no asset XYZ");
    refused(spots(json!({"BTC": -1.0})), &format!("{at}spots.BTC"), Code::InvalidValue, "-0.9999");
    refused(spots(json!({"*": -1.5})), &format!("{at}spots.*"), Code::InvalidValue, "-0.9999");
    let window = |from: &str, to: &str| {
        with(linear(), json!({"scenarios": scenario("historicalWindow", json!({"from": from, "to": to}))}))
    };
    refused(
        window("2017-01-01", "2017-02-01"),
        &format!("{at}from"),
        Code::InsufficientHistory,
        "does not cover",
    );
    refused(window("yesterday", "2017-02-01"), &format!("{at}from"), Code::InvalidValue, "ISO 8601");
    refused(window("2017-02-01", "2017-02-01"), &format!("{at}to"), Code::InvalidValue, "after the first");
    let common = with(linear(), json!({"scenarios": scenario("commonShock", json!({}))}));
    refused(common, "prices", Code::InsufficientHistory, "price history");
    let event =
        with(linear(), json!({"scenarios": scenario("recordedEvent", json!({"event": "1987-10-19"}))}));
    refused(event, &format!("{at}event"), Code::NotFound, "2020-03-12");
    let low = of_sample(json!({"scenarios": scenario("marketShock", json!({"volatility": -2.0}))}));
    refused(low, &format!("{at}volatility"), Code::InvalidValue, "would go from");
    refused(
        with(linear(), json!({"correlation": {"weight": 0.5}})),
        "prices",
        Code::InsufficientHistory,
        "price history",
    );
    refused(
        of_sample(json!({"correlation": {"weight": 2}})),
        "correlation.weight",
        Code::InvalidValue,
        "between 0 and 1",
    );
    refused(with(linear(), json!({"asset": "SOL"})), "asset", Code::NotFound, "SOL");
    refused(with(linear(), json!({"lowest": -2})), "lowest", Code::InvalidValue, "-0.99");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever pairs are stated: ones on the diagonal, symmetric, and no eigenvalue at or below zero.
    #[test]
    fn stressed_correlations_stay_positive_definite(
        pairs in prop::collection::vec(-1.0f64..1.0, 6),
        weight in 0.0f64..=1.0,
    ) {
        let mut from = DMatrix::from_element(4, 4, 0.5);
        from.fill_diagonal(1.0);
        let mut to = DMatrix::identity(4, 4);
        let places = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
        for ((i, j), value) in places.into_iter().zip(pairs) {
            (to[(i, j)], to[(j, i)]) = (value, value);
        }
        let (after, _) = blended(&from, &to, weight).unwrap();
        prop_assert!((0..4).all(|i| after[(i, i)] == 1.0));
        // Two products of the same three factors.
        prop_assert!((&after - after.transpose()).abs().max() < 1e-15);
        prop_assert!(after.clone().cholesky().is_some());
        prop_assert!(after.symmetric_eigenvalues().min() > 0.0);
        let (unmoved, _) = blended(&from, &to, 0.0).unwrap();
        prop_assert!((unmoved - from).abs().max() == 0.0);
    }
}
