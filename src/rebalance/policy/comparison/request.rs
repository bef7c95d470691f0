//! Which policies, around which target, over which past.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::Error;
use crate::market::{ByAsset, PriceTable};
use crate::rebalance::policy::{RebalancePolicy, within};
use crate::risk::RiskGroup;

/// Asks how policies would have done around a target.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RebalancePoliciesRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// Past prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// Exposures wanted, as parts of the equity; the rest is cash.
    pub target: ByAsset,
    /// The policy that is looked at.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub policy: RebalancePolicy,
    /// Others beside it; one of every other kind where none are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub others: Vec<RebalancePolicy>,
    /// What is paid for a trade, as a part of it; 0.001.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<f64>,
    /// Half the spread, as a part of the price; 0.0005.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_spread: Option<f64>,
    /// What every order costs beside, in quote currency; 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas: Option<f64>,
    /// What the account is worth at the start, in quote currency; 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capital: Option<f64>,
    /// How much straying is disliked beside costs; 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_aversion: Option<f64>,
    /// Bars that covariances and value at risk are taken from; 120.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<usize>,
    /// Level of the value at risk of a bar; 0.95.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// Groups whose drift counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub groups: Vec<RiskGroup>,
    /// First date of the history that may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last date of the history that may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

pub const RATES: [f64; 2] = [0.0, 1.0];
pub const FEE: f64 = 0.001;
pub const HALF_SPREAD: f64 = 0.0005;
pub const GAS: [f64; 2] = [0.0, 1e9];
pub const CAPITALS: [f64; 2] = [1e-6, 1e15];
pub const CAPITAL: f64 = 1e6;
pub const AVERSIONS: [f64; 2] = [0.1, 100.0];
pub const AVERSION: f64 = 2.0;
pub const WINDOWS: [usize; 2] = [20, 2000];
pub const WINDOW: usize = 120;
pub const LEVELS: [f64; 2] = [0.5, 0.999];
pub const LEVEL: f64 = 0.95;
const WEIGHTS: [f64; 2] = [-100.0, 100.0];
const MOST_OTHERS: usize = 20;

/// The numbers of a request, valid.
pub struct Asked {
    pub fee: f64,
    pub half_spread: f64,
    pub gas: f64,
    pub capital: f64,
    pub risk_aversion: f64,
    pub window: usize,
    pub level: f64,
    /// The one that is looked at comes first.
    pub policies: Vec<RebalancePolicy>,
}

impl RebalancePoliciesRequest {
    /// The numbers and policies, valid.
    pub(super) fn asked(&self) -> Result<Asked, Error> {
        let number = |value: Option<f64>, default: f64, range: [f64; 2], path: &str, rule: &str| {
            let value = value.unwrap_or(default);
            within(value, range, path, rule).map(|()| value)
        };
        let rate = "A cost is a part of what is traded, between 0 and 1; 0.001 is 0.1 %.";
        let window = self.window.unwrap_or(WINDOW);
        if !(WINDOWS[0]..=WINDOWS[1]).contains(&window) {
            return Err(Error::invalid("window", "The window has 20 to 2,000 bars."));
        }
        if self.others.len() > MOST_OTHERS {
            return Err(Error::invalid("others", "There are at most 20 other policies."));
        }
        self.target.check(
            WEIGHTS[0]..=WEIGHTS[1],
            "target",
            "An exposure is a part of the equity within ±100; 0.3 is 30 %.",
        )?;
        if self.target.0.values().all(|weight| *weight == 0.0) {
            return Err(Error::invalid(
                "target",
                "The target holds nothing but cash: there is nothing to trade.",
            ));
        }
        self.policy.check().map_err(|error| error.inside("policy"))?;
        for (k, other) in self.others.iter().enumerate() {
            other.check().map_err(|error| error.inside(&format!("others[{k}]")))?;
        }
        let mut policies = vec![self.policy.clone()];
        policies.extend(if self.others.is_empty() {
            self.of_every_other_kind()
        } else {
            self.others.clone()
        });
        Ok(Asked {
            fee: number(self.fee, FEE, RATES, "fee", rate)?,
            half_spread: number(self.half_spread, HALF_SPREAD, RATES, "halfSpread", rate)?,
            gas: number(self.gas, 0.0, GAS, "gas", "The cost of an order lies between 0 and 1e9.")?,
            capital: number(self.capital, CAPITAL, CAPITALS, "capital", "The capital is above zero.")?,
            risk_aversion: number(
                self.risk_aversion,
                AVERSION,
                AVERSIONS,
                "riskAversion",
                "A relative risk aversion lies between 0.1 and 100.",
            )?,
            window,
            level: number(self.level, LEVEL, LEVELS, "level", "A level lies between 0.5 and 0.999.")?,
            policies,
        })
    }

    fn of_every_other_kind(&self) -> Vec<RebalancePolicy> {
        let own = self.policy.kind();
        RebalancePolicy::of_all_kinds().into_iter().filter(|other| other.kind() != own).collect()
    }
}
