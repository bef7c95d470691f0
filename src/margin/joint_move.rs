//! What a move of all prices and volatilities leaves in a pool, and at what part of the move the pool ends.
//!
//! ```text
//! x_j = 1 + β_j t s        σ → σ + t v        0 ≤ t ≤ 1, after so many days
//! ```
//!
//! The path is walked in even steps and the first one at whose end equity does not exceed the margin is halved.

use serde::{Deserialize, Serialize};

use super::book::Line;
use super::pack::CheckedPack;
use super::pool::Pool;
use super::ray::moved;
use super::request::{MarginAccount, MarginRequest};
use super::response::MarginPool;
use super::state::{Setting, State, years};
use crate::error::{Error, Notice};
use crate::market::{ByAsset, Market};

const STEPS: u32 = 128;
const HALVINGS: usize = 60;

/// A move of all coins together, after some days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct MarginMove {
    /// What coins with a β of 1 move by, as a fraction.
    pub spot: f64,
    /// What is added to every volatility (0.1 lifts 60 % to 70 %).
    pub volatility: f64,
    /// Days of funding, interest and decay before it.
    pub days: f64,
}

/// What it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MarginAfterMove {
    /// Equity then.
    pub equity: f64,
    /// Maintenance margin then.
    pub maintenance: f64,
    /// Equity less maintenance margin then.
    pub headroom: f64,
    /// Where the pool ends on the way; none where it lives.
    pub end: Option<MarginEnd>,
}

/// A part of a move.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MarginEnd {
    /// From 0, before it, to 1.
    pub part: f64,
    /// What coins with a β of 1 have moved by.
    pub spot: f64,
    /// What has been added to every volatility.
    pub volatility: f64,
}

impl MarginMove {
    pub(super) fn check(&self) -> Result<(), Error> {
        for (value, range, path, rule) in [
            (self.spot, -0.999..=100.0, "spot", "A move lies between -0.999 and 100."),
            (self.volatility, -5.0..=5.0, "volatility", "Volatilities move by -5 to 5."),
            (self.days, 0.0..=3_650.0, "days", "A move comes after 0 to 3650 days."),
        ] {
            if !range.contains(&value) {
                return Err(Error::invalid(path, rule));
            }
        }
        Ok(())
    }
}

/// Puts down what the move leaves in every pool of an account.
pub fn follow(
    request: &MarginRequest,
    account: &MarginAccount,
    (pack, market): (&CheckedPack, &Market),
    (asked, now): (&MarginMove, &State),
    pools: &mut [MarginPool],
    warnings: &mut Vec<Notice>,
) -> Result<(), Error> {
    let asked_for = years(asked.days);
    // A little before the first expiry, which no state goes beyond.
    let elapsed = asked_for.min(now.first_expiry.map_or(asked_for, |first| first * (1.0 - 1e-6)));
    if elapsed < asked_for {
        let message =
            format!("The move of {} comes just before the first expiry of its positions.", account.name);
        warnings.push(Notice::new("moveBeforeExpiry", message).at("move.days"));
    }
    let later;
    let state = if elapsed > 0.0 {
        later = State::new(account, pack, &Setting { market, interest: &request.interest, elapsed })?;
        &later
    } else {
        now
    };
    for (pool, shown) in state.pools.iter().zip(pools) {
        shown.after_move = Some(after(pool, &request.betas, asked));
    }
    Ok(())
}

/// What the move leaves in a pool that is as it is then.
fn after(pool: &Pool, betas: &ByAsset, asked: &MarginMove) -> MarginAfterMove {
    let market = pool.market(betas);
    // Money stands still.
    let beta =
        |asset: &str| market.iter().find(|(book, _)| book.asset == asset).map_or(0.0, |(_, beta)| *beta);
    let moving: Vec<_> = pool.books.iter().map(|book| (book, beta(&book.asset))).collect();
    let at = |part: f64| {
        moving.iter().fold((pool.still, 0.0), |(equity, margin), (book, beta)| {
            let x = moved(*beta, 1.0 + part * asked.spot);
            let (more, needed) = book.totals_under(x, part * asked.volatility, Line::Maintenance);
            (equity + more, margin + needed)
        })
    };
    let ended = |part: f64| {
        let (equity, margin) = at(part);
        equity < margin || (equity == margin && margin > 0.0)
    };
    let (equity, maintenance) = at(1.0);
    let end = first(ended).map(|part| MarginEnd {
        part,
        spot: part * asked.spot,
        volatility: part * asked.volatility,
    });
    MarginAfterMove { equity, maintenance, headroom: equity - maintenance, end }
}

/// The first part of a way that is no longer lived through.
fn first(ended: impl Fn(f64) -> bool) -> Option<f64> {
    if ended(0.0) {
        return Some(0.0);
    }
    let step = |k: u32| f64::from(k) / f64::from(STEPS);
    let last = (1..=STEPS).find(|k| ended(step(*k)))?;
    let (mut lives, mut dead) = (step(last - 1), step(last));
    for _ in 0..HALVINGS {
        let middle = 0.5 * (lives + dead);
        if ended(middle) { dead = middle } else { lives = middle }
    }
    Some(dead)
}
