//! Volatility models of one series of returns, by maximum likelihood.
//!
//! r[t] = μ + √h[t] z[t], z with mean 0 and variance 1; a model says how h[t+1] follows from what was before.
//! [`Fitted`] finds the parameters, and how well they are known. A new model is one file and one line below.

mod fit;
mod innovation;
mod mean_return;
mod process;
mod request;

pub use fit::{FEWEST, Fitted};
pub use innovation::Innovations;
pub use mean_return::MeanReturn;
pub use process::{MOST, Process, Specification, VolatilityParameters, WIDTH};
pub use request::{FitVolatility, VolatilityEstimate, VolatilityRequest, VolatilityResponse};

crate::methods! {
    /// How volatility moves.
    pub enum VolatilityModel as dyn VolatilityParameters, family "volatilityModel", label "Volatility model" {
        garch::GarchVolatility = "garch",
        gjr_garch::GjrGarchVolatility = "gjrGarch",
        egarch::EgarchVolatility = "egarch",
        ewma::EwmaVolatility = "ewma",
    }
}
