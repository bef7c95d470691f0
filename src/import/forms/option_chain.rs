//! A chain of option quotes: recognised, so that it is not taken for positions.

use super::{Certainty, Claim, Form, Layout, form, role_column};
use crate::import::role::Role;
use crate::import::table::Table;

form! {
    /// A chain of option quotes: recognised, so that it is not taken for positions.
    OptionChain: "Option chain",
    "Recognised and not read: quotes of many options at one moment.",
    "a strike, a type (call or put), a mark price or an implied volatility",
    &["An option chain quotes what is traded; it says nothing of what is held."],
    None
}

impl Form for OptionChain {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let strike = table.column(&["strike", "strike price"])?;
        let right = table.column(&["option type", "type", "right", "cp", "put call"])?;
        let quoted =
            ["mark iv", "mark price", "implied volatility", "iv", "bid price", "ask price", "bid iv"];
        let held = role_column(table, Role::Quantity, &[Some(strike), Some(right)]).is_some_and(|column| {
            ["quantity", "qty", "size", "position size"].contains(&table.headings[column].as_str())
        });
        let says = "a chain of option quotes";
        (!held && quoted.iter().any(|name| table.has_all(&[name])))
            .then(|| Claim::new(Certainty::Certain, Layout::Other(says.to_owned())))
    }
}
