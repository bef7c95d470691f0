//! What is held: positions, what they come to, and the quotes they need.

mod beta;
pub mod carry;
pub mod explain;
pub mod implied_volatility;
mod listed;
mod numeraire;
mod position;
pub mod price;
pub mod profile;
pub mod quotes;
pub mod surface;
mod symbol;
mod totals;
mod valued;

pub use beta::beta;
pub use listed::{ListedColumns, ListedPosition, ListedSide};
pub use numeraire::{CoinAccount, NumeraireAsset, NumeraireTotals};
pub use position::{HeldPosition, Portfolio, Position};
pub use symbol::parse_symbol;
pub use totals::{AssetTotals, Excluded, ExpiryTotals, Totals};
pub use valued::{Valued, valued};
