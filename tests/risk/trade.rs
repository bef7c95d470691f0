//! The operation `incrementalRisk` against the operation `risk` on the book with the trade in it.

use allotrope::Code;
use serde_json::{Value, json};

use crate::{answer, assert_near, book, normal_prices, number, refusal, sample, with};

const FIGURES: [&str; 2] = ["valueAtRisk", "expectedShortfall"];

fn trade(risk: &Value, trade: Value) -> Value {
    answer("incrementalRisk", &json!({"risk": risk, "trade": trade})).unwrap()
}

/// The sample book with so much more of the position at this place.
fn moved(request: &Value, place: usize, more: f64) -> Value {
    let mut request = request.clone();
    let quantity = &mut request["positions"][place]["quantity"];
    *quantity = json!(number(quantity) + more);
    request
}

#[test]
fn before_and_after_are_the_figures_of_the_two_books() {
    let methods = [
        json!({"kind": "historical"}),
        json!({"kind": "monteCarlo", "scenarios": 3000}),
        json!({"kind": "parametricNormal"}),
    ];
    for method in methods {
        let request = sample(json!({"method": method, "level": 0.975, "horizonDays": 5}));
        for place in [0, 2, 7] {
            let id = &request["positions"][place]["id"];
            let more = -0.7 * number(&request["positions"][place]["quantity"]);
            let found = trade(&request, json!({"position": id, "quantity": more}));
            let (first, second) =
                (answer("risk", &request).unwrap(), answer("risk", &moved(&request, place, more)).unwrap());
            for figure in FIGURES {
                let what = format!("{method} {place} {figure}");
                assert_near(number(&found["before"][figure]), number(&first[figure]), 1e-9, &what);
                // The value of an entry price cancels from the profits, but for rounding.
                assert_near(number(&found["after"][figure]), number(&second[figure]), 1e-8, &what);
                let change = number(&found["after"][figure]) - number(&found["before"][figure]);
                assert_near(number(&found["change"][figure]), change, 1e-9, &what);
                let quantities = found["curve"]["quantities"].as_array().unwrap();
                let zero = quantities.iter().position(|q| *q == 0.0).unwrap();
                let at_zero = number(&found["curve"][figure][zero]);
                assert_near(at_zero, number(&first[figure]), 1e-9, &what);
            }
        }
    }
}

#[test]
fn a_new_instrument_is_measured_like_one_that_is_held() {
    let request = book([5.0, 3.0, 0.0], normal_prices(400, [0.02, 0.03, 0.04], 8));
    let by_name = trade(&request, json!({"symbol": "C", "quantity": 2.5}));
    let by_terms = trade(&request, json!({"instrument": {"kind": "spot", "asset": "C"}, "quantity": 2.5}));
    let held = trade(&request, json!({"position": "C", "quantity": 2.5}));
    for figure in FIGURES {
        assert_eq!(by_name["after"][figure], by_terms["after"][figure]);
        assert_near(number(&by_name["after"][figure]), number(&held["after"][figure]), 1e-12, figure);
    }
    assert_eq!((number(&by_name["price"]), &by_name["margined"]), (100.0, &json!(false)));
    assert_eq!(trade(&request, json!({"symbol": "C_USDC-PERPETUAL"}))["margined"], true);
}

#[test]
fn marginal_figures_are_slopes() {
    for kind in ["historical", "parametricNormal"] {
        let request = book([5.0, 3.0, -1.0], normal_prices(500, [0.02, 0.03, 0.04], 9));
        let request = with(request, json!({"method": {"kind": kind}}));
        let step = 1e-6;
        let found = trade(&request, json!({"position": "B", "quantity": step}));
        // The same scenarios make the tail before and after so small a step: the ES is a straight line there.
        let slope = number(&found["change"]["expectedShortfall"]) / step;
        assert_near(number(&found["marginal"]["expectedShortfall"]), slope, 1e-5, kind);
    }
}

#[test]
fn the_least_risk_of_one_coin_is_to_have_none() {
    for kind in ["historical", "monteCarlo", "parametricNormal"] {
        let request = book([5.0, 0.0, 0.0], normal_prices(300, [0.02, 0.03, 0.04], 10));
        let found = trade(&with(request, json!({"method": {"kind": kind}})), json!({"position": "A"}));
        for least in ["leastValueAtRisk", "leastExpectedShortfall"] {
            // Golden sections end within 1 part in 10,000 of two steps of the curve.
            assert!((number(&found[least]["quantity"]) + 5.0).abs() < 1e-3, "{kind} {}", found[least]);
        }
        for (figure, least) in FIGURES.iter().zip(["leastValueAtRisk", "leastExpectedShortfall"]) {
            let curve = found["curve"][figure].as_array().unwrap();
            assert!(curve.iter().all(|point| number(point) >= number(&found[least]["figure"]) - 1e-12));
        }
    }
}

#[test]
fn the_error_of_a_change_is_its_spread_and_far_below_that_of_the_figures() {
    let request = book([5.0, 3.0, -1.0], normal_prices(300, [0.02, 0.03, 0.04], 11));
    let runs: Vec<Value> = (0..100)
        .map(|seed| {
            let method = json!({"kind": "monteCarlo", "scenarios": 4000});
            let request = with(request.clone(), json!({"method": method, "level": 0.95, "seed": seed}));
            trade(&request, json!({"position": "B", "quantity": 0.3}))
        })
        .collect();
    let n = runs.len() as f64;
    for figure in FIGURES {
        let of = |run: &Value| number(&run["change"][figure]);
        let mean = runs.iter().map(of).sum::<f64>() / n;
        let spread = (runs.iter().map(|run| (of(run) - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        let stated = |part: &str| {
            let square = |run: &Value| number(&run[part]["standardError"][figure]).powi(2);
            (runs.iter().map(square).sum::<f64>() / n).sqrt()
        };
        // A spread over 100 seeds is known to 7 %; four of these. The error of a quantile's change comes from two
        // densities that are themselves estimated, each to some ten per cent: it may be half as much again.
        let above = if figure == "valueAtRisk" { 1.6 } else { 1.28 };
        let ratio = stated("change") / spread;
        assert!((0.72..above).contains(&ratio), "{figure}: stated {}, seen {spread}", stated("change"));
        assert!(stated("change") < 0.5 * stated("before"), "{figure}");
    }
}

#[test]
fn no_trade_changes_nothing_for_certain() {
    let request = book([5.0, 3.0, 0.0], normal_prices(1096, [0.02, 0.03, 0.04], 8));
    let none = trade(&request, json!({"symbol": "A", "quantity": 0}));
    let change = &none["change"];
    assert_eq!(change["valueAtRisk"], 0.0);
    // 1,095 losses have ten beyond their quantile, not 1 % of them.
    let error = &change["standardError"];
    assert!(error["valueAtRisk"].as_f64().unwrap() < 1e-6, "{error}");
    assert_eq!(error["expectedShortfall"], 0.0);
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_place() {
    let request = book([5.0, 3.0, 0.0], normal_prices(100, [0.02, 0.03, 0.04], 8));
    for (trade, code, path) in [
        (json!({}), Code::InvalidValue, "trade.position"),
        (json!({"position": "A", "symbol": "B"}), Code::InvalidValue, "trade.position"),
        (json!({"position": "none"}), Code::NotFound, "trade.position"),
        (json!({"symbol": "no-such-thing"}), Code::Unreadable, "trade.symbol"),
        (json!({"symbol": "B", "quantity": 1e19}), Code::InvalidValue, "trade.quantity"),
        (json!({"symbol": "ETH"}), Code::InsufficientHistory, "trade"),
    ] {
        let (found, at, message) = refusal("incrementalRisk", &json!({"risk": request, "trade": trade}));
        assert_eq!((found, at.as_str()), (code, path), "{message}");
    }
    let (_, at, _) = refusal(
        "incrementalRisk",
        &json!({"risk": with(request, json!({"level": 2.0})), "trade": {"symbol": "A"}}),
    );
    assert_eq!(at, "risk.level");
}
