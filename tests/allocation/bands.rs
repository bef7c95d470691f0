//! Weight bands against a second program with the same draws, and against the library arch with its own.

use serde_json::{Value, json};

use super::{fixture_prices, moments, named_prices, refused, run};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/bands.json")).unwrap()
}

fn table() -> Value {
    fixture_prices(&serde_json::from_str(include_str!("../fixtures/peers/measures.json")).unwrap())
}

/// The bands of a request on a price table.
fn bands(prices: &Value, objective: &Value, constraints: &Value, bands: &Value) -> Value {
    let request =
        json!({"prices": prices, "objective": objective, "constraints": constraints, "bands": bands});
    run("allocate", &request)["bands"].clone()
}

/// Lower, median and upper weights of every asset.
fn quantiles(bands: &Value) -> Vec<[f64; 3]> {
    let of = |weight: &Value| ["lower", "median", "upper"].map(|name| weight[name].as_f64().unwrap());
    bands["weights"].as_array().unwrap().iter().map(of).collect()
}

fn compare(found: &Value, expected: &Value, tolerance: impl Fn(usize, usize) -> f64) {
    for (asset, of_asset) in quantiles(found).iter().enumerate() {
        for (k, value) in of_asset.iter().enumerate() {
            let expected = expected[k][asset].as_f64().unwrap();
            let off = (value - expected).abs();
            assert!(off < tolerance(k, asset), "asset {asset}, quantile {k}: {value} instead of {expected}");
        }
    }
}

/// The same histories: what remains are the two solvers, 1e-10 of the objective each, which is 2e-5 of a
/// weight where the objective is flat.
#[test]
fn the_same_draws_give_the_same_bands() {
    let table = table();
    for case in fixture()["cases"].as_array().unwrap() {
        let found = bands(&table, &case["objective"], &case["constraints"], &case["bands"]);
        assert_eq!(found["solved"], case["bands"]["resamples"], "{}", case["name"]);
        let (block, expected) = (found["meanBlock"].as_f64().unwrap(), case["meanBlock"].as_f64().unwrap());
        assert!((block / expected - 1.0).abs() < 1e-10, "{block} instead of {expected}");
        compare(&found, &case["quantiles"], |_, _| 2e-5);
    }
}

/// Other draws: five standard errors of the difference of a quantile of 2,000 histories to one of 4,000,
/// where the fixture has the errors of 200.
#[test]
fn bands_are_those_of_an_independent_bootstrap() {
    let independent = &fixture()["independent"];
    let found = bands(&table(), &json!({"kind": "minimumRisk"}), &json!({}), &independent["bands"]);
    compare(&found, &independent["quantiles"], |k, asset| {
        let error = independent["errors"][k][asset].as_f64().unwrap();
        // A bound that holds in almost every history leaves no spread but that of the solvers.
        5.0 * error * (0.1_f64 + 0.05).sqrt() + 1e-6
    });
}

/// A block that never ends turns the history round, and no moment hangs on where it begins.
#[test]
fn a_history_turned_round_moves_no_weight() {
    let settings = json!({"kind": "stationaryBootstrap", "resamples": 20, "meanBlock": 1e6});
    for objective in [json!({"kind": "minimumRisk"}), json!({"kind": "equalWeight"})] {
        let request = json!({"prices": table(), "objective": objective, "bands": settings});
        let response = run("allocate", &request);
        for (band, row) in quantiles(&response["bands"]).iter().zip(response["weights"].as_array().unwrap()) {
            let weight = row["weight"].as_f64().unwrap();
            // Sums in another order.
            assert!(band.iter().all(|end| (end - weight).abs() < 1e-9), "{band:?} around {weight}");
        }
    }
}

/// An asset that moves twice as much as the other has half its weight in every history.
#[test]
fn what_every_history_says_has_no_band() {
    let mut columns = [vec![100.0], vec![100.0]];
    for t in 0..40 {
        let r = 0.01 * f64::from((t * 7) % 11 - 5) / 8.0;
        for (column, factor) in columns.iter_mut().zip([1.0, 2.0]) {
            column.push(column.last().unwrap() * (1.0 + factor * r));
        }
    }
    let settings = json!({"kind": "stationaryBootstrap", "resamples": 30, "meanBlock": 3});
    let found = bands(&named_prices(&columns), &json!({"kind": "inverseVolatility"}), &json!({}), &settings);
    for (band, expected) in quantiles(&found).iter().zip([2.0 / 3.0, 1.0 / 3.0]) {
        // Prices to sixteen digits are returns of one in a hundred to fourteen.
        assert!(band.iter().all(|end| (end - expected).abs() < 1e-12), "{band:?}");
    }
}

/// Histories without an answer are counted and said, and so is what was drawn.
#[test]
fn histories_without_an_answer_are_said() {
    let objective = json!({"kind": "minimumRisk", "minimumReturn": 0.05});
    let settings = json!({"kind": "stationaryBootstrap", "resamples": 40, "seed": 3});
    let response = run("allocate", &json!({"prices": table(), "objective": objective, "bands": settings}));
    let solved = response["bands"]["solved"].as_u64().unwrap();
    assert!(solved > 0 && solved < 40, "{solved}");
    assert_eq!((&response["bands"]["resamples"], &response["bands"]["seed"]), (&json!(40), &json!(3)));
    let warnings = response["warnings"].as_array().unwrap();
    let said = warnings.iter().find(|warning| warning["code"] == "bandsIncomplete").unwrap();
    assert!(said["message"].as_str().unwrap().starts_with(&format!("{} of 40", 40 - solved)));
}

#[test]
fn bands_that_cannot_be_drawn_are_refused() {
    let table = table();
    for (settings, path) in [
        (json!({"resamples": 5}), "bands.resamples"),
        (json!({"level": 0.2}), "bands.level"),
        (json!({"meanBlock": 0.5}), "bands.meanBlock"),
        (json!({"seed": 9_007_199_254_740_992_u64}), "bands.seed"),
    ] {
        let mut settings = settings;
        settings["kind"] = json!("stationaryBootstrap");
        let error = refused("allocate", &json!({"prices": table, "bands": settings}));
        assert_eq!(error.path.as_deref(), Some(path));
    }
    let given = moments(&[0.1, 0.2], &[vec![0.04, 0.0], vec![0.0, 0.09]]);
    let error = refused("allocate", &json!({"moments": given, "bands": {"kind": "stationaryBootstrap"}}));
    assert_eq!(error.path.as_deref(), Some("bands"));
}
