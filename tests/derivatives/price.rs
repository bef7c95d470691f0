//! The operations `price`, `quotes` and `impliedVolatility` as their callers meet them: JSON in, JSON out.

use allotrope::error::Code;
use allotrope::operations::run_json;
use serde_json::{Value, json};

/// A book with one of everything.
fn book() -> Value {
    let expiry = "2026-12-25T08:00:00Z";
    json!([
        {"id": "1", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 1.5},
        {"id": "2", "instrument": {"kind": "cash", "currency": "USD"}, "quantity": 25000},
        {"id": "3", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "linear"}, "quantity": -0.5, "entryPrice": 61000},
        {"id": "4", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "inverse", "contractSize": 1}, "quantity": -60000, "entryPrice": 61000},
        {"id": "5", "instrument": {"kind": "future", "asset": "ETH", "settlement": "linear", "expiry": expiry}, "quantity": 10, "entryPrice": 3100},
        {"id": "6", "instrument": {"kind": "option", "asset": "BTC", "right": "put", "strike": 50000, "expiry": expiry, "settlement": "inverse", "exercise": "european"}, "quantity": 2},
        {"id": "7", "instrument": {"kind": "option", "asset": "BTC", "right": "call", "strike": 80000, "expiry": expiry, "settlement": "linear"}, "quantity": -1}
    ])
}

fn quotes() -> Value {
    json!({
        "valuationTime": "2026-11-20T08:00:00Z",
        "spots": {"BTC": 60000, "ETH": 3000},
        "rates": {"USD": 0.04, "BTC": 0.0},
        "forwards": [{"asset": "BTC", "expiry": "2026-12-25T08:00:00Z", "price": 60500}],
        "volatilities": [{"asset": "BTC", "kind": "flat", "volatility": 0.6}]
    })
}

fn run(operation: &str, request: &Value) -> Value {
    serde_json::from_str(&run_json(operation, &request.to_string(), &mut ()).unwrap()).unwrap()
}

fn price(positions: Value, quotes: Value) -> Value {
    run("price", &json!({"schemaVersion": 1, "positions": positions, "quotes": quotes}))
}

fn error(operation: &str, request: &Value) -> allotrope::Error {
    run_json(operation, &request.to_string(), &mut ()).unwrap_err()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn one_of_everything() {
    let answer = price(book(), quotes());
    let positions = answer["positions"].as_array().unwrap();
    let labels: Vec<&str> = positions.iter().map(|p| p["label"].as_str().unwrap()).collect();
    assert_eq!(
        labels,
        [
            "BTC",
            "USD",
            "BTC_USDC-PERPETUAL",
            "BTC-PERPETUAL",
            "ETH_USDC-25DEC26",
            "BTC-25DEC26-50000-P",
            "BTC_USDC-25DEC26-80000-C"
        ]
    );
    assert_eq!(answer["excluded"], json!([]));
    assert_eq!(answer["warnings"], json!([]));
    // −0.5 · (60,000 − 61,000), and −60,000 (1/61,000 − 1/60,000) BTC at 60,000.
    approx::assert_relative_eq!(number(&positions[2]["value"]), 500.0, max_relative = 1e-12);
    approx::assert_relative_eq!(
        number(&positions[3]["value"]),
        60000.0 * 1000.0 / 61000.0,
        max_relative = 1e-12
    );
    approx::assert_relative_eq!(number(&positions[3]["delta"]), -60000.0 / 61000.0, max_relative = 1e-12);
    assert_eq!(positions[0]["coin"], Value::Null);
    assert_eq!(positions[5]["coin"]["currency"], "BTC");

    let totals = &answer["totals"];
    let sum = |field: &str| positions.iter().map(|p| number(&p[field])).sum::<f64>();
    approx::assert_relative_eq!(number(&totals["value"]), sum("value"), max_relative = 1e-12);
    approx::assert_relative_eq!(number(&totals["netExposure"]), sum("exposure"), max_relative = 1e-12);
    let gross: f64 = positions.iter().map(|p| number(&p["exposure"]).abs()).sum();
    approx::assert_relative_eq!(number(&totals["grossExposure"]), gross, max_relative = 1e-12);
    approx::assert_relative_eq!(
        number(&totals["deltaOnePercent"]) * 100.0,
        sum("exposure"),
        max_relative = 1e-12
    );
    let by_asset = totals["byAsset"].as_array().unwrap();
    let assets: Vec<&str> = by_asset.iter().map(|a| a["asset"].as_str().unwrap()).collect();
    assert_eq!(assets, ["BTC", "USD", "ETH"]);
}

#[test]
fn cash_in_the_quote_currency_does_not_move() {
    let answer = price(json!([book()[1]]), quotes());
    assert_eq!(answer["positions"][0]["delta"], 0.0);
    assert_eq!(answer["positions"][0]["value"], 25000.0);
    assert_eq!(answer["totals"]["grossExposure"], 0.0);
}

#[test]
fn an_expired_option_is_worth_nothing_and_named() {
    let mut quotes = quotes();
    quotes["valuationTime"] = json!("2026-12-25T08:00:00Z");
    let answer = price(json!([book()[5]]), quotes);
    assert_eq!(answer["positions"][0]["expired"], true);
    assert_eq!(answer["positions"][0]["value"], 0.0);
    assert_eq!(
        answer["warnings"][0],
        json!({"code": "expired", "message": "BTC-25DEC26-50000-P is past its expiry and valued at 0.", "path": "positions[0]"})
    );
}

#[test]
fn volatilities_of_nothing_and_of_five_hundred_per_cent() {
    for (volatility, least) in [(0.0, 0.0), (5.0, 10000.0)] {
        let mut quotes = quotes();
        quotes["volatilities"][0]["volatility"] = json!(volatility);
        // At the forward exactly, where the payoff has its kink, and on either side.
        for strike in [50000.0_f64, 60500.0, 70000.0] {
            let mut put = book()[5].clone();
            put["instrument"]["strike"] = json!(strike);
            let answer = price(json!([put]), quotes.clone());
            let position = &answer["positions"][0];
            for field in ["value", "delta", "gamma", "vega", "theta", "rho"] {
                assert!(number(&position[field]).is_finite());
            }
            // Coin value (K − F)⁺/F, at the spot.
            let payoff = 2.0 * (strike - 60500.0).max(0.0) / 60500.0 * 60000.0;
            if volatility == 0.0 {
                approx::assert_relative_eq!(number(&position["value"]), payoff, max_relative = 1e-12);
            }
            assert!(number(&position["value"]) >= payoff.max(least));
        }
    }
}

#[test]
fn a_position_without_quotes_is_excluded_and_the_rest_stands() {
    let mut positions = book();
    positions[0]["instrument"]["asset"] = json!("XYZ");
    positions[4]["instrument"]["asset"] = json!("ADA");
    let answer = price(positions, quotes());
    assert_eq!(
        answer["excluded"],
        json!([
            {"id": "1", "reason": "There is no spot price of XYZ."},
            {"id": "5", "reason": "There is no spot price of ADA."}
        ])
    );
    assert_eq!(answer["positions"].as_array().unwrap().len(), 5);
    let mut quotes = quotes();
    quotes["volatilities"] = json!([]);
    let answer = price(book(), quotes);
    assert_eq!(answer["excluded"][0], json!({"id": "6", "reason": "There is no volatility of BTC."}));
}

#[test]
fn the_volatility_of_a_strike_goes_before_the_flat_one() {
    let mut quotes = quotes();
    quotes["volatilities"] = json!([
        {"asset": "BTC", "kind": "flat", "volatility": 0.6},
        {"asset": "BTC", "kind": "point", "expiry": "2026-12-25T08:00:00Z", "strike": 50000, "volatility": 0.7}
    ]);
    let answer = price(book(), quotes);
    assert_eq!(answer["positions"][5]["impliedVolatility"], 0.7);
    assert_eq!(answer["positions"][6]["impliedVolatility"], 0.6);
}

#[test]
fn a_stablecoin_without_a_price_counts_one_and_is_said() {
    let usdt = json!([{"id": "1", "instrument": {"kind": "spot", "asset": "USDT"}, "quantity": 100}]);
    let answer = price(usdt, quotes());
    assert_eq!(answer["totals"]["value"], 100.0);
    assert_eq!(answer["warnings"][0]["code"], "stablecoinAtPar");
}

#[test]
fn without_an_entry_price_there_is_no_profit_and_the_delta_stands() {
    let mut positions = json!([book()[2], book()[3]]);
    for position in positions.as_array_mut().unwrap() {
        position.as_object_mut().unwrap().remove("entryPrice");
    }
    let answer = price(positions, quotes());
    assert_eq!(answer["totals"]["value"], 0.0);
    approx::assert_relative_eq!(number(&answer["totals"]["netExposure"]), -90000.0, max_relative = 1e-12);
    assert_eq!(answer["warnings"][0]["code"], "noEntryPrice");
}

#[test]
fn nothing_held_is_nothing() {
    let answer = price(json!([]), quotes());
    assert_eq!(answer["totals"]["value"], 0.0);
    let mut position = book()[6].clone();
    position["quantity"] = json!(0);
    let answer = price(json!([position]), quotes());
    assert_eq!(answer["totals"]["grossExposure"], 0.0);
    assert!(!answer.to_string().contains("-0.0"), "{answer}");
}

#[test]
fn errors_have_their_place() {
    let request = |change: fn(&mut Value)| {
        let mut request = json!({"positions": book(), "quotes": quotes()});
        change(&mut request);
        error("price", &request)
    };
    let at = |change: fn(&mut Value)| request(change).path.unwrap();
    assert_eq!(
        at(|r| r["positions"][5]["instrument"]["strike"] = json!(-1)),
        "positions[5].instrument.strike"
    );
    assert_eq!(
        at(|r| r["positions"][5]["instrument"]["expiry"] = json!("soon")),
        "positions[5].instrument.expiry"
    );
    assert_eq!(at(|r| r["positions"][4]["id"] = json!("1")), "positions[4].id");
    assert_eq!(at(|r| r["positions"][2]["entryPrice"] = json!(0)), "positions[2].entryPrice");
    assert_eq!(at(|r| r["positions"][2]["quantity"] = json!(1e300)), "positions[2].quantity");
    assert_eq!(
        at(|r| r["positions"][2]["instrument"]["contractSize"] = json!(10)),
        "positions[2].instrument.contractSize"
    );
    assert_eq!(at(|r| r["quotes"]["spots"]["BTC"] = json!(0)), "quotes.spots.BTC");
    assert_eq!(
        at(|r| r["quotes"]["volatilities"][0]["volatility"] = json!(65)),
        "quotes.volatilities[0].volatility"
    );
    assert_eq!(at(|r| r["schemaVersion"] = json!(2)), "schemaVersion");
    assert!(at(|r| r["positions"][2]["price"] = json!(0)).starts_with("positions[2]"));
    let message = request(|r| r["positions"][5]["instrument"]["strike"] = json!(-1)).message;
    assert_eq!(message, "The strike is -1; it is above zero.");
}

#[test]
fn a_closed_position_may_have_an_entry_price_of_zero() {
    let mut position = book()[3].clone();
    position["quantity"] = json!(0);
    position["entryPrice"] = json!(0);
    assert_eq!(price(json!([position]), quotes())["totals"]["value"], 0.0);
}

#[test]
fn no_number_of_the_request_makes_an_infinity() {
    let huge = json!([
        {"id": "1", "instrument": {"kind": "option", "asset": "BTC", "right": "put", "strike": 1e18, "expiry": "2126-12-25", "settlement": "inverse"}, "quantity": 1e18},
        {"id": "2", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "inverse", "contractSize": 1e18}, "quantity": 1e18, "entryPrice": 1e-18}
    ]);
    for (spot, rate) in [(1e-18, 10.0), (1e18, -10.0), (1e-18, 0.0)] {
        let quotes = json!({"valuationTime": "2026-01-01", "spots": {"BTC": spot}, "rates": {"USD": rate},
            "volatilities": [{"asset": "BTC", "kind": "flat", "volatility": 1e-12}]});
        let answer = price(huge.clone(), quotes);
        assert!(!answer["totals"].as_object().unwrap().values().any(Value::is_null), "{answer}");
    }
}

#[test]
fn quotes_are_derived_from_the_history() {
    let days: Vec<String> = (0..120).map(|t| format!("2026-{:02}-{:02}", 7 + t / 30, 1 + t % 30)).collect();
    let prices: Vec<Value> =
        (0..120).map(|t| json!([if t % 2 == 0 { 100.0 } else { 110.0 }, 50.0])).collect();
    let request = json!({
        "positions": [
            {"id": "1", "instrument": {"kind": "option", "asset": "BTC", "right": "put", "strike": 90, "expiry": "2026-12-25T08:00:00Z", "settlement": "inverse"}, "quantity": 2},
            {"id": "2", "instrument": {"kind": "spot", "asset": "ETH"}, "quantity": 2},
            {"id": "3", "instrument": {"kind": "cash", "currency": "USDT"}, "quantity": 2},
            {"id": "4", "instrument": {"kind": "spot", "asset": "XYZ"}, "quantity": 2}
        ],
        "prices": {"dates": days, "assets": ["BTC", "ETH"], "prices": prices},
        "given": {"spots": {"ETH": 55}}
    });
    let answer = run("quotes", &request);
    let quotes = &answer["quotes"];
    assert_eq!(quotes["valuationTime"], "2026-10-30");
    assert_eq!(quotes["spots"], json!({"BTC": 110.0, "ETH": 55.0, "USDT": 1.0}));
    // Log-returns of ±ln 1.1 by turns: mean 0, standard deviation ln 1.1 · √(90/89).
    let expected = 1.1_f64.ln() * (90.0_f64 / 89.0 * 365.0).sqrt();
    approx::assert_relative_eq!(
        number(&quotes["volatilities"][0]["volatility"]),
        expected,
        max_relative = 1e-12
    );
    assert_eq!(answer["warnings"].as_array().unwrap().len(), 1);
    assert_eq!(answer["warnings"][0]["message"], "There is no price of XYZ.");
    let source = |field: &str, asset: &str| {
        let sources = answer["sources"].as_array().unwrap();
        let found = sources.iter().find(|s| s["field"] == field && s["asset"] == asset).unwrap();
        format!("{}: {}", found["source"].as_str().unwrap(), found["detail"].as_str().unwrap())
    };
    assert_eq!(source("spot", "BTC"), "lastPrice: last price, of 2026-10-30");
    assert_eq!(source("spot", "ETH"), "given: as given");
    assert_eq!(
        source("volatility", "BTC"),
        "realised: realised over the last 90 bars to 2026-10-30, 365 bars a year"
    );
    // What comes out can go into `price`.
    let answer = price(request["positions"].clone(), quotes.clone());
    assert_eq!(answer["excluded"][0]["id"], "4");

    // An earlier moment sees no later price.
    let mut early = request.clone();
    early["valuationTime"] = json!("2026-08-05");
    assert_eq!(run("quotes", &early)["quotes"]["spots"]["BTC"], 100.0);
    // With neither prices nor a moment there is nothing to go by.
    let error = error("quotes", &json!({"positions": []}));
    assert_eq!(error.path.as_deref(), Some("valuationTime"));
}

#[test]
fn volatilities_are_implied_or_refused_with_a_reason() {
    let option = |right: &str, price: f64, years: f64| json!({"forward": 100, "strike": 110, "yearsToExpiry": years, "right": right, "price": price});
    let request = json!({"quotes": [
        option("call", 5.0, 1.0),
        option("put", 15.0, 1.0),
        {"forward": 100, "strike": 110, "yearsToExpiry": 1, "right": "call", "price": 0.05, "settlement": "inverse"},
        option("put", 9.9, 1.0),
        option("put", 10.0, 1.0),
        option("call", 0.0, 1.0),
        option("call", 100.0, 1.0),
        option("call", 5.0, 0.0)
    ]});
    let answer = run("impliedVolatility", &request);
    let results = answer["results"].as_array().unwrap();
    // The call, the put by parity and the coin price are the same option.
    for i in [1, 2] {
        approx::assert_relative_eq!(
            number(&results[i]["volatility"]),
            number(&results[0]["volatility"]),
            max_relative = 1e-13
        );
    }
    let reasons: Vec<&Value> = results[3..].iter().map(|r| &r["reason"]).collect();
    assert_eq!(reasons, ["belowIntrinsic", "noTimeValue", "noTimeValue", "aboveCap", "expired"]);
    let bad = json!({"quotes": [option("call", 5.0, 1.0), {"forward": 100, "strike": 0, "yearsToExpiry": 1, "right": "call", "price": 5}]});
    assert_eq!(error("impliedVolatility", &bad).path.as_deref(), Some("quotes[1].strike"));
}

#[test]
fn columns_are_limited_before_they_are_copied() {
    use allotrope::operations::{MOST_NUMBERS, check_columns, run_columns};
    assert_eq!(check_columns(MOST_NUMBERS), Ok(()));
    let error = check_columns(MOST_NUMBERS + 7).unwrap_err();
    assert_eq!(error.code, Code::TooLarge);
    assert_eq!(run_columns("valueOptions", &[]).unwrap(), Vec::<f64>::new());
    assert_eq!(run_columns("impliedVolatilities", &[]).unwrap(), Vec::<f64>::new());
    assert_eq!(run_columns("valueBonds", &[]).unwrap_err().code, Code::UnknownOperation);
}

#[test]
fn spots_of_assets_that_nobody_holds_come_on_request() {
    let prices = json!({
        "dates": ["2026-11-18", "2026-11-19", "2026-11-20"],
        "assets": ["BTC", "SOL"],
        "prices": [[60000.0, 150.0], [61000.0, 155.0], [62000.0, null]]
    });
    let held = json!([{"id": "1", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 1}]);
    let alone = run("quotes", &json!({"positions": held, "prices": prices}));
    assert_eq!(alone["quotes"]["spots"], json!({"BTC": 62000.0}));
    let assets = json!(["SOL", "BTC", "XYZ"]);
    let more = run("quotes", &json!({"positions": held, "prices": prices, "assets": assets}));
    assert_eq!(more["quotes"]["spots"], json!({"BTC": 62000.0, "SOL": 155.0}));
    assert_eq!(more["warnings"][0]["message"], "There is no price of XYZ.");
    assert_eq!(more["warnings"][0]["path"], "assets[2]");
}
