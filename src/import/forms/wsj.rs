//! The Wall Street Journal's historical prices: two-digit years, a space after each comma.

use super::{Certainty, Claim, Form, form};
use crate::import::table::Table;

form! {
    /// The Wall Street Journal's historical prices: two-digit years, a space after each comma.
    Wsj: "The Wall Street Journal",
    "Daily prices of one index or asset as the Wall Street Journal offers them.",
    "Date, Open, High, Low, Close; dates as MM/DD/YY",
    &["Month before day, two digits of the year: 70 and above are of the last century."],
    Some(("The Wall Street Journal, market data, historical prices", "https://www.wsj.com/market-data"))
}

impl Form for Wsj {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let names = ["date", "open", "high", "low", "close"];
        let matches = table.headings.iter().zip(names).all(|(heading, name)| heading == name);
        if table.names.len() != names.len() || !matches {
            return None;
        }
        let two_digit_year = |cell: &str| cell.len() == 8 && cell.matches('/').count() == 2;
        let share = table.share(0, two_digit_year)?;
        (share > 0.9).then(|| Claim::series(Certainty::Certain, vec![0], 4, None))
    }
}
