//! Limits that a person sets, checked against what is held, and the orders that would cure a breach.
//!
//! ```text
//! drift           |x[i] − w*[i]|          concentration   |x[i]|
//! gross exposure  Σ |x[i]|                net exposure    |Σ x[i]|
//! margin use      Σ m |x|, contracts      value at risk   VaR / E
//! ```
//!
//! x exposure by asset as a part of the equity E. The cure trades as little as these steps, in this order, leave:
//! each asset to the edge of drift and then of concentration; all in one proportion to gross and net exposure;
//! contracts in one proportion to the margin; all in one proportion to the value at risk, measured anew. Options
//! stay. Every limit is then checked on what would be held.

mod book;
mod check;
mod operation;
mod request;
mod response;

pub use operation::CheckLimits;
pub use request::LimitsRequest;
pub use response::{CureGap, CureOrder, LimitCheck, LimitKind, LimitedRisk, LimitsResponse};

#[cfg(test)]
mod tests;
