//! Lending: what an account's collateral counts for, the prices at which it is liquidated, and what that leaves.
//!
//! ```text
//! health = Σ C_i T_i / Σ D_k        liquidatable below 1
//! P*_j = (Σ D − Σ_{i≠j} C_i T_i) / (q_j T_j)
//! ```
//!
//! [`state`] holds the algebra, [`market`] the rules of each protocol, `packs/` their dated data, [`looping`] staking
//! with borrowed money.

mod account;
mod curve;
mod form;
pub mod looping;
pub mod market;
mod measure;
mod operation;
pub mod pack;
mod pledge;
mod request;
mod response;
mod seizure;
pub mod state;

pub(crate) use account::{Account, Coin};
pub use curve::Curve;
pub use looping::LendingLoop;
pub use market::LendingMarket;
pub use operation::{MeasureLending, run};
pub use request::{LendingAccount, LendingCollateral, LendingDebt, LendingRequest, StakedPledge};
pub use response::{
    AccountHealth, CollateralHealth, DebtHealth, LendingPoint, LendingResponse, LiquidationEdge,
    LiquidationOutcome, LiquidationStep, PledgeHealth, SlashedHealth,
};
pub use seizure::{Seizure, Step};
