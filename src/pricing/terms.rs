//! The words in which contracts differ.

use serde::{Deserialize, Serialize};

/// What an option gives the right to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Right {
    /// To buy at the strike.
    Call,
    /// To sell at the strike.
    Put,
}

impl Right {
    /// +1 for a call, −1 for a put.
    pub fn sign(self) -> f64 {
        match self {
            Self::Call => 1.0,
            Self::Put => -1.0,
        }
    }

    /// What exercising at this price pays, in quote currency per coin.
    pub fn payoff(self, price: f64, strike: f64) -> f64 {
        (self.sign() * (price - strike)).max(0.0)
    }
}

/// When an option can be exercised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Exercise {
    /// At expiry only.
    #[default]
    European,
    /// At any time until expiry.
    American,
}
