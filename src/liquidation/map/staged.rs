//! A position that its venue closes in parts: first a share of it, and all the rest where its next line is met.

use super::crowd::Amounts;
use super::line::liquidation_price;
use crate::margin::rule::Rule;

/// Such a position; prices are factors on today's.
#[derive(Debug, Clone, Copy)]
pub struct StagedPosition<'a> {
    /// Its coin.
    pub asset: usize,
    /// Whether a fall ends it.
    pub long: bool,
    /// What is left of it, at today's price.
    pub volume: f64,
    /// Its line.
    pub line: f64,
    /// Where nothing is left.
    pub bankruptcy: f64,
    /// What goes with what is left.
    pub amounts: Amounts,
    /// The share that is closed first.
    pub share: f64,
    /// How its margin is counted.
    pub rule: &'a Rule,
    /// Today's price of the coin.
    pub spot: f64,
    /// Whether its first part has been closed.
    pub opened: bool,
}

impl StagedPosition<'_> {
    /// Whether a price reaches its line.
    pub fn reached(&self, price: f64) -> bool {
        self.volume > 0.0 && if self.long { price <= self.line } else { price >= self.line }
    }

    /// The volume that is forced now, with what goes with it.
    pub fn force(&self) -> (f64, Amounts) {
        if self.opened {
            return (self.volume, self.amounts);
        }
        let mut part = self.amounts.times(self.share);
        // A row is counted when the last of it goes.
        part.count = 0.0;
        (self.volume * self.share, part)
    }

    /// What is missing where what was forced is closed at a price; the rest keeps its equity and has a new line.
    pub fn close(&mut self, price: f64) -> f64 {
        let s = if self.long { 1.0 } else { -1.0 };
        let equity = self.volume * s * (price - self.bankruptcy);
        if self.opened {
            self.volume = 0.0;
            return (-equity).max(0.0);
        }
        let (closed, part) = self.force();
        self.opened = true;
        self.volume -= closed;
        self.amounts = self.amounts.less(part);
        self.bankruptcy = price - s * equity / self.volume;
        let size = self.volume / self.spot;
        let line = liquidation_price(self.rule, size, self.long, self.bankruptcy * self.spot);
        // A long that is fully backed has none, a short always has one.
        self.line = line.map_or(0.0, |price| price / self.spot);
        0.0
    }
}
