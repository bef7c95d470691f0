//! Holdings as this calculator exports them.

use super::{Certainty, Claim, Form, Layout, PositionLayout, form};
use crate::import::table::Table;

form! {
    /// Holdings as this calculator exports them.
    AllotropeHoldings: "Allotrope holdings",
    "Holdings as this calculator exports them; they come back exactly.",
    "instrument, quantity, entryPrice",
    &["Every row is a position of its own, also where two name the same instrument."],
    None
}

impl Form for AllotropeHoldings {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        if table.names != ["instrument", "quantity", "entryPrice"] {
            return None;
        }
        let layout = PositionLayout {
            quantity: Some(1),
            entry_price: Some(2),
            exact: true,
            ..PositionLayout::default()
        };
        Some(Claim::new(Certainty::Certain, Layout::Positions(layout)))
    }
}
