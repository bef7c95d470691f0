//! Operations on columns of numbers.

use js_sys::Float64Array;
use wasm_bindgen::prelude::*;

use super::session::thrown;
use crate::operations;

/// Columns in, columns out; throws a plain `{code, message, path}`.
#[wasm_bindgen(js_name = runColumns, skip_typescript)]
pub fn run_columns(operation: &str, columns: &Float64Array) -> Result<Float64Array, JsValue> {
    operations::check_columns(columns.length() as usize).map_err(thrown)?;
    let answer = operations::run_columns(operation, &columns.to_vec()).map_err(thrown)?;
    Ok(Float64Array::from(answer.as_slice()))
}
