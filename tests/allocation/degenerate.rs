//! Histories that leave little to estimate.

use serde_json::{Value, json};

use super::{prices, refused, run, solved};

const KINDS: [&str; 8] = [
    "minimumRisk",
    "maximumRatio",
    "riskBudgeting",
    "hierarchicalRiskParity",
    "hierarchicalEqualRiskContribution",
    "equalWeight",
    "inverseVolatility",
    "maximumDiversification",
];

const A: &[f64] = &[100.0, 102.0, 101.0, 105.0, 104.0, 108.0];
const B: &[f64] = &[50.0, 49.0, 51.0, 52.0, 50.5, 53.0];
const STILL: &[f64] = &[1.0; 6];

fn allocate(kind: &str, table: &Value) -> Value {
    run("allocate", &json!({"prices": table, "objective": {"kind": kind}}))
}

#[test]
fn one_asset_takes_all() {
    for kind in KINDS {
        assert_eq!(solved(&allocate(kind, &prices(&[("A", A)]))), [1.0], "{kind}");
    }
}

#[test]
fn one_day_is_too_few_and_the_count_is_named() {
    for kind in KINDS {
        let error = refused(
            "allocate",
            &json!({"prices": prices(&[("A", &A[..1]), ("B", &B[..1])]), "objective": {"kind": kind}}),
        );
        assert_eq!(error.code, allotrope::Code::InsufficientHistory);
        assert!(error.message.contains("3 are needed"), "{}", error.message);
    }
    let error = refused("frontier", &json!({"prices": prices(&[("A", &A[..2])])}));
    assert_eq!(error.code, allotrope::Code::InsufficientHistory);
}

#[test]
fn two_identical_assets_share() {
    let table = prices(&[("A", A), ("B", B), ("TWIN", A)]);
    for kind in KINDS {
        let response = allocate(kind, &table);
        let weights = solved(&response);
        let alone = solved(&allocate(kind, &prices(&[("A", A), ("B", B)])));
        // Rules see three assets, searches see that one of them is there twice.
        if ["minimumRisk", "maximumRatio", "maximumDiversification"].contains(&kind) {
            assert!((weights[0] + weights[2] - alone[0]).abs() < 1e-9, "{kind}: {weights:?} {alone:?}");
        }
        let said = response["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|w| w["message"].as_str().unwrap().contains("A and TWIN move as one"));
        assert_eq!(
            said,
            ![
                "hierarchicalRiskParity",
                "hierarchicalEqualRiskContribution",
                "equalWeight",
                "inverseVolatility"
            ]
            .contains(&kind),
            "{kind}"
        );
    }
}

#[test]
fn a_constant_price_is_said() {
    let table = prices(&[("A", A), ("STILL", STILL), ("B", B)]);
    for kind in KINDS {
        let response = allocate(kind, &table);
        let warned = response["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|w| w["message"] == "STILL has a constant price: its volatility is zero.");
        assert!(warned, "{kind}: {}", response["warnings"]);
        match kind {
            // All risk shares are asked for, and one asset cannot have any.
            "riskBudgeting" => {
                assert_eq!(response["status"], "infeasible");
                assert!(response["explanation"].as_str().unwrap().starts_with("STILL has a constant price"));
            }
            "minimumRisk"
            | "inverseVolatility"
            | "hierarchicalRiskParity"
            | "hierarchicalEqualRiskContribution" => {
                assert!((solved(&response)[1] - 1.0).abs() < 1e-9, "{kind}: {response}");
                assert_eq!(response["sharpeRatio"], Value::Null);
            }
            _ => {
                solved(&response);
            }
        }
    }
    let budgets = json!({"kind": "riskBudgeting", "budgets": {"STILL": 0}});
    let weights = solved(&run("allocate", &json!({"prices": table, "objective": budgets})));
    assert_eq!(weights[1], 0.0);
}

#[test]
fn constant_prices_only() {
    let table = prices(&[("X", STILL), ("Y", STILL)]);
    for kind in KINDS {
        let response = allocate(kind, &table);
        match kind {
            "maximumRatio" | "riskBudgeting" | "maximumDiversification" => {
                assert_eq!(response["status"], "infeasible", "{kind}")
            }
            _ => {
                assert!((solved(&response).iter().sum::<f64>() - 1.0).abs() < 1e-12);
                assert_eq!(response["volatility"], 0.0);
            }
        }
    }
    assert_eq!(run("frontier", &json!({"prices": table}))["points"].as_array().unwrap().len(), 1);
}

#[test]
fn fewer_rows_than_assets() {
    let columns: Vec<(String, Vec<f64>)> = (0..12)
        .map(|i| {
            (format!("C{i}"), (0..6).map(|t| 100.0 + ((i * 7 + t * 5 + i * t * 3) % 11) as f64).collect())
        })
        .collect();
    let columns: Vec<(&str, &[f64])> =
        columns.iter().map(|(name, prices)| (name.as_str(), prices.as_slice())).collect();
    for kind in KINDS {
        let response = allocate(kind, &prices(&columns));
        if response["status"] == "solved" {
            solved(&response);
        } else {
            // Singular: some ratios have no bound, some portfolios no risk to share.
            assert!(
                ["maximumRatio", "riskBudgeting", "maximumDiversification"].contains(&kind),
                "{kind}: {response}"
            );
            assert!(!response["explanation"].is_null());
        }
        let shrunk = json!({"prices": prices(&columns), "objective": {"kind": kind}, "covariance": {"kind": "ledoitWolf"}});
        let response = run("allocate", &shrunk);
        solved(&response);
        assert!(response["shrinkage"].as_f64().unwrap() > 0.0);
    }
}
