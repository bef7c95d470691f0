//! Coins or money that earn interest: staked, lent, or, with a negative quantity, borrowed.
//!
//! ```text
//! v = q A(t) in coin    V = v S    ∂V/∂S = q A    ∂V/∂t = q A' S    ∂²V/∂S∂t = q A'
//! simple      A = 1 + R t            A' = R
//! annual      A = (1 + R)^t          A' = A ln(1 + R)
//! daily       A = (1 + R/365)^{365 t}    A' = 365 A ln(1 + R/365)
//! continuous  A = e^{R t}            A' = R A
//! ```
//!
//! q coins at the beginning, S spot price, R rate per year, t years of 365 days since then; without a date q is what is
//! there today, t = 0.

use serde::{Deserialize, Serialize};

use super::symbol_words::{read_date, read_number, write_number};
use super::terms_asked::{one_of, optional, required};
use super::{Contract, Holding, Named, ReadName, SymbolWords, Terms, check_name, symbol_date, terms_asked};
use crate::error::Error;
use crate::market::{Market, QUOTE_CURRENCY, Timestamp, read_instant, years_between};
use crate::method::{Describe, Method, Unit, Value};
use crate::pricing::revaluation::{Earning, Proportional};
use crate::pricing::{CoinFigures, Figures, HigherGreeks, Revaluation, ScenarioFrame, Valuation};

/// The largest rate, of either sign: 1,000 % a year.
const GREATEST_RATE: f64 = 10.0;

/// How interest is added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Compounding {
    /// At every moment.
    #[default]
    Continuous,
    /// Once a day.
    Daily,
    /// Once a year.
    Annual,
    /// Never: interest earns none.
    Simple,
}

/// Interest-bearing coins or money, as requests write them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct InterestBearing {
    /// The coin or currency.
    pub asset: String,
    /// R, per year.
    pub rate: f64,
    /// How interest is added; continuously where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compounding: Option<Compounding>,
    /// When the quantity was what it says, ISO 8601; today where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

impl Describe for InterestBearing {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Interest-bearing",
            summary: "Coins or money staked, lent, or, with a negative quantity, borrowed.",
            formula: "V = q A S; A = e^{R t}, (1 + R/365)^{365 t}, (1 + R)^t or 1 + R t",
            conventions: &[
                "The quantity is that of the beginning; without a date it is today's.",
                "Theta and scenarios add the interest of the time that passes, at the rate of today.",
                "Default of the borrower, slashing and notice periods are not in the value.",
            ],
            parameters: vec![
                terms_asked::asset(),
                required(
                    "rate",
                    "Rate",
                    "Below zero where it costs.",
                    Value::Number {
                        unit: Unit::PerYear,
                        min: Some(-GREATEST_RATE),
                        max: Some(GREATEST_RATE),
                        default: None,
                    },
                ),
                optional(
                    "compounding",
                    "Interest is added",
                    "How often.",
                    one_of(&[
                        ("continuous", "At every moment"),
                        ("daily", "Daily"),
                        ("annual", "Yearly"),
                        ("simple", "Never"),
                    ]),
                ),
                optional(
                    "since",
                    "Since",
                    "When the quantity was what it says; today where it is left out.",
                    Value::Moment,
                ),
            ],
            references: vec![],
        }
    }
}

#[derive(Debug)]
struct CheckedInterest {
    terms: InterestBearing,
    since: Option<Timestamp>,
}

impl Terms for InterestBearing {
    fn check(&self) -> Result<Box<dyn Contract>, Error> {
        check_name("asset", &self.asset)?;
        let least = if self.compounding == Some(Compounding::Annual) { -0.999 } else { -GREATEST_RATE };
        if !(least..=GREATEST_RATE).contains(&self.rate) {
            let message = format!(
                "The rate is {}; it lies between {least} and {GREATEST_RATE} (0.05 is 5 % a year).",
                self.rate
            );
            return Err(Error::invalid("rate", message));
        }
        let since = read_instant(self.since.as_deref(), "since")?;
        Ok(Box::new(CheckedInterest { terms: self.clone(), since }))
    }

    fn asset(&self) -> &str {
        &self.asset
    }
}

/// `ETH-YIELD-3D5`, `USDC-YIELD-5-DAILY-1JAN26`; `M` stands before a rate below zero.
impl Named for InterestBearing {
    fn named(symbol: &SymbolWords) -> ReadName<Self> {
        let ["YIELD", rate, rest @ ..] = symbol.words else { return None };
        if symbol.currency.is_some() {
            return None;
        }
        let read = || {
            let (sign, digits) = rate.strip_prefix('M').map_or((1.0, *rate), |digits| (-1.0, digits));
            let rate = read_number(digits)
                .ok_or_else(|| format!("{rate:?} is not a rate in per cent such as 3D5"))?;
            let (compounding, rest) = match rest {
                ["DAILY", rest @ ..] => (Some(Compounding::Daily), rest),
                ["ANNUAL", rest @ ..] => (Some(Compounding::Annual), rest),
                ["SIMPLE", rest @ ..] => (Some(Compounding::Simple), rest),
                rest => (None, rest),
            };
            let since = match rest {
                [] => None,
                [date] => Some(read_date(date)?),
                _ => return Err("such a name looks like ETH-YIELD-3D5-DAILY-1JAN26".to_owned()),
            };
            Ok(Self { asset: symbol.asset.to_owned(), rate: sign * rate / 100.0, compounding, since })
        };
        Some(read())
    }
}

impl CheckedInterest {
    /// A and A' after so many years; nothing accrues before the beginning.
    fn growth(&self, years: f64) -> (f64, f64) {
        let rate = self.terms.rate;
        if years < 0.0 {
            return (1.0, 0.0);
        }
        let compound = |intensity: f64| {
            let growth = libm::exp(intensity * years);
            (growth, intensity * growth)
        };
        match self.terms.compounding.unwrap_or_default() {
            Compounding::Simple => (1.0 + rate * years, rate),
            Compounding::Annual => compound(libm::log1p(rate)),
            Compounding::Daily => compound(365.0 * libm::log1p(rate / 365.0)),
            Compounding::Continuous => compound(rate),
        }
    }

    fn years(&self, market: &Market) -> f64 {
        self.since.map_or(0.0, |since| years_between(since, market.valuation_time()))
    }
}

impl Contract for CheckedInterest {
    fn asset(&self) -> &str {
        &self.terms.asset
    }

    fn symbol(&self) -> String {
        let InterestBearing { asset, rate, compounding, .. } = &self.terms;
        // A rate typed in per cent comes back as it was: hundredths of binary numbers have a tail.
        let percent = libm::round(rate.abs() * 1e14) / 1e12;
        let sign = if *rate < 0.0 { "M" } else { "" };
        let added = match compounding.unwrap_or_default() {
            Compounding::Continuous => "",
            Compounding::Daily => "-DAILY",
            Compounding::Annual => "-ANNUAL",
            Compounding::Simple => "-SIMPLE",
        };
        let since = self.since.map_or(String::new(), |since| format!("-{}", symbol_date(since)));
        format!("{asset}-YIELD-{sign}{}{added}{since}", write_number(percent))
    }

    fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
        let asset = &self.terms.asset;
        let spot = market.spot(asset)?;
        let (growth, slope) = self.growth(self.years(market));
        let in_quote = asset == QUOTE_CURRENCY;
        let delta = if in_quote { 0.0 } else { growth };
        let charm = if in_quote { 0.0 } else { slope };
        let higher = HigherGreeks { charm, ..HigherGreeks::default() };
        let one = Figures { value: growth * spot, delta, theta: slope * spot, higher, ..Figures::default() };
        let figures = one.times(holding.quantity);
        let coin =
            CoinFigures { currency: asset.clone(), value: growth, theta: slope, ..CoinFigures::default() };
        Ok(Valuation {
            price: growth * spot,
            figures,
            exposure: figures.delta * spot,
            coin: (!in_quote).then(|| coin.times(holding.quantity)),
            ..Valuation::default()
        })
    }

    fn revaluation(
        &self,
        market: &Market,
        holding: &Holding,
        frame: &ScenarioFrame,
    ) -> Result<Box<dyn Revaluation>, Error> {
        let asset = &self.terms.asset;
        let units = market.spot(asset)? * holding.quantity;
        let years = self.years(market);
        let (now, then) = (self.growth(years).0, self.growth(years + frame.horizon_years).0);
        let drift = units * (then - now);
        if asset == QUOTE_CURRENCY {
            return Ok(Box::new(Earning { profit: drift }));
        }
        Ok(Box::new(Proportional { asset: frame.position(asset)?, slope: units * then, drift }))
    }
}
