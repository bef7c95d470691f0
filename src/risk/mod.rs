//! What can be lost: value at risk and expected shortfall of a book over a horizon, with their errors,
//! and what each position has to do with them.
//!
//! A [`Book`] holds the positions that can be measured, each ready to be revalued; a [`RiskMethod`]
//! makes the distribution of its profit, from scenarios ([`sampled`]) or in closed form. A new method is
//! one file and one line in the list below.

mod asked;
pub mod backtest;
mod book;
mod closing;
mod comparison;
mod copula;
mod drawn_law;
mod drawn_moves;
mod drift;
mod filtered;
mod groups;
mod histogram;
mod horizon;
mod linear;
mod liquidity;
mod measure;
mod operation;
mod parts;
mod past_moves;
mod paths;
mod response;
mod sampled;
mod scenario_losses;
mod scenarios;
mod second_order;
mod simulation;
mod tail;
mod threshold;
pub(crate) mod track;
mod trade;
mod volatility_moves;
mod walk;
mod weighted_tail;

pub use book::{Book, Held, Window};
pub use closing::{LiquidationCosts, LiquidationRiskFigures, ScenarioCost};
pub use comparison::{
    CompareRisk, ComparedRisk, ComparisonRow, LevelRisk, RiskComparison, RiskComparisonRequest,
};
pub use groups::{Group, RiskGroup, RiskGrouping, places};
pub use histogram::Histogram;
pub use horizon::bars;
pub use liquidity::{
    FollowNeed, IntradayNeedRequest, IntradayNeedResponse, LiquidityAsset, LiquidityConvention,
    LiquidityPosition, LiquidityRequest, LiquidityResponse, MeasureLiquidity, NeedCash, NeedCoins,
    NeedDirection, NeedHour, NeedMove, NeedPayment, NeedPool, NeedShortfall, UnsoldShare,
};
pub use measure::{Details, Measure, Outcome, Parameters, Setting};
pub use operation::{MeasureRisk, RiskRequest, TimeDecay, run};
pub use parts::{Part, Parts};
pub use past_moves::HistoricalHorizon;
pub use response::{
    AssetRisk, GroupRisk, PositionRisk, PriceMove, RiskConvention, RiskResponse, WorstScenario,
};
pub use scenario_losses::{ScenarioLosses, scenario_losses};
pub use scenarios::{BLOCK, Scenarios};
pub use simulation::{Contribution, Simulation};
pub use tail::{ConfidenceBand, Dependence, StandardError, Tail};
pub use threshold::{TailFit, TailThreshold};
pub use track::{
    BenchmarkRecord, DatedReturn, DrawdownEpisode, MeasureTrackRecord, RollingRecord, TrackConvention,
    TrackHolding, TrackRecordRequest, TrackRecordResponse, TrackedAsset,
};
pub use trade::{
    IncrementalRiskRequest, IncrementalRiskResponse, MeasureTrade, Proposed, ProposedTrade, RiskFigures,
    TradeCurve, TradePoint, Traded,
};
pub use volatility_moves::{SpotVolatility, SpotVolatilitySource};
pub use walk::Walk;

crate::methods! {
    /// How the distribution of profit and loss is made.
    pub enum RiskMethod as dyn Parameters, family "riskMethod", label "Method" {
        historical::HistoricalSimulation = "historical",
        age_weighted::AgeWeighted,
        volatility_scaled::VolatilityScaled,
        filtered_historical::FilteredHistorical,
        stressed_window::StressedWindow,
        parametric_normal::ParametricNormal,
        parametric_student_t::ParametricStudentT,
        cornish_fisher::CornishFisher,
        delta_gamma_vega::DeltaGammaVega,
        extreme_value::ExtremeValue,
        monte_carlo::MonteCarlo,
        regime_mixture::RegimeMixture,
    }
}
