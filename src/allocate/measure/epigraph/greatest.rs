//! A variable above the size of every position: the greatest norm, ‖w − w₀‖∞.

use super::{Bound, Epigraph, Source, above, less};
use crate::allocate::quadratic_program::Affine;

impl Epigraph<'_> {
    /// One variable above x and above −x of every asset.
    pub(super) fn greatest(&mut self, reference: &[f64]) -> Bound {
        let greatest = self.program.variable();
        let mut series = Vec::with_capacity(self.problem.len());
        for i in 0..self.problem.len() {
            let rows = [1.0, -1.0].map(|sign| {
                let mut side = Affine { terms: vec![(i, sign / self.scale)], constant: 0.0 };
                less(&mut side, reference);
                (self.at_least_zero(above(greatest, &side, None)), 1.0)
            });
            series.push(Source::Rows(rows));
        }
        Bound::of(Affine { terms: vec![(greatest, 1.0)], constant: 0.0 }, series)
    }
}
