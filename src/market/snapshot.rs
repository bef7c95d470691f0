//! The market at one moment, checked.

use std::collections::BTreeMap;

use super::heston::Heston;
use super::smile::{RawSvi, Smile, SmileAt, SplineSmile};
use super::{
    PerpetualQuote, QUOTE_CURRENCY, Quotes, Settlement, Timestamp, VolatilityQuote, is_money, is_stablecoin,
    no_instant, parse_expiry, parse_instant, years_between,
};
use crate::error::{Code, Error};

/// The largest volatility that is taken for one: 1,000 % a year.
pub const GREATEST_VOLATILITY: f64 = 10.0;
/// Prices, strikes and contract sizes lie in this range, so that no product of a few of them leaves
/// the numbers.
const PRICES: std::ops::RangeInclusive<f64> = 1e-18..=1e18;
/// The largest rate, of either sign, that is taken for one: 1,000 % a year.
const GREATEST_RATE: f64 = 10.0;
/// A year of 365 days.
pub const HOURS_PER_YEAR: f64 = 8_760.0;

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
    /// By expiry, those that lie ahead.
    smiles: BTreeMap<Timestamp, Smile>,
    /// For all expiries, where there are no smiles.
    heston: Option<Heston>,
    /// Linear and inverse.
    perpetuals: [Option<PerpetualMark>; 2],
}

/// Where a perpetual stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerpetualMark {
    /// Its mark price, where one is quoted.
    pub mark: Option<f64>,
    /// The expected funding that longs pay, per year, as a fraction of the notional.
    pub funding: Option<f64>,
}

impl Quotes {
    /// The market, or the first thing that is wrong with the quotes.
    pub fn check(&self) -> Result<Market, Error> {
        let read = |instant: Option<Timestamp>, text: &str, path: String| {
            instant.ok_or_else(|| no_instant(text, path))
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
            let expiry_of = |text: &str| expiry_of(text, "expiry".into());
            market.take(quote, &expiry_of).map_err(|error| error.inside(&format!("volatilities[{i}]")))?;
        }
        for (i, quote) in self.perpetuals.iter().enumerate() {
            let mark = quote.check().map_err(|error| error.inside(&format!("perpetuals[{i}]")))?;
            for settlement in [Settlement::Linear, Settlement::Inverse] {
                if quote.settlement.is_some_and(|only| only != settlement) {
                    continue;
                }
                let place = &mut market.asset_mut(&quote.asset).perpetuals[settlement as usize];
                if place.replace(mark).is_some() {
                    let message = format!("This perpetual on {} is given twice.", quote.asset);
                    return Err(Error::invalid(format!("perpetuals[{i}]"), message));
                }
            }
        }
        Ok(market)
    }
}

/// A volatility within its range.
fn check_volatility(asset: &str, volatility: f64, field: &str) -> Result<f64, Error> {
    if (0.0..=GREATEST_VOLATILITY).contains(&volatility) {
        return Ok(volatility);
    }
    let message = format!(
        "The volatility of {asset} is {volatility}; it lies between 0 and {GREATEST_VOLATILITY} (0.65 is 65 % a year)."
    );
    Err(Error::invalid(field, message))
}

impl PerpetualQuote {
    fn check(&self) -> Result<PerpetualMark, Error> {
        if let Some(mark) = self.mark {
            check_price("The mark price", mark).map_err(|error| error.at("mark"))?;
        }
        let hours = self.funding_hours.unwrap_or(8.0);
        if !(1e-3..=HOURS_PER_YEAR).contains(&hours) {
            let message = format!("The funding interval is {hours} hours; it lies between 0.001 and 8760.");
            return Err(Error::invalid("fundingHours", message));
        }
        let rate = self.funding_rate.unwrap_or(0.0);
        if !(-1.0..=1.0).contains(&rate) {
            let message =
                format!("The funding rate is {rate}; it lies within ±1 per interval (0.0001 is 0.01 %).");
            return Err(Error::invalid("fundingRate", message));
        }
        Ok(PerpetualMark {
            mark: self.mark,
            funding: self.funding_rate.map(|rate| rate * (HOURS_PER_YEAR / hours)),
        })
    }
}

impl Market {
    /// Takes over one volatility quote.
    fn take(
        &mut self,
        quote: &VolatilityQuote,
        expiry_of: &dyn Fn(&str) -> Result<Timestamp, Error>,
    ) -> Result<(), Error> {
        let (asset, twice) = match quote {
            VolatilityQuote::Flat { asset, volatility } => {
                let volatility = check_volatility(asset, *volatility, "volatility")?;
                (asset, self.asset_mut(asset).flat_volatility.replace(volatility).is_some())
            }
            VolatilityQuote::Point { asset, expiry, strike, volatility, bid, ask } => {
                let volatility = check_volatility(asset, *volatility, "volatility")?;
                for (side, field) in [(bid, "bid"), (ask, "ask")] {
                    check_volatility(asset, side.unwrap_or(0.0), field)?;
                }
                let strike = check_price("A strike", *strike).map_err(|error| error.at("strike"))?;
                let key = (expiry_of(expiry)?, strike.to_bits());
                (asset, self.asset_mut(asset).volatilities.insert(key, volatility).is_some())
            }
            VolatilityQuote::Svi { asset, expiry, a, b, rho, m, sigma } => {
                let svi = RawSvi { a: *a, b: *b, rho: *rho, m: *m, sigma: *sigma };
                let smile = check_svi(svi)?;
                (asset, self.take_smile(asset, expiry_of(expiry)?, smile))
            }
            VolatilityQuote::Smile { asset, expiry, moneyness, volatilities } => {
                let expiry = expiry_of(expiry)?;
                let years = self.years_to(expiry);
                let smile = check_points(asset, years, moneyness, volatilities)?;
                (asset, self.take_smile(asset, expiry, smile))
            }
            VolatilityQuote::Heston { asset, v0, kappa, theta, sigma, rho } => {
                let heston = Heston::new(*v0, *kappa, *theta, *sigma, *rho)?;
                (asset, self.asset_mut(asset).heston.replace(heston).is_some())
            }
        };
        if twice {
            return Err(Error::new(
                Code::InvalidValue,
                format!("This volatility of {asset} is given twice."),
            ));
        }
        Ok(())
    }

    /// Whether that expiry has a smile already.
    fn take_smile(&mut self, asset: &str, expiry: Timestamp, smile: Smile) -> bool {
        let ahead = self.years_to(expiry) > 0.0;
        let smiles = &mut self.asset_mut(asset).smiles;
        ahead && smiles.insert(expiry, smile).is_some()
    }

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
            None if is_money(asset) => Ok(1.0),
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

    /// The forward price for delivery at that instant: the quoted one, else the spot carried at the rates
    /// of both currencies.
    pub fn forward(&self, asset: &str, expiry: Timestamp) -> Result<f64, Error> {
        match self.quoted_forward(asset, expiry) {
            Some(forward) => Ok(forward),
            None => {
                let carry = self.rate(QUOTE_CURRENCY) - self.rate(asset);
                Ok(self.spot(asset)? * libm::exp(carry * self.years_to(expiry)))
            }
        }
    }

    /// The smile of the asset's surface at an expiry that lies ahead, where it has one.
    pub fn smile(&self, asset: &str, expiry: Timestamp) -> Option<SmileAt> {
        let years = self.years_to(expiry);
        if years <= 0.0 {
            return None;
        }
        let AssetQuotes { smiles, heston, .. } = self.assets.get(asset)?;
        let in_time: Vec<_> = smiles.iter().map(|(time, smile)| (self.years_to(*time), smile)).collect();
        let of_model = || heston.as_ref().map(|model| SmileAt::of_model(years, model));
        SmileAt::new(&in_time, years).or_else(of_model)
    }

    /// The forward prices of an asset, by expiry.
    pub fn forwards(&self, asset: &str) -> impl Iterator<Item = (Timestamp, f64)> + '_ {
        self.assets.get(asset).into_iter().flat_map(|quotes| quotes.forwards.iter().map(|(t, f)| (*t, *f)))
    }

    /// What is quoted of the perpetual of that settlement.
    pub fn perpetual(&self, asset: &str, settlement: Settlement) -> Option<PerpetualMark> {
        self.assets.get(asset)?.perpetuals[settlement as usize]
    }

    /// The assets of which something is quoted, by name.
    pub fn assets(&self) -> impl Iterator<Item = &str> {
        self.assets.keys().map(String::as_str)
    }

    /// The volatility quoted for that strike and expiry, else that of the asset's surface, else the flat
    /// one.
    pub fn volatility(&self, asset: &str, expiry: Timestamp, strike: f64) -> Result<f64, Error> {
        let quotes = self.assets.get(asset);
        let key = (expiry, strike.to_bits());
        if let Some(volatility) = quotes.and_then(|quotes| quotes.volatilities.get(&key)) {
            return Ok(*volatility);
        }
        if let Some(smile) = self.smile(asset, expiry) {
            let moneyness = libm::log(strike / self.forward(asset, expiry)?);
            return Ok(smile.volatility(moneyness).min(GREATEST_VOLATILITY));
        }
        quotes
            .and_then(|quotes| quotes.flat_volatility)
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

/// The most points of a smile.
const MOST_POINTS: usize = 1_000;
/// Log-moneynesses lie within ±this.
const FARTHEST_MONEYNESS: f64 = 50.0;

/// Raw SVI with variances above zero and wings that moments allow.
fn check_svi(svi: RawSvi) -> Result<Smile, Error> {
    let RawSvi { a, b, rho, m, sigma } = svi;
    let finite = [a, b, rho, m, sigma].iter().all(|number| number.is_finite());
    if !finite || b < 0.0 || rho.abs() > 1.0 || sigma <= 0.0 {
        let message =
            "The parameters of a smile are numbers with b at least 0, rho within ±1 and sigma above 0.";
        return Err(Error::new(Code::InvalidValue, message));
    }
    // Rounding may leave a fitted smile a little beyond a bound that it lies on.
    if b * (1.0 + rho.abs()) > 2.0 + 1e-12 {
        let message = "The wings of a smile are too steep: b (1 + |rho|) is at most 2.";
        return Err(Error::invalid("b", message));
    }
    if svi.least_variance() < -1e-12 {
        let message = "The smile goes below a variance of 0: a + b sigma √(1 − rho²) is at least 0.";
        return Err(Error::invalid("a", message));
    }
    Ok(Smile::Svi(svi))
}

/// Points in order, each with a volatility above zero.
fn check_points(asset: &str, years: f64, k: &[f64], volatilities: &[f64]) -> Result<Smile, Error> {
    if !(2..=MOST_POINTS).contains(&k.len()) || k.len() != volatilities.len() {
        let message = "A smile has between 2 and 1000 points, and a volatility for each.";
        return Err(Error::invalid("moneyness", message));
    }
    let within = k.iter().all(|k| k.abs() <= FARTHEST_MONEYNESS);
    if !within || k.windows(2).any(|pair| pair[1] - pair[0] < 1e-9) {
        let message = "The log-moneynesses of a smile lie within ±50 and rise.";
        return Err(Error::invalid("moneyness", message));
    }
    let mut w = Vec::with_capacity(k.len());
    for (i, volatility) in volatilities.iter().enumerate() {
        let field = format!("volatilities[{i}]");
        let volatility = check_volatility(asset, *volatility, &field)?;
        if volatility == 0.0 {
            return Err(Error::invalid(field, "A volatility of a smile is above 0."));
        }
        w.push(volatility * volatility * years);
    }
    Ok(Smile::Points(SplineSmile::new(k.to_vec(), w)))
}

fn missing(message: String, path: String) -> Error {
    Error::new(Code::MissingQuote, message).at(format!("quotes.{path}"))
}
