//! Profit and loss of a book in every scenario, by full revaluation.
//!
//! Blocks are independent of each other: [`Simulation::simulate_block`] gives the same profits whoever
//! calls it, in whatever order, so that blocks can be spread over workers. What positions contribute is
//! a weighted sum of their profits over the few scenarios that make the figures; those scenarios are
//! drawn again and only they are revalued position by position, which saves a table of scenarios ×
//! positions.

use super::book::{Book, Held};
use super::parts::{Part, Parts};
use super::scenarios::{BLOCK, Scenarios};
use super::tail::{Participant, Tail};
use crate::pricing::ScenarioBlock;
use crate::progress::Progress;

/// Is shown each scenario: its number, and by what factor the asset of a place moves in it.
pub type Visit<'v> = dyn FnMut(usize, &dyn Fn(usize) -> f64) + 'v;

/// Blocks between two reports of progress.
const BLOCKS_PER_REPORT: usize = 8;

/// What one position adds to the figures, in quote currency, losses positive.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Contribution {
    /// To the value at risk.
    pub value_at_risk: f64,
    /// To the expected shortfall.
    pub expected_shortfall: f64,
}

/// A book in its scenarios.
pub struct Simulation<'a> {
    book: &'a Book,
    scenarios: &'a dyn Scenarios,
}

/// Numbers that blocks are worked out in, kept between blocks.
#[derive(Default)]
struct Workspace {
    log_returns: Vec<f64>,
    factors: Vec<f64>,
    shifts: Vec<f64>,
    chosen: Vec<f64>,
    profits: Vec<f64>,
}

impl<'a> Simulation<'a> {
    /// Of this book in these scenarios.
    pub fn new(book: &'a Book, scenarios: &'a dyn Scenarios) -> Self {
        Self { book, scenarios }
    }

    /// How much each scenario counts, where they do not count alike.
    pub fn weights(&self) -> Option<&[f64]> {
        self.scenarios.weights()
    }

    /// The profits in the scenarios of one block, in their order.
    pub fn simulate_block(&self, block: usize) -> Vec<f64> {
        let mut profits = vec![0.0; self.scenarios.length(block)];
        self.fill_block(&self.book.held, block, &mut Workspace::default(), &mut profits);
        profits
    }

    /// The profits in all scenarios, in their order.
    pub fn simulate(&self, progress: &mut dyn Progress) -> Vec<f64> {
        self.profits_of(&self.book.held, progress)
    }

    /// The profits of these positions, which may stand beside the book, in all scenarios.
    pub fn profits_of(&self, held: &[Held], progress: &mut dyn Progress) -> Vec<f64> {
        let mut profits = vec![0.0; self.scenarios.count()];
        let mut workspace = Workspace::default();
        let blocks = self.scenarios.blocks();
        for (block, chunk) in profits.chunks_mut(BLOCK).enumerate() {
            if block % BLOCKS_PER_REPORT == 0 {
                progress.report(block, blocks, "Revaluing the positions");
            }
            self.fill_block(held, block, &mut workspace, chunk);
        }
        progress.report(blocks, blocks, "Revaluing the positions");
        profits
    }

    /// What each position of the book loses in all scenarios.
    pub fn losses_by_position(&self, progress: &mut dyn Progress) -> Vec<Vec<f64>> {
        let of = |held: &Held| {
            let mut losses = self.profits_of(std::slice::from_ref(held), progress);
            losses.iter_mut().for_each(|profit| *profit = 0.0 - *profit);
            losses
        };
        self.book.held.iter().map(of).collect()
    }

    // Called once per block and not inlined into the loop over blocks: an engine that compiles in tiers
    // switches to the optimised code of a function at its next call.
    #[inline(never)]
    fn fill_block(&self, held: &[Held], block: usize, workspace: &mut Workspace, profits: &mut [f64]) {
        let Workspace { log_returns, factors, shifts, .. } = workspace;
        log_returns.resize(self.scenarios.width() * profits.len(), 0.0);
        self.scenarios.fill(block, log_returns);
        exponentiate(log_returns, factors);
        shifts.clear();
        self.scenarios.volatility_shifts(block, log_returns, shifts);
        let moves = ScenarioBlock::new(profits.len(), log_returns, factors, any(shifts));
        for held in held {
            held.revaluation.profit(&moves, profits);
        }
    }

    /// What each position of the book adds to figures that are sums over losses with these weights, which stand in
    /// the order of their scenarios.
    pub fn contributions(
        &self,
        participants: Vec<Participant>,
        progress: &mut dyn Progress,
    ) -> Vec<Contribution> {
        let parts = self.parts(&Tail { participants, ..Tail::default() }, progress);
        parts[..self.book.held.len()].iter().map(|part| part.contribution).collect()
    }

    /// What each position of the book contributes to a tail, and after them what each of its groups does.
    pub fn parts(&self, tail: &Tail, progress: &mut dyn Progress) -> Vec<Part> {
        let participants = &tail.participants;
        let mut parts = Parts::new(self.book.held.len() + self.book.groups.len(), tail);
        let mut workspace = Workspace::default();
        let block_of = |participant: &Participant| participant.scenario as usize / BLOCK;
        for (i, chosen) in participants.chunk_by(|a, b| block_of(a) == block_of(b)).enumerate() {
            if i % BLOCKS_PER_REPORT == 0 {
                progress.report(block_of(&chosen[0]), self.scenarios.blocks(), "Tracing losses to positions");
            }
            self.add_block(block_of(&chosen[0]), chosen, &mut workspace, &mut parts);
        }
        parts.finish(tail)
    }

    #[inline(never)]
    fn add_block(&self, block: usize, chosen: &[Participant], workspace: &mut Workspace, parts: &mut Parts) {
        let Workspace { log_returns, factors, shifts, chosen: moves, profits } = workspace;
        let length = self.scenarios.length(block);
        log_returns.resize(self.scenarios.width() * length, 0.0);
        self.scenarios.fill(block, log_returns);
        shifts.clear();
        self.scenarios.volatility_shifts(block, log_returns, shifts);
        let only = |all: &[f64], some: &mut Vec<f64>| {
            some.clear();
            for of_asset in all.chunks_exact(length) {
                some.extend(chosen.iter().map(|participant| of_asset[participant.scenario as usize % BLOCK]));
            }
        };
        only(log_returns, moves);
        only(shifts, factors);
        std::mem::swap(shifts, factors);
        exponentiate(moves, factors);
        let moves = ScenarioBlock::new(chosen.len(), moves, factors, any(shifts));
        // Position by position, and the sum of a group behind them.
        let (width, count) = (chosen.len(), self.book.held.len());
        profits.clear();
        profits.resize((count + 1) * width, 0.0);
        let (of_positions, of_group) = profits.split_at_mut(count * width);
        for (part, (held, own)) in self.book.held.iter().zip(of_positions.chunks_exact_mut(width)).enumerate()
        {
            held.revaluation.profit(&moves, own);
            parts.add(part, chosen, own);
        }
        for (g, group) in self.book.groups.iter().enumerate() {
            of_group.fill(0.0);
            for member in &group.members {
                let own = &of_positions[member * width..][..width];
                of_group.iter_mut().zip(own).for_each(|(sum, profit)| *sum += profit);
            }
            parts.add(count + g, chosen, of_group);
        }
    }

    /// The place of an asset among those that move.
    pub fn place(&self, asset: &str) -> Option<usize> {
        self.book.assets.iter().position(|name| name == asset)
    }

    /// Goes through all scenarios: the number of each, and by what factor the asset of a place moves in it.
    pub fn each(&self, progress: &mut dyn Progress, visit: &mut Visit) {
        let (mut log_returns, mut factors) = (vec![], vec![]);
        let blocks = self.scenarios.blocks();
        for block in 0..blocks {
            if block % BLOCKS_PER_REPORT == 0 {
                progress.report(block, blocks, "Looking for liquidations");
            }
            let length = self.scenarios.length(block);
            log_returns.resize(self.scenarios.width() * length, 0.0);
            self.scenarios.fill(block, &mut log_returns);
            exponentiate(&log_returns, &mut factors);
            for within in 0..length {
                visit(block * BLOCK + within, &|place| factors[place * length + within]);
            }
        }
    }

    /// The relative moves of the assets, S'/S − 1, in one scenario.
    pub fn moves(&self, scenario: usize) -> Vec<f64> {
        let (block, within) = (scenario / BLOCK, scenario % BLOCK);
        let length = self.scenarios.length(block);
        let mut log_returns = vec![0.0; self.scenarios.width() * length];
        self.scenarios.fill(block, &mut log_returns);
        log_returns.chunks_exact(length).map(|of_asset| libm::expm1(of_asset[within])).collect()
    }
}

fn any(shifts: &[f64]) -> Option<&[f64]> {
    (!shifts.is_empty()).then_some(shifts)
}

fn exponentiate(log_returns: &[f64], factors: &mut Vec<f64>) {
    factors.clear();
    factors.extend(log_returns.iter().map(|x| libm::exp(*x)));
}
