//! What instruments are worth and how their value moves: models, one file each, and the
//! [`instrument`]s that use them.

pub mod american;
pub mod basis;
pub mod black76;
pub mod carry;
pub mod exchange_units;
pub mod funding;
pub mod heston;
mod higher_greeks;
pub mod implied_batch;
pub mod implied_volatility;
pub mod instrument;

pub mod inverse_option;
pub mod liquidity;
pub mod margined;
pub mod option_batch;
pub mod option_revaluation;
pub mod perpetual_fair_value;
pub mod revaluation;
pub mod smile_move;
pub mod surface;
mod swap_revaluation;
mod terms;
mod valuation;

pub use crate::market::Settlement;
pub use higher_greeks::HigherGreeks;
pub use revaluation::{Revaluation, ScenarioBlock, ScenarioFrame};
pub use smile_move::SmileRule;
pub use terms::{Exercise, Right};
pub use valuation::{CoinFigures, Figures, ImpermanentLoss, Valuation};
