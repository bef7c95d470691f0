//! A scenario as it acts: how far each price goes, and volatilities, basis, funding and rates.

use crate::error::{Code, Error};
use crate::market::{
    Forward, GREATEST_VOLATILITY, HOURS_PER_YEAR, Market, PerpetualQuote, QUOTE_CURRENCY, Quotes, Settlement,
    Timestamp,
};

/// How far a market goes.
#[derive(Debug, Clone, Default)]
pub struct Shock {
    /// S'/S − 1 of each asset of the book, and the rule that it follows.
    pub moves: Vec<(f64, String)>,
    /// Added to every volatility.
    pub volatility: f64,
    /// Part of every volatility that is added to it.
    pub relative_volatility: f64,
    /// (F'/S')/(F/S) − 1 of perpetuals and forwards.
    pub basis: f64,
    /// Added to the funding that longs pay, per year.
    pub funding: f64,
    /// Added to the rate of the quote currency.
    pub rate: f64,
    /// How many pass.
    pub days: f64,
    /// Standard deviation of the profit that the scenario leaves open, in quote currency.
    pub uncertainty: Option<f64>,
    /// How many standard deviations off the moves stated are, together.
    pub distance: Option<f64>,
    /// Where its figures come from.
    pub sources: Vec<String>,
}

impl Shock {
    /// Whether quotes other than spots and volatilities move.
    pub fn moves_quotes(&self) -> bool {
        self.basis != 0.0 || self.funding != 0.0 || self.rate != 0.0
    }

    /// The quotes with basis, funding and rate moved, spots and volatilities as they are. `held` are the assets
    /// with their expiries.
    pub fn quotes(
        &self,
        quotes: &Quotes,
        assets: &[String],
        expiries: &[(String, Timestamp)],
    ) -> Result<Market, Error> {
        let mut quotes = quotes.clone();
        if self.rate != 0.0 {
            *quotes.rates.entry(QUOTE_CURRENCY.to_owned()).or_insert(0.0) += self.rate;
        }
        let market = quotes.check()?;
        if self.basis != 0.0 {
            let mut forwards = Vec::with_capacity(expiries.len());
            for (asset, expiry) in expiries {
                if market.years_to(*expiry) > 0.0 {
                    let price = market.forward(asset, *expiry)? * (1.0 + self.basis);
                    forwards.push(Forward { asset: asset.clone(), expiry: expiry.to_string(), price });
                }
            }
            quotes.forwards = forwards;
        }
        if self.basis != 0.0 || self.funding != 0.0 {
            quotes.perpetuals.clear();
            for asset in assets {
                for settlement in [Settlement::Linear, Settlement::Inverse] {
                    let quoted = market.perpetual(asset, settlement);
                    let mark = quoted.and_then(|quoted| quoted.mark);
                    let mark = mark.map_or_else(|| market.spot(asset), Ok)? * (1.0 + self.basis);
                    let funding = quoted.and_then(|quoted| quoted.funding).unwrap_or(0.0) + self.funding;
                    quotes.perpetuals.push(PerpetualQuote {
                        asset: asset.clone(),
                        settlement: Some(settlement),
                        mark: Some(mark),
                        funding_rate: Some(funding / HOURS_PER_YEAR),
                        funding_hours: Some(1.0),
                    });
                }
            }
        }
        quotes.check()
    }

    /// What is added to a volatility.
    pub fn shift(&self, volatility: f64) -> f64 {
        self.volatility + self.relative_volatility * volatility
    }

    /// Refuses a volatility below zero.
    pub fn check_volatility(&self, label: &str, volatility: f64) -> Result<(), Error> {
        let after = volatility + self.shift(volatility);
        if (-1e-12..=GREATEST_VOLATILITY).contains(&after) {
            return Ok(());
        }
        let message = format!(
            "The volatility of {label} would go from {:.1} % to {:.1} %; it lies between 0 and 1,000 %.",
            100.0 * volatility,
            100.0 * after
        );
        let field = if self.volatility == 0.0 { "relativeVolatility" } else { "volatility" };
        Err(Error::new(Code::InvalidValue, message).at(field))
    }
}
