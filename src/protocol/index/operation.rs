//! The operation `index`.

use super::request::{BARS, CAPS, FEES, IndexMember, IndexRequest, MEMBERS, Rules, VOLUME_BARS};
use super::response::{IndexLeftOut, IndexRebalancing, IndexResponse, IndexWeight};
use crate::backtest::target::capitalization_weights::capped;
use crate::error::{Code, Error, Notice};
use crate::market::{PriceHistory, PriceRows, PriceTable};
use crate::math::order;
use crate::method::{Choice, OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;
use crate::rebalance::policy::calendar::TradingPeriod;

/// The level on the first day.
const FIRST: f64 = 100.0;
/// A turnover a year is told from so many days on.
const FEWEST_DAYS: i64 = 28;
const YEAR_DAYS: f64 = 365.0;

/// A member with its series.
struct Series<'a> {
    member: &'a IndexMember,
    prices: &'a [f64],
    volumes: Option<&'a [f64]>,
}

impl Series<'_> {
    /// The mean of the volumes known over the bars up to t.
    fn volume(&self, t: usize, bars: usize) -> Option<f64> {
        let known =
            self.volumes?[(t + 1).saturating_sub(bars)..=t].iter().filter(|volume| volume.is_finite());
        let (sum, count) = known.fold((0.0, 0), |(sum, count), volume| (sum + volume, count + 1));
        (count > 0).then(|| sum / f64::from(count))
    }
}

/// The series of the members, in their order.
fn series<'a>(request: &'a IndexRequest, history: &'a PriceHistory) -> Result<Vec<Series<'a>>, Error> {
    let of = |(i, member): (usize, &'a IndexMember)| {
        let found = |name: &str, field: &str| {
            history.position(name).ok_or_else(|| {
                let message = format!("There is no series {name}.");
                Error::new(Code::NotFound, message).at(format!("members[{i}].{field}"))
            })
        };
        let prices = history.column(found(&member.asset, "asset")?);
        let volumes = match &member.volume {
            Some(name) => Some(history.level(found(name, "volume")?)),
            None => None,
        };
        Ok(Series { member, prices, volumes })
    };
    request.members.iter().enumerate().map(of).collect()
}

/// Why a member is not in the index on a day, before members are counted.
fn screened(request: &IndexRequest, rules: &Rules, series: &Series, t: usize) -> Option<&'static str> {
    let Series { member, prices, .. } = series;
    if request.role.is_some() && member.role != request.role {
        return Some("It has another role.");
    }
    if request.cluster.is_some() && member.cluster != request.cluster {
        return Some("It belongs to another cluster.");
    }
    if !prices[t].is_finite() {
        return Some("It has no price that day.");
    }
    let value = member.supply * prices[t];
    if value <= 0.0 || value < rules.least_value {
        return Some("Its market value is too small.");
    }
    let too_little = |volume: Option<f64>| volume.is_none_or(|volume| volume < rules.least_volume);
    (request.least_volume.is_some() && too_little(series.volume(t, rules.volume_bars)))
        .then_some("Too little of it is traded.")
}

/// Weights by member on a day, with what is left out.
fn chosen(
    request: &IndexRequest,
    rules: &Rules,
    series: &[Series],
    t: usize,
) -> (Vec<f64>, Vec<IndexLeftOut>) {
    let left_out = |series: &Series, reason| IndexLeftOut { asset: series.member.asset.clone(), reason };
    let reasons: Vec<Option<&str>> = series.iter().map(|one| screened(request, rules, one, t)).collect();
    let value =
        |i: usize| if reasons[i].is_none() { series[i].member.supply * series[i].prices[t] } else { 0.0 };
    let values: Vec<f64> = (0..series.len()).map(value).collect();
    let mut counts = vec![0.0; series.len()];
    let mut out: Vec<IndexLeftOut> =
        series.iter().zip(&reasons).filter_map(|(one, reason)| Some(left_out(one, (*reason)?))).collect();
    let ranked = order::falling(&values).into_iter().filter(|i| values[*i] > 0.0);
    for (rank, i) in ranked.enumerate() {
        if rank < rules.most_members {
            counts[i] = request.weighting.counts(values[i]);
        } else {
            out.push(left_out(&series[i], "Others are larger."));
        }
    }
    (capped(&counts, rules.cap), out)
}

/// Members with their weights, greatest first.
fn told(weights: &[f64], values: &[f64], series: &[Series], prices: &[f64], cap: f64) -> Vec<IndexWeight> {
    let told = |i: usize| IndexWeight {
        asset: series[i].member.asset.clone(),
        weight: weights[i],
        market_value: values[i],
        capped: cap < 1.0 && weights[i] >= cap,
        quantity: FIRST * weights[i] / prices[i],
    };
    order::falling(weights).into_iter().filter(|i| weights[*i] > 0.0).map(told).collect()
}

/// The index of a request.
pub fn run(request: &IndexRequest, _progress: &mut dyn Progress) -> Result<IndexResponse, Error> {
    let rules = request.check()?;
    let Some(table) = &request.prices else {
        return Err(Error::new(Code::MissingQuote, "An index needs prices.").at("prices"));
    };
    let history = table.check().map_err(|error| error.inside("prices"))?;
    let series = series(request, &history)?;
    let mut last = vec![f64::NAN; series.len()];
    let (mut weights, mut level) = (vec![0.0; series.len()], f64::NAN);
    let (mut levels, mut rebalancings) = (vec![], vec![]);
    let (mut period, mut stale) = (None, false);
    for t in 0..history.times().len() {
        // Each weight goes with its price; a price that is missing stands where it was.
        let mut growth = 1.0 - weights.iter().sum::<f64>();
        for (i, one) in series.iter().enumerate() {
            let price = one.prices[t];
            if price.is_finite() {
                weights[i] *= if weights[i] > 0.0 { price / last[i] } else { 1.0 };
                last[i] = price;
            } else if weights[i] > 0.0 {
                stale = true;
            }
            growth += weights[i];
        }
        weights.iter_mut().for_each(|weight| *weight /= growth);
        level *= growth;

        let now = request.every.number(history.times()[t].day());
        if period != Some(now) {
            let (wanted, left_out) = chosen(request, &rules, &series, t);
            if wanted.iter().any(|weight| *weight > 0.0) || level.is_finite() {
                if level.is_nan() {
                    level = FIRST;
                }
                let turnover: f64 = wanted.iter().zip(&weights).map(|(a, b)| (a - b).abs()).sum();
                level *= 1.0 - rules.fee * turnover;
                weights = wanted;
                period = Some(now);
                let values: Vec<f64> =
                    series.iter().zip(&last).map(|(one, price)| one.member.supply * price).collect();
                rebalancings.push(IndexRebalancing {
                    date: table.dates[t].clone(),
                    members: told(&weights, &values, &series, &last, rules.cap),
                    left_out,
                    turnover,
                });
            }
        }
        levels.push(level);
    }
    if rebalancings.is_empty() {
        let message = "Nothing is in the index on any day: loosen the screens.";
        return Err(Error::new(Code::InsufficientHistory, message).at("members"));
    }
    let days = history.times()[levels.len() - 1].day().number()
        - levels.iter().position(|level| level.is_finite()).map_or(0, |t| history.times()[t].day().number());
    let traded: f64 = rebalancings[1..].iter().map(|one| one.turnover).sum();
    let values: Vec<f64> = series.iter().zip(&last).map(|(one, price)| one.member.supply * price).collect();
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    let invested: f64 = weights.iter().sum();
    Ok(IndexResponse {
        level: PriceTable {
            dates: table.dates.clone(),
            assets: vec!["Index".to_owned()],
            prices: PriceRows::from_flat(levels, 1),
        },
        weights: told(&weights, &values, &series, &last, f64::INFINITY),
        rebalancings,
        effective_members: (squares > 0.0).then(|| invested * invested / squares),
        turnover_per_year: (days >= FEWEST_DAYS).then(|| traded * YEAR_DAYS / days as f64),
        convention: vec![
            "Supplies are the same throughout: market values move with prices alone.",
            "It is traded at the prices of the first bar, and of the first of each new period; days are those of UTC.",
            "What the cap leaves over is cash without interest; a price that is missing stands where it was.",
        ],
        warnings: stale
            .then(|| {
                Notice::new(
                    "missingPrices",
                    "Some members have days without a price: they stand where they were.",
                )
            })
            .into_iter()
            .collect(),
    })
}

/// The operation `index`.
pub struct MakeIndex;

impl Operation for MakeIndex {
    type Request = IndexRequest;
    type Response = IndexResponse;

    fn describe() -> OperationDescription {
        let number = |name, label, help, unit, min, max, default| Parameter {
            name,
            label,
            help,
            value: Value::Number { unit, min: Some(min), max, default },
            advanced: false,
        };
        let integer = |name, label, help, unit, (min, max): (u32, u32), default: Option<u32>| Parameter {
            name,
            label,
            help,
            value: Value::Integer {
                unit,
                min: Some(min.into()),
                max: Some(max.into()),
                default: default.map(i64::from),
            },
            advanced: true,
        };
        OperationDescription {
            name: "index",
            book: "",
            label: "Index",
            summary: "An index of a role or a cluster by market value, with caps and screens: its level, its members, its turnover.",
            parameters: vec![
                Parameter {
                    name: "weighting",
                    label: "Weights by",
                    help: "What weights are in proportion to.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "marketValue", label: "Market value" },
                            Choice { value: "squareRoot", label: "Root of market value" },
                            Choice { value: "equal", label: "Equal" },
                        ],
                        default: "marketValue",
                    },
                    advanced: false,
                },
                number(
                    "cap",
                    "Cap",
                    "The greatest weight of an asset.",
                    Unit::Fraction,
                    CAPS.0,
                    Some(CAPS.1),
                    Some(CAPS.1),
                ),
                Parameter {
                    name: "every",
                    label: "Rebalanced every",
                    help: "The period at whose beginning is traded.",
                    value: Value::Choice { choices: TradingPeriod::choices(), default: "month" },
                    advanced: false,
                },
                number(
                    "leastValue",
                    "Least market value",
                    "Smaller ones are left out.",
                    Unit::Money,
                    0.0,
                    None,
                    Some(0.0),
                ),
                number(
                    "leastVolume",
                    "Least volume",
                    "What is traded less is left out.",
                    Unit::Money,
                    0.0,
                    None,
                    None,
                ),
                integer(
                    "volumeBars",
                    "Bars of volume",
                    "Over which the volume is averaged.",
                    Unit::Periods,
                    BARS,
                    Some(VOLUME_BARS),
                ),
                integer("mostMembers", "Members", "Only the largest of them.", Unit::Count, MEMBERS, None),
                number(
                    "fee",
                    "Fee",
                    "As a part of what is traded.",
                    Unit::Fraction,
                    FEES.0,
                    Some(FEES.1),
                    Some(0.0),
                ),
            ],
        }
    }

    fn run(request: &IndexRequest, progress: &mut dyn Progress) -> Result<IndexResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut IndexRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
