//! The operation `surface`, and markets that answer from what it fits.

use std::collections::BTreeMap;
use std::path::Path;

use allotrope::market::{Forward, Quotes, VolatilityQuote, parse_instant};
use allotrope::portfolio::surface::{ForwardOrigin, SurfaceRequest, SurfaceResponse, Unused, run};
use allotrope::pricing::heston::{Heston, HestonExpiry};
use allotrope::pricing::instrument::{Holding, Instrument};
use allotrope::pricing::{Right, ScenarioBlock, ScenarioFrame, SmileRule};
use serde_json::{Value, json};

const NOW: &str = "2026-01-01T08:00:00Z";
const NEAR: &str = "2026-01-21T08:00:00Z";
const FAR: &str = "2026-03-12T08:00:00Z";

/// Total variance of the two expiries, as raw SVI.
fn svi(expiry: &str, k: f64) -> f64 {
    let [a, b, rho, m, sigma] = parameters(expiry);
    a + b * (rho * (k - m) + ((k - m).powi(2) + sigma * sigma).sqrt())
}

fn parameters(expiry: &str) -> [f64; 5] {
    if expiry == NEAR { [0.008, 0.06, -0.3, 0.01, 0.1] } else { [0.03, 0.14, -0.35, 0.02, 0.2] }
}

fn years(expiry: &str) -> f64 {
    if expiry == NEAR { 20.0 / 365.0 } else { 70.0 / 365.0 }
}

fn forward(expiry: &str) -> f64 {
    if expiry == NEAR { 50_200.0 } else { 50_900.0 }
}

/// Black's price of the smile's volatility, by the error function of libm; in coin.
fn coin_price(expiry: &str, strike: f64, call: bool) -> f64 {
    let f = forward(expiry);
    let root = svi(expiry, (strike / f).ln()).sqrt();
    let d1 = (f / strike).ln() / root + 0.5 * root;
    let n = |x: f64| 0.5 * libm::erfc(-x / 2.0_f64.sqrt());
    let sign = if call { 1.0 } else { -1.0 };
    sign * (n(sign * d1) - strike / f * n(sign * (d1 - root)))
}

fn option(expiry: &str, strike: f64, right: &str) -> Value {
    let price = coin_price(expiry, strike, right == "call");
    json!({"asset": "BTC", "expiry": expiry, "strike": strike, "right": right, "settlement": "inverse",
        "price": price, "bid": price * 0.98, "ask": price * 1.02})
}

fn strikes(expiry: &str) -> impl Iterator<Item = f64> {
    let step = if expiry == NEAR { 1_000.0 } else { 2_000.0 };
    (-12..=12).map(move |i| 50_000.0 + step * f64::from(i))
}

fn request() -> Value {
    let mut options = vec![];
    for expiry in [NEAR, FAR] {
        for strike in strikes(expiry) {
            options.extend([option(expiry, strike, "call"), option(expiry, strike, "put")]);
        }
    }
    json!({"quotes": {"valuationTime": NOW, "spots": {"BTC": 50_000}}, "options": options})
}

fn answer(request: &Value) -> SurfaceResponse {
    let request: SurfaceRequest = serde_json::from_value(request.clone()).unwrap();
    run(&request, &mut ()).unwrap()
}

#[test]
fn prices_give_their_forwards_and_parameters_back() {
    let response = answer(&request());
    let surface = &response.surfaces[0];
    assert_eq!((surface.asset.as_str(), surface.expiries.len()), ("BTC", 2));
    for (expiry, name) in surface.expiries.iter().zip([NEAR, FAR]) {
        assert_eq!(expiry.forward_origin, ForwardOrigin::Parity);
        assert!((expiry.forward / forward(name) - 1.0).abs() < 1e-12, "{}", expiry.forward);
        assert_eq!(expiry.used, 25);
        assert_eq!((expiry.left_out[0].reason, expiry.left_out[0].count), (Unused::InTheMoney, 25));
        for (found, wanted) in expiry.parameters.iter().zip(parameters(name)) {
            assert!((found.value - wanted).abs() < 1e-8, "{name}: {found:?}, not {wanted}");
        }
        assert!(expiry.largest_error < 1e-9 && expiry.butterfly_check.value > 0.0);
        let at_the_money = (svi(name, 0.0) / years(name)).sqrt();
        assert!((expiry.at_the_money - at_the_money).abs() < 1e-9);
        // A convex smile that falls: puts cost more than calls.
        assert!(expiry.delta.unwrap().risk_reversal < 0.0 && expiry.delta.unwrap().butterfly > 0.0);
    }
    let [near, far] = &surface.expiries[..] else { panic!() };
    assert!(near.calendar_check.is_none() && far.calendar_check.unwrap().value > 0.0);
    let step = (svi(FAR, 0.0) - svi(NEAR, 0.0)) / (years(FAR) - years(NEAR));
    assert!((far.forward_variance - step).abs() < 1e-9);
    // The index lies between both swap rates, by time as the total variances do.
    let total = 0.8 * near.variance_swap * near.years + 0.2 * far.variance_swap * far.years;
    assert!((surface.index.unwrap() - (total / (30.0 / 365.0)).sqrt()).abs() < 1e-12);
    // Strikes within two deviations hold most of the variance, and not the wings.
    for expiry in &surface.expiries {
        let share = expiry.listed_variance_swap.unwrap() / expiry.variance_swap;
        assert!((0.85..1.0).contains(&share), "{share}");
    }
}

/// A chain at Heston's own volatilities gives the parameters back; the market that takes them values an
/// option as the model does, at expiries that the chain has and at others.
#[test]
fn a_model_answers_for_every_expiry() {
    let quotes: Quotes = serde_json::from_value(json!({
        "valuationTime": NOW, "spots": {"BTC": 50_000},
        "volatilities": [{"kind": "heston", "asset": "BTC", "v0": 0.3, "kappa": 3, "theta": 0.5, "sigma": 1.2, "rho": -0.3}],
    }))
    .unwrap();
    let market = quotes.check().unwrap();
    let mut points = vec![];
    for expiry in [NEAR, FAR] {
        for strike in strikes(expiry) {
            let volatility = market.volatility("BTC", parse_instant(expiry).unwrap(), strike).unwrap();
            points.push(json!({"kind": "point", "asset": "BTC", "expiry": expiry, "strike": strike, "volatility": volatility}));
        }
    }
    let response = answer(&json!({
        "quotes": {"valuationTime": NOW, "spots": {"BTC": 50_000}, "volatilities": points},
        "model": {"kind": "heston"},
    }));
    let [VolatilityQuote::Heston { v0, kappa, theta, sigma, rho, .. }] = &response.volatilities[..] else {
        panic!("{:?}", response.volatilities)
    };
    for (found, wanted) in [v0, kappa, theta, sigma, rho].into_iter().zip([0.3, 3.0, 0.5, 1.2, -0.3]) {
        assert!((found - wanted).abs() < 1e-6, "{found}, not {wanted}");
    }
    let shared = &response.surfaces[0].shared;
    assert_eq!(shared.len(), 6);
    assert!((shared[5].value - 2.0 * 3.0 * 0.5 / 1.44).abs() < 1e-5, "{:?}", shared[5]);
    let model = Heston::new(0.3, 3.0, 0.5, 1.2, -0.3).unwrap();
    for expiry in [NEAR, "2026-02-10T08:00:00Z", "2027-01-01T08:00:00Z"] {
        let instant = parse_instant(expiry).unwrap();
        let years = market.years_to(instant);
        let valued = Instrument::VanillaOption(
            serde_json::from_value(json!({"asset": "BTC", "right": "call", "strike": 60_000, "expiry": expiry, "settlement": "linear"})).unwrap(),
        );
        let holding = Holding { quantity: 1.0, entry_price: None };
        let price = valued.method().check().unwrap().value(&market, &holding).unwrap().price;
        let expected = HestonExpiry::new(&model, years).option(Right::Call, 50_000.0, 60_000.0).price;
        // Price to volatility and back: some units of the last digit of the forward.
        assert!((price - expected).abs() < 1e-8, "{expiry}: {price}, not {expected}");
    }
}

#[test]
fn each_bad_quote_is_left_out_with_its_reason() {
    let mut request = request();
    let options = request["options"].as_array_mut().unwrap();
    let mut change = |expiry: &str, strike: f64, right: &str, field: &str, value: Value| {
        let at = options
            .iter()
            .position(|o| o["expiry"] == expiry && o["strike"] == strike && o["right"] == right);
        options[at.unwrap()][field] = value;
    };
    change(NEAR, 52_000.0, "call", "bid", json!(0.0));
    change(NEAR, 53_000.0, "call", "bid", json!(0.9));
    change(NEAR, 54_000.0, "call", "ask", json!(coin_price(NEAR, 54_000.0, true) * 0.985));
    change(NEAR, 55_000.0, "call", "price", json!(2.0));
    change(NEAR, 56_000.0, "call", "price", json!(0.0));
    let twice = option(NEAR, 57_000.0, "call");
    options.push(twice);
    let response = answer(&request);
    let expiry = &response.surfaces[0].expiries[0];
    let reason = |strike: f64| -> Vec<Unused> {
        expiry.quotes.iter().filter(|q| q.strike == strike).filter_map(|q| q.left_out).collect()
    };
    assert!(reason(52_000.0).contains(&Unused::NoBid));
    assert!(reason(53_000.0).contains(&Unused::Crossed));
    assert!(reason(54_000.0).contains(&Unused::Stale));
    assert!(reason(55_000.0).contains(&Unused::AboveCap));
    assert!(reason(56_000.0).contains(&Unused::NoTimeValue));
    assert!(reason(57_000.0).contains(&Unused::Repeated));
    assert!(expiry.largest_error < 1e-9);
}

#[test]
fn requests_that_cannot_be_fitted() {
    let refused = |request: Value| {
        let read: SurfaceRequest = serde_json::from_value(request).unwrap();
        run(&read, &mut ()).unwrap_err()
    };
    let empty = refused(json!({"quotes": {"valuationTime": NOW}}));
    assert!(empty.message.starts_with("There are no quotes of options"), "{empty}");
    let expired =
        refused(json!({"quotes": {"valuationTime": "2027-01-01"}, "options": request()["options"]}));
    assert!(expired.message.contains("it has expired"), "{expired}");
    let two = refused(json!({"quotes": {"valuationTime": NOW, "spots": {"BTC": 50_000}},
        "options": [option(NEAR, 50_000.0, "call"), option(NEAR, 51_000.0, "call")]}));
    assert!(two.message.contains("2 of 2 quotes can be used"), "{two}");
    let mut negative = request();
    negative["options"][3]["strike"] = json!(-1);
    assert_eq!(refused(negative).path.unwrap(), "options[3].strike");
    let mut nothing = option(NEAR, 50_000.0, "call");
    nothing["price"] = json!(-0.1);
    let bad = refused(json!({"quotes": {"valuationTime": NOW}, "options": [nothing]}));
    assert_eq!(bad.path.unwrap(), "options[0].price");
}

/// A market with the fitted smiles, one quoted strike and a flat volatility.
fn market() -> Quotes {
    let response = answer(&request());
    let mut volatilities = response.volatilities;
    volatilities.push(VolatilityQuote::Flat { asset: "BTC".into(), volatility: 0.9 });
    volatilities.push(VolatilityQuote::Point {
        asset: "BTC".into(),
        expiry: NEAR.into(),
        strike: 45_000.0,
        volatility: 0.777,
        bid: None,
        ask: None,
    });
    Quotes {
        valuation_time: NOW.into(),
        spots: BTreeMap::from([("BTC".to_owned(), 50_000.0), ("ETH".to_owned(), 2_000.0)]),
        rates: BTreeMap::new(),
        forwards: response.forwards,
        volatilities,
        perpetuals: vec![],
    }
}

#[test]
fn a_market_answers_from_the_point_then_the_surface_then_the_flat_one() {
    let market = market().check().unwrap();
    let volatility =
        |expiry: &str, strike: f64| market.volatility("BTC", parse_instant(expiry).unwrap(), strike).unwrap();
    assert_eq!(volatility(NEAR, 45_000.0), 0.777);
    for (expiry, strike) in [(NEAR, 46_000.0), (FAR, 45_000.0), (FAR, 61_234.5)] {
        let wanted = (svi(expiry, (strike / forward(expiry)).ln()) / years(expiry)).sqrt();
        assert!((volatility(expiry, strike) - wanted).abs() < 1e-8, "{expiry} {strike}");
    }
    // Halfway between the expiries, where the forward is the spot: total variance is the mean.
    let k = (48_000.0_f64 / 50_000.0).ln();
    let mean = 0.5 * (svi(NEAR, k) + svi(FAR, k)) / (45.0 / 365.0);
    assert!((volatility("2026-02-15T08:00:00Z", 48_000.0) - mean.sqrt()).abs() < 1e-8);
    // Past its expiry nothing of the surface is left.
    assert_eq!(volatility("2025-12-31T08:00:00Z", 48_000.0), 0.9);
    let eth = market.volatility("ETH", parse_instant(NEAR).unwrap(), 2_000.0).unwrap_err();
    assert_eq!(eth.message, "There is no volatility of ETH.");
}

#[test]
fn smiles_that_are_none_are_refused() {
    let smile = |parameters: Value| {
        let mut quote = json!({"kind": "svi", "asset": "BTC", "expiry": NEAR});
        quote.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
        let quotes = json!({"valuationTime": NOW, "volatilities": [quote]});
        serde_json::from_value::<Quotes>(quotes).unwrap().check().unwrap_err()
    };
    let steep = smile(json!({"a": 0.1, "b": 1.5, "rho": 0.5, "m": 0, "sigma": 0.1}));
    assert_eq!(steep.path.unwrap(), "volatilities[0].b");
    let low = smile(json!({"a": -0.1, "b": 0.5, "rho": 0.5, "m": 0, "sigma": 0.1}));
    assert_eq!(low.path.unwrap(), "volatilities[0].a");
    let none = smile(json!({"a": 0.1, "b": 0.5, "rho": 0.5, "m": 0, "sigma": 0}));
    assert!(none.message.contains("sigma above 0"), "{none}");
    let points = |moneyness: Value, volatilities: Value| {
        let quote = json!({"kind": "smile", "asset": "BTC", "expiry": NEAR, "moneyness": moneyness,
            "volatilities": volatilities});
        let quotes = json!({"valuationTime": NOW, "volatilities": [quote, quote]});
        serde_json::from_value::<Quotes>(quotes).unwrap().check().unwrap_err()
    };
    assert_eq!(points(json!([0.1, 0.0]), json!([0.5, 0.5])).path.unwrap(), "volatilities[0].moneyness");
    assert_eq!(points(json!([0.0, 0.1]), json!([0.5])).path.unwrap(), "volatilities[0].moneyness");
    assert_eq!(points(json!([0.0, 0.1]), json!([0.5, 0])).path.unwrap(), "volatilities[0].volatilities[1]");
    assert!(points(json!([0.0, 0.1]), json!([0.5, 0.6])).message.contains("given twice"));
}

/// Profit of one coin-settled option when the spot moves by a factor, under each rule.
fn profit(rule: SmileRule, factor: f64, quotes: &Quotes, strike: f64) -> f64 {
    let terms = json!({"kind": "option", "asset": "BTC", "right": "call", "strike": strike, "expiry": FAR,
        "settlement": "inverse"});
    let contract = serde_json::from_value::<Instrument>(terms).unwrap().method().check().unwrap();
    let frame = ScenarioFrame { assets: vec!["BTC".into()], horizon_years: 0.0, smile: rule };
    let holding = Holding { quantity: 1.0, entry_price: None };
    let revaluation = contract.revaluation(&quotes.check().unwrap(), &holding, &frame).unwrap();
    let mut out = [0.0];
    revaluation.profit(&ScenarioBlock::new(1, &[factor.ln()], &[factor], None), &mut out);
    out[0]
}

#[test]
fn a_smile_follows_the_spot_or_stays() {
    let quotes = market();
    let (factor, strike) = (1.1_f64, 52_000.0);
    // What the option is worth after the move, by Black's formula here: at the volatility of its strike, and
    // at that of its new moneyness.
    let f = forward(FAR);
    let worth = |spot_factor: f64, k: f64| {
        let (root, f) = (svi(FAR, k).sqrt(), f * spot_factor);
        let d1 = (f / strike).ln() / root + 0.5 * root;
        let n = |x: f64| 0.5 * libm::erfc(-x / 2.0_f64.sqrt());
        // In quote currency: the coin's value per coin, times the spot.
        (n(d1) - strike / f * n(d1 - root)) * 50_000.0 * spot_factor
    };
    let k = (strike / f).ln();
    for (rule, after) in [(SmileRule::StickyStrike, k), (SmileRule::StickyMoneyness, k - factor.ln())] {
        let expected = worth(factor, after) - worth(1.0, k);
        let found = profit(rule, factor, &quotes, strike);
        // The parameters come back to 1e-8, the table of the normal law to 1e-14.
        assert!((found - expected).abs() < 1e-3, "{rule:?}: {found}, not {expected}");
    }
    let [strike_rule, moneyness_rule] = [SmileRule::StickyStrike, SmileRule::StickyMoneyness]
        .map(|rule| profit(rule, factor, &quotes, strike));
    assert!((strike_rule - moneyness_rule).abs() > 10.0, "the rules differ");
    assert!(profit(SmileRule::StickyMoneyness, 1.0, &quotes, strike).abs() < 1e-9);
    // Without a surface there is nothing to follow.
    let flat = Quotes {
        volatilities: vec![VolatilityQuote::Flat { asset: "BTC".into(), volatility: 0.9 }],
        forwards: vec![Forward { asset: "BTC".into(), expiry: FAR.into(), price: f }],
        ..quotes
    };
    let both =
        [SmileRule::StickyStrike, SmileRule::StickyMoneyness].map(|rule| profit(rule, factor, &flat, strike));
    assert_eq!(both[0], both[1]);
}

/// Delta where the smile goes along, against Black's formula here at both ends of a small move of the spot, and
/// against the delta of Heston's model, in which prices scale with spot and strike.
#[test]
fn the_skew_delta_moves_the_smile_with_the_spot() {
    let valued = |quotes: &Quotes, strike: f64, expiry: &str, settlement: &str| {
        let terms = json!({"kind": "option", "asset": "BTC", "right": "call", "strike": strike, "expiry": expiry,
            "settlement": settlement});
        let contract = serde_json::from_value::<Instrument>(terms).unwrap().method().check().unwrap();
        let holding = Holding { quantity: 2.0, entry_price: None };
        contract.value(&quotes.check().unwrap(), &holding).unwrap()
    };
    let fitted = market();
    // Between both expiries the forward is the spot, and total variance the mean.
    for (expiry, strike) in
        [(NEAR, 47_000.0), (FAR, 52_000.0), (FAR, 80_000.0), ("2026-02-15T08:00:00Z", 45_000.0)]
    {
        let worth = |factor: f64| {
            let listed = [NEAR, FAR].contains(&expiry);
            let f = if listed { forward(expiry) } else { 50_000.0 };
            let k = (strike / (f * factor)).ln();
            let root = if listed { svi(expiry, k) } else { 0.5 * (svi(NEAR, k) + svi(FAR, k)) }.sqrt();
            let d1 = -k / root + 0.5 * root;
            let n = |x: f64| 0.5 * libm::erfc(-x / 2.0_f64.sqrt());
            (n(d1) - strike / (f * factor) * n(d1 - root)) * 50_000.0 * factor
        };
        let h = 1e-4;
        let expected = 2.0 * (worth(1.0 + h) - worth(1.0 - h)) / (2.0 * h * 50_000.0);
        let found = valued(&fitted, strike, expiry, "inverse");
        // h² of a third derivative of order 10, and parameters that come back to 1e-8.
        let skew = found.skew_delta.unwrap();
        assert!((skew - expected).abs() < 1e-6, "{expiry} {strike}: {skew}, not {expected}");
        assert!((skew - found.figures.delta).abs() > 1e-3, "the smile leans");
    }
    // A quote of its own moves as far as the surface does.
    assert!(valued(&fitted, 45_000.0, NEAR, "linear").skew_delta.is_some());
    let model = Heston::new(0.3, 3.0, 0.5, 1.2, -0.3).unwrap();
    let heston: Quotes = serde_json::from_value(json!({
        "valuationTime": NOW, "spots": {"BTC": 50_000},
        "volatilities": [{"kind": "heston", "asset": "BTC", "v0": 0.3, "kappa": 3, "theta": 0.5, "sigma": 1.2, "rho": -0.3}],
    }))
    .unwrap();
    for strike in [30_000.0, 50_000.0, 75_000.0] {
        let expected =
            2.0 * HestonExpiry::new(&model, years(FAR)).option(Right::Call, 50_000.0, strike).delta;
        let found = valued(&heston, strike, FAR, "linear").skew_delta.unwrap();
        assert!((found - expected).abs() < 1e-9, "{strike}: {found}, not {expected}");
    }
    // Without a surface nothing leans.
    let flat = Quotes {
        volatilities: vec![VolatilityQuote::Flat { asset: "BTC".into(), volatility: 0.9 }],
        ..fitted
    };
    assert_eq!(valued(&flat, 52_000.0, FAR, "linear").skew_delta, None);
}

/// Real chains, where they are at hand: every expiry of every file is fitted closely and without arbitrage. That no
/// butterfly and no calendar spread costs less than nothing holds but for the rounding of total variances near 1.
#[test]
fn chains_of_an_exchange() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().contains("deribit-chain-btc-eth"))
        .collect();
    files.sort();
    if files.is_empty() {
        println!("skipped: no chains at hand");
    }
    for file in files {
        let rows: Vec<BTreeMap<String, String>> =
            csv::Reader::from_path(&file).unwrap().deserialize().map(|row| row.unwrap()).collect();
        let mut quotes = Quotes {
            valuation_time: rows[0]["timestamp"].clone(),
            spots: BTreeMap::new(),
            rates: BTreeMap::new(),
            forwards: vec![],
            volatilities: vec![],
            perpetuals: vec![],
        };
        let mut options = vec![];
        for row in &rows {
            let number = |column: &str| row[column].parse::<f64>().ok();
            let (asset, expiry) = (row["currency"].clone(), row["expiry_datetime"].clone());
            quotes.spots.insert(asset.clone(), number("index_price").unwrap());
            let forward = Forward {
                asset: asset.clone(),
                expiry: expiry.clone(),
                price: number("underlying").unwrap(),
            };
            if !quotes.forwards.iter().any(|f| f.asset == forward.asset && f.expiry == forward.expiry) {
                quotes.forwards.push(forward);
            }
            options.push(json!({"asset": asset, "expiry": expiry, "strike": number("strike"),
                "right": row["option_type"], "settlement": "inverse",
                "volatility": number("implied_volatility"), "bid": number("bid_price").unwrap_or(0.0),
                "ask": number("ask_price")}));
        }
        // The worst is the fall of February 2026, with quotes of three days at half and at one and a half times the
        // forward: 0.9 volatility points by five parameters an expiry, 7.7 by one law for all expiries.
        for (kind, most) in [("svi", 0.01), ("ssvi", 0.08)] {
            let request = json!({"quotes": quotes, "options": options, "model": {"kind": kind}});
            let response = answer(&request);
            for surface in &response.surfaces {
                let what = format!("{} of {} by {kind}", surface.asset, file.display());
                assert!(surface.rms_error < most, "{what}: {}", surface.rms_error);
                for expiry in &surface.expiries {
                    let butterfly = expiry.butterfly_check.value;
                    assert!(butterfly >= -1e-12, "{what} {}: g = {butterfly}", expiry.expiry);
                    let calendar = expiry.calendar_check.map_or(0.0, |check| check.value);
                    assert!(calendar >= -1e-12, "{what} {}: falls by {calendar}", expiry.expiry);
                }
            }
            // The market takes what the fit gives.
            let fitted = Quotes { volatilities: response.volatilities, ..quotes.clone() };
            fitted.check().unwrap();
        }
    }
}
