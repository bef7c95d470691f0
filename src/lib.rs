//! Allotrope: one capital, many arrangements.
//!
//! The engine values coins, perpetuals, futures and options, measures what can be lost, and spreads
//! the capital. Everything public is an *operation*: a pure function from a request to a response,
//! listed in [`operations`], described in [`catalog`], and reached under the same name and with the
//! same JSON from the page, the command line and Rust.
//!
//! Folders depend on each other in one direction:
//! `math` ← `market` ← `pricing` ← `portfolio` ← `estimate` ← `allocate` ← `risk`, with `import`
//! beside them and [`operations`] above all. Only `wasm` knows JavaScript.

pub mod allocate;
pub mod backtest;
pub mod catalog;
pub mod error;
pub mod estimate;
pub mod hedge;
pub mod import;
pub mod json;
pub mod liquidation;
pub mod margin;
pub mod market;
pub mod math;
pub mod method;
pub mod operations;
pub mod portfolio;
pub mod pricing;
pub mod progress;
pub mod protocol;
pub mod rebalance;
pub mod risk;
pub mod sample;
mod schema;
mod seed;
pub mod stress;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use error::{Code, Error, Notice};
pub use portfolio::{implied_volatility, price, quotes};
pub use progress::Progress;
pub use schema::{SCHEMA_VERSION, SchemaVersion};
