//! The map of liquidations: what ends at which price, of the person and of others, and what a first move sets off.
//!
//! [`read`] turns rows into lines, [`levels`] counts them by price, [`cascade`] follows the orders that they force.

mod cascade;
mod crowd;
mod gather;
mod levels;
mod line;
mod loan;
mod operation;
mod own;
mod read;
mod request;
mod response;
mod rows;
mod sentence;
mod staged;

pub use operation::MapLiquidations;
pub use request::LiquidationMapRequest;
pub use response::{
    CascadePoint, CascadeRound, LiquidatedAmounts, LiquidationCascade, LiquidationCluster, LiquidationLevel,
    LiquidationMapResponse, LiquidationSums, OwnLiquidation,
};
