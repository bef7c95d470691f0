//! From what is held and what is wanted to orders, with what they cost and what they leave.

mod book;
#[cfg(test)]
mod cases;
mod costs;
mod describe;
mod drift;
mod ledger;
pub mod limits;
mod operation;
mod plan;
mod planner;
pub mod policy;
mod request;
mod response;
mod rolls;
mod rules;
#[cfg(test)]
mod scenarios;
mod tax_lots;
mod tradable;
mod ways;

pub use costs::{Fit, TradeCosts, daily_volatility};
pub use ledger::Ledger;
pub use operation::PlanOrders;
pub use plan::{CashAccount, Order, Plan, Reason, Unplaced, plan};
pub use request::{
    FeeTier, OrderStyle, PlannedHedge, ReachedBy, RebalanceRequest, TargetShare, TaxLot, UnnamedAssets,
};
pub use response::{
    AssetDrift, GroupDrift, OrderPurpose, PlannedOrder, RebalanceConvention, RebalanceResponse, RollCost,
    UnplacedOrder,
};
pub use rules::{FlowUse as Flows, Rules, TradeDirection as Direction};
pub use tax_lots::{Lot, LotChoice, RealisedGain, realised};
pub use tradable::Tradable;
pub use ways::ExposureWay;
