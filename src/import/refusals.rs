//! What is said of a text that no form knows.

use super::table::Table;
use crate::error::{Code, Error};

/// Words over columns that mean nothing here.
pub fn unknown_columns(table: &Table<'_>) -> Error {
    let names: Vec<String> = (0..table.width.min(8)).map(|column| table.column_name(column)).collect();
    let names = names.join(", ");
    let message = format!(
        "None of the columns ({names}) is known as a quantity, a value or a price; name them asset and quantity, or date and price."
    );
    Error::new(Code::Unreadable, message)
}

/// Nothing that is known.
pub fn unknown() -> Error {
    let message = "No known form of holdings or prices is in this text: give holdings as \"BTC 0.5\", one a line, or a table with a header such as date,BTC,ETH.";
    Error::new(Code::Unreadable, message)
}
