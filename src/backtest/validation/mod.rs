//! How much of a strategy's past is luck: errors of ratios, splits that keep what is judged from what is fitted on,
//! and the probability that a choice among strategies was overfitted.

mod cross_validation;
pub mod overfitting;
pub mod sharpe_ratio;
pub mod splits;

pub use cross_validation::{
    CrossValidate, CrossValidatedStrategy, CrossValidationRequest, CrossValidationResponse,
};
