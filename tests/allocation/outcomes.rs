//! Problems without an answer are answered with the reason, the place and the way out.

use serde_json::{Value, json};

use super::{moments, refused, run, solved};

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

fn independent(n: usize) -> Value {
    let covariance: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| if i == j { 0.04 * (i + 1) as f64 } else { 0.0 }).collect()).collect();
    moments(&vec![0.05; n], &covariance)
}

#[test]
fn caps_that_do_not_reach_the_budget() {
    for kind in KINDS {
        let response = run(
            "allocate",
            &json!({"moments": independent(8), "objective": {"kind": kind}, "constraints": {"bounds": [{"assets": ["*"], "max": 0.1}]}}),
        );
        assert_eq!(response["status"], "infeasible");
        let explanation = response["explanation"].as_str().unwrap();
        assert!(explanation.starts_with("The caps sum to 80 % and the budget is 100 %."), "{explanation}");
        let conflicts = response["conflicts"].as_array().unwrap();
        let relaxation = |name: &str| {
            conflicts.iter().find(|c| c["constraint"] == name).unwrap()["relaxation"].as_f64().unwrap()
        };
        // Eight caps of 12.5 % make 100 %; so does a budget of 80 %.
        assert!((relaxation("constraints.bounds[0].max") - 0.025).abs() < 1e-6);
        assert!((relaxation("constraints.budget") - 0.2).abs() < 1e-6);
        assert_eq!(conflicts.len(), 2, "{conflicts:?}");
        assert_eq!(response["weights"], json!([]));
        assert_eq!(response["volatility"], Value::Null);
    }
}

#[test]
fn least_weights_above_the_budget() {
    let response = run(
        "allocate",
        &json!({"moments": independent(4), "constraints": {"bounds": [{"assets": ["*"], "min": 0.3}]}}),
    );
    assert_eq!(response["status"], "infeasible");
    assert!(response["explanation"].as_str().unwrap().starts_with("The least weights sum to 120 %"));
}

#[test]
fn groups_that_conflict_are_named() {
    let response = run(
        "allocate",
        &json!({"moments": independent(5), "constraints": {
        "bounds": [{"assets": ["*"], "max": 0.2}],
        "groups": [
            {"name": "calm", "assets": ["A1", "A2"], "max": 0.3},
            {"name": "idle", "assets": ["A3"], "max": 0.9},
        ]}}),
    );
    assert_eq!(response["status"], "infeasible");
    assert!(response["explanation"].as_str().unwrap().contains("calm"), "{}", response["explanation"]);
    assert!(!response["explanation"].as_str().unwrap().contains("idle"));
    let conflicts = response["conflicts"].as_array().unwrap();
    let calm = conflicts.iter().find(|c| c["constraint"] == "constraints.groups[0].max").unwrap();
    assert!((calm["relaxation"].as_f64().unwrap() - 0.1).abs() < 1e-6, "{conflicts:?}");
}

#[test]
fn groups_bind() {
    let response = run(
        "allocate",
        &json!({"moments": independent(4), "constraints": {"groups": [{"name": "calm", "assets": ["A1", "A2"], "max": 0.5}]}}),
    );
    let weights = solved(&response);
    // 1/σ² within each half of the capital: 2:1 and 4:3.
    for (weight, expected) in weights.iter().zip([1.0 / 3.0, 1.0 / 6.0, 2.0 / 7.0, 3.0 / 14.0]) {
        assert!((weight - expected).abs() < 1e-6, "{weights:?}");
    }
}

#[test]
fn maximum_ratio_under_groups_equals_the_closed_form() {
    let mut given = independent(3);
    given["expectedReturns"] = json!([0.04, 0.08, 0.12]);
    let free = solved(&run("allocate", &json!({"moments": given, "objective": {"kind": "maximumRatio"}})));
    // Independent assets: w ∝ μ/σ², here equal.
    assert!(free.iter().all(|w| (w - 1.0 / 3.0).abs() < 1e-9), "{free:?}");
    let groups = json!({"groups": [{"name": "one", "assets": ["A1"], "max": 0.2}]});
    let weights = solved(&run(
        "allocate",
        &json!({"moments": given, "objective": {"kind": "maximumRatio"}, "constraints": groups}),
    ));
    // Σw − λμ is one number for the two free assets at λ = w'Σw / μ'w; that is linear in the weights.
    for (weight, expected) in weights.iter().zip([0.2, 0.2 + 10.8 / 53.0, 0.6 - 10.8 / 53.0]) {
        assert!((weight - expected).abs() < 1e-6, "{weights:?}");
    }
}

#[test]
fn a_limit_is_obeyed_or_refused_with_its_place_by_every_objective() {
    let groups = json!({"groups": [{"name": "stable", "assets": ["A1"], "max": 0.05}]});
    let catalog = run("catalog", &json!({}));
    let family = catalog["families"].as_array().unwrap().iter().find(|family| family["name"] == "objective");
    let mut refusals = 0;
    for method in family.unwrap()["methods"].as_array().unwrap() {
        let request =
            json!({"moments": independent(3), "objective": {"kind": method["kind"]}, "constraints": groups});
        match allotrope::operations::run_json("allocate", &request.to_string(), &mut ()) {
            Ok(answer) => {
                let answer: Value = serde_json::from_str(&answer).unwrap();
                assert!(answer["status"] != "solved" || solved(&answer)[0] <= 0.05 + 1e-8, "{method}");
            }
            // Objectives that want prices say so; that is no matter of limits.
            Err(error) if error.path.as_deref() != Some("constraints.groups[0]") => {
                assert!(error.path.unwrap().starts_with("objective"), "{method}");
            }
            Err(error) => {
                let label = &method["label"];
                let sentence = format!(
                    "{label} cannot carry the limit on a sum of weights (stable). Remove it or choose minimum risk."
                );
                assert_eq!(error.message, sentence);
                refusals += 1;
            }
        }
    }
    assert!(refusals >= 4, "{refusals}");
}

#[test]
fn no_ratio_is_made_up_below_the_risk_free_rate() {
    let response = run(
        "allocate",
        &json!({"moments": independent(3), "objective": {"kind": "maximumRatio"}, "riskFreeRate": 0.08}),
    );
    assert_eq!(response["status"], "infeasible");
    assert_eq!(response["sharpeRatio"], Value::Null);
    assert!(
        response["explanation"]
            .as_str()
            .unwrap()
            .starts_with("No asset is expected to earn more than the risk-free rate of 8 %")
    );
    assert_eq!(response["conflicts"][0]["constraint"], "riskFreeRate");
    assert!((response["conflicts"][0]["relaxation"].as_f64().unwrap() - 0.03).abs() < 1e-12);
}

#[test]
fn a_return_that_no_portfolio_has() {
    let objective = json!({"kind": "minimumRisk", "minimumReturn": 0.2});
    let response = run("allocate", &json!({"moments": independent(3), "objective": objective}));
    assert_eq!(response["status"], "infeasible");
    assert!(response["explanation"].as_str().unwrap().contains("5 % a year"), "{}", response["explanation"]);
}

#[test]
fn a_riskless_gain_has_no_greatest_ratio() {
    let given = moments(&[0.05, 0.1], &[vec![0.0, 0.0], vec![0.0, 0.04]]);
    let response = run("allocate", &json!({"moments": given, "objective": {"kind": "maximumRatio"}}));
    assert_eq!(response["status"], "unbounded");
}

#[test]
fn what_is_out_of_range_is_refused_with_its_path() {
    let with = |extra: Value| {
        let mut request = json!({"moments": independent(3)});
        request.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        refused("allocate", &request).path
    };
    let path = |path: &str| Some(path.to_owned());
    assert_eq!(
        with(json!({"constraints": {"bounds": [{"assets": ["*"], "min": -11}]}})),
        path("constraints.bounds[0].min")
    );
    assert_eq!(
        with(json!({"constraints": {"bounds": [{"assets": ["*"], "min": 0.5, "max": 0.1}]}})),
        path("constraints.bounds[0].min")
    );
    assert_eq!(
        with(
            json!({"constraints": {"bounds": [{"assets": ["*"], "max": 0.1}, {"assets": ["A2"], "min": 0.2}]}})
        ),
        path("constraints.bounds[1].min")
    );
    assert_eq!(
        with(json!({"constraints": {"bounds": [{"assets": ["A9"], "max": 0.1}]}})),
        path("constraints.bounds[0].assets[0]")
    );
    assert_eq!(with(json!({"constraints": {"budget": 0}})), path("constraints.budget"));
    assert_eq!(
        with(json!({"constraints": {"groups": [{"name": "g", "assets": ["A1"], "max": 99}]}})),
        path("constraints.groups[0].max")
    );
    assert_eq!(
        with(json!({"objective": {"kind": "riskBudgeting", "budgets": {"A1": -1}}})),
        path("objective.budgets.A1")
    );
    assert_eq!(
        with(json!({"objective": {"kind": "riskBudgeting", "budgets": {"A9": 1}}})),
        path("objective.budgets.A9")
    );
    assert_eq!(
        with(json!({"objective": {"kind": "minimumRisk", "minimumReturn": 1e9}})),
        path("objective.minimumReturn")
    );
    assert_eq!(with(json!({"covariance": {"kind": "sample", "ddof": 2}})), path("covariance.ddof"));
    assert_eq!(with(json!({"riskFreeRate": 40})), path("riskFreeRate"));
    assert_eq!(with(json!({"periodsPerYear": 0})), path("periodsPerYear"));
    assert_eq!(with(json!({"from": "yesterday"})), None.or(path("from")));
    assert_eq!(with(json!({"objective": {"kind": "crystalBall"}})), path("objective.kind"));
    assert_eq!(with(json!({"constraint": {}})), path("constraint"));
    let frontier = json!({"moments": independent(3), "points": 1});
    assert_eq!(refused("frontier", &frontier).path, path("points"));
}

#[test]
fn moments_that_no_returns_have_are_refused() {
    let refuse = |covariance: &[Vec<f64>]| {
        refused("allocate", &json!({"moments": moments(&vec![0.0; covariance.len()], covariance)}))
            .path
            .unwrap()
    };
    assert_eq!(refuse(&[vec![1.0, 0.5], vec![0.4, 1.0]]), "moments.covariance[1][0]");
    assert_eq!(refuse(&[vec![1.0, 2.0], vec![2.0, 1.0]]), "moments.covariance[1][0]");
    assert_eq!(refuse(&[vec![-1.0]]), "moments.covariance[0][0]");
    let indefinite = [vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
    assert_eq!(refuse(&indefinite), "moments.covariance");
}

#[test]
fn the_current_portfolio_is_measured_beside() {
    let current = json!([{"asset": "A1", "weight": 0.5}, {"asset": "A2", "weight": 0.5}, {"asset": "X", "weight": 0.1}]);
    let response = run(
        "allocate",
        &json!({"moments": independent(2), "objective": {"kind": "equalWeight"}, "current": current}),
    );
    assert_eq!(response["current"]["volatility"], response["volatility"]);
    assert_eq!(response["weights"][0]["change"], 0.0);
    assert!(
        response["warnings"][0]["message"].as_str().unwrap().starts_with("X is held now but has no prices")
    );
}

#[test]
fn caps_that_just_reach_the_budget() {
    // Ten times 0.1 is not quite 1 in binary.
    for kind in KINDS {
        let constraints = json!({"bounds": [{"assets": ["*"], "max": 0.1}]});
        let request =
            json!({"moments": independent(10), "objective": {"kind": kind}, "constraints": constraints});
        assert!(solved(&run("allocate", &request)).iter().all(|w| (w - 0.1).abs() < 1e-9), "{kind}");
    }
}

#[test]
fn weights_that_are_all_given() {
    for kind in KINDS {
        let bounds = json!([
            {"assets": ["A1"], "min": 0.2, "max": 0.2},
            {"assets": ["A2"], "min": 0.5, "max": 0.5},
            {"assets": ["A3"], "min": 0.3, "max": 0.3},
        ]);
        let request = json!({"moments": independent(3), "objective": {"kind": kind}, "constraints": {"bounds": bounds}});
        let weights = solved(&run("allocate", &request));
        for (weight, given) in weights.iter().zip([0.2, 0.5, 0.3]) {
            assert!((weight - given).abs() < 1e-9, "{kind}: {weights:?}");
        }
    }
}

#[test]
fn another_budget_scales_the_weights() {
    for kind in KINDS {
        let whole = json!({"moments": independent(4), "objective": {"kind": kind}});
        let mut half = whole.clone();
        half["constraints"] = json!({"budget": 0.5});
        for (half, whole) in solved(&run("allocate", &half)).iter().zip(solved(&run("allocate", &whole))) {
            assert!((half - 0.5 * whole).abs() < 1e-7, "{kind}");
        }
    }
}

#[test]
fn frontier_under_groups_rises_right_of_the_free_one() {
    let mut given = independent(5);
    given["expectedReturns"] = json!([0.02, 0.05, 0.03, 0.09, 0.12]);
    let draw = |constraints: Value| -> Vec<(f64, f64)> {
        let response = run("frontier", &json!({"moments": given, "constraints": constraints, "points": 12}));
        assert_eq!(response["status"], "solved");
        let points = response["points"].as_array().unwrap().clone();
        assert_eq!(points.len(), 12, "{}", response["warnings"]);
        points
            .iter()
            .map(|p| (p["expectedReturn"].as_f64().unwrap(), p["volatility"].as_f64().unwrap()))
            .collect::<Vec<_>>()
    };
    let bound = draw(
        json!({"groups": [{"name": "fast", "assets": ["A4", "A5"], "max": 0.6}, {"name": "first", "assets": ["A1"], "min": 0.1}]}),
    );
    for pair in bound.windows(2) {
        assert!(pair[1].0 > pair[0].0 && pair[1].1 > pair[0].1 - 1e-9, "{bound:?}");
    }
    // 60 % at 12 %, 10 % at 2 %, the rest at 5 %.
    assert!((bound[11].0 - (0.6 * 0.12 + 0.1 * 0.02 + 0.3 * 0.05)).abs() < 1e-6);
    for (earned, volatility) in bound {
        let objective = json!({"kind": "minimumRisk", "minimumReturn": earned});
        let free = run("allocate", &json!({"moments": given, "objective": objective}))["volatility"]
            .as_f64()
            .unwrap();
        assert!(volatility >= free * (1.0 - 1e-7), "{earned} {volatility}");
    }
}

#[test]
fn prices_beyond_reason_are_refused() {
    let table = super::prices(&[("A", &[1e-290, 1e290, 1e290, 1.0])]);
    assert!(refused("allocate", &json!({"prices": table})).message.contains("check the price"));
}

#[test]
fn the_catalog_lists_what_requests_take() {
    let catalog = run("catalog", &json!({}));
    let objective =
        catalog["families"].as_array().unwrap().iter().find(|f| f["name"] == "objective").unwrap();
    let kinds: Vec<&str> =
        objective["methods"].as_array().unwrap().iter().map(|m| m["kind"].as_str().unwrap()).collect();
    for kind in KINDS {
        assert!(kinds.contains(&kind), "{kind}");
    }
}

#[test]
fn a_method_that_cannot_carry_the_constraints_is_left_out_of_the_frontier() {
    let mut request = json!({
        "moments": moments(&[0.05, 0.1, 0.15], &[vec![0.04, 0.0, 0.0], vec![0.0, 0.05, 0.0], vec![0.0, 0.0, 0.06]]),
        "constraints": {"groups": [{"name": "two", "assets": ["A1", "A2"], "max": 0.5}]},
        "includeMethods": [{"kind": "hierarchicalRiskParity"}, {"kind": "minimumRisk"}],
    });
    let response = run("frontier", &request);
    assert_eq!(response["status"], "solved");
    let methods: Vec<&Value> =
        response["methods"].as_array().unwrap().iter().map(|m| &m["method"]["kind"]).collect();
    assert_eq!(methods, ["minimumRisk"]);
    let notices = response["warnings"].as_array().unwrap();
    let notice = notices.iter().find(|notice| notice["code"] == "methodLeftOut").unwrap();
    assert_eq!(notice["path"], "includeMethods[0]");
    // What is wrong with the method itself is refused.
    request["includeMethods"][0] = json!({"kind": "minimumRisk", "minimumReturn": 1e9});
    assert_eq!(refused("frontier", &request).path.as_deref(), Some("includeMethods[0].minimumReturn"));
}

#[test]
fn rules_written_as_text_hold_and_are_named_where_they_conflict() {
    let request = |rules: Value| {
        json!({
            "moments": moments(&[0.05, 0.1, 0.15], &[vec![0.04, 0.0, 0.0], vec![0.0, 0.05, 0.0], vec![0.0, 0.0, 0.06]]),
            "constraints": {"groups": [{"name": "late", "assets": ["A2", "A3"]}], "rules": rules},
        })
    };
    let weights =
        solved(&run("allocate", &request(json!(["A1 >= 2 * A2 + 10 %", "0.6 <= group:late <= 1"]))));
    assert!(weights[0] >= 2.0 * weights[1] + 0.1 - 1e-9);
    // Freely, 60 % of the capital goes elsewhere than to A1; the first rule moves it there.
    assert!((weights[1] + weights[2] - 0.6).abs() < 1e-6, "{weights:?}");

    let response = run("allocate", &request(json!(["A1 + A2 >= 0.8", "group:late >= 0.9", "A2 <= 0.1"])));
    assert_eq!(response["status"], "infeasible");
    let conflicts: Vec<&str> =
        response["conflicts"].as_array().unwrap().iter().map(|c| c["constraint"].as_str().unwrap()).collect();
    assert!(conflicts.contains(&"constraints.rules[0].min"), "{conflicts:?}");

    // Whatever the budget is, these two conflict.
    let response = run("allocate", &request(json!(["A2 >= 20 %", "A2 <= 10 %"])));
    let conflicts: Vec<&str> =
        response["conflicts"].as_array().unwrap().iter().map(|c| c["constraint"].as_str().unwrap()).collect();
    assert_eq!(conflicts, ["constraints.rules[0].min", "constraints.rules[1].max"]);

    let error = refused("allocate", &request(json!(["A1 <= 0.5", "A1 + DOGE >= 0.5"])));
    assert_eq!(error.path.as_deref(), Some("constraints.rules[1]"));
    assert!(error.message.contains("character 6: there is no asset DOGE"), "{error}");
    let mut carried = request(json!(["A1 <= 0.5"]));
    carried["objective"] = json!({"kind": "hierarchicalRiskParity"});
    assert_eq!(refused("allocate", &carried).path.as_deref(), Some("constraints.rules[0]"));
}
