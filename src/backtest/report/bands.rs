//! How far the figures of a path might have come out otherwise: the same of paths that the stationary bootstrap makes
//! of its bars.
//!
//! Intervals are quantiles at (1 ∓ confidence)/2. The same rows are drawn for all paths, so that what moves them
//! together stays together. Where no mean block is given it is the longest that a path's returns or their squares ask
//! for ([`crate::math::block_length`]).

use super::figures::{self, COUNT, Setting};
use crate::math::block_length;
use crate::math::stationary_bootstrap::{quantile, rows};
use crate::progress::Progress;
use crate::risk::track::statistics::mean;

/// At most so many dates of the band of growth.
const MOST_DATES: usize = 120;
/// Resamples between two reports of progress.
const PART: usize = 10;

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    /// How many paths.
    pub resamples: usize,
    /// The share of them within an interval.
    pub confidence: f64,
    /// Mean length of blocks in bars.
    pub mean_block: f64,
    /// The same seed gives the same intervals.
    pub seed: u64,
}

/// The intervals of one path.
#[derive(Debug, Clone)]
pub struct Bands {
    /// Of each figure; NaN where it is not defined.
    pub figures: Vec<[f64; 2]>,
    /// What 1 became by the dates of [`band_bars`]: lower, median, upper.
    pub wealth: [Vec<f64>; 3],
}

/// The mean block that the paths ask for.
pub fn automatic_block(paths: &[&[f64]]) -> f64 {
    let longer = |path: &&[f64]| {
        let middle = mean(path);
        let squares: Vec<f64> = path.iter().map(|r| (r - middle) * (r - middle)).collect();
        block_length::stationary(path).max(block_length::stationary(&squares))
    };
    paths.iter().map(longer).fold(1.0, f64::max)
}

/// After how many bars the band of growth is told, the last being the end.
pub fn band_bars(count: usize) -> Vec<usize> {
    let step = count.div_ceil(MOST_DATES);
    (1..=count).filter(|bar| (count - bar).is_multiple_of(step)).collect()
}

/// The intervals of all paths, each with the benchmark that stands beside it.
pub fn draw(
    paths: &[&[f64]],
    benchmark: Option<&[f64]>,
    setting: Setting,
    asked: Draw,
    progress: &mut dyn Progress,
) -> Vec<Bands> {
    let Draw { resamples, confidence, mean_block, seed } = asked;
    let count = paths[0].len();
    let bars = band_bars(count);
    let mut found: Vec<Vec<Vec<f64>>> =
        vec![vec![Vec::with_capacity(resamples); COUNT + bars.len()]; paths.len()];
    let mut drawn = vec![0.0; count];
    let mut beside = vec![0.0; if benchmark.is_some() { count } else { 0 }];
    for resample in 0..resamples {
        if resample.is_multiple_of(PART) {
            progress.report(resample, resamples, "resampling the paths");
        }
        let rows = rows(seed, resample, count, mean_block);
        let gather = |to: &mut [f64], from: &[f64]| {
            to.iter_mut().zip(&rows).for_each(|(r, row)| *r = from[*row]);
        };
        if let Some(benchmark) = benchmark {
            gather(&mut beside, benchmark);
        }
        for (path, columns) in paths.iter().zip(&mut found) {
            gather(&mut drawn, path);
            let figures = figures::of(&drawn, benchmark.map(|_| beside.as_slice()), setting);
            let (of_figures, of_wealth) = columns.split_at_mut(COUNT);
            of_figures.iter_mut().zip(figures).for_each(|(column, value)| {
                if !value.is_nan() {
                    column.push(value);
                }
            });
            let (mut worth, mut bar) = (1.0, 0);
            for (column, end) in of_wealth.iter_mut().zip(&bars) {
                worth *= drawn[bar..*end].iter().map(|r| 1.0 + r).product::<f64>();
                bar = *end;
                column.push(worth);
            }
        }
    }
    let tail = 0.5 * (1.0 - confidence);
    let of_path = |mut columns: Vec<Vec<f64>>| {
        columns.iter_mut().for_each(|column| column.sort_unstable_by(f64::total_cmp));
        let at = |column: &Vec<f64>, p: f64| if column.is_empty() { f64::NAN } else { quantile(column, p) };
        let (of_figures, of_wealth) = columns.split_at(COUNT);
        Bands {
            figures: of_figures.iter().map(|column| [at(column, tail), at(column, 1.0 - tail)]).collect(),
            wealth: [tail, 0.5, 1.0 - tail].map(|p| of_wealth.iter().map(|column| at(column, p)).collect()),
        }
    };
    found.into_iter().map(of_path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against quantiles of 20,000 resamples by arch with the same mean block: `tests/fixtures/peers/validation.py`.
    /// The draws differ, so that a quantile at p strays by √(p (1 − p)/n)/density; with the density of a normal of the
    /// same deviation that is at most 2.12 deviations/√n at 5 %, and half as much again for the skewed ones. Four of
    /// them, for our draws and theirs.
    #[test]
    fn intervals_of_an_independent_library() {
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/peers/validation.json")).unwrap();
        let a: Vec<f64> = serde_json::from_value(all["a"].clone()).unwrap();
        let expected = &all["bootstrap"];
        let resamples = 4000;
        let asked =
            Draw { resamples, confidence: 0.9, mean_block: expected["block"].as_f64().unwrap(), seed: 3 };
        let setting = Setting { per_year: 12.0, risk_free: 0.0, level: 0.95 };
        let found = draw(&[&a], None, setting, asked, &mut ());
        let values = figures::of(&a, None, setting);
        let errors = 1.0 / resamples as f64 + 1.0 / expected["draws"].as_f64().unwrap();
        let mut seen = 0;
        // Growth, volatility, maximum drawdown, expected shortfall.
        for (k, figure) in [0, 1, 7, 11].into_iter().enumerate() {
            let number = |name: &str| expected[name][k].as_f64().unwrap();
            assert!((values[figure] - number("values")).abs() < 1e-12);
            let slack = 4.0 * 1.5 * 2.12 * number("deviations") * errors.sqrt();
            for (end, quantile) in [(0, 0), (1, 2)] {
                let there = expected["quantiles"][k][quantile].as_f64().unwrap();
                let here = found[0].figures[figure][end];
                assert!((here - there).abs() < slack, "{figure}: {here} and {there} ± {slack}");
                seen += 1;
            }
        }
        assert_eq!(seen, 8);
        // The middle of the growth at the end is that of the growth per year.
        let last = found[0].wealth[1].last().unwrap();
        let growth = libm::pow(*last, 12.0 / 240.0) - 1.0;
        let there = expected["quantiles"][0][1].as_f64().unwrap();
        assert!((growth - there).abs() < 4.0 * 1.26 * 0.0213 * errors.sqrt(), "{growth} and {there}");
    }

    #[test]
    fn blocks_and_dates() {
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/peers/validation.json")).unwrap();
        let a: Vec<f64> = serde_json::from_value(all["a"].clone()).unwrap();
        let theirs = all["bootstrap"]["automaticBlock"].as_f64().unwrap();
        // The same series of returns; ours takes the squares as well.
        assert!(automatic_block(&[&a]) >= 0.99 * theirs);
        assert_eq!(automatic_block(&[&[0.0; 20]]), 1.0);
        assert_eq!(band_bars(3), [1, 2, 3]);
        assert!(band_bars(3000).len() <= MOST_DATES && band_bars(3000).last() == Some(&3000));
    }
}
