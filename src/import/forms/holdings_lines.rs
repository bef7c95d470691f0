//! Holdings as people write them, one a line.

use super::{Certainty, Claim, Form, Layout, form};
use crate::import::table::Table;

form! {
    /// Holdings as people write them, one a line.
    HoldingsLines: "Holdings, one a line",
    "A holding on each line, without a header: BTC 0.5, 0.5 BTC, $5,000 ETH, short 2 BTC-PERPETUAL @ 61000.",
    "an asset or instrument and a quantity or a value, in any order, with spaces, tabs, commas, semicolons or a colon between",
    &["Each line is cut by the mark that makes the most of it.", "An amount with a sign or code of a currency is a value; alone on its line it is cash."],
    None
}

impl Form for HoldingsLines {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let lines = table.body.len();
        (lines > 0).then(|| Claim::new(Certainty::Possible, Layout::Lines))
    }
}
