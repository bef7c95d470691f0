//! Positions, revalued in full under a shock.
//!
//! ```text
//! profit = [V(Q₁) − V(Q₀)] + [V(Q₁; x, s, h) − V(Q₁)]
//! ```
//!
//! Q₀ today's quotes, Q₁ those with basis, funding and rate moved and spots as they are; x moves of the spots,
//! s shifts of the volatilities, h days that pass: the second part is the
//! [`Revaluation`](crate::pricing::Revaluation) that risk measures use. What is entered without a price counts
//! from today's mark in both.

use super::shock::Shock;
use crate::error::{Code, Error};
use crate::market::{Market, QUOTE_CURRENCY, Quotes, Timestamp};
use crate::portfolio::{Excluded, HeldPosition, Portfolio, valued};
use crate::pricing::instrument::Holding;
use crate::pricing::{Revaluation, ScenarioBlock, ScenarioFrame, SmileRule, Valuation};

/// Days of a year in which options count their time.
const YEAR_DAYS: f64 = 365.0;
/// How many points are revalued at once.
const BLOCK: usize = 512;
/// Profits beyond this are no numbers any more when they are added.
const LARGEST_PROFIT: f64 = 1e150;

/// A position with what it is worth.
pub struct Stressed<'a> {
    /// As in the portfolio.
    pub position: &'a HeldPosition,
    /// Today.
    pub valuation: Valuation,
    holding: Holding,
}

/// Positions that can be valued.
pub struct StressBook<'a> {
    /// In the order of the request.
    pub held: Vec<Stressed<'a>>,
    /// What moves them, in the order in which positions name them.
    pub assets: Vec<String>,
    /// Delta times spot of each.
    pub exposures: Vec<f64>,
    /// The positions that cannot be valued.
    pub excluded: Vec<Excluded>,
    /// Today.
    pub now: Ready,
    market: &'a Market,
    quotes: &'a Quotes,
}

/// Positions at one moment, in one market, ready for moves of spots and volatilities.
pub struct Ready {
    revaluations: Vec<Box<dyn Revaluation>>,
    width: usize,
}

impl<'a> StressBook<'a> {
    /// Of a portfolio.
    pub fn new(portfolio: &'a Portfolio, market: &'a Market, quotes: &'a Quotes) -> Result<Self, Error> {
        let (held, excluded) = valued(portfolio, market);
        let now = Ready { revaluations: vec![], width: 0 };
        let mut book =
            Self { held: vec![], assets: vec![], exposures: vec![], excluded, now, market, quotes };
        for (position, valuation) in held {
            let asset = position.contract.asset();
            if asset != QUOTE_CURRENCY {
                let known = book.assets.iter().position(|name| name == asset);
                let place = known.unwrap_or_else(|| {
                    book.assets.push(asset.to_owned());
                    book.exposures.push(0.0);
                    book.assets.len() - 1
                });
                book.exposures[place] += valuation.exposure;
            }
            let mut holding = position.holding;
            if position.contract.margined() {
                holding.entry_price = holding.entry_price.or(Some(valuation.price));
            }
            book.held.push(Stressed { position, valuation, holding });
        }
        if book.held.is_empty() {
            let reason = book.excluded.first().map_or("There are no positions.", |one| one.reason.as_str());
            return Err(
                Error::new(Code::MissingQuote, format!("Nothing can be revalued. {reason}")).at("positions")
            );
        }
        book.now = book.ready(market, 0.0)?;
        Ok(book)
    }

    /// What the positions are worth.
    pub fn value(&self) -> f64 {
        self.held.iter().map(|held| held.valuation.figures.value).sum()
    }

    /// The positions in a market when so many days have passed.
    fn ready(&self, market: &Market, days: f64) -> Result<Ready, Error> {
        let frame = ScenarioFrame {
            assets: self.assets.clone(),
            horizon_years: days / YEAR_DAYS,
            smile: SmileRule::StickyStrike,
        };
        let one = |held: &Stressed| held.position.contract.revaluation(market, &held.holding, &frame);
        let revaluations = self.held.iter().map(one).collect::<Result<_, _>>()?;
        Ok(Ready { revaluations, width: self.assets.len() })
    }

    fn expiries(&self) -> Vec<(String, Timestamp)> {
        let mut expiries: Vec<(String, Timestamp)> = vec![];
        for held in &self.held {
            let contract = &held.position.contract;
            if let Some(expiry) = contract.needs().forward {
                let one = (contract.asset().to_owned(), expiry);
                if !expiries.contains(&one) {
                    expiries.push(one);
                }
            }
        }
        expiries
    }

    /// The profit of each position, in quote currency.
    pub fn profits(&self, shock: &Shock) -> Result<Vec<f64>, Error> {
        let factors: Vec<f64> = shock.moves.iter().map(|(change, _)| 1.0 + change).collect();
        let returns: Vec<f64> = shock.moves.iter().map(|(change, _)| libm::log1p(*change)).collect();
        let moved = match shock.moves_quotes() {
            true => Some(shock.quotes(self.quotes, &self.assets, &self.expiries())?),
            false => None,
        };
        let later = match (&moved, shock.days == 0.0) {
            (None, true) => None,
            (market, _) => Some(self.ready(market.as_ref().unwrap_or(self.market), shock.days)?),
        };
        let ready = later.as_ref().unwrap_or(&self.now);
        let mut profits = Vec::with_capacity(self.held.len());
        for (held, revaluation) in self.held.iter().zip(&ready.revaluations) {
            let mut profit = [0.0];
            if let Some(market) = &moved {
                let after = held.position.contract.value(market, &held.holding)?;
                profit[0] = after.figures.value - held.valuation.figures.value;
            }
            let shift = match held.valuation.implied_volatility {
                Some(volatility) => {
                    shock.check_volatility(&held.position.label, volatility)?;
                    shock.shift(volatility)
                }
                None => shock.volatility,
            };
            let shifts = vec![shift; factors.len()];
            let shifts = (shift != 0.0).then_some(&shifts[..]);
            revaluation.profit(&ScenarioBlock::new(1, &returns, &factors, shifts), &mut profit);
            if profit[0].is_nan() || profit[0].abs() > LARGEST_PROFIT {
                let message = format!("The profit of {} is too large for a number.", held.position.label);
                return Err(Error::new(Code::InvalidValue, message));
            }
            // A move of nothing gives 0, not −0.
            profits.push(profit[0] + 0.0);
        }
        Ok(profits)
    }
}

impl Ready {
    /// The profit of the book at points: for each point the moves S'/S − 1 of all assets, then the shift of each
    /// asset's volatilities.
    pub fn totals(&self, points: &[f64]) -> Vec<f64> {
        let row = 2 * self.width;
        if row == 0 {
            return vec![];
        }
        points.chunks(BLOCK * row).flat_map(|points| self.block(points, 0..self.revaluations.len())).collect()
    }

    /// The profit of each position at one point.
    pub fn by_position(&self, point: &[f64]) -> Vec<f64> {
        (0..self.revaluations.len()).map(|i| self.block(point, i..i + 1)[0]).collect()
    }

    fn block(&self, points: &[f64], which: std::ops::Range<usize>) -> Vec<f64> {
        let (width, row) = (self.width, 2 * self.width);
        let count = points.len() / row;
        let (mut returns, mut factors, mut shifts) = (vec![], vec![], vec![]);
        for i in 0..width {
            for point in points.chunks_exact(row) {
                factors.push(1.0 + point[i]);
                returns.push(libm::log1p(point[i]));
                shifts.push(point[width + i]);
            }
        }
        let moved = shifts.iter().any(|shift| *shift != 0.0);
        let block = ScenarioBlock::new(count, &returns, &factors, moved.then_some(&shifts[..]));
        let mut profits = vec![0.0; count];
        for revaluation in &self.revaluations[which] {
            revaluation.profit(&block, &mut profits);
        }
        profits
    }
}
