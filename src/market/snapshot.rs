//! The market at one moment, checked.

use std::collections::BTreeMap;

use super::{
    QUOTE_CURRENCY, Quotes, Timestamp, VolatilityQuote, is_stablecoin, parse_expiry, parse_instant,
    years_between,
};
use crate::error::{Code, Error};

/// The largest volatility that is taken for one: 1,000 % a year.
pub const GREATEST_VOLATILITY: f64 = 10.0;
/// Prices, strikes and contract sizes lie in this range, so that no product of a few of them leaves
/// the numbers.
const PRICES: std::ops::RangeInclusive<f64> = 1e-18..=1e18;
/// The largest rate, of either sign, that is taken for one: 1,000 % a year.
const GREATEST_RATE: f64 = 10.0;

/// Checked quotes: positive spots and forwards, rates and volatilities within their ranges, no quote
/// given twice.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    valuation_time: Timestamp,
    rates: BTreeMap<String, f64>,
    assets: BTreeMap<String, AssetQuotes>,
}

/// What is quoted of one asset.
#[derive(Debug, Clone, Default, PartialEq)]
struct AssetQuotes {
    spot: Option<f64>,
    forwards: BTreeMap<Timestamp, f64>,
    flat_volatility: Option<f64>,
    /// By expiry, and the bits of the strike.
    volatilities: BTreeMap<(Timestamp, u64), f64>,
}

impl Quotes {
    /// The market, or the first thing that is wrong with the quotes.
    pub fn check(&self) -> Result<Market, Error> {
        let read = |instant: Option<Timestamp>, text: &str, path: String| {
            instant.ok_or_else(|| {
                let message = format!("{text:?} is not an ISO 8601 date or time.");
                Error::invalid(path, message)
            })
        };
        let expiry_of = |text: &str, path: String| read(parse_expiry(text), text, path);
        let positive =
            |what: &str, value: f64, path: String| check_price(what, value).map_err(|error| error.at(path));
        let mut market = Market {
            valuation_time: read(
                parse_instant(&self.valuation_time),
                &self.valuation_time,
                "valuationTime".into(),
            )?,
            rates: self.rates.clone(),
            assets: BTreeMap::new(),
        };
        for (asset, &spot) in &self.spots {
            positive(&format!("The spot price of {asset}"), spot, format!("spots.{asset}"))?;
            if asset == QUOTE_CURRENCY && spot != 1.0 {
                let message = format!("{QUOTE_CURRENCY} is the quote currency: its price is 1, not {spot}.");
                return Err(Error::invalid(format!("spots.{asset}"), message));
            }
            market.asset_mut(asset).spot = Some(spot);
        }
        for (currency, &rate) in &self.rates {
            if !rate.is_finite() || rate.abs() > GREATEST_RATE {
                let message = format!("The rate of {currency} is {rate}; it lies within ±{GREATEST_RATE}.");
                return Err(Error::invalid(format!("rates.{currency}"), message));
            }
        }
        for (i, forward) in self.forwards.iter().enumerate() {
            let path = |field: &str| format!("forwards[{i}].{field}");
            let price = positive("A forward price", forward.price, path("price"))?;
            let expiry = expiry_of(&forward.expiry, path("expiry"))?;
            if market.asset_mut(&forward.asset).forwards.insert(expiry, price).is_some() {
                let message =
                    format!("The forward of {} for {} is given twice.", forward.asset, forward.expiry);
                return Err(Error::invalid(format!("forwards[{i}]"), message));
            }
        }
        for (i, quote) in self.volatilities.iter().enumerate() {
            let path = |field: &str| format!("volatilities[{i}].{field}");
            let (VolatilityQuote::Flat { asset, volatility }
            | VolatilityQuote::Point { asset, volatility, .. }) = quote;
            if !(0.0..=GREATEST_VOLATILITY).contains(volatility) {
                let message = format!(
                    "The volatility of {asset} is {volatility}; it lies between 0 and {GREATEST_VOLATILITY} (0.65 is 65 % a year)."
                );
                return Err(Error::invalid(path("volatility"), message));
            }
            let before = match quote {
                VolatilityQuote::Flat { .. } => market.asset_mut(asset).flat_volatility.replace(*volatility),
                VolatilityQuote::Point { expiry, strike, .. } => {
                    let strike = positive("A strike", *strike, path("strike"))?;
                    let key = (expiry_of(expiry, path("expiry"))?, strike.to_bits());
                    market.asset_mut(asset).volatilities.insert(key, *volatility)
                }
            };
            if before.is_some() {
                let message = format!("This volatility of {asset} is given twice.");
                return Err(Error::invalid(format!("volatilities[{i}]"), message));
            }
        }
        Ok(market)
    }
}

impl Market {
    fn asset_mut(&mut self, asset: &str) -> &mut AssetQuotes {
        self.assets.entry(asset.to_owned()).or_default()
    }

    /// The moment of the quotes.
    pub fn valuation_time(&self) -> Timestamp {
        self.valuation_time
    }

    /// Years of 365 days until an instant; negative when it has passed.
    pub fn years_to(&self, instant: Timestamp) -> f64 {
        years_between(self.valuation_time, instant)
    }

    /// The price of one coin in quote currency; 1 for the quote currency itself and for a stablecoin
    /// without a price.
    pub fn spot(&self, asset: &str) -> Result<f64, Error> {
        match self.assets.get(asset).and_then(|quotes| quotes.spot) {
            Some(spot) => Ok(spot),
            None if asset == QUOTE_CURRENCY || is_stablecoin(asset) => Ok(1.0),
            None => Err(missing(format!("There is no spot price of {asset}."), format!("spots.{asset}"))),
        }
    }

    /// Whether [`spot`](Self::spot) takes 1 for a stablecoin because no price of it is quoted.
    pub fn assumes_par(&self, asset: &str) -> bool {
        is_stablecoin(asset) && self.assets.get(asset).is_none_or(|quotes| quotes.spot.is_none())
    }

    /// The continuously compounded rate per year of a currency or coin; 0 where none is quoted.
    pub fn rate(&self, currency: &str) -> f64 {
        self.rates.get(currency).copied().unwrap_or(0.0)
    }

    /// The quoted forward price for delivery at that instant.
    pub fn quoted_forward(&self, asset: &str, expiry: Timestamp) -> Option<f64> {
        self.assets.get(asset)?.forwards.get(&expiry).copied()
    }

    /// The volatility quoted for that strike and expiry, else the flat one of the asset.
    pub fn volatility(&self, asset: &str, expiry: Timestamp, strike: f64) -> Result<f64, Error> {
        self.assets
            .get(asset)
            .and_then(|quotes| {
                quotes.volatilities.get(&(expiry, strike.to_bits())).copied().or(quotes.flat_volatility)
            })
            .ok_or_else(|| missing(format!("There is no volatility of {asset}."), "volatilities".into()))
    }
}

/// The price, if it is one.
pub fn check_price(what: &str, price: f64) -> Result<f64, Error> {
    if PRICES.contains(&price) {
        return Ok(price);
    }
    let (least, most) = (PRICES.start(), PRICES.end());
    let rule = if price > 0.0 {
        format!("it lies between {least:e} and {most:e}")
    } else {
        "it is above zero".into()
    };
    Err(Error::new(Code::InvalidValue, format!("{what} is {price}; {rule}.")))
}

fn missing(message: String, path: String) -> Error {
    Error::new(Code::MissingQuote, message).at(format!("quotes.{path}"))
}
