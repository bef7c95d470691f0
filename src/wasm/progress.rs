//! Progress handed to a JavaScript function.

use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::progress::Progress;

/// Calls `onProgress(done, total, doing)`; what the function throws is not ours to judge.
pub(super) struct Callback(pub(super) Option<Function>);

impl Progress for Callback {
    fn report(&mut self, done: usize, total: usize, doing: &str) {
        if let Some(function) = &self.0 {
            let _ = function.call3(&JsValue::NULL, &done.into(), &total.into(), &doing.into());
        }
    }
}
