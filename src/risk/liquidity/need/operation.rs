//! The operation `intradayNeed`.

use super::calls::{Followed, Standing, follow, held};
use super::form::parameters;
use super::path::{Path, volatility};
use super::raise::{Sale, cost, there_after};
use super::request::{DEFAULT_SPREAD, IntradayNeedRequest, Terms, whole};
use super::response::{IntradayNeedResponse, NeedDirection, NeedHour, NeedPool, NeedShortfall};
use crate::error::{Error, Notice};
use crate::market::{HOURS_PER_YEAR, Market, Timestamp, format_instant, is_currency};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::progress::Progress;

const HOURS_A_DAY: f64 = 24.0;
const CONVENTIONS: [&str; 6] = [
    "A call tops the equity of a pool up to its maintenance margin with the buffer; what was paid in stays there.",
    "Without a path all coins move together by the quantile of their own volatility, by the square root of time; of fall and rise the worse one is shown.",
    "Funding is paid at whole intervals since midnight, UTC, at the price of the hour; options keep their time value until they expire, and what expires is settled in quote currency.",
    "An account gives away what is above its initial margin at its worst hour; initial margin moves as maintenance does.",
    "Coins are sold from now on at the share of the hourly volume, at the price of each hour less half the spread and the impact; where no volume is known all at once.",
    "Amounts are sums since now. Delays are rounded up to whole hours.",
];

/// What is needed and what is raised along one path.
struct Course {
    path: Path,
    rows: Vec<NeedHour>,
    pools: Vec<NeedPool>,
}

impl Course {
    /// The least of what is raised less what is needed.
    fn margin(&self) -> f64 {
        self.rows.iter().map(|row| row.raised - row.needed).fold(f64::INFINITY, f64::min)
    }

    /// Whether more is missing than in another, or as much and more is needed.
    fn worse_than(&self, other: &Self) -> bool {
        let most =
            |course: &Self, part: fn(&NeedHour) -> f64| course.rows.iter().map(part).fold(0.0, f64::max);
        let (short, others) = (most(self, |row| row.short), most(other, |row| row.short));
        short > others || (short == others && most(self, |row| row.needed) > most(other, |row| row.needed))
    }
}

/// What has to be paid hour by hour, and whether it can be raised.
pub fn run(
    request: &IntradayNeedRequest,
    progress: &mut dyn Progress,
) -> Result<IntradayNeedResponse, Error> {
    let terms = request.check()?;
    let market = request.margin.quotes.check().map_err(|error| error.inside("margin.quotes"))?;
    let mut warnings = vec![];
    let assets = assets(request)?;
    let paths = Path::all(request, &terms, &market, &assets)?;
    let sales = sales(request, &terms, &market, &mut warnings)?;
    let count = paths.len();
    let mut worst: Option<Course> = None;
    for (done, path) in paths.into_iter().enumerate() {
        let course = course(request, &terms, &market, &sales, path)?;
        if worst.as_ref().is_none_or(|worst| course.worse_than(worst)) {
            worst = Some(course);
        }
        progress.report(done + 1, count, "Following the accounts");
    }
    // There is always one path at least.
    let course = worst.ok_or_else(|| Error::invalid("path", "There is no path."))?;
    let shortfall =
        |row: &NeedHour| NeedShortfall { hour: row.hour, time: row.time.clone(), amount: row.short };
    let short = || course.rows.iter().filter(|row| row.short > 0.0);
    if course.path.direction != NeedDirection::Path && course.path.assets.is_empty() {
        warnings.push(Notice::new("nothingMoves", "No coin of these accounts moves."));
    }
    Ok(IntradayNeedResponse {
        first: short().next().map(shortfall),
        worst: short().max_by(|a, b| a.short.total_cmp(&b.short)).map(shortfall),
        margin: course.margin(),
        direction: course.path.direction,
        assets: course.path.assets,
        hours: course.rows,
        pools: course.pools,
        conventions: CONVENTIONS.to_vec(),
        warnings,
    })
}

/// The coins of accounts and sales, each once.
fn assets(request: &IntradayNeedRequest) -> Result<Vec<String>, Error> {
    let mut assets: Vec<String> = request.coins.iter().map(|coins| coins.asset.clone()).collect();
    for (place, account) in request.margin.accounts.iter().enumerate() {
        assets.extend(account.collateral.0.keys().cloned());
        assets.extend(account.staked.iter().map(|staked| staked.underlying.clone()));
        let portfolio =
            held(&account.positions).map_err(|error| error.inside(&format!("margin.accounts[{place}]")))?;
        assets.extend(portfolio.positions().iter().map(|held| held.contract.asset().to_owned()));
    }
    assets.sort();
    assets.dedup();
    Ok(assets)
}

/// The sales of coins elsewhere.
fn sales(
    request: &IntradayNeedRequest,
    terms: &Terms,
    market: &Market,
    warnings: &mut Vec<Notice>,
) -> Result<Vec<(String, Sale)>, Error> {
    let mut sales = vec![];
    for (i, coins) in request.coins.iter().enumerate() {
        let price = market.spot(&coins.asset).map_err(|error| error.at(format!("coins[{i}].asset")))?;
        let spread = request.spreads.0.get(&coins.asset).copied().unwrap_or(DEFAULT_SPREAD);
        let hourly = coins.daily_volume.map(|volume| volume * terms.share / HOURS_A_DAY);
        let moved = match coins.daily_volume {
            Some(_) if terms.impact > 0.0 && !is_currency(&coins.asset) => {
                volatility(request, market, &coins.asset)? * (HOURS_A_DAY / HOURS_PER_YEAR).sqrt()
            }
            _ => 0.0,
        };
        if coins.daily_volume.is_none() {
            let message =
                format!("No volume of {} is given: it counts as sold at once, without impact.", coins.asset);
            warnings.push(Notice::new("noVolume", message).at(format!("coins[{i}].dailyVolume")));
        }
        // What is sold an hour, at most what there is, of a day's volume.
        let part = match (hourly, coins.daily_volume) {
            (Some(hourly), Some(volume)) => hourly.min(coins.quantity * price) / volume,
            _ => 0.0,
        };
        let sale = Sale {
            quantity: coins.quantity,
            hourly: hourly.map(|hourly| hourly / price),
            price,
            cost: cost(spread, terms.impact, moved, part),
            delay: whole(coins.delay_hours),
        };
        sales.push((coins.asset.clone(), sale));
    }
    Ok(sales)
}

fn course(
    request: &IntradayNeedRequest,
    terms: &Terms,
    market: &Market,
    sales: &[(String, Sale)],
    path: Path,
) -> Result<Course, Error> {
    let hours = terms.hours + 1;
    let mut followed = vec![];
    for (place, account) in request.margin.accounts.iter().enumerate() {
        let pools = follow((place, account), &request.margin, market, &path, terms.hours);
        followed.extend(pools.map_err(|error| error.inside(&format!("margin.accounts[{place}]")))?);
    }
    let mut calls = vec![0.0; hours];
    let mut transfers = vec![0.0; hours];
    let mut pools = vec![];
    for one in &followed {
        let (called, surplus) = called(one, terms.buffer);
        calls.iter_mut().zip(&called).for_each(|(sum, called)| *sum += called);
        let given = there_after(surplus, terms.transfer, hours);
        transfers.iter_mut().zip(given).for_each(|(sum, given)| *sum += given);
        pools.push(NeedPool {
            account: request.margin.accounts[one.account].name.clone(),
            pool: one.pool.clone(),
            first_call: called.iter().position(|called| *called > 0.0).map(|hour| hour as u32),
            called: called[terms.hours],
            surplus,
        });
    }
    let still = vec![1.0; hours];
    let sold: Vec<Vec<f64>> =
        sales.iter().map(|(asset, sale)| sale.arrived(path.of(asset).unwrap_or(&still))).collect();
    let start = market.valuation_time().as_millisecond();
    let row = |hour: usize| {
        let due = request.payments.iter().filter(|payment| payment.hour as usize <= hour);
        let payments: f64 = due.map(|payment| payment.amount).sum();
        let arrived = request.cash.iter().filter(|cash| whole(cash.delay_hours) <= hour);
        let cash: f64 = arrived.map(|cash| cash.amount).sum();
        let sales: f64 = sold.iter().map(|sold| sold[hour]).sum();
        let (needed, raised) = (calls[hour] + payments, cash + transfers[hour] + sales);
        let time = Timestamp::from_millisecond(start + hour as i64 * 3_600_000);
        NeedHour {
            hour: hour as u32,
            time: time.map(format_instant).unwrap_or_default(),
            changes: path.changes(hour),
            calls: calls[hour],
            funding: followed.iter().map(|one| one.funding[hour]).sum(),
            payments,
            needed,
            cash,
            transfers: transfers[hour],
            sales,
            raised,
            short: (needed - raised).max(0.0),
        }
    };
    let rows = (0..hours).map(row).collect();
    Ok(Course { path, rows, pools })
}

/// What a pool has called by each hour, and what it could give away.
fn called(one: &Followed, buffer: f64) -> (Vec<f64>, f64) {
    let mut most = 0.0_f64;
    let call = |hour: &Standing| {
        most = most.max(hour.maintenance * (1.0 + buffer) - hour.equity);
        most
    };
    let called: Vec<f64> = one.hours.iter().map(call).collect();
    let above = |hour: &Standing| hour.equity - hour.initial.max(hour.maintenance * (1.0 + buffer));
    let surplus = one.hours.iter().map(above).fold(f64::INFINITY, f64::min);
    (called, if one.isolated { 0.0 } else { surplus.max(0.0) })
}

/// The operation `intradayNeed`.
pub struct FollowNeed;

impl Operation for FollowNeed {
    type Request = IntradayNeedRequest;
    type Response = IntradayNeedResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "intradayNeed",
            book: "",
            label: "Intraday need",
            summary: "Follows margin calls, funding and payments hour by hour, against cash, collateral and coins that can be raised by then.",
            parameters: parameters(),
        }
    }

    fn run(
        request: &IntradayNeedRequest,
        progress: &mut dyn Progress,
    ) -> Result<IntradayNeedResponse, Error> {
        run(request, progress)
    }
}
