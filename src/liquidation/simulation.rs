//! Paths of all prices and volatilities, and pools along them.
//!
//! A block of paths depends on the seed and its number alone, and a path on nothing that happens to a pool: blocks may be
//! worked out in any order, and what changes an account leaves the market it meets as it was. More collateral can so
//! never end a path sooner.

use nalgebra::DMatrix;

use super::excess::Moves;
use super::law::Law;
use super::running::{RiskPool, Running};
use super::tally::Tally;
use crate::error::{Code, Error};
use crate::math::exponential::ExponentialTable;
use crate::math::pivoted_cholesky::PivotedCholesky;
use crate::math::random::BlockStream;
use crate::progress::Progress;

/// Paths of one block.
pub const BLOCK: usize = 512;

/// Pools along paths.
pub struct Simulation<'a> {
    law: &'a Law,
    /// L of a step.
    factor: PivotedCholesky,
    /// Mean log-return of a step, by asset.
    drift: Vec<f64>,
    /// Assets whose volatilities matter to any pool.
    volatile: Vec<usize>,
    /// δ of a step.
    deviation: f64,
    pools: &'a [RiskPool],
    steps: usize,
    paths: usize,
    seed: u64,
    bridge: bool,
}

/// Numbers of one block that are kept between steps.
struct Path {
    before: Moves,
    now: Moves,
    normals: Vec<f64>,
    uniforms: Vec<f64>,
}

impl<'a> Simulation<'a> {
    /// Of these pools, so many steps of so many days.
    pub fn new(
        law: &'a Law,
        pools: &'a [RiskPool],
        (steps, days): (usize, f64),
        (paths, seed, bridge): (usize, u64, bool),
    ) -> Result<Self, Error> {
        let n = law.assets.len();
        let step: DMatrix<f64> = &law.covariance * days;
        let factor = PivotedCholesky::new(step.as_slice(), n).ok_or_else(|| {
            let message = "The correlations have a direction of negative variance: no market has them.";
            Error::new(Code::InvalidValue, message).at("correlations")
        })?;
        let mut volatile: Vec<usize> = pools
            .iter()
            .flat_map(|pool| pool.volatile.iter().map(|coin| pool.frames[0].coins[*coin].place))
            .collect();
        volatile.sort_unstable();
        volatile.dedup();
        Ok(Self {
            law,
            factor,
            drift: law.drift.iter().map(|drift| drift * days).collect(),
            volatile,
            deviation: law.deviation * days.sqrt(),
            pools,
            steps,
            paths,
            seed,
            bridge,
        })
    }

    /// How many blocks there are.
    pub fn blocks(&self) -> usize {
        self.paths.div_ceil(BLOCK)
    }

    /// All blocks, one after the other.
    pub fn run(&self, mut tally: Tally, progress: &mut dyn Progress) -> Tally {
        for block in 0..self.blocks() {
            progress.report(block, self.blocks(), "Following the paths");
            self.block(block, &mut tally);
        }
        progress.report(self.blocks(), self.blocks(), "Following the paths");
        tally
    }

    /// One block, added to a tally. Not inlined: an engine that compiles in tiers switches to the optimised code of a
    /// function at its next call.
    #[inline(never)]
    pub fn block(&self, block: usize, tally: &mut Tally) {
        let len = BLOCK.min(self.paths - block * BLOCK);
        let size = len * self.law.assets.len();
        let shifts = if self.volatile.is_empty() { vec![] } else { vec![0.0; size] };
        let origin = Moves { len, logs: vec![0.0; size], factors: vec![1.0; size], shifts };
        let mut stream = BlockStream::new(self.seed, block as u64);
        let mut running: Vec<Running> = self.pools.iter().map(|pool| pool.start(&origin)).collect();
        let mut path =
            Path { before: origin.clone(), now: origin, normals: vec![], uniforms: vec![0.0; len] };
        for step in 1..=self.steps {
            self.advance(&mut stream, &mut path);
            let uniforms = self.bridge.then_some(&path.uniforms[..]);
            for (pool, running) in self.pools.iter().zip(&mut running) {
                pool.step(step, (&path.before, &path.now), uniforms, running);
            }
        }
        tally.add(self.pools, &running, &path.now);
    }

    #[inline(never)]
    fn advance(&self, stream: &mut BlockStream, path: &mut Path) {
        let len = path.uniforms.len();
        std::mem::swap(&mut path.before, &mut path.now);
        let (rank, own) = (self.factor.rank(), if self.deviation > 0.0 { self.volatile.len() } else { 0 });
        path.normals.resize((rank + own) * len, 0.0);
        path.normals.iter_mut().for_each(|z| *z = stream.normal());
        path.uniforms.iter_mut().for_each(|u| *u = stream.uniform());
        let table = ExponentialTable::get();
        for (p, &asset) in self.factor.order().iter().enumerate() {
            let range = asset * len..(asset + 1) * len;
            let logs = &mut path.now.logs[range.clone()];
            logs.fill(self.drift[asset]);
            for (loading, direction) in self.factor.row(p).iter().zip(path.normals.chunks_exact(len)) {
                logs.iter_mut().zip(direction).for_each(|(x, z)| *x += loading * z);
            }
            if let Some(k) = self.volatile.iter().position(|volatile| *volatile == asset) {
                let shifts = &mut path.now.shifts[range.clone()];
                shifts.copy_from_slice(&path.before.shifts[range.clone()]);
                shifts.iter_mut().zip(&*logs).for_each(|(shift, x)| *shift += self.law.slope * x);
                if own > 0 {
                    let direction = &path.normals[(rank + k) * len..][..len];
                    shifts.iter_mut().zip(direction).for_each(|(shift, e)| *shift += self.deviation * e);
                }
            }
            logs.iter_mut().zip(&path.before.logs[range.clone()]).for_each(|(x, before)| *x += before);
            path.now.factors[range].iter_mut().zip(&*logs).for_each(|(factor, x)| *factor = table.exp(*x));
        }
    }
}
