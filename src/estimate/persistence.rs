//! Two numbers α, β ≥ 0 with α + β < 1, by maximum likelihood: how much news moves something, and how
//! much of what it was it keeps.
//!
//! In the coordinates ln(p/(P − p)) of the persistence p = α + β and ln(s/(1 − s)) of the share s = α/p
//! there are no bounds. A grid over both finds where to begin, since likelihoods of such models
//! can have several peaks; the simplex search begins at the two best of its points.

use crate::math::simplex_search::lowest;

/// P: what persistence stays below.
pub const MOST: f64 = 0.9999;

/// Starts that are tried.
const PERSISTENCES: [f64; 5] = [0.5, 0.8, 0.93, 0.98, 0.997];
const SHARES: [f64; 4] = [0.02, 0.06, 0.15, 0.4];

/// Beyond this a coordinate changes nothing: e⁻²⁰ is 2e-9.
const FARTHEST: f64 = 20.0;

/// Values of −2 ln L / T that are equal.
const TOLERANCE: f64 = 1e-12;

/// Rounds of the search; it takes some tens for each variable.
const ROUNDS: usize = 1000;

/// α, β, and further variables that have no bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Weight of the latest news.
    pub alpha: f64,
    /// Weight of what was before.
    pub beta: f64,
    /// Further variables.
    pub others: Vec<f64>,
}

impl Fit {
    fn at(x: &[f64]) -> Self {
        let part = |x: f64| 1.0 / (1.0 + libm::exp(-x.clamp(-FARTHEST, FARTHEST)));
        let (persistence, share) = (MOST * part(x[0]), part(x[1]));
        Self { alpha: persistence * share, beta: persistence * (1.0 - share), others: x[2..].to_vec() }
    }

    /// Where `deviance`, −2 ln L / T, is least, with `others` further variables that begin at 0.
    pub fn least(others: usize, deviance: &mut dyn FnMut(&Self) -> f64) -> Option<Self> {
        let coordinate = |part: f64| libm::log(part / (1.0 - part));
        let mut starts = vec![];
        for persistence in PERSISTENCES {
            for share in SHARES {
                let mut x = vec![0.0; 2 + others];
                (x[0], x[1]) = (coordinate(persistence / MOST), coordinate(share));
                starts.push((deviance(&Self::at(&x)), x));
            }
        }
        starts.retain(|(value, _)| value.is_finite());
        crate::math::order::sort(&mut starts, &|a, b| a.0.total_cmp(&b.0));
        let mut best: Option<(f64, Self)> = None;
        for (_, start) in starts.iter().take(2) {
            let Some(x) = lowest(&mut |x| deviance(&Self::at(x)), start, TOLERANCE, ROUNDS) else { continue };
            let fit = Self::at(&x);
            let value = deviance(&fit);
            if best.as_ref().is_none_or(|(least, _)| value < *least) {
                best = Some((value, fit));
            }
        }
        best.map(|(_, fit)| fit)
    }

    /// α + β.
    pub fn persistence(&self) -> f64 {
        self.alpha + self.beta
    }
}
