//! The carry of one coin: its futures, its perpetuals, its funding.

use super::{AssetCarry, CashAndCarry, FundingSummary, FuturePoint, History, Known, PerpetualPoint, WINDOWS};
use crate::market::{QUOTE_CURRENCY, format_instant};
use crate::pricing::Settlement;
use crate::pricing::basis::{Basis, roll_yield};
use crate::pricing::funding::history;
use crate::pricing::perpetual_fair_value::FundingTime;

pub(super) fn carry(known: &Known, asset: &str, spot: f64) -> AssetCarry {
    let (quote_rate, coin_rate) = (known.market.rate(QUOTE_CURRENCY), known.market.rate(asset));
    let curve = curve(known, asset, spot, [quote_rate, coin_rate]);
    let settlements = [Settlement::Linear, Settlement::Inverse];
    let perpetuals = settlements.map(|settlement| perpetual(known, asset, spot, settlement));
    let futures = curve.iter().map(|future| CashAndCarry {
        expiry: Some(future.expiry.clone()),
        venue: None,
        per_year: future.simple,
        standard_error: None,
        over_rate: future.simple - libm::expm1(quote_rate * future.days / 365.0) / (future.days / 365.0),
    });
    let funded = known.histories_of(asset).filter_map(|history| {
        let (per_year, standard_error) = known.expected(history)?;
        Some(CashAndCarry {
            expiry: None,
            venue: history.venue.map(str::to_owned),
            per_year,
            standard_error,
            over_rate: per_year - libm::expm1(quote_rate),
        })
    });
    AssetCarry {
        asset: asset.to_owned(),
        spot,
        quote_rate,
        coin_rate,
        cash_and_carry: futures.chain(funded).collect(),
        curve,
        perpetuals: perpetuals.into(),
        funding: known.histories_of(asset).map(|history| funding(known, history)).collect(),
    }
}

/// The futures that are not delivered yet.
fn curve(known: &Known, asset: &str, spot: f64, [quote_rate, coin_rate]: [f64; 2]) -> Vec<FuturePoint> {
    let ahead =
        known.market.forwards(asset).map(|(expiry, price)| (expiry, price, known.market.years_to(expiry)));
    let ahead: Vec<_> = ahead.filter(|(_, _, years)| *years > 0.0).collect();
    let point = |(i, &(expiry, price, years)): (usize, &(_, f64, f64))| {
        let Basis { simple, compounded, continuous } = Basis::new(price, spot, years);
        FuturePoint {
            expiry: format_instant(expiry),
            days: years * 365.0,
            price,
            simple,
            compounded,
            continuous,
            implied_rate: continuous + coin_rate,
            over_rate: continuous + coin_rate - quote_rate,
            roll_yield: ahead.get(i + 1).map(|far| roll_yield((price, years), (far.1, far.2))),
        }
    };
    ahead.iter().enumerate().map(point).collect()
}

fn perpetual(known: &Known, asset: &str, spot: f64, settlement: Settlement) -> PerpetualPoint {
    let (quote_rate, coin_rate) = (known.market.rate(QUOTE_CURRENCY), known.market.rate(asset));
    let mut terms = known.schedule.terms(settlement, quote_rate - coin_rate);
    let per_year = match terms.time {
        FundingTime::Continuous => 1.0,
        FundingTime::PreviousSpot(years) | FundingTime::CurrentSpot(years) => 1.0 / years,
    };
    if let Some(multiplier) = known.request.premium_multiplier {
        terms.premium_multiplier = multiplier / per_year;
    }
    if let Some(interest) = known.request.funding_interest {
        terms.interest = interest / per_year;
    }
    let (fair, reason) = match terms.fair_ratio(quote_rate, coin_rate) {
        Ok(ratio) => (Some(spot * ratio), None),
        Err(error) => (None, Some(error.message)),
    };
    let mark = known.market.perpetual(asset, settlement).and_then(|quote| quote.mark);
    let premium = mark.map(|mark| (mark - spot) / spot);
    PerpetualPoint {
        settlement,
        mark,
        premium,
        rule_funding: premium.map(|premium| known.schedule.rate_per_year(premium)),
        fair,
        gap: mark.zip(fair).map(|(mark, fair)| mark - fair),
        premium_multiplier: terms.premium_multiplier * per_year,
        funding_interest: terms.interest * per_year,
        reason,
    }
}

fn funding(known: &Known, history: &History) -> FundingSummary {
    let History { series, hours, venue, .. } = history;
    let date = |time: Option<&_>| time.map_or(String::new(), |time| format_instant(*time));
    let expected = known.expected(history);
    FundingSummary {
        venue: venue.map(str::to_owned),
        interval_hours: *hours,
        first_date: date(series.times.first()),
        last_date: date(series.times.last()),
        missing: history::missing(&series.times, *hours),
        windows: WINDOWS.iter().filter_map(|days| history::window(series, *hours, *days)).collect(),
        expected: expected.map(|(mean, _)| mean),
        standard_error: expected.and_then(|(_, error)| error),
        points: history::points(series, *hours),
    }
}
