//! What methods say about themselves is what requests get.

use allotrope::allocate::{AllocateRequest, FrontierRequest, Measure, Objective};
use allotrope::estimate::{Covariance, EstimateRequest, Mean};
use allotrope::method::{Family, Parameter, Value};
use allotrope::operations::Operation;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// The default that a description states, as it stands in JSON; null where a field may be left out.
fn stated(parameter: &Parameter) -> serde_json::Value {
    match &parameter.value {
        Value::Number { default, .. } => json!(default),
        Value::Integer { default, .. } => json!(default),
        Value::Choice { default, .. } => json!(default),
        Value::Method { default, .. } => json!(default),
        Value::PerAsset { .. } => json!({}),
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
    family::<Mean>(Mean::family());
    family::<Covariance>(Covariance::family());
    family::<Objective>(Objective::family());
    family::<Measure>(Measure::family());
}

#[test]
fn defaults_of_operations() {
    let allocate = serde_json::to_value(AllocateRequest::default()).unwrap();
    agree(&allotrope::allocate::Allocate::describe().parameters, &allocate, "allocate");
    let estimate = serde_json::to_value(EstimateRequest::default()).unwrap();
    agree(&allotrope::estimate::Estimate::describe().parameters, &estimate, "estimate");
    let frontier = serde_json::to_value(FrontierRequest::default()).unwrap();
    agree(&allotrope::allocate::Frontier::describe().parameters, &frontier, "frontier");
}
