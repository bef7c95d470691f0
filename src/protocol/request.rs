//! Which holdings depend on what.

use serde::{Deserialize, Serialize};

use super::dependence::FailureDependence;
use super::graph::{DependencyKind, DependencyNode};
use super::score::FailureScore;
use crate::SchemaVersion;
use crate::risk::RiskRequest;

/// What a holding is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum HoldingRole {
    /// Backs debts and contracts.
    Collateral,
    /// Votes.
    Governance,
    /// Pays for use.
    Utility,
    /// Keeps the price of a currency.
    Stable,
    /// Stands for many.
    Index,
}

impl HoldingRole {
    /// As requests write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Collateral => "collateral",
            Self::Governance => "governance",
            Self::Utility => "utility",
            Self::Stable => "stable",
            Self::Index => "index",
        }
    }
}

/// A holding with what it depends on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct DependentHolding {
    /// What answers call it.
    pub name: String,
    /// The id of a position of `risk`, whose value and losses are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// Part of the position that this is; 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// The coin or currency, where no position is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// In quote currency, where no position is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// What it loses to the market in scenarios that all holdings share; losses are positive.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub market_losses: Vec<f64>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<HoldingRole>,
    /// The chain that it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<String>,
    /// The protocol that keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// The bridge that it came by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bridge: Option<String>,
    /// Who redeems it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Where its account is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
}

impl DependentHolding {
    /// The names of what it depends on, in the order of [`DependencyKind::ALL`].
    pub fn named(&self) -> [Option<&str>; 5] {
        [&self.chain, &self.protocol, &self.bridge, &self.issuer, &self.venue].map(Option::as_deref)
    }
}

/// The most that may rest on one thing, on each of a kind, or that may have a role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DependencyCap {
    /// One by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Each of a kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<DependencyKind>,
    /// All of a role together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<HoldingRole>,
    /// Part of the whole value.
    pub max: f64,
}

/// Asks what failures can take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DependenciesRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub holdings: Vec<DependentHolding>,
    /// What it depends on.
    pub nodes: Vec<DependencyNode>,
    /// How the probability of a failure follows from the factors.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub score: FailureScore,
    /// How failures depend on each other beside the graph.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub dependence: FailureDependence,
    /// The book and how the market's losses are measured, as the operation `risk` takes them; it then has the level, the
    /// horizon and the seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<RiskRequest>,
    /// Share of outcomes that the value at risk covers; 0.99.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// Days over which failures may come; 365.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u32>,
    /// Draws of failures, at least; 50,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draws: Option<u32>,
    /// For what is drawn at random; 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The most that may rest on something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub caps: Vec<DependencyCap>,
}
