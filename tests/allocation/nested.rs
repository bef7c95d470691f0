//! Nested clusters: against another library, within bounds, and what it refuses.

use serde_json::{Value, json};

use super::{fixture_prices, moments, refused, run, solved};

/// The weights are another library's; both solvers leave about 1e-11 of each part's objective, whose root is
/// 3e-6 of a weight, and what is wrong within a cluster moves the weights between them.
#[test]
fn what_another_library_finds() {
    let read = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let table = fixture_prices(&read(include_str!("../fixtures/peers/hierarchical.json")));
    let mut misses = Vec::new();
    for case in read(include_str!("../fixtures/peers/nested.json"))["cases"].as_array().unwrap() {
        let objective = &case["objective"];
        let response = run("allocate", &json!({"prices": table, "objective": objective}));
        for (weight, expected) in solved(&response).iter().zip(case["weights"].as_array().unwrap()) {
            let off = weight - expected.as_f64().unwrap();
            if off.abs() > 2e-5 {
                misses.push(format!("{objective}: {weight} instead of {expected}"));
            }
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// Independent assets in two clusters of like ones: inverse variances within and between, by hand; a cap on
/// one moves what it may not hold to its neighbour, and a cap on both to the other cluster.
#[test]
fn blocks_by_hand() {
    let block = |i: usize, j: usize| match (i.min(j), i.max(j)) {
        (i, j) if i == j => 0.04,
        (0, 1) | (2, 3) => 0.02,
        _ => 0.0,
    };
    let covariance: Vec<Vec<f64>> = (0..4).map(|i| (0..4).map(|j| block(i, j)).collect()).collect();
    let cases = [
        (json!([]), [0.25; 4]),
        (json!([{"assets": ["A1"], "max": 0.1}]), [0.1, 0.4, 0.25, 0.25]),
        (json!([{"assets": ["A1", "A2"], "max": 0.2}]), [0.2, 0.2, 0.3, 0.3]),
    ];
    for (bounds, expected) in cases {
        let objective = json!({"kind": "nestedClusters", "clusters": 2});
        let request = json!({"moments": moments(&[0.1; 4], &covariance), "objective": objective, "constraints": {"bounds": bounds}});
        for (weight, expected) in solved(&run("allocate", &request)).iter().zip(expected) {
            assert!((weight - expected).abs() < 1e-8, "{bounds}: {weight} instead of {expected}");
        }
    }
}

#[test]
fn what_cannot_stand_within_clusters_is_refused() {
    let given =
        moments(&[0.1, -0.2, 0.1], &[vec![0.04, 0.0, 0.0], vec![0.0, 0.09, 0.0], vec![0.0, 0.0, 0.04]]);
    for (objective, path) in [
        (json!({"inner": {"kind": "nestedClusters"}}), "objective.inner"),
        (json!({"outer": {"kind": "benchmarkTracking"}}), "objective.outer"),
        (
            json!({"outer": {"kind": "minimumRisk", "measure": {"kind": "ulcerIndex"}}}),
            "objective.outer.measure.kind",
        ),
        (json!({"clusters": 4}), "objective.clusters"),
    ] {
        let mut objective = objective;
        objective["kind"] = json!("nestedClusters");
        let error = refused("allocate", &json!({"moments": given, "objective": objective}));
        assert_eq!(error.path.as_deref(), Some(path), "{}", error.message);
    }
    // Where a part has no answer the place is named.
    let objective = json!({"kind": "nestedClusters", "clusters": 1, "inner": {"kind": "maximumRatio"}});
    let request = json!({"moments": given, "objective": objective, "riskFreeRate": 0.5});
    let explanation = run("allocate", &request)["explanation"].as_str().unwrap().to_owned();
    assert!(
        explanation.starts_with("Within the cluster of A1, A2, A3: No asset is expected"),
        "{explanation}"
    );
}
