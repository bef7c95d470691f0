//! What accounts have and must have hour by hour: funding is paid at its hours, and what expires is settled.

use super::path::Path;
use crate::error::Error;
use crate::margin::book::Line;
use crate::margin::operation::name;
use crate::margin::pool::{Pool, PoolKey};
use crate::margin::state::{Setting, State};
use crate::margin::{MarginAccount, MarginPosition, MarginRequest, pack_of};
use crate::market::{HOURS_PER_YEAR, Market, PerpetualQuote, Quotes, Settlement};
use crate::portfolio::{Portfolio, Position};
use crate::pricing::instrument::Instrument;
use crate::pricing::{ScenarioBlock, ScenarioFrame, SmileRule};

const HOUR_MILLISECONDS: f64 = 3_600_000.0;
const FUNDING_HOURS: f64 = 8.0;

/// A pool at one hour, in quote currency.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Standing {
    /// As the venue counts it, after funding.
    pub equity: f64,
    /// To open what is there.
    pub initial: f64,
    /// To keep it.
    pub maintenance: f64,
}

/// A pool along a path.
pub struct Followed {
    /// The place of its account.
    pub account: usize,
    /// As `margin` names it.
    pub pool: String,
    /// Whether one position is alone.
    pub isolated: bool,
    /// By hour from now on.
    pub hours: Vec<Standing>,
    /// Funding paid by each hour.
    pub funding: Vec<f64>,
}

/// The pools of an account along a path.
pub fn follow(
    (place, account): (usize, &MarginAccount),
    request: &MarginRequest,
    market: &Market,
    path: &Path,
    hours: usize,
) -> Result<Vec<Followed>, Error> {
    let written = pack_of(account, &request.pack)?;
    let pack = written.check()?;
    let setting = Setting { market, interest: &request.interest, elapsed: 0.0 };
    let mut account = account.clone();
    let mut state = State::new(&account, &pack, &setting)?;
    let new = |pool: &Pool| Followed {
        account: place,
        pool: name(&account, pool),
        isolated: matches!(pool.key, PoolKey::Isolated(_)),
        hours: vec![Standing::default(); hours + 1],
        funding: vec![0.0; hours + 1],
    };
    let mut followed: Vec<Followed> = state.pools.iter().map(new).collect();
    let mut settled = vec![0.0; followed.len()];
    for hour in 0..=hours {
        let expired = expired(&account, &state, hour);
        if !expired.is_empty() {
            for &i in &expired {
                let pool = &state.pools[state.positions[i].pool];
                let own = name(&account, pool);
                if let Some(place) = followed.iter().position(|one| one.pool == own) {
                    settled[place] += settlement(&account.positions[i], market, path, hour)?;
                }
            }
            let mut kept = 0..;
            account.positions.retain(|_| !expired.contains(&kept.next().unwrap_or_default()));
            state = State::new(&account, &pack, &setting)?;
        }
        for (k, one) in followed.iter_mut().enumerate() {
            let before = if hour > 0 { one.funding[hour - 1] } else { 0.0 };
            one.funding[hour] = before;
            let of_it = |pool: &Pool| name(&account, pool) == one.pool;
            let Some(own) = state.pools.iter().position(of_it) else {
                one.hours[hour] = Standing { equity: settled[k] - before, ..Standing::default() };
                continue;
            };
            if hour > 0 {
                one.funding[hour] += funding((&account, &state, own), market, &request.quotes, path, hour);
            }
            one.hours[hour] = standing(&state.pools[own], path, hour);
            one.hours[hour].equity += settled[k] - one.funding[hour];
        }
    }
    Ok(followed)
}

/// A pool at the prices of an hour.
fn standing(pool: &Pool, path: &Path, hour: usize) -> Standing {
    let requirement = pool.requirement();
    let (mut equity, mut maintenance) = (pool.still, 0.0);
    for book in &pool.books {
        let (more, needed) = book.totals(path.at(&book.asset, hour), Line::Maintenance);
        equity += more;
        maintenance += needed;
    }
    // What it takes to open moves as what it takes to keep does.
    let ratio =
        if requirement.maintenance > 0.0 { requirement.initial / requirement.maintenance } else { 1.0 };
    Standing { equity, initial: ratio * maintenance, maintenance }
}

/// The positions that have expired by an hour.
fn expired(account: &MarginAccount, state: &State, hour: usize) -> Vec<usize> {
    let years = |i: &usize| state.positions[*i].valuation.years_to_expiry;
    let past = |i: &usize| years(i).is_some_and(|years| years * HOURS_PER_YEAR <= hour as f64);
    (0..account.positions.len()).filter(past).collect()
}

/// What a position is worth when it expires, at the price of that hour.
fn settlement(position: &MarginPosition, market: &Market, path: &Path, hour: usize) -> Result<f64, Error> {
    let portfolio = held(std::slice::from_ref(position))?;
    let Some(held) = portfolio.positions().first() else { return Ok(0.0) };
    let valuation = held.contract.value(market, &held.holding)?;
    let asset = held.contract.asset();
    let frame = ScenarioFrame {
        assets: vec![asset.to_owned()],
        horizon_years: valuation.years_to_expiry.unwrap_or(0.0),
        smile: SmileRule::StickyStrike,
    };
    let x = path.at(asset, hour);
    let mut profit = [0.0];
    let revaluation = held.contract.revaluation(market, &held.holding, &frame)?;
    revaluation.profit(&ScenarioBlock::new(1, &[libm::log(x)], &[x], None), &mut profit);
    Ok(valuation.figures.value + profit[0])
}

/// The positions of an account as a portfolio.
pub fn held(positions: &[MarginPosition]) -> Result<Portfolio, Error> {
    let plain = |position: &MarginPosition| Position {
        id: position.id.clone(),
        instrument: position.instrument.clone(),
        quantity: position.quantity,
        entry_price: position.entry_price,
    };
    Portfolio::check(&positions.iter().map(plain).collect::<Vec<_>>())
        .map_err(|error| error.inside("positions"))
}

/// The funding that a pool pays at the end of an hour, where it falls due.
fn funding(
    (account, state, pool): (&MarginAccount, &State, usize),
    market: &Market,
    quotes: &Quotes,
    path: &Path,
    hour: usize,
) -> f64 {
    let start = market.valuation_time().as_millisecond() as f64;
    let mut paid = 0.0;
    for (position, placed) in account.positions.iter().zip(&state.positions) {
        let (Instrument::Perpetual(perpetual), Some(leg)) = (&position.instrument, &placed.alone) else {
            continue;
        };
        let (asset, settlement) = (perpetual.asset.as_str(), perpetual.settlement);
        let Some(rate) = market.perpetual(asset, settlement).and_then(|quote| quote.funding) else {
            continue;
        };
        let of_it = |quote: &&PerpetualQuote| {
            quote.asset == asset && quote.settlement.is_none_or(|one| one == settlement)
        };
        let interval = quotes.perpetuals.iter().find(of_it).and_then(|quote| quote.funding_hours);
        let interval = interval.unwrap_or(FUNDING_HOURS);
        // Funding falls due at whole intervals since midnight, UTC.
        let times = |hour: usize| ((start / HOUR_MILLISECONDS + hour as f64) / interval).floor();
        if placed.pool != pool {
            continue;
        }
        // Linear: of the value at the price of the hour. Inverse: of a notional in quote currency, paid in coin.
        let signed = match settlement {
            Settlement::Linear => leg.value.slope * path.at(asset, hour),
            Settlement::Inverse => leg.size.copysign(leg.value.slope),
        };
        paid += (times(hour) - times(hour - 1)) * rate * interval / HOURS_PER_YEAR * signed;
    }
    paid
}
