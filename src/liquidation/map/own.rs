//! The person's own accounts in a cascade: every price counts, each pool or loan by the rules of its own module.

use super::cascade::Holder;
use super::crowd::Amounts;
use crate::margin::book::{Book, Line};
use crate::margin::lending::Account;
use crate::margin::lending::state::State;
use crate::margin::pool::Pool;
use crate::margin::ray::{Crossing, Side};
use crate::market::ByAsset;

/// Step of the difference for the delta of an option.
const STEP: f64 = 1e-4;

/// Where an account ends along the move that is mapped.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ends {
    /// By a fall, as a factor.
    pub below: Option<f64>,
    /// By a rise.
    pub above: Option<f64>,
    /// Whether it has ended already.
    pub already: bool,
}

/// The place of a coin among the assets.
pub type Places<'a> = &'a dyn Fn(&str) -> Option<usize>;

/// What a book has to trade when it is closed, at today's price: sold is above zero.
fn exposure(book: &Book) -> f64 {
    let legs = book.legs.iter().map(|leg| {
        let notional = leg.notional * leg.coin_price.unwrap_or(1.0);
        notional.copysign(leg.value.slope)
    });
    let slope = |held: &crate::margin::book::Revalued| {
        (held.value_at(1.0 + STEP) - held.value_at(1.0 - STEP)) / (2.0 * STEP)
    };
    legs.sum::<f64>() + book.revalued.iter().map(slope).sum::<f64>()
}

/// Positions that share their collateral; they end together.
pub struct OwnPool<'a> {
    pool: &'a Pool,
    /// Asset and exposure of each book.
    books: Vec<(Option<usize>, f64)>,
    amounts: Amounts,
    alive: bool,
    filling: bool,
}

impl<'a> OwnPool<'a> {
    /// The pool among these assets.
    pub fn new(pool: &'a Pool, places: Places) -> Self {
        let books: Vec<(Option<usize>, f64)> =
            pool.books.iter().map(|book| (places(&book.asset), exposure(book))).collect();
        let owed = pool.books.iter().map(|book| (-book.coins * book.price).max(0.0)).sum();
        let amounts = Amounts {
            count: 1.0,
            notional: books.iter().map(|(_, exposure)| exposure.abs()).sum(),
            collateral: pool.worth().max(0.0),
            debt: owed,
        };
        Self { pool, books, amounts, alive: true, filling: false }
    }

    /// What goes with it.
    pub fn amounts(&self) -> Amounts {
        self.amounts
    }

    /// Adds its exposures by asset.
    pub fn weigh(&self, weights: &mut [f64]) {
        for (asset, exposure) in &self.books {
            if let Some(asset) = asset {
                weights[*asset] += exposure.abs();
            }
        }
    }

    fn excess(&self, prices: &[f64], line: Line) -> f64 {
        let both = self.pool.books.iter().zip(&self.books);
        both.fold(self.pool.still, |sum, (book, (asset, _))| {
            sum + book.excess(asset.map_or(1.0, |asset| prices[asset]), line)
        })
    }

    /// Where it ends when one coin moves, or all do.
    pub fn ends(&self, asset: Option<&str>, betas: &ByAsset) -> Ends {
        let mut ends = Ends::default();
        for side in [Side::Below, Side::Above] {
            let crossing = match asset {
                None => self.pool.of_market(betas, Line::Maintenance).crossing(side),
                Some(asset) => match self.pool.books.iter().position(|book| book.asset == asset) {
                    Some(place) => self.pool.of_book(place, Line::Maintenance).crossing(side),
                    None => Crossing::Never,
                },
            };
            match (crossing, side) {
                (Crossing::Already, _) => ends.already = true,
                (Crossing::At { x, .. }, Side::Below) => ends.below = Some(x),
                (Crossing::At { x, .. }, Side::Above) => ends.above = Some(x),
                (Crossing::Never, _) => {}
            }
        }
        ends
    }
}

impl Holder for OwnPool<'_> {
    fn reset(&mut self) {
        (self.alive, self.filling) = (true, false);
    }

    fn force(&mut self, prices: &[f64], sold: &mut [f64]) -> Option<(Amounts, f64)> {
        if !self.alive || self.excess(prices, Line::Maintenance) > 0.0 {
            return None;
        }
        (self.alive, self.filling) = (false, true);
        for (asset, exposure) in &self.books {
            if let Some(asset) = asset {
                sold[*asset] += exposure;
            }
        }
        Some((self.amounts, 0.0))
    }

    fn close(&mut self, prices: &[f64]) -> f64 {
        if !std::mem::take(&mut self.filling) {
            return 0.0;
        }
        (-self.excess(prices, Line::Bankruptcy)).max(0.0)
    }
}

/// A lending account.
pub struct OwnLoan<'a> {
    account: &'a Account<'a>,
    now: State,
    collateral: Vec<Option<usize>>,
    debt: Vec<Option<usize>>,
}

impl<'a> OwnLoan<'a> {
    /// The account among these assets.
    pub fn new(account: &'a Account<'a>, places: Places) -> Self {
        let of = |coins: &[crate::margin::lending::Coin]| {
            coins.iter().map(|coin| if coin.stable { None } else { places(&coin.group) }).collect()
        };
        Self {
            account,
            now: account.state.clone(),
            collateral: of(&account.collateral),
            debt: of(&account.debt),
        }
    }

    fn measured(&self, state: &State) -> Amounts {
        let coins = state.collateral.iter().zip(&self.collateral).filter(|(_, asset)| asset.is_some());
        let coins: f64 = coins.map(|(one, _)| one.value).sum();
        let debt = state.debt_value();
        let backed = self.collateral.iter().any(Option::is_some);
        let notional = if backed { coins } else { debt };
        Amounts { count: 0.0, notional, collateral: state.collateral_value(), debt }
    }

    /// What goes with it.
    pub fn amounts(&self) -> Amounts {
        Amounts { count: 1.0, ..self.measured(&self.account.state) }
    }

    /// Adds its collateral by asset, or its debt where money backs it.
    pub fn weigh(&self, weights: &mut [f64]) {
        let state = &self.account.state;
        for (one, asset) in state.collateral.iter().zip(&self.collateral) {
            if let Some(asset) = asset {
                weights[*asset] += one.value;
            }
        }
        for (debt, asset) in state.debt.iter().zip(&self.debt) {
            if let Some(asset) = asset {
                weights[*asset] += debt;
            }
        }
    }

    fn at(&self, prices: &[f64]) -> State {
        let mut state = self.now.clone();
        for (one, asset) in state.collateral.iter_mut().zip(&self.collateral) {
            one.value *= asset.map_or(1.0, |asset| prices[asset]);
        }
        for (debt, asset) in state.debt.iter_mut().zip(&self.debt) {
            *debt *= asset.map_or(1.0, |asset| prices[asset]);
        }
        state
    }

    /// Where it ends along moves of β each.
    pub fn ends(&self, betas: &[f64]) -> Ends {
        let state = &self.account.state;
        let beta = |asset: &Option<usize>| asset.map_or(0.0, |asset| betas[asset]);
        let (mut now, mut slope) = (0.0, 0.0);
        for (one, asset) in state.collateral.iter().zip(&self.collateral) {
            now += one.value * one.threshold;
            slope += one.value * one.threshold * beta(asset);
        }
        for (debt, asset) in state.debt.iter().zip(&self.debt) {
            now -= debt;
            slope -= debt * beta(asset);
        }
        if state.debt_value() <= 0.0 {
            return Ends::default();
        }
        if now <= 0.0 {
            return Ends { already: true, ..Ends::default() };
        }
        let x = 1.0 - now / slope;
        match slope.abs() > 1e-14 * state.counted() && x > 0.0 {
            true if slope > 0.0 => Ends { below: Some(x), ..Ends::default() },
            true => Ends { above: Some(x), ..Ends::default() },
            false => Ends::default(),
        }
    }
}

impl Holder for OwnLoan<'_> {
    fn reset(&mut self) {
        self.now = self.account.state.clone();
    }

    fn force(&mut self, prices: &[f64], sold: &mut [f64]) -> Option<(Amounts, f64)> {
        let state = self.at(prices);
        if state.health().is_none_or(|health| health > 1.0 + 1e-12) {
            return None;
        }
        let before = self.now.clone();
        let taken = self.account.rules.liquidate(&state);
        for (k, asset) in self.collateral.iter().enumerate() {
            let at = asset.map_or(1.0, |asset| prices[asset]);
            self.now.collateral[k].value = ((state.collateral[k].value - taken.seized[k]) / at).max(0.0);
            if let Some(asset) = asset {
                sold[*asset] += taken.seized[k] / at;
            }
        }
        for (k, asset) in self.debt.iter().enumerate() {
            let at = asset.map_or(1.0, |asset| prices[asset]);
            let left = state.debt[k] - taken.repaid[k] - taken.written_off[k];
            self.now.debt[k] = if left > 1e-12 * state.debt[k] { left / at } else { 0.0 };
            if let Some(asset) = asset {
                sold[*asset] -= taken.repaid[k] / at;
            }
        }
        let mut amounts = self.measured(&before).less(self.measured(&self.now));
        amounts.count = if self.now.debt_value() > 0.0 { 0.0 } else { 1.0 };
        Some((amounts, taken.written_off.iter().sum()))
    }

    fn close(&mut self, _prices: &[f64]) -> f64 {
        0.0
    }
}
