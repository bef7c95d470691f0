//! From quotes of options to the slices that a surface is fitted to.
//!
//! ```text
//! forward, where none is quoted:  linear   F = K + (C − P) e^{rT}
//!                                 in coin  F = K / (1 − (c − p) e^{r_c T})
//!                                 the median of the five pairs with the least |C − P|, else the spot carried
//! ```
//!
//! A strike is quoted by the option that is out of the money, by the other one where that is all there is.

use std::collections::{BTreeMap, BTreeSet};

use super::request::{OptionQuote, Weighting};
use super::response::{ForwardOrigin, LeftOutQuotes, Unused};
use crate::error::{Code, Error, Notice};
use crate::market::{
    GREATEST_VOLATILITY, Market, QUOTE_CURRENCY, Quotes, Timestamp, VolatilityQuote, check_price,
    format_instant, no_instant, parse_expiry,
};
use crate::math::normal::pdf;
use crate::math::order;
use crate::pricing::implied_volatility::{NoVolatility, implied_volatility, undiscounted};
use crate::pricing::surface::{LEAST_QUOTES, Slice, SmileQuote};
use crate::pricing::{Right, Settlement};

/// More quotes than any venue lists.
const MOST_QUOTES: usize = 20_000;
/// Pairs of a call and a put that the forward is read from.
const MOST_PAIRS: usize = 5;
/// Marks are shown to a tenth of a point of volatility; that far outside bid and ask one is not stale.
const ROUNDING: f64 = 1e-3;
/// No spread counts as narrower, in volatility.
const LEAST_SPREAD: f64 = 1e-3;

/// One quote, with bid and ask as volatilities.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub strike: f64,
    pub right: Option<Right>,
    pub volatility: f64,
    pub bid: Option<f64>,
    pub ask: Option<f64>,
    pub left_out: Option<Unused>,
}

/// One expiry: its slice, and every quote of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    pub asset: String,
    pub expiry: Timestamp,
    pub origin: ForwardOrigin,
    pub slice: Slice,
    pub candidates: Vec<Candidate>,
}

impl Chain {
    /// How many quotes were left out for each reason.
    pub fn left_out(&self) -> Vec<LeftOutQuotes> {
        let mut counts = BTreeMap::new();
        for reason in self.candidates.iter().filter_map(|quote| quote.left_out) {
            *counts.entry(reason).or_insert(0) += 1;
        }
        counts.into_iter().map(|(reason, count)| LeftOutQuotes { reason, count }).collect()
    }
}

/// What is quoted of one expiry.
#[derive(Default)]
struct Listed<'r> {
    points: Vec<Candidate>,
    options: Vec<&'r OptionQuote>,
}

/// The chains in the order of assets and time, and what had to be left out.
pub fn chains(
    quotes: &Quotes,
    options: &[OptionQuote],
    market: &Market,
    weighting: Weighting,
) -> Result<(Vec<Chain>, Vec<Notice>), Error> {
    if options.len() + quotes.volatilities.len() > MOST_QUOTES {
        let message = format!("There are more than {MOST_QUOTES} quotes; fit fewer assets at a time.");
        return Err(Error::new(Code::TooLarge, message).at("options"));
    }
    let mut listed: BTreeMap<(&str, Timestamp), Listed> = BTreeMap::new();
    for quote in &quotes.volatilities {
        let VolatilityQuote::Point { asset, expiry, strike, volatility, bid, ask } = quote else { continue };
        let Some(expiry) = parse_expiry(expiry) else { continue };
        listed.entry((asset, expiry)).or_default().points.push(Candidate {
            strike: *strike,
            right: None,
            volatility: *volatility,
            bid: *bid,
            ask: *ask,
            left_out: None,
        });
    }
    for (i, quote) in options.iter().enumerate() {
        let expiry = quote.check().map_err(|error| error.inside(&format!("options[{i}]")))?;
        listed.entry((&quote.asset, expiry)).or_default().options.push(quote);
    }
    let (mut chains, mut notices) = (vec![], vec![]);
    for ((asset, expiry), listed) in listed {
        match chain(market, asset, expiry, &listed, weighting) {
            Ok(chain) => chains.push(chain),
            Err(reason) => {
                let message = format!("{asset}, {}: {reason}.", format_instant(expiry));
                notices.push(Notice::new("expiryLeftOut", message));
            }
        }
    }
    Ok((chains, notices))
}

impl OptionQuote {
    /// The expiry, if strike and numbers are what they should be.
    fn check(&self) -> Result<Timestamp, Error> {
        check_price("A strike", self.strike).map_err(|error| error.at("strike"))?;
        if let Some(volatility) = self.volatility
            && !(0.0..=GREATEST_VOLATILITY).contains(&volatility)
        {
            let message = format!("A volatility lies between 0 and {GREATEST_VOLATILITY}.");
            return Err(Error::invalid("volatility", message));
        }
        for (price, field) in [(self.price, "price"), (self.bid, "bid"), (self.ask, "ask")] {
            if price.is_some_and(|price| !(0.0..=1e18).contains(&price)) {
                return Err(Error::invalid(field, "A price of an option is a number, at least 0."));
            }
        }
        parse_expiry(&self.expiry).ok_or_else(|| no_instant(&self.expiry, "expiry".to_owned()))
    }

    fn settlement(&self) -> Settlement {
        self.settlement.unwrap_or(Settlement::Linear)
    }

    /// The mark, else the middle of bid and ask.
    fn paid(&self) -> Option<f64> {
        self.price.or_else(|| Some(0.5 * (self.bid.filter(|bid| *bid > 0.0)? + self.ask?)))
    }
}

/// The chain of one expiry, or why there is none.
fn chain(
    market: &Market,
    asset: &str,
    expiry: Timestamp,
    listed: &Listed,
    weighting: Weighting,
) -> Result<Chain, String> {
    let years = market.years_to(expiry);
    if years <= 0.0 {
        return Err("it has expired".into());
    }
    let quoted = market.quoted_forward(asset, expiry).map(|forward| (forward, ForwardOrigin::Quoted));
    let parity = || Some((parity(market, asset, years, &listed.options)?, ForwardOrigin::Parity));
    let carried = || Some((market.forward(asset, expiry).ok()?, ForwardOrigin::Carried));
    let Some((forward, origin)) = quoted.or_else(parity).or_else(carried) else {
        return Err("there is neither a forward, nor a call and a put of one strike, nor a spot".into());
    };
    let mut candidates = listed.points.clone();
    candidates.extend(listed.options.iter().map(|option| by_price(market, asset, (forward, years), option)));
    order::sort(&mut candidates, &|a, b| a.strike.total_cmp(&b.strike));
    leave_out(&mut candidates, forward);
    let used: Vec<&Candidate> = candidates.iter().filter(|quote| quote.left_out.is_none()).collect();
    if used.len() < LEAST_QUOTES {
        return Err(format!(
            "{} of {} quotes can be used, and a smile takes {LEAST_QUOTES}",
            used.len(),
            candidates.len()
        ));
    }
    let widest = used.iter().filter_map(|quote| spread(quote)).fold(LEAST_SPREAD, f64::max);
    let slice_quote = |quote: &&Candidate| {
        let moneyness = libm::log(quote.strike / forward);
        let deviation = quote.volatility * years.sqrt();
        let weight = match weighting {
            // A wing that is worth nothing still counts a little.
            Weighting::Vega => pdf(-moneyness / deviation + 0.5 * deviation).max(1e-6),
            Weighting::Spread => spread(quote).unwrap_or(widest).max(LEAST_SPREAD).powi(-2),
            Weighting::Equal => 1.0,
        };
        SmileQuote { moneyness, volatility: quote.volatility, weight }
    };
    let slice = Slice { years, forward, quotes: used.iter().map(slice_quote).collect() };
    Ok(Chain { asset: asset.to_owned(), expiry, origin, slice, candidates })
}

fn spread(quote: &Candidate) -> Option<f64> {
    Some(quote.ask? - quote.bid?)
}

/// The forward of pairs of a call and a put of one strike and settlement.
fn parity(market: &Market, asset: &str, years: f64, options: &[&OptionQuote]) -> Option<f64> {
    let mut pairs: Vec<(f64, f64)> = vec![];
    for call in options.iter().filter(|option| option.right == Right::Call) {
        let same = |put: &&&OptionQuote| {
            put.right == Right::Put && put.strike == call.strike && put.settlement() == call.settlement()
        };
        let prices = options.iter().find(same).and_then(|put| Some((call.paid()?, put.paid()?)));
        let Some((first, second)) = prices else { continue };
        let grown = |currency: &str| (first - second) * libm::exp(market.rate(currency) * years);
        let (forward, distance) = match call.settlement() {
            Settlement::Linear => {
                let difference = grown(QUOTE_CURRENCY);
                (call.strike + difference, (difference / call.strike).abs())
            }
            Settlement::Inverse => {
                let difference = grown(asset);
                (call.strike / (1.0 - difference), difference.abs())
            }
        };
        if check_price("A forward", forward).is_ok() {
            pairs.push((distance, forward));
        }
    }
    order::sort(&mut pairs, &|a, b| a.0.total_cmp(&b.0));
    pairs.truncate(MOST_PAIRS);
    order::sort(&mut pairs, &|a, b| a.1.total_cmp(&b.1));
    pairs.get(pairs.len() / 2).map(|(_, forward)| *forward)
}

/// A quote by price as one by volatility.
fn by_price(market: &Market, asset: &str, (forward, years): (f64, f64), option: &OptionQuote) -> Candidate {
    let rate = match option.settlement() {
        Settlement::Linear => market.rate(QUOTE_CURRENCY),
        Settlement::Inverse => market.rate(asset),
    };
    let invert = |price: f64| {
        let price = undiscounted(price, forward, libm::exp(rate * years), option.settlement());
        implied_volatility(option.right, forward, option.strike, years, price)
    };
    let given = option.volatility.filter(|volatility| *volatility > 0.0);
    let (volatility, left_out) = match (given, option.paid().map(invert)) {
        (Some(volatility), _) | (None, Some(Ok(volatility))) => (volatility, None),
        (None, None) => (0.0, Some(Unused::NoPrice)),
        (None, Some(Err(NoVolatility::BelowIntrinsic))) => (0.0, Some(Unused::BelowIntrinsic)),
        (None, Some(Err(NoVolatility::AboveCap))) => (0.0, Some(Unused::AboveCap)),
        (None, Some(Err(_))) => (0.0, Some(Unused::NoTimeValue)),
    };
    Candidate {
        strike: option.strike,
        right: Some(option.right),
        volatility,
        // A bid below the payoff is one that nobody would take: it counts as none.
        bid: option.bid.map(|bid| invert(bid).unwrap_or(0.0)),
        ask: option.ask.and_then(|ask| invert(ask).ok()),
        left_out,
    }
}

/// Says of each quote whether it is used.
fn leave_out(candidates: &mut [Candidate], forward: f64) {
    let out = |quote: &Candidate| match quote.right {
        Some(Right::Call) => quote.strike >= forward,
        Some(Right::Put) => quote.strike <= forward,
        None => true,
    };
    let outside: BTreeSet<u64> = candidates
        .iter()
        .filter(|quote| out(quote) && quote.left_out.is_none())
        .map(|quote| quote.strike.to_bits())
        .collect();
    let mut seen = BTreeSet::new();
    for quote in candidates {
        let bits = quote.strike.to_bits();
        quote.left_out = quote.left_out.or_else(|| {
            if quote.volatility == 0.0 {
                Some(Unused::NoTimeValue)
            } else if !out(quote) && outside.contains(&bits) {
                Some(Unused::InTheMoney)
            } else if quote.bid == Some(0.0) {
                Some(Unused::NoBid)
            } else if spread(quote).is_some_and(|spread| spread < 0.0) {
                Some(Unused::Crossed)
            } else if quote.bid.is_some_and(|bid| bid > quote.volatility + ROUNDING)
                || quote.ask.is_some_and(|ask| ask < quote.volatility - ROUNDING)
            {
                Some(Unused::Stale)
            } else if !seen.insert(bits) {
                Some(Unused::Repeated)
            } else {
                None
            }
        });
    }
}
