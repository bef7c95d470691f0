//! The wasm engine in a real browser, through the same door as the page.
#![cfg(target_arch = "wasm32")]

#[path = "golden/derivatives.rs"]
mod derivatives;
mod golden;
mod marks_per_pound;

use allotrope::wasm::Session;
use js_sys::{Float64Array, JSON, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn json(text: &str) -> JsValue {
    JSON::parse(text).expect("the test's own JSON")
}

fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).expect("an object")
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

#[wasm_bindgen_test]
fn the_catalog_names_every_operation() {
    let catalog = Session::new().run("catalog", &Object::new().into(), None).unwrap();
    let operations: js_sys::Array = field(&catalog, "operations").into();
    let names: Vec<String> =
        operations.iter().filter_map(|operation| field(&operation, "name").as_string()).collect();
    assert_eq!(names, allotrope::operations::NAMES);
}

#[wasm_bindgen_test]
fn the_answer_is_the_json_of_the_other_doors() {
    let here = Session::new().run("catalog", &Object::new().into(), None).unwrap();
    let there = allotrope::operations::run_json("catalog", "{}", &mut ()).unwrap();
    // Through JavaScript's own numbers: Rust writes 1.0 where JavaScript writes 1.
    let text = |value: &JsValue| String::from(JSON::stringify(value).unwrap());
    assert_eq!(text(&here), text(&json(&there)));
}

#[wasm_bindgen_test]
fn an_unknown_field_is_refused_with_its_path() {
    let thrown = Session::new().run("catalog", &json(r#"{"colour":"red"}"#), None).unwrap_err();
    assert_eq!(field(&thrown, "code"), "invalidRequest");
    assert_eq!(field(&thrown, "path"), "colour");
}

#[wasm_bindgen_test]
fn an_unknown_operation_is_an_error_with_a_code() {
    let thrown = Session::new().run("divine", &Object::new().into(), None).unwrap_err();
    assert_eq!(field(&thrown, "code"), "unknownOperation");
}

#[wasm_bindgen_test]
fn a_request_that_is_no_object_is_refused() {
    for request in [JsValue::UNDEFINED, JsValue::NULL, 7.into(), "prices".into()] {
        let thrown = Session::new().run("catalog", &request, None);
        assert_eq!(field(&thrown.unwrap_err(), "code"), "invalidRequest", "{request:?}");
    }
}

#[wasm_bindgen_test]
fn a_price_table_of_another_shape_is_refused() {
    let values = Float64Array::from([1.0, 2.0, 3.0].as_slice());
    let mut session = Session::new();
    let thrown = session.set_prices(words(&["2024-01-01", "2024-01-02"]), words(&["BTC", "ETH"]), &values);
    assert_eq!(field(&thrown.unwrap_err(), "code"), "invalidValue");
}

/// The same numbers stand in `tests/risk/figures.rs`, where the native engine computes them: draws, scenarios and
/// figures are the same on every target, to the last bit.
#[wasm_bindgen_test]
fn monte_carlo_gives_the_figures_of_every_machine() {
    let mut session = Session::new();
    let sample = session.run("sample", &Object::new().into(), None).unwrap();
    let prices = field(&sample, "prices");
    let list = |name: &str| -> Vec<String> {
        let array: js_sys::Array = field(&prices, name).into();
        array.iter().filter_map(|word| word.as_string()).collect()
    };
    let values: Float64Array = field(&prices, "values").into();
    session.set_prices(list("dates"), list("assets"), &values).unwrap();
    let request = json(r#"{"method": {"kind": "monteCarlo"}, "seed": 7}"#);
    for name in ["positions", "quotes"] {
        Reflect::set(&request, &name.into(), &field(&sample, name)).unwrap();
    }
    let risk = session.run("risk", &request, None).unwrap();
    assert_eq!(field(&risk, "valueAtRisk").as_f64(), Some(9_839.509_800_961_565));
    assert_eq!(field(&risk, "expectedShortfall").as_f64(), Some(11_310.774_693_168_662));
}

fn answer(operation: &str, request: &serde_json::Value) -> serde_json::Value {
    let answer = Session::new().run(operation, &json(&request.to_string()), None).unwrap();
    serde_json::from_str(&String::from(JSON::stringify(&answer).unwrap())).unwrap()
}

/// The figures that `tests/allocation` asks of the native engine.
#[wasm_bindgen_test]
fn published_figures() {
    golden::GOLDENS.iter().for_each(|check| check(answer));
}

/// The tables that `tests/published_prices.rs` asks of the native engine.
#[wasm_bindgen_test]
fn tables_of_derivatives() {
    let table = derivatives::fixture();
    derivatives::DERIVATIVES.iter().for_each(|check| check(answer, &table));
}

#[wasm_bindgen_test]
fn the_garch_benchmark_in_the_browser() {
    let request = marks_per_pound::request(serde_json::json!({"kind": "garch"}), &marks_per_pound::returns());
    let fitted = Session::new().run("volatility", &json(&request.to_string()), None).unwrap();
    let text = String::from(JSON::stringify(&fitted).unwrap());
    marks_per_pound::assert_garch_benchmark(&serde_json::from_str(&text).unwrap());
}
