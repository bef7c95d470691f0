//! Where the search for raw SVI begins: the best of a few bends, with the level and the wings that fit each.
//!
//! ```text
//! y = (k − m)/σ       w = a + d y + c √(y² + 1)       c = b σ, d = ρ b σ
//! ```
//!
//! With m and σ held w is linear in (a, d, c), and the slopes b (1 ± ρ) ∈ [0, 2] are a square in (c, d):
//! the least of a quadratic form over it lies inside or on one of its four edges. Source: Zeliade Systems,
//! "Quasi-explicit calibration of Gatheral's SVI model" (2009), with 2 for the bound of the slopes (R. W.
//! Lee, Mathematical Finance 14, 2004).

use super::Slice;
use crate::market::smile::RawSvi;
use crate::math::cholesky::Cholesky;

/// Places of m over the range of the quotes.
const PLACES: usize = 9;
/// Widths σ, in widths of that range.
const WIDTHS: [f64; 6] = [0.01, 0.03, 0.1, 0.3, 0.6, 1.5];

/// The sums of weights × products of 1, y, √(y² + 1) and w.
struct Moments {
    products: [[f64; 3]; 3],
    target: [f64; 3],
    square: f64,
}

impl Moments {
    fn of(slice: &Slice, m: f64, sigma: f64) -> Self {
        let mut moments = Self { products: [[0.0; 3]; 3], target: [0.0; 3], square: 0.0 };
        for quote in &slice.quotes {
            let y = (quote.moneyness - m) / sigma;
            let row = [1.0, y, (y * y + 1.0).sqrt()];
            let w = quote.volatility * quote.volatility * slice.years;
            // An error of w is 2 σ T times that of σ.
            let weight = quote.weight / (quote.volatility * slice.years).powi(2);
            for i in 0..3 {
                moments.target[i] += weight * row[i] * w;
                for j in 0..3 {
                    moments.products[i][j] += weight * row[i] * row[j];
                }
            }
            moments.square += weight * w * w;
        }
        moments
    }

    /// The sum of squared errors at (a, d, c).
    fn error(&self, x: [f64; 3]) -> f64 {
        let form: f64 = (0..3).map(|i| (0..3).map(|j| x[i] * self.products[i][j] * x[j]).sum::<f64>()).sum();
        form - 2.0 * (0..3).map(|i| x[i] * self.target[i]).sum::<f64>() + self.square
    }

    /// The least over all (a, d, c); none where the quotes do not tell them apart.
    fn inside(&self) -> Option<[f64; 3]> {
        let mut factor = Cholesky::default();
        let whole = (0..3).all(|i| factor.push(&self.products[i][..=i], 1e-12));
        let mut x = self.target;
        whole.then(|| factor.solve(&mut x))?;
        Some(x)
    }

    /// The least over a and t ∈ [0, 1] on the edge (d, c) = `from` + t `along`.
    fn edge(&self, from: [f64; 2], along: [f64; 2]) -> [f64; 3] {
        let q = |x: [f64; 3], y: [f64; 3]| -> f64 {
            (0..3).map(|i| (0..3).map(|j| x[i] * self.products[i][j] * y[j]).sum::<f64>()).sum()
        };
        let (one, base, way) = ([1.0, 0.0, 0.0], [0.0, from[0], from[1]], [0.0, along[0], along[1]]);
        let dot = |x: [f64; 3]| (0..3).map(|i| x[i] * self.target[i]).sum::<f64>();
        // With a at its best for each t what is left is a parabola in t.
        let mean = q(one, one);
        let bend = q(way, way) - q(one, way).powi(2) / mean;
        let slope = dot(way) - q(base, way) - q(one, way) * (dot(one) - q(one, base)) / mean;
        let t = if bend > 0.0 { (slope / bend).clamp(0.0, 1.0) } else { 0.0 };
        let a = (dot(one) - q(one, base) - t * q(one, way)) / mean;
        [a, from[0] + t * along[0], from[1] + t * along[1]]
    }

    /// The least with both slopes within [0, 2].
    fn least(&self, sigma: f64) -> [f64; 3] {
        let allowed = |[_, d, c]: &[f64; 3]| c - d.abs() >= 0.0 && c + d.abs() <= 2.0 * sigma;
        if let Some(x) = self.inside().filter(allowed) {
            return x;
        }
        let s = sigma;
        let edges = [
            self.edge([0.0, 0.0], [s, s]),
            self.edge([0.0, 0.0], [-s, s]),
            self.edge([s, s], [-s, s]),
            self.edge([-s, s], [s, s]),
        ];
        edges.into_iter().min_by(|x, y| self.error(*x).total_cmp(&self.error(*y))).unwrap_or(edges[0])
    }
}

/// The best of the grid, the best first.
pub fn starts(slice: &Slice, most: usize) -> Vec<RawSvi> {
    let (low, high) = slice.range();
    let span = (high - low).max(0.01);
    let mut found: Vec<(f64, RawSvi)> = vec![];
    for width in WIDTHS {
        for place in 0..PLACES {
            let (m, sigma) = (low + span * place as f64 / (PLACES - 1) as f64, span * width);
            let moments = Moments::of(slice, m, sigma);
            let [a, d, c] = moments.least(sigma);
            let rho = if c > 0.0 { d / c } else { 0.0 };
            found.push((moments.error([a, d, c]), RawSvi { a, b: c / sigma, rho, m, sigma }));
        }
    }
    crate::math::order::sort(&mut found, &|x, y| x.0.total_cmp(&y.0));
    found.into_iter().take(most).map(|(_, svi)| svi).collect()
}
