//! What a perpetual is worth when its funding leaves no arbitrage.
//!
//! A long linear one pays κ (f − x) + ι x per unit of time: a multiple of its premium over spot, and interest.
//! A long inverse one pays κ (1/x − 1/f) − ι/x in coin. With g = e^{(r − q) Δt}:
//!
//! ```text
//! continuous                      f/x = (κ − ι) / (q − r + κ)
//! discrete, on the previous spot  f/x = (κ − ι) / (1 − g + κ)
//! discrete, on the current spot   f/x = (κ − ι) g / (1 − g + κ g)
//! inverse                         x/f is the same with r and q exchanged
//! ```
//!
//! f fair value, x spot in quote currency; r rate of the quote currency, q of the coin, continuously
//! compounded per year; κ premium multiplier and ι interest, per year (continuous) or per interval
//! (discrete); Δt interval in years. No finite price follows when funding is too weak to hold against the
//! cost of carry. Source: D. Ackerer, J. Hugonnier, U. Jermann, "Perpetual Futures Pricing" (2024),
//! Propositions 2 to 4.

use super::Settlement;
use crate::error::{Code, Error};

/// When funding is paid, and on which spot price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FundingTime {
    /// At every moment; κ and ι per year.
    Continuous,
    /// At the end of each interval of so many years, on the spot price at its beginning; κ and ι per interval.
    PreviousSpot(f64),
    /// The same, on the spot price at its end.
    CurrentSpot(f64),
}

/// How a perpetual pays funding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundingTerms {
    /// In what it pays.
    pub settlement: Settlement,
    /// When it pays.
    pub time: FundingTime,
    /// κ.
    pub premium_multiplier: f64,
    /// ι.
    pub interest: f64,
}

impl FundingTerms {
    /// f/x at the rates r and q.
    pub fn fair_ratio(&self, rate: f64, coin_rate: f64) -> Result<f64, Error> {
        let (k, i) = (self.premium_multiplier, self.interest);
        let inverse = self.settlement == Settlement::Inverse;
        let carry = if inverse { coin_rate - rate } else { rate - coin_rate };
        let (above, below) = match self.time {
            FundingTime::Continuous => (k - i, k - carry),
            FundingTime::PreviousSpot(years) => (k - i, k - libm::expm1(carry * years)),
            FundingTime::CurrentSpot(years) => {
                let growth = libm::exp(carry * years);
                ((k - i) * growth, k * growth - libm::expm1(carry * years))
            }
        };
        let ratio = if inverse { below / above } else { above / below };
        if above > 0.0 && below > 0.0 && ratio.is_finite() {
            return Ok(ratio);
        }
        let message = format!(
            "Funding with the premium multiplier {k} and the interest {i} cannot hold a perpetual to its spot against a cost of carry of {carry} per year."
        );
        Err(Error::new(Code::InvalidValue, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fair(settlement: Settlement, time: FundingTime, [r, q, k, i]: [f64; 4]) -> f64 {
        let terms = FundingTerms { settlement, time, premium_multiplier: k, interest: i };
        10_000.0 * terms.fair_ratio(r, q).unwrap()
    }

    /// The values of QuantLib's test suite (`perpetualfutures.cpp`), whose tolerance is 1e-6; half a unit of
    /// the last digit written is asked here.
    #[test]
    fn published_values() {
        use FundingTime::{Continuous, CurrentSpot, PreviousSpot};
        use Settlement::{Inverse, Linear};
        for (settlement, time, k, expected) in [
            (Linear, PreviousSpot(0.25), 0.01, 10025.104585),
            (Linear, CurrentSpot(0.25), 0.01, 9975.103752),
            (Inverse, PreviousSpot(0.25), 0.01, 29975.041615),
            (Linear, Continuous, 0.2, 10833.333333),
            (Inverse, Continuous, 0.2, 11282.051282),
        ] {
            let value = fair(settlement, time, [0.04, 0.02, k, 0.005]);
            assert!((value - expected).abs() < 5.1e-7, "{settlement:?} {time:?}: {value}");
        }
    }

    /// Values of QuantLib over rates, multipliers and intervals: `tests/fixtures/peers/perpetual.py`. Its engine
    /// adds intervals up over 60 years: what is left after them is below 1e-9 of the spot in these.
    #[test]
    fn discrete_values_of_an_independent_library() {
        let rows: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/perpetual.json")).unwrap();
        assert!(rows.len() >= 32);
        for row in &rows {
            let number = |name: &str| row[name].as_f64().unwrap();
            let settlement = if row["inverse"] == true { Settlement::Inverse } else { Settlement::Linear };
            let years = number("years");
            let time = match row["current"] == true {
                true => FundingTime::CurrentSpot(years),
                false => FundingTime::PreviousSpot(years),
            };
            let terms = FundingTerms {
                settlement,
                time,
                premium_multiplier: number("multiplier"),
                interest: number("interest"),
            };
            let ratio = terms.fair_ratio(number("rate"), number("coinRate")).unwrap();
            assert!((ratio / number("ratio") - 1.0).abs() < 1e-9, "{row}: {ratio}");
        }
    }

    /// Discounted funding and the change of the price cancel over one interval: the definition, not the formula.
    #[test]
    fn holding_one_for_an_interval_earns_nothing() {
        let (r, q, k, i, years) = (0.05, -0.01, 1.0, 0.0005, 8.0 / 8760.0);
        for (time, paid_on) in [
            (FundingTime::PreviousSpot(years), 1.0),
            (FundingTime::CurrentSpot(years), libm::exp((r - q) * years)),
        ] {
            let ratio = fair(Settlement::Linear, time, [r, q, k, i]) / 10_000.0;
            let gain = ratio * (libm::exp((r - q) * years) - 1.0) - (k * (ratio - 1.0) + i) * paid_on;
            assert!(gain.abs() < 1e-15, "{time:?}: {gain}");
        }
    }

    #[test]
    fn shorter_intervals_come_to_the_continuous_value() {
        let [r, q, k, i] = [0.04, 0.02, 1.5, 0.05];
        for settlement in [Settlement::Linear, Settlement::Inverse] {
            let limit = fair(settlement, FundingTime::Continuous, [r, q, k, i]);
            let years = 1e-6;
            for time in [FundingTime::PreviousSpot(years), FundingTime::CurrentSpot(years)] {
                let value = fair(settlement, time, [r, q, k * years, i * years]);
                // The difference is of the order of the interval.
                assert!((value / limit - 1.0).abs() < 1e-6, "{settlement:?} {time:?}");
            }
        }
    }

    #[test]
    fn weak_funding_holds_no_price() {
        let terms = FundingTerms {
            settlement: Settlement::Linear,
            time: FundingTime::Continuous,
            premium_multiplier: 0.02,
            interest: 0.0,
        };
        assert!(terms.fair_ratio(0.05, 0.0).unwrap_err().message.contains("cost of carry of 0.05"));
        assert!(FundingTerms { interest: 0.03, ..terms }.fair_ratio(0.0, 0.0).is_err());
    }
}
