//! How accounts end: which joint move is nearest, how likely one is before a horizon, what it costs, and what it sets
//! off in others.

mod barrier;
mod excess;
mod law;
pub mod map;
mod nearest;
mod operation;
mod prepared;
mod request;
mod response;
mod running;
mod simulation;
mod tally;
mod words;

pub use operation::{MeasureLiquidationRisk, run};
pub use request::LiquidationRiskRequest;
pub use response::{
    AccountLiquidation, JointLiquidation, LiquidationAsset, LiquidationLoss, LiquidationMove,
    LiquidationRiskResponse, LiquidationTail, NearestLiquidation, PoolLiquidation, SimulatedMean,
};
