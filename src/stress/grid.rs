//! Profit and loss by price and volatility, at once.

use serde::Serialize;

use super::book::StressBook;
use super::request::Settings;
use crate::error::{Code, Error};
use crate::market::is_stablecoin;

/// Prices and volatilities of the grid; odd, so that no move is among them where the range is even.
const POINTS: (usize, usize) = (21, 13);

/// Profit and loss by price and volatility.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StressGrid {
    /// Whose price moves; none when all coins move by the same percentage.
    pub asset: Option<String>,
    /// S'/S − 1.
    pub moves: Vec<f64>,
    /// Added to every volatility of what moves; none goes below 0.
    pub volatility_shifts: Vec<f64>,
    /// One volatility after the other, each with all price moves.
    pub profit: Vec<f64>,
    /// Where in `profit` the least is.
    pub worst: usize,
    /// Of each position, there.
    pub worst_by_position: Vec<f64>,
}

fn spread((least, most): (f64, f64), count: usize) -> Vec<f64> {
    let mut points: Vec<f64> =
        (0..count).map(|i| least + (most - least) * i as f64 / (count - 1) as f64).collect();
    // A range around nothing has nothing in its middle, and no rounding of it.
    points.iter_mut().filter(|x| x.abs() < 1e-12).for_each(|x| *x = 0.0);
    points
}

/// The grid of a book; none where no price moves it.
pub(super) fn grid(
    book: &StressBook,
    asset: Option<&String>,
    settings: &Settings,
) -> Result<Option<StressGrid>, Error> {
    if let Some(asset) = asset
        && !book.assets.contains(asset)
    {
        let message = format!("No position is on {asset}.");
        return Err(Error::new(Code::NotFound, message).at("asset"));
    }
    let moved: Vec<bool> =
        book.assets.iter().map(|name| asset.map_or(!is_stablecoin(name), |one| one == name)).collect();
    if !moved.contains(&true) {
        return Ok(None);
    }
    let moves = spread(settings.range, POINTS.0);
    let shifts = spread((-settings.volatility_range, settings.volatility_range), POINTS.1);
    let mut points = vec![];
    for &shift in &shifts {
        for &change in &moves {
            for amount in [change, shift] {
                points.extend(moved.iter().map(|moves| if *moves { amount } else { 0.0 }));
            }
        }
    }
    let ready = &book.now;
    let profit = ready.totals(&points);
    let worst = (0..profit.len()).min_by(|a, b| profit[*a].total_cmp(&profit[*b])).unwrap_or(0);
    let row = 2 * book.assets.len();
    let worst_by_position = ready.by_position(&points[worst * row..][..row]);
    Ok(Some(StressGrid {
        asset: asset.cloned(),
        moves,
        volatility_shifts: shifts,
        profit,
        worst,
        worst_by_position,
    }))
}
