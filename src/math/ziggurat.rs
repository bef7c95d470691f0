//! Standard normal numbers by the ziggurat: the area under exp(−x²/2) is covered by 256 layers of equal
//! area v; a point in a layer lies under the curve at once, but for about 1 in 80.
//!
//! ```text
//! f(x) = exp(−x²/2)      v = r f(r) + ∫ᵣ f      x₀ = v/f(r), x₁ = r, f(xᵢ₊₁) = f(xᵢ) + v/xᵢ
//! ```
//!
//! The tables are made with `libm`, so that they are the same on every target.
//!
//! Sources: Marsaglia and Tsang (2000), The ziggurat method for generating random variables, Journal of
//! Statistical Software 5(8); Doornik (2005), An improved ziggurat method to generate normal random
//! samples (52 bits of the number independent of the layer).

use std::sync::OnceLock;

use rand::Rng;

const LAYERS: usize = 256;
/// r: where the layers close at the top, x₂₅₆ = 0.
const TAIL: f64 = 3.654_152_885_361_009;

/// The layers.
#[derive(Debug)]
pub struct Ziggurat {
    /// xᵢ, falling.
    edges: [f64; LAYERS + 1],
    /// f(xᵢ).
    heights: [f64; LAYERS + 1],
}

fn density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x)
}

/// Uniform on (0, 1): the middles of 2⁵² equal cells.
#[inline]
pub(super) fn open_uniform(bits: u64) -> f64 {
    const CELL: f64 = 1.0 / (1u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * CELL
}

impl Ziggurat {
    /// The layers, made at their first use.
    pub fn get() -> &'static Self {
        static LAYERS: OnceLock<Ziggurat> = OnceLock::new();
        LAYERS.get_or_init(Self::new)
    }

    fn new() -> Self {
        let beyond = std::f64::consts::FRAC_PI_2.sqrt() * libm::erfc(TAIL * std::f64::consts::FRAC_1_SQRT_2);
        let area = TAIL * density(TAIL) + beyond;
        let mut edges = [0.0; LAYERS + 1];
        (edges[0], edges[1]) = (area / density(TAIL), TAIL);
        for i in 1..LAYERS - 1 {
            edges[i + 1] = (-2.0 * libm::log(density(edges[i]) + area / edges[i])).sqrt();
        }
        Self { edges, heights: edges.map(density) }
    }

    /// The next number.
    #[inline(always)]
    pub fn normal(&self, random: &mut impl Rng) -> f64 {
        let bits = random.next_u64();
        let layer = (bits & 255) as usize;
        // Bits 11 and up make the place in the layer, −1 to 1; none of them chose the layer.
        let place = (bits as i64 >> 11) as f64 * (1.0 / (1u64 << 52) as f64);
        let x = place * self.edges[layer];
        if x.abs() < self.edges[layer + 1] { x } else { self.near_the_curve(random, layer, x) }
    }

    /// The point was not certainly under the curve.
    #[cold]
    #[inline(never)]
    fn near_the_curve(&self, random: &mut impl Rng, mut layer: usize, mut x: f64) -> f64 {
        loop {
            if layer == 0 {
                return self.beyond(random).copysign(x);
            }
            let (low, high) = (self.heights[layer], self.heights[layer + 1]);
            if low + (high - low) * open_uniform(random.next_u64()) < density(x) {
                return x;
            }
            let bits = random.next_u64();
            layer = (bits & 255) as usize;
            x = (bits as i64 >> 11) as f64 * (1.0 / (1u64 << 52) as f64) * self.edges[layer];
            if x.abs() < self.edges[layer + 1] {
                return x;
            }
        }
    }

    /// Beyond r, by an exponential (Marsaglia 1964).
    fn beyond(&self, random: &mut impl Rng) -> f64 {
        loop {
            let x = -libm::log(open_uniform(random.next_u64())) / TAIL;
            let y = -libm::log(open_uniform(random.next_u64()));
            if y + y > x * x {
                return TAIL + x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn the_layers_close_at_the_top() {
        let ziggurat = Ziggurat::get();
        let edges = &ziggurat.edges;
        assert!(edges.windows(2).all(|pair| pair[0] > pair[1]));
        let area = edges[0] * density(TAIL);
        let top = ziggurat.heights[LAYERS - 1] + area / edges[LAYERS - 1];
        assert!((top - 1.0).abs() < 1e-13, "{top}");
    }

    #[test]
    fn follows_the_normal_distribution_into_the_tails() {
        let (n, mut random) = (2_000_000, Xoshiro256PlusPlus::seed_from_u64(5));
        let mut drawn: Vec<f64> = (0..n).map(|_| Ziggurat::get().normal(&mut random)).collect();
        drawn.sort_unstable_by(f64::total_cmp);
        // Kolmogorov's statistic: 1.95/√n is exceeded once in a thousand times.
        let distance = drawn.iter().enumerate().fold(0.0, |worst: f64, (i, x)| {
            let below = crate::math::normal::cdf(*x);
            worst.max((below - i as f64 / n as f64).abs()).max((below - (i + 1) as f64 / n as f64).abs())
        });
        assert!(distance < 1.95 / (n as f64).sqrt(), "{distance}");
        for edge in [3.0, TAIL, 4.2] {
            for sign in [-1.0, 1.0] {
                let seen = drawn.iter().filter(|x| sign * **x > edge).count() as f64;
                let expected = n as f64 * crate::math::normal::cdf(-edge);
                assert!(
                    (seen - expected).abs() < 4.0 * expected.sqrt() + 1.0,
                    "{edge}: {seen} of {expected}"
                );
            }
        }
    }
}
