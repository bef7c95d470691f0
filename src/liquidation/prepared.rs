//! From accounts as requests write them to pools that can be followed along paths.

use super::excess::{Closed, CoinExcess, Moves, PoolExcess};
use super::law::Law;
use super::nearest::Alone;
use super::request::{LiquidationRiskRequest, Settings};
use super::running::{Rates, RiskPool};
use crate::error::{Code, Error};
use crate::margin::book::{Book, Line};
use crate::margin::operation::{name, negative};
use crate::margin::pack::CheckedPack;
use crate::margin::pool::Pool;
use crate::margin::ray::{Crossing, Side};
use crate::margin::state::{Setting, State, years};
use crate::margin::{MarginAccount, PackFees, pack_of};
use crate::market::Market;

/// The most pools that are followed.
const MOST_POOLS: usize = 200;

/// A pool with what is known of it now.
pub struct Prepared {
    /// The place of its account.
    pub account: usize,
    /// `cross`, a currency, or the position that is alone.
    pub name: String,
    /// Equity as the venue counts it.
    pub equity: f64,
    /// Maintenance margin.
    pub maintenance: f64,
    /// What it is worth.
    pub worth: f64,
    /// Where each coin alone ends it.
    pub alone: Vec<Alone>,
    fees: PackFees,
    /// By frame.
    frames: Vec<PoolExcess>,
    barriers: Option<Vec<(f64, f64)>>,
}

/// All accounts at one time.
pub struct Accounts<'a> {
    request: &'a LiquidationRiskRequest,
    market: &'a Market,
    /// Pools now, account by account.
    states: Vec<State>,
}

impl<'a> Accounts<'a> {
    /// The accounts now, or the first thing that is wrong with them.
    pub fn new(request: &'a LiquidationRiskRequest, market: &'a Market) -> Result<Self, Error> {
        let mut states = vec![];
        each(request, market, 0.0, &mut |_, account, _, state| {
            for pool in &state.pools {
                let worth = pool.worth();
                if worth <= 0.0 && pool.requirement().maintenance > 0.0 {
                    return Err(negative(account, pool, worth));
                }
            }
            states.push(state);
            Ok(())
        })?;
        let pools: usize = states.iter().map(|state| state.pools.len()).sum();
        if pools > MOST_POOLS {
            let message =
                format!("There are {pools} pools of collateral; at most {MOST_POOLS} can be followed.");
            return Err(Error::new(Code::TooLarge, message).at("accounts"));
        }
        Ok(Self { request, market, states })
    }

    /// The assets that they hold, each once.
    pub fn assets(&self) -> Vec<String> {
        let mut assets: Vec<String> = vec![];
        for book in self.states.iter().flat_map(|state| &state.pools).flat_map(|pool| &pool.books) {
            if !assets.contains(&book.asset) {
                assets.push(book.asset.clone());
            }
        }
        assets
    }

    /// Days until the first expiry.
    pub fn first_expiry(&self) -> Option<f64> {
        let first = self.states.iter().filter_map(|state| state.first_expiry).min_by(f64::total_cmp);
        first.map(|first| first / years(1.0))
    }

    /// The pools under a law, now and after each step of so many days where time changes them.
    pub fn prepare(self, law: &Law, steps: usize, days: f64, accrual: bool) -> Result<Vec<Prepared>, Error> {
        let Self { request, market, states } = self;
        let mut prepared: Vec<Prepared> = vec![];
        for ((index, account), state) in request.accounts.iter().enumerate().zip(states) {
            let fees = pack_of(account, request.usual_pack())?.fees;
            for pool in state.pools {
                let requirement = pool.requirement();
                let alone = moving(&pool, law).map(|(book, _)| alone(&pool, book)).collect();
                prepared.push(Prepared {
                    account: index,
                    name: name(account, &pool),
                    equity: pool.equity(),
                    maintenance: requirement.maintenance,
                    worth: pool.worth(),
                    alone,
                    fees,
                    frames: vec![],
                    barriers: Some(vec![]),
                });
                if let Some(last) = prepared.last_mut() {
                    last.push(pool, law);
                }
            }
        }
        for step in 1..=if accrual { steps } else { 0 } {
            let mut place = 0;
            each(request, market, years(days * step as f64), &mut |_, _, _, state| {
                for pool in state.pools {
                    prepared[place].push(pool, law);
                    place += 1;
                }
                Ok(())
            })?;
        }
        Ok(prepared)
    }
}

type Visit<'v> = dyn FnMut(usize, &MarginAccount, &CheckedPack, State) -> Result<(), Error> + 'v;

/// Calls with the state of each account when so many years have passed.
fn each(
    request: &LiquidationRiskRequest,
    market: &Market,
    elapsed: f64,
    visit: &mut Visit,
) -> Result<(), Error> {
    let setting = Setting { market, interest: &request.interest, elapsed };
    for (i, account) in request.accounts.iter().enumerate() {
        let mut one = || {
            let written = pack_of(account, request.usual_pack())?;
            let field = if account.own_pack.is_some() { "ownPack" } else { "pack" };
            let pack = written.check().map_err(|error| error.inside(field))?;
            visit(i, account, &pack, State::new(account, &pack, &setting)?)
        };
        one().map_err(|error: Error| {
            let of_quotes = error.path.as_ref().is_some_and(|path| path.starts_with("quotes"));
            if error.code == Code::MissingQuote && of_quotes {
                error
            } else {
                error.inside(&format!("accounts[{i}]"))
            }
        })?;
    }
    Ok(())
}

/// The books of a pool whose price moves, with the place of the price.
fn moving(pool: &Pool, law: &Law) -> impl Iterator<Item = (usize, usize)> {
    pool.books.iter().enumerate().filter_map(|(book, held)| Some((book, law.place(&held.asset)?)))
}

fn alone(pool: &Pool, book: usize) -> Alone {
    let side = |side: Side| match pool.of_book(book, Line::Maintenance).crossing(side) {
        Crossing::At { x, .. } if x > 0.0 => Some(libm::log(x)),
        _ => None,
    };
    (side(Side::Below), side(Side::Above))
}

/// What closing a book that does not move would be done with.
fn still(book: &Book) -> Closed {
    let notional = book.legs.iter().map(|leg| leg.notional * leg.coin_price.unwrap_or(1.0)).sum();
    Closed { worth: book.worth(), notional }
}

impl Prepared {
    /// Adds the pool at the next time.
    fn push(&mut self, pool: Pool, law: &Law) {
        let mut places = moving(&pool, law);
        let single = match (places.next(), places.next()) {
            (Some((book, _)), None) if pool.books[book].is_pieced() => Some(book),
            _ => None,
        };
        drop(places);
        let ended = |book: usize| {
            let ray = pool.of_book(book, Line::Maintenance);
            ray.excess(1.0) <= 0.0
        };
        self.barriers = match (self.barriers.take(), single.filter(|book| !ended(*book))) {
            (Some(mut barriers), Some(book)) => {
                let (below, above) = alone(&pool, book);
                barriers.push((below.unwrap_or(f64::NEG_INFINITY), above.unwrap_or(f64::INFINITY)));
                Some(barriers)
            }
            _ => None,
        };
        let mut frame = PoolExcess {
            still: pool.still,
            still_closed: Closed { worth: pool.still, notional: 0.0 },
            coins: vec![],
        };
        for book in pool.books {
            match law.place(&book.asset) {
                Some(place) => frame.coins.push(CoinExcess::new(book, place)),
                None => {
                    let closed = still(&book);
                    frame.still += book.excess(1.0, Line::Maintenance);
                    frame.still_closed.worth += closed.worth;
                    frame.still_closed.notional += closed.notional;
                }
            }
        }
        self.frames.push(frame);
    }

    /// Now.
    pub fn now(&self) -> &PoolExcess {
        &self.frames[0]
    }

    /// Ready for paths whose steps are so many days.
    pub fn ready(
        self,
        request: &LiquidationRiskRequest,
        settings: &Settings,
        law: &Law,
        days: f64,
    ) -> RiskPool {
        let now = &self.frames[0];
        let places: Vec<usize> = now.coins.iter().map(|coin| coin.place).collect();
        let moves = settings.slope != 0.0 || settings.deviation != 0.0;
        let volatile = if moves { now.volatile() } else { vec![] };
        let rates = |slippage: f64| Rates {
            fee: self.fees.taker.unwrap_or(0.0),
            penalty: settings.penalty.or(self.fees.liquidation).unwrap_or(0.0),
            slippage,
        };
        let of_coin = |coin: &CoinExcess| {
            rates(match request.volumes.0.get(&law.assets[coin.place]) {
                Some(volume) => -libm::expm1(-request.impact.method().of(coin.notional_now() / volume)),
                None => settings.slippage,
            })
        };
        let deviations = |coin: &CoinExcess| {
            let variance = law.covariance[(coin.place, coin.place)] * days;
            let slope = settings.slope * settings.slope * variance;
            (variance.sqrt(), (slope + settings.deviation * settings.deviation * days).sqrt())
        };
        RiskPool {
            rates: now.coins.iter().map(of_coin).chain([rates(settings.slippage)]).collect(),
            steps: now.coins.iter().map(deviations).collect(),
            joint: law.joint(&places, &volatile, days),
            volatile,
            opposite: false,
            worth: self.worth,
            barriers: self.barriers,
            frames: self.frames,
        }
    }
}

/// Marks the pools that gain from what the first one loses by.
pub fn oppose(pools: &mut [RiskPool], law: &Law) {
    let n = law.assets.len();
    let origin = Moves { len: 1, logs: vec![0.0; n], factors: vec![1.0; n], shifts: vec![] };
    let gradient = |pool: &RiskPool| {
        let (mut slopes, mut all) = (vec![], vec![0.0; n]);
        pool.frames[0].slopes(&origin, 0, &mut slopes);
        for (coin, slope) in pool.frames[0].coins.iter().zip(&slopes) {
            all[coin.place] += slope.price;
        }
        all
    };
    let Some((first, others)) = pools.split_first_mut() else { return };
    let first = gradient(first);
    for pool in others {
        let own = gradient(pool);
        let along = |i: usize| (0..n).map(|j| law.covariance[(i, j)] * own[j]).sum::<f64>();
        pool.opposite = (0..n).map(|i| first[i] * along(i)).sum::<f64>() < 0.0;
    }
}
