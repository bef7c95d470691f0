//! The operation `carry`, positions that carry, and real futures and funding, as their callers meet them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use allotrope::error::Code;
use allotrope::operations::run_json;
use serde_json::{Value, json};

fn run(operation: &str, request: &Value) -> Value {
    serde_json::from_str(&run_json(operation, &request.to_string(), &mut ()).unwrap()).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn close(value: &Value, expected: f64, tolerance: f64) {
    let value = number(value);
    assert!((value - expected).abs() <= tolerance * expected.abs().max(1e-12), "{value} and {expected}");
}

fn quotes() -> Value {
    json!({
        "valuationTime": "2026-11-20T08:00:00Z",
        "spots": {"BTC": 60000, "ETH": 3000},
        "rates": {"USD": 0.04, "ETH": 0.03},
        "forwards": [
            {"asset": "BTC", "expiry": "2026-12-25T08:00:00Z", "price": 60500},
            {"asset": "BTC", "expiry": "2027-06-25T08:00:00Z", "price": 62000}
        ],
        "perpetuals": [
            {"asset": "BTC", "settlement": "linear", "mark": 60060, "fundingRate": 0.0001},
            {"asset": "ETH", "mark": 2997}
        ]
    })
}

/// 400 days of eight-hour funding: 0.01 %, and −0.02 % over the last 30 days.
fn history(asset: &str) -> Value {
    let start: jiff::Timestamp = "2025-10-16T08:00:00Z".parse().unwrap();
    let count = 1200;
    let dates: Vec<String> =
        (0..count).map(|i| (start + jiff::SignedDuration::from_hours(8 * i)).to_string()).collect();
    let rates: Vec<f64> = (0..count).map(|i| if i >= count - 90 { -0.0002 } else { 0.0001 }).collect();
    json!({"asset": asset, "venue": "Binance", "dates": dates, "rates": rates})
}

fn asset<'a>(response: &'a Value, name: &str) -> &'a Value {
    response["assets"].as_array().unwrap().iter().find(|asset| asset["asset"] == name).unwrap()
}

#[test]
fn the_curve_of_an_asset() {
    let response = run("carry", &json!({"quotes": quotes()}));
    let btc = asset(&response, "BTC");
    let [near, far] = [&btc["curve"][0], &btc["curve"][1]];
    assert_eq!(near["expiry"], "2026-12-25T08:00:00Z");
    close(&near["days"], 35.0, 1e-14);
    close(&near["simple"], (60500.0 / 60000.0 - 1.0) * 365.0 / 35.0, 1e-13);
    close(&near["compounded"], (60500.0_f64 / 60000.0).powf(365.0 / 35.0) - 1.0, 1e-13);
    let continuous = (60500.0_f64 / 60000.0).ln() * 365.0 / 35.0;
    close(&near["continuous"], continuous, 1e-13);
    close(&near["impliedRate"], continuous, 1e-13);
    close(&near["overRate"], continuous - 0.04, 1e-13);
    close(&near["rollYield"], (60500.0_f64 / 62000.0).ln() / (182.0 / 365.0), 1e-13);
    assert_eq!(far["rollYield"], Value::Null);
    // Long the coin at 60,000 and short the future at 60,500 earns the basis, whatever happens; at 4 % the
    // money would have earned e^{0.04 T} − 1.
    let carried = &btc["cashAndCarry"][0];
    close(&carried["perYear"], 500.0 / 60000.0 * 365.0 / 35.0, 1e-13);
    let years = 35.0 / 365.0_f64;
    close(&carried["overRate"], (500.0 / 60000.0 - ((0.04 * years).exp() - 1.0)) / years, 1e-12);
}

/// The mark against the fair value, which is that of the published table: see `golden/derivatives.rs`.
#[test]
fn gaps_of_perpetuals() {
    let mut market = quotes();
    market["spots"] = json!({"BTC": 10000});
    market["rates"] = json!({"USD": 0.04, "BTC": 0.02});
    market["perpetuals"] = json!([{"asset": "BTC", "mark": 11000}]);
    let request = json!({"quotes": market, "rule": {"kind": "continuousPremium"},
        "premiumMultiplier": 0.2, "fundingInterest": 0.005});
    let response = run("carry", &request);
    let [linear, inverse] = [0, 1].map(|i| asset(&response, "BTC")["perpetuals"][i].clone());
    for point in [&linear, &inverse] {
        close(&point["gap"], 11000.0 - number(&point["fair"]), 1e-12);
        close(&point["premium"], 0.1, 1e-12);
    }
    // Too weak to hold the price.
    let weak =
        run("carry", &json!({"quotes": request["quotes"], "premiumMultiplier": 0.01, "fundingInterest": 0}));
    let linear = &asset(&weak, "BTC")["perpetuals"][0];
    assert_eq!((&linear["fair"], &linear["gap"]), (&Value::Null, &Value::Null));
    assert!(linear["reason"].as_str().unwrap().contains("cost of carry of 0.02"));
}

#[test]
fn what_a_funding_history_lets_expect() {
    let response = run("carry", &json!({"quotes": quotes(), "funding": [history("BTC")], "windowDays": 30}));
    let funding = &asset(&response, "BTC")["funding"][0];
    close(&funding["intervalHours"], 8.0, 1e-15);
    assert_eq!(funding["missing"], 0);
    let windows = funding["windows"].as_array().unwrap();
    assert_eq!(
        windows.iter().map(|window| window["days"].clone()).collect::<Vec<_>>(),
        [30.into(), 90.into(), 365.into(), Value::Null]
    );
    close(&windows[0]["mean"], -0.0002 * 1095.0, 1e-12);
    // 90 intervals at −0.02 % and 180 at 0.01 %.
    assert!(number(&windows[1]["mean"]).abs() < 1e-12);
    close(&windows[1]["median"], 0.0001 * 1095.0, 1e-12);
    close(&windows[2]["paid"], 1005.0 * 0.0001 - 90.0 * 0.0002, 1e-12);
    close(&windows[3]["negativeShare"], 0.075, 1e-12);
    // The error that takes intervals as independent is several times smaller.
    let naive = 0.0003 * (0.075_f64 * 0.925 / 1200.0).sqrt() * 1095.0;
    assert!(number(&windows[3]["standardError"]) > 3.0 * naive);
    close(&funding["expected"], -0.219, 1e-12);
    let perpetual = asset(&response, "BTC")["cashAndCarry"].as_array().unwrap().last().unwrap();
    assert_eq!((&perpetual["venue"], &perpetual["expiry"]), (&json!("Binance"), &Value::Null));
    close(&perpetual["perYear"], -0.219, 1e-12);
}

#[test]
fn what_positions_earn_by_waiting() {
    let positions = json!([
        {"id": "linear", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "linear"}, "quantity": 2},
        {"id": "inverse", "instrument": {"kind": "perpetual", "asset": "BTC", "settlement": "inverse"}, "quantity": -30000},
        {"id": "future", "instrument": {"kind": "future", "asset": "BTC", "settlement": "linear", "expiry": "2026-12-25T08:00:00Z"}, "quantity": 1},
        {"id": "staked", "instrument": {"kind": "interestBearing", "asset": "ETH", "rate": 0.03}, "quantity": 10},
        {"id": "unknown", "instrument": {"kind": "perpetual", "asset": "ETH", "settlement": "linear"}, "quantity": 1},
        {"id": "spot", "instrument": {"kind": "spot", "asset": "BTC"}, "quantity": 1}
    ]);
    let response =
        run("carry", &json!({"quotes": quotes(), "positions": positions, "funding": [history("BTC")]}));
    let of = |id: &str| response["positions"].as_array().unwrap().iter().find(|p| p["id"] == id).unwrap();
    // The quoted rate goes before the history; Binance counts on the mark.
    close(&of("linear")["notional"], 2.0 * 60060.0, 1e-14);
    close(&of("linear")["perYear"], -2.0 * 60060.0 * 0.0001 * 1095.0, 1e-13);
    close(&of("linear")["perDay"], -2.0 * 60060.0 * 0.0003, 1e-13);
    assert_eq!(of("linear")["source"], "quotedFunding");
    let mean = (1005.0 * 0.0001 - 90.0 * 0.0002) / 1095.0 * 1095.0;
    close(&of("inverse")["perYear"], 30000.0 * mean, 1e-12);
    assert!(number(&of("inverse")["standardError"]) > 0.0);
    // At its basis, spot held, the future falls to the spot.
    let basis = (60500.0_f64 / 60000.0).ln() * 365.0 / 35.0;
    close(&of("future")["perYear"], -basis * 60500.0, 1e-12);
    close(&of("staked")["perYear"], 0.03 * 30000.0, 1e-13);
    let ids: Vec<&Value> = response["positions"].as_array().unwrap().iter().map(|p| &p["id"]).collect();
    assert_eq!(ids, ["linear", "inverse", "future", "staked"]);
    assert_eq!(response["excluded"][0]["id"], "unknown");
    let sum: f64 = response["positions"].as_array().unwrap().iter().map(|p| number(&p["perYear"])).sum();
    close(&response["perYear"], sum, 1e-14);
    // Hyperliquid counts on the oracle.
    let oracle =
        run("carry", &json!({"quotes": quotes(), "positions": positions, "rule": {"kind": "hourlyOracle"}}));
    close(&oracle["positions"][0]["notional"], 120_000.0, 1e-14);
}

#[test]
fn bad_requests_name_their_field() {
    let mut short = history("BTC");
    short["rates"] = json!([0.1]);
    for (change, path, code) in [
        (json!({"windowDays": 0}), "windowDays", Code::InvalidValue),
        (json!({"rule": {"kind": "clampedPremium", "clamp": 2}}), "rule.clamp", Code::InvalidValue),
        (json!({"funding": [short]}), "funding[0].rates", Code::InvalidValue),
        (
            json!({"quotes": {"valuationTime": "2026-11-20", "perpetuals": [{"asset": "BTC", "mark": -1}]}}),
            "quotes.perpetuals[0].mark",
            Code::InvalidValue,
        ),
        (
            json!({"quotes": {"valuationTime": "2026-11-20", "perpetuals": [{"asset": "BTC", "mark": 1, "fundingRate": 3}]}}),
            "quotes.perpetuals[0].fundingRate",
            Code::InvalidValue,
        ),
        (
            json!({"quotes": {"valuationTime": "2026-11-20", "perpetuals": [{"asset": "BTC", "mark": 1}, {"asset": "BTC", "settlement": "inverse", "mark": 1}]}}),
            "quotes.perpetuals[1]",
            Code::InvalidValue,
        ),
    ] {
        let mut request = json!({"quotes": quotes()});
        for (name, value) in change.as_object().unwrap() {
            request[name] = value.clone();
        }
        let error = run_json("carry", &request.to_string(), &mut ()).unwrap_err();
        assert_eq!((error.path.as_deref(), error.code), (Some(path), code), "{}", error.message);
    }
}

/// A mark of its own: value, delta, theta.
#[test]
fn perpetuals_at_their_mark() {
    let position = |settlement: &str, quantity: f64, entry: Option<f64>| {
        let instrument = json!({"kind": "perpetual", "asset": "BTC", "settlement": settlement});
        let mut position = json!({"id": "1", "instrument": instrument, "quantity": quantity});
        if let Some(entry) = entry {
            position["entryPrice"] = entry.into();
        }
        position
    };
    let priced = |position: Value| {
        run("price", &json!({"positions": [position], "quotes": quotes()}))["positions"][0].clone()
    };
    let linear = priced(position("linear", 2.0, Some(61000.0)));
    close(&linear["price"], 60060.0, 1e-15);
    close(&linear["value"], 2.0 * (60060.0 - 61000.0), 1e-13);
    close(&linear["delta"], 2.0 * 60060.0 / 60000.0, 1e-14);
    close(&linear["theta"], -2.0 * 60060.0 * 0.0001 * 1095.0, 1e-13);
    // Nothing is quoted of the inverse one: it stands at spot and expects no funding.
    let inverse = priced(position("inverse", 60000.0, None));
    close(&inverse["price"], 60000.0, 1e-15);
    assert_eq!((number(&inverse["value"]), number(&inverse["theta"])), (0.0, 0.0));
}

/// A published example (Dederi): 10 ETH of a 20-day future at a basis of 8 % lose 3,380 when the index falls 15 %.
#[test]
fn a_published_shock() {
    use allotrope::market::Quotes;
    use allotrope::pricing::instrument::{Holding, Instrument};
    use allotrope::pricing::{ScenarioBlock, ScenarioFrame, SmileRule};
    let forward = 2243.3 * (0.08_f64 * 20.0 / 365.0).exp();
    let quotes: Quotes =
        serde_json::from_value(json!({"valuationTime": "2026-01-01T08:00:00Z", "spots": {"ETH": 2243.3},
        "forwards": [{"asset": "ETH", "expiry": "2026-01-21T08:00:00Z", "price": forward}]}))
        .unwrap();
    let future: Instrument =
        serde_json::from_value(json!({"kind": "future", "asset": "ETH", "settlement": "linear",
        "expiry": "2026-01-21T08:00:00Z"}))
        .unwrap();
    let market = quotes.check().unwrap();
    let holding = Holding { quantity: 10.0, entry_price: Some(forward) };
    let frame = ScenarioFrame { assets: vec!["ETH".into()], horizon_years: 0.0, smile: SmileRule::default() };
    let contract = future.method().check().unwrap();
    let mut profit = [0.0];
    let (returns, factors) = ([0.85_f64.ln()], [0.85]);
    let block = ScenarioBlock::new(1, &returns, &factors, None);
    contract.revaluation(&market, &holding, &frame).unwrap().profit(&block, &mut profit);
    // Written to the unit.
    assert!((profit[0] + 3380.0).abs() < 0.5, "{profit:?}");
    assert!((0.006_f64 * 2243.3 * 10.0 - 134.6).abs() < 0.05);
}

/// The folder of real quotes, where there is one beside the project.
fn data(name: &str) -> Option<String> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        eprintln!("skipped: there is no {name}");
    }
    text
}

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

/// Real curves and perpetuals, snapshot by snapshot: a basis of BTC and ETH futures beyond a week stays within
/// ±25 % a year over these months, and a perpetual stands within 0.5 % of the nearest future's spot side.
#[test]
fn real_curves_and_perpetuals() {
    let (Some(curve), Some(perpetuals)) =
        (data("deribit-futures-curve.csv"), data("deribit-perpetual-prices.csv"))
    else {
        return;
    };
    let mut snapshots: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
    for row in rows(&curve) {
        snapshots.entry(row["timestamp"].clone()).or_default().push(row);
    }
    let marks: BTreeMap<(String, String), f64> = rows(&perpetuals)
        .into_iter()
        .map(|row| {
            (
                (row["obs_datetime"].clone(), row["coin"].clone()),
                row["perp_futures_mark_price"].parse().unwrap(),
            )
        })
        .collect();
    let (mut seen, mut funded) = (0, 0);
    for (time, futures) in &snapshots {
        let mut spots = BTreeMap::new();
        for coin in ["BTC", "ETH"] {
            if let Some(mark) = marks.get(&(time.clone(), coin.to_owned())) {
                spots.insert(coin, *mark);
            }
        }
        let forwards: Vec<Value> = futures
            .iter()
            .filter(|row| spots.contains_key(row["currency"].as_str()))
            .map(|row| {
                let instrument = allotrope::portfolio::parse_symbol(&row["futures_instrument_name"]).unwrap();
                let expiry = serde_json::to_value(&instrument).unwrap()["expiry"].clone();
                let price: f64 = row["snapshot_term_mark_price"].parse().unwrap();
                json!({"asset": row["currency"], "expiry": expiry, "price": price})
            })
            .collect();
        let quoted: Vec<Value> =
            spots.iter().map(|(coin, mark)| json!({"asset": coin, "mark": mark})).collect();
        let quotes = json!({"valuationTime": time, "spots": spots, "rates": {"USD": 0.04}, "forwards": forwards, "perpetuals": quoted});
        let response = run("carry", &json!({"quotes": quotes, "rule": {"kind": "continuousPremium"}}));
        for asset in response["assets"].as_array().unwrap() {
            for point in asset["curve"].as_array().unwrap() {
                if number(&point["days"]) > 7.0 {
                    assert!(number(&point["continuous"]).abs() < 0.25, "{time} {point}");
                    seen += 1;
                }
            }
            for point in asset["perpetuals"].as_array().unwrap() {
                // The damper of 0.025 % is all that the fair value differs by at these rates.
                assert!(
                    (number(&point["fair"]) / number(&point["mark"]) - 1.0).abs() < 5e-4,
                    "{time} {point}"
                );
                funded += 1;
            }
        }
    }
    assert!(seen > 300 && funded > 100, "{seen} futures, {funded} perpetuals");
}

/// Real funding histories: the mean that the page of sources states, an error that is larger than the naive one, and a
/// position that pays what the sum of the rates says.
#[test]
fn real_funding_histories() {
    for (name, per_year) in [
        ("funding-binance-btcusdt-8h.csv", Some(0.150)),
        ("funding-binance-ethusdt-8h.csv", Some(0.185)),
        ("funding-bybit-btcusdt-8h.csv", None),
        ("funding-bybit-ethusdt-8h.csv", None),
    ] {
        let Some(text) = data(name) else { return };
        let rows = rows(&text);
        let rates: Vec<f64> = rows.iter().map(|row| row["funding_rate"].parse().unwrap()).collect();
        let dates: Vec<&String> = rows.iter().map(|row| &row["time_utc"]).collect();
        let request = json!({"quotes": {"valuationTime": "2024-01-01", "spots": {"BTC": 42000}},
            "funding": [{"asset": "BTC", "dates": dates, "rates": rates}]});
        let response = run("carry", &request);
        let funding = &asset(&response, "BTC")["funding"][0];
        assert_eq!((&funding["intervalHours"], &funding["missing"]), (&json!(8.0), &json!(0)));
        let all = funding["windows"].as_array().unwrap().last().unwrap();
        assert_eq!(all["count"], rates.len());
        if let Some(per_year) = per_year {
            // Stated to a tenth of a per cent.
            assert!((number(&all["mean"]) - per_year).abs() < 6e-4, "{name}: {all}");
        }
        let mean = rates.iter().sum::<f64>() / rates.len() as f64;
        let variance =
            rates.iter().map(|rate| (rate - mean) * (rate - mean)).sum::<f64>() / rates.len() as f64;
        let naive = (variance / rates.len() as f64).sqrt() * 1095.0;
        assert!(number(&all["standardError"]) > 2.0 * naive, "{name}: {all}");
        assert!((0.0..0.5).contains(&number(&all["negativeShare"])));
        let points = funding["points"].as_array().unwrap();
        assert!(points.len() <= 240 && points.len() > 100);
    }
}
