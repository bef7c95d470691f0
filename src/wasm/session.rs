//! A session: the price table that stays in the engine's memory, and the operations on it.

use js_sys::{Array, Float64Array, Function, JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::progress::Callback;
use crate::error::{Code, Error};
use crate::market::PriceTable;
use crate::operations::{self, Operation, Visitor};
use crate::progress::Progress;

/// One engine with one price table.
#[wasm_bindgen]
#[derive(Default)]
pub struct Session {
    prices: Option<PriceTable>,
}

#[wasm_bindgen]
impl Session {
    /// A session without prices.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        console_error_panic_hook::set_once();
        Self::default()
    }

    /// Keeps a price table for all requests that bring none: `values` row by row, NaN where an asset
    /// has no price. The limit is checked before any memory is taken.
    #[wasm_bindgen(js_name = setPrices, skip_typescript)]
    pub fn set_prices(
        &mut self,
        dates: Vec<String>,
        assets: Vec<String>,
        values: &Float64Array,
    ) -> Result<(), JsValue> {
        self.prices = None;
        let table = PriceTable::from_shape(dates, assets, values.length() as usize, || values.to_vec());
        self.prices = Some(table.map_err(thrown)?);
        Ok(())
    }

    /// Forgets the price table.
    #[wasm_bindgen(js_name = clearPrices)]
    pub fn clear_prices(&mut self) {
        self.prices = None;
    }

    /// Runs the operation of that name; throws a plain `{code, message, path}`.
    #[wasm_bindgen(skip_typescript)]
    pub fn run(
        &mut self,
        operation: &str,
        request: &JsValue,
        on_progress: Option<Function>,
    ) -> Result<JsValue, JsValue> {
        // `undefined`, a function and a cycle have no JSON; they are refused like any other non-object.
        let request = JSON::stringify(request).ok().and_then(|json| JsValue::from(json).as_string());
        let request = request.unwrap_or_else(|| "null".to_owned());
        let call = Call { request: &request, prices: &mut self.prices, progress: Callback(on_progress) };
        operations::with_operation(operation, call).and_then(|answer| answer).map_err(thrown)
    }
}

/// One request on its way through the operation that a name stands for.
struct Call<'a> {
    request: &'a str,
    prices: &'a mut Option<PriceTable>,
    progress: Callback,
}

impl Visitor for Call<'_> {
    type Output = Result<JsValue, Error>;

    // Each operation stays a function of its own: the page loads those that it opens with before the others.
    #[inline(never)]
    fn visit<O: Operation>(mut self) -> Self::Output {
        let mut request = operations::read::<O>(self.request)?;
        // The table is lent, not copied: it moves into the request and back.
        let lent = O::prices(&mut request).is_some_and(|slot| slot.is_none() && self.prices.is_some());
        if lent && let Some(slot) = O::prices(&mut request) {
            *slot = self.prices.take();
        }
        let answer = O::run(&request, &mut self.progress as &mut dyn Progress);
        if lent && let Some(slot) = O::prices(&mut request) {
            *self.prices = slot.take();
        }
        let mut response = answer?;
        let table = O::take_prices(&mut response);
        let value = parse(&operations::write(&response)?)?;
        if let Some(table) = table {
            let _ = Reflect::set(&value, &"prices".into(), &packed(table));
        }
        Ok(value)
    }
}

/// `{dates, assets, values}` with the numbers as one `Float64Array`.
fn packed(table: PriceTable) -> JsValue {
    let words = |list: &[String]| list.iter().map(JsValue::from).collect::<Array>();
    let object = Object::new();
    let fields: [(&str, JsValue); 3] = [
        ("dates", words(&table.dates).into()),
        ("assets", words(&table.assets).into()),
        ("values", Float64Array::from(table.prices.values.as_slice()).into()),
    ];
    for (name, value) in fields {
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}

fn parse(json: &str) -> Result<JsValue, Error> {
    JSON::parse(json).map_err(|_| Error::new(Code::TooLarge, "The answer is too large for this browser."))
}

/// What a caller catches: the error as a plain object, which survives structured cloning.
pub(super) fn thrown(error: Error) -> JsValue {
    operations::write(&error).and_then(|json| parse(&json)).unwrap_or_else(|error| error.message.into())
}
