//! The venues' own formulas, on numbers of any size, against the prices that are found.

use allotrope::math::random::BlockStream;
use serde_json::{Value, json};

use super::{pack, perpetual, quotes, run};

fn liquidation(account: Value, spots: Value) -> f64 {
    let request = json!({"quotes": quotes(spots), "accounts": [account]});
    let state = run(&request).unwrap().accounts.remove(0);
    state
        .positions
        .first()
        .map_or_else(
            || state.pools[0].assets.iter().find(|asset| asset.asset == "BTC").unwrap().below.price,
            |position| position.liquidation_price,
        )
        .unwrap()
}

/// Lognormal around 1.
fn factor(stream: &mut BlockStream, deviation: f64) -> f64 {
    f64::exp(deviation * stream.normal())
}

#[test]
fn hyperliquid_and_dydx_by_their_own_formulas() {
    let mut stream = BlockStream::new(3, 1);
    for k in 0..20 {
        let side = if k % 2 == 0 { 1.0 } else { -1.0 };
        let (price, size, other) = (40_000.0, 2.0 * factor(&mut stream, 0.5), 5.0 * factor(&mut stream, 0.5));
        let entry = price * factor(&mut stream, 0.02);
        let put_in = 0.3 * size * price * factor(&mut stream, 0.3);
        let account = |venue: &str| {
            json!({
                "name": "one", "pack": venue, "collateral": {"USDC": put_in},
                "positions": [
                    {"id": "1", "instrument": perpetual("BTC", "linear"), "quantity": side * size, "entryPrice": entry},
                    {"id": "2", "instrument": perpetual("ETH", "linear"), "quantity": other, "entryPrice": 2_500},
                ],
            })
        };
        let spots = json!({"BTC": price, "ETH": 2_500});
        let equity = put_in + side * size * (price - entry);
        // price − side · margin_available / size / (1 − l · side), l = 1/(2 · 40) for BTC and 1/(2 · 25) for ETH
        let l = 1.0 / 80.0;
        let available = equity - size * price * l - other * 2_500.0 / 50.0;
        let theirs = price - side * available / size / (1.0 - l * side);
        let ours = liquidation(account("hyperliquid"), spots.clone());
        assert!((ours / theirs - 1.0).abs() < 1e-12, "{ours} for {theirs}");
        // p' = (e − s p − MMR_other) / (|s| MMF − s)
        let s = side * size;
        let theirs = (equity - s * price - other * 2_500.0 * 0.012) / (size * 0.012 - s);
        let ours = liquidation(account("dydx"), spots);
        assert!((ours / theirs - 1.0).abs() < 1e-12, "{ours} for {theirs}");
    }
}

#[test]
fn bybit_inverse_by_its_own_formula() {
    // Size (MMR + 1) / (Size/E + Size/E/L + extra + deduction) of a long, the signs turned for a short.
    for (side, size, leverage, extra) in
        [(1.0, 60_000.0, 10.0, 0.0), (-1.0, 60_000.0, 10.0, 0.05), (1.0, 2e6, 25.0, 0.4)]
    {
        let entry = 50_000.0;
        let coins: f64 = size / entry;
        let account = json!({
            "name": "one", "pack": "bybitUnified",
            "positions": [{
                "id": "1", "instrument": perpetual("BTC", "inverse"), "quantity": side * size,
                "entryPrice": entry, "isolatedMargin": coins / leverage + extra,
            }],
        });
        let theirs = size * (1.0 + side * 0.005) / (coins + side * (coins / leverage + extra));
        let ours = liquidation(account, json!({"BTC": entry}));
        assert!((ours / theirs - 1.0).abs() < 1e-12, "{ours} for {theirs}");
    }
}

#[test]
fn rates_that_rise_with_the_size_are_solved_with_it() {
    // W + Q/E − N = N (1 % + N 0.005 %) in the number N = Q/P of coins at the price that is sought.
    let (margin, face, entry) = (10.0, 3e6, 40_000.0);
    for side in [1.0, -1.0] {
        let account = json!({
            "name": "one", "pack": "deribit", "collateral": {"BTC": margin},
            "positions": [{
                "id": "1", "instrument": perpetual("BTC", "inverse"), "quantity": side * face, "entryPrice": entry,
            }],
        });
        let linear = side + 0.01;
        let root = f64::sqrt(linear * linear + 4.0 * 5e-5 * (margin + side * face / entry));
        let theirs = face * 2.0 * 5e-5 / (side * root - linear);
        let ours = liquidation(account, json!({"BTC": entry}));
        assert!((ours / theirs - 1.0).abs() < 1e-11, "{ours} for {theirs}");
    }
}

#[test]
fn okx_swaps_by_their_margin_ratio() {
    // (balance + profit) / (size P (m + fee)) = 1, the tier that of the size at any price.
    let mut own = pack(&[[0.0, 0.004, 0.01], [5.0, 0.01, 0.02]], &[[0.0, 0.01, 0.02]]);
    for (field, value) in [("basis", json!("size")), ("span", json!("whole")), ("fee", json!(0.0005))] {
        own["contracts"][0][field] = value;
    }
    for (size, side, rate) in [(4.0, 1.0, 0.004), (5.0, -1.0, 0.004), (8.0, 1.0, 0.01), (8.0, -1.0, 0.01)] {
        let position = json!({"id": "1", "instrument": perpetual("BTC", "linear"), "quantity": side * size, "entryPrice": 40_000});
        let mut account =
            json!({"name": "one", "ownPack": own, "collateral": {"USDT": 30_000}, "positions": [position]});
        let theirs = (size * 40_000.0 * side - 30_000.0) / (size * (side - rate - 0.0005));
        let ours = liquidation(account.clone(), json!({"BTC": 40_000}));
        assert!((ours / theirs - 1.0).abs() < 1e-12, "{ours} for {theirs}");
        if size < 5.0 {
            account["ownPack"] = json!(null);
            account["pack"] = json!("okx");
            assert_eq!(liquidation(account, json!({"BTC": 40_000})), ours);
        }
    }
}

#[test]
fn okx_quick_margin_by_its_own_formula() {
    // [Lq (1 + m)(1 + f) − Aq] / [Ab − Lb (1 + m)(1 + f)]
    let (assets, debt, m, f) = (2.0, 60_000.0, 0.03, 0.001);
    let mut own = pack(&[[0.0, 0.01, 0.02]], &[[0.0, 0.01, 0.02]]);
    own["debts"] = json!({"maintenance": m, "fee": f});
    let account = json!({"name": "one", "ownPack": own, "collateral": {"BTC": assets, "USDT": -debt}});
    let theirs = debt * (1.0 + m) * (1.0 + f) / assets;
    let ours = liquidation(account, json!({"BTC": 40_000}));
    assert!((ours / theirs - 1.0).abs() < 1e-12, "{ours} for {theirs}");
}

#[test]
fn hedge_mode_margins_both_sides_and_netting_what_is_left() {
    let position = |id: &str, quantity: f64| json!({"id": id, "instrument": perpetual("BTC", "linear"), "quantity": quantity, "entryPrice": 40_000});
    let measured = |hedge: bool| {
        let account = json!({
            "name": "one", "ownPack": pack(&[[0.0, 0.01, 0.02], [5e4, 0.02, 0.04]], &[[0.0, 0.01, 0.02]]),
            "hedgeMode": hedge, "collateral": {"USDT": 30_000},
            "positions": [position("a", 2.0), position("b", -1.0)],
        });
        run(&json!({"quotes": quotes(json!({"BTC": 40_000})), "accounts": [account]}))
            .unwrap()
            .accounts
            .remove(0)
    };
    // 2 at 80,000: 1 % of 50,000 and 2 % of the rest; 1 at 40,000: 1 %.
    assert!((measured(true).totals.maintenance - (500.0 + 600.0 + 400.0)).abs() < 1e-9);
    assert!((measured(false).totals.maintenance - 400.0).abs() < 1e-9);
    // Long and short share their price: (W + cum_L + cum_S − E (q_L − q_S)) / (q_L m_L + q_S m_S − q_L + q_S).
    let hedged = measured(true);
    let price = (30_000.0 + 0.0 + 0.0 - 40_000.0) / (2.0 * 0.01 + 0.01 - 1.0);
    for position in &hedged.positions {
        assert!((position.liquidation_price.unwrap() - price).abs() < 1e-9, "{price}");
    }
}

#[test]
fn a_future_goes_to_the_spot_on_the_way() {
    let future =
        json!({"kind": "future", "asset": "BTC", "settlement": "linear", "expiry": "2027-02-02T08:00:00Z"});
    let request = json!({
        "quotes": {
            "valuationTime": "2026-11-22T08:00:00Z", "spots": {"BTC": 40_000},
            "forwards": [{"asset": "BTC", "expiry": "2027-02-02T08:00:00Z", "price": 42_025}],
        },
        "curve": {"days": 72, "points": 2},
        "accounts": [{
            "name": "one", "ownPack": pack(&[[0.0, 0.01, 0.02]], &[[0.0, 0.01, 0.02]]), "collateral": {"USDT": 9_000},
            "positions": [{"id": "1", "instrument": future, "quantity": 1, "entryPrice": 42_025}],
        }],
    });
    let response = run(&request).unwrap();
    let curve = &response.accounts[0].pools[0].curve;
    // Half way the ratio 1.050625 has become its root, 1.025; the curve ends with the contract.
    assert_eq!(curve.len(), 2);
    assert!((curve[1].equity - (9_000.0 + 41_000.0 - 42_025.0)).abs() < 1e-6, "{}", curve[1].equity);
    assert!(response.warnings.iter().any(|warning| warning.code == "curveEnds"));
}

#[test]
fn collateral_without_a_ratio_of_the_venue_is_said() {
    let account = |venue: &str, collateral: Value| {
        json!({
            "name": "one", "pack": venue, "collateral": collateral,
            "positions": [{"id": "1", "instrument": perpetual("BTC", "linear"), "quantity": 1, "entryPrice": 40_000}],
        })
    };
    let said = |account: Value| {
        let request = json!({"quotes": quotes(json!({"BTC": 40_000, "ETH": 2_500})), "accounts": [account]});
        let warnings = run(&request).unwrap().warnings;
        warnings.iter().filter(|warning| warning.code == "collateralInFull").count()
    };
    assert_eq!(said(account("bybitUnified", json!({"ETH": 10}))), 1);
    assert_eq!(said(account("bybitUnified", json!({"USDT": 20_000}))), 0);
}
