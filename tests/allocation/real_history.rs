//! Fourteen coins over eleven years, where that history lies beside the project: unequal starts, an
//! inner gap, and two stablecoins that make the covariance nearly singular.

use std::path::Path;

use serde_json::{Value, json};

use super::{run, solved};

fn history() -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/prices-crypto-daily.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return None;
    };
    let mut lines = text.lines();
    let assets: Vec<&str> = lines.next()?.split(',').skip(1).collect();
    let (mut dates, mut rows) = (Vec::new(), Vec::new());
    for line in lines {
        let mut cells = line.split(',');
        dates.push(cells.next()?);
        rows.push(cells.map(|cell| cell.parse().ok()).collect::<Vec<Option<f64>>>());
    }
    Some(json!({"dates": dates, "assets": assets, "prices": rows}))
}

fn warned(response: &Value, code: &str, word: &str) -> bool {
    let fits = |w: &Value| w["code"] == code && w["message"].as_str().unwrap().contains(word);
    response["warnings"].as_array().unwrap().iter().any(fits)
}

#[test]
fn all_coins() {
    let Some(prices) = history() else { return };
    for covariance in ["sample", "ledoitWolf"] {
        for kind in [
            "minimumRisk",
            "maximumRatio",
            "riskBudgeting",
            "hierarchicalRiskParity",
            "hierarchicalEqualRiskContribution",
            "equalWeight",
            "inverseVolatility",
            "maximumDiversification",
        ] {
            let response = run(
                "allocate",
                &json!({"prices": prices, "covariance": {"kind": covariance}, "objective": {"kind": kind}, "riskFreeRate": 0.04}),
            );
            solved(&response);
            assert!(warned(&response, "historyShortened", "without AVAX"), "{}", response["warnings"]);
            assert_eq!(response["sample"]["periodsPerYear"], 365.0);
            println!(
                "{covariance} {kind}: return {} volatility {} {}",
                response["expectedReturn"], response["volatility"], response["verification"]
            );
        }
        let frontier = run(
            "frontier",
            &json!({"prices": prices, "covariance": {"kind": covariance}, "riskFreeRate": 0.04}),
        );
        assert_eq!(frontier["points"].as_array().unwrap().len(), 40, "{}", frontier["warnings"]);
    }
}

/// AVAX has one price in July 2020 and the next in September.
#[test]
fn no_return_across_the_gap() {
    let Some(prices) = history() else { return };
    let response = run("allocate", &json!({"prices": prices, "assets": ["AVAX", "BTC"]}));
    assert!(warned(&response, "gapSkipped", "gap of 70 days"), "{}", response["warnings"]);
}

#[test]
fn the_stablecoins_take_the_minimum_variance() {
    let Some(prices) = history() else { return };
    let response = run(
        "allocate",
        &json!({"prices": prices, "constraints": {"groups": [{"name": "stables", "assets": ["USDT", "USDC"], "max": 0.3}]}}),
    );
    let weights = solved(&response);
    let of = |name: &str| {
        response["weights"]
            .as_array()
            .unwrap()
            .iter()
            .position(|w| w["asset"] == name)
            .map(|i| weights[i])
            .unwrap()
    };
    assert!((of("USDT") + of("USDC") - 0.3).abs() < 1e-7);
}
