//! Published prices and Greeks of derivatives (`tests/fixtures/derivatives.json`), asked for through whichever door
//! is handed over: the native engine's in `tests/derivatives/published_prices.rs`, the wasm engine's in `tests/browser.rs`.

use serde_json::{Map, Value, json};

/// The response of an operation; a request that is refused fails the test.
pub type Door = fn(&str, &Value) -> Value;

/// All of them.
pub const DERIVATIVES: [fn(Door, &Value); 5] =
    [greeks, american_calls, heston_prices, fair_perpetuals, variance_of_listed_options];

/// The published figures.
pub fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/derivatives.json")).unwrap()
}

const NOW: &str = "2026-01-01T00:00:00Z";

fn after(days: f64) -> String {
    let now: jiff::Timestamp = NOW.parse().unwrap();
    (now + jiff::SignedDuration::from_hours((24.0 * days).round() as i64)).to_string()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

fn near(found: &Value, expected: f64, tolerance: f64, what: &str) {
    let found = number(found);
    assert!((found - expected).abs() <= tolerance, "{what}: {found} instead of {expected}");
}

/// To the thirteen digits that are promised of every Greek, in quote currency and in coin.
fn greeks(door: Door, table: &Value) {
    for golden in list(&table["greeks"]) {
        let terms = &golden["terms"];
        let option = json!({"kind": "option", "asset": "BTC", "right": golden["right"], "strike": terms["strike"],
            "expiry": after(number(&terms["days"])), "settlement": "inverse"});
        let response = door(
            "price",
            &json!({
                "positions": [{"id": "1", "quantity": 1, "instrument": option}],
                "quotes": {"valuationTime": NOW, "spots": {"BTC": terms["spot"]},
                    "rates": {"USD": terms["rate"], "BTC": terms["coinRate"]},
                    "volatilities": [{"kind": "flat", "asset": "BTC", "volatility": terms["volatility"]}]},
            }),
        );
        let found = &response["positions"][0];
        for (found, expected) in [(found, &golden["quote"]), (&found["coin"], &golden["coin"])] {
            for (name, expected) in expected.as_object().unwrap() {
                let expected = number(expected);
                near(&found[name], expected, 1e-13 * expected.abs(), &format!("{name} of {terms}"));
            }
        }
    }
}

/// Calls of M. Broadie and J. Detemple, "American option valuation" (1996), K = 100, valued by QuantLib's
/// equation A on 30/360 days. Ten digits are printed at half a year, of which both of QuantLib's equations
/// confirm eight, and six decimals at three years.
fn american_calls(door: Door, table: &Value) {
    let american = &table["american"];
    for grid in list(&american["tables"]) {
        for (terms, row) in list(&american["rates"]).iter().zip(list(&grid["prices"])) {
            let (mut spots, mut rates, mut options) = (Map::new(), Map::new(), vec![]);
            rates.insert("USD".to_owned(), terms["rate"].clone());
            for (i, spot) in list(&american["spots"]).iter().enumerate() {
                let asset = format!("A{i}");
                spots.insert(asset.clone(), spot.clone());
                rates.insert(asset.clone(), terms["yield"].clone());
                options.push(
                    json!({"id": asset, "quantity": 1, "instrument": {"kind": "option", "asset": asset,
                    "right": american["right"], "strike": american["strike"], "exercise": "american",
                    "expiry": after(365.0 * number(&grid["years"])), "settlement": "linear"}}),
                );
            }
            let flat =
                |asset: &String| json!({"kind": "flat", "asset": asset, "volatility": terms["volatility"]});
            let volatilities: Vec<Value> = spots.keys().map(flat).collect();
            let quotes =
                json!({"valuationTime": NOW, "spots": spots, "rates": rates, "volatilities": volatilities});
            let response = door("price", &json!({"positions": options, "quotes": quotes}));
            for (found, expected) in list(&response["positions"]).iter().zip(list(row)) {
                near(
                    &found["price"],
                    number(expected),
                    number(&grid["tolerance"]),
                    &format!("{terms} {}", found["id"]),
                );
            }
        }
    }
}

/// Lewis' table to fifteen digits, of which turning a price into a volatility and back leaves twelve.
fn heston_prices(door: Door, table: &Value) {
    let heston = &table["heston"];
    let mut quote = heston["model"].clone();
    quote["kind"] = json!("heston");
    quote["asset"] = json!("BTC");
    for row in list(&heston["prices"]) {
        let option = |right: &str| {
            json!({"id": right, "quantity": 1, "instrument": {"kind": "option", "asset": "BTC", "right": right,
                "strike": row["strike"], "expiry": after(365.0 * number(&heston["years"])), "settlement": "linear"}})
        };
        let response = door(
            "price",
            &json!({
                "positions": [option("put"), option("call")],
                "quotes": {"valuationTime": NOW, "spots": {"BTC": heston["spot"]},
                    "rates": {"USD": heston["rate"], "BTC": heston["yield"]}, "volatilities": [quote]},
            }),
        );
        for (i, right) in ["put", "call"].into_iter().enumerate() {
            let expected = number(&row[right]);
            near(&response["positions"][i]["price"], expected, 1e-12 * expected, &format!("{right} {row}"));
        }
    }
}

/// Ackerer, Hugonnier and Jermann's continuous fair values, as QuantLib's tests have them: six decimals.
fn fair_perpetuals(door: Door, table: &Value) {
    let terms = &table["perpetuals"];
    let response = door(
        "carry",
        &json!({
            "quotes": {"valuationTime": NOW, "spots": {"BTC": terms["spot"]},
                "rates": {"USD": terms["rate"], "BTC": terms["coinRate"]}, "perpetuals": [{"asset": "BTC", "mark": 11000}]},
            "rule": {"kind": "continuousPremium"},
            "premiumMultiplier": terms["multiplier"],
            "fundingInterest": terms["interest"],
        }),
    );
    let perpetuals = &response["assets"][0]["perpetuals"];
    for (i, settlement) in ["linear", "inverse"].into_iter().enumerate() {
        near(&perpetuals[i]["fair"], number(&terms[settlement]), 5.1e-7, settlement);
    }
}

/// The replicated variance of K. Demeterfi, E. Derman, M. Kamal and J. Zou (1999): five decimals are printed.
fn variance_of_listed_options(door: Door, table: &Value) {
    let terms = &table["varianceSwap"];
    let at = |name: &str| number(&terms[name]);
    let expiry = after(at("days"));
    let strikes = at("strikes") as usize;
    let point = |i: usize| {
        json!({"kind": "point", "asset": "BTC", "expiry": expiry, "strike": at("leastStrike") + at("step") * i as f64,
            "volatility": at("firstVolatility") + at("volatilityStep") * i as f64})
    };
    let points: Vec<Value> = (0..strikes).map(point).collect();
    let response = door(
        "surface",
        &json!({"quotes": {"valuationTime": NOW, "spots": {"BTC": terms["spot"]},
        "rates": {"USD": terms["rate"]}, "volatilities": points}}),
    );
    let expiry = &response["surfaces"][0]["expiries"][0];
    assert_eq!(number(&expiry["used"]), at("strikes"));
    near(&expiry["listedVarianceSwap"], at("variance"), 5e-6, "variance swap");
}
