//! From what is held and what is wanted to orders, with what they cost and what they leave.

mod costs;
mod ledger;
pub mod limits;
mod plan;
mod planner;
pub mod policy;
mod rules;
mod tradable;

pub use costs::{Fit, TradeCosts};
pub use ledger::Ledger;
pub use plan::{Account, Order, Plan, Reason, Unplaced, plan};
pub use rules::{Direction, Flows, Rules};
pub use tradable::Tradable;

#[cfg(test)]
mod scenarios;
