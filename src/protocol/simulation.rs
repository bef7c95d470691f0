//! Losses to failures and to the market together.
//!
//! ```text
//! L[d] = M[s] + Σₕ f[h](F[d]) max(V[h] − M[h][s], 0),     s = d mod S,   pₜ = 1 − (1 − p)^(days/365)
//! ```
//!
//! F[d] the set that fails in draw d, f[h] the part of holding h that is lost once losses have cleared through the
//! graph, V value, M market loss in scenario s of S. A failure takes what the market left, so that nobody loses more
//! than he holds. Each scenario comes in as many draws: without failures the figures are those of the market alone.

use std::collections::BTreeMap;

use super::dependence::FailureLaw;
use super::graph::Graph;
use super::holdings::Holdings;
use crate::math::normal_quantile::normal_quantile;
use crate::math::order;
use crate::math::random::BlockStream;
use crate::progress::Progress;

/// Draws that share a stream of random numbers.
const BLOCK: usize = 1024;
/// Sets of failures whose losses are kept in mind.
const KNOWN: usize = 4096;
/// Draws between two reports of progress.
const BLOCKS_PER_REPORT: usize = 16;

/// What comes of every draw.
#[derive(Debug, Default)]
pub struct Simulated {
    /// The set that failed.
    pub sets: Vec<u128>,
    /// Lost to failures at today's values.
    pub failures: Vec<f64>,
    /// Lost in all.
    pub together: Vec<f64>,
}

/// The part of each holding that is lost where these fail.
pub fn lost_in(graph: &Graph, holdings: &Holdings, failed: u128) -> Vec<f64> {
    if failed == 0 {
        return vec![0.0; holdings.held.len()];
    }
    let kept = graph.kept(failed);
    let recoveries = graph.claims.recoveries(&kept);
    holdings.held.iter().map(|held| graph.lost(&held.on, &kept, &recoveries)).collect()
}

/// What is lost at today's values of such parts.
pub fn at_today(holdings: &Holdings, lost: &[f64]) -> f64 {
    holdings.held.iter().zip(lost).map(|(held, lost)| lost * held.value.max(0.0)).sum()
}

/// The normal score of each loss among all: Φ⁻¹((rank − ½)/S).
fn scores(losses: &[f64]) -> Vec<f64> {
    let mut scores = vec![0.0; losses.len()];
    for (place, scenario) in order::falling(losses).into_iter().enumerate() {
        let rank = (losses.len() - place) as f64;
        scores[scenario] = normal_quantile((rank - 0.5) / losses.len() as f64);
    }
    scores
}

/// Draws failures and adds up what is lost: at least `draws` times, and each scenario as often as the others.
pub fn simulate(
    graph: &Graph,
    holdings: &Holdings,
    law: &dyn FailureLaw,
    (draws, seed): (usize, u64),
    progress: &mut dyn Progress,
) -> Simulated {
    let scenarios = holdings.market.len();
    let count = draws.div_ceil(scenarios) * scenarios;
    let scores = scores(&holdings.market);
    let mut found = Simulated::default();
    let mut known: BTreeMap<u128, Vec<f64>> = BTreeMap::new();
    let mut stream = BlockStream::new(seed, 0);
    for draw in 0..count {
        let (block, within) = (draw / BLOCK, draw % BLOCK);
        if within == 0 {
            stream = BlockStream::new(seed, block as u64);
            if block % BLOCKS_PER_REPORT == 0 {
                progress.report(draw, count, "Drawing failures");
            }
        }
        let scenario = draw % scenarios;
        let failed = law.draw(&mut stream, scores[scenario]);
        let (mut at_today, mut beyond) = (0.0, 0.0);
        let mut add = |lost: &[f64]| {
            for (held, part) in holdings.held.iter().zip(lost).filter(|(_, part)| **part > 0.0) {
                at_today += part * held.value.max(0.0);
                beyond += part * (held.value - held.market_loss(scenario)).max(0.0);
            }
        };
        match known.get(&failed) {
            Some(lost) => add(lost),
            None => {
                let lost = lost_in(graph, holdings, failed);
                add(&lost);
                if known.len() < KNOWN {
                    known.insert(failed, lost);
                }
            }
        }
        found.sets.push(failed);
        found.failures.push(at_today);
        found.together.push(holdings.market[scenario] + beyond);
    }
    progress.report(count, count, "Drawing failures");
    found
}
