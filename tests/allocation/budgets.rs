//! Risk budgets by measures on scenarios: against other libraries, and by what each asset adds.

use serde_json::{Value, json};

use super::measures::{heavy_tailed, kinds};
use super::{fixture_prices, named_prices, refused, run, solved};

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn table() -> Value {
    fixture_prices(&read(include_str!("../fixtures/peers/measures.json")))
}

fn numbers(values: &Value, field: &str) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value[field].as_f64().unwrap()).collect()
}

/// The weights are other libraries'; all solvers leave about 1e-11 of the objective, whose root is 3e-6 of
/// a weight.
#[test]
fn what_other_libraries_find() {
    let (table, fixture) = (table(), read(include_str!("../fixtures/peers/budgets.json")));
    let mut misses = Vec::new();
    for case in fixture["cases"].as_array().unwrap() {
        let (objective, constraints) = (&case["objective"], &case["constraints"]);
        let response =
            run("allocate", &json!({"prices": table, "objective": objective, "constraints": constraints}));
        let weights = solved(&response);
        for (weight, expected) in weights.iter().zip(case["weights"].as_array().unwrap()) {
            let off = weight - expected.as_f64().unwrap();
            if off.abs() > 1e-5 {
                misses.push(format!("{} {objective}: off by {off:.1e}", case["source"]));
            }
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// Contributions add up to the measure, stand in the proportions of the budgets, and are its slope where it
/// has one, found by the difference that a ten-thousandth of an asset makes: to the root of the 1e-10 of the risk that
/// its plane is below it.
#[test]
fn contributions_add_up() {
    let (table, fixture) = (table(), read(include_str!("../fixtures/peers/budgets.json")));
    for case in fixture["cases"].as_array().unwrap() {
        let (objective, constraints) = (&case["objective"], &case["constraints"]);
        let kind = objective["measure"]["kind"].as_str().unwrap();
        let allocate = |current: &[f64]| {
            let entry = |(i, weight): (usize, &f64)| json!({"asset": format!("A{i}"), "weight": weight});
            let current: Vec<Value> = current.iter().enumerate().map(entry).collect();
            run(
                "allocate",
                &json!({"prices": table, "objective": objective, "constraints": constraints, "current": current}),
            )
        };
        let response = allocate(&[1.0; 6]);
        if ["variance", "standardDeviation"].contains(&kind) {
            assert!(response["weights"][0]["measureContribution"].is_null());
            continue;
        }
        let parts = numbers(&response["weights"], "measureContribution");
        let value = response["risk"]["value"].as_f64().unwrap();
        assert!((parts.iter().sum::<f64>() / value - 1.0).abs() < 1e-7, "{objective}: {response}");
        if constraints["bounds"].is_null() {
            for (i, part) in parts.iter().enumerate() {
                let budget = objective["budgets"][format!("A{i}")].as_f64().unwrap_or(1.0 / 6.0);
                assert!((part / value - budget).abs() < 1e-6, "{objective}: {part} of {value} for {budget}");
            }
        }
        if ["semivariance", "entropicValueAtRisk"].contains(&kind) {
            for (i, part) in parts.iter().enumerate() {
                let at = |step: f64| {
                    let mut weights = solved(&response);
                    weights[i] += step;
                    allocate(&weights)["risk"]["current"].as_f64().unwrap()
                };
                let slope = solved(&response)[i] * (at(1e-4) - at(-1e-4)) / 2e-4;
                assert!((part - slope).abs() < 2e-5 * value, "{objective}: {part} instead of {slope}");
            }
        }
    }
}

/// Every measure is shared out over heavy tails, with bounds that hold and without, over histories that are
/// taken whole and over such of which scenarios are sorted; the answer is verified.
#[test]
fn heavy_tails_are_shared_out() {
    let bounds = json!({"bounds": [{"assets": ["*"], "min": 0.025, "max": 0.06}]});
    for (assets, days, constraints) in [(20, 300, bounds), (40, 300, json!({})), (12, 1500, json!({}))] {
        let table = heavy_tailed(assets as u64, assets, days);
        for kind in kinds() {
            let objective = json!({"kind": "riskBudgeting", "measure": {"kind": kind}});
            let request = json!({"prices": table, "objective": objective, "constraints": constraints});
            solved(&run("allocate", &request));
        }
    }
}

/// Two assets that move as one but for their size, and one that hedges them: without a budget it is held to
/// where it takes no more risk away.
#[test]
fn an_asset_without_a_budget_hedges() {
    let grown = |returns: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..200)
            .scan(100.0, |price, t| {
                *price *= 1.0 + returns(t);
                Some(*price)
            })
            .collect()
    };
    let wave = |t: usize| 0.01 * ((t * 37 % 101) as f64 / 50.0 - 1.0);
    let own = |t: usize| 0.01 * ((t * 53 % 89) as f64 / 44.0 - 1.0);
    let table =
        named_prices(&[grown(&wave), grown(&|t| 2.0 * wave(t)), grown(&|t| 0.8 * own(t) - 0.5 * wave(t))]);
    let mut held = 0;
    for kind in kinds() {
        let objective = json!({"kind": "riskBudgeting", "measure": {"kind": kind}, "budgets": {"A0": 2, "A1": 1, "A2": 0}});
        let response = run("allocate", &json!({"prices": table, "objective": objective}));
        let (weights, value) = (solved(&response), response["risk"]["value"].as_f64().unwrap());
        let parts = numbers(&response["weights"], "measureContribution");
        held += usize::from(weights[2] > 0.05);
        assert!(parts[2].abs() < 1e-6 * value, "{kind}: {response}");
        assert!((parts[0] / parts[1] - 2.0).abs() < 1e-6, "{kind}: {response}");
    }
    // The worst day of the two may be one of the hedge as well.
    assert!(held >= 5, "{held}");
}

#[test]
fn what_has_no_risk_has_no_shares() {
    let up = [100.0, 101.0, 103.0, 104.0, 106.0];
    let down = [100.0, 103.0, 102.0, 105.0, 104.0];
    let other = [100.0, 98.0, 101.0, 99.0, 103.0];
    let measure = json!({"kind": "conditionalValueAtRisk"});
    for (columns, constraints, explanation) in [
        (vec![up.to_vec(), down.to_vec()], json!({}), "A0 has no risk by this measure"),
        (vec![down.to_vec(), other.to_vec()], json!({}), "Some portfolio of these assets has no risk"),
    ] {
        let request = json!({"prices": named_prices(&columns), "constraints": constraints, "objective": {"kind": "riskBudgeting", "measure": measure}});
        let response = run("allocate", &request);
        assert_eq!(response["status"], "infeasible", "{response}");
        assert!(response["explanation"].as_str().unwrap().starts_with(explanation), "{response}");
    }
    // Nor have short positions.
    let bounds =
        json!({"bounds": [{"assets": ["A1"], "min": -0.5, "max": -0.1}, {"assets": ["A0"], "max": 2}]});
    for kind in ["variance", "worstRealization"] {
        let objective = json!({"kind": "riskBudgeting", "measure": {"kind": kind}});
        let request = json!({"prices": named_prices(&[down.to_vec(), other.to_vec()]), "constraints": bounds, "objective": objective});
        let error = refused("allocate", &request);
        assert_eq!(error.path.as_deref(), Some("constraints.bounds[0].max"));
    }
}
