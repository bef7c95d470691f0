//! The probability of backtest overfitting: how often the strategy that was best on one half of the history is in the
//! lower half of the strategies on the other.
//!
//! The rows are cut into S groups; each choice of S/2 of them is one half, the rest the other. n* has the greatest
//! Sharpe ratio on the first half, and ω is its rank on the second (1 the worst, ties shared) over N + 1:
//!
//! ```text
//! λ = ln(ω/(1 − ω)),   probability of overfitting = share of the choices with λ ≤ 0
//! ```
//!
//! Source: Bailey, Borwein, López de Prado and Zhu (2017), The probability of backtest overfitting, Journal of
//! Computational Finance 20(4).

use super::splits::{choices, groups};
use crate::risk::track::statistics::{mean, slope};

/// What the choices of halves show.
#[derive(Debug, Clone, PartialEq)]
pub struct Overfitting {
    /// Share of the choices in which the winner of one half is in the lower half on the other.
    pub probability: f64,
    /// Into how many groups the history was cut.
    pub groups: usize,
    /// How many choices of halves there are.
    pub choices: usize,
    /// Share of the choices by the place that the winner took on the other half, the best first.
    pub places: Vec<f64>,
    /// Share of the choices that each strategy won.
    pub won: Vec<f64>,
    /// Mean ratio of winners where they won, per bar.
    pub ratio_inside: f64,
    /// Mean ratio of winners on the other half, per bar.
    pub ratio_outside: f64,
    /// Slope of the ratio on the other half by that where they won; none where it does not vary.
    pub slope: Option<f64>,
    /// Share of the choices in which the winner lost on the other half.
    pub probability_of_loss: f64,
}

/// Count, sum and sum of squares of rows.
#[derive(Clone, Copy, Default)]
struct Sums(f64, f64, f64);

impl Sums {
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1, self.2 + other.2)
    }

    /// Mean over standard deviation; 0 for what does not vary.
    fn ratio(self) -> f64 {
        let Self(count, sum, squares) = self;
        let middle = sum / count;
        let variance = (squares - sum * middle) / (count - 1.0);
        // What rounding leaves of a constant is no spread.
        if variance > 1e-14 * squares / count { middle / libm::sqrt(variance) } else { 0.0 }
    }
}

/// From returns above the risk-free one, one strategy after the other; none for fewer than two strategies, or where a
/// group would have fewer than two rows. `count` is even.
pub fn overfitting(excess: &[&[f64]], count: usize) -> Option<Overfitting> {
    let rows = excess.first().map_or(0, |path| path.len());
    if excess.len() < 2 || rows < 2 * count {
        return None;
    }
    let groups = groups(rows, count);
    let of_group = |path: &&[f64]| -> Vec<Sums> {
        let sums = |range: &std::ops::Range<usize>| {
            let part = &path[range.clone()];
            Sums(part.len() as f64, part.iter().sum(), part.iter().map(|r| r * r).sum())
        };
        groups.iter().map(sums).collect()
    };
    let sums: Vec<Vec<Sums>> = excess.iter().map(of_group).collect();
    let halves = choices(count, count / 2);
    let n = excess.len();
    let (mut places, mut won) = (vec![0.0; n], vec![0.0; n]);
    let (mut inside, mut outside) = (Vec::with_capacity(halves.len()), Vec::with_capacity(halves.len()));
    let (mut low, mut lost) = (0.0, 0.0);
    let one = 1.0 / halves.len() as f64;
    for half in &halves {
        let mut within = vec![false; count];
        half.iter().for_each(|&g| within[g] = true);
        let ratio = |path: &Vec<Sums>, first: bool| {
            let chosen = path.iter().zip(&within).filter(|(_, within)| **within == first);
            chosen.fold(Sums::default(), |sum, (part, _)| sum.add(*part)).ratio()
        };
        let first: Vec<f64> = sums.iter().map(|path| ratio(path, true)).collect();
        let second: Vec<f64> = sums.iter().map(|path| ratio(path, false)).collect();
        let best = (1..n).fold(0, |best, i| if first[i] > first[best] { i } else { best });
        let above = second.iter().filter(|other| **other > second[best]).count();
        let alike = second.iter().filter(|other| **other == second[best]).count();
        let rank = (n - above) as f64 - 0.5 * (alike as f64 - 1.0);
        // λ ≤ 0 is ω ≤ ½.
        low += if rank <= 0.5 * (n as f64 + 1.0) { one } else { 0.0 };
        lost += if second[best] < 0.0 { one } else { 0.0 };
        places[above] += one;
        won[best] += one;
        inside.push(first[best]);
        outside.push(second[best]);
    }
    Some(Overfitting {
        probability: low,
        groups: count,
        choices: halves.len(),
        places,
        won,
        ratio_inside: mean(&inside),
        ratio_outside: mean(&outside),
        slope: slope(&outside, &inside),
        probability_of_loss: lost,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By numpy, scipy's ranks and itertools: `tests/fixtures/peers/validation.py`.
    #[test]
    fn probabilities_of_an_independent_program() {
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/peers/validation.json")).unwrap();
        let cases = all["overfitting"].as_array().unwrap();
        assert!(cases.len() >= 3);
        for case in cases {
            let paths: Vec<Vec<f64>> = serde_json::from_value(case["returns"].clone()).unwrap();
            let paths: Vec<&[f64]> = paths.iter().map(Vec::as_slice).collect();
            let found = overfitting(&paths, case["groups"].as_u64().unwrap() as usize).unwrap();
            // Ratios from sums of squares against those from centred squares.
            let near = |found: f64, expected: &serde_json::Value| {
                let expected = expected.as_f64().unwrap();
                assert!((found - expected).abs() < 1e-10, "{found} instead of {expected}");
            };
            assert_eq!(found.choices as u64, case["choices"].as_u64().unwrap());
            near(found.probability, &case["probability"]);
            near(found.probability_of_loss, &case["loss"]);
            near(found.slope.unwrap(), &case["slope"]);
            near(found.ratio_inside, &case["inside"]);
            near(found.ratio_outside, &case["outside"]);
            found.places.iter().zip(case["places"].as_array().unwrap()).for_each(|(a, b)| near(*a, b));
            found.won.iter().zip(case["won"].as_array().unwrap()).for_each(|(a, b)| near(*a, b));
        }
    }

    /// One that is better on every row is never overfitted, twins share their ranks, and one path is no choice.
    #[test]
    fn certain_cases() {
        let a: Vec<f64> = (0..80).map(|t| if t % 2 == 0 { 0.01 } else { -0.009 }).collect();
        let b: Vec<f64> = a.iter().map(|r| r + 0.004).collect();
        let found = overfitting(&[&a, &b], 8).unwrap();
        assert!(found.probability == 0.0 && (found.won[1] - 1.0).abs() < 1e-12, "{found:?}");
        assert!((overfitting(&[&a, &a], 8).unwrap().probability - 1.0).abs() < 1e-12);
        assert_eq!(overfitting(&[&a], 8), None);
        assert_eq!(overfitting(&[&a[..10], &b[..10]], 8), None);
    }
}
