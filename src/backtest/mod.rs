//! An account led by strategies through history.
//!
//! Each step marks what is held at the day's prices, pays funding, interest, staking and borrowing, looks at the
//! margin, and asks the policy what to do with what was known; what it answers goes through the same
//! [`plan`](crate::rebalance::plan) as today's trades. Money is counted in whole numbers of a smallest unit, so
//! that where it came from adds up to the change of equity exactly.

mod account;
mod cash_like;
mod course;
mod decision;
mod line;
mod line_carry;
mod liquidation;
mod operation;
mod quarterly;
pub mod report;
mod request;
mod response;
mod settings;
mod tally;
pub mod target;
mod trading;
pub mod validation;
mod venue;
mod walk;

pub use line::{BacktestContract, BacktestLine, HeldAs};
pub use operation::{Backtest, run};
pub use request::{BacktestFlow, BacktestRequest, BacktestStrategy};
pub use response::{
    BacktestOrder, BacktestRebalance, BacktestResponse, BacktestUnplaced, CashLikeAsset, HeldLine,
    SourceAttribution, StrategyEvent, StrategyWalk, TradeCause, WalkConvention, WalkReconciliation,
    WeightPath,
};
pub use target::Target;
