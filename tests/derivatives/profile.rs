//! The operation `profile` as its callers meet it, against `price` at shifted quotes and against payoffs by hand.

use allotrope::error::Code;
use allotrope::operations::run_json;
use serde_json::{Value, json};

const NOW: &str = "2026-11-20T08:00:00Z";
const LATER: &str = "2026-12-05T08:00:00Z";
const EXPIRY: &str = "2026-12-25T08:00:00Z";

fn run(operation: &str, request: &Value) -> Value {
    serde_json::from_str(&run_json(operation, &request.to_string(), &mut ()).unwrap()).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn option(id: &str, right: &str, strike: f64, settlement: &str, quantity: f64) -> Value {
    json!({"id": id, "quantity": quantity, "instrument": {"kind": "option", "asset": "BTC", "right": right,
        "strike": strike, "expiry": EXPIRY, "settlement": settlement}})
}

/// With what was paid or received for it.
fn entered(mut position: Value, price: f64) -> Value {
    position["entryPrice"] = json!(price);
    position
}

/// Something of everything in two coins.
fn book() -> Value {
    json!([
        {"id": "1", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 1.5},
        {"id": "2", "instrument": {"kind": "cash", "currency": "USD"}, "quantity": 25000},
        {"id": "3", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "linear"}, "quantity": -0.5, "entryPrice": 61000},
        {"id": "4", "instrument": {"kind": "future", "asset": "BTC", "settlement": "inverse", "contractSize": 10, "expiry": EXPIRY}, "quantity": -3000, "entryPrice": 60500},
        {"id": "5", "instrument": {"kind": "future", "asset": "ETH", "settlement": "linear", "expiry": EXPIRY}, "quantity": 10, "entryPrice": 3100},
        option("6", "put", 50000.0, "inverse", 2.0),
        option("7", "call", 80000.0, "linear", -1.0)
    ])
}

/// The market after a move of both prices and a shift of the volatility, at another time; without quoted forwards
/// the carry stays what the rates make it.
fn quotes(time: &str, price_move: f64, shift: f64) -> Value {
    json!({
        "valuationTime": time,
        "spots": {"BTC": 60000.0 * (1.0 + price_move), "ETH": 3000.0 * (1.0 + price_move)},
        "rates": {"USD": 0.04, "BTC": 0.01},
        "volatilities": [{"asset": "BTC", "kind": "flat", "volatility": 0.6 + shift}]
    })
}

fn profile(positions: &Value, more: Value) -> Value {
    let mut request = json!({"positions": positions, "quotes": quotes(NOW, 0.0, 0.0)});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    run("profile", &request)
}

fn totals(positions: &Value, quotes: Value) -> Value {
    run("price", &json!({"positions": positions, "quotes": quotes}))["totals"].clone()
}

/// The curve of a moment.
fn curve<'a>(answer: &'a Value, moment: &str) -> &'a Value {
    answer["curves"].as_array().unwrap().iter().find(|curve| curve["moment"] == moment).unwrap()
}

/// The profit of a curve at a move that is in the grid.
fn at(answer: &Value, moment: &str, price_move: f64) -> f64 {
    let moves = numbers(&answer["moves"]);
    let i = moves.iter().position(|m| (m - price_move).abs() < 1e-9).unwrap();
    number(&curve(answer, moment)["profit"][i])
}

/// Prices come from a table that is good to 10⁻¹⁴ of the strike and the forward: six positions of some 60,000.
const ROUNDING: f64 = 1e-8;

#[test]
fn curves_are_what_price_says_at_the_quotes_they_stand_for() {
    let positions = book();
    let value = number(&totals(&positions, quotes(NOW, 0.0, 0.0))["value"]);
    for shift in [0.0, 0.15, -0.2] {
        let answer = profile(
            &positions,
            json!({"others": "parallel", "volatilityShift": shift, "dates": [LATER], "lowest": -0.6, "highest": 0.8}),
        );
        assert_eq!(answer["asset"], "BTC");
        let moves = numbers(&answer["moves"]);
        // The grid of 161 points has no zero of its own; two strikes lie within the range.
        assert_eq!(moves.len(), 161 + 3);
        for (moment, time) in [("today", NOW), ("chosen", LATER)] {
            for i in (0..moves.len()).step_by(11) {
                let then = number(&totals(&positions, quotes(time, moves[i], shift))["value"]);
                let profit = number(&curve(&answer, moment)["profit"][i]);
                assert!((profit - (then - value)).abs() < ROUNDING, "{moment} {}: {profit}", moves[i]);
            }
        }
    }
}

#[test]
fn the_heat_map_and_the_ladder_are_what_price_says_there() {
    let positions = book();
    let value = number(&totals(&positions, quotes(NOW, 0.0, 0.0))["value"]);
    let answer =
        profile(&positions, json!({"others": "parallel", "dates": [LATER], "volatilityRange": 0.24}));
    let heat = &answer["heatMap"];
    let (moves, shifts) = (numbers(&heat["moves"]), numbers(&heat["volatilityShifts"]));
    assert_eq!((shifts[0], shifts[shifts.len() - 1]), (-0.24, 0.24));
    for (row, &shift) in shifts.iter().enumerate().step_by(5) {
        for (column, &price_move) in moves.iter().enumerate().step_by(4) {
            let then = number(&totals(&positions, quotes(LATER, price_move, shift))["value"]);
            let profit = number(&heat["profit"][row * moves.len() + column]);
            assert!((profit - (then - value)).abs() < ROUNDING);
        }
    }
    let ladder = &answer["ladder"];
    for (i, &price_move) in numbers(&ladder["moves"]).iter().enumerate() {
        let there = totals(&positions, quotes(LATER, price_move, 0.0));
        let spot = 60000.0 * (1.0 + price_move);
        let gamma = number(&there["byAsset"][0]["gamma"]) * spot * spot / 100.0;
        // Central differences of 0.1 % where a standard deviation is 14 %: (0.001/0.14)²/12 of the curvature.
        let close = |field: &str, expected: f64, tolerance: f64| {
            let actual = number(&ladder[field][i]);
            assert!((actual - expected).abs() < tolerance, "{field} at {price_move}: {actual}, {expected}");
        };
        close("exposure", number(&there["netExposure"]), 1.0);
        close("gamma", gamma, 0.05);
        close("vega", number(&there["vega"]) / 100.0, 0.01);
    }
}

#[test]
fn a_call_spread_a_short_straddle_and_what_expires_on_the_way() {
    // Bought for 3,000, sold for 1,000: 2,000 at stake, 8,000 to win, even at 62,000.
    let spread = json!([
        entered(option("1", "call", 60000.0, "linear", 1.0), 3000.0),
        entered(option("2", "call", 70000.0, "linear", -1.0), 1000.0)
    ]);
    let answer = profile(&spread, json!({"since": "entry"}));
    let expiry = curve(&answer, "expiry");
    assert!((number(&expiry["worst"]["profit"]) + 2000.0).abs() < ROUNDING);
    assert!((number(&expiry["best"]["profit"]) - 8000.0).abs() < ROUNDING);
    let even = numbers(&expiry["breakEvens"]);
    assert_eq!(even.len(), 1);
    assert!((60000.0 * (1.0 + even[0]) - 62000.0).abs() < ROUNDING);
    assert!(
        (at(&answer, "expiry", 10000.0 / 60000.0) - 8000.0).abs() < ROUNDING,
        "the strikes are in the grid"
    );

    // 4,000 received for each half: even at 52,000 and 68,000.
    let straddle = json!([
        entered(option("1", "call", 60000.0, "linear", -1.0), 4000.0),
        entered(option("2", "put", 60000.0, "linear", -1.0), 4000.0)
    ]);
    let answer = profile(&straddle, json!({"since": "entry"}));
    let expiry = curve(&answer, "expiry");
    let even: Vec<f64> = numbers(&expiry["breakEvens"]).iter().map(|m| 60000.0 * (1.0 + m)).collect();
    assert!((even[0] - 52000.0).abs() < ROUNDING && (even[1] - 68000.0).abs() < ROUNDING, "{even:?}");
    assert_eq!(number(&expiry["best"]["priceMove"]), 0.0);
    assert!((number(&expiry["best"]["profit"]) - 8000.0).abs() < ROUNDING);
    // Before expiry the break-evens are roots as well, though the curve is bent.
    for m in numbers(&curve(&answer, "today")["breakEvens"]) {
        let then = number(&totals(&straddle, quotes(NOW, m, 0.0))["value"]);
        assert!((then + 8000.0).abs() < 1e-7);
    }

    // Of two expiries the nearer is settled at the price of the day that is asked for.
    let mut far = option("2", "call", 60000.0, "linear", -1.0);
    far["instrument"]["expiry"] = json!("2027-03-26T08:00:00Z");
    let answer = profile(&json!([option("1", "call", 60000.0, "linear", 1.0), far]), json!({}));
    assert_eq!(answer["curves"].as_array().unwrap().len(), 3);
    let last = &answer["curves"][2];
    let profits = numbers(&last["profit"]);
    assert!(
        profits.iter().all(|p| (p - profits[0]).abs() < ROUNDING),
        "both pay the same at the later expiry"
    );
}

#[test]
fn inverse_contracts_in_coin_and_in_dollars() {
    let perpetual = |asset: &str, size: f64, quantity: f64, entry: f64| {
        json!({"id": "p", "quantity": quantity, "entryPrice": entry,
            "instrument": {"kind": "perpetual", "asset": asset, "settlement": "inverse", "contractSize": size}})
    };
    // `references/derivatives.md`: one contract of 1 USD from 200 to 250 earns 0.001 ETH; ten of 100 USD from
    // 5,000 to 10,000 earn 0.1 BTC.
    for (asset, size, quantity, entry, to, coins) in
        [("ETH", 1.0, 1.0, 200.0, 0.25, 0.001), ("BTC", 100.0, 10.0, 5000.0, 1.0, 0.1)]
    {
        let answer = run(
            "profile",
            &json!({"positions": [perpetual(asset, size, quantity, entry)], "countedIn": "coin", "highest": 1.25,
                "lowest": -0.75, "quotes": {"valuationTime": NOW, "spots": {asset: entry}}}),
        );
        assert_eq!(answer["currency"], asset);
        assert!((at(&answer, "today", to) / coins - 1.0).abs() < 1e-12);
        let curve = curve(&answer, "today");
        assert_eq!(numbers(&curve["breakEvens"]), [0.0]);
    }
    // A short of one coin's worth at entry on one coin is a synthetic dollar: it neither wins nor loses, and in coin
    // it loses what the coin gains: 1/(1 + m) − 1.
    let short = json!([
        {"id": "s", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 1},
        perpetual("BTC", 1.0, -60000.0, 60000.0)
    ]);
    let answer = profile(&short, json!({}));
    assert!(numbers(&curve(&answer, "today")["profit"]).iter().all(|p| p.abs() < ROUNDING));
    assert_eq!(numbers(&curve(&answer, "today")["breakEvens"]), [] as [f64; 0]);
    assert!(number(&answer["betaWeightedDelta"]).abs() < 1e-12);
    let answer = profile(&short, json!({"countedIn": "coin"}));
    assert!((at(&answer, "today", 0.25) - (1.0 / 1.25 - 1.0)).abs() < 1e-12);
}

#[test]
fn other_assets_are_left_out_or_go_by_their_beta() {
    let positions = book();
    let still = profile(&positions, json!({}));
    assert_eq!((still["positions"].as_u64(), still["movers"].as_array().unwrap().len()), (Some(5), 1));
    let given = profile(&positions, json!({"others": "beta", "betas": {"ETH": 1.5}}));
    assert_eq!(given["positions"], 7);
    let by_asset = &totals(&positions, quotes(NOW, 0.0, 0.0))["byAsset"];
    let weighted = (number(&by_asset[0]["exposure"]) + 1.5 * number(&by_asset[2]["exposure"])) / 60000.0;
    assert!((number(&given["betaWeightedDelta"]) / weighted - 1.0).abs() < 1e-12);
    // ETH by (1 + m)^1.5: a future of 10 coins.
    let difference = at(&given, "today", 0.25) - at(&still, "today", 0.25);
    let forward = 3000.0 * (0.04_f64 * 35.0 / 365.0).exp();
    assert!((difference - 10.0 * forward * (1.25_f64.powf(1.5) - 1.0)).abs() < ROUNDING);

    // From prices: ETH moves twice as far as BTC in logarithms, whatever BTC does.
    let levels: Vec<f64> = (0..40).map(|t| 60000.0 * (0.03 * f64::from(t * t % 7)).exp()).collect();
    let day = |t: usize| format!("2026-{:02}-{:02}", 9 + t / 28, 1 + t % 28);
    let prices = json!({
        "assets": ["BTC", "ETH"],
        "dates": (0..40).map(day).collect::<Vec<_>>(),
        "prices": levels.iter().map(|p| json!([p, (p / 1000.0).powi(2)])).collect::<Vec<_>>()
    });
    let found = profile(&positions, json!({"others": "beta", "prices": prices}));
    let eth = found["movers"].as_array().unwrap().iter().find(|mover| mover["asset"] == "ETH").unwrap();
    assert!((number(&eth["beta"]) - 2.0).abs() < 1e-9);
    let none = profile(&positions, json!({"others": "beta"}));
    assert_eq!(none["excluded"][0]["id"], "5");
    assert_eq!(none["excluded"][0]["reason"], "There are too few prices for a beta of ETH to BTC.");
}

#[test]
fn vega_by_expiry_and_strike_adds_up_to_vega() {
    let answer = profile(&book(), json!({}));
    let ladder = &answer["vegaLadder"];
    let vega = numbers(&ladder["vega"]);
    assert_eq!(vega.len(), numbers(&ladder["edges"]).len() + 1);
    let total = number(&totals(&book(), quotes(NOW, 0.0, 0.0))["vega"]) / 100.0;
    assert!((vega.iter().sum::<f64>() / total - 1.0).abs() < 1e-12);
    // The put at 50,000 lies between 0.8 and 0.9 of the spot, the call at 80,000 between 1.25 and 1.6.
    assert!(vega[2] > 0.0 && vega[7] < 0.0);
}

#[test]
fn what_cannot_be_drawn_is_refused_with_its_place() {
    let error = |more: Value| {
        let mut request = json!({"positions": book(), "quotes": quotes(NOW, 0.0, 0.0)});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        run_json("profile", &request.to_string(), &mut ()).unwrap_err()
    };
    for (more, path) in [
        (json!({"lowest": -1.0}), "lowest"),
        (json!({"highest": 11}), "highest"),
        (json!({"lowest": 0.5, "highest": 0.2}), "highest"),
        (json!({"volatilityShift": 1.5}), "volatilityShift"),
        (json!({"volatilityRange": 0}), "volatilityRange"),
        (json!({"dates": ["soon"]}), "dates[0]"),
        (json!({"dates": [LATER, "2026-11-19"]}), "dates[1]"),
        (json!({"betas": {"ETH": 1e9}}), "betas.ETH"),
        (json!({"asset": "SOL"}), "asset"),
        (json!({"positions": []}), "positions"),
    ] {
        assert_eq!(error(more).path.as_deref(), Some(path));
    }
    assert_eq!(error(json!({"asset": "SOL"})).code, Code::NotFound);
    // What has expired or lacks a quote is left out, the rest is drawn.
    let answer = run(
        "profile",
        &json!({"positions": book(), "quotes": {"valuationTime": "2027-01-01", "spots": {"BTC": 60000}}}),
    );
    assert_eq!(answer["positions"], 2);
    assert_eq!(answer["excluded"].as_array().unwrap().len(), 4);
}
