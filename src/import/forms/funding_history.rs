//! A history of funding rates: recognised, so that it is not taken for prices.

use super::{Certainty, Claim, Form, Layout, form, role_column};
use crate::import::role::Role;
use crate::import::table::Table;

form! {
    /// A history of funding rates: recognised, so that it is not taken for prices.
    FundingHistory: "Funding history",
    "Recognised and not read: rates that longs and shorts of perpetuals pay each other.",
    "a time, a symbol, a funding rate",
    &["Funding rates are neither prices nor holdings."],
    None
}

impl Form for FundingHistory {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let rate =
            table.headings.iter().any(|heading| heading.contains("funding rate") || heading == "fundingrate");
        let price = role_column(table, Role::Price, &[]).is_some();
        let says = "a history of funding rates";
        (rate && !price).then(|| Claim::new(Certainty::Certain, Layout::Other(says.to_owned())))
    }
}
