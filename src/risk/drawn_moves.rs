//! Joint log-returns drawn at random, by block: normal, Student's t, or margins of their own under a t copula.
//!
//! ```text
//! normal      x = μ h + √h L z                       L L' = Σ
//! Student's t x = μ h + √h L z √((ν − 2)/W)          W ~ χ²(ν), one for each scenario
//! t copula    t = L z √(ν/W),  L L' = correlations   xᵢ = Fᵢ⁻¹(T_ν(tᵢ))
//! ```
//!
//! L is the pivoted Cholesky factor: where assets move in step and Σ is singular, it has as many columns
//! as there are independent directions. The numbers of a block depend on the seed and the block alone; in
//! antithetic pairs, scenarios 2j and 2j + 1 have z and −z. Quasi-random scenarios come in replicates of as
//! many blocks each, of which every one is a Sobol sequence scrambled by itself: a dimension for each z, for W and
//! for the volatilities, and random numbers beyond the dimensions of the table.

use super::monte_carlo::Draws;
use super::scenarios::{BLOCK, Scenarios};
use crate::error::grouped;
use crate::math::curve::Curve;
use crate::math::normal_quantile::normal_quantile;
use crate::math::pivoted_cholesky::PivotedCholesky;
use crate::math::random::BlockStream;
use crate::math::sobol::{DIMENSIONS, Sobol};
use crate::math::{chi_square, normal};

/// Independent copies of the quasi-random points.
pub const REPLICATES: usize = 8;
/// How far from the middle normals are tabulated.
const REACH: f64 = 8.0;
/// Points of a table over them: cubics leave 1e-8 of its values.
const POINTS: usize = 513;

/// The distribution of one asset's move under a copula.
#[derive(Clone)]
pub enum Margin {
    /// F⁻¹(T_ν(t)) by y = asinh t.
    Smooth(Curve),
    /// Past moves in rising order.
    Past(Vec<f64>),
}

/// What makes t of normals.
#[derive(Clone)]
pub struct Heavy {
    /// √(c/W) by the normal of the same probability.
    mixing: Curve,
    /// T_ν by y = asinh t, and the margins; none where moves are t themselves.
    pub copula: Option<(Curve, Vec<Margin>)>,
}

impl Heavy {
    /// Of ν degrees, with √(c/W).
    pub fn new(degrees: f64, c: f64, copula: Option<(Curve, Vec<Margin>)>) -> Self {
        let of = |z: f64| (c / chi_square::quantile(normal::cdf(z), degrees)).sqrt();
        Self { mixing: Curve::new(&of, -REACH, REACH, POINTS), copula }
    }
}

/// Joint log-returns, drawn by block.
pub struct DrawnMoves {
    /// Mean of each asset over the horizon.
    pub drift: Vec<f64>,
    /// L.
    pub factor: PivotedCholesky,
    /// How many scenarios.
    pub count: usize,
    /// Of the draws.
    pub seed: u64,
    /// How they are drawn.
    pub draws: Draws,
    /// None where returns are normal.
    pub heavy: Option<Heavy>,
    /// β of the volatilities, by asset.
    pub slopes: Vec<f64>,
    /// δ √d of the volatilities.
    pub volatility_step: f64,
}

impl DrawnMoves {
    /// Scenarios of one replicate, a whole number of blocks; all of them where there are no replicates.
    pub fn per_replicate(&self) -> usize {
        if self.draws == Draws::QuasiRandom { self.count / REPLICATES } else { self.count }
    }

    /// How many normals a scenario takes: of the returns, for W, for the volatilities.
    fn dimensions(&self) -> usize {
        let own = if self.volatility_step > 0.0 { self.width() } else { 0 };
        self.factor.rank() + usize::from(self.heavy.is_some()) + own
    }

    /// The normals of a block, dimension by dimension.
    fn normals(&self, block: usize) -> Vec<f64> {
        let length = self.length(block);
        let dimensions = self.dimensions();
        let mut stream = BlockStream::new(self.seed, block as u64);
        let mut normals = vec![0.0; dimensions * length];
        let mut random = 0;
        if self.draws == Draws::QuasiRandom {
            random = dimensions.min(DIMENSIONS);
            let (replicate, first) =
                (block * BLOCK / self.per_replicate(), block * BLOCK % self.per_replicate());
            // The stream of a block that does not exist gives the seed of a replicate.
            let seed = BlockStream::new(self.seed, u64::MAX - replicate as u64).uniform().to_bits();
            let sobol = Sobol::new(random, seed);
            for (dimension, out) in normals.chunks_exact_mut(length).take(random).enumerate() {
                sobol.fill(dimension, first as u32, out);
                out.iter_mut().for_each(|u| *u = normal_quantile(*u));
            }
        }
        // Scenario by scenario, so that a shorter block has the same scenarios as far as it goes.
        let rest = &mut normals[random * length..];
        for scenario in 0..length {
            let mirrors = self.draws == Draws::Antithetic && scenario % 2 == 1;
            for (k, direction) in rest.chunks_exact_mut(length).enumerate() {
                direction[scenario] = if !mirrors {
                    stream.normal()
                } else if self.heavy.is_some() && k == self.factor.rank() {
                    direction[scenario - 1]
                } else {
                    -direction[scenario - 1]
                };
            }
        }
        normals
    }
}

impl Scenarios for DrawnMoves {
    fn width(&self) -> usize {
        self.drift.len()
    }

    fn count(&self) -> usize {
        self.count
    }

    fn fill(&self, block: usize, log_returns: &mut [f64]) {
        let length = self.length(block);
        let normals = self.normals(block);
        let copula = self.heavy.as_ref().and_then(|heavy| heavy.copula.as_ref());
        for (p, &asset) in self.factor.order().iter().enumerate() {
            let out = &mut log_returns[asset * length..][..length];
            out.fill(if self.heavy.is_some() { 0.0 } else { self.drift[asset] });
            for (loading, direction) in self.factor.row(p).iter().zip(normals.chunks_exact(length)) {
                out.iter_mut().zip(direction).for_each(|(x, z)| *x += loading * z);
            }
        }
        let Some(heavy) = &self.heavy else { return };
        let mut mixing = normals[self.factor.rank() * length..][..length].to_vec();
        mixing.iter_mut().for_each(|z| *z = heavy.mixing.at(*z));
        for (asset, out) in log_returns.chunks_exact_mut(length).enumerate() {
            let drift = self.drift[asset];
            out.iter_mut().zip(&mixing).for_each(|(x, m)| *x *= m);
            match copula.map(|(below, margins)| (below, &margins[asset])) {
                None => {}
                Some((_, Margin::Smooth(curve))) => {
                    out.iter_mut().for_each(|t| *t = curve.at(libm::asinh(*t)));
                }
                Some((below, Margin::Past(sorted))) => {
                    out.iter_mut().for_each(|t| *t = quantile(sorted, below.at(libm::asinh(*t))));
                }
            }
            out.iter_mut().for_each(|x| *x += drift);
        }
    }

    fn volatility_shifts(&self, block: usize, log_returns: &[f64], shifts: &mut Vec<f64>) {
        if self.volatility_step == 0.0 && self.slopes.iter().all(|slope| *slope == 0.0) {
            return;
        }
        for (own, slope) in log_returns.chunks_exact(self.length(block)).zip(&self.slopes) {
            shifts.extend(own.iter().map(|x| slope * x));
        }
        if self.volatility_step > 0.0 {
            let normals = self.normals(block);
            let own = &normals[normals.len() - shifts.len()..];
            shifts.iter_mut().zip(own).for_each(|(shift, e)| *shift += self.volatility_step * e);
        }
    }

    fn label(&self, scenario: usize) -> String {
        format!("path {}", grouped(scenario as u64 + 1))
    }
}

/// On the straight line between the order statistics at ranks around u (n + 1).
fn quantile(sorted: &[f64], u: f64) -> f64 {
    let n = sorted.len();
    let place = (u * (n + 1) as f64 - 1.0).clamp(0.0, (n - 1) as f64);
    let low = (place as usize).min(n.saturating_sub(2));
    let high = (low + 1).min(n - 1);
    sorted[low] + (place - low as f64) * (sorted[high] - sorted[low])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::Operation;
    use crate::portfolio::Portfolio;
    use crate::risk::{Book, Simulation, Window};
    use crate::sample::{MakeSample, SampleRequest};

    const COVARIANCE: [f64; 16] =
        [4e-4, 3e-4, 2e-4, 0.0, 3e-4, 9e-4, 1e-4, 0.0, 2e-4, 1e-4, 16e-4, 0.0, 0.0, 0.0, 0.0, 1e-8];

    fn moves(count: usize, draws: Draws, heavy: bool) -> DrawnMoves {
        DrawnMoves {
            drift: vec![0.0; 4],
            factor: PivotedCholesky::new(&COVARIANCE, 4).unwrap(),
            count,
            seed: 7,
            draws,
            heavy: heavy.then(|| Heavy::new(6.0, 4.0, None)),
            slopes: vec![-0.5; 4],
            volatility_step: 0.02,
        }
    }

    fn scenario(moves: &DrawnMoves, scenario: usize) -> Vec<f64> {
        let (block, length) = (scenario / BLOCK, moves.length(scenario / BLOCK));
        let mut log_returns = vec![f64::NAN; 4 * length];
        moves.fill(block, &mut log_returns);
        log_returns.chunks_exact(length).map(|of_asset| of_asset[scenario % BLOCK]).collect()
    }

    #[test]
    fn more_scenarios_begin_with_the_fewer() {
        for draws in [Draws::Independent, Draws::Antithetic] {
            for heavy in [false, true] {
                let (few, many) = (moves(1500, draws, heavy), moves(3000, draws, heavy));
                for i in [0, 1, 1023, 1024, 1499] {
                    assert_eq!(scenario(&few, i), scenario(&many, i));
                }
            }
        }
    }

    #[test]
    fn pairs_mirror_each_other() {
        for heavy in [false, true] {
            let moves = moves(1500, Draws::Antithetic, heavy);
            for j in [0, 700, 749] {
                let mirrored: Vec<f64> = scenario(&moves, 2 * j + 1).iter().map(|x| -x).collect();
                assert_eq!(scenario(&moves, 2 * j), mirrored);
            }
        }
    }

    #[test]
    fn blocks_are_the_same_whoever_draws_them() {
        let sample = MakeSample::run(&SampleRequest::default(), &mut ()).unwrap();
        let portfolio = Portfolio::check(&sample.positions).unwrap();
        let (market, history) = (sample.quotes.check().unwrap(), sample.prices.check().unwrap());
        let book = Book::new(&portfolio, &market, Some(&history), Window::default(), 0.0).unwrap();
        for (draws, heavy) in [(Draws::Independent, false), (Draws::QuasiRandom, true)] {
            let moves = moves(8 * BLOCK, draws, heavy);
            let simulation = Simulation::new(&book, &moves);
            let mut blocks: Vec<Vec<f64>> =
                (0..8).rev().map(|block| simulation.simulate_block(block)).collect();
            blocks.reverse();
            assert_eq!(blocks.concat(), simulation.simulate(&mut ()));
        }
    }

    #[test]
    fn drawn_moves_have_the_covariance() {
        for (draws, heavy) in
            [(Draws::Independent, false), (Draws::Independent, true), (Draws::QuasiRandom, false)]
        {
            let n = 96 * BLOCK;
            let moves = moves(n, draws, heavy);
            let mut sums = [[0.0; 4]; 4];
            for block in 0..moves.blocks() {
                let mut drawn = vec![0.0; 4 * BLOCK];
                moves.fill(block, &mut drawn);
                for (i, row) in sums.iter_mut().enumerate() {
                    for (j, sum) in row.iter_mut().enumerate() {
                        let pairs = drawn[i * BLOCK..][..BLOCK].iter().zip(&drawn[j * BLOCK..][..BLOCK]);
                        *sum += pairs.map(|(x, y)| x * y).sum::<f64>();
                    }
                }
            }
            let expected = |i: usize, j: usize| COVARIANCE[4 * i + j];
            for (i, row) in sums.iter().enumerate() {
                for (j, sum) in row.iter().enumerate() {
                    // Four standard errors: Var(xy) = Σᵢᵢ Σⱼⱼ + Σᵢⱼ² for normals; with six degrees the fourth
                    // moments are (ν − 2)/(ν − 4) = 2 times those: 2 (Σᵢᵢ Σⱼⱼ + 2 Σᵢⱼ²) − Σᵢⱼ².
                    let (product, square) = (expected(i, i) * expected(j, j), expected(i, j).powi(2));
                    let variance = if heavy { 2.0 * product + 3.0 * square } else { product + square };
                    let error = (variance / n as f64).sqrt();
                    let found = sum / n as f64;
                    assert!((found - expected(i, j)).abs() < 4.0 * error, "{i} {j}: {found}");
                }
            }
        }
    }

    #[test]
    fn volatilities_follow_spots() {
        let moves = moves(4 * BLOCK, Draws::Independent, true);
        let (mut count, mut squares) = (0.0, 0.0);
        for block in 0..4 {
            let mut drawn = vec![0.0; 4 * BLOCK];
            moves.fill(block, &mut drawn);
            let mut shifts = vec![];
            moves.volatility_shifts(block, &drawn, &mut shifts);
            assert_eq!(shifts.len(), drawn.len());
            for (shift, x) in shifts.iter().zip(&drawn) {
                squares += (shift + 0.5 * x).powi(2);
                count += 1.0;
            }
        }
        // The variance of 16,384 normals is known to 1.1 %; four of that.
        assert!((squares / count / 4e-4 - 1.0).abs() < 0.045, "{}", squares / count);
    }

    #[test]
    fn the_past_by_probabilities() {
        let past = [-3.0, -1.0, 0.0, 2.0];
        assert_eq!(
            [0.0, 0.2, 0.4, 0.5, 0.8, 1.0].map(|u| quantile(&past, u)),
            [-3.0, -3.0, -1.0, -0.5, 2.0, 2.0]
        );
        assert_eq!(quantile(&[1.5], 0.3), 1.5);
    }
}
