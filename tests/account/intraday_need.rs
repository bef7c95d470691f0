//! Intraday need, worked by hand: calls, funding at its hours, what is settled, and what can be raised by when.

use allotrope::Error;
use allotrope::operations::{Operation, read};
use allotrope::risk::{FollowNeed, IntradayNeedResponse, NeedDirection};
use serde_json::{Value, json};

fn run(request: &Value) -> Result<IntradayNeedResponse, Error> {
    FollowNeed::run(&read::<FollowNeed>(&request.to_string())?, &mut ())
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found} for {expected}");
}

/// One coin long at 40,000 with 3,000 behind it and 1 % to keep, and 400 at another venue.
fn request() -> Value {
    let pack = json!({
        "label": "own", "date": "2026-11-22",
        "contracts": [{"settlement": "linear", "tiers": [{"floor": 0, "maintenance": 0.01, "initial": 0.02}]}],
    });
    let perpetual = json!({"kind": "perpetual", "asset": "BTC", "settlement": "linear"});
    json!({
        "margin": {
            "quotes": {
                "valuationTime": "2026-11-22T08:00:00Z", "spots": {"BTC": 40_000, "SOL": 20},
                "perpetuals": [{"asset": "BTC", "fundingRate": 0.0001}],
            },
            "accounts": [
                {
                    "name": "traded", "ownPack": pack, "collateral": {"USDT": 3_000},
                    "positions": [{"id": "1", "instrument": perpetual, "quantity": 1, "entryPrice": 40_000}],
                },
                {"name": "spare", "ownPack": pack, "collateral": {"USDT": 400}},
            ],
        },
        "hours": 10, "transferHours": 2, "impact": 0, "spreads": {"SOL": 0.002},
        "path": [{"hour": 2, "changes": {"BTC": -0.05}}, {"hour": 4, "changes": {"BTC": -0.1}}],
        "cash": [{"name": "bank", "amount": 500, "delayHours": 2.5}],
        "coins": [{"asset": "SOL", "quantity": 100, "dailyVolume": 4_800, "delayHours": 1}],
        "payments": [{"name": "loan", "hour": 5, "amount": 100}],
    })
}

/// Equity is 3,000 − 40,000 (1 − x), 400 x is to be kept. At hour 3, x = √(0.95 · 0.9), the first call; at hour 4 it is
/// 1,360, at 16:00 UTC with 3.6 of funding more. 500 arrive after three hours, 400 of the other account after two, and of
/// the 20 that may be sold an hour 19.98, an hour late: 400.06 are missing at hour 4, 480.08 at hour 5 with the loan.
#[test]
fn the_hour_and_the_amount_that_are_missing() {
    let response = run(&request()).unwrap();
    assert_eq!(response.direction, NeedDirection::Path);
    assert_eq!(response.assets, ["BTC", "SOL"]);
    let x = f64::sqrt(0.95 * 0.9);
    let hours = &response.hours;
    assert_eq!(hours.len(), 11);
    near(hours[1].changes[0], f64::sqrt(0.95) - 1.0);
    assert_eq!((hours[2].calls, hours[2].changes[1]), (0.0, 0.0));
    near(hours[3].calls, 400.0 * x - 3_000.0 + 40_000.0 * (1.0 - x));
    near(hours[4].calls, 1_360.0);
    near(hours[7].funding, 0.0);
    near(hours[8].funding, 3.6);
    near(hours[8].calls, 1_363.6);
    for (hour, cash, transfers, sales) in
        [(1, 0.0, 0.0, 0.0), (2, 0.0, 400.0, 19.98), (3, 500.0, 400.0, 39.96)]
    {
        near(hours[hour].cash, cash);
        near(hours[hour].transfers, transfers);
        near(hours[hour].sales, sales);
        assert_eq!(hours[hour].short, 0.0);
    }
    let first = response.first.unwrap();
    assert_eq!((first.hour, first.time.as_str()), (4, "2026-11-22T12:00:00Z"));
    near(first.amount, 1_360.0 - 900.0 - 59.94);
    let worst = response.worst.unwrap();
    assert_eq!(worst.hour, 5);
    near(worst.amount, 1_460.0 - 900.0 - 79.92);
    near(response.margin, -worst.amount);
    let pools = &response.pools;
    assert_eq!((pools[0].first_call, pools[1].first_call), (Some(3), None));
    near(pools[0].called, 1_363.6);
    near(pools[1].surplus, 400.0);
}

#[test]
fn enough_is_said_with_what_is_left() {
    let mut request = request();
    request["cash"][0]["amount"] = json!(5_000);
    let response = run(&request).unwrap();
    assert!(response.first.is_none() && response.worst.is_none());
    // Nothing is needed and nothing is raised at first.
    assert_eq!(response.margin, 0.0);
    // A buffer of the whole maintenance margin again: 360 more.
    request["buffer"] = json!(1);
    near(run(&request).unwrap().hours[4].calls, 1_720.0);
}

/// By the quantile of 99 %, 2.3263 deviations of 50 % a year: e^{−0.060882} after a day. A long position fears the fall, a
/// short one the rise.
#[test]
fn without_a_path_the_worse_quantile_is_followed() {
    let mut request = request();
    request["path"] = json!([]);
    request["hours"] = json!(24);
    request["margin"]["accounts"][0]["collateral"] = json!({"USDT": 2_000});
    let error = run(&request).unwrap_err();
    assert_eq!(error.path.unwrap(), "margin.volatilities.BTC");
    request["margin"]["volatilities"] = json!({"BTC": 0.5, "SOL": 0.5});
    let response = run(&request).unwrap();
    assert_eq!(response.direction, NeedDirection::Fall);
    near(response.hours[24].changes[0], -0.05906696583959181);
    request["margin"]["accounts"][0]["positions"][0]["quantity"] = json!(-1);
    let response = run(&request).unwrap();
    assert_eq!(response.direction, NeedDirection::Rise);
    near(response.hours[24].changes[0], 0.06277488800496522);
    // A short position is paid: at 16:00, 00:00 and 08:00 UTC.
    assert!(response.hours[7].funding == 0.0 && response.hours[8].funding < 0.0);
}

/// A future that expires after three hours pays 2,000 at 38,000; what comes after is no concern of it.
#[test]
fn what_expires_is_settled_and_asks_for_nothing_more() {
    let mut request = request();
    let future =
        json!({"kind": "future", "asset": "BTC", "settlement": "linear", "expiry": "2026-11-22T11:00:00Z"});
    request["margin"]["accounts"][0]["positions"][0]["instrument"] = future;
    request["margin"]["accounts"][0]["collateral"] = json!({"USDT": 2_200});
    request["path"] = json!([{"hour": 1, "changes": {"BTC": -0.05}}, {"hour": 4, "changes": {"BTC": -0.05}}, {"hour": 5, "changes": {"BTC": -0.5}}]);
    let response = run(&request).unwrap();
    near(response.hours[1].calls, 380.0 - 200.0);
    near(response.hours[10].calls, 180.0);
    assert_eq!(response.pools[0].first_call, Some(1));
    // Without it settled the last hours would call for 17,800 more.
    request["margin"]["accounts"][0]["positions"][0]["instrument"]["expiry"] = json!("2026-11-23T08:00:00Z");
    assert!(run(&request).unwrap().hours[10].calls > 17_000.0);
}

#[test]
fn what_cannot_be_meant_is_told_with_its_place() {
    for (pointer, value, path) in [
        ("/hours", json!(0), "hours"),
        ("/level", json!(1), "level"),
        ("/cash/0/amount", json!(-1), "cash[0].amount"),
        ("/coins/0/dailyVolume", json!(0), "coins[0].dailyVolume"),
        ("/path/1/hour", json!(2), "path[1].hour"),
        ("/path/0/changes/BTC", json!(-1), "path[0].changes.BTC"),
        ("/coins/0/asset", json!("X"), "coins[0].asset"),
        ("/margin/accounts", json!([]), "margin.accounts"),
    ] {
        let mut request = request();
        request["level"] = json!(0.99);
        *request.pointer_mut(pointer).unwrap() = value;
        let error = run(&request).unwrap_err();
        let found = error.path.clone().unwrap_or_default();
        assert!(found.ends_with(path) || path.ends_with(&found), "{pointer}: {found}, {}", error.message);
    }
}
