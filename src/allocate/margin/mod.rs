//! What exposures ask for at a venue, as limits on weights: initial and maintenance margin, and the moves that have to be
//! survived with maintenance still covered.
//!
//! ```text
//! Σ_i f_i(|w_i|) ≤ max                               margin used, as a part of the capital
//! 1 + Σ_i x_i w_i − Σ_i f_i(|w_i|; 1 + x_i) ≥ min    equity less maintenance after the moves x
//! ```
//!
//! f as in [`charge`](crate::margin): convex and in pieces, which are deviations from the floors. Where a rate jumps at a
//! floor for the whole position ([`steps`]) the first answer takes the lowest tier, which asks for least; tiers that it
//! turns out to lie in are taken in the next.

pub mod limit;
mod source;
pub mod steps;
pub mod survival;

pub use limit::MarginLimit;
pub use source::{MarginRates, MarginSource};
pub use survival::{SurvivalLimit, SurvivalScenario};
