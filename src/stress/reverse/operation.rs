//! The operation `reverseStress`.
//!
//! ```text
//! least y'Σ⁻¹y with profit(y) = −L        y = (r, ε), Σ = [cov r, 0; 0, 1]
//! σ_i' = σ_i + ν (ρ r_i/√Σ_ii + √(1 − ρ²) ε)
//! ```
//!
//! r simple returns over the horizon, ε what moves volatilities beside prices; ν their standard deviation in points,
//! ρ their correlation with the price. If returns are normal, the density is greatest at y among all moves that lose
//! L, and the chance of a loss of L is Φ(−distance) for a linear book.

use nalgebra::DMatrix;
use serde::Serialize;

use super::nearest::Metric;
use super::request::{ReverseStressRequest, parameters};
use super::search::Search;
use crate::error::{Error, Notice};
use crate::market::{PriceTable, ReturnSample};
use crate::math::normal::cdf;
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::portfolio::Excluded;
use crate::progress::Progress;
use crate::risk::Window;
use crate::stress::background::{self, Background, Joint};
use crate::stress::book::StressBook;
use crate::stress::operation::stressed_positions;
use crate::stress::request::horizon;
use crate::stress::response::StressedPosition;

/// Prices fall at most by this part, and rise to eleven times.
const BOUNDS: (f64, f64) = (-0.99, 10.0);
/// What volatilities do beside prices has no bound.
const FREE: (f64, f64) = (-1e3, 1e3);
const SEED: u64 = 7;
const DEFAULT_PART: f64 = 0.1;
/// How many prices the sentence names.
const NAMED: usize = 3;

/// How far a price and its volatilities go.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ReverseMove {
    /// The coin.
    pub asset: String,
    /// S'/S − 1.
    pub change: f64,
    /// In its own standard deviations.
    pub deviations: f64,
    /// Added to its volatilities.
    pub volatility: f64,
}

/// The most likely move that loses an amount.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ReverseStressResponse {
    /// What is to be lost, in quote currency.
    pub loss: f64,
    /// Days over which standard deviations are counted.
    pub horizon_days: u32,
    /// The move in words, or why there is none.
    pub sentence: String,
    /// Standard deviations; none where no move was found that loses so much.
    pub distance: Option<f64>,
    /// Chance of such a loss, if returns are normal and the book linear.
    pub probability: Option<f64>,
    /// The move.
    pub moves: Vec<ReverseMove>,
    /// Of the book, revalued in full.
    pub profit: Option<f64>,
    /// In the order of all profits by position.
    pub positions: Vec<StressedPosition>,
    /// Of each position.
    pub by_position: Vec<f64>,
    /// How far, in standard deviations, the nearest point of the tangent lies from the move: 0 where none beside it
    /// is nearer.
    pub residual: Option<f64>,
    /// How many directions were looked at, none of which loses so much nearer.
    pub directions: usize,
    /// The greatest loss seen, where none was found.
    pub greatest_loss: f64,
    /// What the covariance was estimated from.
    pub sample: ReturnSample,
    /// The positions that could not be valued.
    pub excluded: Vec<Excluded>,
    /// What should be known of the figures.
    pub warnings: Vec<Notice>,
}

/// From y to the moves and shifts of a book's assets.
struct Map {
    /// By asset of the book, its place in y.
    places: Vec<Option<usize>>,
    /// By place, 1/√Σ_ii.
    inverse: Vec<f64>,
    deviation: f64,
    correlation: f64,
}

impl Map {
    fn shift(&self, y: &[f64], place: usize) -> f64 {
        if self.deviation == 0.0 {
            return 0.0;
        }
        let own = self.correlation * y[place] * self.inverse[place];
        let beside = (1.0 - self.correlation * self.correlation).sqrt() * y[self.inverse.len()];
        self.deviation * (own + beside)
    }

    fn point(&self, y: &[f64], out: &mut Vec<f64>) {
        out.extend(self.places.iter().map(|place| place.map_or(0.0, |place| y[place])));
        out.extend(self.places.iter().map(|place| place.map_or(0.0, |place| self.shift(y, place))));
    }
}

fn metric(joint: &Joint, volatilities: bool) -> Result<Metric, Error> {
    let n = joint.assets.len();
    let size = n + usize::from(volatilities);
    Metric::new(DMatrix::from_fn(size, size, |i, j| match (i < n && j < n, i == j) {
        (true, _) => joint.matrix[(i, j)],
        (false, same) => f64::from(u8::from(same)),
    }))
}

/// The most likely move that loses the amount of a request.
pub fn run(request: &ReverseStressRequest) -> Result<ReverseStressResponse, Error> {
    let (deviation, correlation) = request.volatility()?;
    let horizon_days = horizon(request.horizon_days)?;
    request.covariance.method().check().map_err(|error| error.inside("covariance"))?;
    let (portfolio, market, history) =
        background::read(&request.positions, &request.quotes, request.prices.as_ref())?;
    let book = StressBook::new(&portfolio, &market, &request.quotes)?;
    let background = Background {
        assets: &book.assets,
        exposures: &book.exposures,
        market: &market,
        replays: false,
        history: history.as_ref(),
        window: Window::between(request.from.as_deref(), request.to.as_deref())?,
        covariance: &request.covariance,
        horizon_days,
    };
    let joint = background.joint(&[])?;
    let gross: f64 = book.exposures.iter().map(|e| e.abs()).sum();
    let loss = request.loss.unwrap_or(DEFAULT_PART * gross.max(book.value().abs()).max(1e-6));

    let metric = metric(&joint, deviation > 0.0)?;
    let n = joint.assets.len();
    let map = Map {
        places: book.assets.iter().map(|asset| joint.place(asset)).collect(),
        inverse: (0..n).map(|i| 1.0 / joint.deviation(i)).collect(),
        deviation,
        correlation,
    };
    let ready = &book.now;
    let profits = |points: &[Vec<f64>]| {
        let mut flat = Vec::with_capacity(points.len() * 2 * map.places.len());
        points.iter().for_each(|y| map.point(y, &mut flat));
        ready.totals(&flat)
    };
    let mut bounds = vec![BOUNDS; n];
    bounds.extend((deviation > 0.0).then_some(FREE));
    let search = Search {
        profits: &profits,
        metric: &metric,
        bounds: &bounds,
        loss,
        positions: book.held.len(),
        seed: SEED,
        starts: &[],
    };
    let (found, greatest_loss) = search.run()?;

    let mut warnings = joint.notices.clone();
    let mut moves = vec![];
    let mut by_position = vec![];
    if let Some(found) = &found {
        let mut flat = vec![];
        map.point(&found.point, &mut flat);
        by_position = ready.by_position(&flat);
        moves.extend((0..n).map(|i| ReverseMove {
            asset: joint.assets[i].clone(),
            change: found.point[i],
            deviations: found.point[i] * map.inverse[i],
            volatility: map.shift(&found.point, i),
        }));
        if found.directions == 0 {
            let message =
                "The search was stopped while it still found nearer moves: there may be a nearer one.";
            warnings.push(Notice::new("nearerMoves", message));
        }
    }
    for asset in book.assets.iter().filter(|asset| joint.place(asset).is_none()) {
        let message = format!("{asset} has no price history that moves: it stands still.");
        warnings.push(Notice::new("standsStill", message));
    }
    Ok(ReverseStressResponse {
        loss,
        horizon_days,
        sentence: match &found {
            Some(found) => sentence(&moves, &book, found.distance, horizon_days),
            None => "None: no move of these prices was found that loses so much.".to_owned(),
        },
        distance: found.as_ref().map(|found| found.distance),
        probability: found.as_ref().map(|found| cdf(-found.distance)),
        moves,
        profit: found.as_ref().map(|_| by_position.iter().sum()),
        positions: stressed_positions(&book),
        by_position,
        residual: found.as_ref().map(|found| found.residual),
        directions: found.as_ref().map_or(0, |found| found.directions),
        greatest_loss,
        sample: joint.sample,
        warnings,
        excluded: book.excluded,
    })
}

/// "BTC −18 % with ETH −24 %, a 3.1-standard-deviation move over 1 day."
fn sentence(moves: &[ReverseMove], book: &StressBook, distance: f64, days: u32) -> String {
    let weight = |one: &ReverseMove| {
        let place = book.assets.iter().position(|asset| *asset == one.asset);
        place.map_or(0.0, |place| (book.exposures[place] * one.change).abs())
    };
    let mut ordered: Vec<&ReverseMove> = moves.iter().filter(|one| one.change.abs() >= 5e-5).collect();
    ordered.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let signed = |value: f64, digits: usize| {
        let sign = if value < 0.0 { "−" } else { "+" };
        format!("{sign}{:.digits$}", value.abs())
    };
    let named: Vec<String> = ordered
        .iter()
        .take(NAMED)
        .map(|one| {
            let digits = if one.change.abs() < 0.1 { 1 } else { 0 };
            format!("{} {} %", one.asset, signed(100.0 * one.change, digits))
        })
        .collect();
    let mut text = match named.split_first() {
        None => "Prices as they are".to_owned(),
        Some((first, [])) => first.clone(),
        Some((first, rest)) => format!("{first} with {}", rest.join(" and ")),
    };
    if ordered.len() > NAMED {
        text += &format!(" and {} others", ordered.len() - NAMED);
    }
    let farthest = moves.iter().max_by(|a, b| a.volatility.abs().total_cmp(&b.volatility.abs()));
    if let Some(farthest) = farthest
        && farthest.volatility.abs() >= 5e-4
    {
        let points = signed(100.0 * farthest.volatility, 1);
        text += &format!(", volatilities of {} {points} points", farthest.asset);
    }
    let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    format!("{text}: a {distance:.1}-standard-deviation move over {days}.")
}

/// The operation `reverseStress`.
pub struct ReverseStress;

impl Operation for ReverseStress {
    type Request = ReverseStressRequest;
    type Response = ReverseStressResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "reverseStress",
            book: "",
            label: "Reverse stress",
            summary: "The most likely market move that loses a given amount: nearest to today by the covariance of returns (Mahalanobis), every position revalued in full.",
            parameters: parameters(),
        }
    }

    fn run(
        request: &ReverseStressRequest,
        _progress: &mut dyn Progress,
    ) -> Result<ReverseStressResponse, Error> {
        run(request)
    }

    fn prices(request: &mut ReverseStressRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
