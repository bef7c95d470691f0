//! Portfolio margin of OKX and Bybit: what they publish, and an independent script.

use serde_json::{Value, json};

use super::portfolio_margin::{answer, charge, compared, only, row};

fn perpetual(asset: &str, quantity: f64) -> Value {
    let instrument = json!({"kind": "perpetual", "asset": asset, "settlement": "linear"});
    json!({"id": asset, "instrument": instrument, "quantity": quantity})
}

/// The example of OKX's position builder, 10 contracts of BTC short and 10 of LTC long. All digits that are printed: 10⁻⁹.
/// Price and mark are not printed in dollars: they follow from the delta and from the loss of the first move.
#[test]
fn the_parts_of_okx_are_its_published_ones() {
    let (btc, ltc) = (97_049.036_898, 101.953_08);
    let response = answer(&json!({
        "array": {"kind": "okxPortfolioMargin"},
        "positions": [perpetual("BTC", -0.1), perpetual("LTC", 10.0)],
        "quotes": {
            "valuationTime": "2025-01-15T10:26:41.642Z", "spots": {"BTC": btc, "LTC": ltc},
            "perpetuals": [
                {"asset": "BTC", "mark": 388.1369748240002 / 0.04 / 0.1},
                {"asset": "LTC", "mark": 61.168909352399936 / 0.06 / 10.0},
            ],
        },
    }));
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found} and {expected}");
    let [first, second] = &response.margin.groups[..] else { panic!("two groups") };
    for (group, moves, extreme, mr4, mmr, imr) in [
        (
            first,
            [(0.12, -1164.4109244719994), (0.08, -776.2739496480004), (-0.04, 388.1369748240002)],
            (0.24, -2328.8218489440005),
            19.4098073796,
            1183.8207318516002,
            1538.9669514070802,
        ),
        (
            second,
            [(-0.18, -183.50672805719995), (0.12, 122.33781870480001), (0.06, 61.168909352399936)],
            (-0.36, -367.0134561144),
            8.1562464,
            191.6629744572,
            249.16186679436,
        ),
    ] {
        assert_eq!(group.scenarios.len(), 23);
        for (change, profit) in moves {
            for volatility in [0.5, 0.0, -0.25] {
                near(row(group, change, volatility).total, profit);
            }
        }
        let tail =
            group.scenarios.iter().find(|row| (row.scenario.change - extreme.0).abs() < 1e-12).unwrap();
        near(tail.total, extreme.1);
        near(tail.counted, 0.5 * extreme.1);
        near(charge(group, "Basis").maintenance, mr4);
        assert_eq!(charge(group, "Minimum charge").maintenance, 0.0);
        near(group.maintenance, mmr);
        near(group.initial, imr);
    }
    // Alone the minimum charge is 43.67206660410001 of BTC: without scenarios and basis it is what is left.
    let charged = answer(&json!({
        "array": {
            "kind": "okxPortfolioMargin", "majorShock": 0.001, "majorExtreme": 0.001, "majorBasis": 0, "majorLeastBasis": 0,
        },
        "positions": [perpetual("BTC", -0.1)],
        "quotes": {
            "valuationTime": "2025-01-15T10:26:41.642Z", "spots": {"BTC": btc},
            "perpetuals": [{"asset": "BTC", "mark": 388.1369748240002 / 0.04 / 0.1}],
        },
    }));
    near(only(&charged).maintenance, 43.67206660410001);
}

/// The example of Bybit's portfolio margin of 24 March 2026: 0.038 of a perpetual and 0.02 of a call. Of the perpetual all
/// digits are printed. The forward and the volatility of the call are not: both are fitted to the eleven profits of an
/// unmoved volatility, and the profits of the other two columns, up to 75, agree within 0.05, what a day more or less of
/// the time to expiry makes of them.
#[test]
fn the_array_of_bybit_is_its_published_one() {
    let call = json!({
        "kind": "option", "asset": "BTC", "right": "call", "strike": 80_000, "expiry": "2026-09-25T08:00:00Z",
        "settlement": "linear",
    });
    let response = answer(&json!({
        "array": {"kind": "bybitPortfolioMargin"},
        "positions": [perpetual("BTC", 0.038), {"id": "call", "instrument": call, "quantity": 0.02}],
        "quotes": {
            "valuationTime": "2026-03-24T02:28:10.506Z", "spots": {"BTC": 0.8037046 / 0.0003 / 0.038},
            "perpetuals": [{"asset": "BTC", "mark": 972.1448288 / 0.1 / 0.038}],
            "forwards": [{"asset": "BTC", "expiry": "2026-09-25T08:00:00Z", "price": 71_377}],
            "volatilities": [{"kind": "flat", "asset": "BTC", "volatility": 0.277_492_539_013_744_27}],
        },
    }));
    let group = only(&response);
    assert_eq!(group.scenarios.len(), 33);
    let published = [
        (-0.1, -972.14482880, [-24.06747339, -33.15841013, -39.65273684]),
        (-0.08, -777.71586304, [-18.12509537, -28.31048642, -35.80450518]),
        (-0.06, -583.28689728, [-11.36193138, -22.62748031, -31.13352117]),
        (-0.04, -388.85793152, [-3.73852526, -16.04846592, -25.55420042]),
        (-0.02, -194.42896576, [4.77766694, -8.52041879, -18.98866670]),
        (0.0, 0.0, [14.21190294, 0.00067229, -11.36906857]),
        (0.02, 194.42896576, [24.58198339, 9.54902598, -2.63944748]),
        (0.04, 388.85793152, [35.89827143, 20.14862960, 7.24291762]),
        (0.06, 583.28689728, [48.16388381, 31.81313064, 18.30672359]),
        (0.08, 777.71586304, [61.37503018, 44.54603289, 30.56641060]),
        (0.1, 972.14482880, [75.52147477, 58.34116026, 44.02244694]),
    ];
    for (change, perpetual, calls) in published {
        for (volatility, call) in [0.24, 0.0, -0.2].into_iter().zip(calls) {
            let found = &row(group, change, volatility).by_position;
            assert!((found[0] - perpetual).abs() < 1e-8, "{change}: {} and {perpetual}", found[0]);
            assert!((found[1] - call).abs() < 0.05, "{change} {volatility}: {} and {call}", found[1]);
        }
    }
    let worst = &group.scenarios[group.worst.unwrap()].scenario;
    assert!((worst.change + 0.1).abs() < 1e-12 && worst.volatility == -0.2);
    assert!((charge(group, "Perpetuals and futures").maintenance - 0.80370460).abs() < 1e-8);
    assert_eq!(charge(group, "Short options").maintenance, 0.0);
    assert_eq!(charge(group, "Vega spread").maintenance, 0.0);
    // The published margins are 1062.3492095114727 and 1274.8190514137673: with its spot hedge and a delta contingency.
    assert!((group.initial / group.maintenance - 1274.8190514137673 / 1062.3492095114727).abs() < 1e-12);
}

/// Ten books by each venue's formulas, in `tests/fixtures/peers/exchange_margins.py`.
#[test]
fn books_are_margined_as_an_independent_script_does() {
    assert_eq!(compared(include_str!("../fixtures/peers/exchange_margins.json")), 20);
}
