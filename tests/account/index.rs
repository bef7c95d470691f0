//! An index against units held in a script of its own, and what is refused.

use allotrope::operations::run_json;
use serde_json::{Value, json};

fn index(request: &Value) -> Result<Value, allotrope::Error> {
    run_json("index", &request.to_string(), &mut ()).map(|text| serde_json::from_str(&text).unwrap())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/index.json")).unwrap()
}

#[test]
fn levels_and_weights_are_those_of_units_held() {
    let fixture = fixture();
    let found = index(&fixture["request"]).unwrap();
    // Sums of products in another order, over 110 days.
    let near = |ours: &Value, theirs: &Value| {
        let (ours, theirs) = (number(ours), number(theirs));
        assert!((ours - theirs).abs() < 1e-11 * theirs.abs().max(1.0), "{ours} and {theirs}");
    };
    let levels = found["level"]["prices"].as_array().unwrap();
    assert_eq!(levels.len(), 110);
    levels
        .iter()
        .zip(fixture["levels"].as_array().unwrap())
        .for_each(|(ours, theirs)| near(&ours[0], theirs));
    let days = found["rebalancings"].as_array().unwrap();
    let expected = fixture["rebalancings"].as_array().unwrap();
    assert_eq!((days.len(), expected.len()), (4, 4));
    for (ours, theirs) in days.iter().zip(expected) {
        assert_eq!(ours["date"], theirs["date"]);
        near(&ours["turnover"], &theirs["turnover"]);
        let members = ours["members"].as_array().unwrap();
        assert_eq!(members.len(), theirs["weights"].as_object().unwrap().len());
        for member in members {
            near(&member["weight"], &theirs["weights"][member["asset"].as_str().unwrap()]);
            assert_eq!(member["capped"], number(&member["weight"]) >= 0.45);
        }
        assert_eq!(members.len() + ours["leftOut"].as_array().unwrap().len(), 6);
    }
    assert_eq!(found["warnings"][0]["code"], "missingPrices");
    // 0.2415 + 0.3861 + 0.4000 of the 109 days from the first.
    let traded: f64 = expected[1..].iter().map(|day| number(&day["turnover"])).sum();
    near(&found["turnoverPerYear"], &json!(traded * 365.0 / 109.0));
}

/// Two of one cluster with market values 300 and 100 that double and stay: 75 % and 25 %, and the level goes to 175.
#[test]
fn two_members_by_hand() {
    let request = |changes: Value| {
        let mut request = json!({
            "prices": {"dates": ["2025-01-01", "2025-01-02"], "assets": ["A", "B", "C"], "prices": [[3, 1, 9], [6, 1, 1]]},
            "members": [
                {"asset": "A", "supply": 100, "cluster": "one", "role": "utility"},
                {"asset": "B", "supply": 100, "cluster": "one"},
                {"asset": "C", "supply": 100, "cluster": "two"},
            ],
            "cluster": "one",
        });
        changes.as_object().unwrap().iter().for_each(|(field, value)| request[field] = value.clone());
        index(&request).unwrap()
    };
    let last = |found: &Value| number(&found["level"]["prices"][1][0]);
    let plain = request(json!({}));
    assert_eq!((last(&plain), &plain["rebalancings"][0]["turnover"]), (175.0, &json!(1.0)));
    assert_eq!(
        plain["rebalancings"][0]["leftOut"],
        json!([{"asset": "C", "reason": "It belongs to another cluster."}])
    );
    // After the day 6/7 and 1/7: 49/37 of equal weight.
    assert!((number(&plain["effectiveMembers"]) - 49.0 / 37.0).abs() < 1e-14);
    assert_eq!(last(&request(json!({"weighting": "equal"}))), 150.0);
    // Roots: √3 to 1.
    let root = 3f64.sqrt();
    assert!(
        (last(&request(json!({"weighting": "squareRoot"}))) - 100.0 * (1.0 + root / (1.0 + root))).abs()
            < 1e-12
    );
    // Four tenths each, the rest cash.
    assert_eq!(last(&request(json!({"cap": 0.4}))), 140.0);
    assert_eq!(last(&request(json!({"role": "utility"}))), 200.0);
    assert_eq!(last(&request(json!({"mostMembers": 1}))), 200.0);
    assert_eq!(last(&request(json!({"fee": 0.01}))), 173.25);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let cases = [
        ("/members/0/asset", json!("Z"), "members[0].asset", "There is no series Z."),
        ("/members/1/asset", json!("A"), "members[1].asset", "A stands twice."),
        ("/members/1/supply", json!(-1), "members[1].supply", "The supply is -1"),
        ("/members/1/volume", json!(null), "members[1].volume", "B has no series of volumes"),
        ("/members/1/volume", json!("Z"), "members[1].volume", "There is no series Z."),
        ("/members", json!([]), "members", "Nothing may be in the index."),
        ("/cap", json!(0), "cap", "It is 0;"),
        ("/fee", json!(0.5), "fee", "It is 0.5;"),
        ("/volumeBars", json!(0), "volumeBars", "It is 0;"),
        ("/leastValue", json!(1e17), "members", "Nothing is in the index on any day"),
        ("/prices/dates/1", json!("2025-01-10"), "prices.dates[1]", "does not come after"),
        ("/prices", json!(null), "prices", "An index needs prices."),
    ];
    for (place, value, path, message) in cases {
        let mut request = fixture()["request"].clone();
        *request.pointer_mut(place).unwrap() = value;
        let error = index(&request).unwrap_err();
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
        assert!(error.message.contains(message), "{error}");
    }
}
