//! The map of liquidations: a cascade worked by hand, random lists by fixtures/peers/cascades.py, what holds for every
//! list, and what is refused.

use allotrope::Error;
use allotrope::operations::run_json;
use proptest::prelude::*;
use serde_json::{Value, json};

fn answer(request: &Value) -> Result<Value, Error> {
    run_json("liquidationMap", &request.to_string(), &mut ()).map(|text| serde_json::from_str(&text).unwrap())
}

fn quotes(spots: Value) -> Value {
    json!({"valuationTime": "2026-11-22T00:00:00Z", "spots": spots})
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

#[track_caller]
fn close(ours: &Value, theirs: f64, relative: f64) {
    let ours = number(ours);
    assert!((ours - theirs).abs() <= relative * theirs.abs().max(1.0), "{ours} and {theirs}");
}

/// Three longs of 10, 20 and 40 coins at 100, liquidated at 95, 85 and 60; a fall of 6 %, 5,000 traded a day, λ = 0.5.
///
/// ```text
/// round 0   price 94                      crosses 95: 10 coins, 1,000 at today's price
/// round 1   94 e^(−0.5 · 0.2) = 85.05…    crosses none
/// ```
///
/// Of 7 % goes on: 93 e^−0.1 = 84.14988…, which crosses 85: 93 e^(−0.5 · 0.6) = 68.89609…, above 60. Their pack knows
/// no contract on the coin, so that nothing is left of a position at its line: the first misses 10 (95 − 84.14988…) =
/// 108.50118…, the second 20 (85 − 68.89609…) = 322.07803….
#[test]
fn three_positions_by_hand() {
    let row = |size: f64, line: f64| json!({"asset": "XYZ", "size": size, "liquidationPrice": line, "collateral": 2 * size as i64});
    let request = |shock: f64| {
        json!({
            "quotes": quotes(json!({"XYZ": 100})), "rows": [row(20.0, 85.0), row(10.0, 95.0), row(40.0, 60.0)],
            "pack": "hyperliquid", "asset": "XYZ", "shock": shock, "volumes": {"*": 5_000},
            "impact": {"kind": "linearImpact", "slope": 0.5}, "from": -0.5, "to": 0.5, "points": 11,
        })
    };
    let settled = answer(&request(-0.06)).unwrap();
    let rounds = settled["cascade"]["rounds"].as_array().unwrap();
    assert_eq!(rounds.len(), 2);
    close(&rounds[0]["price"], 94.0, 1e-14);
    assert_eq!((number(&rounds[0]["volume"]), number(&rounds[0]["amounts"]["collateral"])), (1_000.0, 20.0));
    close(&rounds[1]["price"], 94.0 * f64::exp(-0.1), 1e-14);

    let cascade = &answer(&request(-0.07)).unwrap()["cascade"];
    let rounds = cascade["rounds"].as_array().unwrap();
    let [first, second] = [93.0 * f64::exp(-0.1), 93.0 * f64::exp(-0.3)];
    let volumes: Vec<f64> = rounds.iter().map(|round| number(&round["volume"])).collect();
    assert_eq!(volumes, [1_000.0, 2_000.0, 0.0]);
    close(&rounds[1]["price"], first, 1e-14);
    close(&rounds[2]["price"], second, 1e-14);
    close(&rounds[0]["badDebt"], 10.0 * (95.0 - first), 1e-12);
    close(&rounds[1]["badDebt"], 20.0 * (85.0 - second), 1e-12);
    close(&cascade["finalMove"], second / 100.0 - 1.0, 1e-13);
    close(&cascade["amplification"], (1.0 - second / 100.0) / 0.07, 1e-13);
    assert_eq!((number(&cascade["forced"]), &cascade["settled"]), (3_000.0, &json!(true)));

    // The map: 95 stands at the level −10 %, 85 at −20 %, 60 at −40 %; together they are all.
    let levels = settled["levels"].as_array().unwrap();
    let at: Vec<f64> = levels.iter().map(|level| number(&level["at"]["notional"])).collect();
    assert_eq!(at, [0.0, 4_000.0, 0.0, 2_000.0, 1_000.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(number(&levels[1]["cumulated"]["notional"]), 7_000.0);
    let cluster = &settled["clusters"][0];
    close(&cluster["share"], 4.0 / 7.0, 1e-14);
    let sentence = cluster["sentence"].as_str().unwrap();
    assert_eq!(
        sentence,
        "57.1 % of the notional in XYZ stands between 60.00 and 70.00 (−40.0 % to −30.0 %): longs that a fall ends."
    );
}

/// Lines by bisection, margins tier by tier, orders row by row; both sides round a few times 1e-16 at each step, and the
/// script's lines stop at 1e-12 of the price.
#[test]
fn random_lists_of_the_script() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/peers/cascades.json");
    let fixture: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut followed, mut lost) = (0, 0.0);
    for case in fixture["cases"].as_array().unwrap() {
        for outcome in case["outcomes"].as_array().unwrap() {
            let answer = answer(&json!({
                "quotes": quotes(fixture["spots"].clone()), "rows": case["rows"], "volumes": fixture["volumes"],
                "impact": outcome["impact"], "shock": outcome["shock"], "points": 2,
            }))
            .unwrap();
            assert_eq!(answer["cascade"]["assets"], json!(["BTC", "ETH"]));
            let (ours, theirs) = (&answer["cascade"]["rounds"], outcome["rounds"].as_array().unwrap());
            assert_eq!(ours.as_array().unwrap().len(), theirs.len(), "{}", outcome["shock"]);
            for (ours, theirs) in ours.as_array().unwrap().iter().zip(theirs) {
                for k in 0..2 {
                    close(&ours["moves"][k], number(&theirs["moves"][k]), 1e-11);
                }
                // Amounts of some millions: a difference of sums of all rows.
                close(&ours["volume"], number(&theirs["volume"]), 1e-9);
                close(&ours["badDebt"], number(&theirs["badDebt"]), 1e-9);
                (followed, lost) = (followed + 1, lost + number(&theirs["badDebt"]));
            }
        }
    }
    assert!(followed > 50 && lost > 1e6, "{followed} rounds, {lost}");
}

/// The line of an isolated position is that of its account.
#[test]
fn lines_are_those_of_isolated_accounts() {
    let (mut rows, mut positions) = (vec![], vec![]);
    for (k, size) in [0.4, 7.0, 55.0, 900.0, 4_000.0].iter().enumerate() {
        for (side, sign) in [("long", 1.0), ("short", -1.0)] {
            let (entry, leverage) = (61_000.0 + 500.0 * k as f64, 2.0 + k as f64);
            rows.push(json!({"asset": "BTC", "side": side, "size": size, "entryPrice": entry, "leverage": leverage}));
            positions.push(json!({
                "id": rows.len().to_string(), "quantity": sign * size, "entryPrice": entry,
                "isolatedMargin": size * entry / leverage,
                "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "linear"},
            }));
        }
    }
    let spots = quotes(json!({"BTC": 62_000}));
    let account = json!({"name": "A", "positions": positions, "collateral": {}});
    let own = answer(&json!({
        "quotes": spots, "accounts": [account], "asset": "BTC", "volumes": {"*": 1e9}, "points": 2,
    }))
    .unwrap();
    for (row, own) in rows.iter().zip(own["own"].as_array().unwrap()) {
        let below = row["side"] == "long";
        let change = number(&own[if below { "below" } else { "above" }]);
        // One level beyond the line and one on this side of it: the row is between them.
        let (from, to) = (change - 1e-9, change + 1e-9);
        let list = answer(&json!({
            "quotes": spots, "rows": [row], "asset": "BTC", "volumes": {"*": 1e9}, "from": from, "to": to, "points": 2,
        }))
        .unwrap();
        let level = &list["levels"][usize::from(!below)];
        assert_eq!(number(&level["at"]["count"]), 1.0, "{row}: {own} {list}");
    }
}

/// The account's own positions end in the round that their own module says, and are told by name.
#[test]
fn own_accounts_among_the_dead() {
    let position = json!({
        "id": "1", "quantity": 2, "entryPrice": 60_000, "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "linear"},
    });
    let request = |shock: f64| {
        json!({
            "quotes": quotes(json!({"BTC": 60_000, "ETH": 3_000})),
            "accounts": [{"name": "Desk", "collateral": {"USDT": 20_000}, "positions": [position]}],
            "lending": [{"name": "Aave", "collateral": [{"asset": "ETH", "amount": 10}], "debt": [{"asset": "USDC", "amount": 20_000}]}],
            "rows": [{"asset": "BTC", "size": 300, "liquidationPrice": 57_000, "venue": "gmx"}],
            "asset": "BTC", "shock": shock, "volumes": {"BTC": 4e7}, "impact": {"kind": "linearImpact", "slope": 0.4},
        })
    };
    let margin = run_json(
        "margin",
        &json!({"quotes": request(0.0)["quotes"], "accounts": request(0.0)["accounts"]}).to_string(),
        &mut (),
    )
    .unwrap();
    let margin: Value = serde_json::from_str(&margin).unwrap();
    let line = number(&margin["accounts"][0]["positions"][0]["liquidationPrice"]);
    let answered = answer(&request(-0.06)).unwrap();
    let own = &answered["own"];
    close(&own[0]["belowPrice"], line, 1e-14);
    // The list ends at 57,000 and takes the price under the account's own line.
    assert_eq!((&own[0]["round"], &own[0]["name"]), (&json!(1), &json!("Desk")));
    assert_eq!(answered["cascade"]["rounds"][1]["own"], json!(["Desk"]));
    // BTC alone moves: the loan in ETH stays.
    assert_eq!((&own[1]["below"], &own[1]["round"]), (&Value::Null, &Value::Null));
    assert_eq!(answered["warnings"][0]["code"], "venueWithoutPack");
    let mut silent = request(-0.06);
    silent["volumes"] = json!({});
    let silent = answer(&silent).unwrap();
    assert_eq!(silent["warnings"][1]["path"], "volumes.BTC");
    assert_eq!(
        (number(&silent["cascade"]["amplification"]), silent["cascade"]["rounds"].as_array().unwrap().len()),
        (1.0, 2)
    );
    assert_eq!(answer(&request(-0.04)).unwrap()["own"][0]["round"], Value::Null);
    // All coins: the health of 10 · 3,000 · 0.83 over 20,000 is 1 at a fall to 0.80321….
    let mut all = request(-0.2);
    all["asset"] = Value::Null;
    all["volumes"] = json!({"*": 4e7});
    let all = answer(&all).unwrap();
    close(&all["own"][1]["below"], 20_000.0 / 24_900.0 - 1.0, 1e-14);
    assert_eq!(all["own"][1]["round"], 0);
}

/// Lists of what ends whole, or with what is closed in parts among it.
fn rows() -> impl Strategy<Value = (bool, Vec<Value>)> {
    any::<bool>().prop_flat_map(|parts| of_kinds(parts).prop_map(move |rows| (parts, rows)))
}

fn of_kinds(parts: bool) -> impl Strategy<Value = Vec<Value>> {
    let one = (0.1..500.0f64, any::<bool>(), 0.01..0.6f64, 0..4u8).prop_map(move |(size, short, distance, kind)| {
        let kind = if parts { kind } else { kind | 1 };
        let spot = 1_000.0;
        let side = if short { "short" } else { "long" };
        match kind {
            0 => json!({"asset": "BTC", "size": 10.0 * size, "debt": 10.0 * size * spot * 0.8 / (1.0 + distance), "threshold": 0.8}),
            1 => json!({"asset": "BTC", "size": size, "side": side, "entryPrice": spot, "leverage": 1.0 + 1.0 / (distance + 0.1)}),
            _ => json!({"asset": "BTC", "size": size, "side": side, "liquidationPrice": spot * if short { 1.0 + distance } else { 1.0 - distance }, "venue": if kind == 2 { "hyperliquid" } else { "x" }}),
        }
    });
    prop::collection::vec(one, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_holds_for_every_list((parts, rows) in rows(), law in prop::sample::select(vec!["linearImpact", "squareRootImpact"])) {
        let request = |rows: &[Value], impact: Value| json!({
            "quotes": quotes(json!({"BTC": 1_000})), "rows": rows, "asset": "BTC", "volumes": {"*": 2_000_000},
            "impact": impact, "points": 21, "from": -0.7, "to": 0.7, "shock": -0.21,
        });
        let answered = answer(&request(&rows, json!({"kind": law}))).unwrap();

        // Forced orders never bring a price back, and a larger first move never ends less.
        let curve = answered["curve"].as_array().unwrap();
        prop_assert_eq!(curve.len(), 20);
        for point in curve {
            prop_assert!(number(&point["amplification"]) >= 1.0 - 1e-15, "{}", point);
        }
        for pair in curve.windows(2) {
            let (near, far) = if number(&pair[0]["shock"]) < 0.0 { (&pair[1], &pair[0]) } else { (&pair[0], &pair[1]) };
            // Who is closed in parts may keep more after a larger step: only what ends whole is bound to be monotone.
            if !parts && number(&near["shock"]) * number(&far["shock"]) > 0.0 {
                prop_assert!(number(&near["finalMove"]).abs() < number(&far["finalMove"]).abs());
                prop_assert!(number(&near["total"]["count"]) <= number(&far["total"]["count"]));
            }
        }

        // All rows are somewhere, once.
        let total: f64 = rows.iter().map(|row| number(&row["size"]) * 1_000.0).sum();
        for field in ["notional", "count"] {
            let whole = if field == "count" { rows.len() as f64 } else { total };
            let levels: f64 = answered["levels"].as_array().unwrap().iter().map(|level| number(&level["at"][field])).sum();
            let rest: f64 = ["below", "above", "never", "already"].iter().map(|part| number(&answered["sums"][part][field])).sum();
            // Sums of forty numbers in another order.
            prop_assert!((levels + rest - whole).abs() <= 1e-12 * whole);
            let venues: f64 = answered["levels"].as_array().unwrap().iter().flat_map(|level| level["byVenue"].as_array().unwrap()).map(number).sum();
            prop_assert!(field == "count" || (venues - levels).abs() <= 1e-12 * whole);
            prop_assert!(number(&curve[0]["total"][field]) <= whole * (1.0 + 1e-12));
        }

        // Without impact those end whose lines the first move crosses, and no other.
        let still = answer(&request(&rows, json!({"kind": "linearImpact", "slope": 0}))).unwrap();
        for (level, point) in still["levels"].as_array().unwrap().iter().filter(|level| number(&level["move"]) != 0.0).zip(still["curve"].as_array().unwrap()) {
            prop_assert_eq!(number(&level["move"]), number(&point["shock"]));
            prop_assert_eq!(number(&point["finalMove"]), number(&point["shock"]));
            let crossed = number(&level["cumulated"]["notional"]);
            // What is closed in parts may keep the rest; nothing beyond the lines is touched.
            prop_assert!(number(&point["total"]["notional"]) <= crossed * (1.0 + 1e-12));
            prop_assert!(parts || (number(&point["total"]["notional"]) - crossed).abs() <= 1e-12 * crossed, "{}", point);
        }

        // The order of rows, and whether they are rows or columns, changes nothing.
        let mut turned = rows.clone();
        turned.reverse();
        turned.rotate_left(rows.len() / 3);
        prop_assert_eq!(&answer(&request(&turned, json!({"kind": law}))).unwrap(), &answered);
        let column = |field: &str| rows.iter().map(|row| row[field].clone()).collect::<Vec<Value>>();
        let names = ["BTC", "hyperliquid", "x"];
        let venue = |row: &Value| names.iter().position(|name| row["venue"] == *name);
        let mut packed = request(&[], json!({"kind": law}));
        packed["columns"] = json!({
            "names": names, "asset": vec![0; rows.len()], "size": column("size"), "entryPrice": column("entryPrice"),
            "short": rows.iter().map(|row| row["side"] == "short").collect::<Vec<bool>>(),
            "liquidationPrice": column("liquidationPrice"), "leverage": column("leverage"), "debt": column("debt"),
            "threshold": column("threshold"), "venue": rows.iter().map(venue).collect::<Vec<_>>(),
        });
        prop_assert_eq!(&answer(&packed).unwrap(), &answered);
    }
}

#[test]
fn what_cannot_be_meant_is_said_with_its_place() {
    let fine = json!({"asset": "BTC", "size": 1, "liquidationPrice": 50_000});
    let refused = |row: usize, bad: Value, path: &str, words: &str| {
        let mut rows = vec![fine.clone(); 20];
        rows[row] = bad;
        let request = json!({"quotes": quotes(json!({"BTC": 60_000})), "rows": rows, "volumes": {"*": 1e9}});
        let error = answer(&request).unwrap_err();
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
        assert!(error.message.contains(words), "{error}");
    };
    refused(
        17,
        json!({"asset": "BTC", "size": -3, "liquidationPrice": 50_000}),
        "rows[17].size",
        "side short",
    );
    refused(3, json!({"asset": "BTC", "size": 0, "liquidationPrice": 50_000}), "rows[3].size", "above zero");
    refused(
        4,
        json!({"asset": "BTC", "size": 1}),
        "rows[4].entryPrice",
        "neither an entry price nor a liquidation price",
    );
    refused(
        5,
        json!({"asset": "BTC", "size": 1, "entryPrice": 60_000}),
        "rows[5].leverage",
        "what backs the position",
    );
    refused(
        6,
        json!({"asset": "NEW", "size": 9, "debt": 5, "threshold": 0.5}),
        "rows[6].asset",
        "no spot price of NEW",
    );
    refused(7, json!({"asset": "BTC", "size": 9, "debtAsset": "USDC"}), "rows[7].debt", "above zero");
    refused(
        8,
        json!({"asset": "BTC", "size": 9, "debt": 5, "threshold": 1.5}),
        "rows[8].threshold",
        "at most at 1",
    );
    refused(
        9,
        json!({"asset": "BTC", "size": 1, "entryPrice": 60_000, "leverage": 0}),
        "rows[9].leverage",
        "not between",
    );
    refused(
        10,
        json!({"asset": "BTC", "size": 1, "liquidationPrice": -1}),
        "rows[10].liquidationPrice",
        "above zero",
    );

    let whole = |change: Value| {
        let mut request =
            json!({"quotes": quotes(json!({"BTC": 60_000})), "rows": [fine], "volumes": {"*": 1e9}});
        for (field, value) in change.as_object().unwrap() {
            request[field] = value.clone();
        }
        answer(&request).unwrap_err()
    };
    for (change, path, words) in [
        (json!({"rows": []}), "rows", "nothing to map"),
        (json!({"shock": -1}), "shock", "-0.1 is a fall"),
        (json!({"from": 0.9}), "to", "not above"),
        (json!({"asset": "USDC"}), "asset", "Money has no map"),
        (json!({"pack": "nowhere"}), "pack", "no venue"),
        (
            json!({"columns": {"names": ["BTC"], "asset": [0, 0], "size": [1]}}),
            "columns.size",
            "1 values for 2 rows",
        ),
        (json!({"columns": {"names": ["BTC"], "asset": [1], "size": [1]}}), "columns.asset[0]", "no name"),
        (
            json!({"columns": {"names": ["BTC"], "asset": [0], "size": [1], "leverage": [3]}}),
            "columns.entryPrice[0]",
            "neither",
        ),
    ] {
        let error = whole(change);
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
        assert!(error.message.contains(words), "{error}");
    }
}

fn read_list(text: &str, spots: Value) -> Result<Value, Error> {
    let request = json!({"file": {"text": text}, "spots": spots});
    run_json("positionList", &request.to_string(), &mut ()).map(|text| serde_json::from_str(&text).unwrap())
}

/// A list as it comes from a data service, with everything that can be wrong with a row.
#[test]
fn lists_of_positions_are_read_with_every_doubtful_row() {
    let text = "Address;Symbol;Side;Position Size;Entry Px;Liq. Price;Leverage;Margin;Exchange
0x1;BTC-PERP;long;1.234,5;60.000,0;;20x;;hyperliquid
0x2;BTCUSDT;short;2,5;;66.000,0;;;Binance
0x3;ETH;;-10;2.500;;10;;
0x4;BTC;long;0;60.000,0;;5;;
0x5;BTC;long;abc;60.000,0;;5;;
0x6;BTC;long;1;;;;;
0x7;BTC;sideways;1;60.000,0;;5;;
0x8;XYZ;long;1;60.000,0;;5;;
0x9;BTC;long;1;60.000,0;;;;
0xa;BTC;long;1;;65.000,0;;;
0xb;BTC;long;1;60.000,0;;;6.000;
";
    let read = read_list(text, json!({"BTC": 60_000, "ETH": 2_500})).unwrap();
    let list = &read["list"];
    assert_eq!(
        (&read["positions"], &read["loans"], &read["decimalMark"]),
        (&json!(5), &json!(0), &json!("comma"))
    );
    assert_eq!(list["names"], json!(["BTC", "hyperliquid", "Binance", "ETH"]));
    assert_eq!(list["size"], json!([1234.5, 2.5, 10.0, 1.0, 1.0]));
    assert_eq!(list["short"], json!([false, true, true, false, false]));
    assert_eq!(list["liquidationPrice"], json!([null, 66_000.0, null, 65_000.0, null]));
    assert_eq!(list["leverage"], json!([20.0, null, 10.0, null, null]));
    assert_eq!(list["collateral"], json!([null, null, null, null, 6_000.0]));
    let issues: Vec<Value> = read["issues"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| json!([issue["line"], issue["column"], issue["severity"], issue["code"]]))
        .collect();
    assert_eq!(
        issues,
        [
            json!([5, 4, "skipped", "zeroQuantity"]),
            json!([6, 4, "skipped", "notANumber"]),
            json!([7, 6, "skipped", "noLine"]),
            json!([8, 3, "skipped", "unknownSide"]),
            json!([9, 2, "skipped", "noPrice"]),
            json!([10, 7, "skipped", "noMargin"]),
            json!([11, 6, "doubtful", "lineMet"]),
        ]
    );
    assert_eq!(read["summary"], "11 rows read, 6 skipped, 1 doubtful");
    // What was read can be mapped as it is.
    let request = json!({"quotes": quotes(json!({"BTC": 60_000, "ETH": 2_500})), "columns": list, "volumes": {"*": 1e9}});
    let map = answer(&request).unwrap();
    assert_eq!((number(&map["sums"]["all"]["count"]), number(&map["sums"]["already"]["count"])), (5.0, 1.0));
}

#[test]
fn lists_of_loans_are_read() {
    let text = "user,collateralAsset,collateralAmount,debtAsset,debtAmount,liquidationThreshold
0x1,WETH,10,USDC,20000,0.83
0x2,WBTC,1,ETH,12,78
0x3,ETH,5,USDC,0,0.83
0x4,ETH,,USDC,100,0.83
0x5,ETH,5,USDC,100,8300
";
    let read = read_list(text, json!({"BTC": 60_000, "ETH": 3_000})).unwrap();
    let list = &read["list"];
    assert_eq!((&read["positions"], &read["loans"]), (&json!(0), &json!(3)));
    assert_eq!(list["names"], json!(["ETH", "USDC", "BTC"]));
    assert_eq!((&list["asset"], &list["debtAsset"]), (&json!([0, 2, 0]), &json!([1, 0, 1])));
    assert_eq!(list["threshold"], json!([0.83, 0.78, 0.83]));
    let lines: Vec<&Value> = read["issues"].as_array().unwrap().iter().map(|issue| &issue["line"]).collect();
    assert_eq!(lines, [&json!(4), &json!(5)]);
    let json_list = r#"[{"collateral":"ETH","size":10,"debt":20000,"threshold":0.83}]"#;
    assert_eq!(read_list(json_list, json!({})).unwrap()["loans"], 1);
    for (text, words) in [
        ("1,2,3\n4,5,6\n", "no header"),
        ("size,side\n1,long\n", "names a coin"),
        ("asset,size\nBTC,1\n", "No row"),
    ] {
        let error = read_list(text, json!({})).unwrap_err();
        assert!(error.message.contains(words), "{error}");
    }
}
