//! Hierarchical methods: against the weights of other libraries, and within bounds.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{fixture_prices, moments, refused, run, solved};

/// The weights are other libraries'. Rules sum and divide, which leaves rounding; drawdowns sum 300
/// returns, and EVaR is found by a search there.
#[test]
fn what_other_libraries_find() {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/peers/hierarchical.json")).unwrap();
    let table = fixture_prices(&fixture);
    let mut misses = Vec::new();
    for case in fixture["cases"].as_array().unwrap() {
        let objective = &case["objective"];
        let response = run("allocate", &json!({"prices": table, "objective": objective}));
        let searched = objective["measure"]["kind"] == "entropicValueAtRisk";
        let tolerance = if searched { 1e-6 } else { 1e-10 };
        for (weight, expected) in solved(&response).iter().zip(case["weights"].as_array().unwrap()) {
            if (weight - expected.as_f64().unwrap()).abs() > tolerance {
                misses.push(format!("{} {objective}: {weight} instead of {expected}", case["source"]));
            }
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// Covariances of two groups with random loadings.
fn grouped() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (3usize..10).prop_flat_map(|n| {
        (prop::collection::vec(0.1..0.8f64, n), prop::collection::vec(0.01..0.3f64, n)).prop_map(
            move |(loading, own)| {
                let common = |i: usize, j: usize| if i % 2 == j % 2 { 1.0 } else { 0.2 };
                let entry = |i: usize, j: usize| loading[i] * loading[j] * common(i, j);
                let row =
                    |i: usize| (0..n).map(|j| entry(i, j) + if i == j { own[i] } else { 0.0 }).collect();
                (0..n).map(row).collect()
            },
        )
    })
}

const KINDS: [&str; 3] = ["hierarchicalRiskParity", "hierarchicalEqualRiskContribution", "nestedClusters"];

proptest! {
    /// Bounds that the budget can be met within are kept to the last digit that a sum has, short
    /// positions and forced ones among them.
    #[test]
    fn bounds_hold(covariance in grouped(), sides in prop::collection::vec((-0.3..0.4f64, 0.0..0.5f64), 9)) {
        let n = covariance.len();
        let bounds: Vec<Value> = (0..n)
            .map(|i| json!({"assets": [format!("A{}", i + 1)], "min": sides[i].0, "max": sides[i].0 + sides[i].1}))
            .collect();
        for kind in KINDS {
            let request = json!({
                "moments": moments(&vec![0.1; n], &covariance),
                "objective": {"kind": kind},
                "constraints": {"bounds": bounds},
            });
            let response = run("allocate", &request);
            let room = |part: fn(&(f64, f64)) -> f64| sides[..n].iter().map(part).sum::<f64>();
            if room(|s| s.0) > 1.0 || room(|s| s.0 + s.1) < 1.0 {
                prop_assert_eq!(&response["status"], "infeasible");
                continue;
            }
            solved(&response);
            prop_assert!(response["verification"]["maxViolation"].as_f64().unwrap() < 1e-12, "{kind}: {response}");
        }
    }

    /// Which asset stands where in the request does not matter.
    #[test]
    fn order_does_not_matter(covariance in grouped()) {
        let n = covariance.len();
        let turned: Vec<Vec<f64>> =
            (0..n).map(|i| (0..n).map(|j| covariance[(i + 1) % n][(j + 1) % n]).collect()).collect();
        let objective = json!({"kind": "hierarchicalEqualRiskContribution"});
        let weights = |covariance: &[Vec<f64>]| {
            solved(&run("allocate", &json!({"moments": moments(&vec![0.1; n], covariance), "objective": objective})))
        };
        let mut straight = weights(&covariance);
        straight.rotate_left(1);
        for (a, b) in straight.iter().zip(weights(&turned)) {
            // The tree's distances are rounded in another order.
            prop_assert!((a - b).abs() < 1e-9, "{a} {b}");
        }
    }
}

/// Two blocks of two: a cluster's variance at inverse-variance weights of equals is that of its mean.
#[test]
fn blocks_by_hand() {
    let block = |variance: f64, correlation: f64| [variance, variance * correlation];
    let ([a, ab], [c, cd]) = (block(0.04, 0.5), block(0.16, 0.0));
    let covariance =
        vec![vec![a, ab, 0.0, 0.0], vec![ab, a, 0.0, 0.0], vec![0.0, 0.0, c, cd], vec![0.0, 0.0, cd, c]];
    let objective = |measure: &str| json!({"kind": "hierarchicalEqualRiskContribution", "clusters": 3, "measure": {"kind": measure}});
    let given = moments(&[0.1; 4], &covariance);
    let weights =
        |measure: &str| solved(&run("allocate", &json!({"moments": given, "objective": objective(measure)})));
    // A1 and A2 are nearest and make one cluster of variance 0.03; A3 and A4 stay alone with 0.16 each.
    let sum = |weights: &[f64]| weights[0] + weights[1];
    let by_variance = weights("variance");
    assert!(
        (by_variance[0] - by_variance[1]).abs() < 1e-12 && (by_variance[2] - by_variance[3]).abs() < 1e-12
    );
    let share = |one: f64, other: f64| other / (one + other);
    assert!((sum(&by_variance) - share(0.03, 0.32)).abs() < 1e-12, "{by_variance:?}");
    let by_deviation = weights("standardDeviation");
    assert!((sum(&by_deviation) - share(0.03f64.sqrt(), 0.8)).abs() < 1e-12, "{by_deviation:?}");
}

#[test]
fn a_number_of_clusters_is_one_that_can_be_made() {
    let given = moments(&[0.1, 0.2], &[vec![0.04, 0.0], vec![0.0, 0.09]]);
    for (clusters, works) in [(0, false), (1, true), (2, true), (3, false)] {
        let objective = json!({"kind": "hierarchicalEqualRiskContribution", "clusters": clusters});
        let request = json!({"moments": given, "objective": objective});
        if works {
            solved(&run("allocate", &request));
        } else {
            assert_eq!(refused("allocate", &request).path.as_deref(), Some("objective.clusters"));
        }
    }
}
