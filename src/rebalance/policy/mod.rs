//! When is traded, and to what: policies that look at the holdings of a moment and at nothing after it.
//!
//! A policy decides on exposures, as parts of the equity; [`rebalance`](super) makes orders of them. Today's
//! plan, the comparison of policies and each step of a backtest ask the same [`RebalancePolicy::decide`].

mod bands;
mod comparison;

use nalgebra::DMatrix;

use crate::error::{Error, within};
use crate::json;
use crate::market::Day;
use crate::method::{Method, Parameter, Unit, Value};

pub use bands::BandReturn;
pub use comparison::{
    BandFigures, BandWidth, ComparePolicies, PolicyConvention, PolicyFigures, RebalancePoliciesRequest,
    RebalancePoliciesResponse,
};
pub use no_trade_band::half_width;

/// What a policy may look at: nothing of the future.
pub struct Moment<'a> {
    /// Today.
    pub day: Day,
    /// When the account began.
    pub started: Day,
    /// The last day on which was traded; none before the first trade.
    pub traded: Option<Day>,
    /// Exposures held, as parts of the equity.
    pub weights: &'a [f64],
    /// Exposures wanted, as parts of the equity.
    pub target: &'a [f64],
    /// Groups, each by the places of its members.
    pub groups: &'a [Vec<usize>],
    /// What the account is worth, in any unit.
    pub equity: f64,
    /// What it was worth when it began.
    pub started_equity: f64,
    /// The most that it has been worth so far.
    pub peak: f64,
    /// What trading an exposure of 1 costs, by asset.
    pub cost_rates: &'a [f64],
    /// Of returns per year, from what is known today.
    pub covariance: Option<&'a DMatrix<f64>>,
    /// Initial margin of an exposure of 1, by asset.
    pub margin_rates: &'a [f64],
    /// The value at risk of such exposures, as a part of the equity; none where it cannot be told.
    pub value_at_risk: &'a dyn Fn(&[f64]) -> Option<f64>,
}

impl Moment<'_> {
    /// The standard deviation per year of the returns of such exposures.
    fn volatility(&self, exposures: &[f64]) -> Option<f64> {
        let covariance = self.covariance?;
        let along =
            |i: usize| -> f64 { exposures.iter().enumerate().map(|(j, x)| covariance[(i, j)] * x).sum() };
        let variance: f64 = exposures.iter().enumerate().map(|(i, x)| x * along(i)).sum();
        Some(variance.max(0.0).sqrt())
    }

    /// The part of the equity that such exposures bind as initial margin.
    fn margin_use(&self, exposures: &[f64]) -> f64 {
        exposures.iter().zip(self.margin_rates).map(|(exposure, rate)| exposure.abs() * rate).sum()
    }
}

/// What is done at a moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Nothing.
    Wait,
    /// These exposures are traded to, as parts of the equity.
    TradeTo(Vec<f64>),
}

/// A rule by which is traded.
pub trait Policy {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error>;

    /// The exposures that it would hold if trading were free.
    fn wanted(&self, moment: &Moment) -> Vec<f64> {
        moment.target.to_vec()
    }

    /// What it does with what is held.
    fn decide(&self, moment: &Moment) -> Decision;
}

crate::methods! {
    /// When is traded, and to what.
    pub enum RebalancePolicy as dyn Policy, family "rebalancePolicy", label "Rebalancing" {
        calendar::Calendar,
        threshold::Threshold,
        group_threshold::GroupThreshold,
        tracking_error::TrackingErrorTrigger = "trackingErrorTrigger",
        no_trade_band::NoTradeBand,
        volatility_target::VolatilityTarget,
        constant_proportion::ConstantProportion,
        risk_trigger::RiskTrigger,
        hold::Hold,
    }
}

impl RebalancePolicy {
    /// Whether its parameters can be used.
    pub fn check(&self) -> Result<(), Error> {
        self.method().check()
    }

    /// One of each kind, with its usual parameters.
    pub fn of_all_kinds() -> Vec<Self> {
        let read = |method: &Method| json::read(&format!("{{\"kind\":\"{}\"}}", method.kind)).ok();
        Self::family().methods.iter().filter_map(read).collect()
    }

    /// As a person reads its kind.
    pub fn label(&self) -> String {
        let kind = self.kind();
        let method = Self::family().methods.into_iter().find(|method| method.kind == kind);
        method.map_or(kind, |method| method.label.to_owned())
    }

    /// What is done: before the first trade every policy takes what it wants.
    pub fn decide(&self, moment: &Moment) -> Decision {
        let policy = self.method();
        match moment.traded {
            None => Decision::TradeTo(policy.wanted(moment)),
            Some(_) => policy.decide(moment),
        }
    }
}

fn gross(exposures: &[f64]) -> f64 {
    exposures.iter().map(|exposure| exposure.abs()).sum()
}

fn scaled(exposures: &[f64], by: f64) -> Vec<f64> {
    exposures.iter().map(|exposure| exposure * by).collect()
}

/// Trades to what is wanted where what is held is further from it than this part of it.
fn when_further(moment: &Moment, wanted: Vec<f64>, tolerance: f64) -> Decision {
    let apart: f64 = moment.weights.iter().zip(&wanted).map(|(held, wanted)| (held - wanted).abs()).sum();
    if apart > tolerance * gross(&wanted) { Decision::TradeTo(wanted) } else { Decision::Wait }
}

/// A decimal fraction among the parameters of a policy.
fn fraction(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    [min, max]: [f64; 2],
    default: f64,
) -> Parameter {
    let value =
        Value::Number { unit: Unit::Fraction, min: Some(min), max: Some(max), default: Some(default) };
    Parameter { name, label, help, value, advanced: false }
}

#[cfg(test)]
mod tests;
