//! What must hold of every walk.

use allotrope::backtest::StrategyWalk;
use allotrope::math::random::BlockStream;
use serde_json::{Value, json};

use super::{adds_up, run};

const ROWS: usize = 120;
pub const ASSETS: [&str; 4] = ["A", "B", "C", "D"];

/// Normal returns of 3 % a day; D appears late, B is gone in the end.
pub fn prices(seed: u64) -> Vec<Vec<Option<f64>>> {
    let mut stream = BlockStream::new(seed, 0);
    let mut last = [100.0, 20.0, 3000.0, 1.0];
    (0..ROWS)
        .map(|t| {
            last.iter_mut().for_each(|price| *price *= f64::exp(0.03 * stream.normal()));
            let there = |i: usize| !(i == 3 && t < 40 || i == 1 && t > 95);
            last.iter().enumerate().map(|(i, price)| there(i).then_some(*price)).collect()
        })
        .collect()
}

pub fn request(prices: &[Vec<Option<f64>>], names: &[&str], changes: Value) -> Value {
    let first: jiff::civil::Date = "2024-01-01".parse().unwrap();
    let dates: Vec<String> =
        (0..prices.len()).map(|t| (first + jiff::Span::new().days(t as i64)).to_string()).collect();
    let volumes: Vec<Value> = names
        .iter()
        .map(|name| json!({"asset": name, "dates": dates, "volumes": vec![1e6; dates.len()]}))
        .collect();
    let funding: Vec<Value> =
        dates.iter().map(|date| json!((f64::from(date.as_bytes()[9] - b'0') - 4.0) * 1e-4)).collect();
    let funding_dates: Vec<String> = dates.iter().map(|date| format!("{date}T08:00:00Z")).collect();
    let mut request = json!({
        "prices": {"dates": dates, "assets": names, "prices": prices},
        "window": 30, "fee": 0.001, "spread": 0.0005, "volumes": volumes, "cashRate": 0.04, "delay": 1,
        "lines": [{"name": "A-PERP", "asset": "A", "heldAs": "inversePerpetual", "contractSize": 10}],
        "funding": [{"asset": "A", "dates": funding_dates, "rates": funding}],
        "flows": [{"date": "2024-02-20", "amount": 5000}, {"date": "2024-03-20", "amount": -2500}],
        "strategies": [
            {"target": {"kind": "allocation", "objective": {"kind": "minimumRisk"}}, "every": "week", "policy": {"kind": "threshold", "width": 0.02}},
            {"target": {"kind": "allocation", "objective": {"kind": "riskBudgeting"}}, "every": "week", "policy": {"kind": "volatilityTarget", "volatility": 0.3}},
            {"target": {"kind": "fixedWeights", "weights": {"A": 0.5, "A-PERP": -0.4, "C": 0.3}}, "policy": {"kind": "trackingErrorTrigger"}},
        ],
    });
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    request
}

fn walks(prices: &[Vec<Option<f64>>], names: &[&str], changes: Value) -> Vec<StrategyWalk> {
    let walks = run(&request(prices, names, changes)).unwrap().strategies;
    for walk in &walks {
        adds_up(walk);
        assert!(walk.least_cash >= 0.0, "{} owes {}", walk.name, walk.least_cash);
        for order in walk.rebalances.iter().flat_map(|trade| &trade.orders) {
            let costs = [order.fee, order.spread, order.impact, order.gas];
            assert!(costs.iter().all(|cost| *cost >= 0.0), "{}: {order:?}", walk.name);
        }
    }
    walks
}

#[test]
fn nothing_of_the_future_is_known() {
    let known = prices(3);
    let whole = walks(&known, &ASSETS, json!({}));
    // From row 92 on prices are other ones: the targets of Monday, row 91, would be others if they saw one bar ahead. The
    // walk begins in row 31.
    let mut other = known.clone();
    for row in &mut other[92..] {
        row.iter_mut().flatten().for_each(|price| *price *= 0.5);
        row[1] = None;
    }
    for (walk, shifted) in whole.iter().zip(walks(&other, &ASSETS, json!({}))) {
        let same = 92 - 31;
        assert_eq!(walk.equity[..same], shifted.equity[..same]);
        assert_ne!(walk.equity[same], shifted.equity[same]);
        let before = |walk: &StrategyWalk| -> Vec<_> {
            walk.rebalances.iter().filter(|trade| trade.at < same).cloned().collect()
        };
        assert_eq!(before(walk), before(&shifted));
        assert!(before(walk).len() > 2, "{} hardly trades", walk.name);
    }
}

#[test]
fn a_larger_account_in_a_larger_market_earns_the_same() {
    // By a power of two, which loses no digit.
    let prices = prices(4);
    let names = ASSETS;
    let volumes: Value = request(&prices, &names, json!({}))["volumes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|series| {
            let mut series = series.clone();
            series["volumes"] = json!(vec![8e6; ROWS]);
            series
        })
        .collect();
    let flows = json!([{"date": "2024-02-20", "amount": 40_000}, {"date": "2024-03-20", "amount": -20_000}]);
    let small = walks(&prices, &names, json!({}));
    let large = walks(&prices, &names, json!({"capital": 800_000, "volumes": volumes, "flows": flows}));
    for (small, large) in small.iter().zip(&large) {
        let scaled: Vec<f64> = small.equity.iter().map(|equity| 8.0 * equity).collect();
        assert_eq!(scaled, large.equity);
        assert_eq!(small.returns, large.returns);
    }
}

#[test]
fn the_order_of_assets_changes_nothing() {
    let known = prices(5);
    let order = [2, 0, 3, 1];
    let names: Vec<&str> = order.iter().map(|i| ASSETS[*i]).collect();
    let permuted: Vec<Vec<Option<f64>>> =
        known.iter().map(|row| order.iter().map(|i| row[*i]).collect()).collect();
    let (one, other) = (walks(&known, &ASSETS, json!({})), walks(&permuted, &names, json!({})));
    for (walk, permuted) in one.iter().zip(&other) {
        for (equity, other) in walk.equity.iter().zip(&permuted.equity) {
            // Sums in another order, and solvers that stop within 1e-9 of the optimum.
            assert!((equity / other - 1.0).abs() < 1e-6, "{}: {equity} and {other}", walk.name);
        }
    }
}

#[test]
fn a_band_of_no_width_is_trading_every_day() {
    let known = prices(6);
    let with = |policy: Value| {
        let target = json!({"kind": "fixedWeights", "weights": {"A": 0.3, "C": 0.5}});
        walks(&known, &ASSETS, json!({"strategies": [{"target": target, "policy": policy}], "flows": []}))
            .remove(0)
    };
    let band = with(json!({"kind": "threshold", "width": 0}));
    let calendar = with(json!({"kind": "calendar", "every": "day"}));
    assert_eq!(band.equity, calendar.equity);
    assert!(calendar.rebalances.len() > ROWS / 2);
}
