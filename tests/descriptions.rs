//! What methods say about themselves is what requests get.

use allotrope::allocate::{Bands, MarginRates, Measure, Objective, SurvivalScenario, Tolerance, TradedUnits};
use allotrope::backtest::Target;
use allotrope::error::Error;
use allotrope::estimate::volatility::VolatilityModel;
use allotrope::estimate::{Covariance, Mean};
use allotrope::margin::lending::{LendingLoop, LendingMarket};
use allotrope::margin::scenario::RiskArray;
use allotrope::method::{Family, Parameter, Value};
use allotrope::pricing::funding::FundingRule;
use allotrope::pricing::instrument::Instrument;
use allotrope::pricing::surface::SurfaceModel;
use allotrope::protocol::{FailureDependence, FailureScore};
use allotrope::rebalance::policy::RebalancePolicy;
use allotrope::risk::RiskMethod;
use allotrope::stress::StressScenario;
use allotrope::stress::impact::ImpactLaw;
use allotrope::stress::spiral::Spiral;
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
        Value::Name | Value::Text | Value::Moment | Value::Rows { .. } => json!(null),
        Value::Required { value } | Value::When { value, .. } => {
            stated(&Parameter { value: (**value).clone(), ..parameter.clone() })
        }
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
    family::<LendingMarket>(LendingMarket::family());
    family::<LendingLoop>(LendingLoop::family());
    family::<Mean>(Mean::family());
    family::<Covariance>(Covariance::family());
    family::<VolatilityModel>(VolatilityModel::family());
    family::<Objective>(Objective::family());
    family::<Measure>(Measure::family());
    family::<Tolerance>(Tolerance::family());
    family::<Bands>(Bands::family());
    family::<TradedUnits>(TradedUnits::family());
    family::<MarginRates>(MarginRates::family());
    family::<SurvivalScenario>(SurvivalScenario::family());
    family::<RebalancePolicy>(RebalancePolicy::family());
    family::<RiskArray>(RiskArray::family());
    family::<Target>(Target::family());
    family::<RiskMethod>(RiskMethod::family());
    family::<StressScenario>(StressScenario::family());
    family::<Spiral>(Spiral::family());
    family::<ImpactLaw>(ImpactLaw::family());
    family::<FundingRule>(FundingRule::family());
    family::<FailureScore>(FailureScore::family());
    family::<FailureDependence>(FailureDependence::family());
    let names: Vec<&str> = allotrope::catalog::families().iter().map(|family| family.name).collect();
    // An instrument is data and a file's form is found in the file: neither has settings of its own.
    let without = ["instrument", "importFormat"];
    let tested = [
        "surface",
        "lendingMarket",
        "lendingLoop",
        "mean",
        "covariance",
        "volatilityModel",
        "objective",
        "measure",
        "tolerance",
        "bands",
        "rebalancePolicy",
        "riskMethod",
        "target",
        "stressScenario",
        "spiral",
        "impactLaw",
        "fundingRule",
        "riskArray",
        "failureScore",
        "failureDependence",
        "units",
        "marginRates",
        "survivalScenario",
    ];
    assert!(names.iter().all(|name| without.contains(name) || tested.contains(name)), "untested: {names:?}");
}

/// What the form of an instrument asks for, with a value for each: numbers that rise, so that a range is one.
fn terms(parameters: &[Parameter]) -> serde_json::Map<String, serde_json::Value> {
    let mut rising = 0.0;
    let mut value = |parameter: &Parameter| -> serde_json::Value {
        match &parameter.value {
            Value::Name => json!("USDC"),
            Value::Moment => json!("2027-06-25"),
            Value::Number { .. } => {
                rising += 0.25;
                json!(rising)
            }
            other => stated(&Parameter { value: other.clone(), ..parameter.clone() }),
        }
    };
    let mut terms = serde_json::Map::new();
    for parameter in parameters {
        let asked = match &parameter.value {
            Value::Required { value } => value,
            Value::When { parameter: other, is, value } if terms[*other] == *is => value,
            Value::When { .. } => continue,
            optional => &Box::new(optional.clone()),
        };
        let name = if parameter.name == "asset" {
            json!("BTC")
        } else {
            value(&Parameter { value: (**asked).clone(), ..parameter.clone() })
        };
        terms.insert(parameter.name.to_owned(), name);
    }
    terms
}

fn accepted(terms: &serde_json::Map<String, serde_json::Value>, kind: &str) -> Result<(), Error> {
    let mut instrument = terms.clone();
    instrument.insert("kind".to_owned(), json!(kind));
    let request = json!({
        "positions": [{"id": "1", "instrument": instrument, "quantity": 2}],
        "quotes": {"valuationTime": "2026-11-20T08:00:00Z", "spots": {}},
    });
    allotrope::operations::run_json("price", &request.to_string(), &mut ()).map(|_| ())
}

/// The form of an instrument asks for all its terms and for no others: with a value for each the engine takes it,
/// without one that is required it does not.
#[test]
fn terms_of_instruments() {
    // Terms that exclude one another: the first is given.
    let instead = ["varianceNotional"];
    for method in Instrument::family().methods {
        let kind = &method.kind;
        let full = terms(&method.parameters);
        let excluding: Vec<_> = full.iter().filter(|(name, _)| !instead.contains(&name.as_str())).collect();
        let full: serde_json::Map<_, _> =
            excluding.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        accepted(&full, kind).unwrap_or_else(|error| panic!("{kind}: {error} in {full:?}"));
        for parameter in &method.parameters {
            let mut without = full.clone();
            without.remove(parameter.name);
            let needed =
                matches!(parameter.value, Value::Required { .. }) || parameter.name == "vegaNotional";
            assert_eq!(accepted(&without, kind).is_err(), needed, "{kind} without {}", parameter.name);
        }
        let mut strange = full.clone();
        strange.insert("unheardOf".to_owned(), json!(1));
        let message = accepted(&strange, kind).unwrap_err().message;
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        let described: Vec<&str> = method.parameters.iter().map(|parameter| parameter.name).collect();
        assert!(
            known.iter().all(|name| described.contains(name)),
            "{kind} takes {known:?}, described are {described:?}"
        );
        assert_eq!(known.len(), described.len(), "{kind}: {message}");
    }
}

/// Leaving a parameter out is to give it its default: both requests have one answer.
#[test]
fn defaults_of_operations() {
    let sample = answer("sample", &json!({}));
    let book = |names: &[&str]| -> serde_json::Value {
        names.iter().map(|name| ((*name).to_owned(), sample[*name].clone())).collect()
    };
    let mut history_alone = book(&["prices", "positions", "quotes"]);
    history_alone["methods"] = json!([{"kind": "historical"}]);
    let mut walk = book(&["prices"]);
    walk["strategies"] = json!([{}]);
    let mut target = book(&["prices"]);
    target["target"] = json!({"BTC": 0.5, "ETH": 0.3});
    let mut means_alone = book(&["prices"]);
    means_alone["methods"] = json!([{"kind": "historical"}]);
    let mut planned = book(&["prices", "positions", "quotes"]);
    planned["target"] = json!([{"asset": "BTC", "weight": 0.4}, {"asset": "ETH", "weight": 0.2}]);
    let bases = [
        ("backtest", walk),
        ("rebalance", planned),
        ("sample", json!({})),
        (
            "lending",
            json!({"spots": {"ETH": 3000}, "accounts": [{"collateral": [{"asset": "ETH", "amount": 10}], "debt": [{"asset": "USDC", "amount": 20_000}]}]}),
        ),
        ("estimate", book(&["prices"])),
        ("volatility", book(&["prices"])),
        ("forecast", means_alone),
        (
            "experts",
            json!({"experts": [{"name": "a", "returns": [0.1, 0.0]}, {"name": "b", "returns": [0.0, 0.2]}]}),
        ),
        ("allocate", book(&["prices"])),
        ("frontier", book(&["prices"])),
        ("rebalancePolicies", target),
        ("risk", book(&["prices", "positions", "quotes"])),
        ("limits", json!({"risk": book(&["prices", "positions", "quotes"])})),
        ("liquidity", json!({"risk": book(&["prices", "positions", "quotes"])})),
        ("trackRecord", book(&["prices", "positions", "quotes"])),
        ("riskBacktest", history_alone.clone()),
        ("riskComparison", history_alone),
        ("reverseStress", book(&["prices", "positions", "quotes"])),
        ("stress", book(&["prices", "positions", "quotes"])),
        ("profile", book(&["positions", "quotes"])),
        ("margin", margined()),
        ("liquidationRisk", leveraged()),
        (
            "intradayNeed",
            json!({"margin": margined(), "path": [{"hour": 1, "changes": {"BTC": -0.05}}], "cash": [{"name": "bank", "amount": 1e3, "delayHours": 2}]}),
        ),
        (
            "liquidationMap",
            json!({"quotes": {"valuationTime": "2026-11-22T00:00:00Z", "spots": {"BTC": 60_000}}, "rows": [{"asset": "BTC", "size": 1, "liquidationPrice": 50_000}]}),
        ),
        ("surface", json!({"quotes": smile()})),
        ("carry", book(&["positions", "quotes"])),
        ("portfolioMargin", book(&["positions", "quotes"])),
        ("backtestReport", two_paths()),
        ("dependencies", resting_on_one()),
        (
            "index",
            json!({"prices": sample["prices"], "members": [{"asset": "BTC", "supply": 2e7}, {"asset": "ETH", "supply": 1.2e8}]}),
        ),
        ("crossValidation", json!({"prices": sample["prices"], "strategies": [{}]})),
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

/// A long perpetual on margin.
/// One contract whose coin moves as it is stated.
fn leveraged() -> serde_json::Value {
    let mut request = margined();
    request["volatilities"] = json!({"BTC": 0.6});
    request
}

fn margined() -> serde_json::Value {
    let perpetual = json!({"kind": "perpetual", "asset": "BTC", "settlement": "linear"});
    json!({
        "quotes": {"valuationTime": "2026-01-27T08:00:00Z", "spots": {"BTC": 100}},
        "accounts": [{
            "name": "one", "collateral": {"USDT": 20},
            "positions": [{"id": "1", "instrument": perpetual, "quantity": 1}],
        }],
    })
}

/// Two paths over eight days.
fn two_paths() -> serde_json::Value {
    let dates: Vec<String> = (1..=9).map(|day| format!("2026-01-{day:02}")).collect();
    let first = [0.01, -0.02, 0.015, 0.0, 0.02, -0.01, 0.005, 0.01];
    let second = [0.0, 0.01, -0.005, 0.02, -0.03, 0.01, 0.01, -0.01];
    json!({"dates": dates, "paths": [{"name": "A", "returns": first}, {"name": "B", "returns": second}]})
}

/// Two holdings, one of which rests on a lender.
fn resting_on_one() -> serde_json::Value {
    json!({
        "nodes": [{"name": "Lender", "kind": "protocol"}],
        "holdings": [
            {"name": "Lent", "asset": "ETH", "value": 1000, "protocol": "Lender"},
            {"name": "Kept", "asset": "BTC", "value": 1000},
        ],
    })
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
