//! Impact laws: how far forced volume moves a price. A new one is one file and one line in the list below.

use crate::error::Error;

/// An impact law, unchecked.
pub trait Impact {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error>;

    /// |ln(S'/S)| of so many days' volumes.
    fn of(&self, days: f64) -> f64;
}

crate::methods! {
    /// How far forced volume moves a price.
    pub enum ImpactLaw as dyn Impact, family "impactLaw", label "Impact" {
        square_root_impact::SquareRootImpact,
        linear_impact::LinearImpact,
    }
}

const COEFFICIENTS: (f64, f64) = (0.0, 100.0);
