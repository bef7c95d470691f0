//! Tolerance by consequences: against published portfolios, against a search of our own over the frontier,
//! and where nothing can be tolerated.

use serde_json::{Value, json};

use super::{moments, refused, run, solved};

/// Das, Markowitz, Scheid & Statman (2010), section III: three assets, and short sales without end.
fn mental_accounts() -> Value {
    let covariance = vec![vec![0.0025, 0.0, 0.0], vec![0.0, 0.04, 0.02], vec![0.0, 0.02, 0.25]];
    moments(&[0.05, 0.10, 0.25], &covariance)
}

fn request(moments: &Value, tolerance: &Value, constraints: &Value) -> Value {
    json!({
        "moments": moments,
        "objective": {"kind": "statedTolerance", "tolerance": tolerance},
        "constraints": constraints
    })
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// The answer, with weights.
fn answer(request: &Value) -> Value {
    let response = run("allocate", request);
    solved(&response);
    response
}

#[test]
fn mental_accounts_of_the_paper() {
    // Largest loss, chance of more, implied risk aversion and weights as printed, to four digits.
    let accounts = [
        (0.10, 0.05, 3.7950, [0.5394, 0.2656, 0.1950]),
        (0.05, 0.15, 2.7063, [0.3787, 0.3499, 0.2714]),
        (0.15, 0.20, 0.8773, [-0.7890, 0.9620, 0.8270]),
    ];
    for (loss, chance, aversion, published) in accounts {
        let tolerance =
            json!({"kind": "largestLoss", "loss": loss, "chance": chance, "distribution": "normal"});
        let free = json!({"bounds": [{"assets": ["*"], "min": -5, "max": 5}]});
        let response = answer(&request(&mental_accounts(), &tolerance, &free));
        for (weight, published) in solved(&response).iter().zip(published) {
            assert!((weight - published).abs() <= 6e-5, "{weight} is not the published {published}");
        }
        let implied = &response["impliedTolerance"];
        assert!((number(&implied["riskAversion"]) - aversion).abs() <= 6e-5, "{implied}");
        assert_eq!(implied["volatility"], response["volatility"]);
        assert_eq!(implied["binding"], true);
        assert!((number(&response["risk"]["value"]) - loss).abs() <= 1e-8);
    }
}

/// Eight assets whose long-only frontier has corners.
fn eight() -> Value {
    let n = 8;
    let volatility = |i: usize| 0.08 + 0.07 * i as f64;
    let covariance: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let correlation = |j: usize| if i == j { 1.0 } else { 0.2 + 0.05 * ((i * j) % 5) as f64 };
            (0..n).map(|j| correlation(j) * volatility(i) * volatility(j)).collect()
        })
        .collect();
    moments(&[0.03, 0.05, 0.04, 0.09, 0.08, 0.15, 0.12, 0.22], &covariance)
}

const RULE: &str = "A6 + A8 <= 0.7";

/// No portfolio of a dense frontier with the tolerance has more return; the line between two of its points
/// is off by less than a thousandth of the distance.
#[test]
fn no_portfolio_of_the_frontier_earns_more() {
    let tolerances = [
        json!({"kind": "largestLoss", "loss": 0.2, "chance": 0.05, "years": 1}),
        json!({"kind": "largestLoss", "loss": 0.35, "chance": 0.01, "years": 3}),
        json!({"kind": "missedGoal", "gain": 0.1, "chance": 0.3, "years": 5}),
        json!({"kind": "missedGoal", "gain": 0.0, "chance": 0.1, "years": 10}),
        json!({"kind": "statedScenario", "changes": {"A8": -0.6}, "loss": 0.3}),
        json!({"kind": "statedScenario", "changes": {"A8": -0.6, "A1": 0.05}, "others": "stay", "loss": 0.2}),
    ];
    for constraints in [json!({}), json!({"rules": [RULE]})] {
        for tolerance in &tolerances {
            let response = answer(&request(&eight(), tolerance, &constraints));
            let earned = number(&response["expectedReturn"]);
            assert_eq!(response["impliedTolerance"]["binding"], true, "{tolerance}");
            let line =
                run("frontier", &json!({"moments": eight(), "constraints": constraints, "points": 400}));
            // What each point of the line would lead to, computed here.
            let tolerated = |point: &Value| {
                let (mean, sigma) = (number(&point["expectedReturn"]), number(&point["volatility"]));
                let lognormal = |chance: f64, years: f64| {
                    // Acklam's digits are not needed: 1 %, 5 %, 10 % and 30 % from a table.
                    let z = [
                        (0.01, -2.326347874),
                        (0.05, -1.644853627),
                        (0.1, -1.281551566),
                        (0.3, -0.524400513),
                    ];
                    let z = z.iter().find(|(p, _)| *p == chance).unwrap().1;
                    ((mean - 0.5 * sigma * sigma) * years + z * sigma * f64::sqrt(years)).exp()
                };
                let parameter = |name: &str| number(&tolerance[name]);
                match tolerance["kind"].as_str().unwrap() {
                    "largestLoss" => {
                        lognormal(parameter("chance"), parameter("years")) >= 1.0 - parameter("loss")
                    }
                    "missedGoal" => {
                        lognormal(parameter("chance"), parameter("years")) >= 1.0 + parameter("gain")
                    }
                    _ => {
                        let moves = moves(&tolerance["changes"], tolerance["others"] == "stay");
                        let weights = point["weights"].as_array().unwrap();
                        let change: f64 = weights.iter().zip(&moves).map(|(w, s)| number(w) * s).sum();
                        -change <= parameter("loss")
                    }
                }
            };
            let points = line["points"].as_array().unwrap();
            let last = points.iter().rposition(tolerated).unwrap();
            let [below, above] = [last, last + 1].map(|k| number(&points[k]["expectedReturn"]));
            assert!((below - 1e-7..=above).contains(&earned), "{tolerance}: {below} {earned} {above}");
            // Maximum utility at the implied aversion has the same weights.
            let aversion = &response["impliedTolerance"]["riskAversion"];
            let same = answer(&json!({"moments": eight(), "constraints": constraints,
                    "objective": {"kind": "maximumUtility", "riskAversion": aversion}}));
            for (a, b) in solved(&response).iter().zip(solved(&same)) {
                // The multiplier of an interior point has seven digits.
                assert!((a - b).abs() <= 1e-5, "{tolerance}, aversion {aversion}: {a} and {b}");
            }
        }
    }
}

/// The scenario worked out with two stated assets by Cramer's rule.
fn moves(changes: &Value, stay: bool) -> Vec<f64> {
    let given = eight();
    let sigma = |i: usize, j: usize| number(&given["covariance"][i][j]);
    let change = |i: usize| changes[format!("A{}", i + 1)].as_f64();
    let stated: Vec<usize> = (0..8).filter(|&i| change(i).is_some()).collect();
    (0..8)
        .map(|i| match (change(i), stated.as_slice()) {
            (Some(change), _) => change,
            (None, _) if stay => 0.0,
            (None, &[a]) => sigma(i, a) / sigma(a, a) * change(a).unwrap(),
            (None, &[a, b]) => {
                let determinant = sigma(a, a) * sigma(b, b) - sigma(a, b) * sigma(a, b);
                let [x, y] = [change(a).unwrap(), change(b).unwrap()];
                let first = (sigma(b, b) * x - sigma(a, b) * y) / determinant;
                let second = (sigma(a, a) * y - sigma(a, b) * x) / determinant;
                sigma(i, a) * first + sigma(i, b) * second
            }
            _ => unreachable!(),
        })
        .collect()
}

#[test]
fn a_tolerance_above_everything_takes_the_greatest_return() {
    let tolerance = json!({"kind": "largestLoss", "loss": 0.99, "chance": 0.5});
    for constraints in [json!({}), json!({"rules": [RULE]})] {
        let response = answer(&request(&eight(), &tolerance, &constraints));
        assert_eq!(response["impliedTolerance"]["binding"], false);
        let greatest = answer(
            &json!({"moments": eight(), "constraints": constraints, "objective": {"kind": "maximumReturn"}}),
        );
        let [ours, greatest] = [&response, &greatest].map(|response| number(&response["expectedReturn"]));
        assert!((ours - greatest).abs() <= 1e-8, "{ours} {greatest}");
    }
}

#[test]
fn what_no_portfolio_can_keep_is_said_with_the_mildest() {
    let tolerance = json!({"kind": "missedGoal", "gain": 5.0, "chance": 0.1, "years": 2});
    let response = run("allocate", &request(&eight(), &tolerance, &json!({})));
    assert_eq!(response["status"], "infeasible");
    let explanation = response["explanation"].as_str().unwrap();
    assert!(explanation.contains("Chance of missing the goal: "), "{explanation}");
    let conflict = &response["conflicts"][0];
    assert_eq!(conflict["constraint"], "objective.tolerance.chance");
    let mildest = 0.1 + number(&conflict["relaxation"]);
    // With as much tolerance there is an answer, with a little less there is none.
    for (chance, status) in [(mildest + 1e-6, "solved"), (mildest - 1e-6, "infeasible")] {
        if chance > 0.5 {
            continue;
        }
        let tolerance = json!({"kind": "missedGoal", "gain": 5.0, "chance": chance, "years": 2});
        let response = run("allocate", &request(&eight(), &tolerance, &json!({})));
        assert_eq!(response["status"], status, "{chance}");
    }
}

#[test]
fn the_mildest_loss_is_where_it_stops_to_be_infeasible() {
    // Over many years the least variance is not the mildest: an inner point of the frontier is.
    let probe = |loss: f64| {
        let tolerance = json!({"kind": "largestLoss", "loss": loss, "chance": 0.01, "years": 4});
        run("allocate", &request(&eight(), &tolerance, &json!({})))
    };
    let response = probe(0.01);
    assert_eq!(response["status"], "infeasible", "{response}");
    let mildest = 0.01 + number(&response["conflicts"][0]["relaxation"]);
    assert_eq!(probe(mildest + 1e-6)["status"], "solved");
    assert_eq!(probe(mildest - 1e-6)["status"], "infeasible");
}

#[test]
fn numbers_that_cannot_be_used() {
    let cases = [
        (json!({"kind": "largestLoss", "loss": 1.5}), "objective.tolerance.loss"),
        (json!({"kind": "largestLoss", "chance": 0.9}), "objective.tolerance.chance"),
        (json!({"kind": "missedGoal", "years": 0}), "objective.tolerance.years"),
        (json!({"kind": "missedGoal", "gain": -1}), "objective.tolerance.gain"),
        (json!({"kind": "statedScenario"}), "objective.tolerance.changes"),
        (json!({"kind": "statedScenario", "changes": {"A1": -2}}), "objective.tolerance.changes.A1"),
        (json!({"kind": "statedScenario", "changes": {"XYZ": -0.5}}), "objective.tolerance.changes.XYZ"),
    ];
    for (tolerance, path) in cases {
        let error = refused("allocate", &request(&eight(), &tolerance, &json!({})));
        assert_eq!(error.path.as_deref(), Some(path), "{error}");
    }
    // Twins have no regression on both.
    let twins =
        moments(&[0.1, 0.1, 0.2], &[vec![0.04, 0.04, 0.01], vec![0.04, 0.04, 0.01], vec![0.01, 0.01, 0.09]]);
    let tolerance = json!({"kind": "statedScenario", "changes": {"A1": -0.5, "A2": -0.4}});
    let error = refused("allocate", &request(&twins, &tolerance, &json!({})));
    assert!(error.message.contains("move as one"), "{error}");
}
