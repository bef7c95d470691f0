//! Every figure in these scenarios was worked out with pencil and paper; the arithmetic stands beside it.

use serde_json::json;

use super::{backtest, fixed, only, sources};

/// Quantities and notionals are not rounded, money is.
fn cents(money: f64) -> i64 {
    (100.0 * money).round() as i64
}

#[test]
fn two_assets_with_a_drift() {
    // Jan 30: 40 % each of 10,000: 40 A at 100, 80 B at 50, fees 4 and 4, cash 10,000 − 8,000 − 8 = 1,992.
    // Jan 31: 40 × 110 + 80 × 50 + 1,992 = 10,392; the month is not over.
    // Feb 1:  40 × 120 + 80 × 40 + 1,992 = 9,992; 40 % is 3,996.80: sell 803.20 of A, buy 796.80 of B, fees 0.80 each;
    //         cash 1,992 + 803.20 − 796.80 − 1.60 = 1,996.80, equity 2 × 3,996.80 + 1,996.80 = 9,990.40.
    let walk = only(
        backtest(
            &["2024-01-30", "2024-01-31", "2024-02-01"],
            &["A", "B"],
            &[&[100.0, 50.0], &[110.0, 50.0], &[120.0, 40.0]],
            json!({"fee": 0.001, "strategies": fixed(json!({"A": 0.4, "B": 0.4}), "calendar")}),
        )
        .unwrap(),
    );
    assert_eq!(walk.equity, [9_992.0, 10_392.0, 9_990.4]);
    assert_eq!(sources(&walk, "A"), [800.0, 0.0, 0.0, -4.8]);
    assert_eq!(sources(&walk, "B"), [-800.0, 0.0, 0.0, -4.8]);
    assert_eq!(walk.rebalances.len(), 2);
    let second = &walk.rebalances[1];
    assert_eq!(second.at, 2);
    assert_eq!([&second.orders[0], &second.orders[1]].map(|order| cents(order.notional)), [80_320, 79_680]);
    // 80/9,992 at first, and 1.60 of 9,992 in the end.
    assert_eq!(walk.returns[0], 9_992.0 / 10_000.0 - 1.0);
    assert_eq!(walk.cost_rates, [8.0 / 10_000.0, 0.0, 1.6 / 9_992.0]);
}

#[test]
fn a_perpetual_with_funding() {
    // Jan 1: 10,000 long at 50,000 is 0.2; fee 0.05 % is 5.00.
    // Jan 2: 0.2 × 1,000 = 200; funding of the day is that of 08:00, 16:00 and midnight, 0.0001 + 0.0002 − 0.00005 =
    //        0.00025 of 10,000, 2.50 paid; that of Jan 2 00:00 still belongs to Jan 1. Equity 10,192.50.
    let walk = only(
        backtest(
            &["2024-01-01", "2024-01-02"],
            &["BTC"],
            &[&[50_000.0], &[51_000.0]],
            json!({
                "lines": [{"asset": "BTC", "heldAs": "linearPerpetual", "fee": 0.0005}],
                "funding": [{
                    "asset": "BTC",
                    "dates": ["2024-01-02T00:00:00Z", "2024-01-02T08:00:00Z", "2024-01-02T16:00:00Z", "2024-01-03T00:00:00Z"],
                    "rates": [0.01, 0.0001, 0.0002, -0.00005],
                }],
                "strategies": fixed(json!({"BTC": 1}), "hold"),
            }),
        )
        .unwrap(),
    );
    assert_eq!(walk.equity, [9_995.0, 10_192.5]);
    assert_eq!(sources(&walk, "BTC"), [200.0, -2.5, 0.0, -5.0]);
}

#[test]
fn an_inverse_short_keeps_the_dollars_and_earns_funding() {
    // Jan 1: 9,000 of coins, 0.18, and −90 contracts of 100; fee 0.05 % of 9,000 is 4.50, cash 995.50.
    // Jan 2: at 40,000 the contracts pay −9,000 (1/50,000 − 1/40,000) = 0.045 coins and funding of 0.0003 × 9,000 /
    //        50,000 = 0.000054: 0.225054 coins are 9,002.16. The coins lost 1,800, the contracts made 1,800.
    let walk = only(
        backtest(
            &["2024-01-01", "2024-01-02"],
            &["BTC"],
            &[&[50_000.0], &[40_000.0]],
            json!({
                "lines": [{
                    "name": "BTC-PERP", "asset": "BTC", "heldAs": "inversePerpetual", "contractSize": 100, "lot": 1, "fee": 0.0005,
                }],
                "funding": [{"asset": "BTC", "dates": ["2024-01-02T08:00:00Z"], "rates": [0.0003]}],
                "strategies": fixed(json!({"BTC": 0.9, "BTC-PERP": -0.9}), "hold"),
            }),
        )
        .unwrap(),
    );
    assert_eq!(walk.equity, [9_995.5, 9_997.66]);
    assert_eq!(sources(&walk, "BTC"), [-1_800.0, 0.0, 0.0, 0.0]);
    assert_eq!(sources(&walk, "BTC-PERP"), [1_800.0, 2.16, 0.0, -4.5]);
    assert_eq!(walk.rebalances[0].orders[0].quantity, -90.0);
}

#[test]
fn a_deposit_closes_drift_and_a_withdrawal_sells_what_is_over() {
    // Jan 1: 40 A at 100, 80 B at 50, cash 2,000.
    // Jan 2: A 4,800, B 3,200, cash 2,000, and 2,000 come in: 40 % of 12,000 is 4,800, so 1,600 of B are bought, nothing
    //        is sold; cash 2,400. The account earned nothing: (12,000 − 2,000)/10,000 − 1 = 0.
    // Jan 3: A 160 is 6,400, B 120 × 40 = 4,800, cash 2,400, 13,600; 1,000 go out: 40 % of 12,600 is 5,040, A is 1,360
    //        over; the withdrawal alone is closed by selling 1,000 of A; cash 2,400.
    let walk = only(
        backtest(
            &["2024-01-01", "2024-01-02", "2024-01-03"],
            &["A", "B"],
            &[&[100.0, 50.0], &[120.0, 40.0], &[160.0, 40.0]],
            json!({
                "strategies": fixed(json!({"A": 0.4, "B": 0.4}), "hold"),
                "flows": [{"date": "2024-01-02", "amount": 2000}, {"date": "2024-01-03", "amount": -1000}],
            }),
        )
        .unwrap(),
    );
    assert_eq!(walk.equity, [10_000.0, 12_000.0, 12_600.0]);
    assert_eq!(walk.returns, [0.0, 0.0, 13_600.0 / 12_000.0 - 1.0]);
    let [first, deposit, withdrawal] = walk.rebalances.as_slice() else { panic!("{:?}", walk.rebalances) };
    assert_eq!(first.orders.len(), 2);
    assert_eq!((deposit.orders.len(), deposit.orders[0].line, deposit.orders[0].quantity), (1, 1, 40.0));
    assert_eq!((withdrawal.orders.len(), withdrawal.orders[0].line), (1, 0));
    assert_eq!(cents(withdrawal.orders[0].notional), 100_000);
    assert_eq!(walk.reconciliation.flows, 1_000.0);
}

#[test]
fn futures_are_rolled_before_they_expire() {
    // Jan 3: 0.2 of the January future at 50,000, fee 5.00. Jan 4: +100. Jan 5, five days before expiry: +20, then 0.2
    // are sold at 50,600 and bought of February at 51,000: fees 5.06 and 5.10. Jan 6: +20.
    let walk = only(
        backtest(
            &["2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"],
            &["BTC", "F1", "F2"],
            &[
                &[49_800.0, 50_000.0, 50_400.0],
                &[50_300.0, 50_500.0, 50_900.0],
                &[50_400.0, 50_600.0, 51_000.0],
                &[50_500.0, 50_700.0, 51_100.0],
            ],
            json!({
                "lines": [{
                    "asset": "BTC", "heldAs": "linearFuture", "fee": 0.0005, "rollDays": 5,
                    "contracts": [{"expiry": "2024-01-10", "series": "F1"}, {"expiry": "2024-02-10", "series": "F2"}],
                }],
                "strategies": fixed(json!({"BTC": 1}), "hold"),
            }),
        )
        .unwrap(),
    );
    assert_eq!(walk.equity, [9_995.0, 10_095.0, 10_104.84, 10_124.84]);
    assert_eq!(sources(&walk, "BTC"), [140.0, 0.0, 0.0, -15.16]);
    let roll = &walk.rebalances[1];
    assert_eq!((roll.orders[0].quantity, roll.orders[1].quantity), (-0.2, 0.2));
    assert_eq!((roll.orders[0].price, roll.orders[1].price), (50_600.0, 51_000.0));
}

#[test]
fn a_leveraged_book_is_liquidated_where_it_meets_its_maintenance_margin() {
    // 1,000 carry 10,000 of exposure: 100 at 100. At 95 equity is 500, 5 % of 9,500 are 475. At 94.70 it is 470, and
    // 473.50 are needed: 9,470 are closed with 0.5 %, 47.35; 422.65 stay, whatever the price does then.
    let walk = only(
        backtest(
            &["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"],
            &["BTC"],
            &[&[100.0], &[95.0], &[94.7], &[120.0]],
            json!({
                "capital": 1000,
                "lines": [{"asset": "BTC", "heldAs": "linearPerpetual", "initialMargin": 0.05}],
                "strategies": fixed(json!({"BTC": 10}), "hold"),
            }),
        )
        .unwrap(),
    );
    assert_eq!(walk.equity, [1_000.0, 500.0, 422.65, 422.65]);
    assert_eq!(walk.events[0].code, "liquidated");
    assert_eq!(sources(&walk, "BTC"), [-530.0, 0.0, 0.0, -47.35]);
}

#[test]
fn staking_borrowing_and_interest_accrue_by_the_day() {
    // Jan 1: 50 A, −20 B at 100 each, cash 10,000 − 5,000 + 2,000 = 7,000.
    // Jan 2: 7,000 × 0.073/365 = 1.40 of interest; 50 × 0.0365/365 = 0.005 coins, 0.50; 2,000 × 0.1825/365 = 1.00.
    let walk = only(
        backtest(
            &["2024-01-01", "2024-01-02"],
            &["A", "B"],
            &[&[100.0, 100.0], &[100.0, 100.0]],
            json!({
                "cashRate": 0.073,
                "lines": [{"asset": "A", "staking": 0.0365}, {"asset": "B", "borrow": 0.1825}],
                "strategies": fixed(json!({"A": 0.5, "B": -0.2}), "hold"),
            }),
        )
        .unwrap(),
    );
    assert_eq!(walk.equity, [10_000.0, 10_000.9]);
    assert_eq!(sources(&walk, "A"), [0.0, 0.0, 0.5, 0.0]);
    assert_eq!(sources(&walk, "B"), [0.0, 0.0, -1.0, 0.0]);
    assert_eq!(sources(&walk, "cash"), [0.0, 0.0, 1.4, 0.0]);
}

#[test]
fn futures_that_nobody_listed_are_those_of_the_quarter() {
    // 10,000 of the future of 28 June at its price of 100 e^(0.073 τ): a day on, the coin unmoved, it lost
    // 1 − e^(−0.073/365) = 0.00019998 of it, 2.00. Twice half of the equity is all of it.
    let asked = |held_as: &str, contracts: serde_json::Value| {
        backtest(
            &["2024-06-01", "2024-06-02"],
            &["BTC"],
            &[&[100.0], &[100.0]],
            json!({
                "lines": [{"asset": "BTC", "heldAs": held_as, "basis": 0.073, "contracts": contracts}],
                "strategies": [{
                    "target": {"kind": "fixedWeights", "weights": {"BTC": 0.5}}, "policy": {"kind": "hold"}, "leverage": 2,
                }],
            }),
        )
    };
    let found = asked("linearFuture", json!([])).unwrap();
    assert_eq!(found.warnings[0].code, "quarterlyFutures");
    assert_eq!(only(found).equity, [10_000.0, 9_998.0]);
    let refused = asked("linearPerpetual", json!([{"expiry": "2024-06-28"}])).unwrap_err();
    assert_eq!(refused.path.as_deref(), Some("lines[0].contracts"));
}

#[test]
fn what_keeps_its_price_is_cash_until_it_moves() {
    // A goes between 100 and 110; S stays at 1 until it loses half on January 24. Twenty prices tell on January 20 that it
    // stands for cash: A has all of the account, 100 coins. On the last of five decisions S is chosen as A is.
    let dates: Vec<String> = (1..=24).map(|day| format!("2024-01-{day:02}")).collect();
    let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
    let row =
        |day: i32| [if day % 2 == 0 && day < 24 { 100.0 } else { 110.0 }, if day < 24 { 1.0 } else { 0.5 }];
    let rows: Vec<[f64; 2]> = (1..=24).map(row).collect();
    let rows: Vec<&[f64]> = rows.iter().map(|row| &row[..]).collect();
    let asked = |field: &str, value: f64| {
        let mut strategy = json!({
            "target": {"kind": "fixedWeights"}, "every": "day", "policy": {"kind": "calendar", "every": "day"},
        });
        strategy[field] = json!(value);
        backtest(&dates, &["A", "S"], &rows, json!({"from": "2024-01-20", "strategies": [strategy]}))
            .map(only)
    };
    let walk = asked("cashLikeBelow", 0.01).unwrap();
    assert_eq!(walk.equity, [10_000.0, 11_000.0, 10_000.0, 11_000.0, 11_000.0]);
    assert_eq!(walk.weights.exposures[3..], [[1.0, 0.0], [0.5, 0.5]]);
    assert_eq!((walk.decisions, walk.cash_like.len()), (5, 1));
    let cash = &walk.cash_like[0];
    assert_eq!((cash.asset.as_str(), cash.decisions, cash.offered), ("S", 4, 5));
    let path = |field: &str, value: f64| asked(field, value).unwrap_err().path.unwrap();
    assert_eq!(path("cashLikeBelow", 0.9), "strategies[0].cashLikeBelow");
    assert_eq!(path("leverage", 0.0), "strategies[0].leverage");
}
