//! What holds for every problem.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{moments, run, solved};

/// Solvers stop at gaps of 1e-7 of the variance at the latest, which flat optima turn into larger
/// differences of weights.
const WEIGHTS: f64 = 2e-4;

const OPTIMA: [&str; 3] = ["minimumRisk", "maximumRatio", "maximumDiversification"];
const ALL: [&str; 8] = [
    "minimumRisk",
    "maximumRatio",
    "maximumDiversification",
    "riskBudgeting",
    "hierarchicalRiskParity",
    "hierarchicalEqualRiskContribution",
    "equalWeight",
    "inverseVolatility",
];

#[derive(Debug, Clone)]
struct Market {
    means: Vec<f64>,
    covariance: Vec<Vec<f64>>,
}

impl Market {
    fn json(&self) -> Value {
        moments(&self.means, &self.covariance)
    }

    fn permuted(&self, order: &[usize]) -> Self {
        Self {
            means: order.iter().map(|&i| self.means[i]).collect(),
            covariance: order
                .iter()
                .map(|&i| order.iter().map(|&j| self.covariance[i][j]).collect())
                .collect(),
        }
    }

    fn variance(&self, weights: &[f64]) -> f64 {
        let row = |i: usize| weights.iter().zip(&self.covariance[i]).map(|(w, c)| w * c).sum::<f64>();
        weights.iter().enumerate().map(|(i, w)| w * row(i)).sum()
    }
}

/// L L' + D of random loadings: a covariance with a condition number that leaves digits.
fn market() -> impl Strategy<Value = Market> {
    (2usize..9).prop_flat_map(|n| {
        let loadings = prop::collection::vec(-0.5..0.8f64, n * 2);
        (prop::collection::vec(0.01..0.4f64, n), loadings, prop::collection::vec(0.01..0.3f64, n)).prop_map(
            move |(means, loadings, own)| Market {
                covariance: (0..n)
                    .map(|i| {
                        (0..n)
                            .map(|j| {
                                let common: f64 =
                                    (0..2).map(|k| loadings[i * 2 + k] * loadings[j * 2 + k]).sum();
                                common + if i == j { own[i] } else { 0.0 }
                            })
                            .collect()
                    })
                    .collect(),
                means,
            },
        )
    })
}

/// Bounds that leave room: lower ones sum to at most half the budget, upper ones to at least one
/// and a half of it.
fn bounded() -> impl Strategy<Value = (Market, Vec<f64>, Vec<f64>)> {
    market().prop_flat_map(|market| {
        let n = market.means.len() as f64;
        let lower = prop::collection::vec(-0.2..0.5 / n, market.means.len());
        let upper = prop::collection::vec(1.5 / n..1.2 + 1.5 / n, market.means.len());
        (Just(market), lower, upper)
    })
}

fn bounds(lower: &[f64], upper: &[f64]) -> Value {
    let entry = |(i, (min, max)): (usize, (&f64, &f64))| json!({"assets": [format!("A{}", i + 1)], "min": min, "max": max});
    json!({"bounds": lower.iter().zip(upper).enumerate().map(entry).collect::<Vec<_>>()})
}

fn allocate(market: &Market, kind: &str, constraints: &Value) -> Value {
    run(
        "allocate",
        &json!({"moments": market.json(), "objective": {"kind": kind}, "constraints": constraints}),
    )
}

fn close(a: &[f64], b: &[f64], tolerance: f64) -> Result<(), TestCaseError> {
    for (x, y) in a.iter().zip(b) {
        prop_assert!((x - y).abs() <= tolerance, "{a:?} {b:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn weights_meet_budget_and_bounds((market, lower, upper) in bounded()) {
        for kind in ALL {
            let response = allocate(&market, kind, &bounds(&lower, &upper));
            let weights = solved(&response);
            prop_assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{kind}: {weights:?}");
            for (w, (l, u)) in weights.iter().zip(lower.iter().zip(&upper)) {
                prop_assert!(*w >= l - 1e-9 && *w <= u + 1e-9, "{kind}: {w} outside of [{l}, {u}]");
            }
            let shares: f64 = response["weights"].as_array().unwrap().iter().map(|w| w["riskContribution"].as_f64().unwrap()).sum();
            prop_assert!((shares - 1.0).abs() < 1e-9);
        }
    }

    /// No admissible portfolio that a random direction leads to has less variance.
    #[test]
    fn no_neighbour_has_less_variance((market, lower, upper) in bounded(), from in 0usize..8, to in 0usize..8, step in 1e-6..0.1f64) {
        let weights = solved(&allocate(&market, "minimumRisk", &bounds(&lower, &upper)));
        let (from, to) = (from % weights.len(), to % weights.len());
        let step = step.min(weights[from] - lower[from]).min(upper[to] - weights[to]).max(0.0);
        let mut neighbour = weights.clone();
        neighbour[from] -= step;
        neighbour[to] += step;
        prop_assert!(market.variance(&neighbour) >= market.variance(&weights) * (1.0 - 1e-7));
    }

    #[test]
    fn order_of_assets_does_not_matter((market, lower, upper) in bounded(), turn in 1usize..8) {
        let n = market.means.len();
        let order: Vec<usize> = (0..n).map(|i| (i + turn) % n).collect();
        let pick = |x: &[f64]| order.iter().map(|&i| x[i]).collect::<Vec<_>>();
        for kind in OPTIMA.iter().chain(&["riskBudgeting", "equalWeight", "inverseVolatility"]) {
            let weights = solved(&allocate(&market, kind, &bounds(&lower, &upper)));
            let turned = solved(&allocate(&market.permuted(&order), kind, &bounds(&pick(&lower), &pick(&upper))));
            close(&pick(&weights), &turned, WEIGHTS)?;
        }
    }

    /// Other units of return change neither ratios nor shares of risk.
    #[test]
    fn scale_of_returns_does_not_matter(market in market(), scale in 1e-4..1e4f64) {
        let scaled = Market {
            means: market.means.iter().map(|m| m * scale).collect(),
            covariance: market.covariance.iter().map(|row| row.iter().map(|c| c * scale * scale).collect()).collect(),
        };
        for kind in ALL {
            close(&solved(&allocate(&market, kind, &json!({}))), &solved(&allocate(&scaled, kind, &json!({}))), WEIGHTS)?;
        }
    }

    #[test]
    fn risk_budgets_are_met(market in market(), budgets in prop::collection::vec(0.1..5.0f64, 8)) {
        let n = market.means.len();
        let given: serde_json::Map<String, Value> = (0..n).map(|i| (format!("A{}", i + 1), json!(budgets[i]))).collect();
        let response = run("allocate", &json!({"moments": market.json(), "objective": {"kind": "riskBudgeting", "budgets": given}}));
        solved(&response);
        let total: f64 = budgets[..n].iter().sum();
        for (weight, budget) in response["weights"].as_array().unwrap().iter().zip(&budgets) {
            prop_assert!((weight["riskContribution"].as_f64().unwrap() - budget / total).abs() < 1e-7);
        }
    }

    /// Two copies of an asset hold together what the one held.
    #[test]
    fn copies_share_the_weight(market in market()) {
        let n = market.means.len();
        let order: Vec<usize> = (0..n).chain([0]).collect();
        for kind in OPTIMA {
            let single = solved(&allocate(&market, kind, &json!({})));
            let double = solved(&allocate(&market.permuted(&order), kind, &json!({})));
            let joined: Vec<f64> = (0..n).map(|i| double[i] + if i == 0 { double[n] } else { 0.0 }).collect();
            close(&single, &joined, WEIGHTS)?;
        }
    }

    /// From the least variance up, return and volatility rise together, and no point of another
    /// objective lies left of the line.
    #[test]
    fn frontier_rises((market, lower, upper) in bounded()) {
        let response = run("frontier", &json!({"moments": market.json(), "constraints": bounds(&lower, &upper), "points": 15}));
        prop_assert_eq!(&response["verification"]["passed"], true);
        let points: Vec<(f64, f64)> = response["points"].as_array().unwrap().iter()
            .map(|p| (p["expectedReturn"].as_f64().unwrap(), p["volatility"].as_f64().unwrap())).collect();
        prop_assert!(points.len() == 15 || points.len() == 1);
        for pair in points.windows(2) {
            prop_assert!(pair[1].0 > pair[0].0 && pair[1].1 >= pair[0].1 * (1.0 - 1e-12), "{points:?}");
        }
        let lowest = solved(&allocate(&market, "minimumRisk", &bounds(&lower, &upper)));
        prop_assert!((market.variance(&lowest).sqrt() / points[0].1 - 1.0).abs() < 1e-7);
        let greatest = allocate(&market, "maximumRatio", &bounds(&lower, &upper))["sharpeRatio"].as_f64().unwrap();
        for (earned, volatility) in points {
            prop_assert!(earned / volatility <= greatest * (1.0 + 1e-7));
        }
    }

    /// Limits by group go another way to the same weights when they do not bind.
    #[test]
    fn both_solvers_agree(market in market()) {
        let idle = json!({"groups": [{"name": "all", "assets": ["*"], "min": 0.0, "max": 2.0}]});
        for kind in ["minimumRisk", "maximumRatio"] {
            close(&solved(&allocate(&market, kind, &json!({}))), &solved(&allocate(&market, kind, &idle)), WEIGHTS)?;
        }
    }
}
