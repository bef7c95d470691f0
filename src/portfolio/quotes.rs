//! The operation `quotes`: what the positions need quoted and nobody gave, from the price history.
//!
//! ```text
//! spot        last price at or before the valuation time; 1 for the quote currency and for
//!             stablecoins without a price
//! volatility  σ = √(n/(n−1) · mean (x − x̄)²) · √(periods per year), x the last 90 log-returns
//! ```
//!
//! The valuation time is the last date of the history. What is given goes before what is derived.
//! Forwards and rates are not derived: without them the forward is the spot carried at rates of 0.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Portfolio, Position};
use crate::SchemaVersion;
use crate::error::{Code, Error, Notice};
use crate::market::{
    Forward, GREATEST_VOLATILITY, Market, PerpetualQuote, PriceHistory, PriceTable, QUOTE_CURRENCY, Quotes,
    ReturnKind, ReturnOptions, Returns, Timestamp, VolatilityQuote, format_instant, is_stablecoin,
    no_instant, parse_instant,
};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::progress::Progress;

/// How many returns the realised volatility looks back on.
const BARS: usize = 90;
/// With fewer returns than this a realised volatility is shown with a notice.
const FEW_BARS: usize = 20;
/// A last price older than this, in days, is used with a notice.
const STALE_DAYS: f64 = 7.0;

/// Positions, and what is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct QuotesRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The price history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// What is held.
    pub positions: Vec<Position>,
    /// Assets whose spot is wanted though no position is in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub assets: Vec<String>,
    /// Quotes that stand as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<GivenQuotes>,
    /// Instead of the last date of the prices; ISO 8601, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valuation_time: Option<String>,
}

/// Quotes of which any may be left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct GivenQuotes {
    /// The moment, ISO 8601, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valuation_time: Option<String>,
    /// Price of one coin in quote currency, by asset.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub spots: BTreeMap<String, f64>,
    /// Continuously compounded rate per year, by currency or coin.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub rates: BTreeMap<String, f64>,
    /// Forward prices.
    pub forwards: Vec<Forward>,
    /// Implied volatilities.
    pub volatilities: Vec<VolatilityQuote>,
    /// Perpetuals.
    pub perpetuals: Vec<PerpetualQuote>,
}

/// What a quote is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum QuoteField {
    /// The moment of valuation.
    ValuationTime,
    /// A spot price.
    Spot,
    /// A volatility.
    Volatility,
    /// A forward price.
    Forward,
    /// A rate.
    Rate,
}

/// Where a quote comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum QuoteOrigin {
    /// From the request.
    Given,
    /// The last price of the history.
    LastPrice,
    /// Realised over the end of the history.
    Realised,
    /// Assumed.
    Default,
}

/// One quote's source.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct QuoteSource {
    /// What it is.
    pub field: QuoteField,
    /// Of which coin or currency.
    pub asset: Option<String>,
    /// Where it comes from.
    pub source: QuoteOrigin,
    /// The same in words, with dates and counts.
    pub detail: String,
}

/// Complete quotes with their sources.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct QuotesResponse {
    /// The quotes.
    pub quotes: Quotes,
    /// Where each comes from.
    pub sources: Vec<QuoteSource>,
    /// What is missing or doubtful.
    pub warnings: Vec<Notice>,
}

/// The quotes that the positions need.
pub fn run(request: &QuotesRequest) -> Result<QuotesResponse, Error> {
    let portfolio = Portfolio::check(&request.positions).map_err(|error| error.inside("positions"))?;
    let history = match &request.prices {
        Some(table) => Some(table.check().map_err(|error| error.inside("prices"))?),
        None => None,
    };
    let given = request.given.clone().unwrap_or_default();
    let (valuation_time, origin) = valuation_time(request, &given, history.as_ref())?;
    let quotes = Quotes {
        valuation_time: format_instant(valuation_time),
        spots: given.spots,
        rates: given.rates,
        forwards: given.forwards,
        volatilities: given.volatilities,
        perpetuals: given.perpetuals,
    };
    let market = quotes.check().map_err(|error| error.inside("given"))?;
    let mut derived = Derived {
        history,
        valuation_time,
        answer: QuotesResponse { quotes, sources: vec![origin], warnings: vec![] },
    };
    derived.spots(&portfolio, &request.assets, &market);
    derived.forwards_and_rates(&portfolio, &market);
    derived.volatilities(&portfolio, &market);
    Ok(derived.answer)
}

fn valuation_time(
    request: &QuotesRequest,
    given: &GivenQuotes,
    history: Option<&PriceHistory>,
) -> Result<(Timestamp, QuoteSource), Error> {
    let source = |source, detail: &str| QuoteSource {
        field: QuoteField::ValuationTime,
        asset: None,
        source,
        detail: detail.to_owned(),
    };
    for (text, path) in
        [(&request.valuation_time, "valuationTime"), (&given.valuation_time, "given.valuationTime")]
    {
        if let Some(text) = text {
            let time = parse_instant(text).ok_or_else(|| no_instant(text, path.to_owned()))?;
            return Ok((time, source(QuoteOrigin::Given, "as given")));
        }
    }
    let last = history.and_then(|history| history.times().last().copied()).ok_or_else(|| {
        let message =
            "There are neither prices, whose last date could stand for today, nor a valuation time.";
        Error::new(Code::MissingQuote, message).at("valuationTime")
    })?;
    Ok((last, source(QuoteOrigin::LastPrice, "last date of the prices")))
}

/// The answer in the making.
struct Derived {
    history: Option<PriceHistory>,
    valuation_time: Timestamp,
    answer: QuotesResponse,
}

impl Derived {
    fn source(&mut self, field: QuoteField, asset: &str, source: QuoteOrigin, detail: String) {
        self.answer.sources.push(QuoteSource { field, asset: Some(asset.to_owned()), source, detail });
    }

    fn warn(&mut self, code: &'static str, message: String, path: String) {
        self.answer.warnings.push(Notice::new(code, message).at(path));
    }

    /// The last price of an asset at or before the valuation time.
    fn last_price(&self, asset: &str) -> Option<(Timestamp, f64)> {
        let history = self.history.as_ref()?;
        let prices = history.column(history.position(asset)?);
        let mut bars = history.times().iter().zip(prices).rev();
        let (time, price) = bars.find(|(time, price)| **time <= self.valuation_time && price.is_finite())?;
        Some((*time, *price))
    }

    fn spots(&mut self, portfolio: &Portfolio, others: &[String], market: &Market) {
        let mut seen = BTreeSet::new();
        let held = portfolio.positions().iter().map(|held| held.contract.asset());
        let held = held.enumerate().map(|(i, asset)| (asset, "positions", i));
        let others = others.iter().enumerate().map(|(i, asset)| (asset.as_str(), "assets", i));
        for (asset, list, i) in held.chain(others) {
            if !seen.insert(asset) {
                continue;
            }
            if self.answer.quotes.spots.contains_key(asset) {
                self.source(QuoteField::Spot, asset, QuoteOrigin::Given, "as given".into());
            } else if asset == QUOTE_CURRENCY {
                self.answer.quotes.spots.insert(asset.to_owned(), 1.0);
                self.source(QuoteField::Spot, asset, QuoteOrigin::Default, "the quote currency".into());
            } else if let Some((time, price)) = self.last_price(asset) {
                self.answer.quotes.spots.insert(asset.to_owned(), price);
                let date = format_instant(time);
                self.source(
                    QuoteField::Spot,
                    asset,
                    QuoteOrigin::LastPrice,
                    format!("last price, of {date}"),
                );
                let age = -market.years_to(time) * 365.0;
                if age > STALE_DAYS {
                    let message = format!("The last price of {asset} is {age:.0} days old, of {date}.");
                    self.warn("stalePrice", message, format!("quotes.spots.{asset}"));
                }
            } else if is_stablecoin(asset) {
                self.answer.quotes.spots.insert(asset.to_owned(), 1.0);
                let detail = format!("a stablecoin without a price, taken at 1 {QUOTE_CURRENCY}");
                self.source(QuoteField::Spot, asset, QuoteOrigin::Default, detail);
            } else {
                let message = format!("There is no price of {asset}.");
                self.warn("missingSpot", message, format!("{list}[{i}]"));
            }
        }
    }

    fn forwards_and_rates(&mut self, portfolio: &Portfolio, market: &Market) {
        let mut seen = BTreeSet::new();
        for held in portfolio.positions() {
            let Some(expiry) = held.contract.needs().forward.filter(|expiry| market.years_to(*expiry) > 0.0)
            else {
                continue;
            };
            let asset = held.contract.asset();
            if !seen.insert((asset, expiry)) {
                continue;
            }
            let date = format_instant(expiry);
            if market.quoted_forward(asset, expiry).is_some() {
                self.source(QuoteField::Forward, asset, QuoteOrigin::Given, format!("as given for {date}"));
            } else {
                let detail = format!("spot carried to {date} at the rates of {QUOTE_CURRENCY} and {asset}");
                self.source(QuoteField::Forward, asset, QuoteOrigin::Default, detail);
            }
        }
        let mut currencies = BTreeSet::new();
        currencies.extend(seen.iter().map(|(asset, _)| *asset));
        if !seen.is_empty() {
            currencies.insert(QUOTE_CURRENCY);
        }
        for currency in currencies {
            let (origin, detail) = match self.answer.quotes.rates.contains_key(currency) {
                true => (QuoteOrigin::Given, "as given"),
                false => (QuoteOrigin::Default, "0: no rate is given"),
            };
            self.source(QuoteField::Rate, currency, origin, detail.into());
        }
    }

    fn volatilities(&mut self, portfolio: &Portfolio, market: &Market) {
        let mut seen = BTreeSet::new();
        for (i, held) in portfolio.positions().iter().enumerate() {
            let Some((expiry, strike)) = held.contract.needs().volatility else { continue };
            let asset = held.contract.asset();
            let given = market.volatility(asset, expiry, strike).is_ok();
            if market.years_to(expiry) <= 0.0 || !seen.insert((asset, given)) {
                continue;
            }
            if given {
                self.source(QuoteField::Volatility, asset, QuoteOrigin::Given, "as given".into());
                continue;
            }
            match self.realised_volatility(asset) {
                Ok((volatility, detail, few)) => {
                    self.answer
                        .quotes
                        .volatilities
                        .push(VolatilityQuote::Flat { asset: asset.to_owned(), volatility });
                    self.source(QuoteField::Volatility, asset, QuoteOrigin::Realised, detail.clone());
                    if few {
                        let message = format!("The volatility of {asset} rests on little: {detail}.");
                        self.warn("shortHistory", message, "quotes.volatilities".into());
                    }
                }
                Err(reason) => {
                    let message = format!("There is no volatility of {asset}: {reason}");
                    self.warn("missingVolatility", message, format!("positions[{i}]"));
                }
            }
        }
    }

    /// The volatility, where it comes from, and whether that is little.
    fn realised_volatility(&self, asset: &str) -> Result<(f64, String, bool), String> {
        let Some(history) = &self.history else { return Err("there are no prices.".into()) };
        let options = ReturnOptions {
            assets: Some(&[asset.to_owned()]),
            kind: ReturnKind::Log,
            to: Some(self.valuation_time),
            at_least: 2,
            ..ReturnOptions::default()
        };
        let (returns, _) = Returns::new(history, &options).map_err(|error| error.message)?;
        let count = returns.observations().min(BARS);
        let last = &returns.column(0)[returns.observations() - count..];
        let mean = last.iter().sum::<f64>() / count as f64;
        let squares: f64 = last.iter().map(|x| (x - mean) * (x - mean)).sum();
        let periods = returns.sample().periods_per_year;
        let volatility = (squares / (count - 1) as f64 * periods).sqrt();
        if volatility > GREATEST_VOLATILITY {
            return Err(format!("its realised one, {:.0} % a year, is no volatility.", volatility * 100.0));
        }
        let date = &returns.sample().last_date;
        let detail = format!("realised over the last {count} bars to {date}, {periods:.0} bars a year");
        Ok((volatility, detail, count < FEW_BARS))
    }
}

/// The operation `quotes`.
pub struct DeriveQuotes;

impl Operation for DeriveQuotes {
    type Request = QuotesRequest;
    type Response = QuotesResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "quotes",
            book: "",
            label: "Quotes",
            summary: "Derives the spot prices and volatilities that positions need and nobody gave from the price history, each with its source.",
            parameters: vec![],
        }
    }

    fn run(request: &QuotesRequest, _progress: &mut dyn Progress) -> Result<QuotesResponse, Error> {
        run(request)
    }

    fn prices(request: &mut QuotesRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
