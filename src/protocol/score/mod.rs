//! Scores: how likely it is that something fails within a year, from what is known of it. A new one is one file and one
//! line in the list below.

use serde::{Deserialize, Serialize};

use super::graph::DependencyKind;
use crate::error::Error;

/// A score, unchecked.
pub trait Score {
    /// Whether its coefficients can be used.
    fn check(&self) -> Result<(), Error>;

    /// What each factor adds to the score, in log-odds of a failure within a year.
    fn terms(&self, kind: DependencyKind, factors: &ScoreFactors) -> Vec<ScoreTerm>;
}

crate::methods! {
    /// How the probability of a failure follows from stated factors.
    pub enum FailureScore as dyn Score, family "failureScore", label "Score" {
        logistic_score::LogisticScore,
    }
}

/// Who can change the code or move the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum UpgradeKeys {
    /// Nobody.
    Immutable,
    /// Some, after a delay in which one can leave.
    Timelock,
    /// Several keys together, at once.
    Multisig,
    /// One key.
    Single,
}

/// Where prices that money depends on come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum PriceOracle {
    /// No price is asked for.
    None,
    /// Many reporters and venues.
    Aggregated,
    /// One reporter or one venue.
    Single,
    /// The spot price of a pool.
    Pool,
}

/// Who says that something happened on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum BridgeVerification {
    /// The chain itself verifies proofs.
    Native,
    /// A light client of the other chain.
    LightClient,
    /// Anyone may object for a time.
    Optimistic,
    /// A set of outside validators.
    Validators,
    /// A few keys.
    Multisig,
}

/// What is known of something that holdings depend on. What is left out counts as unknown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ScoreFactors {
    /// Independent audits of what runs today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audits: Option<f64>,
    /// Years with money in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_years: Option<f64>,
    /// What others keep there, in quote currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_locked: Option<f64>,
    /// How that changed over the last 90 days; -0.3 is 30 % less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_change: Option<f64>,
    /// Who can change it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upgrade_keys: Option<UpgradeKeys>,
    /// Where its prices come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oracle: Option<PriceOracle>,
    /// Of a bridge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<BridgeVerification>,
    /// Times it has lost money before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incidents: Option<f64>,
}

/// What one factor does to a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ScoreTerm {
    /// What it is.
    pub factor: &'static str,
    /// What it adds to the log-odds.
    pub adds: f64,
    /// Whether it was given.
    pub known: bool,
}

/// Ranges of the factors that are numbers.
const RANGES: [(&str, f64, f64); 5] = [
    ("audits", 0.0, 100.0),
    ("ageYears", 0.0, 100.0),
    ("valueLocked", 0.0, 1e15),
    ("valueChange", -1.0, 1e6),
    ("incidents", 0.0, 100.0),
];

impl ScoreFactors {
    /// Refuses numbers out of their ranges, and a bridge's factor of what is none.
    pub fn check(&self, kind: DependencyKind) -> Result<(), Error> {
        let values = [self.audits, self.age_years, self.value_locked, self.value_change, self.incidents];
        for ((name, least, most), value) in RANGES.into_iter().zip(values) {
            if let Some(value) = value.filter(|value| !(least..=most).contains(value)) {
                let message = format!("The factor is {value}; it lies between {least} and {most}.");
                return Err(Error::invalid(name, message));
            }
        }
        if self.verification.is_some() && kind != DependencyKind::Bridge {
            let message = "Only a bridge verifies another chain: leave it out, or make this a bridge.";
            return Err(Error::invalid("verification", message));
        }
        Ok(())
    }
}

/// The probability of a failure within a year at such log-odds.
pub fn probability(terms: &[ScoreTerm]) -> f64 {
    let score: f64 = terms.iter().map(|term| term.adds).sum();
    1.0 / (1.0 + libm::exp(-score))
}
