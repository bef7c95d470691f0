//! The forms of file that are recognised: one file each, listed below.
//!
//! A form looks at a [`Table`] and says what it is ([`Layout`]) and how sure that is ([`Certainty`]);
//! the surest claim wins, the first in the list where two are equally sure. What reads the rows is the
//! same for all forms, so a form is its signature, its columns, and its entry in the catalog.

use super::role::Role;
use super::table::Table;

/// How sure a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// It can be read so.
    Possible,
    /// The headings or the numbers have its shape.
    Likely,
    /// The headings are those of one source and of no other.
    Certain,
}

/// How the rows are read.
#[derive(Debug, Clone, PartialEq)]
pub enum Layout {
    /// A price, or several, for each date.
    Prices(PriceLayout),
    /// One position a row, in columns.
    Positions(PositionLayout),
    /// One position a line, as people write them.
    Lines,
    /// One quoted option a row.
    Chain(ChainLayout),
    /// A funding rate for each time; it stands where a price would.
    Funding(PriceLayout),
    /// What was traded each day; it stands where a price would.
    Volumes(PriceLayout),
    /// A known kind of file that is neither prices nor holdings; what it is, as the end of a sentence.
    Other(String),
}

/// Where dates and prices stand.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceLayout {
    /// Columns that may hold the dates, the preferred first.
    pub dates: Vec<usize>,
    /// The columns of prices.
    pub prices: PriceColumns,
    /// Other columns that could be taken as the price instead.
    pub alternatives: Vec<usize>,
}

/// One price a row, or one for each asset.
#[derive(Debug, Clone, PartialEq)]
pub enum PriceColumns {
    /// One price a row; the asset stands in a column, or is that of the whole file.
    One {
        /// The price.
        price: usize,
        /// The asset.
        asset: Option<usize>,
    },
    /// One column for each asset, named by its heading.
    Wide(Vec<usize>),
}

/// Where the parts of a position stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PositionLayout {
    /// The coin or instrument.
    pub asset: usize,
    /// How much of it.
    pub quantity: Option<usize>,
    /// Its value in money.
    pub value: Option<usize>,
    /// Long or short.
    pub side: Option<usize>,
    /// The price it was entered at.
    pub entry_price: Option<usize>,
    /// What kind of instrument it is.
    pub kind: Option<usize>,
    /// Whether rows are taken as they stand: no sums, no other names, zeros kept.
    pub exact: bool,
    /// What an exchange says beside it.
    pub market: MarketColumns,
}

/// Columns of an exchange's position export that quote the market.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MarketColumns {
    /// The mark price: in coin for options that settle in coin.
    pub mark: Option<usize>,
    /// The index: spot.
    pub index: Option<usize>,
    /// Vega of the whole position, in USD for one point of volatility.
    pub vega: Option<usize>,
    /// The entry price in USD.
    pub entry_usd: Option<usize>,
}

/// Where a row says what option it quotes.
#[derive(Debug, Clone, PartialEq)]
pub enum ChainTerms {
    /// In its name.
    Named(usize),
    /// In columns of their own.
    Apart {
        /// The coin, unless the whole file is of one.
        asset: Option<usize>,
        /// The expiry.
        expiry: usize,
        /// The strike.
        strike: usize,
        /// Call or put.
        right: usize,
    },
}

/// Where the parts of a quoted option stand.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainLayout {
    /// What option it is.
    pub terms: ChainTerms,
    /// Volatility of the mark.
    pub volatility: Option<usize>,
    /// The mark price: in coin for options that settle in coin, as bid and ask.
    pub mark: Option<usize>,
    /// The best bid.
    pub bid: Option<usize>,
    /// The best ask.
    pub ask: Option<usize>,
    /// The best bid as a volatility.
    pub bid_volatility: Option<usize>,
    /// The best ask as a volatility.
    pub ask_volatility: Option<usize>,
    /// The forward.
    pub forward: Option<usize>,
    /// The spot.
    pub index: Option<usize>,
    /// The moment.
    pub time: Option<usize>,
}

/// What a form says of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// How sure it is.
    pub certainty: Certainty,
    /// How to read it.
    pub layout: Layout,
}

impl Claim {
    fn new(certainty: Certainty, layout: Layout) -> Self {
        Self { certainty, layout }
    }

    /// One price a row for one asset, or for the asset in a column.
    fn series(certainty: Certainty, dates: Vec<usize>, price: usize, asset: Option<usize>) -> Self {
        let prices = PriceColumns::One { price, asset };
        Self::new(certainty, Layout::Prices(PriceLayout { dates, prices, alternatives: vec![] }))
    }

    /// The same, with other columns that could be the price.
    fn or_price_in(mut self, columns: impl IntoIterator<Item = usize>) -> Self {
        if let Layout::Prices(layout) = &mut self.layout {
            layout.alternatives.extend(columns);
        }
        self
    }
}

/// A form of file.
pub trait Form {
    /// What the table is under this form; nothing when it is not of this form.
    fn recognise(&self, table: &Table<'_>) -> Option<Claim>;
}

crate::methods! {
    /// The forms of file, those with a signature of their own before the general ones.
    pub enum FileForm as dyn Form, family "importFormat", label "File forms" {
        allotrope_holdings::AllotropeHoldings,
        coin_gecko::CoinGecko,
        coin_market_cap::CoinMarketCap,
        coin_metrics::CoinMetrics,
        crypto_data_download::CryptoDataDownload,
        binance_klines::BinanceKlines,
        kraken_ohlc::KrakenOhlc,
        polygon::Polygon,
        investing::Investing,
        yahoo::Yahoo,
        wsj::Wsj,
        deribit_positions::DeribitPositions,
        option_chain::OptionChain,
        funding_history::FundingHistory,
        trade_history::TradeHistory,
        ohlc::Ohlc,
        long_table::LongTable,
        wide_table::WideTable,
        volume_table::VolumeTable,
        date_and_price::DateAndPrice,
        holdings_table::HoldingsTable,
        holdings_lines::HoldingsLines,
    }
}

impl FileForm {
    /// One of each, with its name for people, in the order of the list.
    pub fn all() -> Vec<(Self, &'static str)> {
        let methods = Self::family().methods.into_iter();
        let form = |kind: String| serde_json::from_value(serde_json::json!({ "kind": kind })).ok();
        methods.filter_map(|method| Some((form(method.kind)?, method.label))).collect()
    }
}

/// The role of a column by its heading.
fn role_column(table: &Table<'_>, role: Role, taken: &[Option<usize>]) -> Option<usize> {
    super::role::find(&table.headings, role, taken)
}

/// A catalog entry for a form.
fn described(
    label: &'static str,
    summary: &'static str,
    formula: &'static str,
    conventions: &'static [&'static str],
    source: Option<(&'static str, &'static str)>,
) -> crate::method::Method {
    let reference = |(text, url)| crate::method::Reference { text, url: Some(url) };
    crate::method::Method {
        kind: String::new(),
        label,
        summary,
        formula,
        conventions,
        parameters: vec![],
        references: source.map(reference).into_iter().collect(),
    }
}

/// A form without settings of its own.
macro_rules! form {
    ($(#[$doc:meta])* $Name:ident: $label:literal, $summary:literal, $columns:literal, $conventions:expr, $source:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[serde(deny_unknown_fields)]
        pub struct $Name {}

        impl $crate::method::Describe for $Name {
            fn describe() -> $crate::method::Method {
                super::described($label, $summary, $columns, $conventions, $source)
            }
        }
    };
}
use form;
