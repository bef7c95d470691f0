//! What kills an account: what it must hold, and at which prices it no longer does.
//!
//! A pool is what shares its collateral: a cross account, those of its positions that pay in one coin, or one position
//! alone. Its equity and its maintenance margin are sums over the coins of functions of one price each, so that the
//! liquidation price of a coin is a root of one such function ([`ray`]).

pub(crate) mod book;
mod charge;
mod closing;
pub(crate) mod collateral;
mod contract;
mod gaps;
mod joint_move;
pub mod lending;
mod liquidation;
pub(crate) mod operation;
mod option_rule;
pub(crate) mod pack;
pub(crate) mod pool;
pub(crate) mod ray;
mod request;
pub mod requirement;
mod response;
pub(crate) mod rule;
pub mod scenario;
mod staking;
pub(crate) mod state;
pub mod tiers;
mod venues;

pub use charge::{Charge, Charged};
pub use closing::{Closing, ClosingRates};
pub use contract::{CoinsCounted, ContractMargin};
pub use joint_move::{MarginAfterMove, MarginEnd, MarginMove};
pub use operation::{MeasureMargin, run};
pub use pack::{
    CheckedPack, PackBasis, PackCloses, PackCollateral, PackCollateralTier, PackContract, PackDebts,
    PackFees, PackLiquidation, PackOpenInterest, PackOptions, PackPools, PackPrice, PackSpan, PackTier,
    VenuePack,
};
pub use request::{MarginAccount, MarginCurve, MarginPosition, MarginRequest};
pub use requirement::Requirement;
pub use response::{
    AssetLiquidation, LiquidationPoint, MarginAccountState, MarginCurvePoint, MarginDerivation,
    MarginNumeraire, MarginPool, MarginPositionState, MarginResponse, MarginSurvival, MarginTerm, MarginTier,
    MarginTotals,
};
pub use staking::{MarginAfterSlashing, MarginStaking, StakedCollateral};
pub use tiers::{Span, Tier, Tiers};
pub use venues::{ANY as ANY_VENUE, ReadVenuePack, VENUES, VenuePackRequest, pack_of, venue};
