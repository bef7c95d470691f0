//! Lending markets: by which rules an account is measured and liquidated, and the pack of their data.

use super::curve::Curve;
use super::pack::{Pack, Rates, Reserve};
use super::seizure::Seizure;
use super::state::State;
use crate::error::Error;

/// What a collateral counts for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// The part of its value that may be borrowed.
    pub loan_to_value: f64,
    /// The part of its value that counts against the debt.
    pub threshold: f64,
    /// What a liquidation takes beyond the debt.
    pub penalty: f64,
}

/// The rules of a market.
pub trait LendingRules {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error>;

    /// Its data.
    fn pack(&self) -> Result<Pack, Error>;

    /// What a reserve counts for as collateral; none where it is none.
    fn terms(&self, pack: &Pack, reserve: &Reserve) -> Option<Terms>;

    /// What borrowing costs.
    fn curve(&self, rates: &Rates) -> Curve;

    /// What suppliers earn where borrowers pay that rate.
    fn supply_rate(&self, rates: &Rates, utilization: f64) -> f64;

    /// Whether a liquidation may take a part only, and so leave an account in worse health.
    fn takes_part(&self) -> bool;

    /// What is taken of an account whose health is at or below 1.
    fn liquidate(&self, state: &State) -> Seizure;
}

crate::methods! {
    /// By which rules an account is measured and liquidated.
    pub enum LendingMarket as dyn LendingRules, family "lendingMarket", label "Lending market" {
        aave_v3::AaveV3,
        compound_v3::CompoundV3,
        stated_market::StatedMarket,
    }
}
