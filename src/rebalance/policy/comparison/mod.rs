//! Policies side by side over the past: what each trades, what that costs, and how far it strays.
//!
//! ```text
//! every day   w drifts with prices; the policy decides; the plan trades
//! stray       TE = standard deviation of (return of the account − w*'r) per year
//! loss        cost per year + γ/2 TE²
//! ```
//!
//! w*'r is the return of the target held every day for nothing. The same loss, for one asset that drifts like a
//! random walk, is what the no-trade band makes least.

mod operation;
mod request;
mod response;
mod walk;

pub use operation::ComparePolicies;
pub use request::RebalancePoliciesRequest;
pub use response::{BandFigures, BandWidth, PolicyConvention, PolicyFigures, RebalancePoliciesResponse};

#[cfg(test)]
mod tests;
