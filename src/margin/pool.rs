//! What shares its collateral: its equity and margin, and the rays on which it ends.

use super::book::{Book, Line};
use super::ray::Ray;
use super::requirement::Requirement;
use crate::error::Error;
use crate::market::{ByAsset, Market, is_currency};

/// Which positions share the collateral.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PoolKey {
    /// All that are not isolated.
    Cross,
    /// Those that pay in this currency.
    Currency(String),
    /// One position alone.
    Isolated(usize),
}

/// Positions that share their collateral.
pub struct Pool {
    /// Which.
    pub key: PoolKey,
    /// Money that no price moves, in quote currency.
    pub still: f64,
    /// Its assets.
    pub books: Vec<Book>,
    /// Of each book, equity, margin and excess of bankruptcy of everything else.
    beside: Vec<[f64; 3]>,
}

impl Pool {
    /// A pool of nothing.
    pub fn new(key: PoolKey) -> Self {
        Self { key, still: 0.0, books: vec![], beside: vec![] }
    }

    /// Adds up what stands beside each book; from both ends, so that nothing is taken off again.
    pub fn settle(&mut self) {
        let of = |book: &Book| {
            let (equity, margin) = book.totals(1.0, Line::Maintenance);
            [equity, margin, book.excess(1.0, Line::Bankruptcy)]
        };
        let parts: Vec<[f64; 3]> = self.books.iter().map(of).collect();
        let mut sum = [self.still, 0.0, self.still];
        self.beside.clear();
        for part in &parts {
            self.beside.push(sum);
            add(&mut sum, part);
        }
        let mut sum = [0.0; 3];
        for (beside, part) in self.beside.iter_mut().zip(&parts).rev() {
            add(beside, &sum);
            add(&mut sum, part);
        }
    }

    /// Equity and margin of everything but the book of that place.
    pub fn beside(&self, book: usize) -> (f64, f64) {
        let [equity, margin, _] = self.beside[book];
        (equity, margin)
    }

    /// The ray of one price.
    pub fn of_book(&self, book: usize, line: Line) -> Ray<'_> {
        let [equity, margin, bankruptcy] = self.beside[book];
        let still = match line {
            Line::Maintenance => equity - margin,
            Line::Bankruptcy => bankruptcy,
        };
        Ray::new(vec![(&self.books[book], 1.0)], still, line)
    }

    /// The books that move when coins do, with their β.
    pub fn market<'a>(&'a self, betas: &ByAsset) -> Vec<(&'a Book, f64)> {
        let moves = self.books.iter().filter(|book| !is_currency(&book.asset));
        moves.map(|book| (book, betas.0.get(&book.asset).copied().unwrap_or(1.0))).collect()
    }

    /// The ray of all coins together.
    pub fn of_market(&self, betas: &ByAsset, line: Line) -> Ray<'_> {
        let money = self.books.iter().filter(|book| is_currency(&book.asset));
        let still = money.fold(self.still, |sum, book| sum + book.excess(1.0, line));
        Ray::new(self.market(betas), still, line)
    }

    /// Equity as the venue counts it.
    pub fn equity(&self) -> f64 {
        self.books.iter().fold(self.still, |sum, book| sum + book.totals(1.0, Line::Maintenance).0)
    }

    /// What everything is worth.
    pub fn worth(&self) -> f64 {
        self.books.iter().fold(self.still, |sum, book| sum + book.worth())
    }

    /// What has to be held.
    pub fn requirement(&self) -> Requirement {
        let mut sum = Requirement::default();
        for book in &self.books {
            sum += book.requirement();
        }
        sum
    }

    /// The place of the book of an asset, which is made where there is none.
    pub fn book_of(&mut self, asset: &str, market: &Market) -> Result<usize, Error> {
        if let Some(place) = self.books.iter().position(|book| book.asset == asset) {
            return Ok(place);
        }
        self.books.push(Book::new(asset, market.spot(asset)?));
        Ok(self.books.len() - 1)
    }
}

fn add(sum: &mut [f64; 3], part: &[f64; 3]) {
    sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
}
