//! Lending: published examples of the packs, accounts liquidated in whole numbers by fixtures/peers/lending.py, and
//! what holds for every account.

use allotrope::operations::run_json;
use proptest::prelude::*;
use serde_json::{Value, json};

fn answer(request: &Value) -> Result<Value, allotrope::Error> {
    run_json("lending", &request.to_string(), &mut ()).map(|text| serde_json::from_str(&text).unwrap())
}

fn file(path: &str) -> Value {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[track_caller]
fn close(ours: &Value, theirs: &Value, tolerance: f64, of: &str) {
    let (ours, theirs) = (ours.as_f64().unwrap_or(f64::NAN), theirs.as_f64().unwrap());
    assert!((ours - theirs).abs() <= tolerance, "{of}: {ours} and {theirs}");
}

#[test]
fn published_examples() {
    let examples = file("src/margin/lending/packs/examples.json");
    assert!(examples.as_array().unwrap().len() >= 8);
    for example in examples.as_array().unwrap() {
        let response = answer(&example["request"]).unwrap();
        for (place, expected) in example["expect"].as_object().unwrap() {
            let found = response.pointer(place).unwrap_or(&Value::Null);
            close(
                found,
                &expected[0],
                expected[1].as_f64().unwrap(),
                &format!("{} {place}", example["source"]),
            );
        }
    }
}

#[test]
fn accounts_in_whole_numbers() {
    let fixture = file("tests/fixtures/peers/lending.json");
    let mut liquidated = 0;
    for case in fixture["accounts"].as_array().unwrap() {
        let (account, expected) = (&answer(&case["request"]).unwrap()["accounts"][0], &case["expect"]);
        // Their prices and amounts are whole numbers of 10⁻⁸ and 10⁻¹⁸, values floored.
        close(&account["health"], &expected["health"], 1e-9, "health");
        for (edge, factor) in
            account["edges"].as_array().unwrap().iter().zip(expected["edges"].as_array().unwrap())
        {
            match factor.as_f64() {
                Some(factor) => {
                    close(
                        &edge["change"],
                        &json!(factor - 1.0),
                        1e-12 * factor.max(1.0) * 100.0,
                        &edge["assets"].to_string(),
                    );
                }
                None => assert!(edge["change"].is_null(), "{edge}"),
            }
        }
        match expected["years"].as_f64() {
            Some(years) => close(&account["yearsToLiquidation"], &json!(years), 1e-9, "years"),
            None => assert!(account["yearsToLiquidation"].is_null()),
        }
        let Some(left) = expected["liquidation"].as_object() else { continue };
        liquidated += 1;
        let ours = &account["liquidation"];
        assert_eq!(
            ours["steps"].as_array().unwrap().len() as u64,
            left["steps"].as_u64().unwrap(),
            "{}",
            case["request"]
        );
        // Each step rounds values to 10⁻⁸ and amounts to a wei; the search for what leaves no dust ends at one.
        for field in ["badDebt", "protocolFee", "penalty", "equityAfter"] {
            close(&ours[field], &left[field], 1e-6, field);
        }
        for field in ["collateralAfter", "debtAfter"] {
            for (ours, theirs) in ours[field].as_array().unwrap().iter().zip(left[field].as_array().unwrap())
            {
                close(ours, theirs, 1e-6, field);
            }
        }
    }
    assert!(liquidated >= 20, "{liquidated} accounts are liquidated");
    for case in fixture["absorbed"].as_array().unwrap() {
        let ours = &answer(&case["request"]).unwrap()["accounts"][0]["liquidation"];
        // The contract counts in 10⁻⁶ of the borrowed coin and floors each collateral.
        for field in ["equityAfter", "badDebt"] {
            close(&ours[field], &case["expect"][field], 5e-6, field);
        }
    }
    for case in fixture["loops"].as_array().unwrap() {
        let ours = &answer(&case["request"]).unwrap()["looping"];
        for (field, expected) in case["expect"].as_object().unwrap() {
            // Four thousand rounds are added up there.
            close(&ours[field], expected, 1e-9, field);
        }
    }
}

/// An account of Aave with one to three collaterals and debts of the pack.
fn books() -> impl Strategy<Value = Value> {
    let coin = prop::sample::subsequence(vec!["WETH", "wstETH", "WBTC", "LINK", "USDC"], 1..4);
    let loans = prop::sample::subsequence(vec!["USDC", "DAI", "WETH"], 1..3);
    let amounts = prop::collection::vec(0.05f64..40.0, 3);
    (coin, loans, amounts.clone(), amounts, prop::bool::ANY).prop_map(|(held, owed, a, b, compound)| {
        let deposits: Vec<Value> =
            held.iter().zip(&a).map(|(asset, q)| json!({"asset": asset, "amount": q * worth(asset), "threshold": 0.8, "penalty": 0.06})).collect();
        let owed = if compound { vec!["USDC"] } else { owed };
        let loans: Vec<Value> =
            owed.iter().zip(&b).map(|(asset, q)| json!({"asset": asset, "amount": 0.4 * q * worth(asset)})).collect();
        let kind = if compound { "compoundV3" } else { "aaveV3" };
        json!({
            "spots": {"WETH": 2500.0, "wstETH": 3000.0, "WBTC": 60000.0, "LINK": 12.0},
            "accounts": [{"market": {"kind": kind}, "collateral": deposits, "debt": loans}],
        })
    })
}

/// Coins of a like worth.
fn worth(asset: &str) -> f64 {
    match asset {
        "WBTC" => 0.05,
        "USDC" | "DAI" => 3000.0,
        "LINK" => 250.0,
        _ => 1.0,
    }
}

fn sum(list: &Value) -> f64 {
    list.as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_account(book in books(), more in 0.0f64..5.0, change in -0.9f64..0.5) {
        let account = |request: &Value| answer(request).unwrap()["accounts"][0].clone();
        let plain = account(&book);
        let health = plain["health"].as_f64().unwrap();

        let mut richer = book.clone();
        let amount = richer["accounts"][0]["collateral"][0]["amount"].as_f64().unwrap();
        richer["accounts"][0]["collateral"][0]["amount"] = json!(amount + more);
        prop_assert!(account(&richer)["health"].as_f64().unwrap() >= health);

        for edge in plain["edges"].as_array().unwrap() {
            let assets = edge["assets"].as_array().unwrap();
            let ([asset], Some(price)) = (&assets[..], edge["liquidationPrice"].as_f64()) else { continue };
            // Beyond the range of prices there is none that could be quoted.
            if !(1e-9..1e12).contains(&price) { continue }
            let mut there = book.clone();
            there["spots"][asset.as_str().unwrap()] = json!(price);
            let health = account(&there)["health"].as_f64().unwrap();
            prop_assert!((health - 1.0).abs() < 1e-12, "{} at {price}: {health}", asset);
        }

        let mut moved = book.clone();
        moved["priceChange"] = json!(change);
        let outcome = account(&moved)["liquidation"].clone();
        if !outcome.is_null() {
            let figure = |field: &str| outcome[field].as_f64().unwrap();
            let scale = 1e-9 * (sum(&outcome["seized"]) + sum(&outcome["debtAfter"]) + figure("equityBefore").abs() + 1.0);
            let left = figure("equityBefore") - figure("penalty") + figure("badDebt");
            prop_assert!((figure("equityAfter") - left).abs() < scale);
            for field in ["seized", "repaid", "collateralAfter", "debtAfter"] {
                prop_assert!(outcome[field].as_array().unwrap().iter().all(|one| one.as_f64().unwrap() >= -scale), "{field}");
            }
            prop_assert!(figure("protocolFee") <= figure("penalty") + scale);
            // Bad debt is written off only where no collateral is left.
            prop_assert!(figure("badDebt") <= 0.0 || sum(&outcome["collateralAfter"]) <= scale);
        }
    }
}

/// After r is repaid, H' − H = r (H − T (1 + b)) / (D − r): worse below T (1 + b).
#[test]
fn a_liquidation_worsens_health_below_its_threshold_with_bonus() {
    for (price, better) in [(2400.0, true), (2250.0, true), (2050.0, false)] {
        let request = json!({
            "spots": {"ETH": price}, "priceChange": 0,
            "accounts": [{"market": {"kind": "aaveV3", "fullCloseHealth": 0}, "collateral": [{"asset": "ETH", "amount": 10}], "debt": [{"asset": "USDC", "amount": 20_000}]}],
        });
        let account = &answer(&request).unwrap()["accounts"][0];
        let (health, step) = (account["health"].as_f64().unwrap(), &account["liquidation"]["steps"][0]);
        let (repaid, after) = (step["repaid"].as_f64().unwrap(), step["health"].as_f64().unwrap());
        let expected = repaid * (health - 0.83 * 1.05) / (20_000.0 - repaid);
        assert!((after - health - expected).abs() < 1e-12);
        assert_eq!(after > health, better, "{price}");
        assert_eq!(account["collateral"][0]["worseBelow"].as_f64().unwrap() < health, better);
    }
}

/// The cases of the protocol's own tests of the close factor.
#[test]
fn close_factors() {
    let first = |coins: f64, health: f64, other: f64| {
        let debt = (coins * 2000.0 * 0.83 + other * 0.8) / health;
        let mut collateral = vec![json!({"asset": "ETH", "amount": coins})];
        if other > 0.0 {
            collateral.push(json!({"asset": "USDT", "amount": other, "threshold": 0.8}));
        }
        let request = json!({
            "spots": {"ETH": 2000}, "priceChange": 0,
            "accounts": [{"collateral": collateral, "debt": [{"asset": "USDC", "amount": debt}]}],
        });
        answer(&request).unwrap()["accounts"][0]["liquidation"]["steps"][0]["repaid"].as_f64().unwrap() / debt
    };
    assert!((first(100.0, 0.94, 0.0) - 1.0).abs() < 1e-12, "all of it at a health of 0.94");
    assert!((first(0.5, 0.97, 0.0) - 1.0).abs() < 1e-12, "all of it where the collateral is small");
    assert!((first(100.0, 0.97, 0.0) - 0.5).abs() < 1e-12, "half of it else");
    // 1,999 each of two collaterals: below the small position, so that all of one is taken.
    assert!(
        (first(0.9995, 0.97, 1998.0) - 1999.0 / 1.05 / ((1999.0 * 0.83 + 1998.0 * 0.8) / 0.97)).abs() < 1e-12
    );
}

#[test]
fn staked_collateral() {
    let request = json!({
        "spots": {"wstETH": 3000, "ETH": 2500}, "slashing": 0.1,
        "accounts": [{
            "market": {"kind": "aaveV3", "efficiencyMode": "ethCorrelated"},
            "collateral": [{"asset": "wstETH", "amount": 10, "yieldRate": 0.03}],
            "debt": [{"asset": "ETH", "amount": 10}],
        }],
        "pledges": [{"asset": "wstETH", "amount": 10, "haircut": 0.2, "requirement": 12_000, "yieldRate": 0.03}],
    });
    let response = answer(&request).unwrap();
    let account = &response["accounts"][0];
    // 30,000 × 0.93 / 25,000; a tenth slashed leaves 27,000; 25,000 / (30,000 × 0.93) may be left.
    close(&account["health"], &json!(1.116), 1e-12, "health");
    close(&account["slashed"]["health"], &json!(1.0044), 1e-12, "slashed");
    close(&account["slashed"]["greatest"], &json!(1.0 - 25_000.0 / 27_900.0), 1e-12, "greatest");
    // Both follow ETH: together they move nothing.
    let together = account["edges"]
        .as_array()
        .unwrap()
        .iter()
        .find(|edge| edge["assets"].as_array().unwrap().len() == 2);
    assert!(together.unwrap()["change"].is_null(), "{account}");
    let pledge = &response["pledges"][0];
    // 30,000 × 0.8 = 24,000 counted; half of it covers the margin.
    for (field, expected) in [
        ("counted", 24_000.0),
        ("surplus", 12_000.0),
        ("health", 2.0),
        ("liquidationPrice", 1500.0),
        ("change", -0.5),
        ("surplusSlashed", 9_600.0),
        ("greatestSlashing", 0.5),
        ("income", 900.0),
    ] {
        close(&pledge[field], &json!(expected), 1e-9, field);
    }
}

#[test]
fn loops_and_pegs() {
    let request = json!({"looping": {"kind": "stakingLoop", "loanToValue": 0.75, "stakingYield": 0.03, "swapCost": 0, "exitCost": 0}});
    let looping = &answer(&request).unwrap()["looping"];
    // Without end and costs: 100 / (1 − 0.75) staked, 300 owed at 2.8 % (WETH at its kink).
    close(&looping["collateral"], &json!(400), 1e-9, "collateral");
    close(&looping["borrowRate"], &json!(0.028), 1e-15, "rate");
    close(&looping["carry"], &json!(4.0 * 0.03 - 3.0 * 0.028), 1e-12, "carry");
    close(&looping["depegToLiquidation"], &json!(1.0 - 300.0 / (400.0 * 0.81)), 1e-12, "liquidation");
    close(&looping["depegToNothing"], &json!(0.25), 1e-12, "nothing");
    close(&looping["rateOfNoCarry"], &json!(0.04), 1e-12, "no carry");
    // 2.8 % at 80 %, 80 points more over the last fifth: 4 % at 80 % + 0.012 / 0.8 × 20 %.
    close(&looping["utilizationOfNoCarry"], &json!(0.803), 1e-12, "utilisation");
    close(&looping["perUtilization"], &json!(-3.0 * 4.0), 1e-9, "sensitivity");
    for depeg in looping["depegs"].as_array().unwrap() {
        let by = depeg["depeg"].as_f64().unwrap();
        close(&depeg["left"], &json!(400.0 * (1.0 - by) - 300.0), 1e-9, "left");
        close(&depeg["health"], &json!(1.08 * (1.0 - by)), 1e-12, "health");
    }
}

/// Worked by hand: 10 coins at 3,000 and a threshold of 75 % against 18,000; a fall by 30 % leaves 21,000.
#[test]
fn rules_of_ones_own() {
    let request = json!({
        "priceChange": -0.3,
        "accounts": [{
            "market": {"kind": "statedMarket"},
            "collateral": [{"asset": "DOGE", "amount": 10, "price": 3000, "yieldRate": 0.02}],
            "debt": [{"asset": "USDC", "amount": 18_000, "utilization": 0.9}],
        }],
    });
    let account = &answer(&request).unwrap()["accounts"][0];
    close(&account["health"], &json!(1.25), 1e-12, "health");
    close(&account["edges"][0]["liquidationPrice"], &json!(2400), 1e-9, "edge");
    close(&account["borrowable"], &json!(3000), 1e-9, "borrowable");
    // 5 % at the kink of 80 %, 75 points more over the last fifth; suppliers get nine tenths of nine tenths of it.
    close(&account["debt"][0]["rate"], &json!(0.425), 1e-12, "rate");
    close(&account["debt"][0]["supplyRate"], &json!(0.425 * 0.81), 1e-12, "supply");
    // 600 earned, 7,650 paid, on 12,000.
    close(&account["netYield"], &json!(-7050.0 / 12_000.0), 1e-12, "net yield");
    // Half of 18,000 for 9,450: 11,550 × 0.75 against 9,000 are 0.9625; half again for 4,725: 6,825 × 0.75 ÷ 4,500.
    let outcome = &account["liquidation"];
    let steps = outcome["steps"].as_array().unwrap();
    for (step, (repaid, seized, health)) in
        steps.iter().zip([(9000.0, 9450.0, 0.9625), (4500.0, 4725.0, 1.1375)])
    {
        close(&step["repaid"], &json!(repaid), 1e-9, "repaid");
        close(&step["seized"], &json!(seized), 1e-9, "seized");
        close(&step["health"], &json!(health), 1e-12, "health");
    }
    assert_eq!(steps.len(), 2);
    close(&outcome["equityAfter"], &json!(2325), 1e-9, "left");
}

/// At either end of the curve, and at amounts beyond all reason, figures stay figures.
#[test]
fn at_the_ends() {
    for (utilization, rate) in [(0.0, 0.0), (1.0, 0.635)] {
        let request = json!({
            "spots": {"ETH": 3000},
            "accounts": [{"collateral": [{"asset": "ETH", "amount": 1}], "debt": [{"asset": "USDC", "amount": 1, "utilization": utilization}]}],
        });
        let debt = &answer(&request).unwrap()["accounts"][0]["debt"][0];
        // 3.5 % at 90 %, 60 points more over the last tenth.
        close(&debt["rate"], &json!(rate), 1e-12, "rate");
        let slope = if utilization == 0.0 { 0.035 / 0.9 } else { 6.0 };
        close(&debt["slope"], &json!(slope), 1e-12, "slope");
    }
    for (held, owed) in [(1e15, 1e-12), (1e-12, 1e15), (1e15, 1e15)] {
        let request = json!({
            "spots": {"ETH": 1e12},
            "accounts": [{"collateral": [{"asset": "ETH", "amount": held}], "debt": [{"asset": "USDC", "amount": owed}]}],
        });
        let account = answer(&request).unwrap()["accounts"][0].clone();
        let health = held * 1e12 * 0.83 / owed;
        close(&account["health"], &json!(health), 1e-9 * health, "health");
        assert!(account["liquidation"].is_object(), "{account}");
    }
}

/// The last of the rounds is the loop, and each says what its own leverage earns and risks.
#[test]
fn rounds_of_a_loop() {
    let request = json!({"looping": {"kind": "stakingLoop", "rounds": 5, "swapCost": 0.01, "exitCost": 0.02, "days": 73, "borrowRate": 0.02}});
    let looping = &answer(&request).unwrap()["looping"];
    let rounds = looping["rounds"].as_array().unwrap();
    for field in ["leverage", "health", "carry", "net", "depegToLiquidation", "exitCost"] {
        close(&rounds[5][field], &looping[field], 1e-12, field);
    }
    // 99 staked at 3 %; 1 to buy and 1.98 to sell, five times a year.
    close(&rounds[0]["carry"], &json!(0.0297), 1e-12, "carry");
    close(&rounds[0]["net"], &json!(0.0297 - 0.149), 1e-12, "net");
    assert!(rounds[0]["depegToLiquidation"].is_null());
}

#[test]
fn bad_input_is_told_with_its_place() {
    let account = |collateral: Value, debt: Value| json!({"spots": {"ETH": 3000}, "accounts": [{"collateral": collateral, "debt": debt}]});
    let eth = |amount: f64| json!([{"asset": "ETH", "amount": amount}]);
    let cases = [
        (account(json!([]), json!([])), "accounts[0].collateral"),
        (account(eth(0.0), json!([])), "accounts[0].collateral[0].amount"),
        (account(eth(-1.0), json!([])), "accounts[0].collateral[0].amount"),
        (
            account(json!([{"asset": "DOGE", "amount": 1, "threshold": 0.5}]), json!([])),
            "accounts[0].collateral[0].price",
        ),
        (
            account(json!([{"asset": "ETH", "amount": 1, "price": -1}]), json!([])),
            "accounts[0].collateral[0].price",
        ),
        (
            account(
                json!([{"asset": "ETH", "amount": 1, "price": 2000}]),
                json!([{"asset": "ETH", "amount": 0.1}]),
            ),
            "accounts[0].debt[0].price",
        ),
        (account(json!([{"asset": "USD", "amount": 1}]), json!([])), "accounts[0].collateral[0].asset"),
        (
            account(json!([{"asset": "ETH", "amount": 1, "threshold": 1.2}]), json!([])),
            "accounts[0].collateral[0].threshold",
        ),
        (
            account(json!([{"asset": "ETH", "amount": 1, "loanToValue": 0.9}]), json!([])),
            "accounts[0].collateral[0].loanToValue",
        ),
        (
            account(json!([{"asset": "ETH", "amount": 1}, {"asset": "ETH", "amount": 1}]), json!([])),
            "accounts[0].collateral[1].asset",
        ),
        (account(eth(1.0), json!([{"asset": "AAVE", "amount": 1}])), "accounts[0].debt[0].asset"),
        (
            account(eth(1.0), json!([{"asset": "USDC", "amount": 1, "utilization": 1.1}])),
            "accounts[0].debt[0].utilization",
        ),
        (json!({"spots": {"ETH": 0}}), "spots.ETH"),
        (json!({"slashing": 2}), "slashing"),
        (json!({"priceChange": -1}), "priceChange"),
        (
            json!({"pledges": [{"asset": "wstETH", "amount": 1, "haircut": 0.1, "requirement": 5}]}),
            "pledges[0].price",
        ),
        (
            json!({"spots": {"wstETH": 3000}, "pledges": [{"asset": "wstETH", "amount": 1, "haircut": 1.1, "requirement": 5}]}),
            "pledges[0].haircut",
        ),
        (json!({"looping": {"kind": "stakingLoop", "loanToValue": 0.9}}), "looping.loanToValue"),
        (json!({"looping": {"kind": "stakingLoop", "asset": "XYZ"}}), "looping.asset"),
        (json!({"looping": {"kind": "stakingLoop", "borrowed": "AAVE"}}), "looping.borrowed"),
        (
            json!({"looping": {"kind": "stakingLoop", "market": {"kind": "aaveV3", "smallPosition": -1}}}),
            "looping.market.smallPosition",
        ),
        (
            json!({"accounts": [{"market": {"kind": "statedMarket", "rateAtKink": 0.9}, "collateral": eth(1.0)}]}),
            "accounts[0].market.rateAtKink",
        ),
        (
            json!({"accounts": [{"market": {"kind": "statedMarket", "threshold": 0.97}, "collateral": eth(1.0)}]}),
            "accounts[0].market.threshold",
        ),
        (
            json!({"accounts": [{"market": {"kind": "aaveV3", "closeFactor": 0}, "collateral": eth(1.0)}]}),
            "accounts[0].market.closeFactor",
        ),
    ];
    for (request, path) in cases {
        let error = answer(&request).expect_err(path);
        assert_eq!(error.path.as_deref(), Some(path), "{request}: {error}");
        assert!(error.message.ends_with('.') && error.message.len() > 10, "{error}");
    }
    let broke = account(eth(1.0), json!([{"asset": "USDC", "amount": 9000}]));
    let response = answer(&broke).unwrap();
    assert_eq!(
        (&response["warnings"][0]["code"], &response["warnings"][0]["path"]),
        (&json!("negativeEquity"), &json!("accounts[0]"))
    );
}
