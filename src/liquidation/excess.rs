//! Equity less maintenance of a pool of collateral, for many points of prices and volatilities at once.
//!
//! ```text
//! f(x, v) = still + Σ_i [ r_i(x_i) + counted_i(c_i(x_i) + Σ options in coin) + Σ other options ]
//! r_i = a + b x + c/x by the tiers that apply at x_i      counted: less the haircut of coins held, and with the margin
//!                                                         of coins owed
//! ```
//!
//! x_i = S'/S, v what is added to volatilities. The pieces of all contracts of one coin are added up once, break by break,
//! so that a point costs one piece for a coin however many contracts there are.

use crate::margin::book::{Book, Revalued};
use crate::margin::collateral::Haircuts;
use crate::margin::rule::Piece;
use crate::pricing::ScenarioBlock;

/// Moves at which the slope of what is revalued is looked at for its bound.
const LOOKED_AT: [f64; 9] = [0.1, 0.3, 0.6, 0.85, 1.0, 1.15, 1.5, 2.5, 6.0];
/// Steps of differences, in log-price and in volatility.
const STEP: f64 = 1e-3;

/// Points, asset by asset: the numbers of asset i stand at `i * len .. (i + 1) * len`.
#[derive(Debug, Clone, Default)]
pub struct Moves {
    /// How many points.
    pub len: usize,
    /// ln(S'/S).
    pub logs: Vec<f64>,
    /// S'/S.
    pub factors: Vec<f64>,
    /// σ' − σ; empty where no volatility matters.
    pub shifts: Vec<f64>,
}

impl Moves {
    fn at(&self, asset: usize, point: usize) -> (f64, f64, f64) {
        let i = asset * self.len + point;
        (self.logs[i], self.factors[i], self.shifts.get(i).copied().unwrap_or(0.0))
    }
}

/// One coin of a pool.
pub struct CoinExcess {
    /// Its place among the assets that move.
    pub place: usize,
    /// Its price now.
    pub spot: f64,
    /// Where a piece ends, rising.
    breaks: Vec<f64>,
    /// Contracts that pay in quote currency less all maintenance, and where nothing is revalued the coins as they count;
    /// one more than breaks.
    pieces: Vec<Piece>,
    /// Coins, and contracts that pay in them.
    coin: Piece,
    haircuts: Haircuts,
    /// 1 + margin rate of coins owed.
    owed: f64,
    /// Contracts that pay in quote currency, and staked coins.
    value: Piece,
    /// Of contracts: quote currency that moves with the price, and that does not.
    notional: (f64, f64),
    revalued: Vec<Revalued>,
    /// The greatest slopes of what is revalued: by log-price over x, by volatility.
    bounds: (f64, f64),
}

/// What happens to one point of a coin.
#[derive(Debug, Clone, Copy, Default)]
pub struct Slopes {
    /// ∂f/∂ln x.
    pub price: f64,
    /// ∂²f/∂(ln x)².
    pub curvature: f64,
    /// ∂f/∂v.
    pub volatility: f64,
}

/// What closing would be done with, in quote currency.
#[derive(Debug, Clone, Copy, Default)]
pub struct Closed {
    /// What everything is worth.
    pub worth: f64,
    /// Notional of contracts and worth of options.
    pub notional: f64,
}

/// What counts of coins around x: less the haircut of those held, and with the margin of those owed.
fn counted(haircuts: &Haircuts, owed: f64, coin: Piece, price: f64, x: f64) -> Piece {
    if coin.at(x) < 0.0 { coin.times(owed) } else { haircuts.counted(coin, price, x) }
}

impl CoinExcess {
    /// Of a book whose asset stands at a place.
    pub fn new(book: Book, place: usize) -> Self {
        let mut first = Piece::line(0.0, book.staked[1]);
        let (mut value, mut notional) = (Piece::line(0.0, book.staked[0]), (0.0, 0.0));
        let mut events: Vec<(f64, Piece)> = vec![];
        let mut split = |own: &mut Vec<f64>, part: &dyn Fn(f64) -> Piece| {
            own.retain(|x| *x > 0.0 && x.is_finite());
            own.sort_unstable_by(f64::total_cmp);
            let inside = |k: usize| match (k.checked_sub(1).map(|k| own[k]), own.get(k)) {
                (None, None) => 1.0,
                (None, Some(high)) => 0.5 * high,
                (Some(low), None) => 2.0 * low,
                (Some(low), Some(high)) => 0.5 * (low + high),
            };
            let mut last = part(inside(0));
            let begin = last;
            for (k, x) in own.iter().enumerate() {
                let next = part(inside(k + 1));
                let mut change = next;
                change += last.times(-1.0);
                events.push((*x, change));
                last = next;
            }
            own.clear();
            begin
        };
        let mut own = vec![];
        for leg in &book.legs {
            match leg.coin_price {
                Some(price) => notional.1 += leg.notional * price,
                None => {
                    first += leg.value;
                    value += leg.value;
                    notional.0 += leg.notional;
                }
            }
            leg.breaks(&mut own);
            first += split(&mut own, &|x| leg.maintenance(x).times(-1.0));
        }
        let coin = book.in_coin();
        if book.is_pieced() {
            own.push(-coin.fixed / coin.slope);
            book.haircuts.breaks(coin, book.price, &mut own);
            first += split(&mut own, &|x| counted(&book.haircuts, 1.0 + book.debt_rate, coin, book.price, x));
        }
        events.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut breaks, mut pieces) = (vec![], vec![first]);
        for (x, change) in events {
            let mut sum = pieces[pieces.len() - 1];
            sum += change;
            if breaks.last() == Some(&x) {
                let last = pieces.len() - 1;
                pieces[last] = sum;
            } else {
                breaks.push(x);
                pieces.push(sum);
            }
        }
        let mut own = Self {
            place,
            spot: book.price,
            breaks,
            pieces,
            coin,
            haircuts: book.haircuts,
            owed: 1.0 + book.debt_rate,
            value,
            notional,
            revalued: book.revalued,
            bounds: (0.0, 0.0),
        };
        if own.is_revalued() {
            for x in LOOKED_AT {
                let slopes = own.differences(libm::log(x), 0.0);
                own.bounds.0 = own.bounds.0.max(slopes.price.abs() / x);
                own.bounds.1 = own.bounds.1.max(slopes.volatility.abs());
            }
        }
        own
    }

    /// Whether anything is no straight piece.
    pub fn is_revalued(&self) -> bool {
        !self.revalued.is_empty()
    }

    /// Notional of its contracts now, in quote currency.
    pub fn notional_now(&self) -> f64 {
        self.notional.0 + self.notional.1
    }

    fn piece(&self, x: f64) -> Piece {
        self.pieces[self.breaks.partition_point(|end| *end < x)]
    }

    /// What counts of coins that are worth so much at x.
    fn counted(&self, coin: f64, x: f64) -> f64 {
        counted(&self.haircuts, self.owed, Piece::line(coin, 0.0), self.spot, x).at(x)
    }

    /// Values of what is revalued, added to the parts: in coin, in quote currency less margin.
    fn revalue(&self, block: &ScenarioBlock, factors: &[f64], coin: &mut [f64], rest: &mut [f64]) {
        let mut profits = vec![0.0; factors.len()];
        for held in &self.revalued {
            profits.fill(0.0);
            held.revaluation.profit(block, &mut profits);
            let to: &mut [f64] = if held.in_coin { &mut *coin } else { &mut *rest };
            to.iter_mut().zip(&profits).for_each(|(sum, profit)| *sum += held.value + profit);
            if held.short.is_some() {
                for ((sum, profit), x) in rest.iter_mut().zip(&profits).zip(factors) {
                    *sum -= held.margin(self.spot * x, held.value + profit).maintenance;
                }
            }
        }
    }

    /// f at one point.
    fn at(&self, log: f64, x: f64, shift: f64) -> f64 {
        let (mut coin, mut rest) = ([self.coin.at(x)], [self.piece(x).at(x)]);
        if !self.is_revalued() {
            return rest[0];
        }
        let (logs, factors, shifts) = ([log], [x], [shift]);
        let block = ScenarioBlock::new(1, &logs, &factors, Some(&shifts));
        self.revalue(&block, &factors, &mut coin, &mut rest);
        rest[0] + self.counted(coin[0], x)
    }

    fn differences(&self, log: f64, shift: f64) -> Slopes {
        let at = |by: f64, shift: f64| self.at(log + by, libm::exp(log + by), shift);
        let (low, middle, high) = (at(-STEP, shift), at(0.0, shift), at(STEP, shift));
        Slopes {
            price: (high - low) / (2.0 * STEP),
            curvature: (high - 2.0 * middle + low) / (STEP * STEP),
            volatility: (at(0.0, shift + STEP) - at(0.0, shift - STEP)) / (2.0 * STEP),
        }
    }

    /// The slopes of f at one point.
    fn slopes(&self, log: f64, x: f64, shift: f64) -> Slopes {
        if self.is_revalued() {
            return self.differences(log, shift);
        }
        let piece = self.piece(x);
        let (rising, falling) = (piece.slope * x, piece.inverse / x);
        Slopes { price: rising - falling, curvature: rising + falling, volatility: 0.0 }
    }

    /// Adds f at the points of a list to `sum`, and a bound of a step's move to `reach`, with the standard deviations of
    /// the step in log-price and volatility.
    fn add(
        &self,
        moves: &Moves,
        list: &[u32],
        (price, volatility): (f64, f64),
        pieces: &mut [u32],
        sums: (&mut [f64], &mut [f64]),
    ) {
        let (sum, reach) = sums;
        let of_asset = self.place * moves.len;
        let factors = &moves.factors[of_asset..][..moves.len];
        if self.is_revalued() {
            let some = |all: &[f64]| list.iter().map(|p| all[of_asset + *p as usize]).collect::<Vec<f64>>();
            let (logs, xs) = (some(&moves.logs), some(&moves.factors));
            let shifts = if moves.shifts.is_empty() { vec![] } else { some(&moves.shifts) };
            let block =
                ScenarioBlock::new(list.len(), &logs, &xs, (!shifts.is_empty()).then_some(&shifts[..]));
            let mut coin: Vec<f64> = xs.iter().map(|x| self.coin.at(*x)).collect();
            let mut rest: Vec<f64> = xs.iter().map(|x| self.piece(*x).at(*x)).collect();
            self.revalue(&block, &xs, &mut coin, &mut rest);
            let still = self.bounds.1 * volatility;
            for (i, p) in list.iter().enumerate() {
                sum[*p as usize] += rest[i] + self.counted(coin[i], xs[i]);
                reach[*p as usize] += self.bounds.0 * xs[i] * price + still;
            }
            return;
        }
        for p in list {
            let p = *p as usize;
            let x = factors[p];
            // The piece of the step before, until the price leaves it.
            let mut k = pieces[p] as usize;
            while self.breaks.get(k).is_some_and(|end| *end < x) {
                k += 1;
            }
            while k > 0 && self.breaks[k - 1] >= x {
                k -= 1;
            }
            pieces[p] = k as u32;
            let piece = &self.pieces[k];
            let rising = piece.slope * x;
            let mut falling = 0.0;
            if piece.inverse != 0.0 {
                falling = piece.inverse / x;
            }
            sum[p] += piece.fixed + rising + falling;
            reach[p] += (rising - falling).abs() * price;
        }
    }

    /// What closing would be done with at one point.
    pub fn closed(&self, log: f64, x: f64, shift: f64) -> Closed {
        let mut worth = self.coin.at(x) + self.value.at(x);
        let mut notional = self.notional.0 * x + self.notional.1;
        let (logs, factors, shifts) = ([log], [x], [shift]);
        for held in &self.revalued {
            let mut profit = [0.0];
            held.revaluation.profit(&ScenarioBlock::new(1, &logs, &factors, Some(&shifts)), &mut profit);
            worth += held.value + profit[0];
            notional += (held.value + profit[0]).abs();
        }
        Closed { worth, notional }
    }

    /// How many contracts there are, counted by what a point costs.
    pub fn work(&self) -> usize {
        1 + 8 * self.revalued.len()
    }
}

/// A pool of collateral at one time.
pub struct PoolExcess {
    /// Excess of what does not move.
    pub still: f64,
    /// What that is worth, and its notional.
    pub still_closed: Closed,
    /// The coins that move.
    pub coins: Vec<CoinExcess>,
}

impl PoolExcess {
    /// f at the points of a list, written to `sum`, with a bound of a step's move.
    pub fn fill(
        &self,
        moves: &Moves,
        list: &[u32],
        steps: &[(f64, f64)],
        pieces: &mut [Vec<u32>],
        (sum, reach): (&mut [f64], &mut [f64]),
    ) {
        for p in list {
            (sum[*p as usize], reach[*p as usize]) = (self.still, 0.0);
        }
        for ((coin, step), pieces) in self.coins.iter().zip(steps).zip(pieces) {
            coin.add(moves, list, *step, pieces, (sum, reach));
        }
    }

    /// What everything is worth at one point.
    pub fn worth(&self, moves: &Moves, point: usize) -> f64 {
        self.coins.iter().fold(self.still_closed.worth, |sum, coin| {
            let (log, x, shift) = moves.at(coin.place, point);
            sum + coin.closed(log, x, shift).worth
        })
    }

    /// Slopes by coin at one point.
    pub fn slopes(&self, moves: &Moves, point: usize, out: &mut Vec<Slopes>) {
        out.clear();
        out.extend(self.coins.iter().map(|coin| {
            let (log, x, shift) = moves.at(coin.place, point);
            coin.slopes(log, x, shift)
        }));
    }

    /// By coin, and what does not move, what closing would be done with at one point.
    pub fn closed(&self, moves: &Moves, point: usize) -> Vec<Closed> {
        let of = |coin: &CoinExcess| {
            let (log, x, shift) = moves.at(coin.place, point);
            coin.closed(log, x, shift)
        };
        self.coins.iter().map(of).chain([self.still_closed]).collect()
    }

    /// The coins, by their place in the pool, whose volatilities matter.
    pub fn volatile(&self) -> Vec<usize> {
        (0..self.coins.len()).filter(|i| self.coins[*i].is_revalued()).collect()
    }
}
