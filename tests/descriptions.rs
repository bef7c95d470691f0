//! What methods say about themselves is what requests get.

use allotrope::allocate::{Bands, Measure, Objective, Tolerance, TradedUnits};
use allotrope::estimate::{Covariance, Mean};
use allotrope::method::{Family, Parameter, Value};
use allotrope::pricing::funding::FundingRule;
use allotrope::pricing::surface::SurfaceModel;
use allotrope::risk::RiskMethod;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// The default that a description states, as it stands in JSON; null where a field may be left out.
fn stated(parameter: &Parameter) -> serde_json::Value {
    match &parameter.value {
        Value::Number { default, .. } => json!(default),
        Value::Dial { default, .. } => json!(default),
        Value::Integer { default, .. } => json!(default),
        Value::Choice { default, .. } => json!(default),
        Value::Method { default, .. } => json!(default),
        Value::PerAsset { .. } => json!({}),
        Value::Views { .. } | Value::Series => json!([]),
        Value::Constraints => json!({"budget": 1.0, "bounds": [], "groups": []}),
    }
}

/// Whether the JSON of a default agrees with the description, number by number.
fn agree(parameters: &[Parameter], defaults: &serde_json::Value, of: &str) {
    for parameter in parameters {
        let mut field = defaults[parameter.name].clone();
        match &parameter.value {
            Value::Method { .. } => field = field["kind"].clone(),
            // Nothing is written where every asset has its default.
            Value::PerAsset { .. } if field.is_null() => field = json!({}),
            _ => {}
        }
        let stated = stated(parameter);
        let equal = match (field.as_f64(), stated.as_f64()) {
            (Some(field), Some(stated)) => field == stated,
            _ => field == stated,
        };
        assert!(equal, "{of}.{}: {field} in the type, {stated} in the description", parameter.name);
    }
}

fn family<Union: DeserializeOwned + Serialize + Default>(family: Family) {
    assert_eq!(serde_json::to_value(Union::default()).unwrap()["kind"], family.methods[0].kind);
    for method in family.methods {
        let union: Union = serde_json::from_value(json!({"kind": method.kind})).unwrap();
        agree(&method.parameters, &serde_json::to_value(union).unwrap(), &method.kind);
        let unknown = serde_json::from_value::<Union>(json!({"kind": method.kind, "unheardOf": 1}));
        assert!(unknown.is_err(), "{} takes unknown fields", method.kind);
        assert!(!method.label.is_empty() && !method.summary.is_empty() && !method.formula.is_empty());
    }
}

#[test]
fn defaults_of_methods() {
    family::<SurfaceModel>(SurfaceModel::family());
    family::<Mean>(Mean::family());
    family::<Covariance>(Covariance::family());
    family::<Objective>(Objective::family());
    family::<Measure>(Measure::family());
    family::<Tolerance>(Tolerance::family());
    family::<Bands>(Bands::family());
    family::<TradedUnits>(TradedUnits::family());
    family::<RiskMethod>(RiskMethod::family());
    family::<FundingRule>(FundingRule::family());
    let names: Vec<&str> = allotrope::catalog::families().iter().map(|family| family.name).collect();
    // An instrument is data and a file's form is found in the file: neither has settings of its own.
    let without = ["instrument", "importFormat"];
    let tested = [
        "surface",
        "mean",
        "covariance",
        "objective",
        "measure",
        "tolerance",
        "bands",
        "riskMethod",
        "fundingRule",
        "units",
    ];
    assert!(names.iter().all(|name| without.contains(name) || tested.contains(name)), "untested: {names:?}");
}

/// Leaving a parameter out is to give it its default: both requests have one answer.
#[test]
fn defaults_of_operations() {
    let sample = answer("sample", &json!({}));
    let book = |names: &[&str]| -> serde_json::Value {
        names.iter().map(|name| ((*name).to_owned(), sample[*name].clone())).collect()
    };
    let bases = [
        ("sample", json!({})),
        ("estimate", book(&["prices"])),
        ("allocate", book(&["prices"])),
        ("frontier", book(&["prices"])),
        ("risk", book(&["prices", "positions", "quotes"])),
        ("trackRecord", book(&["prices", "positions", "quotes"])),
        ("profile", book(&["positions", "quotes"])),
        ("surface", json!({"quotes": smile()})),
        ("carry", book(&["positions", "quotes"])),
    ];
    for description in allotrope::operations::describe() {
        let base = bases.iter().find(|(name, _)| *name == description.name);
        let Some((name, base)) = base else {
            assert!(description.parameters.is_empty(), "{} is not tested", description.name);
            continue;
        };
        let plain = answer(name, base);
        for parameter in &description.parameters {
            let stated = match &parameter.value {
                Value::Method { default, .. } => json!({"kind": default}),
                _ => stated(parameter),
            };
            if stated.is_null() {
                continue;
            }
            let mut request = base.clone();
            request[parameter.name] = stated;
            assert_eq!(answer(name, &request), plain, "{name}.{}", parameter.name);
        }
    }
}

/// A market with the smile of one expiry.
fn smile() -> serde_json::Value {
    let point = |strike: f64| {
        let volatility = 0.6 + 0.3 * (strike / 100.0 - 1.05).powi(2);
        json!({"kind": "point", "asset": "BTC", "expiry": "2026-03-27", "strike": strike, "volatility": volatility})
    };
    let points: Vec<_> = (0..9).map(|i| point(60.0 + 10.0 * f64::from(i))).collect();
    json!({"valuationTime": "2026-01-27T08:00:00Z", "spots": {"BTC": 100}, "volatilities": points})
}

fn answer(operation: &str, request: &serde_json::Value) -> serde_json::Value {
    let response = allotrope::operations::run_json(operation, &request.to_string(), &mut ()).unwrap();
    serde_json::from_str(&response).unwrap()
}
