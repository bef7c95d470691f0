//! In what a contract pays.

use serde::{Deserialize, Serialize};

/// In what a contract pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Settlement {
    /// In quote currency, or in a stablecoin taken as such.
    Linear,
    /// In the coin itself.
    Inverse,
}
