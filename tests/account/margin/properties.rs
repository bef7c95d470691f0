//! What must hold of every account.

use allotrope::margin::MarginAccountState;
use allotrope::math::random::BlockStream;
use serde_json::{Value, json};

use super::{pack, perpetual, quotes, run};

const LINEAR: [[f64; 3]; 5] =
    [[0.0, 0.004, 0.01], [5e4, 0.005, 0.02], [2.5e5, 0.01, 0.04], [1e6, 0.025, 0.05], [1e7, 0.05, 0.1]];
const INVERSE: [[f64; 3]; 4] =
    [[0.0, 0.004, 0.01], [2.0, 0.006, 0.02], [10.0, 0.02, 0.05], [60.0, 0.05, 0.1]];
pub const COINS: [(&str, f64); 3] = [("BTC", 40_000.0), ("ETH", 2_500.0), ("SOL", 150.0)];

fn spots() -> Value {
    COINS
        .iter()
        .map(|(coin, price)| ((*coin).to_owned(), json!(price)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// A book of linear and inverse contracts of any size up to the last tier, with coins behind haircuts.
fn random_request(seed: u64) -> Value {
    let mut stream = BlockStream::new(seed, 7);
    let mut uniform = || {
        let z = stream.normal();
        0.5 + 0.5 * (z / (1.0 + z * z).sqrt())
    };
    let mut positions = vec![];
    for i in 0..12 {
        let (coin, price) = COINS[i % 3];
        let entry = price * (0.9 + 0.2 * uniform());
        let side = if uniform() > 0.4 { 1.0 } else { -1.0 };
        let notional = 1e4 * f64::exp(5.0 * uniform());
        let inverse = uniform() > 0.6;
        positions.push(json!({
            "id": i.to_string(),
            "instrument": perpetual(coin, if inverse { "inverse" } else { "linear" }),
            "quantity": side * if inverse { notional.round() } else { notional / price },
            "entryPrice": entry,
        }));
    }
    let mut own = pack(&LINEAR, &INVERSE);
    own["haircuts"] = json!({"BTC": 0.05, "ETH": 0.1, "SOL": 0.2});
    own["debts"] = json!({"maintenance": 0.03, "fee": 0.001});
    let account = json!({
        "name": "random", "ownPack": own, "hedgeMode": uniform() > 0.5, "positions": positions,
        "collateral": {"USDT": 4e5 * uniform(), "BTC": 6.0 * uniform(), "ETH": 40.0 * (uniform() - 0.2)},
    });
    json!({"quotes": quotes(spots()), "accounts": [account]})
}

pub fn measured(request: &Value) -> MarginAccountState {
    run(request).unwrap().accounts.remove(0)
}

/// The solvent ones of so many random books.
pub fn solvent(count: u64) -> impl Iterator<Item = (Value, MarginAccountState)> {
    (0..count).filter_map(|seed| {
        let request = random_request(seed);
        let state = run(&request).ok()?.accounts.remove(0);
        (state.totals.headroom > 0.0).then_some((request, state))
    })
}

#[test]
fn equity_meets_maintenance_at_the_solved_price() {
    let mut met = 0;
    let mut tiers = std::collections::BTreeSet::new();
    for (request, state) in solvent(60) {
        for asset in &state.pools[0].assets {
            for point in [&asset.below, &asset.above] {
                let Some(price) = point.price else { continue };
                let mut moved = request.clone();
                moved["quotes"]["spots"][&asset.asset] = json!(price);
                let there = measured(&moved);
                let scale: f64 = there.positions.iter().map(|position| position.notional).sum();
                // Rounding of sums as large as the notionals.
                assert!(there.totals.headroom.abs() <= 1e-10 * scale, "{} at {price}", there.totals.headroom);
                let derivation = point.derivation.as_ref().unwrap();
                assert!(
                    derivation.closed && (derivation.equity - derivation.maintenance).abs() <= 1e-10 * scale
                );
                let sum: f64 = derivation.terms.iter().map(|term| term.fixed + term.slope * price).sum();
                assert!(sum.abs() <= 1e-10 * scale, "{}: {sum}", derivation.formula);
                met += 1;
            }
        }
        for position in &state.positions {
            if let (Some(now), Some(then)) = (&position.tier, &position.tier_at_liquidation) {
                tiers.insert((now.number, then.number));
            }
        }
    }
    assert!(met > 60, "{met} prices were met");
    assert!(
        tiers.iter().filter(|(now, then)| now != then).count() > 3,
        "no tier changes on the way: {tiers:?}"
    );
}

#[test]
fn all_coins_together_meet_it_too() {
    let mut met = 0;
    for (mut request, _) in solvent(40) {
        request["betas"] = json!({"BTC": 1.0, "ETH": 1.3, "SOL": 1.7});
        let state = measured(&request);
        for point in [&state.pools[0].market_below, &state.pools[0].market_above] {
            let Some(x) = point.price else { continue };
            let mut moved = request.clone();
            for ((coin, price), beta) in COINS.iter().zip([1.0, 1.3, 1.7]) {
                moved["quotes"]["spots"][coin] = json!(price * (1.0 + beta * (x - 1.0)));
            }
            let there = measured(&moved);
            let scale: f64 = there.positions.iter().map(|position| position.notional).sum();
            assert!(there.totals.headroom.abs() <= 1e-10 * scale, "{} at {x}", there.totals.headroom);
            met += 1;
        }
    }
    assert!(met > 15, "{met} moves were met");
}

#[test]
fn more_collateral_never_brings_liquidation_nearer() {
    for (request, state) in solvent(25) {
        let mut richer = request.clone();
        let put_in = richer["accounts"][0]["collateral"]["USDT"].as_f64().unwrap();
        richer["accounts"][0]["collateral"]["USDT"] = json!(put_in + 5e4);
        let after = measured(&richer);
        for (before, after) in state.pools[0].assets.iter().zip(&after.pools[0].assets) {
            let farther = |before: Option<f64>, after: Option<f64>, sign: f64| match (before, after) {
                (Some(before), Some(after)) => sign * (after - before) > 0.0,
                (None, Some(_)) => false,
                (_, None) => true,
            };
            // The dollar itself does not bring a debt of its own.
            if before.asset != "USDT" {
                assert!(farther(before.below.price, after.below.price, -1.0), "{}", before.asset);
                assert!(farther(before.above.price, after.above.price, 1.0), "{}", before.asset);
            }
        }
    }
}

/// The liquidation price of one isolated position.
fn isolated(settlement: &str, quantity: f64, entry: f64, margin: f64, tiers: &[[f64; 3]]) -> Option<f64> {
    let request = json!({
        "quotes": quotes(json!({"BTC": entry})),
        "accounts": [{
            "name": "one", "ownPack": pack(tiers, tiers),
            "positions": [{
                "id": "1", "instrument": perpetual("BTC", settlement), "quantity": quantity,
                "entryPrice": entry, "isolatedMargin": margin,
            }],
        }],
    });
    measured(&request).positions[0].liquidation_price
}

#[test]
fn long_and_short_mirror() {
    // (1 − m) P_long + (1 + m) P_short = 2 E, as long as one tier holds on both sides.
    let flat = [[0.0, 0.01, 0.02]];
    let long = isolated("linear", 2.0, 100.0, 20.0, &flat).unwrap();
    let short = isolated("linear", -2.0, 100.0, 20.0, &flat).unwrap();
    assert!((0.99 * long + 1.01 * short - 200.0).abs() < 1e-11);
    // An inverse long in P is a linear short in 1/P, tiers and all.
    for (quantity, margin) in [(3e5, 0.5), (2e6, 4.0), (4e7, 90.0)] {
        for side in [1.0, -1.0] {
            let inverse = isolated("inverse", side * quantity, 40_000.0, margin, &INVERSE);
            let mirrored = isolated("linear", -side * quantity, 1.0 / 40_000.0, margin, &INVERSE);
            let (inverse, mirrored) = (inverse.unwrap(), 1.0 / mirrored.unwrap());
            assert!((inverse / mirrored - 1.0).abs() < 1e-12, "{inverse} and {mirrored}");
        }
    }
}

#[test]
fn inverse_and_linear_agree_for_small_moves() {
    for leverage in [100.0, 400.0, 1600.0] {
        let tiers = [[0.0, 1e-4, 1e-3]];
        for side in [1.0, -1.0] {
            let linear = isolated("linear", side, 40_000.0, 40_000.0 / leverage, &tiers).unwrap();
            let inverse = isolated("inverse", side * 40_000.0, 40_000.0, 1.0 / leverage, &tiers).unwrap();
            let far = linear / 40_000.0 - 1.0;
            // They differ by the square of the move.
            assert!((inverse / linear - 1.0).abs() < 1.5 * far * far, "{linear} and {inverse} at {leverage}");
        }
    }
}

#[test]
fn a_covered_short_is_never_liquidated_by_a_rise() {
    let request = |coins: f64| {
        json!({
            "quotes": quotes(json!({"BTC": 40_000})),
            "accounts": [{
                "name": "carry", "ownPack": pack(&LINEAR, &INVERSE), "collateral": {"BTC": coins},
                "positions": [{"id": "1", "instrument": perpetual("BTC", "inverse"), "quantity": -40_000, "entryPrice": 40_000}],
            }],
        })
    };
    let covered = measured(&request(1.0));
    assert_eq!(covered.positions[0].liquidation_price, None);
    assert!(covered.positions[0].reason.is_some() && covered.pools[0].assets[0].above.reason.is_some());
    let nearly = measured(&request(0.9));
    assert!(nearly.positions[0].liquidation_price.unwrap() > 300_000.0);
}

#[test]
fn options_are_revalued_at_the_price_that_ends_the_account() {
    let option = json!({
        "kind": "option", "asset": "BTC", "right": "call", "strike": 45_000, "expiry": "2027-01-29",
        "settlement": "inverse",
    });
    let request = |spot: f64| {
        json!({
            "quotes": {
                "valuationTime": "2026-11-22T08:00:00Z", "spots": {"BTC": spot},
                "volatilities": [{"kind": "flat", "asset": "BTC", "volatility": 0.6}],
            },
            "pack": "deribit", "survive": 0.1,
            "accounts": [{
                "name": "short calls", "collateral": {"BTC": 1.2},
                "positions": [
                    {"id": "calls", "instrument": option, "quantity": -4},
                    {"id": "hedge", "instrument": perpetual("BTC", "inverse"), "quantity": 20_000, "entryPrice": 39_000},
                ],
            }],
        })
    };
    let state = measured(&request(40_000.0));
    let point = &state.pools[0].assets[0].above;
    let price = point.price.unwrap();
    assert!(!point.derivation.as_ref().unwrap().closed);
    // An option is priced to 1e-14 of the prices that make it up.
    assert!(measured(&request(price)).totals.headroom.abs() < 1e-8, "at {price}");
    let days = point.deviations.unwrap();
    assert!((days - f64::ln(price / 40_000.0) / (0.6 / 365f64.sqrt())).abs() < 1e-9);
    // Margin by the formula of the venue from the option's own value.
    let calls = &state.positions[0];
    let mark = -calls.value / (4.0 * 40_000.0);
    assert!((calls.maintenance / (4.0 * 40_000.0) - 0.075 - mark).abs() < 1e-12);
    assert!((calls.initial / (4.0 * 40_000.0) - 0.1 - mark).abs() < 1e-12);
    let survival = state.pools[0].survival.as_ref().unwrap();
    assert_eq!(survival.margin_needed > 0.0, survival.after_rise.min(survival.after_fall) < 0.0);
}

#[test]
fn what_survives_a_move_survives_it() {
    let request = |move_to: f64, usdt: f64, size: f64, survive: Value| {
        json!({
            "quotes": quotes(json!({"BTC": move_to})), "survive": survive,
            "accounts": [{
                "name": "one", "ownPack": pack(&LINEAR, &INVERSE), "collateral": {"USDT": usdt},
                "positions": [{"id": "1", "instrument": perpetual("BTC", "linear"), "quantity": size, "entryPrice": 40_000}],
            }],
        })
    };
    let state = measured(&request(40_000.0, 50_000.0, 10.0, json!(0.2)));
    let survival = state.pools[0].survival.clone().unwrap();
    assert!(survival.margin_needed > 0.0 && survival.leverage == Some(8.0));
    let saved = measured(&request(32_000.0, 50_000.0 + survival.margin_needed, 10.0, json!(null)));
    assert!(saved.totals.headroom.abs() < 1e-6);
    let largest = survival.largest_leverage.unwrap();
    let fits = measured(&request(32_000.0, 50_000.0, 10.0 * largest / 8.0, json!(null)));
    assert!(fits.totals.headroom.abs() < 1e-6, "{}", fits.totals.headroom);
    // Alone: margin M = N/L with M − 0.2 N = MM(0.8 N).
    let alone = state.positions[0].largest_leverage.unwrap();
    let moved = 0.8 * 400_000.0;
    let needed = 0.2 * 400_000.0 + moved * 0.01 - 1_300.0;
    assert!((alone - 400_000.0 / needed).abs() < 1e-12, "{alone}");
}

#[test]
fn funding_and_interest_bring_the_price_nearer_with_time() {
    let mut request = json!({
        "quotes": quotes(json!({"BTC": 40_000})),
        "curve": {"days": 73, "points": 2}, "interest": {"USDT": 0.1}, "numeraire": "BTC",
        "accounts": [{
            "name": "loan", "ownPack": pack(&LINEAR, &INVERSE), "collateral": {"BTC": 3, "USDT": -20_000},
            "positions": [{"id": "1", "instrument": perpetual("BTC", "linear"), "quantity": 1, "entryPrice": 40_000}],
        }],
    });
    request["quotes"]["perpetuals"] = json!([{"asset": "BTC", "fundingRate": 0.0001}]);
    let response = run(&request).unwrap();
    let curve = &response.accounts[0].pools[0].curve;
    assert_eq!(curve.len(), 3);
    // A fifth of a year: 0.0001 × 3 × 73 of the notional, and 10 % a year of the loan.
    let paid = 40_000.0 * 0.0001 * 3.0 * 73.0 + 20_000.0 * 0.1 * 0.2;
    assert!((curve[0].equity - curve[2].equity - paid).abs() < 1e-6, "{}", curve[0].equity - curve[2].equity);
    assert!(curve[0].below[0] < curve[1].below[0] && curve[1].below[0] < curve[2].below[0]);
    assert_eq!(curve[0].below[0], response.accounts[0].pools[0].assets[0].below.price);
    let totals = response.numeraire.unwrap().totals;
    assert!((totals.equity * 40_000.0 - response.totals.equity).abs() < 1e-6);
}

#[test]
fn accounts_of_any_size_are_answered_in_numbers_or_refused_with_a_place() {
    let (mut answered, mut refused) = (0, 0);
    for seed in 0..200 {
        let mut stream = BlockStream::new(seed, 11);
        let mut request = random_request(seed);
        let mut any = |deviation: f64| f64::exp(deviation * stream.normal());
        (request["survive"], request["curve"]) = (json!(0.9), json!({"days": 3, "points": 1}));
        request["betas"] = json!({"ETH": any(1.0), "SOL": any(1.0)});
        for position in request["accounts"][0]["positions"].as_array_mut().unwrap() {
            let quantity = position["quantity"].as_f64().unwrap();
            position["quantity"] = json!(quantity * any(8.0));
        }
        request["accounts"][0]["collateral"]["USDT"] = json!(1e6 * any(8.0));
        match run(&request) {
            Ok(response) => {
                let state = &response.accounts[0];
                let prices =
                    state.pools[0].assets.iter().flat_map(|asset| [asset.below.price, asset.above.price]);
                assert!(prices.flatten().all(|price| price.is_finite() && price >= 0.0));
                assert!(state.totals.headroom.is_finite() && state.totals.free.is_finite());
                answered += 1;
            }
            Err(error) => {
                assert!(error.path.is_some(), "{error}");
                refused += 1;
            }
        }
    }
    assert!(answered > 50 && refused > 20, "{answered} answered, {refused} refused");
}
