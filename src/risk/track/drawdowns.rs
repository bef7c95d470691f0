//! Falls from a peak: the distance below it bar by bar, and the episodes from a peak to its recovery.

use super::response::DrawdownEpisode;
use crate::market::{Timestamp, format_instant};
use crate::math::order;

/// How many of the deepest episodes are dated.
const DEEPEST: usize = 5;
const DAY_MILLISECONDS: f64 = 86_400_000.0;

/// What one is worth after each return, the capital being 1 at the start.
pub fn wealth(returns: &[f64]) -> Vec<f64> {
    let mut worth = 1.0;
    let grown = |r: &f64| {
        worth *= 1.0 + r;
        worth
    };
    returns.iter().map(grown).collect()
}

/// How far wealth is below its peak so far, as a fraction of the peak; the start counts among the peaks.
pub fn drawdowns(wealth: &[f64]) -> Vec<f64> {
    let mut peak = 1.0_f64;
    let below = |worth: &f64| {
        peak = peak.max(*worth);
        1.0 - worth / peak
    };
    wealth.iter().map(below).collect()
}

/// A fall and the climb back, in bars counted from the start (0 is before the first return).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Episode {
    /// Greatest distance below the peak.
    pub depth: f64,
    /// Bar of the peak.
    pub peak: usize,
    /// Bar of the deepest point.
    pub trough: usize,
    /// The first bar that is not below the peak; none where that has not come.
    pub recovery: Option<usize>,
}

/// The episodes in their order.
pub fn episodes(drawdowns: &[f64]) -> Vec<Episode> {
    let mut episodes: Vec<Episode> = vec![];
    let mut open: Option<Episode> = None;
    for (t, &below) in drawdowns.iter().enumerate() {
        let bar = t + 1;
        if below > 0.0 {
            let episode = open.get_or_insert(Episode { depth: 0.0, peak: t, trough: bar, recovery: None });
            if below > episode.depth {
                (episode.depth, episode.trough) = (below, bar);
            }
        } else if let Some(episode) = open.take() {
            episodes.push(Episode { recovery: Some(bar), ..episode });
        }
    }
    episodes.extend(open);
    episodes
}

/// Days from one moment to another.
pub fn days_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_millisecond() - from.as_millisecond()) as f64 / DAY_MILLISECONDS
}

/// The five deepest episodes with their dates, deepest first; `moment` is that of a bar, 0 the start.
pub fn deepest(drawdowns: &[f64], moment: &dyn Fn(usize) -> Timestamp) -> Vec<DrawdownEpisode> {
    let found = episodes(drawdowns);
    let depths: Vec<f64> = found.iter().map(|episode| episode.depth).collect();
    let dated = |i: usize| {
        let Episode { depth, peak, trough, recovery } = found[i];
        let until = recovery.unwrap_or(drawdowns.len());
        DrawdownEpisode {
            depth,
            peak: format_instant(moment(peak)),
            trough: format_instant(moment(trough)),
            recovery: recovery.map(|bar| format_instant(moment(bar))),
            days_down: days_between(moment(peak), moment(trough)),
            days_below: days_between(moment(peak), moment(until)),
        }
    };
    order::falling(&depths).into_iter().take(DEEPEST).map(dated).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_and_recoveries() {
        let wealth = wealth(&[0.1, -0.5, 1.0, -0.1, -0.1]);
        let below = drawdowns(&wealth);
        let expected = [0.0, 0.5, 0.0, 0.1, 0.19];
        for (a, b) in below.iter().zip(expected) {
            assert!((a - b).abs() < 1e-15, "{below:?}");
        }
        let found = episodes(&below);
        assert_eq!((found[0].peak, found[0].trough, found[0].recovery), (1, 2, Some(3)));
        assert_eq!((found[1].peak, found[1].trough, found[1].recovery), (3, 5, None));
        // A fall from the start has its peak there.
        assert_eq!(episodes(&drawdowns(&[0.9]))[0].peak, 0);
    }
}
