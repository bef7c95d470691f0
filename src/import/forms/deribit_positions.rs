//! Deribit: the answer of private/get_positions, as JSON or flattened to CSV.

use super::{Certainty, Claim, Form, Layout, MarketColumns, PositionLayout, form};
use crate::import::table::Table;

form! {
    /// Deribit: the answer of private/get_positions, as JSON or flattened to CSV.
    DeribitPositions: "Deribit positions",
    "Open positions with the exchange's own marks; implied volatilities come from the marks.",
    "instrument_name, kind, direction, size, average_price, mark_price, index_price, vega, ...",
    &["Sizes are signed: coins for options and linear contracts, US dollars for inverse futures and perpetuals.", "Marks of coin-settled options are in coin. Rows of size zero are closed positions and are left out.", "The moment of the export is not in it: it is taken from the vega, which grows with the square root of the time to expiry."],
    Some(("Deribit API, private/get_positions", "https://docs.deribit.com/api-reference/account-management/private-get_positions"))
}

impl Form for DeribitPositions {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let (asset, size) = (table.column(&["instrument name"])?, table.column(&["size"])?);
        let mark = table.column(&["mark price"])?;
        let layout = PositionLayout {
            asset,
            quantity: Some(size),
            side: table.column(&["direction"]),
            entry_price: table.column(&["average price"]),
            kind: table.column(&["kind"]),
            market: MarketColumns {
                mark: Some(mark),
                index: table.column(&["index price"]),
                vega: table.column(&["vega"]),
                entry_usd: table.column(&["average price usd"]),
            },
            ..PositionLayout::default()
        };
        Some(Claim::new(Certainty::Certain, Layout::Positions(layout)))
    }
}
