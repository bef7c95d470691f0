//! Bad input and bad luck: stated, and nothing lost.

use serde_json::json;

use super::{backtest, fixed, only, sources};

const NO: f64 = f64::NAN;
const DAYS: [&str; 4] = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"];

#[test]
fn an_asset_that_goes_to_zero_is_lost_and_said() {
    let prices: [&[f64]; 4] = [&[100.0, 50.0], &[100.0, 5.0], &[100.0, 0.0], &[110.0, 0.0]];
    let strategies = json!([{"target": {"kind": "fixedWeights", "weights": {"A": 0.5, "B": 0.5}}, "policy": {"kind": "calendar", "every": "day"}}]);
    let walk = only(backtest(&DAYS, &["A", "B"], &prices, json!({"strategies": strategies})).unwrap());
    // 5,000 + 5,000; 5,000 + 500, of which half each: 27.5 A, 550 B; 2,750, of which half stays A and half is cash;
    // 13.75 x 110 + 1,375.
    assert_eq!(walk.equity, [10_000.0, 5_500.0, 2_750.0, 2_887.5]);
    assert_eq!(sources(&walk, "B"), [-7_250.0, 0.0, 0.0, 0.0]);
    assert_eq!(walk.events[0].code, "worthless");
    assert_eq!(walk.events[0].at, 2);
    let unplaced = &walk.rebalances.last().unwrap().unplaced;
    assert_eq!((unplaced[0].line, unplaced[0].reason), (1, "noPrice"));
}

#[test]
fn without_a_price_nothing_is_traded_and_the_last_price_counts() {
    let prices: [&[f64]; 4] = [&[100.0, NO], &[110.0, NO], &[110.0, 20.0], &[110.0, NO]];
    let changes = json!({"strategies": fixed(json!({"A": 0.5, "B": 0.5}), "calendar")});
    let walk = only(backtest(&DAYS, &["A", "B"], &prices, changes.clone()).unwrap());
    // B's half stays in cash until the next month, that is to the end.
    assert_eq!(walk.equity, [10_000.0, 10_500.0, 10_500.0, 10_500.0]);
    assert_eq!(walk.rebalances[0].unplaced[0].reason, "noPrice");
    // Nothing at all can be bought on the first two days: it is tried again until there is a price.
    let alone = only(
        backtest(&DAYS, &["A", "B"], &prices, json!({"strategies": fixed(json!({"B": 1}), "calendar")}))
            .unwrap(),
    );
    let bought: Vec<usize> =
        alone.rebalances.iter().filter(|trade| !trade.orders.is_empty()).map(|trade| trade.at).collect();
    assert_eq!(bought, [2]);
    assert_eq!(alone.events.last().unwrap().code, "noPrice");
    assert_eq!(alone.equity[3], 10_000.0, "what has no price counts at its last one");
}

#[test]
fn what_has_no_price_for_long_is_written_off_when_asked() {
    let prices: [&[f64]; 4] = [&[100.0, 50.0], &[100.0, NO], &[100.0, NO], &[100.0, NO]];
    let changes = json!({"strategies": fixed(json!({"A": 0.5, "B": 0.5}), "hold"), "writeOffAfter": 1});
    let walk = only(backtest(&DAYS, &["A", "B"], &prices, changes).unwrap());
    assert_eq!(walk.equity, [10_000.0, 10_000.0, 5_000.0, 5_000.0]);
    assert_eq!((walk.events[0].at, walk.events[0].code), (2, "writtenOff"));
    assert_eq!(sources(&walk, "B"), [-5_000.0, 0.0, 0.0, 0.0]);
}

#[test]
fn volumes_of_zero_and_fees_of_all_leave_the_cash() {
    let prices: [&[f64]; 4] = [&[100.0], &[110.0], &[120.0], &[130.0]];
    let strategies = fixed(json!({"A": 1}), "calendar");
    let dear = only(backtest(&DAYS, &["A"], &prices, json!({"strategies": strategies, "fee": 1})).unwrap());
    assert_eq!(dear.equity, [10_000.0; 4]);
    assert_eq!(dear.rebalances.len(), 1, "the same refusal is said once");
    assert_eq!(dear.rebalances[0].unplaced[0].reason, "costs");
    let volumes = json!([{"asset": "A", "dates": DAYS, "volumes": [0, 0, 0, 0]}]);
    let still = only(
        backtest(&DAYS, &["A"], &prices, json!({"strategies": strategies, "volumes": volumes})).unwrap(),
    );
    assert_eq!(still.equity, [10_000.0; 4]);
    assert_eq!(still.rebalances[0].unplaced[0].reason, "noVolume");
}

#[test]
fn a_target_beyond_the_money_is_reached_as_far_as_it_goes() {
    let prices: [&[f64]; 4] = [&[100.0], &[110.0], &[110.0], &[110.0]];
    let asked = |loan: f64| {
        let changes = json!({"strategies": fixed(json!({"A": 2}), "hold"), "loan": loan, "loanRate": 0.0365});
        only(backtest(&DAYS, &["A"], &prices, changes).unwrap())
    };
    let without = asked(0.0);
    // To the cent: as many coins are bought as cost 10,000.00 when rounded, up to half a cent more.
    assert!(
        without.equity[1..].iter().all(|equity| (equity - 11_000.0).abs() < 0.011),
        "{:?}",
        without.equity
    );
    assert_eq!(without.rebalances[0].unplaced[0].reason, "cash");
    assert_eq!(without.least_cash, 0.0, "no cash below zero without a loan");
    // A loan of 10,000 doubles it, and costs 1.00 on the first day and, unpaid, a little more than that later.
    let with = asked(1.0);
    assert_eq!(with.equity, [10_000.0, 11_999.0, 11_998.0, 11_997.0]);
}

#[test]
fn what_cannot_be_used_is_refused_with_its_place() {
    let prices: [&[f64]; 4] = [&[100.0], &[110.0], &[110.0], &[110.0]];
    let refused = |changes| backtest(&DAYS, &["A"], &prices, changes).unwrap_err().path.unwrap();
    assert_eq!(refused(json!({"strategies": []})), "strategies");
    let strategies = fixed(json!({"A": 1}), "hold");
    assert_eq!(
        refused(json!({"strategies": fixed(json!({"C": 1}), "hold")})),
        "strategies[0].target.weights.C"
    );
    assert_eq!(refused(json!({"strategies": strategies, "fee": 2})), "fee");
    assert_eq!(refused(json!({"strategies": strategies, "lines": [{"asset": "X"}]})), "lines[0].asset");
    assert_eq!(
        refused(json!({"strategies": strategies, "flows": [{"date": "soon", "amount": 1}]})),
        "flows[0].date"
    );
    assert_eq!(refused(json!({"strategies": strategies, "from": "2024-01-04"})), "window");
    let allocation = json!([{"target": {"kind": "allocation", "objective": {"kind": "minimumRisk"}}}]);
    assert_eq!(refused(json!({"strategies": allocation})), "window");
}
