//! What trades are held back by, to the cent: volume, costs, a target out of reach, money without prices.

use serde_json::{Value, json};

use super::{backtest, fixed, only, sources};

const DAYS: [&str; 4] = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"];

#[test]
fn a_share_of_the_volume_is_bought_a_day_and_none_where_there_is_none() {
    // Jan 1: a tenth of 20,000 is 20 at 100, fee 2.00; cash 7,998.
    // Jan 2: no volume; 20 x 110 + 7,998 = 10,198.
    // Jan 3: 2,000 more at 120, 16.666667, fee 2.00; cash 5,996; 20 x 120 + 7,998 - 2 = 10,396.
    // Jan 4: 36.666667 x 100 + 5,996 = 9,662.67, and 2,000 more for 2.00.
    let walk = only(
        backtest(
            &DAYS,
            &["A"],
            &[&[100.0], &[110.0], &[120.0], &[100.0]],
            json!({
                "fee": 0.001, "impact": 0, "shareOfVolume": 0.1,
                "volumes": [{"asset": "A", "dates": DAYS, "volumes": [20_000, 0, 20_000, 20_000]}],
                "strategies": [{"target": {"kind": "fixedWeights", "weights": {"A": 1}}, "policy": {"kind": "calendar", "every": "day"}}],
            }),
        )
        .unwrap(),
    );
    assert_eq!(walk.equity, [9_998.0, 10_198.0, 10_396.0, 9_660.67]);
    let said: Vec<(usize, &str, i64)> = walk
        .rebalances
        .iter()
        .map(|trade| (trade.at, trade.unplaced[0].reason, trade.unplaced[0].exposure.round() as i64))
        .collect();
    // What is missing of the whole equity: 10,000 - 2,000; 10,198 - 2,200; 10,398 - 4,400; 9,662.67 - 5,666.67.
    assert_eq!(
        said,
        [
            (0, "shareOfVolume", 8_000),
            (1, "noVolume", 7_998),
            (2, "shareOfVolume", 5_998),
            (3, "shareOfVolume", 3_996)
        ]
    );
    assert_eq!(sources(&walk, "A"), [-333.33, 0.0, 0.0, -6.0]);
}

#[test]
fn impact_is_the_root_of_the_share_of_the_volume() {
    // Prices swing between 100 and 110. After 20 returns of +-ln 1.1, whose mean is zero, the volatility of a day is
    // ln 1.1 x root(20/19) = 0.0977862; 5,000 of a volume of 500,000 cost 5,000 x 0.0977862 x 0.1 = 48.89.
    let dates: Vec<String> = (1..=22).map(|day| format!("2024-01-{day:02}")).collect();
    let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
    let prices: Vec<Vec<f64>> = (0..22).map(|t| vec![if t % 2 == 0 { 100.0 } else { 110.0 }]).collect();
    let prices: Vec<&[f64]> = prices.iter().map(Vec::as_slice).collect();
    let from = |date: &str| {
        let volumes = json!([{"asset": "A", "dates": dates, "volumes": vec![500_000; 22]}]);
        let changes =
            json!({"volumes": volumes, "from": date, "strategies": fixed(json!({"A": 0.5}), "hold")});
        only(backtest(&dates, &["A"], &prices, changes).unwrap())
    };
    let walk = from("2024-01-21");
    assert_eq!(walk.equity[0], 9_951.11);
    assert_eq!(sources(&walk, "A")[3], -48.89);
    assert_eq!(from("2024-01-20").equity[0], 10_000.0, "19 returns are too few for a volatility");
}

#[test]
fn fees_of_all_that_is_traded_leave_what_they_are_of() {
    // A is bought for nothing, 50 at 100; B's fee is all of it: its half stays in cash.
    let prices: [&[f64]; 4] = [&[100.0, 50.0], &[110.0, 60.0], &[120.0, 70.0], &[130.0, 80.0]];
    let changes = json!({
        "lines": [{"asset": "B", "fee": 1}],
        "strategies": fixed(json!({"A": 0.5, "B": 0.5}), "hold"),
    });
    let walk = only(backtest(&DAYS, &["A", "B"], &prices, changes).unwrap());
    assert_eq!(walk.equity, [10_000.0, 10_500.0, 11_000.0, 11_500.0]);
    assert_eq!((walk.rebalances[0].unplaced[0].line, walk.rebalances[0].unplaced[0].reason), (0, "costs"));
    assert_eq!(sources(&walk, "B"), [0.0; 4]);
}

#[test]
fn without_a_price_on_its_date_a_trade_waits_for_one() {
    // Jan 1 has no price of B: 50 A at 100, fee 5.00, cash 4,995. Of the next day's 5,500 + 4,995 = 10,495 the half,
    // 5,247.50: A is 252.50 over, B 5,247.50 short: fees 0.25 and 5.25.
    let prices: [&[f64]; 4] = [&[100.0, f64::NAN], &[110.0, 50.0], &[110.0, 50.0], &[110.0, f64::NAN]];
    let target = json!({"kind": "fixedWeights", "weights": {"A": 0.5, "B": 0.5}});
    let changes = json!({
        "fee": 0.001, "strategies": [{"target": target, "policy": {"kind": "threshold", "width": 0.02}}],
    });
    let walk = only(backtest(&DAYS, &["A", "B"], &prices, changes).unwrap());
    assert_eq!(walk.equity[0], 9_995.0);
    assert_eq!(walk.rebalances[0].unplaced[0].reason, "noPrice");
    assert_eq!(walk.rebalances[1].at, 1);
    // Where all is to be invested the fees have to be found in it: to a cent of 10,495 - 5.49.
    assert!((walk.equity[1] - 10_489.51).abs() < 0.011, "{:?}", walk.equity);
    assert_eq!(walk.equity[3], walk.equity[2], "what has no price counts at its last one");
}

#[test]
fn a_target_that_no_weights_can_be_leaves_the_cash_and_is_said() {
    let prices: [&[f64]; 4] = [&[100.0, 50.0], &[110.0, 45.0], &[105.0, 55.0], &[130.0, 80.0]];
    let target = json!({
        "kind": "allocation", "objective": {"kind": "minimumRisk"},
        "constraints": {"bounds": [{"assets": ["A", "B"], "max": 0.3}]},
    });
    let changes = json!({"window": 2, "strategies": [{"target": target}]});
    let walk = only(backtest(&DAYS, &["A", "B"], &prices, changes).unwrap());
    assert_eq!(walk.equity, [10_000.0; 2]);
    assert_eq!(walk.events[0].code, "notSolved");
    assert!(walk.rebalances.is_empty());
}

#[test]
fn a_stablecoin_moves_with_its_price_and_is_cash_without_one() {
    // 40 A at 100 for 4.00 and 5,000 coins at 1 for 5.00, cash 991; then 4,400 + 4,900 + 991 and 4,800 + 5,000 + 991.
    let target = fixed(json!({"A": 0.4, "USDT": 0.5}), "hold");
    let changes = json!({"fee": 0.001, "strategies": target});
    let prices: [&[f64]; 3] = [&[100.0, 1.0], &[110.0, 0.98], &[120.0, 1.0]];
    let walk = only(backtest(&DAYS[..3], &["A", "USDT"], &prices, changes.clone()).unwrap());
    assert_eq!(walk.equity, [9_991.0, 10_291.0, 10_791.0]);
    assert!(walk.events.is_empty());
    // Without prices: 40 A for 4.00, cash 5,996.
    let prices: [&[f64]; 3] = [&[100.0], &[110.0], &[120.0]];
    let walk = only(backtest(&DAYS[..3], &["A"], &prices, changes).unwrap());
    assert_eq!(walk.equity, [9_996.0, 10_396.0, 10_796.0]);
    let said: Vec<(usize, &str)> = walk.events.iter().map(|event| (event.at, event.code)).collect();
    assert_eq!(said, [(0, "countedAsCash")]);
    // The quote currency is called by its name.
    let named: Value = fixed(json!({"A": 0.4, "USD": 0.6}), "hold");
    let walk =
        only(backtest(&DAYS[..3], &["A"], &prices, json!({"fee": 0.001, "strategies": named})).unwrap());
    assert_eq!(walk.equity, [9_996.0, 10_396.0, 10_796.0]);
}
