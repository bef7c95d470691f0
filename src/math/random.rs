//! Random numbers by block: the stream of a block depends on the seed and the block's number alone,
//! so that blocks drawn in any order, by any number of workers, give the same numbers.
//!
//! Generator: xoshiro256++ (Blackman and Vigna 2021, Scrambled linear pseudorandom number
//! generators, ACM TOMS 47(4)). Its 256 bits of state are the SplitMix64 sequence of the seed mixed
//! with that of the block. Normals come from a [`Ziggurat`].

use rand::{Rng, SeedableRng};
use rand_xoshiro::{SplitMix64, Xoshiro256PlusPlus};

use super::ziggurat::{Ziggurat, open_uniform};

/// The stream of one block.
#[derive(Debug, Clone)]
pub struct BlockStream {
    generator: Xoshiro256PlusPlus,
    ziggurat: &'static Ziggurat,
}

impl BlockStream {
    /// The stream of block `block` under `seed`.
    pub fn new(seed: u64, block: u64) -> Self {
        let mut of_seed = SplitMix64::seed_from_u64(seed);
        // The block's sequence starts elsewhere, so that (1, 2) and (2, 1) are different streams.
        let mut of_block = SplitMix64::seed_from_u64(block ^ 0xA5A5_5A5A_C3C3_3C3C);
        let mut state = [0u8; 32];
        for word in state.chunks_exact_mut(8) {
            let mixed = of_seed.next_u64() ^ of_block.next_u64().rotate_left(32);
            word.copy_from_slice(&mixed.to_le_bytes());
        }
        Self { generator: Xoshiro256PlusPlus::from_seed(state), ziggurat: Ziggurat::get() }
    }

    /// Uniform on the open interval (0, 1).
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        open_uniform(self.generator.next_u64())
    }

    /// Standard normal.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        self.ziggurat.normal(&mut self.generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normals_have_the_moments_of_the_normal() {
        let n = 400_000;
        let mut stream = BlockStream::new(7, 0);
        let (mut sums, mut far) = ([0.0; 4], 0);
        for _ in 0..n {
            let z = stream.normal();
            for (power, sum) in sums.iter_mut().enumerate() {
                *sum += z.powi(power as i32 + 1);
            }
            far += usize::from(z > 2.326_347_874_040_841);
        }
        // Four standard errors: the variances of z, z², z³, z⁴ are 1, 2, 15, 96.
        for ((sum, mean), variance) in sums.iter().zip([0.0, 1.0, 0.0, 3.0]).zip([1.0, 2.0, 15.0, 96.0]) {
            let error = (variance / n as f64).sqrt();
            assert!((sum / n as f64 - mean).abs() < 4.0 * error);
        }
        assert!((far as f64 - 4000.0).abs() < 4.0 * 3960f64.sqrt());
    }

    #[test]
    fn streams_are_repeatable_and_distinct() {
        let first = |seed, block| BlockStream::new(seed, block).uniform();
        assert_eq!(first(1, 2), first(1, 2));
        let mut seen: Vec<u64> = (0..40).flat_map(|s| (0..40).map(move |b| first(s, b).to_bits())).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1600);
    }

    #[test]
    fn neighbouring_blocks_are_uncorrelated() {
        let n = 100_000;
        let (mut a, mut b) = (BlockStream::new(7, 0), BlockStream::new(7, 1));
        let product: f64 = (0..n).map(|_| a.normal() * b.normal()).sum();
        assert!((product / f64::from(n)).abs() < 4.0 / f64::from(n).sqrt());
    }
}
