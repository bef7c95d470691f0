//! Dated futures to their end, to the cent.

use serde_json::{Value, json};

use super::{backtest, fixed, only, sources};
use allotrope::backtest::StrategyWalk;

const NO: f64 = f64::NAN;
const DAYS: [&str; 4] = ["2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"];

/// 0.18 coins and -90 inverse contracts of 100; the first future expires on January 5 at 08:00.
fn inverse(roll_days: u32, settlement: f64) -> StrategyWalk {
    let prices: [&[f64]; 4] = [
        &[50_000.0, 50_000.0, 51_000.0],
        &[40_000.0, 40_000.0, 40_000.0],
        &[45_000.0, settlement, 46_000.0],
        &[46_000.0, NO, 50_000.0],
    ];
    let line = json!({
        "name": "BTC-F", "asset": "BTC", "heldAs": "inverseFuture", "contractSize": 100, "lot": 1, "fee": 0.0005,
        "rollDays": roll_days,
        "contracts": [{"expiry": "2024-01-05", "series": "F1"}, {"expiry": "2024-02-02", "series": "F2"}],
    });
    let changes = json!({"lines": [line], "strategies": fixed(json!({"BTC": 0.9, "BTC-F": -0.9}), "hold")});
    only(backtest(&DAYS, &["BTC", "F1", "F2"], &prices, changes).unwrap())
}

fn orders(walk: &StrategyWalk, at: usize) -> Vec<[f64; 3]> {
    let roll = walk.rebalances.iter().find(|trade| trade.at == at).unwrap();
    roll.orders.iter().map(|order| [order.quantity, order.price, order.fee]).collect()
}

#[test]
fn an_inverse_future_held_to_its_expiry_is_settled_for_nothing() {
    // Jan 3: 9,000 of coins; 9,000 face short cost 4.50; cash 995.50.
    // Jan 4: the contracts pay -9,000 (1/50,000 - 1/40,000) = 0.045 coins: 0.225 coins are 9,000.
    // Jan 5: settled at 45,000: -9,000 (1/40,000 - 1/45,000) = -0.025 coins, 0.2 coins are 9,000; the next one is
    //        opened at 46,000 for 4.50; cash 991.00.
    // Jan 6: at 50,000 it pays -9,000 (1/46,000 - 1/50,000) coins, which at 46,000 are -9,000 x 0.08 = -720.
    let walk = inverse(0, 45_000.0);
    assert_eq!(walk.equity, [9_995.5, 9_995.5, 9_991.0, 9_471.0]);
    assert_eq!(orders(&walk, 2), [[90.0, 45_000.0, 0.0], [-90.0, 46_000.0, 4.5]]);
    // 0.18 x -10,000, 0.225 x 5,000, 0.2 x 1,000; and what the contracts paid: 1,800, -1,125, -720.
    assert_eq!(sources(&walk, "BTC"), [-475.0, 0.0, 0.0, 0.0]);
    assert_eq!(sources(&walk, "BTC-F"), [-45.0, 0.0, 0.0, -9.0]);
}

#[test]
fn without_a_price_on_its_last_day_it_is_settled_at_the_one_before() {
    // Jan 5: nothing is paid, 0.225 coins are 10,125; Jan 6: 0.225 x 46,000 - 720 = 9,630.
    let walk = inverse(0, NO);
    assert_eq!(walk.equity, [9_995.5, 9_995.5, 11_116.0, 10_621.0]);
    assert_eq!(orders(&walk, 2), [[90.0, 40_000.0, 0.0], [-90.0, 46_000.0, 4.5]]);
}

#[test]
fn an_inverse_future_is_rolled_before_its_expiry_for_two_fees() {
    // Jan 4: closed and opened at 40,000 for 4.50 each; cash 986.50.
    // Jan 5: -9,000 (1/40,000 - 1/46,000) = -0.0293478... coins, 0.1956521... x 45,000 = 8,804.35.
    // Jan 6: 0.1956521... - 0.0156521... = 0.18 coins at 46,000 are 8,280.
    let walk = inverse(1, 45_000.0);
    assert_eq!(walk.equity, [9_995.5, 9_986.5, 9_790.85, 9_266.5]);
    assert_eq!(orders(&walk, 1), [[90.0, 40_000.0, 4.5], [-90.0, 40_000.0, 4.5]]);
    assert_eq!(sources(&walk, "BTC-F")[3], -13.5);
}

#[test]
fn the_last_future_is_settled_and_leaves_cash() {
    // 0.2 at 50,000, fee 5.00; +100, +20, and nothing any more.
    let prices: [&[f64]; 4] =
        [&[49_800.0, 50_000.0], &[50_300.0, 50_500.0], &[50_500.0, 50_600.0], &[60_000.0, 60_000.0]];
    let with = |policy: Value| {
        let line = json!({
            "asset": "BTC", "heldAs": "linearFuture", "fee": 0.0005, "rollDays": 0,
            "contracts": [{"expiry": "2024-01-05", "series": "F1"}],
        });
        let target = json!({"kind": "fixedWeights", "weights": {"BTC": 1}});
        let changes = json!({"lines": [line], "strategies": [{"target": target, "policy": policy}]});
        only(backtest(&DAYS, &["BTC", "F1"], &prices, changes).unwrap())
    };
    let walk = with(json!({"kind": "hold"}));
    assert_eq!(walk.equity, [9_995.0, 10_095.0, 10_115.0, 10_115.0]);
    assert_eq!(sources(&walk, "BTC"), [120.0, 0.0, 0.0, -5.0]);
    assert_eq!((walk.events[0].at, walk.events[0].code), (2, "expired"));
    assert!(walk.events[0].message.contains("last future"), "{}", walk.events[0].message);
    // A policy that wants it again is told that there is nothing to trade.
    let asking = with(json!({"kind": "calendar", "every": "day"}));
    assert_eq!(asking.rebalances.last().unwrap().unplaced[0].reason, "noPrice");
    assert_eq!(asking.equity[2], asking.equity[3]);
}
