//! What liquidation costs the holder of accounts where prices move: of every pool whose equity is no more than its
//! maintenance margin everything that binds margin is closed, for the fee of the venue and what its orders move prices by.
//!
//! ```text
//! cost(x) = Σ_pools [E(x) ≤ M(x)] (φ + s) Σ |notional(x)|
//! ```
//!
//! x the factors of the prices, φ the fee of liquidation and s the slippage, parts of the notional. Options count by their
//! values, borrowed coins by theirs. What a venue closes in parts is closed whole here.

use super::book::{Book, Line};
use super::pool::Pool;
use super::request::MarginAccount;
use super::state::{Setting, State};
use super::venues::pack_of;
use crate::error::{Code, Error, within};
use crate::market::{ByAsset, Market};

/// The most accounts.
const MOST: usize = 100;

/// What closing is charged.
#[derive(Debug, Clone, Copy)]
pub struct ClosingRates<'a> {
    /// The venue of accounts that name none.
    pub pack: &'a str,
    /// The fee where a venue states none.
    pub fee: f64,
    /// How much worse than the mark everything is closed.
    pub slippage: f64,
}

/// Accounts that may be liquidated.
pub struct Closing {
    /// What their prices are of.
    assets: Vec<String>,
    pools: Vec<Charged>,
}

/// A pool with what closing it costs, and the place of each of its books among the assets.
struct Charged {
    pool: Pool,
    rate: f64,
    places: Vec<usize>,
}

impl Closing {
    /// Of these accounts, or the first thing that is wrong with them.
    pub fn new(accounts: &[MarginAccount], market: &Market, rates: &ClosingRates) -> Result<Self, Error> {
        if accounts.len() > MOST {
            let message = format!("There are {} accounts; there are at most {MOST}.", accounts.len());
            return Err(Error::new(Code::TooLarge, message).at("accounts"));
        }
        let rule = "A cost of closing lies between 0 and 1; 0.005 is 0.5 % of what is closed.";
        within(rates.fee, [0.0, 1.0], "liquidationFee", rule)?;
        within(rates.slippage, [0.0, 1.0], "slippage", rule)?;
        let mut closing = Self { assets: vec![], pools: vec![] };
        for (i, account) in accounts.iter().enumerate() {
            closing.add(account, market, rates).map_err(|error| error.inside(&format!("accounts[{i}]")))?;
        }
        Ok(closing)
    }

    fn add(&mut self, account: &MarginAccount, market: &Market, rates: &ClosingRates) -> Result<(), Error> {
        account.check()?;
        let written = pack_of(account, rates.pack)?;
        let pack = written.check().map_err(|error| error.at("pack"))?;
        let interest = ByAsset::default();
        let state = State::new(account, &pack, &Setting { market, interest: &interest, elapsed: 0.0 })?;
        let rate = written.fees.liquidation.unwrap_or(rates.fee) + rates.slippage;
        for pool in state.pools {
            let place = |book: &Book| {
                self.assets.iter().position(|asset| *asset == book.asset).unwrap_or_else(|| {
                    self.assets.push(book.asset.clone());
                    self.assets.len() - 1
                })
            };
            let places = pool.books.iter().map(place).collect();
            self.pools.push(Charged { pool, rate, places });
        }
        Ok(())
    }

    /// What the prices are of.
    pub fn assets(&self) -> &[String] {
        &self.assets
    }

    /// What is lost by closing where prices have moved by these factors.
    pub fn cost(&self, factors: &[f64]) -> f64 {
        self.pools.iter().map(|charged| charged.cost(factors)).sum()
    }
}

impl Charged {
    fn cost(&self, factors: &[f64]) -> f64 {
        let moved = || self.pool.books.iter().zip(self.places.iter().map(|&place| factors[place]));
        let (mut equity, mut margin) = (self.pool.still, 0.0);
        for (book, x) in moved() {
            let (more, needed) = book.totals(x, Line::Maintenance);
            equity += more;
            margin += needed;
        }
        if margin <= 0.0 || equity > margin {
            return 0.0;
        }
        self.rate * moved().map(|(book, x)| book.closed(x)).sum::<f64>()
    }
}

impl Book {
    /// What has to be traded to close everything that binds margin.
    fn closed(&self, x: f64) -> f64 {
        let legs =
            self.legs.iter().map(|leg| leg.notional_at(x) * leg.coin_price.map_or(1.0, |spot| spot * x));
        let others = self.revalued.iter().map(|held| held.value_at(x).abs());
        legs.chain(others).sum::<f64>() + (-self.in_coin().at(x)).max(0.0)
    }
}
