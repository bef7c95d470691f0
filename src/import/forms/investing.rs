//! Investing.com, in any of its languages and number styles.

use super::{Certainty, Claim, Form, form};
use crate::import::role::{Role, is_role};
use crate::import::table::Table;

form! {
    /// Investing.com, in any of its languages and number styles.
    Investing: "Investing.com",
    "Prices of one asset as Investing.com exports them; the second column is the last price.",
    "Date, Price, Open, High, Low, Vol., Change %, in the language of the site",
    &["Decimal mark and order of the date follow the language and are found from the columns."],
    Some(("Investing.com, historical data", "https://www.investing.com"))
}

impl Form for Investing {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        if table.names.len() < 6
            || !is_role(&table.headings[0], Role::Date)
            || !is_role(&table.headings[1], Role::Price)
        {
            return None;
        }
        let change = table.share(table.width - 1, |cell| cell.ends_with('%'))?;
        let opens = ["open", "eroffn", "aber", "apert", "ouv", "ouvert", "otw", "откр"];
        let second = opens.iter().any(|open| table.headings[2].starts_with(open));
        let certainty = if second { Certainty::Certain } else { Certainty::Likely };
        (change > 0.9).then(|| Claim::series(certainty, vec![0], 1, None))
    }
}
