//! One column of traded volumes for each asset.

use super::wide_table::WideTable;
use super::{Certainty, Claim, Form, Layout, PriceColumns, form};
use crate::import::table::Table;

/// Words in the name of a file that holds no prices.
const WORDS: &[&str] = &["volume", "turnover"];

form! {
    /// One column of traded volumes for each asset.
    VolumeTable: "Table of volumes",
    "A row for each day, a column for each asset with what was traded of it, in quote currency.",
    "date, BTC, ETH, ...",
    &["It looks like a table of prices: the name of the file says volume or turnover, or the person does.", "Volumes count quote currency, and no prices come of them."],
    None
}

impl Form for VolumeTable {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let Layout::Prices(layout) = WideTable {}.recognise(table)?.layout else { return None };
        let PriceColumns::Wide(_) = layout.prices else { return None };
        let name = table.name.to_lowercase();
        let named = WORDS.iter().any(|word| name.contains(word));
        let certainty = if named { Certainty::Certain } else { Certainty::Possible };
        Some(Claim::new(certainty, Layout::Volumes(layout)))
    }
}
