//! The operation `liquidity`.

use super::asked::{impact, more, number};
use super::request::{
    DEFAULT_AVERAGE, DEFAULT_DAYS, DEFAULT_DEVIATION, DEFAULT_FACTOR, DEFAULT_IMPACT, DEFAULT_SHARE,
    DEFAULT_SPREAD, Depth, GREATEST_SPREAD, LiquidityRequest,
};
use super::response::{
    LiquidityAsset, LiquidityConvention, LiquidityPosition, LiquidityResponse, UnsoldShare,
};
use super::unwind::{days, together, unsold};
use crate::error::{Error, Notice};
use crate::estimate::{Covariance, Repair};
use crate::market::{PriceTable, ReturnKind, ReturnOptions, Returns, Timestamp, format_instant};
use crate::math::order;
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;
use crate::risk::asked::{labelled, nothing_to_measure};
use crate::risk::book::Book;
use crate::risk::horizon::bars;
use crate::risk::operation::Ready;

/// Volumes whose last day is this long ago are worth a word.
const STALE_MILLISECONDS: i64 = 30 * 86_400_000;
/// Days at which the schedule tells what is unsold, before the last one.
const STOPS: [f64; 16] =
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 10.0, 14.0, 21.0, 30.0, 60.0, 90.0, 180.0, 365.0, 730.0];

/// Mean volume of the last days of an asset, with the last of them.
type Volume = (f64, Timestamp);

/// The mean volumes of the assets that have any above zero.
fn volumes(
    request: &LiquidityRequest,
    depth: &Depth,
    now: Timestamp,
) -> Result<Vec<(String, Volume)>, Error> {
    let mut known = vec![];
    for (i, series) in request.volumes.iter().enumerate() {
        let recent =
            series.recent(depth.average, now).map_err(|error| error.inside(&format!("volumes[{i}]")))?;
        if known.iter().any(|(asset, _)| *asset == series.asset) {
            let message = format!("{} has two histories of volume.", series.asset);
            return Err(Error::invalid(format!("volumes[{i}].asset"), message));
        }
        if let Some((mean, time)) = recent.filter(|(mean, _)| *mean > 0.0) {
            known.push((series.asset.clone(), (mean, time)));
        }
    }
    Ok(known)
}

/// Covariance of the assets' simple returns of one day; empty where no price matters.
fn daily_covariance(ready: &Ready, book: &Book) -> Result<(Vec<Vec<f64>>, Vec<Notice>), Error> {
    let Some(history) = ready.history.as_ref().filter(|_| !book.assets.is_empty()) else {
        return Ok((vec![], vec![]));
    };
    let options = ReturnOptions {
        assets: Some(&book.assets),
        kind: ReturnKind::Simple,
        from: ready.settings.window.from,
        to: ready.settings.window.to,
        at_least: 2,
        ..ReturnOptions::default()
    };
    let (returns, notices) = Returns::new(history, &options)?;
    let day = bars(1, returns.sample().periods_per_year);
    let estimate = Covariance::default().estimate(&returns, Repair::default())?;
    let row = |i: usize| (0..book.assets.len()).map(|j| estimate.matrix[(i, j)] * day).collect();
    Ok(((0..book.assets.len()).map(row).collect(), notices))
}

/// How long it takes to sell what a request holds, and what that costs.
pub fn run(request: &LiquidityRequest, progress: &mut dyn Progress) -> Result<LiquidityResponse, Error> {
    let depth = request.depth()?;
    let risk = &request.risk;
    let ready = risk.ready().map_err(|error| error.inside("risk"))?;
    let mut book = ready.book_of(&risk.positions).map_err(|error| error.inside("risk"))?;
    if book.held.is_empty() {
        return Err(nothing_to_measure(&book).inside("risk"));
    }
    let now = ready.market.valuation_time();
    let known = volumes(request, &depth, now)?;
    let volume_of = |asset: &str| known.iter().find(|(name, _)| name == asset).map(|(_, volume)| *volume);
    let outcome = ready.measure(&book, progress).map_err(|error| error.inside("risk"))?;
    let (covariance, _) = daily_covariance(&ready, &book).map_err(|error| error.inside("risk"))?;

    let width = book.assets.len();
    let (mut net, mut gross) = (vec![0.0; width], vec![0.0; width]);
    for held in &book.held {
        if let Some(place) = held.place {
            net[place] += held.valuation.exposure;
            gross[place] += held.valuation.exposure.abs();
        }
    }
    let a_day: Vec<Option<f64>> =
        book.assets.iter().map(|asset| volume_of(asset).map(|(volume, _)| volume * depth.share)).collect();
    // What has no volume counts as sold in a day, and is said.
    let waits: Vec<f64> = (0..width).map(|i| a_day[i].map_or(1.0, |a_day| days(gross[i], a_day))).collect();
    let longer = f64::from(ready.settings.horizon_days) - 1.0;
    let (mut held, mut sold) = (0.0, 0.0);
    for i in 0..width {
        for j in 0..width {
            let product = net[i] * net[j] * covariance[i][j];
            held += product * (longer + 1.0);
            sold += product * (longer + together(waits[i], waits[j]));
        }
    }
    let horizon_factor = if held > 0.0 { (sold.max(0.0) / held).sqrt() } else { 1.0 };

    let mut assets: Vec<LiquidityAsset> = (0..width)
        .map(|i| {
            let asset = &book.assets[i];
            let volatility = covariance[i][i].max(0.0).sqrt();
            let spread = request.spreads.0.get(asset).copied().unwrap_or(DEFAULT_SPREAD);
            let deviation = request.spread_deviations.0.get(asset).copied().unwrap_or(DEFAULT_DEVIATION);
            let moved = a_day[i].filter(|_| gross[i] > 0.0).map(|a_day| {
                let part = gross[i].min(a_day) * depth.share / a_day;
                gross[i] * depth.impact * volatility * part.sqrt()
            });
            LiquidityAsset {
                asset: asset.clone(),
                exposure: net[i],
                gross: gross[i],
                volume: volume_of(asset).map(|(volume, _)| volume),
                volume_date: volume_of(asset).map(|(_, date)| format_instant(date)),
                days: a_day[i].map(|a_day| gross[i] / a_day),
                unsold: a_day[i]
                    .filter(|_| gross[i] > 0.0)
                    .map(|a_day| gross[i] * unsold(gross[i], a_day, depth.within)),
                volatility,
                horizon_factor: together(waits[i], waits[i]).sqrt(),
                spread,
                spread_cost: 0.5 * gross[i] * (spread + depth.factor * deviation),
                impact_cost: moved,
            }
        })
        .collect();
    order::sort(&mut assets, &|a, b| b.days.unwrap_or(-1.0).total_cmp(&a.days.unwrap_or(-1.0)));

    let spread_cost: f64 = assets.iter().map(|asset| asset.spread_cost).sum();
    let impact_cost: f64 = assets.iter().filter_map(|asset| asset.impact_cost).sum();
    let adjusted = |figure: f64| horizon_factor * figure + spread_cost + impact_cost;
    let mut warnings = std::mem::take(&mut book.notices);
    warnings.extend(outcome.warnings.iter().cloned());
    warnings.extend(notices(&assets, &known, now));
    let positions = book.held.iter().map(|held| LiquidityPosition {
        id: held.id.clone(),
        label: held.label.clone(),
        asset: held.asset.clone(),
        exposure: held.valuation.exposure,
        days: volume_of(&held.asset)
            .filter(|_| held.place.is_some())
            .map(|(volume, _)| held.valuation.exposure.abs() / (volume * depth.share)),
    });
    Ok(LiquidityResponse {
        value_at_risk: outcome.value_at_risk,
        expected_shortfall: outcome.expected_shortfall,
        horizon_factor,
        adjusted_value_at_risk: adjusted(outcome.value_at_risk),
        adjusted_expected_shortfall: adjusted(outcome.expected_shortfall),
        spread_cost,
        impact_cost,
        days: assets.iter().filter_map(|asset| asset.days).reduce(f64::max),
        within_days: request.within_days.unwrap_or(DEFAULT_DAYS),
        unsold: assets.iter().filter_map(|asset| asset.unsold).sum(),
        share_of_volume: depth.share,
        schedule: schedule(&gross, &a_day),
        positions: positions.collect(),
        assets,
        level: ready.settings.level,
        horizon_days: ready.settings.horizon_days,
        method: labelled(&risk.method),
        convention: convention(&outcome.distribution),
        sample: outcome.sample,
        excluded: std::mem::take(&mut book.excluded),
        warnings,
    })
}

/// What is unsold day by day, until all is sold.
fn schedule(gross: &[f64], a_day: &[Option<f64>]) -> Vec<UnsoldShare> {
    let sales: Vec<(f64, f64)> = (gross.iter().zip(a_day))
        .filter_map(|(gross, a_day)| a_day.map(|a_day| (*gross, a_day)).filter(|_| *gross > 0.0))
        .collect();
    let whole: f64 = sales.iter().map(|(gross, _)| gross).sum();
    let last = sales.iter().map(|(gross, a_day)| gross / a_day).fold(0.0, f64::max);
    if sales.is_empty() {
        return vec![];
    }
    let stops = STOPS.iter().copied().filter(|stop| *stop < last);
    let share = |day: f64| {
        let left: f64 = sales.iter().map(|(gross, a_day)| gross * unsold(*gross, *a_day, day)).sum();
        UnsoldShare { day, share: left / whole }
    };
    std::iter::once(0.0).chain(stops).chain([last]).map(share).collect()
}

fn notices(assets: &[LiquidityAsset], known: &[(String, Volume)], now: Timestamp) -> Vec<Notice> {
    let mut notices = vec![];
    let without: Vec<&str> =
        assets.iter().filter(|asset| asset.volume.is_none()).map(|asset| asset.asset.as_str()).collect();
    if !without.is_empty() {
        let message = format!(
            "No volume is known of {}: it counts as sold within a day, at the cost of its spread alone.",
            without.join(", ")
        );
        notices.push(Notice::new("noVolume", message).at("volumes"));
    }
    let old: Vec<&str> = (known.iter())
        .filter(|(asset, (_, last))| {
            let held = assets.iter().any(|one| one.asset == *asset);
            held && now.as_millisecond() - last.as_millisecond() > STALE_MILLISECONDS
        })
        .map(|(asset, _)| asset.as_str())
        .collect();
    if !old.is_empty() {
        let message = format!("The volumes of {} end more than 30 days before the quotes.", old.join(", "));
        notices.push(Notice::new("oldVolumes", message).at("volumes"));
    }
    notices
}

fn convention(distribution: &str) -> LiquidityConvention {
    LiquidityConvention {
        unwinding: "Long and short exposures of an asset are traded apart, each day the stated share of the mean volume; options count by their delta.".into(),
        horizon: "Held whole until the last day of the horizon, then sold in equal parts: variances of the parts still held are added up day by day.".into(),
        spread: "Half of the mean spread and so many of its deviations, of the gross exposure (Bangia et al.).".into(),
        impact: "Gross exposure times the volatility of a day times the square root of the part of the volume that a day's sales are.".into(),
        distribution: distribution.to_owned(),
    }
}

/// The operation `liquidity`.
pub struct MeasureLiquidity;

impl Operation for MeasureLiquidity {
    type Request = LiquidityRequest;
    type Response = LiquidityResponse;

    fn describe() -> OperationDescription {
        let days = |name, label, help, default: u32| Parameter {
            name,
            label,
            help,
            value: Value::Integer {
                unit: Unit::Days,
                min: Some(1),
                max: Some(365),
                default: Some(default.into()),
            },
            advanced: false,
        };
        let per_asset = |name, label, help, default| Parameter {
            name,
            label,
            help,
            value: Value::PerAsset {
                unit: Unit::Fraction,
                min: Some(0.0),
                max: Some(GREATEST_SPREAD),
                default: Some(default),
            },
            advanced: true,
        };
        OperationDescription {
            name: "liquidity",
            book: "risk",
            label: "Liquidity",
            summary: "How many days it takes to sell at a share of the traded volume, and what the wait, the spread and the impact add to the risk.",
            parameters: vec![
                number(
                    "shareOfVolume",
                    "Share of the volume",
                    "How much of what the market trades a day may be sold.",
                    Unit::Fraction,
                    [1e-4, 1.0],
                    DEFAULT_SHARE,
                ),
                days(
                    "averageDays",
                    "Volume of the last",
                    "Over how many days the volume is averaged.",
                    DEFAULT_AVERAGE,
                ),
                days(
                    "withinDays",
                    "Sold within",
                    "What cannot be sold within these days is told.",
                    DEFAULT_DAYS,
                ),
                per_asset(
                    "spreads",
                    "Spreads",
                    "Mean distance from bid to ask, as a part of the price.",
                    DEFAULT_SPREAD,
                ),
                per_asset(
                    "spreadDeviations",
                    "Deviations of the spreads",
                    "By how much spreads vary.",
                    DEFAULT_DEVIATION,
                ),
                more(number(
                    "spreadFactor",
                    "Deviations in a stress",
                    "By how many deviations spreads widen when it is sold.",
                    Unit::None,
                    [0.0, 10.0],
                    DEFAULT_FACTOR,
                )),
                impact(DEFAULT_IMPACT),
            ],
        }
    }

    fn run(request: &LiquidityRequest, progress: &mut dyn Progress) -> Result<LiquidityResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut LiquidityRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.risk.prices)
    }
}
