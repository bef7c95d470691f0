//! Where money came from, line by line, in whole numbers of the smallest unit.

use super::response::{SourceAttribution, WalkReconciliation};
use crate::rebalance::Ledger;

/// What one line brought.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources {
    pub price: i64,
    pub funding: i64,
    pub carry: i64,
    pub costs: i64,
}

/// What all lines and the cash, which is the last, brought.
#[derive(Debug, Clone)]
pub struct Tally {
    pub by_line: Vec<Sources>,
    pub flows: i64,
    start: i64,
}

impl Tally {
    /// Of an account that begins with so much cash.
    pub fn new(lines: usize, start: i64) -> Self {
        Self { by_line: vec![Sources::default(); lines + 1], flows: 0, start }
    }

    /// The sources of the cash.
    pub fn cash(&mut self) -> &mut Sources {
        let last = self.by_line.len() - 1;
        &mut self.by_line[last]
    }

    /// By line in money.
    pub fn attribution(&self, names: impl Iterator<Item = String>, ledger: Ledger) -> Vec<SourceAttribution> {
        let money = |units: i64| ledger.money(units as f64);
        names
            .zip(&self.by_line)
            .map(|(name, sources)| SourceAttribution {
                name,
                price: money(sources.price),
                funding: money(sources.funding),
                carry: money(sources.carry),
                costs: money(sources.costs),
                total: money(sources.price + sources.funding + sources.carry + sources.costs),
            })
            .collect()
    }

    /// All of it beside what the account is worth in the end.
    pub fn reconciliation(&self, end: i64, ledger: Ledger) -> WalkReconciliation {
        let money = |units: i64| ledger.money(units as f64);
        let sum = |of: fn(&Sources) -> i64| self.by_line.iter().map(of).sum::<i64>();
        let [price, funding, carry, costs] =
            [sum(|s| s.price), sum(|s| s.funding), sum(|s| s.carry), sum(|s| s.costs)];
        WalkReconciliation {
            start: money(self.start),
            flows: money(self.flows),
            price: money(price),
            funding: money(funding),
            carry: money(carry),
            costs: money(costs),
            end: money(end),
            residual: money(self.start + self.flows + price + funding + carry + costs - end),
        }
    }
}
