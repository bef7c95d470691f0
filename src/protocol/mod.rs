//! What fails beside prices: chains, protocols, bridges, issuers and venues, what rests on them, and what their
//! failures take.
//!
//! A [`score`] makes a yearly probability of failure of stated factors, a law of [`dependence`] draws who fails
//! together, losses [clear](clearing) through the graph of who has claims on whom, and what the holdings lose stands
//! beside the market's losses of the very scenarios by which the operation `risk` measures. Caps by dependency come out
//! as constraints of the allocator.

mod caps;
mod clearing;
pub mod dependence;
mod figures;
mod graph;
mod holdings;
mod index;
mod operation;
mod request;
mod response;
pub mod score;
mod simulation;

pub use dependence::FailureDependence;
pub use graph::{DependencyKind, DependencyLink, DependencyNode};
pub use index::{
    IndexLeftOut, IndexMember, IndexRebalancing, IndexRequest, IndexResponse, IndexWeight, IndexWeighting,
    MakeIndex,
};
pub use operation::MeasureDependencies;
pub use request::{DependenciesRequest, DependencyCap, DependentHolding, HoldingRole};
pub use response::{
    CappedDependency, DependenciesResponse, DependencyEdge, DependencyRisk, DependentLoss, FailureEvent,
    KindConcentration, LossFigures, RoleShare,
};
pub use score::{BridgeVerification, FailureScore, PriceOracle, ScoreFactors, ScoreTerm, UpgradeKeys};
