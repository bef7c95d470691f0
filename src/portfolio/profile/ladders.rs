//! Greeks by price, expiry and strike.
//!
//! ```text
//! exposure  E(m) = (P(m₊) − P(m₋)) / 2h            m± = (1 + m) e^{±h} − 1, h = 0.1 %
//! gamma     what a further 1 % adds to delta, in currency: S² Γ / 100 with
//!           S² Γ = (P(m₊) − 2 P(m) + P(m₋)) / h² − E(m)
//! vega      P(m, v + ½ %) − P(m, v − ½ %)
//! ```
//!
//! P profit after a price move m and a volatility shift v, from [`Picture`](super::picture::Picture): central
//! differences, so that every instrument has them. Their error is of the order h², which is 10⁻⁴ of a
//! gamma whose option has a standard deviation of 1 % left.

use super::picture::{Moment, Picture, Point};
use super::response::{PriceLadder, VegaLadder};
use crate::market::{Market, Timestamp, format_instant};

const STEP: f64 = 1e-3;
const HALF_POINT: f64 = 0.005;
/// Strike ÷ spot.
const EDGES: [f64; 8] = [0.6, 0.8, 0.9, 0.95, 1.05, 1.1, 1.25, 1.6];

/// Profit, exposure, gamma and vega at each price move.
pub(super) fn price_ladder(moment: &Moment, moves: &[f64], shift: f64) -> PriceLadder {
    let beside = |m: f64, step: f64| (1.0 + m) * libm::exp(step) - 1.0;
    let points: Vec<Point> = moves
        .iter()
        .flat_map(|&m| {
            let (low, high) = (beside(m, -STEP), beside(m, STEP));
            [(low, shift), (m, shift), (high, shift), (m, shift - HALF_POINT), (m, shift + HALF_POINT)]
        })
        .collect();
    let mut ladder = PriceLadder { moves: moves.to_vec(), ..PriceLadder::default() };
    for profits in moment.profits(&points).chunks_exact(5) {
        let [low, middle, high, below, above] = *profits else { continue };
        let exposure = (high - low) / (2.0 * STEP);
        ladder.profit.push(middle);
        ladder.exposure.push(exposure);
        ladder.gamma.push(((high - 2.0 * middle + low) / (STEP * STEP) - exposure) / 100.0);
        ladder.vega.push(above - below);
    }
    ladder
}

/// Vega by expiry, and by strike ÷ spot.
pub(super) fn vega_ladder(picture: &Picture, market: &Market) -> VegaLadder {
    let columns = EDGES.len() + 1;
    let mut sums: Vec<(Timestamp, Vec<f64>)> = vec![];
    for (held, valuation) in &picture.held {
        let Some((expiry, strike)) = held.contract.needs().volatility else { continue };
        let Ok(spot) = market.spot(held.contract.asset()) else { continue };
        let column = EDGES.iter().filter(|edge| strike / spot >= **edge).count();
        let row = match sums.iter().position(|(known, _)| *known == expiry) {
            Some(row) => row,
            None => {
                sums.push((expiry, vec![0.0; columns]));
                sums.len() - 1
            }
        };
        sums[row].1[column] += valuation.figures.vega / 100.0;
    }
    sums.sort_by_key(|(expiry, _)| *expiry);
    VegaLadder {
        expiries: sums.iter().map(|(expiry, _)| format_instant(*expiry)).collect(),
        edges: EDGES.to_vec(),
        vega: sums.into_iter().flat_map(|(_, vega)| vega).collect(),
    }
}
