//! What an exchange's export of positions says of the market.
//!
//! Index prices are spots, marks of futures are forwards. The mark m of an option that settles in coin
//! is the Black price over the forward, m = w (Φ(w d₁) − (K/F) Φ(w d₂)) with w = ±1, so that it tells
//! the deviation s = σ √T at once (F is taken as the index: the export holds no forward). The export
//! does not say when it was made; its vega does: for a position of q coins, in USD for one point,
//!
//! ```text
//! v = q F φ(d₁) √T / 100    =>    √T = 100 v / (q F φ(d₁))    =>    σ = s / √T
//! ```
//!
//! The moment is the expiry less T, as most rows have it, from the row whose vega has the most digits; rows within two days
//! of it are taken as of that moment, others keep the T of their own.

use super::forms::PositionLayout;
use super::holdings::Draft;
use super::instrument_name::asset_of;
use super::issues::{Issues, Severity};
use super::number::{DecimalMark, parse_number};
use super::response::ImportedQuotes;
use super::table::Table;
use crate::market::{Forward, Timestamp, VolatilityQuote, format_instant, parse_expiry, parse_instant};
use crate::pricing::Settlement;
use crate::pricing::implied_volatility::implied_volatility;
use crate::pricing::instrument::Instrument;
use crate::pricing::instrument::option::VanillaOption;

/// Milliseconds of a year of 365 days.
const YEAR: f64 = 365.0 * 86_400_000.0;

/// How far from the moment of the export a row may seem to be, in milliseconds: two days, since the
/// index stands in for the forward.
const SAME_MOMENT: f64 = 2.0 * 86_400_000.0;

/// The least relative precision of a vega that can tell a moment.
const PRECISION: f64 = 1e-3;

/// How many rows are asked for the moment of the export.
const MOST_MOMENTS: usize = 100;

/// An option with its mark.
struct Mark<'d> {
    option: &'d VanillaOption,
    expiry: Timestamp,
    line: (usize, Option<usize>),
    /// σ √T.
    deviation: f64,
    /// The time to expiry by the vega, in years, and its relative precision.
    by_vega: Option<(f64, f64)>,
}

/// The quotes of the rows that became positions.
pub fn quotes_of(
    table: &Table<'_>,
    layout: &PositionLayout,
    mark: DecimalMark,
    drafts: &[(usize, Draft)],
    asked_time: Option<&str>,
    issues: &mut Issues,
) -> Option<ImportedQuotes> {
    let number = |row: usize, column: Option<usize>| {
        parse_number(&table.sheet.cell(row, column?), mark).filter(|number| number.is_finite())
    };
    let positive = |row, column| number(row, column).filter(|number| *number > 0.0);
    let mut quotes = ImportedQuotes::default();
    let mut marks: Vec<Mark<'_>> = Vec::new();
    for (row, draft) in drafts {
        let asset = asset_of(&draft.instrument).to_owned();
        let price = positive(*row, layout.market.mark);
        let index = positive(*row, layout.market.index);
        let spot = index.or_else(|| price.filter(|_| matches!(draft.instrument, Instrument::Spot(_))));
        if let Some(spot) = spot {
            report_change(&quotes, &asset, spot, draft, issues);
            quotes.spots.entry(asset.clone()).or_insert(spot);
        }
        match &draft.instrument {
            Instrument::Future(future) => {
                if let Some(price) = price {
                    quotes.forwards.push(Forward { asset, expiry: future.expiry.clone(), price });
                }
            }
            Instrument::VanillaOption(option) => {
                let (Some(price), Some(index)) = (price, index) else { continue };
                let forward = index;
                let Some(expiry) = parse_expiry(&option.expiry) else { continue };
                let value = if option.settlement == Settlement::Inverse { price * forward } else { price };
                let Some(deviation) = deviation(option, forward, value) else {
                    issues.add(draft.place, Severity::Note, "noVolatility", || {
                        format!("the mark price {price} allows no volatility at the index of {index}")
                    });
                    continue;
                };
                let size = number(*row, layout.quantity).filter(|size| *size != 0.0);
                let vega = number(*row, layout.market.vega).filter(|vega| *vega != 0.0);
                let by_vega = size.zip(vega).map(|(size, vega)| {
                    let one = (vega / size).abs();
                    let root = 100.0 * one / (forward * density(option, forward, deviation));
                    // Vega is shown with five decimals.
                    (root * root, 0.5e-5 / vega.abs())
                });
                marks.push(Mark { option, expiry, line: draft.place, deviation, by_vega });
            }
            _ => {}
        }
    }
    quotes.volatilities = volatilities(&marks, asked_time, &mut quotes.valuation_time, issues);
    let empty = quotes.spots.is_empty() && quotes.forwards.is_empty() && quotes.volatilities.is_empty();
    (!empty).then_some(quotes)
}

fn report_change(quotes: &ImportedQuotes, asset: &str, spot: f64, draft: &Draft, issues: &mut Issues) {
    // Rows of one moment differ by the index's own ticks.
    if let Some(first) = quotes.spots.get(asset).filter(|first| (*first / spot - 1.0).abs() > 0.01) {
        let message = || {
            format!(
                "the index of {asset} is {spot} here and {first} further up; the rows are of different moments, and the first index is used"
            )
        };
        issues.add(draft.place, Severity::Doubtful, "differentMoments", message);
    }
}

/// σ √T of an option from its price.
fn deviation(option: &VanillaOption, forward: f64, price: f64) -> Option<f64> {
    implied_volatility(option.right, forward, option.strike, 1.0, price).ok()
}

/// φ(d₁).
fn density(option: &VanillaOption, forward: f64, deviation: f64) -> f64 {
    let d1 = libm::log(forward / option.strike) / deviation + deviation / 2.0;
    libm::exp(-d1 * d1 / 2.0) / (2.0 * std::f64::consts::PI).sqrt()
}

/// The volatilities of the marks, and the moment of the export.
fn volatilities(
    marks: &[Mark<'_>],
    asked_time: Option<&str>,
    time: &mut Option<String>,
    issues: &mut Issues,
) -> Vec<VolatilityQuote> {
    let own_moment = |mark: &Mark<'_>| {
        let (years, precision) = mark.by_vega?;
        let before = mark.expiry.as_millisecond().checked_sub((years * YEAR) as i64)?;
        let moment = Timestamp::from_millisecond(before)?;
        (years.is_finite() && years > 0.0 && precision <= PRECISION).then_some((moment, precision * years))
    };
    let moments: Vec<(Timestamp, f64)> = marks.iter().filter_map(own_moment).collect();
    let asked = asked_time.and_then(parse_instant);
    let apart = |a: Timestamp, b: Timestamp| ((a.as_millisecond() - b.as_millisecond()) as f64).abs();
    // The moment that most rows share; the most precise of them.
    let shared =
        |moment: Timestamp| moments.iter().filter(|other| apart(other.0, moment) <= SAME_MOMENT).count();
    let rank = |a: &&(Timestamp, f64), b: &&(Timestamp, f64)| {
        shared(b.0).cmp(&shared(a.0)).then(a.1.total_cmp(&b.1))
    };
    let best = moments.iter().take(MOST_MOMENTS).min_by(rank).map(|(moment, _)| *moment);
    let export = asked.or(best);
    // To the minute: the vega has no more digits.
    let minute = |moment: Timestamp| {
        let millis = (moment.as_millisecond() + 30_000).div_euclid(60_000) * 60_000;
        Timestamp::from_millisecond(millis).unwrap_or(moment)
    };
    *time = export.map(|moment| format_instant(if asked.is_some() { moment } else { minute(moment) }));
    let mut quotes = Vec::new();
    for mark in marks {
        let years_at =
            |moment: Timestamp| (mark.expiry.as_millisecond() - moment.as_millisecond()) as f64 / YEAR;
        let near =
            |moment: Timestamp| own_moment(mark).is_none_or(|(own, _)| apart(own, moment) <= SAME_MOMENT);
        let years = match export {
            Some(moment) if (asked.is_some() || near(moment)) && years_at(moment) > 0.0 => years_at(moment),
            _ => match mark.by_vega {
                Some((years, _)) if years.is_finite() && years > 0.0 => {
                    issues.add(mark.line, Severity::Doubtful, "differentMoments", || {
                        format!("this row is of another moment, {:.0} days before its expiry; its volatility is as of then", years * 365.0)
                    });
                    years
                }
                _ => continue,
            },
        };
        let volatility = mark.deviation / years.sqrt();
        if volatility.is_finite() && volatility > 0.0 && volatility < 10.0 {
            quotes.push(VolatilityQuote::Point {
                asset: mark.option.asset.clone(),
                expiry: mark.option.expiry.clone(),
                strike: mark.option.strike,
                volatility,
                bid: None,
                ask: None,
            });
        }
    }
    quotes
}
