//! What cannot be meant is refused with its place.

use allotrope::error::Code;
use serde_json::{Value, json};

use super::{pack, perpetual, quotes, run};

fn request(changes: &[(&str, Value)]) -> Value {
    let mut request = json!({
        "quotes": quotes(json!({"BTC": 40_000})),
        "accounts": [{
            "name": "one", "ownPack": pack(&[[0.0, 0.01, 0.02], [1e5, 0.02, 0.04]], &[[0.0, 0.01, 0.02]]),
            "collateral": {"USDT": 1e4},
            "positions": [{"id": "1", "instrument": perpetual("BTC", "linear"), "quantity": 1, "entryPrice": 40_000}],
        }],
    });
    for (pointer, value) in changes {
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        let parent = request.pointer_mut(parent).unwrap();
        match parent {
            Value::Array(list) => list[field.parse::<usize>().unwrap()] = value.clone(),
            object => object[field] = value.clone(),
        }
    }
    request
}

#[test]
fn bad_input_is_stated_with_its_place() {
    run(&request(&[])).unwrap();
    let tiers = "/accounts/0/ownPack/contracts/0/tiers";
    for (changes, code, path) in [
        (
            vec![("/accounts/0/positions/0/entryPrice", json!(60_000))],
            Code::InvalidValue,
            "accounts[0].collateral",
        ),
        (
            vec![
                ("/accounts/0/positions/0/entryPrice", json!(60_000)),
                ("/accounts/0/positions/0/isolatedMargin", json!(100)),
            ],
            Code::InvalidValue,
            "accounts[0].positions[0].isolatedMargin",
        ),
        (
            vec![("/accounts/0/positions/0/quantity", json!(0))],
            Code::InvalidValue,
            "accounts[0].positions[0].quantity",
        ),
        (
            vec![(&*format!("{tiers}/1"), json!({"floor": 0, "maintenance": 0.02, "initial": 0.04}))],
            Code::InvalidValue,
            "accounts[0].ownPack.contracts[0].tiers[1].floor",
        ),
        (
            vec![(&*format!("{tiers}/1"), json!({"floor": 1e5, "maintenance": 0.001, "initial": 0.04}))],
            Code::InvalidValue,
            "accounts[0].ownPack.contracts[0].tiers[1].maintenance",
        ),
        (vec![("/accounts/0/collateral/XYZ", json!(5))], Code::MissingQuote, "accounts[0].collateral.XYZ"),
        (vec![("/accounts/0/ownPack/date", json!(null))], Code::InvalidValue, "accounts[0].ownPack.date"),
        (vec![("/accounts/0/ownPack/date", json!("soon"))], Code::InvalidValue, "accounts[0].ownPack.date"),
        (
            vec![("/accounts/0/positions/0/instrument", perpetual("ETH", "linear"))],
            Code::MissingQuote,
            "quotes.spots.ETH",
        ),
        (
            vec![("/accounts/0/ownPack", json!(null)), ("/accounts/0/pack", json!("nowhere"))],
            Code::NotFound,
            "accounts[0].pack",
        ),
        (
            vec![("/accounts/0/ownPack", json!(null)), ("/accounts/0/pack", json!("binanceCoinM"))],
            Code::NotFound,
            "accounts[0].positions[0].instrument",
        ),
        (vec![("/survive", json!(1.5))], Code::InvalidValue, "survive"),
        (
            vec![("/accounts/0/positions/0/quantite", json!(1))],
            Code::InvalidRequest,
            "accounts[0].positions[0].quantite",
        ),
    ] {
        let error = run(&request(&changes)).expect_err(path);
        assert_eq!((error.code, error.path.as_deref()), (code, Some(path)), "{error}");
        assert!(error.code == Code::InvalidRequest || error.message.ends_with('.'), "{error}");
    }
}
