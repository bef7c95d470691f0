//! The door to JavaScript: one [`Session`] with a price table in its memory, and every operation by
//! name. Nothing here knows finance.
//!
//! Requests and responses cross as JSON text. `serde-wasm-bindgen` passes silently over fields that
//! a struct does not have, and needs a call into JavaScript for every field; JSON refuses unknown
//! fields with their path, is the same text as on the command line, and is ten times faster for the
//! tables of positions that cross here. Prices cross as one `Float64Array`.

mod columns;
mod progress;
mod session;
mod typescript;

pub use columns::run_columns;
pub use session::Session;
