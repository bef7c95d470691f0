//! Portfolio margin by risk arrays: what a portfolio must hold against its worst scenario.
//!
//! ```text
//! P[k] = Σ_j P[k][j]        c[k] = w[k] P[k]        scan = max(0, −min_k c[k])
//! margin = scan · factor + charges
//! ```
//!
//! P[k][j] profit of position j when the price of the coin goes by x[k] and volatilities by what the method says,
//! w[k] the part of it that counts: 1 but in tails. Positions on one coin net scenario by scenario; between coins
//! nothing does, their margins add up. A method is its scenarios, its rules and its charges; one routine counts.

mod book;
mod count;
mod facts;
pub(in crate::margin) mod fields;
mod operation;
mod request;
mod response;
mod rules;

pub use book::{ArrayBook, ArrayGroup};
pub use count::{ArrayMargin, MarginGroup, ScenarioRow};
pub use facts::{ExpiryFacts, GroupFacts};
pub use operation::{MarginPortfolio, run};
pub use request::PortfolioMarginRequest;
pub use response::{ArrayPosition, MarginAfterTrade, PortfolioMarginResponse};
pub use rules::{
    ArrayRules, ArrayScenario, DiscountRule, MarginCharge, SkewRule, SkewShape, TailDamper, VolatilityRule,
};

use crate::error::Error;

/// A way to margin a portfolio by scenarios, unchecked.
pub trait RiskArrayMethod {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error>;

    /// Its scenarios and how they are counted.
    fn rules(&self) -> ArrayRules;

    /// The scenarios of one coin, where they differ by coin.
    fn scenarios(&self, _asset: &str) -> Option<Vec<ArrayScenario>> {
        None
    }

    /// What a group of positions on one coin must hold, part by part.
    fn charges(&self, group: &GroupFacts) -> Vec<MarginCharge>;
}

crate::methods! {
    /// By whose scenarios a portfolio is margined.
    pub enum RiskArray as dyn RiskArrayMethod, family "riskArray", label "Portfolio margin" {
        deribit_portfolio_margin::DeribitPortfolioMargin,
        paradex_portfolio_margin::ParadexPortfolioMargin,
        derive_portfolio_margin::DerivePortfolioMargin,
        okx_portfolio_margin::OkxPortfolioMargin,
        bybit_portfolio_margin::BybitPortfolioMargin,
        span_array::SpanArray,
        stated_array::StatedArray,
    }
}
