//! What a part of the book (a position, an asset, a group) adds to the figures, with its standard error.
//!
//! ```text
//! ES:   Cᵢ = Σ w Lᵢ    se² = (n Σ w² d² − (Σ w d)²)/m,       d = Lᵢ − Vᵢ
//! VaR:  Vᵢ = Σ u Lᵢ    se² = k Σ u² e² + b² se(VaR)²,        e = Lᵢ − L̄ᵢ − b (L − L̄)
//! ```
//!
//! Sums over the scenarios that have a part in the figures, with their weights w in the tail and u around the
//! VaR (see [`tail`](super::tail)); L loss of the book, Lᵢ of the part, n scenarios that are worth m independent
//! ones. b is the slope of Lᵢ by L under the weights u: what of the VaR's own error the part has. k = n/m p/(p − 2)
//! for p scenarios around the VaR, two degrees of freedom being spent on the line. A part that is the whole book
//! has the errors of the figures themselves.
//!
//! Sources: Tasche (1999), Risk contributions and performance measurement; Hong (2009), Estimating quantile
//! sensitivities, Operations Research 57(1); Hong and Liu (2009), Simulating sensitivities of conditional value
//! at risk, Management Science 55(2) (asymptotic variances).

use super::simulation::Contribution;
use super::tail::{Participant, StandardError, Tail};

/// A contribution with its error; none where there are too few scenarios to tell it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// In quote currency, losses positive.
    pub contribution: Contribution,
    /// Of either figure.
    pub standard_error: Option<StandardError>,
}

/// Sums over the participants that need no part: of u, of u², by the power of the loss beyond the VaR, and of w².
#[derive(Debug, Default)]
struct Shared {
    near: [f64; 3],
    near_squared: [f64; 3],
    tail_squared: f64,
    around: usize,
}

/// The same with the loss of one part.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    figures: Contribution,
    /// Σ u Lᵢ x.
    near_excess: f64,
    /// Σ u² Lᵢ, Σ u² Lᵢ², Σ u² Lᵢ x.
    near_squared: [f64; 3],
    /// Σ w² Lᵢ, Σ w² Lᵢ².
    tail_squared: [f64; 2],
}

/// The parts of a book, gathered block by block.
pub struct Parts {
    value_at_risk: f64,
    shared: Shared,
    sums: Vec<Sums>,
}

impl Parts {
    /// So many parts of a book with this tail.
    pub fn new(count: usize, tail: &Tail) -> Self {
        let value_at_risk = tail.value_at_risk;
        let mut shared = Shared::default();
        for p in &tail.participants {
            let (u, x) = (p.value_at_risk, p.loss - value_at_risk);
            for (power, term) in [1.0, x, x * x].into_iter().enumerate() {
                shared.near[power] += u * term;
                shared.near_squared[power] += u * u * term;
            }
            shared.tail_squared += p.expected_shortfall * p.expected_shortfall;
            shared.around += usize::from(u != 0.0);
        }
        Self { value_at_risk, shared, sums: vec![Sums::default(); count] }
    }

    /// Counts the profits of one part in these participants.
    pub fn add(&mut self, part: usize, chosen: &[Participant], profits: &[f64]) {
        let sums = &mut self.sums[part];
        for (p, profit) in chosen.iter().zip(profits) {
            let (u, w) = (p.value_at_risk, p.expected_shortfall);
            let (loss, x) = (-profit, p.loss - self.value_at_risk);
            sums.figures.value_at_risk += u * loss;
            sums.figures.expected_shortfall += w * loss;
            sums.near_excess += u * loss * x;
            sums.near_squared[0] += u * u * loss;
            sums.near_squared[1] += u * u * loss * loss;
            sums.near_squared[2] += u * u * loss * x;
            sums.tail_squared[0] += w * w * loss;
            sums.tail_squared[1] += w * w * loss * loss;
        }
    }

    /// The parts of the book.
    pub fn finish(self, tail: &Tail) -> Vec<Part> {
        let of_part = |sums: &Sums| Part {
            contribution: sums.figures,
            standard_error: tail.standard_error.and_then(|whole| self.error(sums, tail, whole)),
        };
        self.sums.iter().map(of_part).collect()
    }

    fn error(&self, sums: &Sums, tail: &Tail, whole: StandardError) -> Option<StandardError> {
        let Shared { near, near_squared, tail_squared, around } = &self.shared;
        let worth = tail.size / tail.independent;
        let part = sums.figures;
        if *around < 3 {
            return None;
        }
        let own = part.value_at_risk;
        let squares = sums.tail_squared[1] - 2.0 * own * sums.tail_squared[0] + own * own * tail_squared;
        let mean = part.expected_shortfall - own;
        let of_tail = (tail.size * squares - mean * mean).max(0.0) / tail.independent;

        // The straight line of the part's loss by the book's: its slope, and its height at the VaR.
        let (middle, level) = (near[1] / near[0], own / near[0]);
        let spread = near[2] / near[0] - middle * middle;
        let slope = if spread > 0.0 { (sums.near_excess / near[0] - middle * level) / spread } else { 0.0 };
        let height = level - slope * middle;
        let [s, ss, sx] = sums.near_squared;
        let residual = ss - 2.0 * height * s - 2.0 * slope * sx
            + height * height * near_squared[0]
            + 2.0 * height * slope * near_squared[1]
            + slope * slope * near_squared[2];
        let freedom = *around as f64 / (*around as f64 - 2.0);
        let of_rank = slope * whole.value_at_risk;
        let of_quantile = residual.max(0.0) * worth * freedom + of_rank * of_rank;
        Some(StandardError { value_at_risk: of_quantile.sqrt(), expected_shortfall: of_tail.sqrt() })
    }
}
