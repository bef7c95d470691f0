//! What volatility models have in common: a variance that follows from the returns before.
//!
//! The parameters of all models stand in one array, each at its own place, so that one likelihood, one search and
//! one set of standard errors serve them all; what a model does not have stays where it is.

use super::innovation::Innovations;
use crate::error::Error;

/// How many parameters a model can have.
pub const WIDTH: usize = 6;

/// Parameters by place, or slopes by them.
pub type Parameters = [f64; WIDTH];

/// The mean of the returns.
pub const MEAN: usize = 0;
/// ω.
pub const OMEGA: usize = 1;
/// α, the weight of news.
pub const ALPHA: usize = 2;
/// β, the weight of what was before.
pub const BETA: usize = 3;
/// γ, the further weight of bad news.
pub const GAMMA: usize = 4;
/// ν, degrees of freedom.
pub const FREEDOM: usize = 5;

/// What persistence stays below.
pub const MOST: f64 = 0.9999;

/// A variance before a return, with its slopes.
#[derive(Debug, Clone, Copy)]
pub struct Variance {
    /// h.
    pub value: f64,
    /// By the parameters.
    pub slopes: Parameters,
}

/// What a model is made of, once its parameters are known to be valid.
pub struct Specification {
    /// The variance.
    pub process: &'static dyn Process,
    /// What is new in a return.
    pub innovations: Innovations,
    /// Whether the mean return is estimated; else it is 0.
    pub mean: bool,
    /// A weight β that is given.
    pub given: Option<f64>,
}

/// A volatility model, unchecked.
pub trait VolatilityParameters {
    /// The valid model, or which parameter is out of its range.
    fn check(&self) -> Result<Specification, Error>;
}

/// How one variance follows from the one before.
pub trait Process {
    /// The places of the model's own parameters, the mean and ν aside, with their symbols, in the usual order.
    fn symbols(&self) -> &'static [(usize, &'static str)];

    /// The variance of the first return where s² stands before it, itself with slope `by_mean`.
    fn first(&self, parameters: &Parameters, s2: f64, by_mean: f64) -> Variance;

    /// The variance that follows a residual e with the variance h.
    fn next(&self, parameters: &Parameters, e: f64, h: f64) -> f64;

    /// The slopes of that, by the parameters.
    fn slopes(&self, parameters: &Parameters, e: f64, before: &Variance, next: f64) -> Parameters;

    /// The parameters at a point of a space without bounds: all valid ones, and no others. The places of the mean
    /// and of ν are left alone.
    fn natural(&self, x: &Parameters) -> Parameters;

    /// Points of that space to begin at, for returns of variance 1.
    fn starts(&self) -> Vec<Parameters>;

    /// How much of a variance, or of its logarithm, is left after a period; 1 or more returns to nothing.
    fn persistence(&self, parameters: &Parameters) -> f64;

    /// The parameters for returns `scale` times as large.
    fn scaled(&self, parameters: &Parameters, scale: f64) -> Parameters;

    /// What is expected of the variances of the next `count` periods, the first being `next`; `news` are past
    /// residuals over their volatilities.
    fn forecast(&self, parameters: &Parameters, next: f64, news: &[f64], count: usize) -> Vec<f64>;

    /// The variance to which forecasts tend; none where there is none.
    fn unconditional(&self, parameters: &Parameters, news: &[f64]) -> Option<f64>;
}

/// 1 / (1 + e⁻ˣ): from all numbers to those between 0 and 1.
pub fn part(x: f64) -> f64 {
    // e⁻²⁰ is 2e-9: beyond this nothing changes.
    1.0 / (1.0 + libm::exp(-x.clamp(-20.0, 20.0)))
}

/// The x of which [`part`] is `p`.
pub fn coordinate(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}
