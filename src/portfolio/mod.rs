//! What is held: positions, what they come to, and the quotes they need.

pub mod implied_volatility;
mod position;
pub mod price;
pub mod quotes;
mod symbol;
mod totals;

pub use position::{HeldPosition, Portfolio, Position};
pub use symbol::parse_symbol;
pub use totals::{AssetTotals, Excluded, Totals};
