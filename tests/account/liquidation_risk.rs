//! How near accounts are to liquidation, and how likely: against closed forms, scipy and paths of fine steps.

use allotrope::Error;
use allotrope::liquidation::{LiquidationRiskResponse, MeasureLiquidationRisk};
use allotrope::math::normal::cdf;
use allotrope::operations::{Operation, read};
use serde_json::{Value, json};

const FIXTURE: &str = include_str!("../fixtures/peers/liquidation_risk.json");

fn run(request: &Value) -> Result<LiquidationRiskResponse, Error> {
    MeasureLiquidationRisk::run(&read::<MeasureLiquidationRisk>(&request.to_string())?, &mut ())
}

fn answer(request: &Value) -> LiquidationRiskResponse {
    run(request).unwrap_or_else(|error| panic!("{error}"))
}

fn tiers(rows: &[(f64, f64)]) -> Value {
    let row = |(floor, rate): &(f64, f64)| json!({"floor": floor, "maintenance": rate, "initial": rate});
    rows.iter().map(row).collect()
}

fn pack(rows: &[(f64, f64)], haircut: f64) -> Value {
    json!({
        "label": "own", "date": "2026-11-22", "otherHaircut": haircut, "haircuts": {"USDT": 0},
        "contracts": [{"settlement": "linear", "tiers": tiers(rows)}],
        "options": {"initial": 0.15, "leastInitial": 0.1, "maintenance": 0.075},
    })
}

fn perpetual(asset: &str, quantity: f64, entry: f64) -> Value {
    json!({
        "id": format!("{asset} {quantity}"), "quantity": quantity, "entryPrice": entry,
        "instrument": {"kind": "perpetual", "asset": asset, "settlement": "linear"},
    })
}

fn request(spots: Value, account: Value, settings: Value) -> Value {
    let mut request = json!({
        "quotes": {"valuationTime": "2026-11-22T08:00:00Z", "spots": spots}, "accounts": [account],
    });
    for (field, value) in settings.as_object().unwrap() {
        request[field] = value.clone();
    }
    request
}

/// Long one BTC at 40,000 with so much behind it.
fn long(collateral: f64, settings: Value) -> Value {
    let account = json!({
        "name": "one", "ownPack": pack(&[(0.0, 0.01)], 0.1), "collateral": {"USDT": collateral},
        "positions": [perpetual("BTC", 1.0, 40_000.0)],
    });
    request(json!({"BTC": 40_000}), account, settings)
}

/// The chance that a Brownian motion with drift touches b < 0 by time t: Φ((b − μt)/σ√t) + e^{2μb/σ²} Φ((b + μt)/σ√t).
fn touches(b: f64, drift: f64, variance: f64, t: f64) -> f64 {
    let root = (variance * t).sqrt();
    cdf((b - drift * t) / root) + (2.0 * drift * b / variance).exp() * cdf((b + drift * t) / root)
}

#[test]
fn one_coin_ends_as_often_as_the_closed_form_says_and_too_seldom_without_the_bridge() {
    let (volatility, paths) = (0.6, 40_000);
    for growth in [0.0, 1.5, -1.5] {
        let mut settings =
            json!({"volatilities": {"BTC": volatility}, "paths": paths, "expectedReturns": {"BTC": growth}});
        let found = answer(&long(6_000.0, settings.clone()));
        // 40,000 x − 34,000 = 400 x.
        let barrier = (34_000.0f64 / 39_600.0).ln();
        let variance = volatility * volatility / 365.0;
        let exact = |days: f64| touches(barrier, growth / 365.0 - 0.5 * variance, variance, days);
        // The bridge is exact for one coin: nothing but the error of so many paths, four of it.
        let error = |p: f64| (p * (1.0 - p) / f64::from(paths)).sqrt();
        for day in [1, 5, 30] {
            let (found, exact) = (found.by_day[day - 1], exact(day as f64));
            assert!(
                (found - exact).abs() < 4.0 * error(exact).max(1e-5),
                "{growth}, {day}: {found} for {exact}"
            );
        }
        let nearest = &found.pools[0].nearest;
        let distance = -barrier / (variance * 30.0).sqrt();
        assert!((nearest.distance.unwrap() - distance).abs() < 1e-12);
        assert!((nearest.moves[0].change - (34_000.0 / 39_600.0 - 1.0)).abs() < 1e-12);
        settings["barrierCorrection"] = json!(false);
        let without = answer(&long(6_000.0, settings)).probability;
        assert!(exact(30.0) - without.value > 8.0 * without.standard_error, "{without:?}");
    }
}

#[test]
fn an_account_that_ends_on_both_sides() {
    // Long 1.1 and short 1 side by side: tiers make the maintenance rise faster than the equity from 50,000 on.
    let account = json!({
        "name": "both", "ownPack": pack(&[(0.0, 0.001), (5e4, 0.2)], 0.1), "collateral": {"USDT": 1_500},
        "hedgeMode": true,
        "positions": [perpetual("BTC", 1.1, 40_000.0), perpetual("BTC", -1.0, 40_000.0)],
    });
    let (volatility, days, paths) = (0.7, 20, 40_000);
    let growth = 0.5 * volatility * volatility;
    let settings = json!({
        "volatilities": {"BTC": volatility}, "paths": paths, "horizonDays": days,
        "expectedReturns": {"BTC": growth},
    });
    let found = answer(&request(json!({"BTC": 40_000}), account, settings));
    let one = &found.pools[0].nearest.moves[0];
    let (low, high) = (one.alone_below.unwrap().ln_1p(), one.alone_above.unwrap().ln_1p());
    // Without drift: survival by images between two barriers.
    let (width, root) = (high - low, volatility * (f64::from(days) / 365.0).sqrt());
    let survival: f64 = (-20..=20)
        .map(|k| {
            let shift = 2.0 * f64::from(k) * width;
            let own = cdf((high - shift) / root) - cdf((low - shift) / root);
            let image = cdf((high - 2.0 * low - shift) / root) - cdf((-low - shift) / root);
            own - image
        })
        .sum();
    let exact = 1.0 - survival;
    let error = (exact * survival / f64::from(paths)).sqrt();
    // Both barriers within one day leave a bias of e^−40 here.
    assert!(
        exact > 0.05 && (found.probability.value - exact).abs() < 4.0 * error,
        "{:?} for {exact}",
        found.probability
    );
}

#[test]
fn two_coins_against_paths_of_fine_steps() {
    let fixture: Value = serde_json::from_str(FIXTURE).unwrap();
    let case = &fixture["twoCoins"];
    let number = |value: &Value| value.as_f64().unwrap();
    let account = json!({
        "name": "two", "ownPack": pack(&[(0.0, number(&case["account"]["rate"]))], 0.1),
        "collateral": {"USDT": case["account"]["usdt"]},
        "positions": [
            perpetual("BTC", number(&case["account"]["btc"]), 40_000.0),
            perpetual("ETH", number(&case["account"]["eth"]), 2_500.0),
        ],
    });
    let paths = 60_000;
    let settings = json!({
        "volatilities": {"BTC": case["volatility"][0], "ETH": case["volatility"][1]},
        "correlations": [{"first": "BTC", "second": "ETH", "correlation": case["correlation"]}],
        "horizonDays": case["days"], "paths": paths,
    });
    let mut asked = request(json!({"BTC": 40_000, "ETH": 2_500}), account, settings);
    let found = answer(&asked);
    for day in [5, 8, 10] {
        let (own, theirs) = (found.by_day[day - 1], number(&case["byDay"][day - 1]));
        let variance = |n: f64| theirs * (1.0 - theirs) / n;
        let error = (variance(f64::from(paths)) + variance(number(&case["paths"]))).sqrt();
        // Four standard errors of both, and a hundredth for what the second order leaves of daily steps.
        assert!((own - theirs).abs() < 4.0 * error + 0.01 * theirs, "{day}: {own} for {theirs}");
    }
    asked["barrierCorrection"] = json!(false);
    let without = answer(&asked).probability.value;
    assert!(without < 0.8 * number(&case["byDay"][9]), "{without}");
}

/// A book of the fixture as a request.
fn of_book(book: &Value, collateral: f64) -> Value {
    let tier = [(0.0, 0.004), (5e4, 0.01), (2.5e5, 0.025), (1e6, 0.05)];
    let assets = book["assets"].as_array().unwrap();
    let number = |field: &str, i: usize| book[field][i].as_f64().unwrap();
    let spots = [("BTC", 40_000.0), ("ETH", 2_500.0), ("SOL", 150.0), ("XRP", 0.6), ("BNB", 400.0)];
    let mut coins = json!({"USDT": collateral});
    let (mut positions, mut volatilities, mut quoted, mut pairs) = (vec![], json!({}), vec![], vec![]);
    for (i, asset) in assets.iter().enumerate() {
        let name = asset.as_str().unwrap();
        coins[name] = json!(number("coins", i));
        positions.push(perpetual(name, number("quantity", i), number("entry", i)));
        volatilities[name] = json!(number("volatility", i));
        quoted.push(json!({"kind": "flat", "asset": name, "volatility": number("volatility", i)}));
        for (j, other) in assets[..i].iter().enumerate() {
            pairs.push(json!({"first": asset, "second": other, "correlation": book["correlation"][i][j]}));
        }
    }
    for option in book["options"].as_array().unwrap() {
        positions.push(json!({
            "id": "option", "quantity": option["quantity"],
            "instrument": {
                "kind": "option", "asset": option["asset"], "strike": option["strike"],
                "right": if option["sign"] == 1 { "call" } else { "put" },
                "expiry": "2027-02-20T08:00:00Z", "settlement": "linear",
            },
        }));
    }
    let account =
        json!({"name": "random", "ownPack": pack(&tier, 0.1), "collateral": coins, "positions": positions});
    let spots: serde_json::Map<String, Value> =
        spots.iter().map(|(name, price)| ((*name).to_owned(), json!(price))).collect();
    let settings = json!({"volatilities": volatilities, "correlations": pairs, "paths": 100});
    let mut request = request(spots.into(), account, settings);
    request["quotes"]["volatilities"] = quoted.into();
    request
}

#[test]
fn the_nearest_move_is_that_of_scipy_and_lies_on_the_surface() {
    let fixture: Value = serde_json::from_str(FIXTURE).unwrap();
    let books = fixture["books"].as_array().unwrap();
    assert_eq!(books.len(), 20);
    for (k, book) in books.iter().enumerate() {
        let mut asked = of_book(book, book["usdt"].as_f64().unwrap());
        let found = answer(&asked);
        let pool = &found.pools[0];
        let (own, theirs) = (pool.nearest.distance.unwrap(), book["nearest"]["distance"].as_f64().unwrap());
        // scipy meets the surface within 1e-7 of the excess, and stops where a step gains 1e-15.
        assert!(own < theirs * (1.0 + 1e-6), "{k}: {own} for {theirs}");
        assert!(own > theirs * (1.0 - 1e-4), "{k}: {own} is nearer than {theirs}");
        assert!(pool.nearest.residual.unwrap().abs() < 1e-10, "{k}: {:?}", pool.nearest.residual);
        // Equity meets maintenance there by `margin` too, which knows nothing of this search.
        if book["options"].as_array().unwrap().is_empty() {
            for one in &pool.nearest.moves {
                asked["quotes"]["spots"][&one.asset] = json!(one.price);
            }
            let there = &answer(&asked).pools[0];
            let scale = there.equity.abs().max(there.maintenance) + pool.equity;
            assert!((there.equity - there.maintenance).abs() < 1e-10 * scale, "{k}");
        }
        // No coin alone is nearer; with options it moves no volatility, which is another point.
        for one in pool.nearest.moves.iter().filter(|_| book["options"].as_array().unwrap().is_empty()) {
            for alone in [one.alone_below, one.alone_above].into_iter().flatten() {
                assert!(own <= alone_distance(book, &one.asset, alone.ln_1p()) * (1.0 + 1e-9), "{k}");
            }
        }
    }
}

/// √(y'Σ⁻¹y) of a move of one coin with all others still: its deviations over √(1 − R²).
fn alone_distance(book: &Value, asset: &str, log: f64) -> f64 {
    let assets = book["assets"].as_array().unwrap();
    let n = assets.len();
    let at = |i: usize, j: usize| {
        let volatility = |i: usize| book["volatility"][i].as_f64().unwrap() * (30.0f64 / 365.0).sqrt();
        book["correlation"][i][j].as_f64().unwrap() * volatility(i) * volatility(j)
    };
    let matrix = nalgebra::DMatrix::from_fn(n, n, at);
    let place = assets.iter().position(|name| name == asset).unwrap();
    log.abs() * matrix.try_inverse().unwrap()[(place, place)].sqrt()
}

#[test]
fn small_moves_give_the_distance_of_the_linear_account() {
    // Volatilities of a thousandth: prices are linear over what it takes.
    let account = json!({
        "name": "linear", "ownPack": pack(&[(0.0, 0.01)], 0.1), "collateral": {"USDT": 2_403},
        "positions": [
            perpetual("BTC", 2.0, 40_000.0), perpetual("ETH", -32.0, 2_500.0), perpetual("SOL", 500.0, 150.0),
        ],
    });
    let volatility = 1e-3;
    let settings = json!({
        "volatilities": {"BTC": volatility, "ETH": volatility, "SOL": volatility}, "otherCorrelation": 0.5,
        "paths": 100,
    });
    let spots = json!({"BTC": 40_000, "ETH": 2_500, "SOL": 150});
    let found = answer(&request(spots, account, settings));
    let gradient = [0.99 * 80_000.0, -1.01 * 80_000.0, 0.99 * 75_000.0];
    let daily = volatility * volatility * 30.0 / 365.0;
    let variance: f64 = (0..3)
        .flat_map(|i| (0..3).map(move |j| (i, j)))
        .map(|(i, j)| gradient[i] * gradient[j] * if i == j { daily } else { 0.5 * daily })
        .sum();
    let pool = &found.pools[0];
    let distance = (pool.equity - pool.maintenance) / variance.sqrt();
    // What it takes is about 1e-3 of the prices, and so is what the exponential bends.
    assert!((pool.nearest.distance.unwrap() / distance - 1.0).abs() < 2e-3, "{:?} {distance}", pool.nearest);
}

#[test]
fn more_collateral_is_never_nearer_and_never_likelier() {
    let fixture: Value = serde_json::from_str(FIXTURE).unwrap();
    for book in fixture["books"].as_array().unwrap().iter().take(8) {
        let base = book["usdt"].as_f64().unwrap();
        let (mut distance, mut probability) = (0.0, 1.0);
        let empty = answer(&of_book(book, base)).pools[0].clone();
        // From equity that just meets maintenance up.
        let least = base - (empty.equity - empty.maintenance);
        for more in [1e-7, 1e3, 2e4, 1e5] {
            let found = answer(&of_book(book, least + more));
            let nearest = found.pools[0].nearest.distance.unwrap_or(f64::INFINITY);
            assert!(nearest >= distance, "{nearest} after {distance}");
            assert!(more > 1.0 || nearest < 1e-6, "{nearest} at the surface");
            assert!(found.probability.value <= probability);
            (distance, probability) = (nearest, found.probability.value);
        }
        assert!(probability < 1.0);
    }
    let met = answer(&of_book(
        &fixture["books"][0],
        -1e3 + {
            let book = &fixture["books"][0];
            let pool = answer(&of_book(book, book["usdt"].as_f64().unwrap())).pools[0].clone();
            book["usdt"].as_f64().unwrap() - (pool.equity - pool.maintenance)
        },
    ));
    assert_eq!((met.pools[0].nearest.distance, met.probability.value), (Some(0.0), 1.0));
}

#[test]
fn what_a_liquidation_costs_by_hand() {
    let settings = json!({
        "volatilities": {"BTC": 0.8}, "paths": 2_000, "slippage": 0.002, "penalty": 0.004, "horizonDays": 10,
    });
    let mut asked = long(4_000.0, settings);
    asked["accounts"][0]["ownPack"]["fees"] = json!({"taker": 0.0005});
    let found = answer(&asked);
    let given = found.given.unwrap();
    // 40,000 x − 36,000 = 400 x: closed at 36,363.64, with 363.64 left before costs.
    let notional = 36_000.0 / 0.99;
    for (own, hand) in [
        (given.worth, notional * 0.01),
        (given.fees, notional * 0.0005),
        (given.penalty, notional * 0.004),
        (given.slippage, notional * 0.002),
        (given.left, notional * 0.0035),
        (given.loss.value, 4_000.0 - notional * 0.0035),
        (given.missing, 0.0),
    ] {
        // Every path ends at the same price: rounding of sums over them.
        assert!((own - hand).abs() < 1e-8 * notional, "{own} for {hand}");
    }
    // A day's volume of its notional, by the square root: 4 % of the price; what is missing the venue bears.
    asked["volumes"] = json!({"BTC": 40_000});
    let deep = answer(&asked).given.unwrap();
    let slippage = notional * (1.0 - (-0.04f64).exp());
    assert!((deep.slippage - slippage).abs() < 1e-8 * notional && deep.left == 0.0);
    assert!((deep.missing - (slippage + notional * 0.0045 - notional * 0.01)).abs() < 1e-8 * notional);
    assert!((deep.loss.value - 4_000.0).abs() < 1e-8 * notional);
}

#[test]
fn accounts_together() {
    // The same twice end together; the mirror of one seldom with it.
    let account = |name: &str, side: f64| {
        json!({
            "name": name, "ownPack": pack(&[(0.0, 0.01)], 0.1), "collateral": {"USDT": 5_000},
            "positions": [perpetual("BTC", side, 40_000.0)],
        })
    };
    let mut asked = long(5_000.0, json!({"volatilities": {"BTC": 0.7}, "paths": 10_000}));
    asked["accounts"] = json!([account("a", 1.0), account("b", 1.0), account("c", -1.0)]);
    let found = answer(&asked);
    let [a, b, c] = [0, 1, 2].map(|k| found.pools[k].probability.value);
    assert_eq!(a, b);
    let both = |first, second| {
        found
            .joint
            .iter()
            .find(|pair| (pair.first, pair.second) == (first, second))
            .map_or(0.0, |pair| pair.probability.value)
    };
    assert_eq!(both(0, 1), a);
    assert!(both(0, 2) < 0.5 * a.min(c), "{} of {a} and {c}", both(0, 2));
    let first: f64 = found.accounts.iter().map(|account| account.first).sum();
    assert!((first - found.probability.value).abs() < 1e-12);
    assert!((a + c - both(0, 2) - found.probability.value).abs() < 1e-12);
    let held = found.without_liquidation.expected_shortfall;
    assert!(held > 0.0 && found.with_liquidation.expected_shortfall > 0.0);
    assert_eq!(found, answer(&asked), "the same seed gives the same figures");
}

#[test]
fn options_end_as_often_by_daily_as_by_finer_steps() {
    let account = json!({
        "name": "short puts", "ownPack": pack(&[(0.0, 0.01)], 0.1), "collateral": {"USDT": 20_500},
        "positions": [
            {"id": "put", "quantity": -1.5, "instrument": {
                "kind": "option", "asset": "BTC", "strike": 38_000, "right": "put",
                "expiry": "2027-02-20T08:00:00Z", "settlement": "linear"}},
            perpetual("ETH", 4.0, 2_500.0),
        ],
    });
    let settings = json!({"volatilities": {"BTC": 0.6, "ETH": 0.7}, "paths": 4_000, "horizonDays": 5});
    let mut asked = request(json!({"BTC": 40_000, "ETH": 2_500}), account, settings);
    asked["quotes"]["volatilities"] = json!([{"kind": "flat", "asset": "BTC", "volatility": 0.6}]);
    let daily = answer(&asked);
    asked["stepsPerDay"] = json!(8);
    let fine = answer(&asked);
    let error = (daily.probability.standard_error.powi(2) + fine.probability.standard_error.powi(2)).sqrt();
    let (daily_value, fine_value) = (daily.probability.value, fine.probability.value);
    assert!(
        fine_value > 0.02 && (daily_value - fine_value).abs() < 4.0 * error,
        "{daily_value} for {fine_value}"
    );
    assert!(daily.pools[0].nearest.moves[0].volatility.unwrap() > 0.0);
    assert!(daily.pools[0].nearest.sentence.contains("volatilities of BTC +"), "{}", daily.sentence);
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_place() {
    for (change, path) in [
        (json!({"paths": 10}), "paths"),
        (json!({"horizonDays": 0}), "horizonDays"),
        (json!({"paths": 1_000_000, "horizonDays": 365}), "paths"),
        (json!({"volatilities": {}}), "volatilities.BTC"),
        (json!({"volatilities": {"BTC": -1}}), "volatilities.BTC"),
        (json!({"slippage": 2}), "slippage"),
        (json!({"accounts": []}), "accounts"),
        (
            json!({"correlations": [{"first": "BTC", "second": "ETH", "correlation": 2}]}),
            "correlations[0].correlation",
        ),
    ] {
        let mut asked = long(5_000.0, json!({"volatilities": {"BTC": 0.7}, "paths": 1_000}));
        for (field, value) in change.as_object().unwrap() {
            asked[field] = value.clone();
        }
        let error = run(&asked).unwrap_err();
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
    }
    let error = run(&long(-1.0, json!({"volatilities": {"BTC": 0.7}}))).unwrap_err();
    assert_eq!(error.path.as_deref(), Some("accounts[0].collateral"), "{error}");
}
