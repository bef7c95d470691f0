//! A chain of option quotes: volatilities, forwards and spots of the market, and nothing that is held.

use super::{Certainty, ChainLayout, ChainTerms, Claim, Form, Layout, form, role_column};
use crate::import::role::Role;
use crate::import::table::Table;

form! {
    /// A chain of option quotes: volatilities, forwards and spots of the market, and nothing that is held.
    OptionChain: "Option chain",
    "Quotes of many options at one moment: volatilities of strikes, forwards and spots.",
    "an instrument name or an expiry, a strike, a type (call or put), a mark price or an implied volatility; underlying or forward price, index price, bid and ask, time",
    &[
        "An option chain quotes what is traded; it says nothing of what is held.",
        "A strike has the volatility of the option out of the money; the underlying price is the forward, the index price the spot.",
        "Bid and ask prices are turned into volatilities; an empty bid, or one of 0, is no bid.",
        "Volatilities are in per cent where the middle one is above 3.",
        "Without a column of names the options are those of the columns expiry, strike and type, of the coin in its column or in the name of the file; they settle in quote currency where a call costs more than one coin.",
    ],
    None
}

impl Form for OptionChain {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let strike = table.column(&["strike", "strike price"])?;
        let right = table.column(&["option type", "type", "right", "cp", "put call"])?;
        let volatility = table.column(&["mark iv", "implied volatility", "iv"]);
        let mark = table.column(&["mark price"]);
        let (bid, ask) =
            (table.column(&["bid price", "best bid price"]), table.column(&["ask price", "best ask price"]));
        let bid_volatility = table.column(&["bid iv"]);
        [volatility, mark, bid, ask, bid_volatility].iter().flatten().next()?;
        let held = role_column(table, Role::Quantity, &[Some(strike), Some(right)]).is_some_and(|column| {
            ["quantity", "qty", "size", "position size"].contains(&table.headings[column].as_str())
        });
        if held {
            return None;
        }
        let named = table.column(&["instrument name", "instrument", "symbol"]).map(ChainTerms::Named);
        let apart = || {
            let expiry = table.column(&[
                "expiry",
                "expiry datetime",
                "expiry date",
                "expiry utc",
                "expiration",
                "expiration date",
                "expiration timestamp",
                "maturity",
            ])?;
            let asset = table.column(&["currency", "base currency", "asset", "coin", "underlying asset"]);
            Some(ChainTerms::Apart { asset, expiry, strike, right })
        };
        let Some(terms) = named.or_else(apart) else {
            let what = "a chain of option quotes without a column of instrument names or of expiries";
            return Some(Claim::new(Certainty::Certain, Layout::Other(what.to_owned())));
        };
        let layout = Layout::Chain(ChainLayout {
            terms,
            volatility,
            mark,
            bid,
            ask,
            bid_volatility,
            ask_volatility: table.column(&["ask iv"]),
            forward: table.column(&[
                "underlying price",
                "underlying",
                "forward",
                "forward price",
                "futures price",
            ]),
            index: table.column(&["index price", "index", "spot", "spot price"]),
            time: table.column(&["timestamp utc", "timestamp", "time", "datetime", "date", "creation"]),
        });
        Some(Claim::new(Certainty::Certain, layout))
    }
}
