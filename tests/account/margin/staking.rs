//! Staked coins as collateral, worked by hand; and what a slashing and a depeg leave.

use serde_json::{Value, json};

use super::{pack, perpetual, quotes, run};

fn request() -> Value {
    json!({
        "quotes": quotes(json!({"ETH": 2_500})), "slashing": 0.1, "depeg": 0.05,
        "accounts": [{
            "name": "one", "ownPack": pack(&[[0.0, 0.05, 0.1]], &[[0.0, 0.05, 0.1]]),
            "staked": [{
                "asset": "stETH", "underlying": "ETH", "quantity": 10, "ratio": 0.98, "haircut": 0.2,
                "slashingProbability": 0.01, "slashingLoss": 0.5,
            }],
            "positions": [{"id": "1", "instrument": perpetual("ETH", "linear"), "quantity": 5, "entryPrice": 2_500}],
        }],
    })
}

/// 10 stETH at 0.98 ETH of 2,500 are worth 24,500, of which 80 % count. Five coins long need 5 % of 12,500. It ends where
/// 7.84 P + 5 (P − 2,500) = 0.25 P; slashed by 10 % and 5 % off its price with 6.7032 P for 7.84 P.
#[test]
fn a_slashing_and_a_depeg_worked_by_hand() {
    let response = run(&request()).unwrap();
    let account = &response.accounts[0];
    let near =
        |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-12, "{found} for {expected}");
    near(account.totals.worth, 24_500.0);
    near(account.totals.equity, 19_600.0);
    near(account.totals.health.unwrap(), 19_600.0 / 625.0);
    near(account.pools[0].assets[0].below.price.unwrap(), 12_500.0 / (7.84 + 5.0 - 0.25));
    // Nothing is left where 9.8 P + 5 (P − 2,500) = 0.
    near(account.pools[0].assets[0].below.bankruptcy.unwrap(), 12_500.0 / 14.8);
    near(account.positions[0].liquidation_price.unwrap(), 12_500.0 / 12.59);
    let staking = account.staking.as_ref().unwrap();
    near(staking.worth, 24_500.0);
    near(staking.counted, 19_600.0);
    near(staking.expected_loss, 0.01 * 0.5 * 24_500.0);
    let after = staking.after.as_ref().unwrap();
    near(after.totals.worth, 24_500.0 * 0.9 * 0.95);
    near(after.totals.equity, 16_758.0);
    near(after.totals.health.unwrap(), 16_758.0 / 625.0);
    near(after.pools[0][0].below.price.unwrap(), 12_500.0 / (6.7032 + 4.75));
}

/// With options in the same coin the account is searched: what is staked counts there as well.
#[test]
fn staked_coins_count_beside_options() {
    let mut request = request();
    request["quotes"]["volatilities"] = json!([{"kind": "flat", "asset": "ETH", "volatility": 0.6}]);
    let closed = run(&request).unwrap().accounts[0].pools[0].assets[0].below.price.unwrap();
    let far = json!({
        "kind": "option", "asset": "ETH", "right": "call", "strike": 1e6, "expiry": "2026-11-27T08:00:00Z",
        "settlement": "linear",
    });
    let positions = request["accounts"][0]["positions"].as_array_mut().unwrap();
    positions.push(json!({"id": "2", "instrument": far, "quantity": 1}));
    let searched = &run(&request).unwrap().accounts[0].pools[0].assets[0].below;
    assert!(!searched.derivation.as_ref().unwrap().closed);
    // The option is worth nothing; the search stops at the last digit.
    assert!((searched.price.unwrap() / closed - 1.0).abs() < 1e-10);
}

#[test]
fn more_slashing_is_never_better_and_nothing_asked_is_nothing_told() {
    let mut last = f64::INFINITY;
    for slashing in [0.0, 0.1, 0.3, 0.9] {
        let mut request = request();
        request["slashing"] = json!(slashing);
        let response = run(&request).unwrap();
        let after = response.accounts[0].staking.as_ref().unwrap().after.as_ref().unwrap();
        assert!(after.totals.equity < last && after.slashing == slashing);
        last = after.totals.equity;
    }
    let mut request = request();
    request["slashing"] = Value::Null;
    request["depeg"] = Value::Null;
    assert!(run(&request).unwrap().accounts[0].staking.as_ref().unwrap().after.is_none());
    request["accounts"][0]["staked"] = json!([]);
    request["accounts"][0]["collateral"] = json!({"USDC": 9_000});
    assert!(run(&request).unwrap().accounts[0].staking.is_none());
}

#[test]
fn what_cannot_be_meant_is_told_with_its_place() {
    for (field, value) in [("quantity", -1.0), ("ratio", 0.0), ("haircut", 1.5), ("slashingLoss", 2.0)] {
        let mut request = request();
        request["accounts"][0]["staked"][0][field] = json!(value);
        let error = run(&request).unwrap_err();
        assert_eq!(error.path.unwrap(), format!("accounts[0].staked[0].{field}"));
    }
    let mut request = request();
    request["depeg"] = json!(1.0);
    assert_eq!(run(&request).unwrap_err().path.unwrap(), "depeg");
    let mut request = self::request();
    request["accounts"][0]["staked"][0]["underlying"] = json!("SOL");
    assert!(run(&request).unwrap_err().message.contains("SOL"));
    // A venue that lists no ratio of its own takes none; the pack of one's own here takes others in full.
    let mut request = self::request();
    request["accounts"][0]["staked"][0]["haircut"] = Value::Null;
    request["accounts"][0]["ownPack"]["otherHaircut"] = Value::Null;
    assert_eq!(run(&request).unwrap_err().path.unwrap(), "accounts[0].staked[0]");
}
