//! What is known: price histories, returns, quotes.

mod by_asset;
mod calendar;
mod currency;
mod event;
mod funding_series;
pub mod heston;
mod incomplete;
mod left_out;
mod levels;
mod observed;
mod periods;
mod price_history;
mod price_table;
mod quotes;
mod returns;
mod settlement;
pub mod smile;
mod snapshot;
mod time;
mod volume_series;

pub use by_asset::ByAsset;
pub use calendar::Day;
pub use currency::{
    QUOTE_CURRENCY, counted_as_cash, is_currency, is_money, is_stablecoin, is_state_currency,
};
pub use event::{Event, event, events};
pub use funding_series::{FundingSeries, FundingTimes};
pub use incomplete::Incomplete;
pub use levels::is_level;
pub use observed::Observed;
pub use periods::periods_per_year;
pub use price_history::PriceHistory;
pub use price_table::{PriceRows, PriceTable};
pub use quotes::{Forward, PerpetualQuote, Quotes, VolatilityQuote};
pub use returns::{ReturnKind, ReturnOptions, ReturnSample, Returns};
pub use settlement::Settlement;
pub use snapshot::{GREATEST_VOLATILITY, HOURS_PER_YEAR, Market, PerpetualMark, check_price};
pub use time::{
    Timestamp, format_instant, no_instant, parse_expiry, parse_instant, read_instant, years_between,
};
pub use volume_series::VolumeSeries;
