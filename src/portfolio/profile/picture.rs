//! The positions of a picture, revalued at any price and volatility.
//!
//! ```text
//! quote currency   P(m, v) = Σ profit_i(x_i, v) + c              x_i = β_i ln(1 + m)
//! coin             P(m, v) = (V + Σ profit_i) / S' − V / S + c / S        S' = S (1 + m)
//! ```
//!
//! m move of the reference's price S, v shift of the volatilities, V value now in quote currency, c what
//! has been earned since entry, where that is asked for.

use super::response::ProfilePoint;
use crate::error::Error;
use crate::market::Market;
use crate::portfolio::valued::Valued;
use crate::pricing::{Revaluation, ScenarioBlock, ScenarioFrame, SmileRule};

/// How many points are revalued at once.
const BLOCK: usize = 512;
/// Profits smaller than this part of what is at stake are rounding.
const ROUNDING: f64 = 1e-11;
/// A break-even is sought in at most so many steps; it takes about eight.
const STEPS: usize = 60;

/// A price move m and a volatility shift v.
pub(super) type Point = (f64, f64);

/// What is revalued.
pub(super) struct Picture<'a> {
    pub held: Vec<Valued<'a>>,
    /// The assets of the positions, as far as they have a price that moves, with their betas.
    pub assets: Vec<(String, f64)>,
    /// V.
    pub value: f64,
    /// c.
    pub earned: f64,
    /// S, where profits are counted in coin.
    pub coin: Option<f64>,
    /// How volatilities follow the price.
    pub smile: SmileRule,
}

/// The positions at one moment.
pub(super) struct Moment<'a> {
    picture: &'a Picture<'a>,
    revaluations: Vec<Box<dyn Revaluation>>,
}

impl Picture<'_> {
    /// The positions when so many years have passed.
    pub fn after<'a>(&'a self, market: &Market, years: f64) -> Result<Moment<'a>, Error> {
        let assets = self.assets.iter().map(|(asset, _)| asset.clone()).collect();
        let frame = ScenarioFrame { assets, horizon_years: years, smile: self.smile };
        let revalued = |(held, _): &Valued| held.contract.revaluation(market, &held.holding, &frame);
        Ok(Moment { picture: self, revaluations: self.held.iter().map(revalued).collect::<Result<_, _>>()? })
    }
}

impl Moment<'_> {
    /// The profit at each point.
    pub fn profits(&self, points: &[Point]) -> Vec<f64> {
        points.chunks(BLOCK).flat_map(|points| self.block(points)).collect()
    }

    fn block(&self, points: &[Point]) -> Vec<f64> {
        let Picture { assets, value, earned, coin, .. } = self.picture;
        let (mut returns, mut factors, mut shifts) = (vec![], vec![], vec![]);
        for (_, beta) in assets {
            for &(price_move, shift) in points {
                let log_return = beta * libm::log1p(price_move);
                returns.push(log_return);
                factors.push(if *beta == 1.0 { 1.0 + price_move } else { libm::exp(log_return) });
                shifts.push(shift);
            }
        }
        let moved = points.iter().any(|(_, shift)| *shift != 0.0);
        let block = ScenarioBlock::new(points.len(), &returns, &factors, moved.then_some(&shifts[..]));
        let mut profits = vec![0.0; points.len()];
        for revaluation in &self.revaluations {
            revaluation.profit(&block, &mut profits);
        }
        for (profit, (price_move, _)) in profits.iter_mut().zip(points) {
            *profit = match coin {
                None => *profit + earned,
                // (V + P)/S' − V/S, without the difference of two large numbers.
                Some(spot) => (*profit - value * price_move) / (spot * (1.0 + price_move)) + earned / spot,
            };
        }
        profits
    }

    /// Where the profit changes its sign, by the Illinois method between neighbours of the grid.
    pub fn break_evens(&self, moves: &[f64], profit: &[f64], shift: f64) -> Vec<f64> {
        let scale = profit.iter().fold(self.picture.value.abs(), |most, p| most.max(p.abs()));
        let scale = self.picture.coin.map_or(scale, |spot| scale / spot);
        let nothing = |p: f64| p.abs() <= ROUNDING * scale;
        let mut found = vec![];
        let mut last: Option<usize> = None;
        for (i, &p) in profit.iter().enumerate() {
            if nothing(p) {
                continue;
            }
            if let Some(l) = last
                && (profit[l] < 0.0) != (p < 0.0)
            {
                found.push(if i == l + 1 {
                    self.root((moves[l], profit[l]), (moves[i], p), shift)
                } else {
                    // Nothing between the two: it turns in the middle.
                    0.5 * (moves[l + 1] + moves[i - 1])
                });
            }
            last = Some(i);
        }
        found
    }

    fn root(&self, mut a: (f64, f64), mut b: (f64, f64), shift: f64) -> f64 {
        for _ in 0..STEPS {
            let middle = (a.0 * b.1 - b.0 * a.1) / (b.1 - a.1);
            if (b.0 - a.0).abs() < 1e-13 || !(a.0.min(b.0) < middle && middle < a.0.max(b.0)) {
                break;
            }
            let profit = self.profits(&[(middle, shift)])[0];
            if profit == 0.0 {
                return middle;
            }
            if (profit < 0.0) == (b.1 < 0.0) {
                a.1 *= 0.5;
            } else {
                a = b;
            }
            b = (middle, profit);
        }
        b.0
    }
}

/// The least and the greatest profit of a curve, the first of equals.
pub(super) fn extremes(moves: &[f64], profit: &[f64]) -> (ProfilePoint, ProfilePoint) {
    let mut points =
        moves.iter().zip(profit).map(|(&price_move, &profit)| ProfilePoint { price_move, profit });
    let first = points.next().unwrap_or(ProfilePoint { price_move: 0.0, profit: 0.0 });
    points.fold((first, first), |(worst, best), point| {
        (
            if point.profit < worst.profit { point } else { worst },
            if point.profit > best.profit { point } else { best },
        )
    })
}
