//! What a liquidation takes, whoever's rules it follows.
//!
//! ```text
//! left = before − penalty + written off
//! penalty = seized − repaid (or collateral less what is credited for it)
//! ```

/// One liquidation of a part of an account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Which debt, in the order of the account.
    pub debt: usize,
    /// Which collateral.
    pub collateral: usize,
    /// In quote currency.
    pub repaid: f64,
    /// In quote currency.
    pub seized: f64,
    /// Afterwards; none where no debt is left.
    pub health: Option<f64>,
}

/// What one liquidation, or several in a row, took; in quote currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Seizure {
    /// Of each collateral.
    pub seized: Vec<f64>,
    /// Of each debt, from the collateral.
    pub repaid: Vec<f64>,
    /// Of each debt, that the protocol bears because no collateral is left.
    pub written_off: Vec<f64>,
    /// What the account lost beyond the debt that was repaid.
    pub penalty: f64,
    /// The protocol's part of the penalty.
    pub protocol_fee: f64,
    /// What the account holds of the borrowed coin afterwards.
    pub credit: f64,
    /// The liquidations that followed one another; empty where all is taken at once.
    pub steps: Vec<Step>,
}

impl Seizure {
    /// Nothing taken yet.
    pub fn none(collateral: usize, debt: usize) -> Self {
        Self {
            seized: vec![0.0; collateral],
            repaid: vec![0.0; debt],
            written_off: vec![0.0; debt],
            penalty: 0.0,
            protocol_fee: 0.0,
            credit: 0.0,
            steps: vec![],
        }
    }
}
