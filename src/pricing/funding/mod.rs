//! Funding of perpetuals: what longs pay shorts, by the rules of the venues, and what a history of it
//! lets one expect.
//!
//! ```text
//! payment = q · price · F     per interval, from longs to shorts where F > 0
//! ```
//!
//! A rule makes the rate F of the premium P of the perpetual over its index. A rule is one file and a line in the
//! list below.

pub mod history;

use super::Settlement;
use super::perpetual_fair_value::{FundingTerms, FundingTime};
use crate::error::Error;
use crate::market::{HOURS_PER_YEAR, Timestamp};

/// The price that makes a size a notional.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotionalPrice {
    /// The mark price of the perpetual.
    Mark,
    /// The index or oracle price: spot.
    Index,
}

/// A rule with valid parameters: F = P + clamp(I − P, −c, c), in proportion to the interval, capped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundingSchedule {
    /// Hours that a rate of the formula stands for.
    pub basis_hours: f64,
    /// Hours between payments; none where funding is paid at every moment.
    pub interval_hours: Option<f64>,
    /// I, per [`basis_hours`](Self::basis_hours).
    pub interest: f64,
    /// c, likewise.
    pub clamp: f64,
    /// The greatest rate of one interval (of `basis_hours` where there is none), either way.
    pub cap: Option<f64>,
    /// What the payment is counted on.
    pub price: NotionalPrice,
}

/// A venue's funding rule, unchecked.
pub trait FundingFormula {
    /// The rule, or what is wrong with its parameters.
    fn check(&self) -> Result<FundingSchedule, Error>;
}

crate::methods! {
    /// How funding rates follow from premiums.
    pub enum FundingRule as dyn FundingFormula, family "fundingRule", label "Funding rules" {
        clamped_premium::ClampedPremium,
        hourly_oracle::HourlyOracle,
        continuous_premium::ContinuousPremium,
    }
}

/// (mark − index) / index, or of impact prices (max(0, bid − index) − max(0, index − ask)) / index.
pub fn impact_premium(impact_bid: f64, impact_ask: f64, index: f64) -> f64 {
    ((impact_bid - index).max(0.0) - (index - impact_ask).max(0.0)) / index
}

impl FundingSchedule {
    /// Hours that [`rate`](Self::rate) stands for.
    pub fn rate_hours(&self) -> f64 {
        self.interval_hours.unwrap_or(self.basis_hours)
    }

    /// F of an average premium, per interval (per `basis_hours` where payment is continuous).
    pub fn rate(&self, premium: f64) -> f64 {
        let pulled = (self.interest - premium).clamp(-self.clamp, self.clamp);
        let rate = (premium + pulled) * (self.rate_hours() / self.basis_hours);
        self.cap.map_or(rate, |cap| rate.clamp(-cap, cap))
    }

    /// The same per year.
    pub fn rate_per_year(&self, premium: f64) -> f64 {
        self.rate(premium) * (HOURS_PER_YEAR / self.rate_hours())
    }

    /// How often the notional is charged a rate between two moments: payments after `from` up to `to`, at whole
    /// multiples of the interval since midnight UTC; the fraction of `basis_hours` where payment is continuous.
    pub fn periods(&self, from: Timestamp, to: Timestamp) -> f64 {
        let (from, to) = (from.as_millisecond(), to.as_millisecond());
        match self.interval_hours {
            Some(hours) => {
                let step = (hours * 3_600_000.0) as i64;
                (to.div_euclid(step) - from.div_euclid(step)).max(0) as f64
            }
            None => (to - from).max(0) as f64 / (self.basis_hours * 3_600_000.0),
        }
    }

    /// What a holder of so much notional (negative short) earns between two moments at one rate.
    pub fn accrued(&self, notional: f64, rate: f64, from: Timestamp, to: Timestamp) -> f64 {
        -notional * rate * self.periods(from, to)
    }

    /// The terms of a perpetual whose fair premium lies outside the clamp, as a long-lived one at these rates has to:
    /// inside it funding is I whatever the price.
    ///
    /// ```text
    /// (r − q) Δt < I   →  F = P + c        (r − q) Δt > I   →  F = P − c
    /// ```
    pub fn terms(&self, settlement: Settlement, carry: f64) -> FundingTerms {
        let years = self.basis_hours / HOURS_PER_YEAR;
        let paid = if carry * years < self.interest { self.clamp } else { -self.clamp };
        // The interest of an inverse perpetual is written as its holder receives it.
        let interest = if settlement == Settlement::Inverse { -paid } else { paid };
        match self.interval_hours {
            None => FundingTerms {
                settlement,
                time: FundingTime::Continuous,
                premium_multiplier: 1.0 / years,
                interest: interest / years,
            },
            Some(hours) => {
                let share = hours / self.basis_hours;
                FundingTerms {
                    settlement,
                    time: FundingTime::PreviousSpot(hours / HOURS_PER_YEAR),
                    premium_multiplier: share,
                    interest: interest * share,
                }
            }
        }
    }
}

/// The check of a cap.
fn check_cap(cap: Option<f64>) -> Result<(), Error> {
    match cap {
        Some(cap) if !(0.0..=1.0).contains(&cap) => {
            Err(Error::invalid("cap", format!("The cap is {cap}; it lies between 0 and 1 per interval.")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::parse_instant;

    fn schedule(json: &str) -> FundingSchedule {
        serde_json::from_str::<FundingRule>(json).unwrap().method().check().unwrap()
    }

    fn between(schedule: &FundingSchedule, from: &str, to: &str) -> f64 {
        schedule.periods(parse_instant(from).unwrap(), parse_instant(to).unwrap())
    }

    fn close(value: f64, expected: f64) {
        assert!((value / expected - 1.0).abs() < 1e-12, "{value} and {expected}");
    }

    /// Hyperliquid's own example, as restated in its documentation: an impact bid 1 % above an oracle of 10,000
    /// makes 0.95 % per 8 hours, and 10 coins pay 118.75 in the hour.
    #[test]
    fn hourly_on_the_oracle() {
        let schedule = schedule(r#"{"kind":"hourlyOracle"}"#);
        let premium = impact_premium(10_100.0, 10_101.0, 10_000.0);
        close(premium, 0.01);
        close(schedule.rate(premium) * 8.0, 0.0095);
        let from = parse_instant("2026-01-01T00:30:00Z").unwrap();
        let to = parse_instant("2026-01-01T01:30:00Z").unwrap();
        close(schedule.accrued(10.0 * 10_000.0, schedule.rate(premium), from, to), -118.75);
        assert_eq!(schedule.price, NotionalPrice::Index);
        // 4 % an hour at most.
        assert_eq!(schedule.rate(1.0), 0.04);
        assert_eq!(schedule.rate(-1.0), -0.04);
    }

    /// 20,000 of notional at the interest of 0.01 % pays 6 a day: within the clamp the premium does not count.
    #[test]
    fn eight_hours_on_the_mark() {
        let schedule = schedule(r#"{"kind":"clampedPremium"}"#);
        for premium in [-0.0004, 0.0, 0.0006] {
            close(schedule.rate(premium), 0.0001);
        }
        let from = parse_instant("2026-01-01T00:00:00Z").unwrap();
        let to = parse_instant("2026-01-02T00:00:00Z").unwrap();
        close(schedule.accrued(20_000.0, schedule.rate(0.0), from, to), -6.0);
        close(schedule.accrued(-20_000.0, schedule.rate(0.0), from, to), 6.0);
        close(schedule.rate(0.001), 0.0005);
        close(schedule.rate(-0.001), -0.0005);
        assert_eq!(schedule.price, NotionalPrice::Mark);
    }

    #[test]
    fn four_hours_pay_half_and_caps_hold() {
        let four = schedule(r#"{"kind":"clampedPremium","intervalHours":4,"cap":0.003}"#);
        close(four.rate(0.0), 0.00005);
        close(four.rate_per_year(0.0), 0.0001 * 1095.0);
        assert_eq!(four.rate(0.05), 0.003);
        assert_eq!(four.rate(-0.05), -0.003);
        assert_eq!(impact_premium(9_990.0, 9_995.0, 10_000.0), -0.0005);
        assert_eq!(impact_premium(9_999.0, 10_001.0, 10_000.0), 0.0);
    }

    /// Deribit's own example: a mark of 100,100 on an index of 100,000 is a premium of 0.1 %, 0.075 % per 8 hours.
    #[test]
    fn at_every_moment() {
        let schedule = schedule(r#"{"kind":"continuousPremium"}"#);
        close(schedule.rate(0.001), 0.00075);
        close(schedule.rate(-0.001), -0.00075);
        assert_eq!(schedule.rate(0.0002), 0.0);
        close(between(&schedule, "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z"), 0.25);
    }

    #[test]
    fn payments_are_counted_at_their_times() {
        let schedule = schedule(r#"{"kind":"clampedPremium"}"#);
        for (from, to, count) in [
            ("2026-01-01T00:00:00Z", "2026-01-01T07:59:59Z", 0.0),
            ("2026-01-01T00:00:00Z", "2026-01-01T08:00:00Z", 1.0),
            ("2025-12-31T23:59:00Z", "2026-01-01T00:00:00Z", 1.0),
            ("2026-01-01T00:00:00Z", "2026-01-11T00:00:00Z", 30.0),
            ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", 0.0),
        ] {
            assert_eq!(between(&schedule, from, to), count, "{from} to {to}");
        }
    }

    /// At the fair premium funding is the cost of carry: the rule itself, evaluated there, says so.
    #[test]
    fn fair_premiums_pay_the_cost_of_carry() {
        for json in
            [r#"{"kind":"clampedPremium"}"#, r#"{"kind":"hourlyOracle"}"#, r#"{"kind":"continuousPremium"}"#]
        {
            let schedule = schedule(json);
            for (rate, coin_rate) in [(0.04, 0.0), (0.3, 0.0), (0.0, 0.03), (0.2, 0.05)] {
                let carry: f64 = rate - coin_rate;
                for settlement in [Settlement::Linear, Settlement::Inverse] {
                    let ratio = schedule.terms(settlement, carry).fair_ratio(rate, coin_rate).unwrap();
                    let paid = schedule.rate_per_year(ratio - 1.0);
                    // Paid on x and not on f, whose premium is below 0.1 %; an interval compounds; and an inverse one
                    // counts its premium on f, which differs by the square of it.
                    let premium = ratio - 1.0;
                    let within = 1.5e-3 * carry.abs() + 1.1 * 1095.0 * premium * premium;
                    assert!((paid - carry).abs() < within, "{json} {settlement:?}: {paid}");
                }
            }
        }
    }

    #[test]
    fn bad_parameters_are_named() {
        for (json, path) in [
            (r#"{"kind":"clampedPremium","cap":-1}"#, "cap"),
            (r#"{"kind":"clampedPremium","intervalHours":0}"#, "intervalHours"),
            (r#"{"kind":"clampedPremium","clamp":-0.1}"#, "clamp"),
            (r#"{"kind":"continuousPremium","damper":2}"#, "damper"),
        ] {
            let error = serde_json::from_str::<FundingRule>(json).unwrap().method().check().unwrap_err();
            assert_eq!(error.path.as_deref(), Some(path));
        }
    }
}
